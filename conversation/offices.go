package conversation

import (
	"maps"
	"slices"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// Office is an immigration office as far as we know it now: what our list says
// and, over it, what associates have confirmed. Its place on the map is zero
// where an associate added it.
type Office struct {
	renewal.Office
	Phone string
	Note  string    // for colleagues
	By    Actor     // who confirmed it last
	At    time.Time // when; zero: nobody has
}

// Sure says whether the address may be shown to applicants.
func (o Office) Sure() bool {
	return o.Address != "" && (o.Confidence == renewal.ConfidenceCorroborated || !o.At.IsZero())
}

// OfficeEntry is what an associate wrote down about an office. It takes the
// place of all that the list says of it.
type OfficeEntry struct {
	City    string          `json:"city"`
	State   string          `json:"state,omitempty"` // of an office that the list does not have
	Zone    string          `json:"zone,omitempty"`  // likewise
	Address string          `json:"address,omitempty"`
	Hours   renewal.Hours   `json:"hours,omitzero"`
	Phone   string          `json:"phone,omitempty"`
	Booking renewal.Booking `json:"booking,omitempty"`
	Note    string          `json:"note,omitempty"`
	By      Actor           `json:"by"`
	At      time.Time       `json:"at"`
}

// keptOffices is how many offices the book holds at most.
const keptOffices = 200

// offices are those of the list and those that associates have added, by name.
func (b *Book) offices() []renewal.Office {
	all := renewal.Offices()
	if b == nil {
		return all
	}
	for _, city := range slices.Sorted(maps.Keys(b.Offices)) {
		if e := b.Offices[city]; e.Zone != "" {
			all = append(all, renewal.Office{City: city, State: e.State, Zone: e.Zone, Confidence: renewal.ConfidenceUnofficial})
		}
	}
	return all
}

// office lays what the book says of an office over what the list says of it. It
// is the only place that does.
func (b *Book) office(base renewal.Office) Office {
	o := Office{Office: base}
	if b == nil {
		return o
	}
	if e, known := b.Offices[base.City]; known {
		o.Address, o.Hours, o.Booking = e.Address, e.Hours, e.Booking
		o.Phone, o.Note, o.By, o.At = e.Phone, e.Note, e.By, e.At
	}
	return o
}

// officesOf finds the offices of a city or a state.
func (b *Book) officesOf(place string) (found []Office) {
	all := b.offices()
	list := renewal.Named(all, place)
	if len(list) == 0 {
		list = renewal.In(all, place)
	}
	for _, base := range list {
		found = append(found, b.office(base))
	}
	return found
}

// office is the one office that a person means by the name of its city, as it is
// known now.
func (t *turn) office(city string) (Office, bool) {
	found := t.ev.Book.officesOf(city)
	if len(found) != 1 {
		return Office{}, false
	}
	o := found[0]
	if t.ev.Book != nil {
		if e, known := t.ev.Book.Offices[o.City]; known {
			if t.asked.Offices == nil {
				t.asked.Offices = map[string]OfficeEntry{}
			}
			t.asked.Offices[o.City] = e
		}
	}
	return o, true
}

// officeDetails is what an associate reads about the office of a place; nothing
// where there is none, or none alone.
func (t *turn) officeDetails(place string) (lines []string) {
	o, one := t.office(place)
	if !one || o.Address == "" && o.At.IsZero() {
		return nil
	}
	for _, line := range t.officeLines(o) {
		lines = append(lines, "   "+line)
	}
	return lines
}

// officeLines is all that is known of an office, for associates.
func (e *Engine) officeLines(o Office) (lines []string) {
	words := func(key string, args locale.Args) string { return e.words.Plain(e.service.Desk, key, args) }
	fact := func(name, value string) {
		if value == "" {
			value = words("page.office_unknown", nil)
		}
		lines = append(lines, words("page.office_"+name, nil)+": "+value)
	}
	fact("address", o.Address)
	fact("hours", locale.Hours(e.service.Desk, o.Hours))
	fact("phone", o.Phone)
	booking := ""
	if o.Booking != "" {
		booking = words("office.booking_"+string(o.Booking), nil)
	}
	fact("booking", booking)
	if o.Note != "" {
		fact("note", o.Note)
	}
	return append(lines, e.officeSureness(o))
}

// officeSureness is how sure we are of an office, and what follows from it.
func (e *Engine) officeSureness(o Office) string {
	key, args := "office.sure_"+string(o.Confidence), locale.Args{}
	if !o.At.IsZero() {
		key = "office.confirmed"
		args = locale.Args{"Who": o.By.Name, "When": locale.Date(e.service.Desk, renewal.DateOf(o.At.In(e.service.Zone)))}
	}
	text := e.words.Plain(e.service.Desk, key, args)
	if o.Sure() {
		return text + " " + e.words.Plain(e.service.Desk, "office.shown", nil)
	}
	return text + " " + e.words.Plain(e.service.Desk, "office.not_shown", nil)
}
