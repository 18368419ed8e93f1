package conversation

import (
	"slices"
	"strings"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// OfficesPage shows the immigration office of a city, with the way to confirm or
// correct what is known of it; lists those of a state, or all where no place is
// named; and offers to add one.
func (e *Engine) OfficesPage(book *Book, place string, now time.Time) Page {
	v := &view{Engine: e, now: now, lines: queueLines}
	v.page.Title = v.words("page.offices_title", nil)
	found := book.officesOf(place)
	switch {
	case strings.TrimSpace(place) == "":
		v.everyOffice(book)
	case len(found) == 1:
		v.oneOffice(found[0])
	default:
		v.severalOffices(found, place)
	}
	v.button(moveNewOffice)
	return v.page
}

// everyOffice lists the cities that have one, a state a line.
func (v *view) everyOffice(book *Book) {
	cities := map[string][]string{}
	for _, base := range book.offices() {
		name := base.City
		if book.office(base).Sure() {
			name += " ✓"
		}
		cities[base.State] = append(cities[base.State], name)
	}
	section := PageSection{Title: v.words("office.every", nil)}
	for _, state := range renewal.States() {
		if list := cities[state]; len(list) > 0 {
			slices.Sort(list)
			section.Lines = append(section.Lines, PageLine{Text: state + ": " + joined(list, maxFact)})
		}
	}
	v.page.Sections = []PageSection{section}
}

// joined puts as many names behind each other as there is room for.
func joined(names []string, room int) string {
	text := names[0]
	for _, name := range names[1:] {
		if len([]rune(text+name)) > room {
			return text + ", …"
		}
		text += ", " + name
	}
	return text
}

// oneOffice shows all that is known of an office.
func (v *view) oneOffice(o Office) {
	v.page.Title = shortened(o.City + ", " + o.State)
	v.page.Buttons = append(v.page.Buttons, DeskButton{Text: v.words("move."+moveOffice, nil), Move: moveOffice, About: o.City, Main: true})
	section := PageSection{}
	for _, text := range v.officeLines(o) {
		section.Lines = append(section.Lines, PageLine{Text: text})
	}
	if zone, err := renewal.Zone(o.Zone); err == nil {
		section.Lines = append(section.Lines, PageLine{Text: v.words("office.clock", locale.Args{"Hour": v.now.In(zone).Format("15:04")})})
	}
	v.page.Sections = []PageSection{section}
}

// severalOffices lists those that a name can mean, or says that there is none.
func (v *view) severalOffices(found []Office, place string) {
	section := PageSection{Title: v.words("office.several", nil)}
	for _, o := range found[:min(len(found), v.lines)] {
		text := o.City + ", " + o.State
		if o.Address != "" {
			text += " · " + o.Address
		}
		if !o.Sure() {
			text += " · " + v.words("page.office_unsure", nil)
		}
		section.Lines = append(section.Lines, PageLine{Text: text})
	}
	if more := len(found) - v.lines; more > 0 {
		section.More = v.words("office.more", locale.Args{"Count": more})
	}
	if len(found) == 0 {
		section = PageSection{Lines: []PageLine{{Text: v.words("page.no_office", locale.Args{"Place": shortened(place)})}}}
	}
	v.page.Sections = []PageSection{section}
}
