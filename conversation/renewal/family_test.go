package renewal

import (
	"testing"
	"time"
)

func TestTripsOfAFamily(t *testing.T) {
	december := func(day int) Window { return WindowOf(Date{2026, time.December, day}) }
	march := WindowOf(Date{2027, time.March, 1})
	if w, ok := SharedWindow([]Window{december(20), december(10)}); !ok || w.Opens.String() != "2026-11-20" || w.Closes.String() != "2026-12-10" {
		t.Errorf("two close dates share %v, %v", w, ok)
	}
	if w, ok := SharedWindow([]Window{WindowOf(Date{2026, time.December, 1}), WindowOf(Date{2026, time.December, 31})}); !ok || w.Opens != w.Closes {
		t.Errorf("dates thirty days apart share %v, %v, not one day", w, ok)
	}
	if _, ok := SharedWindow([]Window{WindowOf(Date{2026, time.December, 1}), WindowOf(Date{2027, time.January, 1})}); ok {
		t.Error("dates thirty-one days apart share a window")
	}
	trips := Trips([]Window{march, december(20), december(10), march})
	if len(trips) != 2 || len(trips[0].Who) != 2 || trips[0].Who[0] != 1 || trips[0].Who[1] != 2 || trips[1].Who[0] != 0 || trips[1].Who[1] != 3 {
		t.Errorf("the family is split into %+v", trips)
	}
	if got := Trips(nil); got != nil {
		t.Errorf("nobody makes %+v", got)
	}
}
