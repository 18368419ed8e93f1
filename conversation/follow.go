package conversation

import "time"

// When the desk moves to another channel, because the first was archived or the
// operator named another, its cases follow: each card is posted once more, in the
// place of the first. What waits for the card then finds the new one, in its
// order, and nothing is lost meanwhile.

// stays is how long a case stays where it went on, whatever waits for it: while
// replicas are set to different channels it does not go to and fro between them.
const stays = 10 * time.Minute

// keptLeft is how many threads that it left a case remembers.
const keptLeft = 20

// follow lets the case whose thread was left go on where the desk is now. The
// card and where the conversation began go past whatever waits for them. Where
// nobody waits, many cases may follow at once.
func (t *turn) follow() {
	r := t.ev.Report
	for i := range t.rec.Cases {
		c := &t.rec.Cases[i]
		if c.Thread == "" || c.Thread != r.Message || c.Anew != "" {
			continue
		}
		if r.Entry != "" && t.now.Sub(c.Removed) < stays {
			continue
		}
		t.bulk = r.Entry == ""
		c.Anew = t.put(Entry{Side: Ahead, Track: true, As: c.Card, Report: true, Card: t.card(c)})
		t.put(Entry{Side: Ahead, Ref: c.Card, Line: &Line{Text: t.plain("desk.goes_on_here", nil), Thread: c.Thread}})
		t.bulk = false
	}
}

// followed takes what became of such a card, and says whether it was one. One
// that Slack did not take is tried again when something waits for it.
func (t *turn) followed(c *Case) bool {
	if c.Anew == "" || c.Anew != t.ev.Report.Entry {
		return false
	}
	c.Anew, c.Removed = "", t.now
	if t.ev.Report.Outcome == Delivered {
		if c.Left = append(c.Left, c.Thread); len(c.Left) > keptLeft {
			c.Left = c.Left[1:]
		}
		c.Thread = t.ev.Report.Message
	}
	return true
}
