package renewal

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Weekdays is a set of days of the week.
type Weekdays uint8

// Has says whether a day is in the set.
func (w Weekdays) Has(d time.Weekday) bool { return w&(1<<d) != 0 }

// With returns the set with this day added.
func (w Weekdays) With(d time.Weekday) Weekdays { return w | 1<<d }

// Runs returns the set as spans of consecutive days, Monday first. A day alone is
// a span that ends where it begins.
func (w Weekdays) Runs() (runs [][2]time.Weekday) {
	for i := range 7 {
		d := time.Weekday((i + 1) % 7)
		switch {
		case !w.Has(d):
		case i > 0 && w.Has((d+6)%7):
			runs[len(runs)-1][1] = d
		default:
			runs = append(runs, [2]time.Weekday{d, d})
		}
	}
	return runs
}

// Hours is when an office, or ourselves, is open in a week: on these days, from
// one hour until before another, as the clock there shows them. The zero value
// says that nobody knows.
type Hours struct {
	Days  Weekdays
	From  time.Duration // after midnight
	Until time.Duration
}

// Known says whether these are hours at all.
func (h Hours) Known() bool { return h.Days != 0 }

// Covers says whether an instant lies within the hours, in its own location.
func (h Hours) Covers(at time.Time) bool {
	clock := sinceMidnight(at)
	return h.Days.Has(at.Weekday()) && clock >= h.From && clock < h.Until
}

// Times writes when it opens and when it closes, as 09:00 and 18:00.
func (h Hours) Times() (from, until string) { return clockTime(h.From), clockTime(h.Until) }

func clockTime(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d", d/time.Hour, d%time.Hour/time.Minute)
}

// String writes the hours as ParseHours reads them; nothing where nobody knows.
func (h Hours) String() string {
	if !h.Known() {
		return ""
	}
	var days []string
	for _, run := range h.Days.Runs() {
		text := run[0].String()[:3]
		if run[1] != run[0] {
			text += "-" + run[1].String()[:3]
		}
		days = append(days, text)
	}
	from, until := h.Times()
	return strings.Join(days, ",") + " " + from + "-" + until
}

// MarshalText and UnmarshalText keep hours as they are written.
func (h Hours) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (h *Hours) UnmarshalText(text []byte) (err error) {
	if *h = (Hours{}); len(text) > 0 {
		*h, err = ParseHours(string(text))
	}
	return err
}

// ParseHours reads "Mon-Fri 09:00-18:00", "lun a vie 9:00-14:00" and the like:
// days, then the hour at which it opens and the one at which it closes.
func ParseHours(text string) (Hours, error) {
	digit := strings.IndexAny(text, "0123456789")
	if digit < 0 {
		return Hours{}, fmt.Errorf("%q is not like Mon-Fri 09:00-18:00", text)
	}
	days, ok := ParseWeekdays(text[:digit])
	from, until, both := strings.Cut(strings.ReplaceAll(text[digit:], "–", "-"), "-")
	begin, err1 := time.Parse("15:04", strings.TrimSpace(from))
	end, err2 := time.Parse("15:04", strings.TrimSpace(until))
	if !ok || !both || err1 != nil || err2 != nil || !begin.Before(end) {
		return Hours{}, fmt.Errorf("%q is not like Mon-Fri 09:00-18:00", text)
	}
	return Hours{Days: days, From: sinceMidnight(begin), Until: sinceMidnight(end)}, nil
}

// ParseWeekdays reads days of the week as people write them in English and in
// Spanish: "Mon-Fri", "lunes a viernes", "Tuesday, Thursday and Saturday".
func ParseWeekdays(text string) (days Weekdays, ok bool) {
	plain := " " + fold(text) + " "
	for _, word := range []string{"–", " to ", " a "} {
		plain = strings.ReplaceAll(plain, word, "-")
	}
	for _, word := range []string{" and ", " y "} {
		plain = strings.ReplaceAll(plain, word, ",")
	}
	for span := range strings.SplitSeq(plain, ",") {
		first, last, several := strings.Cut(span, "-")
		if !several {
			last = first
		}
		a, b := weekdayOf(first), weekdayOf(last)
		if a < 0 || b < 0 {
			return 0, false
		}
		for d := a; ; d = (d + 1) % 7 {
			if days = days.With(time.Weekday(d)); d == b {
				break
			}
		}
	}
	return days, true
}

// weekdayOf finds the day that a word names, by at least three letters of it.
func weekdayOf(word string) int {
	word = strings.TrimSpace(word)
	named := func(name string) bool { return len(word) >= 3 && strings.HasPrefix(name, word) }
	english := []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}
	spanish := []string{"domingo", "lunes", "martes", "miercoles", "jueves", "viernes", "sabado"}
	return max(slices.IndexFunc(english, named), slices.IndexFunc(spanish, named))
}

func sinceMidnight(t time.Time) time.Duration {
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
}
