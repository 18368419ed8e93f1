package conversation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"residencyassist/conversation"
	"residencyassist/conversation/renewal"
)

// TestRemindersKeepTheirLaws plays random lives of somebody who is reminded:
// answers, corrections, filings, pauses, a bot that is away for hours or weeks.
// Never twice, never after it no longer applies, and never outside the person's
// hours hold at each message, see checkReminder; that nobody is left in silence
// about the opening of the window holds at the end.
func TestRemindersKeepTheirLaws(t *testing.T) {
	engine := newEngine(t)
	deeds := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) deed {
		return deed{rapid.Byte().Draw(t, "what"), rapid.Byte().Draw(t, "which"), rapid.Byte().Draw(t, "more")}
	}), 5, 40)
	sent := 0
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(t, engine)
		for _, text := range []string{"/start", "English", "Yes, I agree", of([]string{"Just remind me in time", "I would like help with my renewal"}, rapid.Byte().Draw(t, "wants")), "Temporary resident"} {
			l.say(text)
		}
		l.say(renewal.DateOf(l.now).Add(rapid.IntRange(1, 120).Draw(t, "left")).String())
		for range 30 {
			if l.rec.Dialogue.State == conversation.Home {
				break
			}
			l.answer(0)
		}
		for _, d := range deeds.Draw(t, "deeds") {
			l.remindedLife(d)
		}
		l.notSilent()
		for _, n := range l.reminded {
			sent += n
		}
	})
	if sent == 0 {
		t.Error("nobody was ever reminded: the laws were not tried")
	}
	t.Logf("%d rungs were told", sent)
}

// remindedLife is what can happen to somebody who is reminded.
func (l *life) remindedLife(d deed) {
	press := func(actions ...string) { l.press("!" + of(actions, d.which)) }
	switch what := d.what % 24; {
	case what < 12: // the bot is there, and what it sends arrives
		l.pass(time.Duration(d.which%30)*24*time.Hour+time.Duration(d.more)*time.Minute, 1)
	case what < 15: // it is away
		l.pass(time.Duration(d.which%45)*12*time.Hour+time.Duration(d.more)*time.Minute, 0)
	case what < 16:
		press("later")
	case what < 17:
		press("stop", "resume", "resume")
	case what < 18:
		press("hour:7", "hour:20", "hour:9", "hour:13")
	case what < 19:
		press("date")
		l.say(renewal.DateOf(l.now).Add(int(d.which%100) - 5).String())
	case what < 20:
		press("booked")
		l.say(renewal.DateOf(l.now).Add(int(d.which % 20)).String())
		l.say("10:30")
	case what < 21:
		if d.which%4 == 0 {
			press("filed")
		}
	case what < 22:
		l.step(conversation.Event{Kind: of([]conversation.Kind{conversation.Blocked, conversation.Opened, conversation.Opened}, d.which), Chat: chat})
	case what < 23:
		l.report(d)
	default:
		l.atTheDesk(d)
	}
	if d.more%4 != 0 {
		l.arrive()
	}
}

// arrive delivers what is under way as the bot does: what does not stand any more
// is stale.
func (l *life) arrive() {
	waiting := l.unsaid
	l.unsaid = nil
	for _, e := range waiting {
		outcome := conversation.Delivered
		if e.Guarded && (!l.engine.Stands(l.rec, e, nil, l.now) || l.now.After(e.ValidUntil)) {
			outcome = conversation.Stale
		}
		if e.Report {
			l.settle(e, outcome, false)
		}
	}
}

// checkReminder holds a reminder, as it is said, against the first three laws.
func (l *life) checkReminder(e conversation.Entry) {
	c := l.rec.Cases[len(l.rec.Cases)-1]
	if !e.ValidUntil.After(l.now) {
		l.fail("the reminder is too late already: valid until %v", e.ValidUntil)
	}
	for _, r := range c.Rungs {
		if r.Entry != e.ID {
			continue
		}
		key := fmt.Sprint(len(l.rec.Cases), " ", r.Name, " ", r.Person, " ", r.For)
		l.reminder[e.ID] = append(l.reminder[e.ID], key)
		if l.reminded[key]++; l.reminded[key] > 1 {
			l.fail("reminded of %s once more", key)
		}
		l.stillApplies(c, r)
		l.atAGoodHour(r)
	}
}

// stillApplies: nothing goes out to somebody who filed, stopped, is gone, or whose
// date is another one.
func (l *life) stillApplies(c conversation.Case, r conversation.Rung) {
	if c.Stage == conversation.Closed || !c.Plan.Stopped.IsZero() || l.rec.Gone {
		l.fail("%s was told on a case that is %q, stopped %v, gone %v", r.Name, c.Stage, c.Plan.Stopped, l.rec.Gone)
	}
	counted := !strings.HasPrefix(r.Name, "visit") && len(r.For) == len("2006-01-02") && r.Name != "again" && !strings.HasPrefix(r.Name, "return")
	state := conversation.State("expires")
	if r.Person > 1 {
		state = conversation.State(fmt.Sprintf("p%d_expires", r.Person))
	}
	switch {
	case counted && c.Filing != nil:
		l.fail("%s was told after filing", r.Name)
	case counted && !strings.HasPrefix(r.Name, "last") && r.For != l.rec.Answers[state]:
		l.fail("%s was told for %s, the card says %s", r.Name, r.For, l.rec.Answers[state])
	case strings.HasPrefix(r.Name, "visit") && (c.Visit == nil || !c.Visit.At.After(l.now)):
		l.fail("%s was told after the visit, or for none", r.Name)
	}
}

// atAGoodHour: nine to seven, or from the hour that the person chose; what was
// agreed to for an hour of its own keeps to that.
func (l *life) atAGoodHour(r conversation.Rung) {
	first, last := 9, 19
	if l.rec.Hour != 0 {
		first, last = l.rec.Hour, max(19, l.rec.Hour+2)
	}
	switch r.Name {
	case "visit_eve":
		first, last = 18, 21
	case "visit_2h", "talk_1h":
		first, last = 6, 24
	}
	zone, err := time.LoadLocation(l.zone())
	if err != nil {
		l.fail("no zone: %v", err)
	}
	if h := l.now.In(zone).Hour(); h < first || h >= last {
		l.fail("%s was told at %d o'clock in %s", r.Name, h, zone)
	}
}

// zone is where the person lives, as far as the lives of these tests go.
func (l *life) zone() string {
	for _, state := range []conversation.State{"lives_in", "remind_place", "issued_by"} {
		place := l.rec.Answers[state]
		for _, o := range slices.Concat(renewal.OfficesNamed(place), renewal.OfficesIn(place)) {
			return o.Zone
		}
	}
	return renewal.DefaultZone
}

// notSilent: who can be reminded and has not said stop knows that the window
// opens, once the bot has been there for a day of it.
func (l *life) notSilent() {
	l.step(conversation.Event{Kind: conversation.Opened, Chat: chat})
	if l.rec.Dialogue.State == conversation.Nowhere || len(l.rec.Cases) == 0 {
		return
	}
	l.arrive()
	l.pass(36*time.Hour, 1)
	l.arrive()
	c := l.rec.Cases[len(l.rec.Cases)-1]
	expires, err := renewal.ParseDate(l.rec.Answers["expires"])
	today := renewal.DateOf(l.now)
	if err != nil || c.Filing != nil || !c.Plan.Stopped.IsZero() || c.Stage == conversation.Closed || c.Stage == conversation.Intake ||
		c.Stage == conversation.Filed || c.Stage == conversation.Renewed || l.rec.Answers["card"] == "permanent" ||
		today.Before(expires.Add(-28)) || today.After(expires.Add(50)) || c.Plan.Snooze.After(today.Add(-2)) {
		return
	}
	if !slices.ContainsFunc(c.Rungs, func(r conversation.Rung) bool { return r.Name == "opens" && r.For == expires.String() }) {
		l.fail("nobody was told that the window of %s opens; today is %s", expires, today)
	}
}
