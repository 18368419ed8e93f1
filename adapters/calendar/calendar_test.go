package calendar_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"residencyassist/adapters/calendar"
	"residencyassist/conversation"
	"residencyassist/conversation/renewal"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const service = `Residency "Assist", S.C.: Mexico's; first`

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

// consultation is a call of half an hour.
func consultation() conversation.Occasion {
	return conversation.Occasion{
		UID: "consultation-1-RA7K2M@residency-assist", Stamp: at("2026-11-20T09:00:00-06:00"),
		Start: at("2026-11-24T10:00:00-06:00"), End: at("2026-11-24T10:30:00-06:00"),
		Summary: "Consulta con Ana Peña; renovación de Åsa Łukasz Ñandú-O'Brien, 🇲🇽 tarjeta de residente temporal",
		Details: "Con Ana Peña, +52 999 123 4567.\nTenga a la mano: pasaporte, tarjeta; comprobante\\recibo.\r\n" + strings.Repeat("ñandú ", 40),
		Place:   "Por teléfono", Alarms: []int{24 * 60, 30},
	}
}

// window is whole days.
func window() conversation.Occasion {
	return conversation.Occasion{
		UID: "window-RA7K2M@residency-assist", Stamp: at("2026-11-20T15:00:00Z"),
		First: renewal.Date{Year: 2026, Month: 12, Day: 1}, Last: renewal.Date{Year: 2026, Month: 12, Day: 31},
		Summary: "You can renew your card", Alarms: []int{0},
	}
}

// written renders an occasion and reads it back: the calendar and its event.
func written(t testing.TB, o conversation.Occasion) (file, event *component) {
	t.Helper()
	ics, err := calendar.Render(o, service)
	if err != nil {
		t.Fatal(err)
	}
	file, err = parse(string(ics))
	if err != nil {
		t.Fatalf("%v\n%s", err, ics)
	}
	if len(file.parts) != 1 || file.parts[0].name != "VEVENT" {
		t.Fatalf("it has not one event:\n%s", ics)
	}
	return file, file.parts[0]
}

// is holds a component to its properties, each there once.
func (c *component) is(t *testing.T, want map[string]string) {
	t.Helper()
	for name, value := range want {
		if p, err := c.one(name); err != nil || p.value != value {
			t.Errorf("%s is %q, want %q (%v)", name, p.value, value, err)
		}
	}
}

func TestOccasionsReadAsWritten(t *testing.T) {
	o := consultation()
	file, event := written(t, o)
	file.is(t, map[string]string{"VERSION": "2.0", "METHOD": "PUBLISH", "PRODID": "-//residency-assist//calendar//EN", "CALSCALE": "GREGORIAN"})
	event.is(t, map[string]string{
		"UID": o.UID, "SEQUENCE": "0", "STATUS": "CONFIRMED", "DTSTAMP": "20261120T150000Z", "TRANSP": "OPAQUE",
		"DTSTART": "20261124T160000Z", "DTEND": "20261124T163000Z",
		"SUMMARY": o.Summary, "DESCRIPTION": strings.ReplaceAll(o.Details, "\r\n", "\n"), "LOCATION": o.Place, "ORGANIZER": "invalid:nomail",
	})
	if organizer, _ := event.one("ORGANIZER"); organizer.params["CN"] != "Residency ”Assist” S.C. – Mexico’s first" {
		t.Errorf("the organizer is called %q", organizer.params["CN"])
	}
	var triggers []string
	for _, alarm := range event.parts {
		alarm.is(t, map[string]string{"ACTION": "DISPLAY", "DESCRIPTION": o.Summary})
		triggers = append(triggers, alarm.all("TRIGGER")...)
	}
	if !slices.Equal(triggers, []string{"-PT1440M", "-PT30M"}) {
		t.Errorf("it reminds at %v", triggers)
	}
}

// TestAChangeAndACancellationReplaceWhatCalendarsHave walks one occasion through
// its life: always the same UID.
func TestAChangeAndACancellationReplaceWhatCalendarsHave(t *testing.T) {
	o := consultation()
	o.Sequence, o.Start, o.End = 1, o.Start.Add(24*time.Hour), o.End.Add(24*time.Hour)
	_, event := written(t, o)
	event.is(t, map[string]string{"UID": o.UID, "SEQUENCE": "1", "DTSTART": "20261125T160000Z", "STATUS": "CONFIRMED"})
	o.Sequence, o.Cancelled = 2, true
	file, event := written(t, o)
	file.is(t, map[string]string{"METHOD": "CANCEL"})
	event.is(t, map[string]string{"UID": o.UID, "SEQUENCE": "2", "STATUS": "CANCELLED", "ORGANIZER": "invalid:nomail"})
	if len(event.parts) != 0 {
		t.Error("what is cancelled still reminds")
	}
}

func TestWholeDaysEndBeforeTheDayAfterTheLast(t *testing.T) {
	o := window()
	_, event := written(t, o)
	event.is(t, map[string]string{"DTSTART": "20261201", "DTEND": "20270101", "TRANSP": "TRANSPARENT"})
	for _, name := range []string{"DTSTART", "DTEND"} {
		if p, _ := event.one(name); p.params["VALUE"] != "DATE" {
			t.Errorf("%s is not a date: %v", name, p.params)
		}
	}
	o.Last = renewal.Date{}
	_, event = written(t, o)
	event.is(t, map[string]string{"DTSTART": "20261201", "DTEND": "20261202"})
}

func TestOccasionsThatNoCalendarCouldShow(t *testing.T) {
	for name, spoil := range map[string]func(*conversation.Occasion){
		"without a UID":          func(o *conversation.Occasion) { o.UID = "" },
		"without a stamp":        func(o *conversation.Occasion) { o.Stamp = time.Time{} },
		"without a time":         func(o *conversation.Occasion) { o.Start = time.Time{} },
		"ends when it begins":    func(o *conversation.Occasion) { o.End = o.Start },
		"ends before it begins":  func(o *conversation.Occasion) { o.End = o.Start.Add(-time.Hour) },
		"days in reverse":        func(o *conversation.Occasion) { *o = window(); o.Last = o.First.Add(-1) },
		"a last without a first": func(o *conversation.Occasion) { *o = window(); o.First = renewal.Date{} },
	} {
		o := consultation()
		spoil(&o)
		if ics, err := calendar.Render(o, service); err == nil {
			t.Errorf("%s: it was written:\n%s", name, ics)
		}
	}
}

// TestTheSameOccasionHasTheSameBytes holds what people were sent. The golden files
// have plain line ends, which no editor or checkout changes.
func TestTheSameOccasionHasTheSameBytes(t *testing.T) {
	cancelled := consultation()
	cancelled.Cancelled, cancelled.Sequence = true, 3
	for name, o := range map[string]conversation.Occasion{"consultation": consultation(), "cancelled": cancelled, "window": window()} {
		first, err := calendar.Render(o, "Residency Assist")
		if err != nil {
			t.Fatal(err)
		}
		plain := bytes.ReplaceAll(first, []byte("\r\n"), []byte("\n"))
		file := filepath.Join("testdata", name+".ics")
		if *update {
			if err := os.WriteFile(file, plain, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(plain, want) {
			t.Errorf("%s reads\n%s\nnot\n%s", name, plain, want)
		}
		if again, _ := calendar.Render(o, "Residency Assist"); !bytes.Equal(again, first) {
			t.Errorf("%s has other bytes when it is written again", name)
		}
	}
}

// FuzzRender writes any text into every place: the file stays one that a strict
// reader takes, and says what was given.
func FuzzRender(f *testing.F) {
	for _, seed := range []string{"", "a", "\r\nEND:VCALENDAR\r\n", "\xff\xfe", strings.Repeat("é", 90), strings.Repeat("🇲🇽", 60), `\n\\;,:"'`, "a\tb\x00c\u2028", strings.Repeat("word <b> ", 40)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		o := consultation()
		o.UID, o.Summary, o.Details, o.Place = "u"+s, s, s, s
		ics, err := calendar.Render(o, s)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parse(string(ics))
		if err != nil {
			t.Fatalf("%v\n%q", err, ics)
		}
		want := strings.Map(func(r rune) rune {
			if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
				return -1
			}
			return r
		}, strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(s, "\uFFFD")))
		if got, err := file.parts[0].one("SUMMARY"); err != nil || got.value != want {
			t.Errorf("%q is written as %q (%v)", s, got.value, err)
		}
	})
}
