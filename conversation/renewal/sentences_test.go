package renewal

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// sentenceNames lists every sentence there is; the property test proves that
// the rules use no other.
func sentenceNames() []string {
	return strings.Fields(`
		renew renew/procedure_open exchange/four_years exchange/two_years regularize
		renew_after_return renew_after_return/back restart replace none service_fee_usd
		too_early open urgent urgent/no_office_day expired window/procedure_open
		reenter_by file_by regularize_by
		minor turns_18 half_fee_candidate office_closed_today abroad no_proxy address_first
		late_notice employer_changed passport_first procedure_open exit_permit family_link
		max_years_reached exchange_possible permanent_not_yet years_unsure no_office_day_left
		sources_disagree/permanent_abroad sources_disagree/left_afterwards
		sources_disagree/working_days sources_disagree/after_return
		sources_disagree/day_55_or_60 sources_disagree/family_permanent`)
}

func TestEverySentenceStandsInBothLanguages(t *testing.T) {
	placeholders := regexp.MustCompile(`\{[a-z_]+\}`)
	count := func(s string) map[string]int {
		n := map[string]int{}
		for _, p := range placeholders.FindAllString(s, -1) {
			n[p]++
		}
		return n
	}
	for _, name := range sentenceNames() {
		en, es := englishSentence(name), spanishSentence(name)
		if en == "" || es == "" || en == es {
			t.Errorf("%s: %q, %q", name, en, es)
		}
		if a, b := count(en), count(es); len(a) != len(b) {
			t.Errorf("%s: the languages use different values: %v, %v", name, a, b)
		}
	}
	if englishSentence("poem") != "" || spanishSentence("poem") != "" {
		t.Error("a sentence nobody wrote")
	}
}

// What the assessment must never advise. These sentences come near to the
// forbidden ground and were read with care: they warn. Any other sentence with
// such a word fails.
func TestNoSentenceAdvisesWhatIsForbidden(t *testing.T) {
	forbidden := regexp.MustCompile(`(?i)tourist|turista|guarante|garanti|certain|segur[oa]|illegal|ilegal|` +
		`\b(is|are) fine\b|next (working|business|open) day|siguiente día hábil|roll|` +
		`fees are included|derechos [a-z ]*están incluidos|file today|hoy puede presentar|will be approved|será aprobad`)
	allowed := map[string]bool{
		"An expired card may still lead to a renewal after a return to Mexico: come back on the resident card and the passport, do not enter as a tourist, and file within five days. An associate goes through it with you first.":            true,
		"Con la tarjeta vencida todavía puede haber renovación al volver a México: regrese con la tarjeta de residente y el pasaporte, no entre como turista y presente el trámite dentro de cinco días. Un asesor lo revisa antes con usted.": true,
		"Our service costs US${fee}: US${principal} for the first applicant and US${additional} for each further one of the same family. Government fees are not included.":                                                                    true,
		"Nuestro servicio cuesta US${fee}: US${principal} por el primer solicitante y US${additional} por cada solicitante adicional de la misma familia. Los derechos del gobierno no están incluidos.":                                       true,
	}
	for _, name := range sentenceNames() {
		for _, s := range []string{englishSentence(name), spanishSentence(name)} {
			if word := forbidden.FindString(s); word != "" && !allowed[s] {
				t.Errorf("%s says %q: %s", name, word, s)
			}
		}
	}
}

func TestTheFeeSentenceSaysWhatIsNotIncluded(t *testing.T) {
	for language, want := range map[Language]string{
		English: "Our service costs US$318: US$219 for the first applicant and US$99 for each further one of the same family. Government fees are not included.",
		Spanish: "Nuestro servicio cuesta US$318: US$219 por el primer solicitante y US$99 por cada solicitante adicional de la misma familia. Los derechos del gobierno no están incluidos.",
	} {
		a := assess(t, Answers{Expires: today.Add(20), Applicants: 2, Language: language})
		last := a.Reasons[len(a.Reasons)-1]
		if last.Code != CodeServiceFee || last.Text != want {
			t.Errorf("%s: %+v", language, last)
		}
	}
}

func TestDatesAreReadBackWithTheMonthInWords(t *testing.T) {
	for language, want := range map[Language]string{
		English: "The window is open, from 31 May 2026 to 30 June 2026. Aim for 1 June 2026 or later, and treat 30 June 2026, the last office day, as the real end.",
		Spanish: "El plazo está abierto, del 31 de mayo de 2026 al 30 de junio de 2026. Procure ir el 1 de junio de 2026 o después, y tome el 30 de junio de 2026, último día hábil, como el final real.",
	} {
		if got := assess(t, Answers{Expires: today.Add(20), Language: language}).Reasons[1].Text; got != want {
			t.Errorf("%s: %s", language, got)
		}
	}
}

// Every tag in the package, in a comment or in a reason, can be looked up.
func TestEverySourceIsListed(t *testing.T) {
	register, err := os.ReadFile("sources.md")
	if err != nil {
		t.Fatal(err)
	}
	tag := regexp.MustCompile(`\bS\d\d\b`)
	for _, file := range []string{"window.go", "closed.go", "fees.go", "rules.go",
		"rules_expired.go", "rules_current.go", "rules_flags.go", "checklist.go"} {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range tag.FindAllString(string(code), -1) {
			if !strings.Contains(string(register), "| "+s+" |") {
				t.Errorf("%s cites %s, which sources.md does not list", file, s)
			}
		}
	}
}
