package conversation

import (
	"strconv"
	"strings"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// relative is one person of a family with what the rules say of them.
type relative struct {
	name string
	renewal.Assessment
}

// relatives are the people of the family that can be judged so far.
func (t *turn) relatives() (list []relative) {
	a := t.rec.Answers
	for n := 1; n <= a.applicants(); n++ {
		name := a[of(n, "name")]
		if n == 1 {
			name = a[stateFirstName]
		}
		if judged, ok := t.assess(n); ok && name != "" {
			list = append(list, relative{name: name, Assessment: judged})
		}
	}
	return list
}

// sayFamily tells, once everybody has been asked about, each one's way, the
// window they share or how to split, and the fee; and again when any of it has
// changed.
func (t *turn) sayFamily() {
	list := t.relatives()
	if len(list) < 2 || len(list) < t.rec.Answers.applicants() || t.facts().filed {
		return
	}
	if q := t.question(); q != nil && q.Person >= 2 {
		return
	}
	if !t.tellOnce(toldFamily, familyNow(list)) {
		return
	}
	var lines []string
	var windows []renewal.Window
	var who []string
	renewing := 0
	for _, r := range list {
		lines = append(lines, "• "+t.relativeLine(r))
		if r.ServiceFeeUSD != nil {
			renewing++
		}
		if r.Window != nil && r.Timing != renewal.TimingExpired {
			windows, who = append(windows, *r.Window), append(who, r.name)
		}
	}
	parts := []string{t.html("family.each", locale.Args{"Lines": locale.Safe(strings.Join(lines, "\n"))})}
	if len(windows) > 1 {
		parts = append(parts, t.trips(windows, who))
	}
	t.send(Message{HTML: strings.Join(parts, "\n\n")})
	if renewing < len(list) || t.tellOnce(toldFee, strconv.Itoa(t.service.Fees.Of(renewing))) {
		t.send(Message{HTML: t.familyPriceHTML(renewing, len(list))})
	}
}

// familyPriceHTML is what we ask of a family some of whom renew.
func (t *turn) familyPriceHTML(renewing, all int) string {
	switch renewing {
	case all:
		return t.quoteHTML(renewing)
	case 0:
		return t.html("fee.by_associate", nil)
	}
	return t.html("fee.some", locale.Args{"Count": renewing, "Total": t.service.Fees.Of(renewing)})
}

// priceHTML is what we ask, itemised, as far as it is known now.
func (t *turn) priceHTML() string {
	if renewing, all, known := t.renewing(); known {
		return t.familyPriceHTML(renewing, all)
	}
	if a, known := t.assess(1); !known || a.ServiceFeeUSD == nil {
		return t.html("fee.by_associate", nil)
	}
	return t.quoteHTML(t.rec.Answers.applicants())
}

// renewing is how many of a family renew in the ordinary way, once everybody can
// be judged.
func (t *turn) renewing() (renewing, all int, known bool) {
	list := t.relatives()
	if len(list) < 2 || len(list) < t.rec.Answers.applicants() {
		return 0, len(list), false
	}
	for _, r := range list {
		if r.ServiceFeeUSD != nil {
			renewing++
		}
	}
	return renewing, len(list), true
}

// familyFee is the fee of those who renew, once everybody can be judged; until
// then it is the one given.
func (t *turn) familyFee(all int) int {
	renewing, _, known := t.renewing()
	if !known {
		return all
	}
	return t.service.Fees.Of(renewing)
}

// familyNow names what is concluded about a family, whatever the language.
func familyNow(list []relative) string {
	var b strings.Builder
	for _, r := range list {
		b.WriteString(r.name + " " + string(r.Route) + " ")
		if r.Window != nil {
			b.WriteString(r.Window.Closes.String() + " ")
		}
	}
	return strings.TrimSpace(b.String())
}

func (t *turn) relativeLine(r relative) string {
	args := locale.Args{"Name": r.name, "Route": t.label("way." + string(r.Route))}
	if r.Window == nil {
		return t.html("family.no_date", args)
	}
	args["Opens"], args["Expires"] = r.Window.Opens, r.Window.Closes
	return t.html("family.dates", args)
}

// trips words the window a family shares, or into which visits it splits.
func (t *turn) trips(windows []renewal.Window, who []string) string {
	if shared, ok := renewal.SharedWindow(windows); ok {
		return t.html("family.shared", locale.Args{"Opens": locale.Long(shared.Opens), "Expires": locale.Long(shared.Closes)})
	}
	var lines []string
	for _, trip := range renewal.Trips(windows) {
		var names []string
		for _, i := range trip.Who {
			names = append(names, who[i])
		}
		lines = append(lines, "• "+t.html("family.trip", locale.Args{
			"Names": strings.Join(names, ", "), "Opens": trip.Window.Opens, "Expires": trip.Window.Closes,
		}))
	}
	return t.html("family.split", locale.Args{"Lines": locale.Safe(strings.Join(lines, "\n"))})
}
