package conversation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"residencyassist/conversation"
	"residencyassist/conversation/renewal"
)

// watchedIn is somebody of a city who wants to be reminded of a date.
func watchedIn(t *testing.T, city, date string) *stage {
	t.Helper()
	s := newStage(t, "2026-11-22 10:00")
	for _, what := range []string{
		"> /start", "[ English", "[ Yes, I agree", "[ Just remind me in time", "[ Temporary resident", "> " + date,
		"[ Yes, in Mexico", "> " + city, "[ Yes, remind me",
	} {
		s.act(what)
	}
	return s
}

// toldAt lists when each rung was told, by the clock of a zone.
func (s *stage) toldAt(zone string) map[string]string {
	s.t.Helper()
	z, err := time.LoadLocation(zone)
	if err != nil {
		s.t.Fatal(err)
	}
	at := map[string]string{}
	for _, r := range s.rec.Cases[0].Rungs {
		if at[r.Name] != "" {
			s.t.Errorf("%s was told twice", r.Name)
		}
		at[r.Name] = r.At.In(z).Format("2006-01-02 15:04")
	}
	return at
}

// TestEachRungOnceAtNine reminds people in three zones of dates around both
// changes of the clocks in the United States, which Tijuana follows and the
// others do not, and around 29 February: each rung once, on its day, at nine by
// their own clock.
func TestEachRungOnceAtNine(t *testing.T) {
	zones := map[string]string{"Tijuana": "America/Tijuana", "Mexico City": "America/Mexico_City", "Cancún": "America/Cancun"}
	// The last day on which the office works before the date.
	lastDays := map[string]string{"2027-03-20": "2027-03-19", "2027-11-13": "2027-11-12", "2028-03-10": "2028-03-10", "2028-02-29": "2028-02-29"}
	fromCard := map[string]int{
		"before_60": -60, "before_45": -45, "before_31": -31, "opens": -30, "before_21": -21, "before_14": -14, "before_7": -7,
		"after_1": 1, "after_7": 7, "after_30": 30, "after_45": 45, "after_50": 50, "after_54": 54, "after_59": 59,
	}
	fromLast := map[string]int{"last_3": -3, "last_1": -1, "last_0": 0}
	for city, zone := range zones {
		for date, last := range lastDays {
			t.Run(city+" "+date, func(t *testing.T) {
				s := watchedIn(t, city, date)
				card, lastDay := dateOf(t, date), dateOf(t, last)
				s.until(card.Add(70).In(time.UTC, 12, 0))
				want := map[string]string{}
				for name, days := range fromCard {
					want[name] = fmt.Sprint(card.Add(days), " 09:00")
				}
				for name, days := range fromLast {
					want[name] = fmt.Sprint(lastDay.Add(days), " 09:00")
				}
				got := s.toldAt(zone)
				for name, at := range want {
					if got[name] != at {
						t.Errorf("%s was told at %q, want %q", name, got[name], at)
					}
				}
				if len(got) != len(want) {
					t.Errorf("%d rungs were told, want %d: %v", len(got), len(want), got)
				}
			})
		}
	}
}

func dateOf(t *testing.T, text string) renewal.Date {
	t.Helper()
	d, err := renewal.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestTheLastDaysFollowAClosedDay has an associate learn, the day before, that the
// office closes on a day: the last office day moves, and the rungs counted from
// it follow.
func TestTheLastDaysFollowAClosedDay(t *testing.T) {
	closed := &conversation.Book{Closed: []conversation.ClosedDay{{Day: dateOf(t, "2027-03-19")}}}

	s := watchedIn(t, "Mexico City", "20 March 2027")
	s.until(s.instant("2027-03-14 12:00")) // before any of the last three
	s.book = closed
	s.until(s.instant("2027-03-21 08:00"))
	got := s.toldAt("America/Mexico_City")
	for name, want := range map[string]string{"last_3": "2027-03-15 09:00", "last_1": "2027-03-17 09:00", "last_0": "2027-03-18 09:00"} {
		if got[name] != want {
			t.Errorf("%s was told at %q, want %q", name, got[name], want)
		}
	}

	s = watchedIn(t, "Mexico City", "20 March 2027")
	s.until(s.instant("2027-03-18 12:00")) // the day before the last has become the last
	s.book = closed
	before := s.told.Len()
	s.until(s.instant("2027-03-21 08:00"))
	got = s.toldAt("America/Mexico_City")
	if got["last_0"] != "2027-03-19 09:00" || !strings.Contains(s.told.String()[before:], "the office does not work any more before that") {
		t.Errorf("the last of them was told at %q:\n%s", got["last_0"], s.told.String()[before:])
	}
}
