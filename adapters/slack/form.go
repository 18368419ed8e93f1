package slack

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"residencyassist/conversation"
)

// Slack's limits of a form, in characters.
const (
	maxTitle   = 24 // also of the buttons below it
	maxLabel   = 2000
	maxInput   = 3000 // what a field can hold
	oneLine    = 500  // ours: an address or a reason
	manyLines  = 1200 // ours: a note has to fit into one message to the applicant, beside our words
	formID     = "form"
	fieldInput = "value" // the action id of every field; the block's id is the field's name
)

// open shows a form to the associate who pressed the button for it. Slack gives
// leave for that once, and for three seconds: past that the form is given up,
// and the associate is told. A form that was opened by a send whose answer was
// lost looks the same, so the words allow for it.
func (d *Desk) open(ctx context.Context, to place, e conversation.Entry) conversation.Answer {
	answer := d.attempt(ctx, func(ctx context.Context) (string, error) {
		_, err := d.api.OpenViewContext(ctx, e.Form.Trigger, modal(e.Form, e.To))
		return "", err
	})
	if answer.Outcome != conversation.Refused {
		return answer
	}
	told := d.murmur(ctx, to, conversation.Entry{To: e.To, Whisper: &conversation.Whisper{User: e.Form.User, Text: d.notices.formNotOpened}})
	if told.Outcome != conversation.Delivered {
		d.log.Warn("Slack: nobody could be told that a form did not open", "code", told.Why)
	}
	return answer
}

// modal lays a form out.
func modal(f *conversation.Form, record string) slack.ModalViewRequest {
	v := slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: formID,
		Title: literal(short(f.Title, maxTitle)), Submit: literal(short(f.Submit, maxTitle)), Close: literal(short(f.Cancel, maxTitle)),
		PrivateMetadata: errand{Record: record, Case: f.Case, About: f.About, Move: f.Move, Stage: f.Stage}.String(),
	}
	for _, part := range pieces(f.Intro, maxSection) {
		if strings.TrimSpace(part) != "" {
			v.Blocks.BlockSet = append(v.Blocks.BlockSet, slack.NewSectionBlock(literal(part), nil, nil))
		}
	}
	for i := range f.Fields {
		v.Blocks.BlockSet = append(v.Blocks.BlockSet, input(&f.Fields[i]))
	}
	return v
}

// input lays one field out.
func input(f *conversation.Field) *slack.InputBlock {
	var hint *slack.TextBlockObject
	if f.Hint != "" {
		hint = literal(short(f.Hint, maxLabel))
	}
	block := slack.NewInputBlock(f.Name, literal(short(f.Label, maxLabel)), hint, element(f))
	block.Optional = f.Optional
	return block
}

func element(f *conversation.Field) slack.BlockElement {
	switch f.Kind {
	case conversation.ADate:
		e := slack.NewDatePickerBlockElement(fieldInput)
		e.InitialDate = f.Value
		return e
	case conversation.ATime:
		e := slack.NewTimePickerBlockElement(fieldInput)
		e.InitialTime = f.Value
		return e
	case conversation.OneOf:
		return choice(f)
	case conversation.Colleague:
		e := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, nil, fieldInput)
		e.InitialUser = f.Value
		return e
	}
	return writing(f)
}

func choice(f *conversation.Field) *slack.SelectBlockElement {
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, fieldInput)
	for _, o := range f.Options {
		option := slack.NewOptionBlockObject(o.Value, literal(short(o.Text, maxPressed)), nil)
		e.Options = append(e.Options, option)
		if o.Value == f.Value && f.Value != "" {
			e.InitialOption = option
		}
	}
	return e
}

// writing is a field for text. What stands there to begin with is not Slack's
// markup: it goes and comes back as it is.
func writing(f *conversation.Field) *slack.PlainTextInputBlockElement {
	e := slack.NewPlainTextInputBlockElement(nil, fieldInput)
	e.MaxLength = oneLine
	if f.Kind == conversation.ManyLines {
		e.Multiline, e.MaxLength = true, manyLines
	}
	if runes := []rune(f.Value); len(runes) > maxInput {
		e.InitialValue = string(runes[:maxInput])
	} else {
		e.InitialValue = f.Value
	}
	e.MaxLength = max(e.MaxLength, utf8.RuneCountInString(e.InitialValue))
	return e
}
