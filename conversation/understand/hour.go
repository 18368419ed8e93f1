package understand

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// An hour as people write it: "10", "10:30", "10.30 am", "3 pm", "15h", "a las
// 10 de la mañana", "at half past nine" is left out: it is seldom typed.
var hourForm = regexp.MustCompile(`^(?:at|a las?|las?)?\s*(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*(?:h|hrs?|horas?|o'?clock)?\s*(am|pm|de la manana|de la tarde)?$`)

// Hour reads an hour of the day and returns it as 15:04. The second value is
// false for what is no hour, or could be two: "3" alone is taken for the
// afternoon, since no office is open at three in the morning.
func Hour(text string) (string, bool) {
	clean := strings.Join(strings.Fields(strings.NewReplacer("a.m.", "am", "p.m.", "pm", "a. m.", "am", "p. m.", "pm").Replace(fold(text))), " ")
	m := hourForm.FindStringSubmatch(strings.TrimRight(clean, "."))
	if m == nil {
		return "", false
	}
	hour, _ := strconv.Atoi(m[1]) // two digits at the most
	minute, _ := strconv.Atoi("0" + m[2])
	afternoon := m[3] == "pm" || m[3] == "de la tarde"
	morning := m[3] != "" && !afternoon
	switch {
	case m[3] != "" && (hour < 1 || hour > 12), hour > 23, minute > 59:
		return "", false
	case afternoon && hour < 12, m[3] == "" && hour >= 1 && hour <= 5 && len(m[1]) == 1:
		hour += 12
	case morning && hour == 12:
		hour = 0
	}
	return fmt.Sprintf("%02d:%02d", hour, minute), true
}
