package slack

import (
	"fmt"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"
)

// initialState is what a view or message holds before anybody touched it.
func initialState(blocks []any) object {
	state := object{}
	for _, v := range blocks {
		b, ok := v.(object)
		if !ok {
			continue
		}
		elements := append([]any{b["accessory"], b["element"]}, asList(b["elements"])...)
		actions := object{}
		for _, v := range elements {
			e, ok := v.(object)
			if !ok || e["action_id"] == nil || e["type"] == "button" || e["type"] == "overflow" {
				continue
			}
			actions[e["action_id"].(string)] = initialValue(e)
		}
		if id, ok := b["block_id"].(string); ok && len(actions) > 0 {
			state[id] = actions
		}
	}
	return state
}

// valueField is the name under which an element's value travels, and the name of
// its initial value.
func valueField(kind string) (field, initial string) {
	switch kind {
	case "datepicker":
		return "selected_date", "initial_date"
	case "timepicker":
		return "selected_time", "initial_time"
	case "static_select", "radio_buttons":
		return "selected_option", "initial_option"
	case "users_select":
		return "selected_user", "initial_user"
	case "checkboxes":
		return "selected_options", "initial_options"
	default:
		return "value", "initial_value"
	}
}

func initialValue(e object) object {
	kind, _ := e["type"].(string)
	field, initial := valueField(kind)
	value := e[initial]
	if kind == "checkboxes" && value == nil {
		value = []any{}
	}
	return object{"type": kind, field: value}
}

// isEmpty reports whether a value says nothing.
func isEmpty(value object) bool {
	kind, _ := value["type"].(string)
	field, _ := valueField(kind)
	v := value[field]
	return v == nil || v == "" || (kind == "checkboxes" && len(asList(v)) == 0)
}

// valueFrom makes an element's value of a person's words. The error is in words
// as Slack's own client would show them.
func (w *World) valueFrom(e object, given any) (object, error) {
	kind, _ := e["type"].(string)
	field, _ := valueField(kind)
	words := strings.TrimSpace(fmt.Sprint(given))
	if given == nil || words == "" {
		return initialValue(object{"type": kind}), nil
	}
	var value any = words
	var err error
	switch kind {
	case "datepicker":
		err = fits("2006-01-02", words)
	case "timepicker":
		err = fits("15:04", words)
	case "static_select", "radio_buttons":
		value, err = w.optionNamed(e, words)
	case "checkboxes":
		value, err = w.optionsNamed(e, given)
	case "users_select":
		value, err = w.userNamed(words)
	case "number_input":
		err = inRange(e, words)
	case "email_text_input":
		if _, bad := mail.ParseAddress(words); bad != nil {
			err = refuse("Please enter a valid email address.")
		}
	case "url_text_input":
		if !webAddress(words) {
			err = refuse("Please enter a valid URL.")
		}
	default:
		if !fitting(e, words) {
			err = refuse("The text is too long or too short.")
		}
	}
	return object{"type": kind, field: value}, err
}

func fits(layout, words string) error {
	if _, err := time.Parse(layout, words); err != nil {
		return refuse("Please choose one like " + layout + ".")
	}
	return nil
}

func inRange(e object, words string) error {
	n, err := strconv.ParseFloat(words, 64)
	if err != nil {
		return refuse("Please enter a number.")
	}
	if e["is_decimal_allowed"] != true && n != float64(int64(n)) {
		return refuse("Please enter a whole number.")
	}
	least, _ := e["min_value"].(string)
	if bound, err := strconv.ParseFloat(least, 64); err == nil && n < bound {
		return refuse("Please enter a number of at least " + least + ".")
	}
	most, _ := e["max_value"].(string)
	if bound, err := strconv.ParseFloat(most, 64); err == nil && n > bound {
		return refuse("Please enter a number of at most " + most + ".")
	}
	return nil
}

// optionNamed finds an option by its words or its value.
func (w *World) optionNamed(e object, words string) (object, error) {
	all := optionsOf(e)
	i := slices.IndexFunc(all, func(o object) bool { return w.textOf(o["text"]) == words || o["value"] == words })
	if i < 0 {
		return nil, missing("there is no choice " + quote(words) + "; there is: " + strings.Join(w.choices(e), ", "))
	}
	return all[i], nil
}

func (w *World) optionsNamed(e object, given any) ([]any, error) {
	list, ok := given.([]any)
	if !ok {
		list = []any{given}
	}
	var out []any
	for _, v := range list {
		o, err := w.optionNamed(e, fmt.Sprint(v))
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

func (w *World) userNamed(words string) (string, error) {
	for _, u := range w.users {
		if u.name == strings.TrimPrefix(words, "@") || u.id == words || u.realName == words {
			return u.id, nil
		}
	}
	return "", missing("there is no user " + quote(words))
}
