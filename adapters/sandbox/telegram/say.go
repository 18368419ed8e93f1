package telegram

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// saying is what a person does; exactly one of its forms is given.
type saying struct {
	Text     *string         `json:"text"`
	Press    *string         `json:"press"`
	Message  int             `json:"message"` // the message whose button is pressed
	Contact  json.RawMessage `json:"contact"`
	Location []float64       `json:"location"`
	Voice    bool            `json:"voice"`
	Sticker  bool            `json:"sticker"`
	File     *handedFile     `json:"file"`
	Album    []handedFile    `json:"album"`
	Edit     *editing        `json:"edit"`
	Block    bool            `json:"block"`
	Unblock  bool            `json:"unblock"`
	Repeat   bool            `json:"repeat"`
}

type editing struct {
	Message int    `json:"message"`
	Text    string `json:"text"`
}

// handedFile is a file from a person's telephone. Pictures go as photographs
// unless they are sent as documents.
type handedFile struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Base64   string `json:"base64"`
	Caption  string `json:"caption"`
	Document bool   `json:"document"`
}

// say plays one act of a person.
func (w *World) say(rw http.ResponseWriter, r *http.Request) {
	var s saying
	body := json.NewDecoder(r.Body)
	body.DisallowUnknownFields() // a misspelt form would be a person who says nothing
	if err := body.Decode(&s); err != nil {
		writeJSON(rw, http.StatusBadRequest, problem("the body is none of the forms, such as {\"text\": \"words\"}: "+err.Error()))
		return
	}
	w.mu.Lock()
	who := w.personOf(r)
	var pressed *query
	err := error(refused(http.StatusNotFound, "nobody has this number"))
	if who != nil {
		pressed, err = w.act(who, s)
	}
	w.mu.Unlock()
	w.options.Changed()
	var refusal *refusal
	switch {
	case errors.As(err, &refusal):
		writeJSON(rw, refusal.status, problem(refusal.words))
	case err != nil:
		writeJSON(rw, http.StatusInternalServerError, problem(err.Error()))
	case pressed != nil:
		writeJSON(rw, http.StatusOK, w.toast(r.Context(), pressed))
	default:
		writeJSON(rw, http.StatusOK, toast{})
	}
}

// act does what a person asked for; the lock is held. A pressed button returns
// the query whose answer is to be waited for.
func (w *World) act(who *person, s saying) (*query, error) {
	switch {
	case s.Unblock:
		return nil, w.block(who, false)
	case s.Block:
		return nil, w.block(who, true)
	case s.Repeat:
		return nil, w.repeat(who)
	case who.blocked:
		return nil, refused(http.StatusConflict, "this person has blocked the bot; unblock it first")
	case s.Press != nil:
		return w.press(who, *s.Press, s.Message)
	case s.Edit != nil:
		return nil, w.editOwn(who, *s.Edit)
	case s.Text != nil:
		return nil, w.write(who, *s.Text)
	case s.Contact != nil:
		return nil, w.shareContact(who, s.Contact)
	case len(s.Location) == 2:
		return nil, w.utter(who, &post{message: message{Location: &location{Latitude: s.Location[0], Longitude: s.Location[1]}}})
	case s.Voice:
		f := w.keep("voice", "voice.oga", "audio/ogg", []byte("OggS"))
		return nil, w.utter(who, &post{message: message{Voice: &voice{fileInfo: f.info(), Duration: 3, MimeType: f.kind}}})
	case s.Sticker:
		f := w.keep("stickers", "sticker.webp", "image/webp", []byte("RIFF"))
		return nil, w.utter(who, &post{message: message{Sticker: &sticker{
			fileInfo: f.info(), Type: "regular", Width: 512, Height: 512, Emoji: "👋",
		}}})
	case s.File != nil:
		return nil, w.hand(who, "", *s.File)
	case len(s.Album) > 0:
		return nil, w.handAlbum(who, s.Album)
	}
	return nil, refused(http.StatusBadRequest, "the body is none of the forms, such as {\"text\": \"words\"}")
}

// utter puts a person's message into the chat and tells the bot.
func (w *World) utter(who *person, m *post) error {
	who.started = true
	m.From = who.user
	w.put(who, m)
	return w.deliver(who, newMessage, m.message)
}

// written checks what a person types, as the telephone does.
func written(text string) (rich, error) {
	t := plain(text)
	switch {
	case t.text == "":
		return t, refused(http.StatusBadRequest, "an empty message cannot be sent")
	case units(t.text) > maxText:
		return t, refused(http.StatusBadRequest, "a message has at most 4096 characters")
	}
	if command := regexp.MustCompile(`^/[A-Za-z0-9_]{1,32}(@\w+)?`).FindString(t.text); command != "" {
		t.entities = []entity{{Type: "bot_command", Length: len(command)}}
	}
	return t, nil
}

// write sends what a person types. A telephone sends a longer text than a
// message may hold as several messages.
func (w *World) write(who *person, text string) error {
	for _, part := range parts(text) {
		t, err := written(part)
		if err != nil {
			return err
		}
		if err := w.utter(who, &post{message: message{Text: t.text, Entities: t.entities}, html: t.html}); err != nil {
			return err
		}
	}
	return nil
}

// parts cuts a text where a message is full.
func parts(text string) []string {
	var list []string
	start, used := 0, 0
	for i, r := range text {
		size := len(utf16.AppendRune(nil, r))
		if used += size; used > maxText {
			list, start, used = append(list, text[start:i]), i, size
		}
	}
	return append(list, text[start:])
}

func (w *World) editOwn(who *person, e editing) error {
	m := who.find(e.Message)
	if m == nil || m.From.IsBot {
		return refused(http.StatusNotFound, "this person has no such message to edit")
	}
	t, err := written(e.Text)
	if err != nil {
		return err
	}
	switch {
	case m.file != nil:
		m.Caption = t.text
	case m.Text != "":
		m.Text, m.Entities = t.text, t.entities
	default:
		return refused(http.StatusBadRequest, "this message has no words to edit")
	}
	m.html, m.EditDate = t.html, w.options.Now().Unix()
	return w.deliver(who, editedMessage, m.message)
}

// shareContact sends the person's own card, or somebody else's.
func (w *World) shareContact(who *person, raw json.RawMessage) error {
	card := contact{PhoneNumber: who.phone, FirstName: who.FirstName, LastName: who.LastName, UserID: who.ID}
	if string(raw) != "true" {
		card = contact{}
		if err := json.Unmarshal(raw, &card); err != nil || card.PhoneNumber == "" || card.FirstName == "" {
			return refused(http.StatusBadRequest, `a contact is true, or {"phone_number", "first_name"}`)
		}
	}
	return w.utter(who, &post{message: message{Contact: &card}})
}

func (w *World) handAlbum(who *person, files []handedFile) error {
	if len(files) < 2 || len(files) > 10 {
		return refused(http.StatusBadRequest, "an album has 2 to 10 files")
	}
	w.albums++
	group := strconv.FormatInt(13_000_000_000_000_000+int64(w.albums), 10)
	for _, f := range files {
		if err := w.hand(who, group, f); err != nil {
			return err
		}
	}
	return nil
}

// hand sends a file, alone or as a part of an album.
func (w *World) hand(who *person, group string, h handedFile) error {
	data, err := base64.StdEncoding.DecodeString(h.Base64)
	if err != nil || h.Name == "" {
		return refused(http.StatusBadRequest, "a file has a name, and its bytes in base64")
	}
	caption := plain(h.Caption)
	if units(caption.text) > maxCaption {
		return refused(http.StatusBadRequest, "a caption has at most 1024 characters")
	}
	m := &post{message: message{MediaGroupID: group, Caption: caption.text}, html: caption.html}
	if strings.HasPrefix(h.Type, "image/") && !h.Document {
		m.file = w.keep("photos", h.Name, h.Type, data)
		m.Photo = w.sizes(m.file)
	} else {
		m.file = w.keep("documents", h.Name, h.Type, data)
		m.Document = m.file.document()
	}
	return w.utter(who, m)
}

// block stops the bot, or lets it in again. Nothing happens the second time.
func (w *World) block(who *person, blocked bool) error {
	if who.blocked == blocked {
		return nil
	}
	who.blocked = blocked
	in, out := chatMember{Status: "member", User: bot()}, chatMember{Status: "kicked", User: bot(), UntilDate: new(int64)}
	change := chatMemberUpdated{
		Chat: who.chat(), From: who.user, Date: w.options.Now().Unix(),
		OldChatMember: out, NewChatMember: in,
	}
	if blocked {
		change.OldChatMember, change.NewChatMember = in, out
	}
	return w.deliver(who, changedMember, change)
}
