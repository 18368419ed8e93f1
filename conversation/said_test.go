package conversation_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"residencyassist/conversation"
)

// pressData presses the newest button whose data ends like this, if the live
// message has one.
func (s *stage) pressData(ending string) bool {
	s.t.Helper()
	m := s.chat[s.last]
	if m == nil {
		return false
	}
	for _, row := range m.Buttons {
		for _, b := range row {
			if strings.HasSuffix(b.Data, ending) {
				s.step(conversation.Event{Kind: conversation.Pressed, Chat: "telegram:1:1001",
					Press: &conversation.Press{Callback: "cb", Data: b.Data, Language: s.lang}})
				return true
			}
		}
	}
	return false
}

// ofApplicant returns what an applicant reads in a story, line by line: not the
// desk's lines, and not what people themselves do.
func ofApplicant(story string) (lines []string) {
	mine := false
	for _, line := range strings.Split(story, "\n") {
		who, text, seen := strings.Cut(line, "| ")
		if !seen || !isSeen(line) {
			continue
		}
		if who = strings.TrimSpace(who); who != "" {
			mine = who == "bot" || who == "edit" || who == "toast"
		}
		if mine {
			lines = append(lines, strings.TrimPrefix(text, "(its buttons are gone)"))
		}
	}
	return lines
}

func (s *stage) linesOfApplicant() []string { return ofApplicant(s.told.String()) }
func (s *stage) readByApplicant() string    { return strings.Join(s.linesOfApplicant(), "\n") }

// eachStory gives every story's name and what its applicant reads.
func eachStory(t *testing.T, look func(name string, lines []string)) {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, file := range files {
		story, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		look(strings.TrimSuffix(filepath.Base(file), ".txt"), ofApplicant(string(story)))
	}
}

// What is nobody's language: people's own answers read back, the first
// question, which asks in both, and names of ours and of the country's papers.
var (
	readBack = regexp.MustCompile(`^(✓|•) [^<]*: <b>.*</b>$`)
	names    = strings.NewReplacer("Residency Assist", "", "[English]", "", "English", "",
		"Playa del Carmen", "", "Playa+del+Carmen", "", "(permiso de salida y regreso)", "", "número de pieza", "", "¿Qué idioma prefiere?", "", "Which language do you like?", "")
)

// TestOneLanguageAtATime: no words of the other language, and no key of the
// catalogue in place of words.
func TestOneLanguageAtATime(t *testing.T) {
	english := regexp.MustCompile(`(?i)\b(the|your|you|please|what|with|this|and|from|card|days|are|of|for|is|we|to|step|yes|back)\b`)
	spanish := regexp.MustCompile(`(?i)(^|[^\p{L}])(el|los|las|su|sus|para|que|con|por|está|tarjeta|día|días|de|del|paso|sí|atrás)($|[^\p{L}])`)
	key := regexp.MustCompile(`\([a-z_]+(\.[a-z0-9_]+)+\)`)
	eachStory(t, func(name string, lines []string) {
		other := english
		if !strings.HasSuffix(name, "_es") {
			other = spanish
		}
		for _, line := range lines {
			if k := key.FindString(line); k != "" {
				t.Errorf("%s: the words for %s are missing", name, k)
			}
			if name == "back_and_forth_en" || readBack.MatchString(line) { // it changes its language
				continue
			}
			if word := other.FindString(names.Replace(line)); word != "" {
				t.Errorf("%s: %q in %s", name, word, line)
			}
		}
	})
}

// neverAdvised are words of advice that must not be given. A sentence that
// warns with these very words stands below, whole.
var neverAdvised = regexp.MustCompile(`(?i)tourist|turista|visitor|visitante|illegal|ilegal|guarantee|garanti|` +
	`you are fine|está usted bien|file today|presentar hoy|you can file now|next working day|siguiente día hábil|monday after|lunes siguiente|` +
	`rolls? over|se recorre|consulate|consulado|fast track|vía rápida|fees are included|derechos del gobierno están incluidos|` +
	`before the window opens|antes de que se abra|after the window|certain(ly)?\b`)

var warnings = []string{
	"A renewal cannot be filed from abroad or at a consulate: the holder must be in Mexico for it.",
	"La renovación no puede presentarse desde el extranjero ni en un consulado: el titular debe estar en México.",
	"The renewal is filed in person at an immigration office in Mexico; a consulate cannot do it.",
	"La renovación se presenta en persona en una oficina de migración en México; un consulado no puede hacerla.",
	"La renovación se presenta en persona en una oficina de migración (INM) en México; un consulado no puede hacerla, y una página web tampoco.",
	"come back on the resident card and the passport, do not enter as a tourist, and file within five days.",
	"regrese con la tarjeta de residente y el pasaporte, no entre como turista y presente el trámite dentro de cinco días.",
	"The published time limits for this card have passed, which points to a new application at a Mexican consulate. An associate looks for other ways before you decide.",
	"Los plazos publicados para esta tarjeta ya pasaron, lo que apunta a una solicitud nueva en un consulado de México. Un asesor busca otras vías antes de que usted decida.",
	"We have no fast track and no preferential treatment, and nobody can guarantee a date.",
	"No tenemos vía rápida ni trato preferente, y nadie puede garantizar una fecha.",
	"Please do not count on the Monday after.",
	"Por favor no cuente con el lunes siguiente.",
}

// TestNeverAdvised holds every text of every story against what must never be
// advised.
func TestNeverAdvised(t *testing.T) {
	eachStory(t, func(name string, lines []string) {
		for _, line := range lines {
			if readBack.MatchString(line) {
				continue
			}
			for _, warning := range warnings {
				line = strings.ReplaceAll(line, warning, "")
			}
			if words := neverAdvised.FindString(line); words != "" {
				t.Errorf("%s says %q in: %s", name, words, line)
			}
		}
	})
}
