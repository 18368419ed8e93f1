package telegram

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

const yesNo = `{"inline_keyboard":[[{"text":"Yes","callback_data":"y:1"},{"text":"No","callback_data":"n:1"}]]}`

func TestAPersonAndTheBotTalk(t *testing.T) {
	c := newTown(t)
	ana := c.person("Ana", false)
	c.refuses(c.call("sendMessage", to(ana, "text", "Hi"), nil), 403, "can't initiate")
	c.say(ana, map[string]any{"text": "/start abc"})

	got := c.updates()
	if len(got) != 1 || got[0].Message == nil {
		t.Fatalf("updates: %+v", got)
	}
	m := got[0].Message
	if m.Text != "/start abc" || m.Chat.ID != ana || m.From.LanguageCode != "es" || m.Date != int(c.clock().Unix()) {
		t.Fatalf("message: %+v", m)
	}
	if len(m.Entities) != 1 || m.Entities[0].Type != "bot_command" || m.Entities[0].Length != 6 {
		t.Fatalf("entities: %+v", m.Entities)
	}
	if c.world.Pending() == "" {
		t.Fatal("an update that was fetched but not confirmed is pending")
	}
	c.updates()
	if why := c.world.Pending(); why != "" {
		t.Fatal(why)
	}

	var sent tgbotapi.Message
	c.does("sendMessage", to(ana, "text", "<b>Ready</b> &amp; able?", "parse_mode", "HTML", "reply_markup", yesNo, "entities", "null"), &sent)
	if sent.Text != "Ready & able?" || sent.Entities[0].Type != "bold" || sent.From.ID != botID {
		t.Fatalf("sent: %+v", sent)
	}

	toasts := c.press(ana, map[string]any{"press": "Yes"})
	query := c.awaitUpdate().CallbackQuery
	if query.Data != "y:1" || query.Message.MessageID != sent.MessageID {
		t.Fatalf("query: %+v", query)
	}
	answer := tgbotapi.Params{"callback_query_id": query.ID, "text": "Noted"}
	c.does("answerCallbackQuery", answer, nil)
	if got := <-toasts; got["toast"] != "Noted" {
		t.Fatalf("toast: %v", got)
	}
	c.refuses(c.call("answerCallbackQuery", answer, nil), 400, "query is too old")

	edit := to(ana, "message_id", strconv.Itoa(sent.MessageID), "text", "You said yes")
	c.does("editMessageText", edit, nil)
	c.refuses(c.call("editMessageText", edit, nil), 400, "message is not modified")
	last := c.chat(ana)[1]
	if last.Text != "You said yes" || !last.Edited || len(last.Buttons) != 0 || last.From != "bot" {
		t.Fatalf("chat: %+v", last)
	}
}

// awaitUpdate long-polls for one update.
func (c *town) awaitUpdate() tgbotapi.Update {
	c.Helper()
	var list []tgbotapi.Update
	params := tgbotapi.Params{"offset": strconv.FormatInt(c.offset, 10), "timeout": "20"}
	if err := c.call("getUpdates", params, &list); err != nil || len(list) == 0 {
		c.Fatalf("no update: %v", err)
	}
	c.offset = int64(list[0].UpdateID) + 1
	return list[0]
}

func TestAStaleScreenStillHasItsButtons(t *testing.T) {
	c := newTown(t)
	ana := c.person("Ana", true)
	var sent tgbotapi.Message
	c.does("sendMessage", to(ana, "text", "Sure?", "reply_markup", yesNo), &sent)
	c.does("editMessageText", to(ana, "text", "Done", "message_id", strconv.Itoa(sent.MessageID)), nil)

	var refusal struct{ Error string }
	if status := c.control("POST", c.personPath(ana, "say"), map[string]any{"press": "Yes"}, &refusal); status != 404 {
		t.Fatalf("a button that is gone was pressed: %d", status)
	}
	toasts := c.press(ana, map[string]any{"press": "Yes", "message": sent.MessageID})
	query := c.awaitUpdate().CallbackQuery
	if query.Data != "y:1" || query.Message.Text != "Done" {
		t.Fatalf("query: %+v", query)
	}
	c.pass(2 * time.Minute)
	c.refuses(c.call("answerCallbackQuery", tgbotapi.Params{"callback_query_id": query.ID}, nil), 400, "query is too old")
	c.world.Close() // ends the person's wait
	if got := <-toasts; got["toast"] != "" {
		t.Fatalf("toast: %v", got)
	}
}

func TestAReplyKeyboardSpeaksForThePerson(t *testing.T) {
	c := newTown(t)
	ana := c.person("Ana", true)
	keyboard := `{"keyboard":[[{"text":"My number","request_contact":true}],["Skip"]],"one_time_keyboard":true}`
	c.does("sendMessage", to(ana, "text", "Your telephone?", "reply_markup", keyboard), nil)
	if got := c.chat(ana)[1].Keyboard; len(got) != 2 || got[1][0] != "Skip" {
		t.Fatalf("keyboard: %v", got)
	}
	c.say(ana, map[string]any{"press": "My number"})
	contact := c.updates()[0].Message.Contact
	if contact.UserID != ana || !strings.HasPrefix(contact.PhoneNumber, "+52") {
		t.Fatalf("contact: %+v", contact)
	}
	if got := c.chat(ana)[2].Keyboard; got != nil {
		t.Fatalf("a one-time keyboard stayed: %v", got)
	}
	c.say(ana, map[string]any{"contact": map[string]string{"phone_number": "+525511112222", "first_name": "Luis"}})
	if other := c.updates()[0].Message.Contact; other.UserID != 0 || other.FirstName != "Luis" {
		t.Fatalf("somebody else's contact: %+v", other)
	}
}

func TestEverythingElseAPersonCanSend(t *testing.T) {
	c := newTown(t)
	ana := c.person("Ana", true)
	pdf := map[string]any{"name": "card.pdf", "type": "application/pdf", "base64": "JVBERi0=", "caption": "front"}
	picture := map[string]any{"name": "card.jpg", "type": "image/jpeg", "base64": "/9j/"}
	for _, form := range []map[string]any{
		{"location": []float64{19.4, -99.1}}, {"voice": true}, {"sticker": true}, {"file": pdf}, {"album": []any{picture, picture}},
	} {
		c.say(ana, form)
	}
	got := c.updates()
	if len(got) != 6 {
		t.Fatalf("%d updates", len(got))
	}
	if got[0].Message.Location == nil || got[1].Message.Voice == nil || got[2].Message.Sticker == nil {
		t.Fatalf("updates: %+v", got[:3])
	}
	if d := got[3].Message; d.Document.FileName != "card.pdf" || d.Caption != "front" {
		t.Fatalf("document: %+v", d)
	}
	first, second := got[4].Message, got[5].Message
	if len(first.Photo) != 2 || first.MediaGroupID == "" || first.MediaGroupID != second.MediaGroupID {
		t.Fatalf("album: %+v %+v", first, second)
	}

	c.say(ana, map[string]any{"text": "1 March"})
	original := c.updates()[0].Message
	c.say(ana, map[string]any{"edit": map[string]any{"message": original.MessageID, "text": "2 March"}})
	if edited := c.updates()[0].EditedMessage; edited.Text != "2 March" || edited.EditDate == 0 {
		t.Fatalf("edited: %+v", edited)
	}
	c.say(ana, map[string]any{"block": true})
	if change := c.updates()[0].MyChatMember; !change.NewChatMember.WasKicked() {
		t.Fatalf("blocked: %+v", change)
	}
	c.refuses(c.call("sendMessage", to(ana, "text", "Hello?"), nil), 403, "bot was blocked by the user")
	c.say(ana, map[string]any{"unblock": true})
	if change := c.updates()[0].MyChatMember; change.NewChatMember.Status != "member" {
		t.Fatalf("unblocked: %+v", change)
	}
}

func TestFilesTravelBothWays(t *testing.T) {
	c := newTown(t)
	ana := c.person("Ana", true)
	c.say(ana, map[string]any{"file": map[string]any{"name": "card.pdf", "type": "application/pdf", "base64": "JVBERi0="}})
	id := c.updates()[0].Message.Document.FileID
	var info tgbotapi.File
	c.does("getFile", tgbotapi.Params{"file_id": id}, &info)
	resp, err := http.Get(c.server.URL + "/telegram/file/bot" + c.bot.Token + "/" + info.FilePath)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if data, _ := io.ReadAll(resp.Body); string(data) != "%PDF-" {
		t.Fatalf("downloaded %q", data)
	}

	file := tgbotapi.RequestFile{Name: "document", Data: tgbotapi.FileBytes{Name: "letter.pdf", Bytes: []byte("%PDF-1.7")}}
	if _, err := c.bot.UploadFiles("sendDocument", to(ana, "caption", "Your letter"), []tgbotapi.RequestFile{file}); err != nil {
		t.Fatal(err)
	}
	last := c.chat(ana)[2]
	if last.Text != "Your letter" || last.File.Name != "letter.pdf" || last.File.Type != "application/pdf" {
		t.Fatalf("chat: %+v %+v", last, last.File)
	}
	c.refuses(c.call("sendPhoto", to(ana, "photo", id), nil), 400, "IMAGE_PROCESS_FAILED")
	c.world.mu.Lock()
	c.world.files[id].data = make([]byte, maxDownload+1)
	c.world.mu.Unlock()
	c.refuses(c.call("getFile", tgbotapi.Params{"file_id": id}, nil), 400, "file is too big")
}

func TestCommandsAreShownByScopeAndLanguage(t *testing.T) {
	c := newTown(t)
	ana := c.person("Ana", false)
	set := func(commands, language string) *tgbotapi.Error {
		return c.call("setMyCommands", tgbotapi.Params{
			"commands": commands, "language_code": language, "scope": `{"type":"all_private_chats"}`,
		}, nil)
	}
	if err := set(`[{"command":"help","description":"Help"}]`, ""); err != nil {
		t.Fatal(err)
	}
	if err := set(`[{"command":"help","description":"Ayuda"}]`, "es"); err != nil {
		t.Fatal(err)
	}
	c.refuses(set(`[{"command":"Help!","description":"Help"}]`, ""), 400, "BOT_COMMAND_INVALID")
	var menu struct{ Commands []command }
	c.control("GET", c.personPath(ana, "menu"), nil, &menu)
	if len(menu.Commands) != 1 || menu.Commands[0].Description != "Ayuda" {
		t.Fatalf("menu: %+v", menu)
	}
}

// TestTheBotIsSeenToType shows that the bot types, until its message is there or
// five seconds are over.
func TestTheBotIsSeenToType(t *testing.T) {
	c := newTown(t)
	ana := c.person("Ana", true)
	types := func() bool {
		t.Helper()
		var people []struct{ Typing bool }
		c.control("GET", "/sandbox/telegram/people", nil, &people)
		return len(people) == 1 && people[0].Typing
	}
	for what, end := range map[string]func(){
		"its message": func() { c.does("sendMessage", to(ana, "text", "Here it is"), nil) },
		"a while":     func() { c.pass(5 * time.Second) },
	} {
		c.does("sendChatAction", to(ana, "action", "typing"), nil)
		if !types() {
			t.Error("the bot is not seen to type")
		}
		if end(); types() {
			t.Errorf("after %s the bot still types", what)
		}
	}
}
