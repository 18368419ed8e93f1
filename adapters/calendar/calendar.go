// Package calendar writes a conversation.Occasion as a calendar file (RFC 5545)
// that telephones and mail programs take in by a tap: published, changed under the
// same UID, or cancelled (RFC 5546). The same occasion gives the same bytes on
// every run. It reads no clock and reaches no network.
package calendar

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"residencyassist/conversation"
	"residencyassist/conversation/renewal"
)

// product names the program that wrote a file.
const product = "-//residency-assist//calendar//EN"

// nobody is the organizer's address: a file must name one, and whoever gets it is
// not to answer to it.
const nobody = "invalid:nomail"

// Errors of an occasion that no calendar could show.
var (
	errNameless = errors.New("calendar: an occasion without a UID or a stamp")
	errTimeless = errors.New("calendar: an occasion without a time")
	errBackward = errors.New("calendar: an occasion that ends before it begins")
)

// Render writes an occasion in the name of an organizer, which is the service.
func Render(o conversation.Occasion, organizer string) ([]byte, error) {
	if err := sound(o); err != nil {
		return nil, err
	}
	method, status := ics.MethodPublish, ics.ObjectStatusConfirmed
	if o.Cancelled {
		method, status = ics.MethodCancel, ics.ObjectStatusCancelled
	}
	file := ics.NewCalendar()
	file.SetProductId(product)
	file.SetCalscale("GREGORIAN")
	file.SetMethod(method)
	event := file.AddEvent(text(o.UID))
	event.SetDtStampTime(o.Stamp)
	event.SetSequence(o.Sequence)
	event.SetStatus(status)
	event.SetProperty(ics.ComponentPropertyOrganizer, nobody, ics.WithCN(name(organizer)))
	when(event, o)
	event.SetSummary(text(o.Summary))
	if o.Details != "" {
		event.SetDescription(text(o.Details))
	}
	if o.Place != "" {
		event.SetLocation(text(o.Place))
	}
	if !o.Cancelled {
		alarms(event, o)
	}
	var out strings.Builder
	if err := file.SerializeTo(&out, ics.WithNewLineWindows); err != nil {
		return nil, fmt.Errorf("writing a calendar file: %w", err)
	}
	return []byte(out.String()), nil
}

// sound refuses what calendars would take for something else, or not at all.
func sound(o conversation.Occasion) error {
	switch {
	case o.UID == "" || o.Stamp.IsZero():
		return errNameless
	case o.Start.IsZero() && o.First.IsZero():
		return errTimeless
	case o.First.IsZero() && !o.End.IsZero() && !o.End.After(o.Start), !o.Last.IsZero() && o.Last.Before(o.First):
		return errBackward
	}
	return nil
}

// when says from when to when. Instants are written in UTC, which every calendar
// shows in its owner's zone; whole days belong to no zone, end before the day
// after the last, and leave their owner free.
func when(event *ics.VEvent, o conversation.Occasion) {
	if o.First.IsZero() {
		event.SetStartAt(o.Start)
		if !o.End.IsZero() {
			event.SetEndAt(o.End)
		}
		event.SetTimeTransparency(ics.TransparencyOpaque)
		return
	}
	last := o.Last
	if last.IsZero() {
		last = o.First
	}
	event.SetAllDayStartAt(midnight(o.First))
	event.SetAllDayEndAt(midnight(last.Add(1)))
	event.SetTimeTransparency(ics.TransparencyTransparent)
}

func midnight(d renewal.Date) time.Time { return d.In(time.UTC, 0, 0) }

// alarms remind of the occasion in its own words.
func alarms(event *ics.VEvent, o conversation.Occasion) {
	for _, minutes := range o.Alarms {
		alarm := event.AddAlarm()
		alarm.SetAction(ics.ActionDisplay)
		alarm.SetProperty(ics.ComponentPropertyDescription, text(o.Summary))
		alarm.SetTrigger("-PT" + strconv.Itoa(max(0, minutes)) + "M")
	}
}

// text is one that the library can escape and fold: whole characters, lines that
// end in "\n", and nothing that a file of lines cannot hold.
func text(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r':
			return '\n'
		case r < ' ' || r == 0x7f:
			return -1
		}
		return r
	}, s)
}

// name is a text as the value of a parameter. The standard has no escape there
// for what would end it, and the library writes one all the same, so these
// characters are replaced by harmless ones that look alike, or left out.
func name(s string) string {
	return strings.NewReplacer(
		"\n", " ", "\t", " ", `"`, "”", "'", "’", `\`, "/", ":", " –", ",", "", ";", "",
	).Replace(text(s))
}
