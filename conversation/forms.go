package conversation

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// FormValues is what was filled in, by field. A colleague's name stands beside
// their id, in the field's name with _name behind it.
type FormValues map[string]string

// get is what stands in a field, without the space around it.
func (v FormValues) get(name string) string { return strings.TrimSpace(v[name]) }

// typed is everything that was written, so that it can be given back.
func (v FormValues) typed() (lines []string) {
	for _, name := range slices.Sorted(maps.Keys(v)) {
		if text := v.get(name); text != "" {
			lines = append(lines, text)
		}
	}
	return lines
}

// shown is what a field held, as whoever filled it in saw it.
func (v FormValues) shown(f *Field) string {
	switch f.Kind {
	case Colleague:
		return v.get(f.Name + "_name")
	case OneOf:
		for _, o := range f.Options {
			if o.Value == v.get(f.Name) {
				return o.Text
			}
		}
		return ""
	}
	return v.get(f.Name)
}

// givenBack is what was filled into the form of this event, field by field, to
// stand behind the words that say that it could not be taken.
func (t *turn) givenBack() string {
	move := t.ev.Move
	if len(move.Values.typed()) == 0 {
		return ""
	}
	var lines []string
	for _, f := range t.formOf(move.Name) {
		if text := move.Values.shown(&f); text != "" {
			lines = append(lines, t.plain("form."+move.Name+"."+f.Name, nil)+": "+text)
		}
	}
	return t.behind(lines)
}

// behind puts lines behind the words that say that they are not lost.
func (t *turn) behind(lines []string) string {
	return "\n" + t.plain("desk.typed", nil) + "\n" + strings.Join(lines, "\n")
}

// formOf is the form of a move, as it would be opened now.
func (t *turn) formOf(move string) []Field {
	if m := t.book[move]; m.form != nil {
		return m.form(t, &Case{})
	}
	if m := t.desk[move]; m.form != nil && len(t.rec.Cases) > 0 {
		return m.form(t, &t.rec.Cases[len(t.rec.Cases)-1])
	}
	return nil
}

// openForm shows the associate of this event the form of a move.
func (t *turn) openForm(m deskMove, c *Case) {
	name := t.ev.Move.Name
	form := &Form{
		Move: name, User: t.ev.By.ID, Case: c.Ref, About: t.ev.Move.About, Trigger: t.ev.Move.Trigger, Stage: c.Stage,
		Title: t.plain("form."+name+".title", nil), Submit: t.plain("form."+name+".submit", nil),
		Intro:  t.plain("form."+name+".intro", locale.Args{"Ref": c.Ref, "About": t.ev.Move.About, "Initials": t.rec.Answers.initials(), "Language": t.plain("language."+string(t.lang()), nil), "Item": t.itemOfMove(c)}),
		Cancel: t.plain("form.cancel", nil), Fields: m.form(t, c),
	}
	for i := range form.Fields {
		f := &form.Fields[i]
		f.Label = t.plain("form."+name+"."+f.Name, nil)
		if hint := "form." + name + "." + f.Name + "_hint"; t.words.Has(hint) {
			f.Hint = t.plain(hint, nil)
		}
	}
	// Whether there is still time to open it the platform knows best, and tells the
	// one who pressed: nothing here may end it in silence.
	t.put(Entry{Side: Aside, Ref: c.Card, Repeatable: true, Form: form})
}

// CheckForm says what is wrong with a form that was filled in, by field, in the
// desk's words; what depends on the case is for the step to say.
func (e *Engine) CheckForm(move string, values map[string]string) map[string]string {
	m, known := e.desk[move]
	if !known {
		m = e.book[move]
	}
	if m.check == nil {
		return nil
	}
	problems := m.check(values)
	for field, key := range problems {
		problems[field] = e.words.Plain(e.service.Desk, "form.problem."+key, nil)
	}
	return problems
}

// option makes choices of values whose words stand under a key.
func (t *turn) options(key string, values ...string) (list []Option) {
	for _, v := range values {
		list = append(list, Option{Value: v, Text: t.plain(key+v, nil)})
	}
	return list
}

// dollars reads an amount of whole US dollars.
func dollars(text string) (int, bool) {
	text = strings.NewReplacer("US", "", "$", "", ",", "", " ", "").Replace(strings.ToUpper(text))
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSuffix(text, "D"), ".00"))
	return n, err == nil && n > 0 && n <= 100_000
}

// webAddress says whether a text is an address that a person can be sent to.
func webAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Scheme == "https" && strings.Contains(u.Host, ".") && u.User == nil
}

// officeTime reads a day and an hour as the office's clock shows them.
func (t *turn) officeTime(day, hour string) (time.Time, bool) {
	d, err := renewal.ParseDate(day)
	at, wrong := time.Parse("15:04", hour)
	if err != nil || wrong != nil {
		return time.Time{}, false
	}
	return d.In(t.service.Zone, at.Hour(), at.Minute()), true
}
