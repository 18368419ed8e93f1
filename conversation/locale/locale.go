// Package locale holds the words: one catalogue a language, all of what people
// read. It knows plurals, how a date is spoken, and how to make a value
// harmless inside HTML. It may not decide anything: which words are said, and
// when, is the conversation's affair. It imports text libraries only.
package locale

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"residencyassist/conversation/renewal"
)

// Language is a language the bot speaks.
type Language string

// The languages. English is what everybody gets whose language we do not speak.
const (
	English Language = "en"
	Spanish Language = "es"
)

// Languages lists them in the order in which they are offered.
func Languages() []Language { return []Language{English, Spanish} }

// Match returns the language we speak that fits a platform's language code.
func Match(code string) Language {
	base, _, _ := strings.Cut(strings.ToLower(code), "-")
	if lang := Language(base); slices.Contains(Languages(), lang) {
		return lang
	}
	return English
}

// Args are the values of a text's placeholders. A Date is spoken in words, a
// string is escaped where the text is HTML, Count chooses the plural.
type Args map[string]any

// Safe is a value that is HTML already, made by this catalogue.
type Safe string

// Long is a date spoken with its day of the week.
type Long renewal.Date

// Each language is a folder of files in the same parts. Texts for applicants may
// hold Telegram's HTML tags b, i and code; what stands under card, desk, move,
// route, why, language and reminder.*_desk is plain, for the associates. Values
// in {{.Braces}} are made harmless here.
//
//go:embed en/*.toml es/*.toml
var files embed.FS

// Catalogue is every text in every language. It does not change once loaded.
type Catalogue struct {
	speak map[Language]*i18n.Localizer
	keys  map[Language]map[string]bool
	fixed map[Language]map[string]string // texts that always read the same
}

// Load reads the catalogues that are part of the program, and refuses them when
// a key stands in one language and not in another. They are read once: whoever
// asks again gets the same.
func Load() (*Catalogue, error) { return loaded() }

var loaded = sync.OnceValues(load)

func load() (*Catalogue, error) {
	c := &Catalogue{
		speak: map[Language]*i18n.Localizer{}, keys: map[Language]map[string]bool{}, fixed: map[Language]map[string]string{},
	}
	for _, lang := range Languages() {
		// A bundle of one language has none to choose from at each text.
		bundle := i18n.NewBundle(language.Make(string(lang)))
		bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
		if err := c.read(bundle, lang); err != nil {
			return nil, fmt.Errorf("reading the words in %q: %w", lang, err)
		}
		c.speak[lang] = i18n.NewLocalizer(bundle, string(lang))
	}
	for _, lang := range Languages() {
		for key := range c.keys[English] {
			if !c.keys[lang][key] {
				return nil, fmt.Errorf("words: %q is missing in %q", key, lang)
			}
		}
		for key := range c.keys[lang] {
			if !c.keys[English][key] {
				return nil, fmt.Errorf("words: %q stands in %q and is missing in English", key, lang)
			}
		}
	}
	return c, nil
}

// read adds the files of a language; a key may stand in one of them only.
func (c *Catalogue) read(bundle *i18n.Bundle, lang Language) error {
	c.keys[lang], c.fixed[lang] = map[string]bool{}, map[string]string{}
	names, err := fs.Glob(files, string(lang)+"/*.toml")
	if err != nil {
		return err
	}
	for _, name := range names {
		content, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		file, err := bundle.ParseMessageFileBytes(content, string(lang)+".toml")
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, m := range file.Messages {
			if c.keys[lang][m.ID] {
				return fmt.Errorf("%s: %q stands twice", name, m.ID)
			}
			c.keys[lang][m.ID] = true
			if isFixed(m) {
				c.fixed[lang][m.ID] = strings.TrimSpace(m.Other)
			}
		}
	}
	return nil
}

// isFixed says whether a text has neither placeholders nor plurals.
func isFixed(m *i18n.Message) bool {
	return m.Other != "" && m.Zero+m.One+m.Two+m.Few+m.Many == "" && !strings.Contains(m.Other, "{{")
}

// Has says whether the catalogue knows a key.
func (c *Catalogue) Has(key string) bool { return c.keys[English][key] }

// Keys returns every key, sorted.
func (c *Catalogue) Keys() []string { return slices.Sorted(maps.Keys(c.keys[English])) }

// HTML returns a text for a chat: the words may hold tags, the values never do.
func (c *Catalogue) HTML(lang Language, key string, args Args) string {
	return c.text(lang, key, args, Escape)
}

// Plain returns a text as it is read, for buttons and for the desk.
func (c *Catalogue) Plain(lang Language, key string, args Args) string {
	return c.text(lang, key, args, func(s string) string { return s })
}

func (c *Catalogue) text(lang Language, key string, args Args, escape func(string) string) string {
	if text, ok := c.fixed[lang][key]; ok {
		return text
	}
	data := make(map[string]any, len(args))
	for name, value := range args {
		data[name] = spoken(lang, value, escape)
	}
	config := i18n.LocalizeConfig{MessageID: key, TemplateData: data}
	if count, ok := args["Count"]; ok {
		config.PluralCount = count
	}
	text, err := c.speak[lang].Localize(&config)
	if err != nil || strings.Contains(text, "<no value>") {
		// The tests hold every key and placeholder; a person is still owed a
		// line that says nothing wrong.
		return "(" + key + ")"
	}
	return strings.TrimSpace(text)
}

func spoken(lang Language, value any, escape func(string) string) any {
	switch v := value.(type) {
	case Safe:
		return string(v)
	case string:
		return escape(v)
	case renewal.Date:
		return Date(lang, v)
	case Long:
		return Weekday(lang, renewal.Date(v).Weekday()) + " " + Date(lang, renewal.Date(v))
	default:
		return v
	}
}

// Escape makes a value harmless inside Telegram's HTML.
func Escape(s string) string { return harmless.Replace(s) }

var harmless = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
