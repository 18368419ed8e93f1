package renewal

import (
	"errors"
	"time"

	// The zones travel inside the program: a small container image has none.
	_ "time/tzdata"
)

// DefaultZone is the zone of an office that is not known yet.
const DefaultZone = "America/Mexico_City"

// Zone returns the IANA zone of this name. "Local" and the empty name, which
// package time would take for the machine's own zone and for UTC, are unknown:
// a deadline must not depend on where the program runs.
func Zone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, errors.New("not the name of a time zone")
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, errors.New("not the name of a time zone")
	}
	return zone, nil
}
