package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// applicant is a person with a phone.
type applicant struct {
	*house
	path string
}

// message is what stands in a chat.
type message struct {
	ID      int        `json:"id"`
	From    string     `json:"from"`
	Text    string     `json:"text"`
	Buttons [][]string `json:"buttons"`
	File    *crossed   `json:"file"`
	Edited  bool       `json:"edited"`
	At      time.Time  `json:"at"`
}

// applicant adds a person to the world.
func (h *house) applicant(firstName, language string) *applicant {
	h.t.Helper()
	var made struct {
		ID int64 `json:"id"`
	}
	h.call("POST", "/sandbox/telegram/people", map[string]string{"first_name": firstName, "last_name": "Example", "language_code": language}, &made)
	return &applicant{house: h, path: fmt.Sprintf("/sandbox/telegram/people/%d/", made.ID)}
}

// does says or presses one thing, as "> words" or "[ button", and takes the
// three seconds a person takes.
func (a *applicant) does(what string) (toast string) {
	a.t.Helper()
	var answer struct {
		Toast string `json:"toast"`
	}
	a.call("POST", a.path+"say", saying(what), &answer)
	return answer.Toast
}

// saying is how the sandbox is told of such a thing.
func saying(what string) map[string]any {
	sign, words, _ := strings.Cut(what, " ")
	switch sign {
	case "[":
		return map[string]any{"press": words}
	case "!":
		return map[string]any{words: true}
	}
	return map[string]any{"text": words}
}

// presses presses a button that a message has, or had, as a phone may show it
// that is behind.
func (a *applicant) presses(message int, words string) (toast string) {
	a.t.Helper()
	var answer struct {
		Toast string `json:"toast"`
	}
	a.call("POST", a.path+"say", map[string]any{"press": words, "message": message}, &answer)
	return answer.Toast
}

// plays does several things, each after the bot has settled, and after what had to
// wait for its turn in Slack: a busy thread takes eight posts in eight seconds.
func (a *applicant) plays(what ...string) {
	a.t.Helper()
	for _, w := range what {
		a.does(w)
		a.pass("10s")
	}
}

func (a *applicant) chat() (messages []message) {
	a.t.Helper()
	a.call("GET", a.path+"chat", nil, &messages)
	return messages
}

// heard returns what the bot wrote, in order.
func (a *applicant) heard() (texts []string) {
	a.t.Helper()
	for _, m := range a.chat() {
		if m.From == "bot" {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

// last is the bot's newest message.
func (a *applicant) last() string {
	a.t.Helper()
	texts := a.heard()
	if len(texts) == 0 {
		return ""
	}
	return texts[len(texts)-1]
}

// count says how many of the bot's messages hold these words.
func (a *applicant) count(words string) (n int) {
	a.t.Helper()
	for _, text := range a.heard() {
		if strings.Contains(text, words) {
			n++
		}
	}
	return n
}

// post is a message of a channel, with its thread.
type post struct {
	TS        string              `json:"ts"`
	User      string              `json:"user"`
	Text      string              `json:"text"`
	Blocks    []string            `json:"blocks"`
	Buttons   []string            `json:"buttons"`
	Reactions map[string][]string `json:"reactions"`
	Files     []crossed           `json:"files"`
	Thread    []post              `json:"thread"`
}

// says whether a post holds these words anywhere.
func (p post) says(words string) bool {
	return strings.Contains(p.Text+"\n"+strings.Join(p.Blocks, "\n"), words)
}

// inThread counts the lines of the thread that hold these words.
func (p post) inThread(words string) (n int) {
	for _, line := range p.Thread {
		if line.says(words) {
			n++
		}
	}
	return n
}

// posts are what stands in the associates' channel.
func (h *house) posts() (posts []post) {
	h.t.Helper()
	h.call("GET", "/sandbox/slack/channels/"+h.desk, nil, &posts)
	return posts
}

// cards are those that are not a morning's digest.
func (h *house) cards() (cards []post) {
	h.t.Helper()
	return slices.DeleteFunc(h.posts(), func(p post) bool { return p.says("Good morning. Open cases:") })
}

// card returns the only card whose title holds these words.
func (h *house) card(words string) post {
	h.t.Helper()
	var found []post
	for _, p := range h.cards() {
		if p.says(words) {
			found = append(found, p)
		}
	}
	if len(found) != 1 {
		h.t.Fatalf("%d cards say %q, not one", len(found), words)
	}
	return found[0]
}

// replies writes in a card's thread and returns the line's ts.
func (h *house) replies(user string, card post, text string) string {
	h.t.Helper()
	var made struct {
		TS string `json:"ts"`
	}
	h.call("POST", "/sandbox/slack/say", map[string]string{"user": user, "channel": h.desk, "thread_ts": card.TS, "text": text}, &made)
	return made.TS
}

// line returns a line of a card's thread.
func (p post) line(t *testing.T, ts string) post {
	t.Helper()
	i := slices.IndexFunc(p.Thread, func(l post) bool { return l.TS == ts })
	if i < 0 {
		t.Fatalf("the thread has no line %s", ts)
	}
	return p.Thread[i]
}
