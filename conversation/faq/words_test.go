package faq

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"residencyassist/conversation/locale"
)

func catalogue(t *testing.T) *locale.Catalogue {
	t.Helper()
	words, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return words
}

// values is what the caller passes for every answer.
func values() locale.Args {
	return locale.Args{"Principal": 219, "Additional": 99, "Service": "Residency Assist"}
}

func TestEveryQuestionHasItsWords(t *testing.T) {
	words := catalogue(t)
	for _, id := range IDs() {
		ask, answer := "faq."+id+".ask", "faq."+id+".answer"
		if !words.Has(ask) || !words.Has(answer) {
			t.Errorf("%s lacks words", id)
			continue
		}
		for _, lang := range locale.Languages() {
			label := words.Plain(lang, ask, nil)
			if n := utf8.RuneCountInString(label); n > 60 || !strings.HasSuffix(label, "?") {
				t.Errorf("%q in %s does not fit a button that asks: %d characters", label, lang, n)
			}
			text := words.HTML(lang, answer, values())
			if strings.HasPrefix(text, "(faq.") {
				t.Errorf("the answer to %s in %s has a value that nobody gives", id, lang)
			}
			if n := len(sentences(text)); n < 2 || n > 5 {
				t.Errorf("the answer to %s in %s has %d sentences: %s", id, lang, n, text)
			}
		}
	}
}

func TestNoWordsWithoutAQuestion(t *testing.T) {
	for _, key := range catalogue(t).Keys() {
		rest, ok := strings.CutPrefix(key, "faq.")
		if id, _, _ := strings.Cut(rest, "."); ok && !slices.Contains(IDs(), id) {
			t.Errorf("nobody asks %s", key)
		}
	}
}

// A label that is pressed or typed back leads to its own answer.
func TestALabelAsksItsQuestion(t *testing.T) {
	words := catalogue(t)
	for _, id := range IDs() {
		for _, lang := range locale.Languages() {
			label := words.Plain(lang, "faq."+id+".ask", nil)
			if got, _ := Find(lang, label); got != id || !IsQuestion(label) {
				t.Errorf("%q is %s, read as %q", label, id, got)
			}
		}
	}
}

func TestAnswersWithAPriceSayTheSettings(t *testing.T) {
	words := catalogue(t)
	for _, lang := range locale.Languages() {
		text := words.HTML(lang, "faq.our_fee.answer", locale.Args{"Principal": 230, "Additional": 101, "Service": "X"})
		if !strings.Contains(text, "US$230") || !strings.Contains(text, "US$101") {
			t.Errorf("the fee in %s is %s", lang, text)
		}
	}
}

var (
	sentenceEnd = regexp.MustCompile(`[.?!](\s|$)`)
	markup      = regexp.MustCompile(`</?[a-z]+>`)
)

// sentences cuts an answer, without its tags, at the ends of its sentences.
func sentences(text string) (found []string) {
	text = markup.ReplaceAllString(text, "")
	start := 0
	for _, end := range sentenceEnd.FindAllStringIndex(text, -1) {
		found = append(found, strings.TrimSpace(text[start:end[0]+1]))
		start = end[1]
	}
	return found
}

// forbidden is ground on which no answer may tread: a certain date or outcome,
// a verdict, fees that are included, filing outside the window, a deadline that
// moves, entering as a tourist, an amount without its doubt.
var forbidden = regexp.MustCompile(`(?i)guarante|promise|certain|definitely|always|\bsure\b|garanti|promet|asegur|segur[oa]|siempre|` +
	`illegal|ilegal|\b(is|are) fine\b|no problem|ningún problema|todo bien|will be (approved|granted)|se (le )?aprobará|` +
	`included|includes|incluid|incluye|` +
	`earlier|early|sooner|in advance|not sooner|anticip|adelant|\bantes\b|after the (date|expiry)|after it expires|` +
	`monday|lunes|next (working|business|open) day|siguiente día hábil|roll|` +
	`tourist|visitor|turista|visitante|MXN`)

// These sentences come near and were read with care: they warn, refuse or doubt.
var readWithCare = []string{
	"Within the 30 days before the date printed on your card, not sooner.",
	"Dentro de los 30 días anteriores a la fecha impresa en su tarjeta, no antes.",
	"Por favor pregunte antes de viajar; su asesor lo revisará.",
	"Por favor pregunte antes de comprar boletos; su asesor lo revisará.",
	"Nobody can promise you a particular date.",
	"Nobody can promise you a date.",
	"Nadie puede prometerle una fecha determinada.",
	"Nadie puede prometerle una fecha.",
	"Please do not count on the Monday after.",
	"Por favor no cuente con el lunes siguiente.",
	"Tome el último día hábil antes de la fecha como el final real; si es domingo, suele ser el viernes anterior.",
	"Do not enter as a tourist: show the resident card.",
	"No entre como turista: muestre la tarjeta de residente.",
	"Díganoslo antes de viajar y un asesor lo revisará.",
	"Do not enter Mexico as a visitor in the meantime.",
	"Mientras tanto, no entre a México como visitante.",
	"Do not enter Mexico as a visitor.",
	"No entre a México como visitante.",
	"Avise a la oficina de migración de su domicilio nuevo, dentro de los 90 días de la mudanza y antes de renovar.",
	"Se renueva cada año antes de los tres años de edad, y cada cuatro años de los tres a los dieciocho.",
	"No es un servicio nuestro: por favor pregunte en la aduana, y coméntelo con su asesor antes de decidir.",
	"For 2026, to be confirmed: MXN 11,141 for one year, MXN 16,693 for two and MXN 21,143 for three.",
	"The change to a permanent card is MXN 13,579 for the card and MXN 1,847 for the study of the request.",
	"You pay them to the government yourself; they are not included in our fee.",
	"Para 2026, por confirmar: MXN 11,141 por un año, MXN 16,693 por dos y MXN 21,143 por tres.",
	"El cambio a la tarjeta permanente son MXN 13,579 por la tarjeta y MXN 1,847 por el estudio de la solicitud.",
	"Usted los paga al gobierno; no están incluidos en nuestra tarifa.",
	"On a temporary card only with a work permission; the permanent card of an adult includes it.",
	"Con tarjeta temporal, solo con permiso de trabajo; la tarjeta permanente de un adulto lo incluye.",
	"We have no fast track and no preferential treatment, and nobody can guarantee a date.",
	"No tenemos vía rápida ni trato preferente, y nadie puede garantizar una fecha.",
	"Government fees are not included; you pay those yourself.",
	"Los derechos del gobierno no están incluidos; esos los paga usted.",
	"We cannot jump the line or promise dates.",
	"No podemos saltar la fila ni prometer fechas.",
}

func TestNoAnswerAdvisesWhatIsForbidden(t *testing.T) {
	words, met := catalogue(t), map[string]bool{}
	for _, id := range IDs() {
		for _, lang := range locale.Languages() {
			for _, sentence := range sentences(words.HTML(lang, "faq."+id+".answer", values())) {
				met[sentence] = true
				if word := forbidden.FindString(sentence); word != "" && !slices.Contains(readWithCare, sentence) {
					t.Errorf("%s in %s says %q: %s", id, lang, word, sentence)
				}
			}
		}
	}
	for _, sentence := range readWithCare {
		if !met[sentence] {
			t.Errorf("nobody says this any more: %s", sentence)
		}
	}
}

// Where the sources disagree or a person has to decide, the answer says so.
func TestAnswersThatNeedAPersonNameOne(t *testing.T) {
	words := catalogue(t)
	for _, id := range strings.Fields(`early years income half_fee travel weekend expired_in_mexico expired_abroad expired_long
		lost moved life_changes passport_expiring permanent_when married_mexican student_years child_permanent car work which_office`) {
		for lang, person := range map[locale.Language]string{locale.English: "associate", locale.Spanish: "asesor"} {
			if text := words.HTML(lang, "faq."+id+".answer", values()); !strings.Contains(text, person) {
				t.Errorf("%s in %s names no person: %s", id, lang, text)
			}
		}
	}
}
