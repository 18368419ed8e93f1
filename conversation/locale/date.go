package locale

import (
	"fmt"
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
