package conversation

import (
	"strconv"
	"strings"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// pressFees is the button that asks for the government's fees.
const pressFees = "fees"

// governmentFees tells what the government asks, as far as it is known, with the
// year for which it is.
func (t *turn) governmentFees() error {
	fees := renewal.GovernmentFees(t.today())
	if len(fees) == 0 {
		return t.tell("fee.unknown", nil)
	}
	var lines []string
	for _, f := range fees {
		amount := t.label("fee.free")
		if f.MXN > 0 {
			amount = "MXN " + thousands(f.MXN)
		}
		lines = append(lines, "• "+locale.Escape(t.label("fee."+f.Concept))+": <b>"+amount+"</b>")
	}
	return t.tell("fee.government", locale.Args{
		"Year": strconv.Itoa(fees[0].To.Year), "Until": fees[0].To, "Next": strconv.Itoa(fees[0].To.Year + 1),
		"Lines": locale.Safe(strings.Join(lines, "\n")),
	})
}

// thousands writes a number with commas, as prices in Mexico are.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}
