package conversation

import (
	"errors"
	"fmt"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// Service is what the business settles: its name, its fees, its ways.
type Service struct {
	Name   string
	Fees   renewal.Fees
	Hold   time.Duration   // how long an associate's reply waits before it leaves
	Relay  bool            // the owner's plain lines go to the applicant; else only those sent by button
	Desk   locale.Language // the language of the desk
	Zone   *time.Location  // of offices and people who have not said where they are
	Closed []renewal.Date  // days on which offices are closed besides the statutory ones

	Hours       renewal.Hours // when associates answer
	Answer      time.Duration // within which working time they do; zero: nobody is pressed
	PaymentLink string        // where people pay; empty: the associate writes it
	Mail        bool          // there is a way to send email
	Retention   Retention     // for how long data are kept that nobody needs any more
}

// DefaultService returns the settings of a service that has not been told
// otherwise.
func DefaultService() (Service, error) {
	zone, err := renewal.Zone(renewal.DefaultZone)
	if err != nil {
		return Service{}, fmt.Errorf("the zone of the offices: %w", err)
	}
	return Service{
		Name: "Residency Assist", Fees: renewal.DefaultFees(), Hold: 5 * time.Second,
		Relay: true, Desk: locale.English, Zone: zone, Hours: WorkingHours(), Answer: 4 * time.Hour,
		Retention: DefaultRetention(),
	}, nil
}

// Engine takes steps. It does not change once made and may be used by several
// goroutines.
type Engine struct {
	service  Service
	words    *locale.Catalogue
	dialogue *script
	cases    *machine
	handlers map[Kind]func(*turn) error
	commands map[string]command
	desk     map[string]deskMove
	book     map[string]deskMove
	presses  map[string]casePressed
	rights   map[string]rightPressed
}

// New checks every table against the others and the words, and returns an
// engine, or all that does not fit.
func New(service Service) (*Engine, error) {
	words, err := locale.Load()
	if err != nil {
		return nil, err
	}
	dialogue, err1 := newScript(questions())
	cases, err2 := newMachine("case", string(Intake), stageEdges(), string(Closed))
	e := &Engine{
		service: service, words: words, dialogue: dialogue, cases: cases,
		handlers: handlers(), commands: commandTable(), desk: deskTable(), book: bookTable(),
		presses: casePresses(), rights: rightPresses(),
	}
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	if err := e.checkWords(); err != nil {
		return nil, err
	}
	return e, nil
}

// Result is what a step comes to.
type Result struct {
	Record  Record
	Entries []Entry
	Wake    time.Time // the next instant at which something is due; zero: nothing
	Refs    []string  // references that lead to this record from now on
	Row     *Row      // what lists show of the record; nil: they do not show it
	Event   Event     // as the journal may keep it

	Erase bool     // all else that is stored of the record goes
	Links []string // with it: the threads that lead to it
}

// Step takes one event to its end. It changes nothing it was given; an error
// means that the event can never be taken, and that nothing has happened.
func (e *Engine) Step(rec Record, ev Event, now time.Time) (Result, error) {
	t := &turn{Engine: e, rec: rec.clone(), ev: ev, now: now}
	handle, ok := e.handlers[ev.Kind]
	if !ok {
		return Result{}, fmt.Errorf("no handler for events of the kind %q", ev.Kind)
	}
	if t.rec.Chat == "" {
		t.rec.Chat = ev.Chat
	}
	t.rec.Failed, t.rec.Erased = false, time.Time{}
	t.migrate()
	t.ev.By = t.named(ev.By)
	switch {
	case ev.Desk:
		handle = (*turn).stepDesk
	case ev.Kind == Vanished:
	case t.rec.Erasing != nil:
		handle = (*turn).whileErasing
	case t.ignores():
		handle = func(*turn) error { return nil }
	}
	if err := handle(t); err != nil {
		return Result{}, fmt.Errorf("event %q: %w", ev.Kind, err)
	}
	t.reviewLetters()
	t.refreshCard()
	return t.result(), nil
}

// Apologise is the step for an event whose own step failed: the record stays as
// it is, and whoever caused it, applicant or associate, is told that it was our
// fault and that nothing is lost.
func (e *Engine) Apologise(rec Record, ev Event, now time.Time) Result {
	t := &turn{Engine: e, rec: rec.clone(), ev: ev, now: now}
	if t.rec.Chat == "" {
		t.rec.Chat = ev.Chat
	}
	if ev.Press != nil {
		t.toast("")
	}
	if ev.Chat != "" {
		t.say("sorry.ours", nil)
	}
	switch {
	case ev.Move != nil:
		text := t.plain("desk.move_failed", nil)
		if typed := ev.Move.Values.typed(); len(typed) > 0 { // as it is: the form itself may be what fails
			text += t.behind(typed)
		}
		t.whisper(text)
	case ev.Line != nil && ev.Kind != Reacted:
		t.whisper(t.plain("desk.line_not_taken", nil))
	}
	if !t.rec.Failed { // once, until something goes well again
		t.thread(Line{Text: t.plain("desk.step_failed", nil), Mention: Everyone})
	}
	t.rec.Failed = true
	return t.result()
}

// result is what the turn has come to.
func (t *turn) result() Result {
	if t.vanished {
		return t.tombstone()
	}
	ahead := t.coming(t.rec.open())
	for i := range t.out {
		t.out[i].Case = t.rec.Ref()
	}
	return Result{Record: t.rec, Entries: t.out, Wake: t.nextWake(ahead), Refs: t.refs, Row: t.row(ahead), Event: t.discreet()}
}

func handlers() map[Kind]func(*turn) error {
	return map[Kind]func(*turn) error{
		Said:     (*turn).onSaid,
		Amended:  (*turn).onAmended,
		Pressed:  (*turn).onPressed,
		Blocked:  (*turn).onBlocked,
		Opened:   (*turn).onOpened,
		Wrote:    (*turn).onWrote,
		Reacted:  (*turn).onReacted,
		Revised:  (*turn).onRevised,
		Erased:   (*turn).onErased,
		Moved:    (*turn).onMoved,
		Woke:     (*turn).onWoke,
		Reported: (*turn).onReported,
		Vanished: (*turn).onVanished,
	}
}
