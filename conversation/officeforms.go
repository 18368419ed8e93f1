package conversation

import (
	"slices"
	"strings"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// unknownBooking is the choice that says that nobody knows how one gets in.
const unknownBooking = "unknown"

// How long an address, and any other fact of an office may be, in characters, so
// that a list shows it whole.
const (
	maxAddress = 160
	maxFact    = 240
)

// officeForm asks for all that an associate knows of an office; it begins with
// what is known already.
func officeForm(t *turn, _ *Case) []Field {
	var o Office
	if found := t.rec.Book.officesOf(t.ev.Move.About); len(found) == 1 {
		o = found[0]
	}
	opens, closes := "", ""
	if o.Hours.Known() {
		opens, closes = o.Hours.Times()
	}
	booking := string(o.Booking)
	if booking == "" {
		booking = unknownBooking
	}
	return []Field{
		{Name: "address", Kind: OneLine, Value: o.Address, Optional: true},
		{Name: "days", Kind: OneLine, Value: locale.Weekdays(t.service.Desk, o.Hours.Days), Optional: true},
		{Name: "opens", Kind: ATime, Value: opens, Optional: true},
		{Name: "closes", Kind: ATime, Value: closes, Optional: true},
		{Name: "phone", Kind: OneLine, Value: o.Phone, Optional: true},
		{Name: "booking", Kind: OneOf, Value: booking, Options: t.options("office.booking_", string(renewal.ByAppointment), string(renewal.WalkIn), unknownBooking)},
		{Name: "note", Kind: ManyLines, Value: o.Note, Optional: true},
	}
}

// newOfficeForm asks besides where the office is and by which clock it opens.
func newOfficeForm(t *turn, c *Case) []Field {
	var states, clocks []Option
	for _, s := range renewal.States() {
		states = append(states, Option{Value: s, Text: s})
	}
	for _, o := range renewal.Clocks() {
		clocks = append(clocks, Option{Value: o.Zone, Text: o.City})
	}
	return append([]Field{
		{Name: "city", Kind: OneLine},
		{Name: "state", Kind: OneOf, Options: states},
		{Name: "clock", Kind: OneOf, Value: renewal.DefaultZone, Options: clocks},
	}, officeForm(t, c)...)
}

func checkOffice(v FormValues) map[string]string {
	problems := map[string]string{}
	_, daysRead := renewal.ParseWeekdays(v.get("days"))
	opens, closes := v.get("opens"), v.get("closes")
	switch none := v.get("days") == "" && opens == "" && closes == ""; {
	case none:
	case !daysRead:
		problems["days"] = "weekdays"
	case opens == "" || closes == "":
		problems["opens"] = "both_hours"
	case opens >= closes:
		problems["closes"] = "closes_later"
	}
	for name, most := range map[string]int{"address": maxAddress, "phone": maxFact, "note": maxFact} {
		if len([]rune(v.get(name))) > most {
			problems[name] = "too_long"
		}
	}
	return problems
}

func checkNewOffice(v FormValues) map[string]string {
	problems := checkOffice(v)
	if n := len([]rune(v.get("city"))); n < 3 || n > 80 {
		problems["city"] = "city"
	}
	return problems
}

// officeEntry reads an office as it was filled in.
func (t *turn) officeEntry(city string) OfficeEntry {
	v := t.ev.Move.Values
	hours, err := renewal.ParseHours(v.get("days") + " " + v.get("opens") + "-" + v.get("closes"))
	if err != nil {
		hours = renewal.Hours{} // none of the three was given
	}
	booking := renewal.Booking(v.get("booking"))
	if booking != renewal.ByAppointment && booking != renewal.WalkIn {
		booking = ""
	}
	return OfficeEntry{
		City: city, Address: v.get("address"), Hours: hours, Phone: v.get("phone"), Booking: booking, Note: v.get("note"),
		By: t.ev.By, At: t.now,
	}
}

// keepOffice keeps what an associate confirms or corrects. Whom they overwrite
// they read, so that nothing is lost where two write at once.
func (t *turn) keepOffice(*Case) error {
	found := t.rec.Book.officesOf(t.ev.Move.About)
	if len(found) != 1 {
		t.whisper(t.plain("desk.old_button", nil) + t.givenBack())
		return nil
	}
	before := found[0]
	e := t.officeEntry(before.City)
	if known, there := t.rec.Book.Offices[before.City]; there {
		e.State, e.Zone = known.State, known.Zone
	}
	t.writeOffice(e)
	text := t.officeKept(t.rec.Book.office(before.Office))
	if !before.At.IsZero() {
		text += "\n" + t.plain("office.before", locale.Args{"Who": before.By.Name, "When": t.moment(before.At)}) +
			"\n" + strings.Join(t.officeLines(before), "\n")
	}
	t.whisper(text)
	return nil
}

// addOffice keeps an office that is not in the book yet.
func (t *turn) addOffice(*Case) error {
	v := t.ev.Move.Values
	city := v.get("city")
	_, err := renewal.Zone(v.get("clock"))
	switch {
	case err != nil || !slices.Contains(renewal.States(), v.get("state")):
		t.whisper(t.plain("desk.old_button", nil) + t.givenBack())
		return nil
	case t.rec.Book.has(city):
		t.whisper(t.plain("office.there", locale.Args{"City": city}) + t.givenBack())
		return nil
	case len(t.rec.Book.Offices) >= keptOffices:
		t.whisper(t.plain("office.full", nil) + t.givenBack())
		return nil
	}
	e := t.officeEntry(city)
	e.State, e.Zone = v.get("state"), v.get("clock")
	t.writeOffice(e)
	t.whisper(t.officeKept(t.rec.Book.officesOf(city)[0]))
	return nil
}

// has says whether the book has an office of exactly this name.
func (b *Book) has(city string) bool {
	return slices.ContainsFunc(b.offices(), func(o renewal.Office) bool { return o.Called(city) })
}

func (t *turn) writeOffice(e OfficeEntry) {
	if t.rec.Book.Offices == nil { // as it comes back from the storage while it is empty
		t.rec.Book.Offices = map[string]OfficeEntry{}
	}
	t.rec.Book.Offices[e.City] = e
}

// officeKept reads back what the book says now.
func (t *turn) officeKept(o Office) string {
	return t.plain("office.kept", locale.Args{"City": o.City, "State": o.State}) + "\n" + strings.Join(t.officeLines(o), "\n")
}
