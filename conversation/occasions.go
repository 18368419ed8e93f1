package conversation

import (
	"strings"

	"residencyassist/conversation/locale"
)

// calendarType is the media type of a calendar file.
const calendarType = "text/calendar"

// uid names an occasion of a case for all time, so that a change of it replaces
// what stands in a calendar.
func uid(c *Case, what string) string { return what + "-" + c.Ref + "@residency-assist" }

// inCalendars gives both sides the calendar file of an occasion, each in their
// language. Its words stand in the catalogue under calendar.<what>_*; where is
// the office, or what else leads there.
func (t *turn) inCalendars(c *Case, what, where string, o Occasion) {
	state := ""
	if o.Cancelled {
		state = "_off"
	}
	t.put(Entry{Side: Chat, Report: true, File: &File{
		Attachment: t.calendarFile(t.lang(), what), Made: &Made{Occasion: t.wordedIn(t.lang(), c, what, where, o)},
		HTML: t.html("calendar.caption"+state, nil),
	}})
	if c.Card == "" {
		return
	}
	desk := t.service.Desk
	t.put(Entry{Side: Desk, Ref: c.Card, File: &File{
		Attachment: t.calendarFile(desk, what), Made: &Made{Occasion: t.wordedIn(desk, c, what, where, o)},
		Line: &Line{Text: t.plain("calendar.line"+state, nil)},
	}})
}

func (t *turn) calendarFile(lang locale.Language, what string) Attachment {
	return Attachment{Name: t.words.Plain(lang, "calendar."+what+"_file", nil) + ".ics", Type: calendarType, Size: UnknownSize}
}

// wordedIn is an occasion in the words of a language.
func (t *turn) wordedIn(lang locale.Language, c *Case, what, where string, o Occasion) *Occasion {
	args := locale.Args{"Ref": c.Ref, "Service": t.service.Name, "Where": where}
	o.Summary = t.words.Plain(lang, "calendar."+what+"_summary", args)
	o.Details = strings.TrimSpace(t.words.Plain(lang, "calendar."+what+"_details", args))
	return &o
}
