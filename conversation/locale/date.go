package locale

import (
	"fmt"
	"strings"
	"time"

	"residencyassist/conversation/renewal"
)

var months = map[Language][12]string{
	English: {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	Spanish: {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
}

var weekdays = map[Language][7]string{
	English: {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	Spanish: {"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"},
}

// Date speaks a date with the month as a word, which nobody can misread.
func Date(lang Language, d renewal.Date) string {
	if d.IsZero() {
		return "—"
	}
	if lang == Spanish {
		return fmt.Sprintf("%d de %s de %d", d.Day, Month(lang, d.Month), d.Year)
	}
	return fmt.Sprintf("%d %s %d", d.Day, Month(lang, d.Month), d.Year)
}

// Month names a month.
func Month(lang Language, m time.Month) string { return months[lang][m-1] }

// Weekday names a day of the week.
func Weekday(lang Language, d time.Weekday) string { return weekdays[lang][d] }

// Weekdays speaks a set of days of the week.
func Weekdays(lang Language, w renewal.Weekdays) string {
	to := map[Language]string{English: " to ", Spanish: " a "}[lang]
	var days []string
	for _, run := range w.Runs() {
		text := Weekday(lang, run[0])
		if run[1] != run[0] {
			text += to + Weekday(lang, run[1])
		}
		days = append(days, text)
	}
	return strings.Join(days, ", ")
}

// Hours speaks the hours of an office; nothing where nobody knows them.
func Hours(lang Language, h renewal.Hours) string {
	if !h.Known() {
		return ""
	}
	from, until := h.Times()
	return Weekdays(lang, h.Days) + ", " + from + "–" + until
}
