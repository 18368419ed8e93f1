package conversation_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"residencyassist/conversation"
	"residencyassist/conversation/locale"
)

// confirms sends the form of an office, by its city.
func (l *library) confirms(who, city string, values conversation.FormValues) string {
	l.t.Helper()
	return l.takes(conversation.Event{
		Kind: conversation.Moved, Desk: true, By: conversation.Actor{ID: who, Name: strings.ToUpper(who[:1]) + who[1:]},
		Move: &conversation.DeskMove{Name: "office", About: city, Values: values},
	})
}

// office is what the book says of a place, as it is shown.
func (l *library) office(place string) string {
	page := l.engine.OfficesPage(l.rec.Book, place, l.now)
	text := page.Title
	for _, s := range page.Sections {
		text += "\n" + s.Title
		for _, line := range s.Lines {
			text += "\n" + line.Text
		}
		text += "\n" + s.More
	}
	for _, b := range page.Buttons {
		text += "\n[" + b.Text + "] " + b.About
	}
	return text
}

func reads(t *testing.T, what, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%s does not say %q:\n%s", what, w, text)
		}
	}
}

// TestAnOfficeIsConfirmed takes an office of which nobody knew more than its city
// through two associates, who write at the same time.
func TestAnOfficeIsConfirmed(t *testing.T) {
	l := newLibrary(t, requested(t))
	reads(t, "/office chapala", l.office("chapala"), "Chapala, Jalisco", "Address: not known", "Hours: not known", "One source only", "Applicants are not shown any address", "[Confirm or correct…] Chapala")
	told := l.confirms("ana", "Chapala", conversation.FormValues{
		"address": "Calle Hidalgo 1", "days": "Monday to Friday", "opens": "09:00", "closes": "13:00", "booking": "walk_in", "phone": "+52 376 111", "note": "Be there at 8.",
	})
	reads(t, "Ana", told, "The book now says of Chapala, Jalisco:", "Calle Hidalgo 1", "Monday to Friday, 09:00–13:00")
	reads(t, "/office AJIJIC", l.office("AJIJIC"), "Address: Calle Hidalgo 1", "Hours: Monday to Friday, 09:00–13:00", "Telephone: +52 376 111",
		"How one gets in: walk in", "Note: Be there at 8.", "Confirmed by Ana on 22 November 2026.", "Applicants may be shown the address.")
	told = l.confirms("luis", "Chapala", conversation.FormValues{"address": "Calle Hidalgo 2", "booking": "unknown"})
	reads(t, "Luis", told, "Calle Hidalgo 2", "Before, as Ana wrote on 22 November 2026, 10:00:", "Calle Hidalgo 1", "Be there at 8.")
	reads(t, "/office chapala", l.office("chapala"), "Hours: not known", "How one gets in: not known", "Confirmed by Luis")
	l.confirms("luis", "Chapala", conversation.FormValues{"phone": "+52 376 222"})
	reads(t, "an office without an address", l.office("chapala"), "Confirmed by Luis", "Applicants are not shown any address")
}

// TestAnOfficeIsAdded puts one into a state that had none, and refuses it twice.
func TestAnOfficeIsAdded(t *testing.T) {
	l := newLibrary(t, requested(t))
	durango := conversation.FormValues{"city": "Durango", "state": "Durango", "clock": "America/Monterrey", "address": "Calle 5 de Febrero 800", "booking": "appointment"}
	reads(t, "Ana", l.does("new_office", durango), "Durango, Durango:", "by appointment", "Confirmed by Ana")
	reads(t, "/office durango", l.office("  DURANGO "), "Calle 5 de Febrero 800", "Its clock shows 10:00 now.")
	reads(t, "Ana", l.does("new_office", durango), "in the book already", "Calle 5 de Febrero 800")
	durango["city"] = "cdmx"
	reads(t, "Ana", l.does("new_office", durango), "cdmx is in the book already")
	durango["city"], durango["clock"] = "Gómez Palacio", "Local"
	reads(t, "Ana", l.does("new_office", durango), "older card", "Gómez Palacio")
	l.confirms("luis", "Durango", conversation.FormValues{"address": "Calle Nueva 1"})
	reads(t, "/office durango", l.office("durango"), "Durango, Durango", "Calle Nueva 1", "Its clock shows")
	reads(t, "/office", l.office(""), "Durango: Durango ✓", "Jalisco: Chapala, Guadalajara")
	reads(t, "somebody whose screen is behind", l.confirms("ana", "Atlantis", conversation.FormValues{"address": "Deep 1"}), "older card", "Deep 1")
	for i := range 250 {
		l.does("new_office", conversation.FormValues{"city": fmt.Sprint("Somewhere in Durango ", i), "state": "Durango", "clock": "America/Monterrey"})
	}
	if n := len(l.rec.Book.Offices); n != 200 {
		t.Errorf("the book holds %d offices", n)
	}
	reads(t, "/office somewhere", l.office("somewhere"), "… and 159 more")
	reads(t, "/office", l.office(""), ", …\nEstado de México:")
}

// TestAnOfficesFormBeginsWithWhatIsKnown in both languages of the desk, and takes
// back what it showed as it is.
func TestAnOfficesFormBeginsWithWhatIsKnown(t *testing.T) {
	for lang, days := range map[locale.Language]string{locale.English: "Monday to Wednesday, Saturday", locale.Spanish: "lunes a miércoles, sábado"} {
		service, err := conversation.DefaultService()
		if err != nil {
			t.Fatal(err)
		}
		service.Desk = lang
		engine, err := conversation.New(service)
		if err != nil {
			t.Fatal(err)
		}
		l := newLibrary(t, &stage{t: t, engine: engine, now: time.Date(2026, 11, 22, 16, 0, 0, 0, time.UTC)})
		l.confirms("ana", "Chapala", conversation.FormValues{"address": "Calle <b> 1", "days": "mon-wed, sat", "opens": "08:30", "closes": "13:00", "booking": "walk_in"})
		before := l.rec.Book.Offices["Chapala"]
		res, err := engine.Step(l.rec, conversation.Event{Kind: conversation.Moved, Desk: true, By: conversation.Actor{ID: "ana", Name: "Ana"},
			Move: &conversation.DeskMove{Name: "office", About: "Chapala", Trigger: "trigger"}}, l.now)
		if err != nil {
			t.Fatal(err)
		}
		form, values := res.Entries[0].Form, conversation.FormValues{}
		for _, f := range form.Fields {
			values[f.Name] = f.Value
		}
		if form.About != "Chapala" || values["days"] != days || values["opens"] != "08:30" {
			t.Errorf("the form of %q begins with %v", form.About, values)
		}
		if problems := engine.CheckForm("office", values); len(problems) > 0 {
			t.Errorf("what it begins with is refused: %v", problems)
		}
		l.confirms("ana", form.About, values)
		if after := l.rec.Book.Offices["Chapala"]; after != before {
			t.Errorf("%+v became %+v", before, after)
		}
		text, err := json.Marshal(l.rec.Book)
		var again conversation.Book
		if err != nil || json.Unmarshal(text, &again) != nil || again.Offices["Chapala"].Hours != before.Hours {
			t.Errorf("%s is not read back: %v", text, err)
		}
	}
}

func TestWhatIsWrongWithAnOfficeIsSaidBesideIt(t *testing.T) {
	s := requested(t)
	for field, c := range map[string]conversation.FormValues{
		"days":    {"days": "Someday", "opens": "09:00", "closes": "13:00"},
		"opens":   {"days": "Monday", "closes": "13:00"},
		"closes":  {"days": "Monday", "opens": "13:00", "closes": "09:00"},
		"address": {"address": strings.Repeat("é", 161)},
		"note":    {"note": strings.Repeat("é", 241)},
		"phone":   {"phone": strings.Repeat("1", 241)},
		"city":    {"city": "X"},
		"":        {"city": "Gómez Palacio", "address": strings.Repeat("é", 160)},
	} {
		problems := s.engine.CheckForm("new_office", c)
		if len(c["city"]) == 0 {
			delete(problems, "city")
		}
		if _, said := problems[field]; len(problems) > 1 || said != (field != "") {
			t.Errorf("%v: %v", c, problems)
		}
	}
	if problems := s.engine.CheckForm("office", conversation.FormValues{"opens": "09:00", "closes": "13:00"}); problems["days"] == "" {
		t.Errorf("hours without days: %v", problems)
	}
}

// TestDetailsSayWhatTheBookKnowsOfTheOffice shows it to whoever asks for the
// details of a person who has named their office.
func TestDetailsSayWhatTheBookKnowsOfTheOffice(t *testing.T) {
	s := requested(t)
	l := newLibrary(t, s)
	l.confirms("luis", "Chapala", conversation.FormValues{"address": "Calle Hidalgo 1", "booking": "walk_in"})
	played := playRecords(t, true)
	if err := json.Unmarshal(played[len(played)-1].Record, &s.rec); err != nil {
		t.Fatal(err)
	}
	s.rec.Answers["issued_by"], s.rec.Answers["lives_in"] = "Chapala", "somewhere else"
	from := s.told.Len()
	l.hears(conversation.Event{Kind: conversation.Moved, By: conversation.Actor{ID: "ana", Name: "Ana"}, Move: &conversation.DeskMove{Name: "details"}})
	reads(t, "Ana", s.told.String()[from:], "Issuing office: Chapala", "Address: Calle Hidalgo 1", "Confirmed by Luis")
	kept := s.events[len(s.events)-1].Book
	if kept == nil || len(kept.Offices) != 1 || len(kept.Profiles) != 0 {
		t.Errorf("the journal keeps of the book %+v", kept)
	}
}
