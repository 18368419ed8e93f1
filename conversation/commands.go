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
		"start":     (*turn).start,
		"status":    func(t *turn, _ string) error { return t.status() },
		"help":      func(t *turn, _ string) error { return t.tell("help", serviceArgs(t)) },
		"back":      func(t *turn, _ string) error { return t.back() },
		"cancel":    func(t *turn, _ string) error { return t.cancel() },
		"language":  func(t *turn, _ string) error { return t.switchLanguage() },
		"privacy":   func(t *turn, _ string) error { return t.tell("privacy", privacyArgs(t)) },
		"human":     func(t *turn, _ string) error { return t.human() },
		"reminders": func(t *turn, _ string) error { return t.comingReminders() },
		"correct":   func(t *turn, _ string) error { return t.corrections() },
		"fees":      func(t *turn, _ string) error { return t.governmentFees() },
		"withdraw":  func(t *turn, _ string) error { return t.withdraw() },
		"mydata":    func(t *turn, _ string) error { return t.myData() },
		"delete":    func(t *turn, _ string) error { return t.askErasure() },
	}
}

// menu lists the commands that Telegram's menu shows, in its order.
func menu() []string {
	return []string{"start", "status", "help", "back", "language", "reminders", "human", "privacy"}
}

// Commands lists the commands as the menu shows them.
func Commands() []string { return menu() }

// everyCommand lists all commands, sorted.
func everyCommand() []string { return slices.Sorted(maps.Keys(commandTable())) }

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
	return t.tell("command_unknown", nil)
}

// tell says something and shows the open question again.
func (t *turn) tell(key string, args locale.Args) error {
	t.say(key, args)
	return t.hereQuietly()
}

// hereQuietly shows the open question again; at home it adds nothing.
func (t *turn) hereQuietly() error {
	if t.question() == nil {
		return nil
	}
	return t.here()
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

// cancel closes the open question. The answers stay; /start goes on.
func (t *turn) cancel() error {
	if t.question() == nil {
		t.say("cancel.nothing", nil)
		return nil
	}
	if err := t.leave(); err != nil {
		return err
	}
	t.say("cancel.done", nil)
	return nil
}

// leave closes the open question, if there is one.
func (t *turn) leave() error {
	q := t.question()
	if q == nil {
		return nil
	}
	t.retire(q, "")
	next, err := t.dialogue.fire(string(q.State), left)
	if err != nil {
		return err
	}
	t.rec.Dialogue.State = State(next)
	t.rec.Dialogue.Offer, t.rec.Dialogue.Editing = nil, false
	return nil
}

// switchLanguage changes to the other language; everything answered stays.
func (t *turn) switchLanguage() error {
	other := locale.Spanish
	if t.lang() == locale.Spanish {
		other = locale.English
	}
	if q := t.question(); q != nil {
		t.refresh(q)
	}
	t.rec.Language = other
	if t.rec.Answers[stateLanguage] != "" {
		t.rec.Answers[stateLanguage] = string(other)
	}
	t.stirred = t.rec.sent()
	t.say("language_changed", nil)
	if t.question() != nil {
		return t.ask()
	}
	return nil
}

// human calls a person: on a case at the desk at once, otherwise by way of the
// request.
func (t *turn) human() error {
	if c := t.rec.open(); t.rec.sent() {
		t.thread(Line{Text: t.plain("desk.asks_for_you", nil), Mention: c.attention()})
		t.waitsFor(c, Desk)
		return t.tell("human.called", nil)
	}
	return t.tell("human.first", nil)
}

// correctedAtOnce is how many answers one message offers to correct.
const correctedAtOnce = 40

// corrections shows every answer with a button that opens it.
func (t *turn) corrections() error {
	if len(t.summary()) == 0 {
		return t.tell("correct.nothing", nil)
	}
	if q := t.question(); q != nil && !t.rec.sent() {
		if q.State != stateReview {
			return t.tell("correct.before", nil)
		}
		return t.here()
	}
	if err := t.leave(); err != nil {
		return err
	}
	t.requested(Rectification)
	d := &t.rec.Dialogue
	d.Turn++
	for some := range slices.Chunk(t.summary(), correctedAtOnce) {
		r := &rows{t: t}
		t.editButtons(r, some)
		t.send(Message{HTML: t.html("correct.which", locale.Args{"Summary": t.listed(some)}), Buttons: r.list})
	}
	return nil
}
