package renewal

import (
	"encoding/json"
	"testing"
	"time"
)

func TestHoursAreRead(t *testing.T) {
	for text, want := range map[string]string{
		"Mon-Fri 09:00-18:00": "Mon-Fri 09:00-18:00", "sat-sun 9:00-14:00": "Sat-Sun 09:00-14:00", "Fri 10:00-12:30": "Fri 10:00-12:30",
		"lunes a viernes 9:00 – 13:00": "Mon-Fri 09:00-13:00", "mié, sáb 8:30-12:00": "Wed,Sat 08:30-12:00",
		"Tuesday, Thursday and Saturday 09:00-13:00": "Tue,Thu,Sat 09:00-13:00", "Sat-Mon 09:00-13:00": "Mon,Sat-Sun 09:00-13:00",
		"": "", "Mon-Fri": "", "Mon-Fri 18:00-09:00": "", "Mon-Fri 09:00-09:00": "", "Someday 09:00-18:00": "", "09:00-18:00": "",
		"Mon-Fri 09:00": "", "Mon-Fri 25:00-26:00": "", "Mo-Fr 09:00-18:00": "", "Mon-Fri 09:00-13:00, 15:00-17:00": "",
	} {
		got, err := ParseHours(text)
		if (err == nil) != (want != "") || got.String() != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}

func TestHoursCoverFromTheFirstMinuteToBeforeTheLast(t *testing.T) {
	h, err := ParseHours("Mon-Fri 09:00-13:00")
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]bool{
		"2026-11-23 08:59": false, "2026-11-23 09:00": true, "2026-11-27 12:59": true, "2026-11-27 13:00": false,
		"2026-11-28 10:00": false, "2026-11-29 10:00": false,
	} {
		when, err := time.Parse("2006-01-02 15:04", at)
		if err != nil {
			t.Fatal(err)
		}
		if h.Covers(when) != want {
			t.Errorf("%s: %v", at, !want)
		}
	}
	if (Hours{}).Covers(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)) {
		t.Error("hours that nobody knows cover midnight")
	}
}

func TestHoursAreKeptAsTheyAreWritten(t *testing.T) {
	for _, text := range []string{`"Mon-Fri 09:00-13:00"`, `"Mon,Wed,Sat-Sun 08:30-12:00"`, `""`} {
		var h Hours
		if err := json.Unmarshal([]byte(text), &h); err != nil {
			t.Fatal(err)
		}
		if again, err := json.Marshal(h); err != nil || string(again) != text {
			t.Errorf("%s became %s, %v", text, again, err)
		}
	}
	h := Hours{Days: 1}
	if err := json.Unmarshal([]byte("null"), &h); err != nil {
		t.Error(err)
	}
}
