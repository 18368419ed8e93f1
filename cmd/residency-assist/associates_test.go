package main

import (
	"strings"
	"testing"
)

// associate is a person at the desk.
type associate struct {
	*house
	name string
}

func (h *house) associate(name string) *associate { return &associate{house: h, name: name} }

// deskForm is a form in front of an associate, and what they have filled in.
type deskForm struct {
	*associate
	ID     string `json:"id"`
	Title  string `json:"title"`
	Submit string `json:"submit"`
	Inputs []struct {
		Label   string   `json:"label"`
		Type    string   `json:"type"`
		Options []string `json:"options"`
		Value   any      `json:"value"`
	} `json:"inputs"`
	Text   []string `json:"text"`
	values map[string]any
}

// presses presses what reads so on a card or a line, a button or a menu's choice.
func (a *associate) presses(p post, words string) {
	a.t.Helper()
	a.tries(p, words, false)
	a.settle()
}

// tries does so without waiting for what comes of it; behind is on a screen that
// shows what the person may not see.
func (a *associate) tries(p post, words string, behind bool) {
	a.t.Helper()
	a.call("POST", "/sandbox/slack/press", map[string]any{"user": a.name, "channel": a.desk, "ts": p.TS, "press": words, "behind": behind}, nil)
}

// opens presses what opens a form, and returns it.
func (a *associate) opens(p post, words string) *deskForm {
	a.t.Helper()
	a.presses(p, words)
	f := a.form()
	if f == nil {
		a.t.Fatalf("%s pressed %q and no form opened; they read %q", a.name, words, a.told())
	}
	return f
}

// form is the form in front of somebody, nil if there is none.
func (a *associate) form() *deskForm {
	a.t.Helper()
	var front struct {
		View *deskForm `json:"view"`
	}
	a.call("GET", "/sandbox/slack/views/"+a.name, nil, &front)
	if front.View != nil {
		front.View.associate, front.View.values = a, map[string]any{}
	}
	return front.View
}

// fill writes something into the field with this label.
func (f *deskForm) fill(label, value string) *deskForm {
	f.values[label] = value
	return f
}

// submits sends the form, and returns what is said beside its fields.
func (f *deskForm) submits() (wrong map[string]string) {
	f.t.Helper()
	var answer struct {
		Errors map[string]string `json:"errors"`
	}
	f.call("POST", "/sandbox/slack/submit", map[string]any{"user": f.name, "view": f.ID, "values": f.values}, &answer)
	f.settle()
	return answer.Errors
}

// passes sends a form with which nothing is wrong.
func (f *deskForm) passes() {
	f.t.Helper()
	if wrong := f.submits(); len(wrong) > 0 {
		f.t.Fatalf("the form %q was refused: %v", f.Title, wrong)
	}
}

// shows is what stands in a field.
func (f *deskForm) shows(label string) any {
	f.t.Helper()
	for _, in := range f.Inputs {
		if in.Label == label {
			return in.Value
		}
	}
	f.t.Fatalf("the form %q has no field %q", f.Title, label)
	return nil
}

// whispers are what this associate alone was shown.
func (a *associate) whispers() (posts []post) {
	a.t.Helper()
	a.call("GET", "/sandbox/slack/ephemeral/"+a.name, nil, &posts)
	return posts
}

// told is the last of them.
func (a *associate) told() string {
	a.t.Helper()
	all := a.whispers()
	if len(all) == 0 {
		return ""
	}
	last := all[len(all)-1]
	return strings.TrimSpace(last.Text + "\n" + strings.Join(last.Blocks, "\n"))
}

// writes writes in a card's thread and returns the line's ts.
func (a *associate) writes(card post, text string) string {
	a.t.Helper()
	ts := a.replies(a.name, card, text)
	a.settle()
	return ts
}

func (a *associate) edits(ts, text string) {
	a.t.Helper()
	a.call("POST", "/sandbox/slack/edit", map[string]any{"user": a.name, "channel": a.desk, "ts": ts, "text": text}, nil)
	a.settle()
}

func (a *associate) deletes(ts string) {
	a.t.Helper()
	a.call("POST", "/sandbox/slack/delete", map[string]any{"user": a.name, "channel": a.desk, "ts": ts}, nil)
	a.settle()
}

// leaves takes somebody out of the channel.
func (a *associate) leaves() {
	a.t.Helper()
	a.call("POST", "/sandbox/slack/members", map[string]any{"user": a.name, "channel": a.desk, "remove": true}, nil)
	a.settle()
}

// expect holds that a text says something.
func expect(t *testing.T, what, text, words string) {
	t.Helper()
	if !strings.Contains(text, words) {
		t.Errorf("%s reads %q, not %q", what, text, words)
	}
}

// stands holds what a card says.
func (h *house) stands(initials string, words ...string) post {
	h.t.Helper()
	card := h.card(initials)
	for _, w := range words {
		if !card.says(w) {
			h.t.Errorf("the card of %s does not say %q: %q", initials, w, card.Blocks)
		}
	}
	return card
}
