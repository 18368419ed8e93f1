package telegram

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// addressee is the person whom a call is about, if the bot may write there.
func (w *World) addressee(p params) (*person, error) {
	if p.text("chat_id") == "" {
		return nil, badRequest("chat_id is empty")
	}
	who := w.people[p.number("chat_id")]
	switch {
	case who == nil:
		return nil, badRequest("chat not found")
	case !who.started:
		return nil, refused(http.StatusForbidden, "Forbidden: bot can't initiate conversation with a user")
	case who.blocked:
		return nil, refused(http.StatusForbidden, "Forbidden: bot was blocked by the user")
	}
	return who, nil
}

// messageText reads and measures the text of a message.
func messageText(p params) (rich, error) {
	text, err := p.richText("text", "entities")
	switch {
	case err != nil:
		return rich{}, err
	case text.text == "":
		return rich{}, badRequest("message text is empty")
	case units(text.text) > maxText:
		return rich{}, badRequest("message is too long")
	}
	return text, nil
}

func (w *World) sendMessage(p params) (any, error) {
	who, err := w.addressee(p)
	if err != nil {
		return nil, err
	}
	text, err := messageText(p)
	if err != nil {
		return nil, err
	}
	return w.send(who, p, &post{message: message{Text: text.text, Entities: text.entities}, html: text.html})
}

// send completes a message of the bot and puts it into the chat.
func (w *World) send(who *person, p params, m *post) (any, error) {
	marks, err := p.markup()
	if err != nil {
		return nil, err
	}
	if m.ReplyToMessage, err = replied(who, p); err != nil {
		return nil, err
	}
	m.From, m.ReplyMarkup, m.fixed = bot(), marks.inline, marks.other()
	w.put(who, m)
	switch {
	case marks.reply != nil:
		who.keyboard = marks.reply
	case marks.remove:
		who.keyboard = nil
	}
	return m.message, nil
}

// put adds a message to a chat, with its number and date.
func (w *World) put(who *person, m *post) {
	w.messages++
	m.at = w.options.Now()
	m.MessageID, m.Chat, m.Date = w.messages, who.chat(), m.at.Unix()
	who.posts = append(who.posts, m)
	if m.From.IsBot {
		who.typing = time.Time{} // what was typed is here
	}
	w.options.Changed()
}

// replied is the message that a new one answers, if any.
func replied(who *person, p params) (*message, error) {
	to := struct {
		ID      int  `json:"message_id"`
		Without bool `json:"allow_sending_without_reply"`
	}{ID: int(p.number("reply_to_message_id")), Without: p.flag("allow_sending_without_reply")}
	if _, err := p.object("reply_parameters", &to); err != nil {
		return nil, err
	}
	if to.ID == 0 {
		return nil, nil
	}
	original := who.find(to.ID)
	if original == nil && !to.Without {
		return nil, badRequest("message to be replied not found")
	}
	if original == nil {
		return nil, nil
	}
	quoted := original.message
	quoted.ReplyToMessage = nil // answers are shown one level deep
	return &quoted, nil
}

// editable is the bot's own message that a call wants to change.
func (w *World) editable(p params) (*post, error) {
	who, err := w.addressee(p)
	if err != nil {
		return nil, err
	}
	m := who.find(int(p.number("message_id")))
	switch {
	case m == nil:
		return nil, badRequest("message to edit not found")
	case !m.From.IsBot || m.fixed:
		return nil, badRequest("message can't be edited")
	}
	return m, nil
}

func (w *World) editMessageText(p params) (any, error) {
	m, err := w.editable(p)
	if err != nil {
		return nil, err
	}
	text, err := messageText(p)
	if err != nil {
		return nil, err
	}
	if m.Text == "" {
		return nil, badRequest("there is no text in the message to edit")
	}
	marks, err := inlineOnly(p)
	if err != nil {
		return nil, err
	}
	if m.html == text.html && sameKeyboard(m.ReplyMarkup, marks.inline) {
		return nil, notModified()
	}
	m.Text, m.Entities, m.html = text.text, text.entities, text.html
	w.edited(m, marks.inline)
	return m.message, nil
}

func (w *World) editMessageReplyMarkup(p params) (any, error) {
	m, err := w.editable(p)
	if err != nil {
		return nil, err
	}
	marks, err := inlineOnly(p)
	if err != nil {
		return nil, err
	}
	if sameKeyboard(m.ReplyMarkup, marks.inline) {
		return nil, notModified()
	}
	w.edited(m, marks.inline)
	return m.message, nil
}

func inlineOnly(p params) (markup, error) {
	marks, err := p.markup()
	if err == nil && marks.other() {
		err = badRequest("inline keyboard expected")
	}
	return marks, err
}

// edited gives a message its new buttons, or none, and remembers the old ones.
func (w *World) edited(m *post, buttons *inlineKeyboard) {
	if m.ReplyMarkup != nil {
		m.past = append(m.past, m.ReplyMarkup)
	}
	m.ReplyMarkup = buttons
	m.EditDate = w.options.Now().Unix()
	w.options.Changed()
}

func notModified() error {
	return badRequest("message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message")
}

// sameKeyboard compares two keyboards in the form in which they travel.
func sameKeyboard(a, b *inlineKeyboard) bool {
	before, err := json.Marshal(a)
	if err != nil {
		return false
	}
	after, err := json.Marshal(b)
	return err == nil && bytes.Equal(before, after)
}

func (w *World) deleteMessage(p params) (any, error) {
	who, err := w.addressee(p)
	if err != nil {
		return nil, err
	}
	m := who.find(int(p.number("message_id")))
	switch {
	case m == nil:
		return nil, badRequest("message to delete not found")
	case w.options.Now().Sub(m.at) > deleteWithin:
		return nil, badRequest("message can't be deleted for everyone")
	}
	who.posts = slices.DeleteFunc(who.posts, func(other *post) bool { return other == m })
	w.options.Changed()
	return true, nil
}

func (w *World) pinChatMessage(p params) (any, error) {
	who, err := w.addressee(p)
	if err != nil {
		return nil, err
	}
	m := who.find(int(p.number("message_id")))
	if m == nil {
		return nil, badRequest("message to pin not found")
	}
	m.pinned = true
	w.options.Changed()
	return true, nil
}

// typingTime is how long a chat says that the bot types.
const typingTime = 5 * time.Second

func (w *World) sendChatAction(p params) (any, error) {
	who, err := w.addressee(p)
	if err != nil {
		return nil, err
	}
	known := []string{
		"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
		"upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
	}
	if !slices.Contains(known, p.text("action")) {
		return nil, badRequest("wrong parameter action in request")
	}
	who.typing = w.options.Now().Add(typingTime)
	w.options.Changed()
	return true, nil
}

// reactions are the emoji that anybody may react with.
const reactions = "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡"

func (w *World) setMessageReaction(p params) (any, error) {
	who, err := w.addressee(p)
	if err != nil {
		return nil, err
	}
	m := who.find(int(p.number("message_id")))
	if m == nil {
		return nil, badRequest("message to react not found")
	}
	var wanted []struct {
		Type  string `json:"type"`
		Emoji string `json:"emoji"`
	}
	if _, err := p.object("reaction", &wanted); err != nil {
		return nil, err
	}
	reaction := ""
	switch {
	case len(wanted) > 1:
		return nil, badRequest("REACTIONS_TOO_MANY")
	case len(wanted) == 1:
		reaction = wanted[0].Emoji
		if wanted[0].Type != "emoji" || !slices.Contains(strings.Fields(reactions), reaction) {
			return nil, badRequest("REACTION_INVALID")
		}
	}
	m.reaction = reaction
	w.options.Changed()
	return true, nil
}
