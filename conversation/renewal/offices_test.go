package renewal

import (
	"slices"
	"strings"
	"testing"
)

func TestEveryOfficeCanBeUsed(t *testing.T) {
	seen := map[string]bool{}
	for _, o := range Offices() {
		if o.City == "" || o.State == "" || seen[o.City] {
			t.Errorf("an office without a place, or twice: %+v", o)
		}
		seen[o.City] = true
		if _, err := Zone(o.Zone); err != nil {
			t.Errorf("%s: %v", o.City, err)
		}
		if o.Lat < 14 || o.Lat > 33 || o.Lon < -118 || o.Lon > -86 {
			t.Errorf("%s lies outside Mexico", o.City)
		}
		switch o.Confidence {
		case ConfidenceCorroborated, ConfidenceSingleSource, ConfidenceUnofficial, ConfidenceBelieved:
		default:
			t.Errorf("%s has confidence %q", o.City, o.Confidence)
		}
		if o.Address != "" && o.Confidence != ConfidenceCorroborated {
			t.Errorf("%s shows an address that nobody has confirmed", o.City)
		}
		if o.Booking != "" || o.Hours.Known() {
			t.Errorf("%s has booking or hours that no associate has confirmed", o.City)
		}
		if !slices.Contains(States(), o.State) {
			t.Errorf("%s lies in %q, which is no state", o.City, o.State)
		}
	}
	if len(seen) != 58 || len(States()) != 32 || len(Clocks()) != 11 {
		t.Errorf("%d offices in %d states by %d clocks", len(seen), len(States()), len(Clocks()))
	}
}

func TestTheListIsTheCallersOwn(t *testing.T) {
	Offices()[0].City = "Atlantis"
	if Offices()[0].City == "Atlantis" {
		t.Error("one caller changed another's offices")
	}
}

func TestNearest(t *testing.T) {
	for want, point := range map[string][2]float64{
		"Chapala":          {20.30, -103.27}, // Ajijic
		"Playa del Carmen": {20.87, -87.04},  // nearer than Cancún
		"Tijuana":          {32.70, -117.0},
		"Tapachula":        {14.5, -92.2},
		"Nuevo Vallarta":   {20.75, -105.33},
	} {
		if got := Nearest(point[0], point[1]); got.City != want {
			t.Errorf("near %v: %s, want %s", point, got.City, want)
		}
	}
}

func TestOfficesNamed(t *testing.T) {
	for typed, want := range map[string]string{
		"Mérida": "Mérida", "merida": "Mérida", "  MERIDA ": "Mérida", "me\u0301rida": "Mérida",
		"cdmx": "Ciudad de México", "Mexico  City": "Ciudad de México", "ajijic": "Chapala",
		"Guanajuato": "Guanajuato", "san miguel": "San Miguel de Allende",
		"puerto": "Puerto Vallarta, Puerto Escondido, Puerto Peñasco",
		"oaxaca": "Oaxaca de Juárez", "penasco": "", "Berlin": "", "": "", " ": "",
	} {
		var cities []string
		for _, o := range OfficesNamed(typed) {
			cities = append(cities, o.City)
		}
		if got := strings.Join(cities, ", "); got != want {
			t.Errorf("%q: %s, want %s", typed, got, want)
		}
	}
}
