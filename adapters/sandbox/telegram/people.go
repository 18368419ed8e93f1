package telegram

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// person is somebody with a telephone, in a private chat with the bot. The
// chat's number is the person's.
type person struct {
	user
	phone    string
	started  bool // has written to the bot, which may not write first
	blocked  bool
	posts    []*post
	keyboard *replyKeyboard
	sends    bucket    // what the bot may send here
	typing   time.Time // until when the bot is seen to type
	last     *update   // for the one who asks to have it delivered again
}

// post is a message in a chat, with what only this side knows of it.
type post struct {
	message
	html     string
	past     []*inlineKeyboard // under earlier versions: a phone may still show them
	fixed    bool              // carries markup that is no inline keyboard: cannot be edited
	file     *file
	reaction string
	pinned   bool
	at       time.Time
}

func (p *person) chat() chat {
	return chat{ID: p.ID, Type: "private", FirstName: p.FirstName, LastName: p.LastName}
}

func (p *person) find(id int) *post {
	for _, m := range p.posts {
		if m.MessageID == id {
			return m
		}
	}
	return nil
}

func bot() user {
	return user{ID: botID, IsBot: true, FirstName: botName, Username: botUsername}
}

func (w *World) addPerson(rw http.ResponseWriter, r *http.Request) {
	var asked struct {
		FirstName    string `json:"first_name"`
		LastName     string `json:"last_name"`
		LanguageCode string `json:"language_code"`
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || asked.FirstName == "" {
		writeJSON(rw, http.StatusBadRequest, problem(`a person needs at least {"first_name": "words"}`))
		return
	}
	w.mu.Lock()
	n := len(w.order)
	p := &person{
		user: user{
			ID: firstPerson + int64(n), FirstName: asked.FirstName,
			LastName: asked.LastName, LanguageCode: asked.LanguageCode,
		},
		phone: fmt.Sprintf("5255%08d", 50001001+n),
		sends: chatBucket(),
	}
	if n%2 == 0 {
		p.phone = "+" + p.phone // some telephones write the plus, some do not
	}
	w.people[p.ID] = p
	w.order = append(w.order, p)
	w.mu.Unlock()
	w.options.Changed()
	writeJSON(rw, http.StatusOK, map[string]int64{"id": p.ID})
}

// Said counts what the bot has written to a person, or to everybody if it is zero.
func (w *World) Said(person int64) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.order {
		if person != 0 && p.ID != person {
			continue
		}
		for _, m := range p.posts {
			if m.From.IsBot {
				n++
			}
		}
	}
	return n
}

func (w *World) listPeople(rw http.ResponseWriter, _ *http.Request) {
	type entry struct {
		ID           int64  `json:"id"`
		FirstName    string `json:"first_name"`
		LastName     string `json:"last_name"`
		LanguageCode string `json:"language_code"`
		Phone        string `json:"phone"`
		Blocked      bool   `json:"blocked"`
		Typing       bool   `json:"typing,omitempty"`
	}
	w.mu.Lock()
	list := []entry{}
	for _, p := range w.order {
		list = append(list, entry{p.ID, p.FirstName, p.LastName, p.LanguageCode, p.phone, p.blocked, w.options.Now().Before(p.typing)})
	}
	w.mu.Unlock()
	writeJSON(rw, http.StatusOK, list)
}

// line is a message as a person sees it.
type line struct {
	ID       int        `json:"id"`
	From     string     `json:"from"` // person or bot
	Text     string     `json:"text"`
	HTML     string     `json:"html"`
	Buttons  [][]string `json:"buttons"`
	Keyboard [][]string `json:"keyboard,omitempty"`
	File     *lineFile  `json:"file,omitempty"`
	Album    string     `json:"album,omitempty"`
	Contact  *contact   `json:"contact,omitempty"`
	Location []float64  `json:"location,omitempty"`
	Voice    bool       `json:"voice,omitempty"`
	Sticker  string     `json:"sticker,omitempty"`
	Reaction string     `json:"reaction,omitempty"`
	Pinned   bool       `json:"pinned,omitempty"`
	ReplyTo  int        `json:"reply_to,omitempty"`
	Edited   bool       `json:"edited"`
	At       time.Time  `json:"at"`
}

type lineFile struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Size int    `json:"size"`
	URL  string `json:"url"`
}

func (w *World) showChat(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	p := w.personOf(r)
	list := []line{}
	if p != nil {
		for _, m := range p.posts {
			list = append(list, m.line())
		}
		if len(list) > 0 {
			list[len(list)-1].Keyboard = p.keyboard.words()
		}
	}
	w.mu.Unlock()
	if p == nil {
		writeJSON(rw, http.StatusNotFound, problem("nobody has this number"))
		return
	}
	writeJSON(rw, http.StatusOK, list)
}

func (m *post) line() line {
	l := line{
		ID: m.MessageID, From: "person", Text: m.Text + m.Caption, HTML: m.html, Buttons: m.ReplyMarkup.words(),
		Album: m.MediaGroupID, Contact: m.Contact, Voice: m.Voice != nil,
		Reaction: m.reaction, Pinned: m.pinned, Edited: m.EditDate != 0, At: m.at,
	}
	if m.From.IsBot {
		l.From = "bot"
	}
	if m.file != nil {
		l.File = &lineFile{Name: m.file.name, Type: m.file.kind, Size: len(m.file.data), URL: "/sandbox/telegram/files/" + m.file.id}
	}
	if m.Location != nil {
		l.Location = []float64{m.Location.Latitude, m.Location.Longitude}
	}
	if m.Sticker != nil {
		l.Sticker = m.Sticker.Emoji
	}
	if m.ReplyToMessage != nil {
		l.ReplyTo = m.ReplyToMessage.MessageID
	}
	return l
}

// personOf finds the person whom a control route names; the lock is held.
func (w *World) personOf(r *http.Request) *person {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return nil
	}
	return w.people[id]
}

func problem(words string) map[string]string { return map[string]string{"error": words} }
