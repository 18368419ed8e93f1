package conversation

import (
	"maps"
	"slices"
	"strings"

	"residencyassist/conversation/locale"
)

// command is what a word with a slash does, from every state.
type command func(t *turn, args string) error

// commandTable is every command. Its words in the menu stand in the catalogue
// under command.<name>.
func commandTable() map[string]command {
	return map[string]command{
		"start":  (*turn).start,
		"status": func(t *turn, _ string) error { return t.status() },
		"help":   func(t *turn, _ string) error { return t.help() },
		"back":   func(t *turn, _ string) error { return t.back() },
		"cancel": func(t *turn, _ string) error { return t.cancel() },
	}
}

// Commands lists the commands as the menu shows them.
func Commands() []string {
	return slices.Sorted(maps.Keys(commandTable()))
}

// Menu returns what a command's entry in the menu says.
func (e *Engine) Menu(lang locale.Language, name string) string {
	return e.words.Plain(lang, "command."+name, nil)
}

// parseCommand splits "/name@bot args".
func parseCommand(text string) (name, args string, ok bool) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), "/")
	if !ok {
		return "", "", false
	}
	name, args, _ = strings.Cut(rest, " ")
	name, _, _ = strings.Cut(name, "@")
	if name == "" || strings.ContainsAny(name, "/\n") { // "/ 12" or a path is no command
		return "", "", false
	}
	return strings.ToLower(name), strings.TrimSpace(args), true
}

func (t *turn) command(name, args string) error {
	if run, ok := t.commands[name]; ok {
		return run(t, args)
	}
	t.say("command_unknown", nil)
	return t.hereQuietly()
}

// start begins, goes on where the person left, or tells how things stand.
func (t *turn) start(string) error {
	switch c := t.rec.open(); {
	case t.rec.Dialogue.State == Nowhere:
		return t.begin()
	case t.rec.Dialogue.State != Home:
		t.say("welcome_back", nil)
		return t.here()
	case c != nil && c.Stage != Intake:
		return t.status()
	}
	return t.resume()
}

func (t *turn) help() error {
	t.say("help", locale.Args{"Service": t.service.Name})
	return t.hereQuietly()
}

// hereQuietly shows the open question again; at home it adds nothing.
func (t *turn) hereQuietly() error {
	if t.question() == nil {
		return nil
	}
	return t.here()
}

// cancel closes the open question. The answers stay; /start goes on.
func (t *turn) cancel() error {
	q := t.question()
	if q == nil {
		t.say("cancel.nothing", nil)
		return nil
	}
	t.retire(q, "")
	next, err := t.dialogue.fire(string(q.State), left)
	if err != nil {
		return err
	}
	t.rec.Dialogue.State = State(next)
	t.rec.Dialogue.Offer, t.rec.Dialogue.Editing = nil, false
	t.say("cancel.done", nil)
	return nil
}

// status says what we do, what the person does, and when they hear next.
func (t *turn) status() error {
	c := t.rec.open()
	if c == nil {
		t.say("status.none", nil)
		return nil
	}
	args := locale.Args{"Ref": c.Ref, "Associate": c.Owner.Name}
	html := t.html("stage."+string(c.Stage)+".status", args) + "\n\n" + t.html("stage."+string(c.Stage)+".next", args)
	if a, ok := t.assess(); ok && a.Window != nil {
		key := "status.dates"
		if *a.DaysLeft < 0 {
			key = "status.dates_expired"
		}
		html += "\n\n" + t.html(key, locale.Args{
			"Expires": locale.Long(a.Window.Closes), "Opens": locale.Long(a.Window.Opens), "Count": *a.DaysLeft,
		})
	}
	t.send(Message{HTML: html})
	return t.hereQuietly()
}
