package conversation

import (
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// digestHour is when the associates are told, on each working day, how their
// cases stand.
const digestHour = 8

// stepDesk takes an event of the associates' own record, which holds the book
// and wakes each morning.
func (t *turn) stepDesk() error {
	if t.rec.Book == nil {
		t.rec.Book = &Book{}
	}
	switch t.ev.Kind {
	case Woke:
		t.goodMorning()
	case Moved:
		m, known := t.book[t.ev.Move.Name]
		if !known {
			t.whisper(t.plain("desk.old_button", nil))
			return nil
		}
		return t.onBook(m)
	}
	return nil
}

// goodMorning posts the digest, once a day; not before the first morning after
// the record began.
func (t *turn) goodMorning() {
	today := renewal.DateOf(t.now.In(t.service.Zone))
	last := t.rec.Book.Digest
	if last == today || t.now.Before(today.In(t.service.Zone, digestHour, 0)) {
		return
	}
	if t.rec.Book.Digest = today; last.IsZero() || !t.workday(today) {
		return
	}
	t.put(Entry{Side: Desk, Line: &Line{Text: t.digest(t.ev.Rows)}})
}

// nextMorning is when the desk's record wakes next.
func (t *turn) nextMorning() time.Time {
	day := renewal.DateOf(t.now.In(t.service.Zone))
	if at := day.In(t.service.Zone, digestHour, 0); at.After(t.now) {
		return at
	}
	return day.Add(1).In(t.service.Zone, digestHour, 0)
}

// workday says whether associates work on a day, by the book of this record.
func (t *turn) workday(day renewal.Date) bool {
	t.ev.Book = t.rec.Book
	from, until := t.shift(day)
	return from.Before(until)
}

// digest is how the cases stand.
func (t *turn) digest(rows []Row) string {
	count := func(belongs func(Row) bool) (n int) {
		for _, r := range rows {
			if atDesk(r) && belongs(r) {
				n++
			}
		}
		return n
	}
	due := 0
	for _, r := range rows {
		if asks(r) {
			due++
		}
	}
	return t.plain("page.digest", locale.Args{
		"Requests": due,
		"Open":     count(func(Row) bool { return true }), "Unclaimed": count(func(r Row) bool { return r.Stage == Requested }),
		"Waiting": count(func(r Row) bool { return r.Waiting == Desk }),
		"Opens":   count(t.opensSoon), "Soon": count(t.endsSoon),
		"NoVisit": count(func(r Row) bool { return t.endsSoon(r) && !r.Visit }),
		"Trouble": count(func(r Row) bool { return r.Trouble != "" }),
	})
}

// How far the digest looks ahead, in days: to windows that open, and to the last
// days on which the office works in one.
const (
	opensWithin = 7
	endsWithin  = 14
)

// opensSoon says whether a case's window opens within a week from today.
func (t *turn) opensSoon(r Row) bool {
	left := renewal.WindowOf(r.Closes).Opens.Sub(t.today())
	return unfiled(r) && left >= 0 && left < opensWithin
}

// endsSoon says whether the last day on which the office works before a case's
// date is near, or over.
func (t *turn) endsSoon(r Row) bool {
	return unfiled(r) && t.lastOfficeDay(r.Closes).Sub(t.today()) < endsWithin
}

// unfiled says whether a case's date still counts.
func unfiled(r Row) bool { return !r.Closes.IsZero() && r.Stage != Filed && r.Stage != Renewed }
