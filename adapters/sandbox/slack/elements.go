package slack

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Limits of the texts inside elements.
const (
	buttonText      = 75
	optionText      = 75
	optionValue     = 150
	placeholderText = 150
	elementValue    = 2000
	elementID       = 255
	elementURL      = 3000
)

// actionElements are the kinds that may stand in an actions block or beside a
// section.
func actionElements() []string {
	return []string{"button", "overflow", "static_select", "users_select", "datepicker", "timepicker", "checkboxes", "radio_buttons"}
}

// inputElements are the kinds that may stand in an input block.
func inputElements() []string {
	return []string{
		"plain_text_input", "number_input", "email_text_input", "url_text_input", "datepicker",
		"timepicker", "static_select", "users_select", "checkboxes", "radio_buttons",
	}
}

// element checks one interactive element.
func (c *checker) element(at string, v any, allowed []string) {
	e, ok := v.(object)
	if !ok {
		c.bad(at, "must be an object")
		return
	}
	kind, _ := e["type"].(string)
	if !slices.Contains(allowed, kind) {
		c.bad(at+"/type", "unsupported type: %s", kind)
		return
	}
	if kind == "image" {
		c.image(at, e)
		return
	}
	if id, given := e["action_id"]; !given || id == "" {
		e["action_id"] = c.name()
	}
	c.words(at, e, "action_id", elementID, true)
	c.optionalText(at, e, "placeholder", placeholderText, "plain_text")
	c.confirmation(at, e)
	c.particulars(at, kind, e)
}

// particulars checks what only this kind of element has.
func (c *checker) particulars(at, kind string, e object) {
	switch kind {
	case "button":
		c.button(at, e)
	case "overflow":
		c.options(at, e, 5, "plain_text")
	case "static_select":
		c.selectOptions(at, e)
		c.initial(at, e)
	case "radio_buttons", "checkboxes":
		c.options(at, e, 10, "plain_text", "mrkdwn")
		c.initial(at, e)
	case "datepicker":
		c.instant(at, e, "initial_date", "2006-01-02")
	case "timepicker":
		c.instant(at, e, "initial_time", "15:04")
	case "plain_text_input":
		c.words(at, e, "initial_value", 3000, false)
		c.whole(at, e, "min_length", 0)
		c.whole(at, e, "max_length", 1)
	case "number_input":
		if _, ok := e["is_decimal_allowed"].(bool); !ok {
			c.bad(at, "missing required field: is_decimal_allowed")
		}
		c.figure(at, e, "min_value")
		c.figure(at, e, "max_value")
		c.figure(at, e, "initial_value")
	case "email_text_input", "url_text_input":
		c.words(at, e, "initial_value", 3000, false)
	}
}

func (c *checker) button(at string, e object) {
	c.text(at+"/text", e["text"], buttonText, "plain_text")
	c.words(at, e, "value", elementValue, false)
	c.words(at, e, "url", elementURL, false)
	c.words(at, e, "accessibility_label", 75, false)
	if address, ok := e["url"].(string); ok && !webAddress(address) {
		c.bad(at+"/url", "must be a valid URL")
	}
	if style, ok := e["style"]; ok && style != "primary" && style != "danger" {
		c.bad(at+"/style", "must be one of: primary, danger")
	}
}

// confirmation checks the dialog that asks before an action.
func (c *checker) confirmation(at string, e object) {
	v, ok := e["confirm"]
	if !ok || v == nil {
		return
	}
	d, ok := v.(object)
	if !ok {
		c.bad(at+"/confirm", "must be an object")
		return
	}
	c.text(at+"/confirm/title", d["title"], 100, "plain_text")
	c.text(at+"/confirm/text", d["text"], 300, "plain_text", "mrkdwn")
	c.text(at+"/confirm/confirm", d["confirm"], 30, "plain_text")
	c.text(at+"/confirm/deny", d["deny"], 30, "plain_text")
}

// options checks a list of options, whose values must tell them apart.
func (c *checker) options(at string, e object, most int, kinds ...string) {
	seen := map[any]bool{}
	for i, v := range c.list(at+"/options", e["options"], 1, most) {
		here := fmt.Sprintf("%s/options/%d", at, i)
		o, ok := v.(object)
		if !ok {
			c.bad(here, "must be an object")
			continue
		}
		c.text(here+"/text", o["text"], optionText, kinds...)
		c.optionalText(here, o, "description", optionText, kinds...)
		c.words(here, o, "value", optionValue, true)
		c.words(here, o, "url", elementURL, false)
		if seen[o["value"]] {
			c.bad(here+"/value", "option value already exists")
		}
		seen[o["value"]] = true
	}
}

// selectOptions checks a select, whose options may come in groups.
func (c *checker) selectOptions(at string, e object) {
	if _, grouped := e["option_groups"]; !grouped {
		c.options(at, e, 100, "plain_text")
		return
	}
	if _, both := e["options"]; both {
		c.bad(at, "options and option_groups exclude each other")
	}
	for i, v := range c.list(at+"/option_groups", e["option_groups"], 1, 100) {
		here := fmt.Sprintf("%s/option_groups/%d", at, i)
		g, ok := v.(object)
		if !ok {
			c.bad(here, "must be an object")
			continue
		}
		c.text(here+"/label", g["label"], 75, "plain_text")
		c.options(here, g, 100, "plain_text")
	}
}

// initial checks that what is chosen beforehand is among the options.
func (c *checker) initial(at string, e object) {
	var chosen []any
	if o, ok := e["initial_option"]; ok {
		chosen = append(chosen, o)
	}
	if list, ok := e["initial_options"].([]any); ok {
		chosen = append(chosen, list...)
	}
	for _, o := range chosen {
		if !slices.ContainsFunc(optionsOf(e), func(x object) bool { return sameOption(x, o) }) {
			c.bad(at, "the initial option must be one of the options")
		}
	}
}

// sameOption reports whether two options have the same value and the same words.
func sameOption(x object, v any) bool {
	y, ok := v.(object)
	if !ok {
		return false
	}
	a, _ := x["text"].(object)
	b, _ := y["text"].(object)
	return x["value"] == y["value"] && a["text"] == b["text"]
}

// optionsOf lists the options of an element, those of its groups included.
func optionsOf(e object) []object {
	var out []object
	for _, v := range asList(e["options"]) {
		if o, ok := v.(object); ok {
			out = append(out, o)
		}
	}
	for _, v := range asList(e["option_groups"]) {
		if g, ok := v.(object); ok {
			out = append(out, optionsOf(g)...)
		}
	}
	return out
}

func asList(v any) []any {
	list, _ := v.([]any)
	return list
}

// instant checks a date or a time of day.
func (c *checker) instant(at string, e object, field, layout string) {
	v, ok := e[field]
	if !ok {
		return
	}
	text, _ := v.(string)
	if _, err := time.Parse(layout, text); err != nil {
		c.bad(at+"/"+field, "must look like %s", layout)
	}
}

// whole checks a length limit of a text input.
func (c *checker) whole(at string, e object, field string, least float64) {
	v, ok := e[field]
	if !ok {
		return
	}
	n, ok := v.(float64)
	if !ok || n != float64(int(n)) || n < least || n > 3000 {
		c.bad(at+"/"+field, "must be a whole number from %v to 3000", least)
	}
}

// figure checks a number that travels as text.
func (c *checker) figure(at string, e object, field string) {
	v, ok := e[field]
	if !ok {
		return
	}
	text, _ := v.(string)
	if _, err := strconv.ParseFloat(text, 64); err != nil {
		c.bad(at+"/"+field, "must be a number as a string")
	}
}
