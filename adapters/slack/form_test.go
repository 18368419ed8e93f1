package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"residencyassist/conversation"
)

// aForm asks for one thing of each kind.
func aForm() *conversation.Form {
	return &conversation.Form{
		Move: "consult", User: "UANA", Case: "RA-1", Trigger: "1.2.3", Stage: conversation.Paid,
		Title: "Propose times", Submit: "Send", Cancel: "Cancel", Intro: "RA-1: " + hostile,
		Fields: []conversation.Field{
			{Name: "link", Kind: conversation.OneLine, Label: "Where to pay", Hint: "An address", Value: "https://pay.example.com/?a=1&b=2", Optional: true},
			{Name: "note", Kind: conversation.ManyLines, Label: "A note <!channel>", Optional: true},
			{Name: "day1", Kind: conversation.ADate, Label: "First day", Value: "2026-11-25"},
			{Name: "hour1", Kind: conversation.ATime, Label: "at", Value: "10:00"},
			{Name: "way", Kind: conversation.OneOf, Label: "How", Value: "phone", Options: []conversation.Option{
				{Value: "phone", Text: "by telephone"}, {Value: "video", Text: "by video"},
			}},
			{Name: "to", Kind: conversation.Colleague, Label: "To whom"},
		},
	}
}

func openedBy(form *conversation.Form) conversation.Parcel {
	return conversation.Parcel{
		Entry: conversation.Entry{ID: "e3", Side: conversation.Aside, To: "rec1", Ref: "e1", Form: form},
		Key:   "rec1/e3", Ref: nameOf(theChannel, theCard),
	}
}

func TestHowAFormLooks(t *testing.T) {
	golden(t, "testdata/out/form.json", modal(aForm(), "rec1"))
}

func TestAFormIsOpenedWithTheLeaveOfThePress(t *testing.T) {
	f := newFake(t)
	f.on("views.open", says(`{"ok":true,"view":{"id":"V1"}}`))
	if got := f.started(t).Deliver(t.Context(), openedBy(aForm())); got.Outcome != conversation.Delivered {
		t.Errorf("the answer is %+v", got)
	}
	if sent := f.heard("views.open"); len(sent) != 1 || sent[0].Get("trigger_id") != "1.2.3" {
		t.Errorf("Slack was asked %v", sent)
	}
}

func TestAFormThatComesTooLateIsGivenUpAndItsPersonTold(t *testing.T) {
	for _, code := range []string{"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"} {
		f := newFake(t)
		f.on("views.open", says(`{"ok":false,"error":"`+code+`"}`))
		f.on("conversations.history", says(fmt.Sprintf(`{"ok":true,"messages":[{"ts":%q,"reply_count":3}]}`, theCard)))
		f.on("chat.postEphemeral", says(`{"ok":true,"message_ts":"19.1"}`))
		got := f.started(t).Deliver(t.Context(), openedBy(aForm()))
		if got.Outcome != conversation.Refused || got.Why != code {
			t.Errorf("%s: the answer is %+v", code, got)
		}
		told := f.heard("chat.postEphemeral")
		if len(told) != 1 || told[0].Get("user") != "UANA" || told[0].Get("thread_ts") != theCard || !strings.Contains(told[0].Get("text"), "press the button once more") {
			t.Errorf("%s: they are told %v", code, told)
		}
	}
}

func TestAFormWaitsWhileSlackIsAway(t *testing.T) {
	f := newFake(t)
	f.on("views.open", status(429, "7"))
	if got := f.started(t).Deliver(t.Context(), openedBy(aForm())); got.Outcome != conversation.Later {
		t.Errorf("the answer is %+v", got)
	}
	if n := len(f.heard("chat.postEphemeral")); n != 0 {
		t.Errorf("they are told %d times, before it is known", n)
	}
}

// TestAFormThatCouldNotBeSavedStaysOpen keeps what somebody wrote while the
// storage is away.
func TestAFormThatCouldNotBeSavedStaysOpen(t *testing.T) {
	f := newFake(t)
	l := f.dial(t)
	open(t, f.desk(t), 1, func(context.Context, conversation.Event) error { return errors.New("the storage is away") })
	conn := receive(t, l.conns)
	send(t, conn, "interactive", "form", read(t, "form"))
	if got := receive(t, l.acks); got != "form" {
		t.Errorf("%s was acknowledged", got)
	}
	reply := string(receive(t, l.replies))
	if !strings.Contains(reply, `"response_action":"errors"`) || !strings.Contains(reply, "What you wrote is still here") {
		t.Errorf("Slack was answered %s", reply)
	}
}

func TestAFormIsAcknowledgedWithWhatIsWrong(t *testing.T) {
	f := newFake(t)
	l := f.dial(t)
	handled := make(chan conversation.Event, 1)
	open(t, f.desk(t), 1, func(_ context.Context, ev conversation.Event) error { handled <- ev; return nil })
	conn := receive(t, l.conns)
	send(t, conn, "interactive", "wrong", read(t, "form_wrong"))
	receive(t, l.acks)
	if got, want := string(receive(t, l.replies)), `{"response_action":"errors","errors":{"amount":"Write whole US dollars."}}`; got != want {
		t.Errorf("Slack was answered %s", got)
	}
	send(t, conn, "interactive", "right", read(t, "form"))
	receive(t, l.acks)
	if got := receive(t, l.replies); len(got) != 0 {
		t.Errorf("Slack was answered %s", got)
	}
	if ev := receive(t, handled); ev.Move.Values["amount"] != "219" || len(handled) != 0 {
		t.Errorf("the event is %+v", ev)
	}
}

func TestFormsAndMenusKeepSlacksLimits(t *testing.T) {
	long := strings.Repeat("<word> & ", 700)
	form := aForm()
	form.Title, form.Submit, form.Cancel, form.Intro = long, long, long, long
	for i := range form.Fields {
		f := &form.Fields[i]
		f.Label, f.Hint = long, long
		if f.Kind == conversation.OneLine || f.Kind == conversation.ManyLines {
			f.Value = long
		}
		for j := range f.Options {
			f.Options[j].Text = long
		}
	}
	checkModal(t, modal(form, "rec1"))
	checkModal(t, modal(&conversation.Form{Title: "T", Submit: "S", Cancel: "C"}, "rec1"))

	var more []conversation.DeskButton
	for range 12 {
		more = append(more, conversation.DeskButton{Text: long, Move: "request_payment", Case: "RA-7KSA-RRB3", Line: nameOf(theChannel, theCard)})
	}
	record := strings.Repeat("X", 26)
	rows := pressable(more, more, record)
	text, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	var shown []struct {
		Elements []struct {
			Type     string
			ActionID string `json:"action_id"`
			Text     struct{ Text string }
			Options  []struct {
				Text  struct{ Text string }
				Value string
			}
		}
	}
	if err := json.Unmarshal(text, &shown); err != nil {
		t.Fatal(err)
	}
	menus := 0
	for _, row := range shown {
		for _, e := range row.Elements {
			fits(t, "a button", e.Text.Text, maxPressed)
			if e.Type == "overflow" {
				menus++
			}
			if len(e.Options) > maxChoices {
				t.Errorf("a menu has %d choices", len(e.Options))
			}
			for _, o := range e.Options {
				fits(t, "a choice", o.Text.Text, maxPressed)
				fits(t, "a choice's value", o.Value, 150)
			}
		}
	}
	if menus != 3 {
		t.Errorf("twelve choices stand in %d menus", menus)
	}
}

func fits(t *testing.T, what, text string, limit int) {
	t.Helper()
	if n := utf8.RuneCountInString(text); n > limit {
		t.Errorf("%s has %d characters, more than %d", what, n, limit)
	}
}

// checkModal holds Slack's limits of a view: https://docs.slack.dev/reference/views.
func checkModal(t *testing.T, v any) {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	type words struct{ Text string }
	var m struct {
		Title, Submit, Close words
		PrivateMetadata      string `json:"private_metadata"`
		Blocks               []struct {
			BlockID     string `json:"block_id"`
			Text        words
			Label, Hint words
			Element     struct {
				InitialValue string `json:"initial_value"`
				MaxLength    int    `json:"max_length"`
				Options      []struct {
					Text  words
					Value string
				}
			}
		}
	}
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	for _, w := range []words{m.Title, m.Submit, m.Close} {
		fits(t, "a title or its buttons", w.Text, 24)
	}
	fits(t, "the metadata", m.PrivateMetadata, 3000)
	if len(m.Blocks) > 100 {
		t.Errorf("a form has %d blocks", len(m.Blocks))
	}
	ids := map[string]bool{}
	for _, b := range m.Blocks {
		fits(t, "a text", b.Text.Text, maxSection)
		fits(t, "a label", b.Label.Text, 2000)
		fits(t, "a hint", b.Hint.Text, 2000)
		fits(t, "what stands there", b.Element.InitialValue, b.Element.MaxLength)
		if b.Element.MaxLength > 3000 || b.BlockID != "" && ids[b.BlockID] || len(b.Element.Options) > 100 {
			t.Errorf("the block %s does not fit", b.BlockID)
		}
		ids[b.BlockID] = true
		for _, o := range b.Element.Options {
			fits(t, "an option", o.Text.Text, 75)
			fits(t, "an option's value", o.Value, 150)
		}
	}
}

func TestSomebodyWhoLeftMayActNoMore(t *testing.T) {
	f := newFake(t)
	f.on("conversations.members", says(`{"ok":true,"members":["UANA","UEVE"]}`))
	d := f.started(t)
	if _, ok, _ := translate(t, d, read(t, "press_not_a_member")); !ok {
		t.Fatal("Eve may not press")
	}
	f.on("conversations.members", says(`{"ok":true,"members":["UANA"]}`))
	if _, ok, err := translate(t, d, read(t, "left")); ok || err != nil {
		t.Errorf("that she left is %v %v", ok, err)
	}
	if _, ok, _ := translate(t, d, read(t, "press_not_a_member")); ok {
		t.Error("Eve has left and may still press")
	}
	if _, reply, _ := answered(t, d, read(t, "form_not_a_member")); reply == nil || !strings.Contains(reply.Errors["amount"], "Only members") {
		t.Errorf("her form is answered %+v", reply)
	}
}
