package telegram

import (
	"html"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// readAttributes reads name="value" pairs; a name alone has an empty value.
func readAttributes(source string, at int) (map[string]string, error) {
	found := make(map[string]string)
	for source = strings.TrimSpace(source); source != ""; source = strings.TrimSpace(source) {
		end := strings.IndexFunc(source, func(r rune) bool { return r == '=' || unicode.IsSpace(r) })
		if end < 0 {
			found[strings.ToLower(source)] = ""
			break
		}
		name := strings.ToLower(source[:end])
		value, assigned := strings.CutPrefix(strings.TrimSpace(source[end:]), "=")
		if !assigned {
			found[name], source = "", source[end:]
			continue
		}
		value = strings.TrimSpace(value)
		if name == "" || value == "" || (value[0] != '"' && value[0] != '\'') {
			return nil, unparsed("Unquoted attribute value in the tag at byte offset %d", at)
		}
		quote := strings.IndexByte(value[1:], value[0])
		if quote < 0 {
			return nil, unparsed("Unclosed attribute value in the tag at byte offset %d", at)
		}
		found[name], source = html.UnescapeString(value[1:1+quote]), value[quote+2:]
	}
	return found, nil
}

// qualify completes an entity with its tag's attributes and refuses those that
// the tag does not have.
func (p *parser) qualify(e *entity, name string, attributes map[string]string, at int) error {
	for key, value := range attributes {
		switch {
		case name == "a" && key == "href":
			u, err := url.Parse(value)
			if err != nil || !slices.Contains([]string{"http", "https", "tg", "mailto", "tel"}, u.Scheme) {
				return unparsed("Invalid link in the tag \"a\" at byte offset %d", at)
			}
			e.URL = value
		case name == "span" && key == "class" && value == "tg-spoiler":
		case name == "blockquote" && key == "expandable" && value == "":
			e.Type = "expandable_blockquote"
		case name == "code" && key == "class" && strings.HasPrefix(value, "language-"):
			p.language(e, strings.TrimPrefix(value, "language-"))
		default:
			return unparsed("Unsupported attribute \"%s\" of the tag \"%s\" at byte offset %d", key, name, at)
		}
	}
	switch {
	case name == "a" && e.URL == "":
		return unparsed("Tag \"a\" must have attribute \"href\" at byte offset %d", at)
	case name == "span" && len(attributes) == 0:
		return unparsed("Tag \"span\" must have class \"tg-spoiler\" at byte offset %d", at)
	}
	return nil
}
