package calendar_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// property is a content line, unfolded and unescaped.
type property struct {
	name   string
	params map[string]string
	value  string
}

// component is what stands between BEGIN and END.
type component struct {
	name       string
	properties []property
	parts      []*component
}

// all are the values of a property.
func (c *component) all(name string) (values []string) {
	for _, p := range c.properties {
		if p.name == name {
			values = append(values, p.value)
		}
	}
	return values
}

// one is a property that must be there exactly once.
func (c *component) one(name string) (property, error) {
	var found []property
	for _, p := range c.properties {
		if p.name == name {
			found = append(found, p)
		}
	}
	if len(found) != 1 {
		return property{}, fmt.Errorf("%s has %s %d times", c.name, name, len(found))
	}
	return found[0], nil
}

// parse reads a calendar file as strictly as RFC 5545 words it, and knows nothing
// of the library that wrote it.
func parse(file string) (*component, error) {
	lines, err := unfold(file)
	if err != nil {
		return nil, err
	}
	top := &component{}
	open := []*component{top}
	for _, line := range lines {
		p, err := contentLine(line)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", line, err)
		}
		last := open[len(open)-1]
		switch {
		case p.name == "BEGIN":
			c := &component{name: p.value}
			last.parts = append(last.parts, c)
			open = append(open, c)
		case p.name == "END" && p.value == last.name && len(open) > 1:
			open = open[:len(open)-1]
		case p.name == "END" || len(open) == 1:
			return nil, fmt.Errorf("%q stands where it may not", line)
		default:
			last.properties = append(last.properties, p)
		}
	}
	if len(open) != 1 || len(top.parts) != 1 || top.parts[0].name != "VCALENDAR" {
		return nil, errors.New("it is not one calendar from beginning to end")
	}
	return top.parts[0], nil
}

// unfold joins lines (3.1): each ends in CRLF and has at most 75 octets of whole
// characters; one that begins with a space goes on with the line before.
func unfold(file string) (lines []string, err error) {
	whole, ended := strings.CutSuffix(file, "\r\n")
	if !ended {
		return nil, errors.New("it does not end with a line's end")
	}
	for _, line := range strings.Split(whole, "\r\n") {
		switch {
		case len(line) > 75 || line == "":
			return nil, fmt.Errorf("a line of %d octets: %q", len(line), line)
		case strings.ContainsAny(line, "\r\n") || !utf8.ValidString(line):
			return nil, fmt.Errorf("half a line end, or half a character: %q", line)
		case line[0] == ' ' && len(lines) > 0:
			lines[len(lines)-1] += line[1:]
		default:
			lines = append(lines, line)
		}
	}
	return lines, nil
}

var (
	nameForm  = regexp.MustCompile(`^[A-Z][A-Z-]*`)
	paramForm = regexp.MustCompile(`^;([A-Z-]+)=("[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*)`)
	textForm  = regexp.MustCompile(`^(?:[^\\;,\x00-\x08\x0a-\x1f\x7f]|\\[\\;,nN])*$`)
	forms     = map[string]*regexp.Regexp{
		"DTSTAMP": regexp.MustCompile(`^\d{8}T\d{6}Z$`), "DTSTART": regexp.MustCompile(`^\d{8}(T\d{6}Z)?$`), "DTEND": regexp.MustCompile(`^\d{8}(T\d{6}Z)?$`),
		"SEQUENCE": regexp.MustCompile(`^\d+$`), "TRIGGER": regexp.MustCompile(`^-PT\d+M$`), "ORGANIZER": regexp.MustCompile(`^[a-z]+:\S+$`),
	}
)

// contentLine reads NAME;PARAM=VALUE:value (3.1), and a text value without its
// escapes (3.3.11).
func contentLine(line string) (p property, err error) {
	p.name, p.params = nameForm.FindString(line), map[string]string{}
	rest := line[len(p.name):]
	for strings.HasPrefix(rest, ";") {
		found := paramForm.FindStringSubmatch(rest)
		if found == nil {
			return p, errors.New("a parameter that cannot be read")
		}
		p.params[found[1]] = strings.Trim(found[2], `"`)
		rest = rest[len(found[0]):]
	}
	value, ok := strings.CutPrefix(rest, ":")
	form := forms[p.name]
	switch {
	case p.name == "" || !ok:
		return p, errors.New("no name and value")
	case form != nil && !form.MatchString(value):
		return p, errors.New("not the form of its value")
	case form == nil && !textForm.MatchString(value):
		return p, errors.New("a text that is not escaped")
	}
	if p.value = value; form == nil {
		p.value = strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n", `\N`, "\n").Replace(value)
	}
	return p, nil
}
