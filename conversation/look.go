package conversation

import (
	"slices"
	"strings"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// DeskCommands lists the commands that associates type, each of which has a page.
func DeskCommands() []string { return []string{"cases", "case", "reminders", "closed", "office"} }

// CommandHelp is a command in a few words, and what is typed behind it; as Slack
// and its like list it.
func (e *Engine) CommandHelp(command string) (words, behind string) {
	words = e.words.Plain(e.service.Desk, "deskcommand."+command+".words", nil)
	if key := "deskcommand." + command + ".behind"; e.words.Has(key) {
		behind = e.words.Plain(e.service.Desk, key, nil)
	}
	return words, behind
}

// Help says what a command does, and which others there are.
func (e *Engine) Help(command string) Page {
	v := &view{Engine: e}
	v.page.Title = v.words("page.help_title", nil)
	var lines []PageLine
	for _, name := range DeskCommands() {
		words, behind := e.CommandHelp(name)
		line := PageLine{Text: strings.TrimSpace("/"+name+" "+behind) + " – " + words}
		if name == command {
			lines = slices.Insert(lines, 0, line)
		} else {
			lines = append(lines, line)
		}
	}
	v.page.Sections = []PageSection{{Lines: lines}}
	return v.page
}

// CasePage is one case as its card shows it, with the way to its thread and to
// the person's details.
func (e *Engine) CasePage(rec Record, ref string, now time.Time) Page {
	t := &turn{Engine: e, rec: rec.clone(), now: now}
	i := slices.IndexFunc(t.rec.Cases, func(c Case) bool { return c.Ref == ref })
	if i < 0 {
		return e.NoCase(ref)
	}
	c := &t.rec.Cases[i]
	card := t.card(c)
	page := Page{Title: card.Title, Record: rec.ID}
	if agreed(t, c) {
		page.Buttons = []DeskButton{{Text: t.plain("move."+moveDetails, nil), Move: moveDetails}}
	}
	section := PageSection{}
	for _, f := range card.Fields {
		section.Lines = append(section.Lines, PageLine{Text: f.Label + ": " + f.Value})
	}
	section.Lines[0].Thread = c.Thread
	page.Sections = []PageSection{section}
	return page
}

// NoCase says that there is no such case, and how to find the one that is meant.
func (e *Engine) NoCase(ref string) Page {
	v := &view{Engine: e}
	v.page.Title = v.words("page.who_not_found_title", nil)
	v.page.Sections = []PageSection{{Lines: []PageLine{{Text: v.words("page.who_not_found", locale.Args{"Ref": shortened(ref)})}}}}
	return v.page
}

// ClosedDays lists the closed days that are still to come, besides the statutory
// ones, and offers to change them.
func (e *Engine) ClosedDays(book *Book, now time.Time) Page {
	v := &view{Engine: e, now: now, lines: queueLines}
	v.page.Title = v.words("page.closed_title", nil)
	v.button(moveShutDay)
	v.button(moveOpenDay)
	today := renewal.DateOf(now.In(v.service.Zone))
	section := PageSection{Title: v.words("desk.closed_days", nil)}
	more := 0
	for _, c := range book.days() {
		switch {
		case c.Day.Before(today):
		case len(section.Lines) == v.lines:
			more++
		default:
			section.Lines = append(section.Lines, PageLine{Text: strings.TrimSpace(locale.Date(v.service.Desk, c.Day) + " " + c.Why)})
		}
	}
	if more > 0 {
		section.More = v.words("page.more_left", locale.Args{"Count": more})
	}
	if len(section.Lines) == 0 {
		section.Lines = []PageLine{{Text: v.words("page.nothing", nil)}}
	}
	v.page.Sections = []PageSection{section}
	return v.page
}

func (b *Book) days() []ClosedDay {
	if b == nil {
		return nil
	}
	return b.Closed
}

// shortened repeats what was typed, as far as it can have been meant.
func shortened(text string) string {
	if runes := []rune(text); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return text
}
