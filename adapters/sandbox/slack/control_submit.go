package slack

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// shownInput is a field of a form as the control API shows it.
type shownInput struct {
	Label    string   `json:"label"`
	Type     string   `json:"type"`
	Options  []string `json:"options,omitempty"`
	Optional bool     `json:"optional"`
	Value    any      `json:"value,omitempty"`
}

// form is a modal as a person sees it.
func (w *World) form(v *view) object {
	blocks := asList(v.body["blocks"])
	inputs := []shownInput{}
	for _, c := range w.controls(blocks) {
		if c.input {
			inputs = append(inputs, shownInput{c.words, c.kind(), w.choices(c.element), !c.needed, w.filled(v, c)})
		}
	}
	return object{
		"id": v.id, "title": w.textOf(v.body["title"]), "submit": w.textOf(v.body["submit"]),
		"inputs": inputs, "text": w.lines(blocks), "buttons": w.buttonsOf(blocks), "menus": w.menusOf(blocks),
	}
}

// filled is what an input holds, in words.
func (w *World) filled(v *view, c control) any {
	value := v.value(c)
	field, _ := valueField(c.kind())
	switch x := value[field].(type) {
	case object:
		return w.textOf(x["text"])
	case []any:
		var words []string
		for _, o := range x {
			words = append(words, w.textOf(o.(object)["text"]))
		}
		return words
	case string:
		if c.kind() == "users_select" {
			return w.nameOf(x)
		}
		return x
	default:
		return nil
	}
}

func (v *view) value(c control) object {
	actions, _ := v.state[c.blockID].(object)
	value, _ := actions[c.actionID()].(object)
	return value
}

// showFront shows the modal in front of a person.
func (w *World) showFront(r *http.Request) (any, error) {
	u, err := w.person(r.PathValue("user"))
	if err != nil {
		return nil, err
	}
	stack := w.modals[u.id]
	if len(stack) == 0 {
		return object{}, nil
	}
	return object{"view": w.form(stack[len(stack)-1])}, nil
}

// filling is the body of a submission.
type filling struct {
	User   string         `json:"user"`
	View   string         `json:"view"`
	Values map[string]any `json:"values"`
}

// submit fills in a form and sends it. What Slack's own client would not let
// through is answered without asking the app.
func (w *World) submit(r *http.Request) (any, error) {
	var f filling
	if err := readBody(r, &f); err != nil {
		return nil, err
	}
	var e *envelope
	var v *view
	var wrong map[string]string
	var err error
	w.locked(func() { e, v, wrong, err = w.sendForm(f) })
	if err != nil {
		return nil, err
	}
	if len(wrong) > 0 {
		return object{"errors": wrong}, nil
	}
	if err := w.awaitAck(r.Context(), e); err != nil {
		return nil, err
	}
	var out object
	w.locked(func() { out, err = w.submitted(v, e.reply) })
	return out, err
}

// sendForm notes the values in the view and sends it to the app, unless some do
// not fit.
func (w *World) sendForm(f filling) (*envelope, *view, map[string]string, error) {
	u, v, err := w.front(f.User, f.View)
	if err != nil {
		return nil, nil, nil, err
	}
	if v.body["submit"] == nil {
		return nil, nil, nil, refuse("the view has nothing to submit")
	}
	wrong, err := w.fillIn(v, f.Values)
	if err != nil || len(wrong) > 0 {
		return nil, v, wrong, err
	}
	id, _ := w.newTrigger(u.id, v)
	payload := w.interaction("view_submission", u, id)
	payload["view"] = v.json()
	payload["response_urls"] = []any{}
	return w.enqueue(interactive, payload), v, nil, nil
}

// front finds the modal on top of a person's stack.
func (w *World) front(name, viewID string) (*user, *view, error) {
	u, err := w.person(name)
	if err != nil {
		return nil, nil, err
	}
	stack := w.modals[u.id]
	if len(stack) == 0 || stack[len(stack)-1].id != viewID {
		return nil, nil, missing("the view is not in front of " + u.name)
	}
	return u, stack[len(stack)-1], nil
}

// fillIn puts values into the inputs with these labels and says which inputs
// Slack's client would not accept.
func (w *World) fillIn(v *view, values map[string]any) (map[string]string, error) {
	wrong := map[string]string{}
	used := map[string]bool{}
	var labels []string
	for _, c := range w.controls(asList(v.body["blocks"])) {
		if c.isButton() {
			continue
		}
		labels = append(labels, c.words)
		if given, ok := values[c.words]; ok {
			used[c.words] = true
			value, err := w.valueFrom(c.element, given)
			if err != nil {
				wrong[c.words] = err.Error()
				continue
			}
			v.state[c.blockID].(object)[c.actionID()] = value
		}
		if c.input && c.needed && isEmpty(v.value(c)) {
			wrong[c.words] = "Please complete this required field."
		}
	}
	for label := range values {
		if !used[label] {
			return nil, missing("there is no input " + quote(label) + "; there is: " + strings.Join(labels, ", "))
		}
	}
	return wrong, nil
}

// submitted does what the app's answer to a submission asks for. Without one the
// view closes.
func (w *World) submitted(v *view, reply json.RawMessage) (object, error) {
	var answer struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   object            `json:"view"`
	}
	if len(reply) > 0 && string(reply) != "null" {
		if err := json.Unmarshal(reply, &answer); err != nil {
			return nil, trouble("its answer is not JSON")
		}
	}
	switch answer.Action {
	case "":
		w.closeTop(v)
		return object{}, nil
	case "clear":
		w.forget(w.modals[v.user])
		delete(w.modals, v.user)
		w.touch()
		return object{}, nil
	case "errors":
		return w.inputErrors(v, answer.Errors)
	case "update", "push":
		return w.nextForm(v, answer.Action, answer.View)
	default:
		return nil, trouble("it answered with an unknown action")
	}
}

// trouble is what a person sees when the app answers something Slack cannot use.
func trouble(why string) error {
	return &controlError{http.StatusBadGateway, "We had some trouble connecting to the app: " + why}
}

// inputErrors names the inputs that the app refused by their labels. An error
// for anything but an input is one that Slack cannot show.
func (w *World) inputErrors(v *view, errors map[string]string) (object, error) {
	out := map[string]string{}
	inputs := w.controls(asList(v.body["blocks"]))
	for blockID, words := range errors {
		i := slices.IndexFunc(inputs, func(c control) bool { return c.input && c.blockID == blockID })
		if i < 0 {
			return nil, trouble("an error is for a block that is no input")
		}
		out[inputs[i].words] = words
	}
	if len(out) == 0 {
		return nil, trouble("it refused without a reason")
	}
	return object{"errors": out}, nil
}

func (w *World) nextForm(v *view, action string, body object) (object, error) {
	if err := w.acceptView(body, "modal"); err != nil {
		return nil, trouble("its next view is not valid: " + err.Error())
	}
	if action == "update" {
		w.fill(v, body)
		return object{"view": w.form(v)}, nil
	}
	next, err := w.push(v, body)
	if err != nil {
		return nil, trouble(err.Error())
	}
	return object{"view": w.form(next)}, nil
}

// closeTop takes a view off the screen; the one below comes to the front.
func (w *World) closeTop(v *view) {
	w.modals[v.user] = slices.DeleteFunc(w.modals[v.user], func(o *view) bool { return o == v })
	w.forget([]*view{v})
	w.touch()
}

// closeView closes a form without submitting it; the app hears of it if it asked.
func (w *World) closeView(r *http.Request) (any, error) {
	var f filling
	if err := readBody(r, &f); err != nil {
		return nil, err
	}
	var e *envelope
	var err error
	w.locked(func() {
		var u *user
		var v *view
		if u, v, err = w.front(f.User, f.View); err != nil {
			return
		}
		w.closeTop(v)
		if v.body["notify_on_close"] == true {
			payload := w.interaction("view_closed", u, "")
			payload["view"], payload["is_cleared"] = v.json(), false
			e = w.enqueue(interactive, payload)
		}
	})
	if err != nil || e == nil {
		return object{}, err
	}
	return object{}, w.awaitAck(r.Context(), e)
}
