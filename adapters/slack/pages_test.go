package slack

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"residencyassist/conversation"
	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// TestWhateverIsOnAPageFitsWhole fills every page with three hundred cases of the
// longest names, in each language of the desk: nothing is cut, and what is left
// out is counted.
func TestWhateverIsOnAPageFitsWhole(t *testing.T) {
	for _, lang := range []locale.Language{locale.English, locale.Spanish} {
		t.Run(string(lang), func(t *testing.T) {
			service, err := conversation.DefaultService()
			if err != nil {
				t.Fatal(err)
			}
			service.Desk = lang
			engine, err := conversation.New(service)
			if err != nil {
				t.Fatal(err)
			}
			now := time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)
			rows, book := everyCase(now)
			d := newFake(t).withBooks(t, &books{})
			home := engine.Home("UANA", rows, book, now)
			if n := len(d.sheet(home, maxHome).blocks); n > maxHome || n < 80 {
				t.Errorf("a full Home has %d blocks", n)
			}
			pages := []conversation.Page{
				home, engine.Queue(rows, now), engine.Outgoing(rows, book, now), engine.ClosedDays(book, now),
				engine.OfficesPage(nil, "Quintana Roo", now), engine.OfficesPage(nil, strings.Repeat("<!here>", 60), now), engine.OfficesPage(nil, "", now), engine.OfficesPage(nil, "Tulum", now), engine.NoCase(strings.Repeat("<b>&", 60)),
				engine.CasePage(conversation.Record{ID: "rec", Cases: []conversation.Case{{Ref: "RA-1234-5678", Stage: conversation.Intake, Owner: conversation.Actor{Name: strings.Repeat("W", 72) + "<b>&"}}}}, "RA-1234-5678", now),
			}
			for _, command := range conversation.DeskCommands() {
				pages = append(pages, engine.Help(command))
			}
			for i, p := range pages {
				if i > 0 { // a Home is no message
					checkLimits(t, d.sheet(p, maxBlocks))
				}
				holdsWhole(t, p)
			}
			for _, p := range pages[:4] {
				if more := p.Sections[0].More; !strings.ContainsAny(more, "123456789") {
					t.Errorf("%q does not say how much is left out: %q", p.Title, more)
				}
			}
		})
	}
}

// everyCase is more of everything than a page shows.
func everyCase(now time.Time) (rows []conversation.Row, book *conversation.Book) {
	book = &conversation.Book{}
	for i := range 300 {
		rows = append(rows, conversation.Row{
			Ref: fmt.Sprintf("RA-%04d-ABCD", i), Initials: "W.F.", Stage: conversation.Requested, Waiting: conversation.Desk,
			Owner: conversation.Actor{ID: []string{"UANA", ""}[i%2], Name: strings.Repeat("W", 72) + "<b>&"}, Closes: renewal.DateOf(now).Add(i - 9),
			Thread: nameOf(theChannel, theCard), Trouble: "unreachable", Rung: "opens", RungAt: now.Add(time.Hour),
		})
		book.Closed = append(book.Closed, conversation.ClosedDay{Day: renewal.DateOf(now).Add(i), Why: strings.Repeat("why ", 50)})
	}
	return rows, book
}

// holdsWhole holds that none of a page's words would be cut.
func holdsWhole(t *testing.T, p conversation.Page) {
	t.Helper()
	whole := func(words string, limit int) {
		if short(words, limit) != escape(words) {
			t.Errorf("%q does not fit into %d characters", words, limit)
		}
	}
	whole(p.Title, maxHeader)
	for _, b := range p.Buttons {
		whole(b.Text, maxPressed)
	}
	for _, s := range p.Sections {
		whole(s.Title, maxLine)
		for _, line := range s.Lines {
			whole(line.Text, maxLine)
		}
	}
}
