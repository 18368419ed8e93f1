package renewal

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"sync"
)

// Confidence is how sure we are of an office's particulars.
type Confidence string

// The confidences, from sure to faint. Only an address of the first may be
// shown before an associate has confirmed it.
const (
	ConfidenceCorroborated Confidence = "A" // specific, and corroborated or recent
	ConfidenceSingleSource Confidence = "B" // one source, old or partial
	ConfidenceUnofficial   Confidence = "C" // an unofficial listing
	ConfidenceBelieved     Confidence = "D" // believed to exist, nothing verified
)

// Office is an immigration office. Lat and Lon are the centre of its city,
// never the door: they serve to suggest the nearest one and no map.
type Office struct {
	City       string     `json:"city"`
	Also       []string   `json:"also"` // other names people use for it or for a place it serves
	State      string     `json:"state"`
	Zone       string     `json:"zone"` // IANA
	Lat        float64    `json:"lat"`
	Lon        float64    `json:"lon"`
	Confidence Confidence `json:"confidence"`

	// Empty until known.
	Address string  `json:"address"`
	Booking Booking `json:"booking"`
	Hours   Hours   `json:"hours"`
}

// Booking is how one gets in at an office; empty: nobody knows.
type Booking string

// The ways in.
const (
	ByAppointment Booking = "appointment"
	WalkIn        Booking = "walk_in"
)

//go:embed offices.json
var officesJSON []byte

// readOffices reads the embedded list once. It cannot fail on a list that the
// tests have read.
var readOffices = sync.OnceValue(func() []Office {
	var list []Office
	if err := json.Unmarshal(officesJSON, &list); err != nil {
		panic("renewal: the embedded list of offices cannot be read: " + err.Error())
	}
	return list
})

// Offices returns every office we know of. The slice is the caller's own.
func Offices() []Office { return slices.Clone(readOffices()) }

// Nearest returns the office whose city centre lies closest to this point.
func Nearest(lat, lon float64) Office {
	return slices.MinFunc(readOffices(), func(a, b Office) int {
		return cmp.Compare(chord(lat, lon, a), chord(lat, lon, b))
	})
}

// chord returns the square of half the straight line through the globe from a
// point to an office, in radii. It orders places as distance does.
func chord(lat, lon float64, o Office) float64 {
	const radian = math.Pi / 180
	dLat := math.Sin((o.Lat - lat) * radian / 2)
	dLon := math.Sin((o.Lon - lon) * radian / 2)
	return dLat*dLat + math.Cos(lat*radian)*math.Cos(o.Lat*radian)*dLon*dLon
}

// OfficesNamed returns the offices that a person may mean by the name of a
// city: the one of exactly this name, or else all whose name begins with it.
// Case, accents and surrounding space do not matter.
func OfficesNamed(city string) []Office { return Named(readOffices(), city) }

// Named is OfficesNamed among other offices.
func Named(offices []Office, city string) []Office {
	wanted := fold(city)
	if wanted == "" {
		return nil
	}
	var begin []Office
	for _, o := range offices {
		if o.called(wanted) {
			return []Office{o}
		}
		if strings.HasPrefix(fold(o.City), wanted) {
			begin = append(begin, o)
		}
	}
	return begin
}

// Called says whether people call an office, or a place it serves, so.
func (o Office) Called(city string) bool { return o.called(fold(city)) }

// called is Called for a name that is folded already.
func (o Office) called(folded string) bool {
	return fold(o.City) == folded || slices.ContainsFunc(o.Also, func(name string) bool { return fold(name) == folded })
}

// fold takes away what people leave out when they type a Mexican city: case,
// accents, and space around it or doubled within.
func fold(name string) string {
	return strings.Join(strings.Fields(plainLetters.Replace(strings.ToLower(name))), " ")
}

var plainLetters = strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ü", "u", "ñ", "n",
	// The same letters as a phone may send them: the accent on its own.
	"\u0301", "", "\u0303", "", "\u0308", "")

// OfficesIn returns the offices of a Mexican state, by its name as people type
// it.
func OfficesIn(state string) []Office { return In(readOffices(), state) }

// In is OfficesIn among other offices.
func In(offices []Office, state string) []Office {
	var in []Office
	wanted := fold(state)
	for _, o := range offices {
		if fold(o.State) == wanted {
			in = append(in, o)
		}
	}
	return in
}

// States lists the states of Mexico, by the names that offices have them.
func States() []string {
	return []string{
		"Aguascalientes", "Baja California", "Baja California Sur", "Campeche", "Chiapas", "Chihuahua", "Ciudad de México",
		"Coahuila", "Colima", "Durango", "Estado de México", "Guanajuato", "Guerrero", "Hidalgo", "Jalisco", "Michoacán",
		"Morelos", "Nayarit", "Nuevo León", "Oaxaca", "Puebla", "Querétaro", "Quintana Roo", "San Luis Potosí", "Sinaloa",
		"Sonora", "Tabasco", "Tamaulipas", "Tlaxcala", "Veracruz", "Yucatán", "Zacatecas",
	}
}

// Clocks returns one office of each time zone of Mexico: a clock that people know
// by the name of its city.
func Clocks() (offices []Office) {
	for _, o := range readOffices() {
		if !slices.ContainsFunc(offices, func(earlier Office) bool { return earlier.Zone == o.Zone }) {
			offices = append(offices, o)
		}
	}
	return offices
}
