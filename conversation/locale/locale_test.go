package locale_test

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
)

// texts reads a language as it is written: key and plural form to text.
func texts(t *testing.T, lang string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(lang + "/*.toml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	out := map[string]string{}
	for _, file := range files {
		var tree map[string]any
		if _, err := toml.DecodeFile(file, &tree); err != nil {
			t.Fatal(err)
		}
		flatten(out, "", tree)
	}
	return out
}

func flatten(out map[string]string, prefix string, node any) {
	switch v := node.(type) {
	case string:
		out[prefix] = v
	case map[string]any:
		for name, child := range v {
			flatten(out, strings.TrimPrefix(prefix+"."+name, "."), child)
		}
	}
}

var (
	placeholder = regexp.MustCompile(`\{\{[^}]*\}\}`)
	tag         = regexp.MustCompile(`</?([a-z]+)>`)
)

// found returns what a pattern finds in a text, sorted, each once.
func found(pattern *regexp.Regexp, text string) []string {
	return slices.Compact(slices.Sorted(slices.Values(pattern.FindAllString(text, -1))))
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	english, spanish := texts(t, "en"), texts(t, "es")
	for key, text := range spanish {
		source, ok := english[key]
		if !ok && strings.HasSuffix(key, ".many") { // Spanish has this plural, English has not
			source, ok = english[strings.TrimSuffix(key, ".many")+".other"]
		}
		if !ok {
			t.Errorf("%s stands in Spanish alone", key)
			continue
		}
		if a, b := found(placeholder, source), found(placeholder, text); !slices.Equal(a, b) {
			t.Errorf("%s has the values %v in English and %v in Spanish", key, a, b)
		}
		if a, b := found(tag, source), found(tag, text); !slices.Equal(a, b) {
			t.Errorf("%s has the tags %v in English and %v in Spanish", key, a, b)
		}
	}
	for key := range maps.Keys(english) {
		if _, ok := spanish[key]; !ok {
			t.Errorf("%s stands in English alone", key)
		}
		if strings.HasSuffix(key, ".other") {
			if _, ok := spanish[strings.TrimSuffix(key, ".other")+".many"]; !ok {
				t.Errorf("%s lacks the Spanish plural many", key)
			}
		}
	}
}

func TestNoEnglishInSpanish(t *testing.T) {
	english := regexp.MustCompile(`(?i)\b(the|your|you|please|what|with|this|and|from|card|days|are)\b`)
	for key, text := range texts(t, "es") {
		if key == "q.language.ask" { // it asks in both
			continue
		}
		if m := english.FindString(placeholder.ReplaceAllString(text, "")); m != "" {
			t.Errorf("%s says %q in Spanish: %s", key, m, text)
		}
	}
}

func TestTagsAreTelegramsAndClosed(t *testing.T) {
	for _, file := range []string{"en", "es"} {
		for key, text := range texts(t, file) {
			var open []string
			for _, m := range tag.FindAllStringSubmatch(text, -1) {
				switch {
				case !slices.Contains([]string{"b", "i", "code"}, m[1]):
					t.Errorf("%s in %s has the tag %s", key, file, m[0])
				case !strings.HasPrefix(m[0], "</"):
					open = append(open, m[1])
				case len(open) == 0 || open[len(open)-1] != m[1]:
					t.Errorf("%s in %s closes %s, which is not open", key, file, m[0])
				default:
					open = open[:len(open)-1]
				}
			}
			if len(open) > 0 {
				t.Errorf("%s in %s leaves %v open", key, file, open)
			}
		}
	}
}

func TestValuesAreHarmlessAndSpoken(t *testing.T) {
	words, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	got := words.HTML(locale.English, "relay.first", locale.Args{"Associate": "A<b>", "Text": "1 < 2 & <script>"})
	if want := "<b>A&lt;b&gt;:</b> 1 &lt; 2 &amp; &lt;script&gt;"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	day := renewal.Date{Year: 2027, Month: time.August, Day: 4}
	for _, c := range []struct {
		lang  locale.Language
		count int
		want  string
	}{
		{locale.English, 1, "4 August 2027 to 4 August 2027 (1 day left on 4 August 2027)"},
		{locale.English, 0, "4 August 2027 to 4 August 2027 (0 days left on 4 August 2027)"},
		{locale.Spanish, 1, "del 4 de agosto de 2027 al 4 de agosto de 2027 (queda 1 día al 4 de agosto de 2027)"},
		{locale.Spanish, 30, "del 4 de agosto de 2027 al 4 de agosto de 2027 (quedan 30 días al 4 de agosto de 2027)"},
	} {
		args := locale.Args{"Opens": day, "Expires": day, "Today": day, "Count": c.count}
		if got := words.Plain(c.lang, "card.window", args); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	if got := locale.Match("es-MX"); got != locale.Spanish {
		t.Errorf("es-MX is answered in %q", got)
	}
	if got := locale.Match("zh"); got != locale.English {
		t.Errorf("zh is answered in %q", got)
	}
}

// TestEveryLanguageSpeaksDates whole: what is missing in a table of names would be
// left out of a sentence without a word.
func TestEveryLanguageSpeaksDates(t *testing.T) {
	for _, lang := range locale.Languages() {
		for month := time.January; month <= time.December; month++ {
			if locale.Month(lang, month) == "" {
				t.Errorf("%s has no word for %s", lang, month)
			}
		}
		for day := time.Sunday; day <= time.Saturday; day++ {
			if locale.Weekday(lang, day) == "" {
				t.Errorf("%s has no word for %s", lang, day)
			}
		}
	}
}
