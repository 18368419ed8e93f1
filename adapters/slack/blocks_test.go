package slack

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"residencyassist/conversation"
)

// shown is a rendering as a golden file keeps it.
func shown(r rendering) any {
	return struct {
		Text   string `json:"text"`
		Blocks any    `json:"blocks"`
	}{r.text, r.blocks}
}

const hostile = "<!channel> <@UBRUNO> *bold* _it_ `code` :lock: <https://evil.example|click> & &amp; \"q\""

func TestHowEntriesLook(t *testing.T) {
	d := newFake(t).desk(t)
	card := &conversation.Card{
		Title: "RA-7K2 · M. G.",
		Fields: []conversation.CardField{
			{Label: "Route", Value: "Renew in Mexico"}, {Label: "Dates", Value: "12 May to 11 June 2027"},
			{Label: "People", Value: "2"}, {Label: "Stage", Value: "Requested"},
			{Label: "Owner", Value: hostile}, {Label: "Waiting on", Value: "us"},
		},
		Buttons: []conversation.DeskButton{{Text: "Take the case", Move: "claim", Case: "RA-7K2", Main: true}, {Text: "Details", Move: "details"}},
		More:    []conversation.DeskButton{{Text: "Hand over…", Move: "hand_over", Case: "RA-7K2"}, {Text: "Close the case…", Move: "close", Case: "RA-7K2"}},
	}
	golden(t, "testdata/out/card.json", shown(d.card(card, "rec1")))
	golden(t, "testdata/out/line.json", shown(d.line(&conversation.Line{
		Text: "M. G. writes:", Quote: hostile, Mention: "UANA",
	}, "rec1")))
	golden(t, "testdata/out/everyone.json", shown(d.line(&conversation.Line{
		Text: "A new request", Mention: conversation.Everyone,
		Buttons: []conversation.DeskButton{{Text: "Give it back", Move: "release"}},
	}, "rec1")))
	golden(t, "testdata/out/whisper.json", shown(d.whisper(&conversation.Whisper{
		User: "UANA", Text: "Send this to the applicant?",
		Buttons: []conversation.DeskButton{
			{Text: "Send", Move: "send", Line: nameOf(theChannel, theCard), Main: true},
			{Text: "Keep", Move: "send", Line: nameOf(theChannel, theCard)},
		},
	}, "rec1")))
}

func TestTheGroupStandsForEveryone(t *testing.T) {
	d := newFake(t).desk(t, func(c *Config) { c.Group = "S012" })
	if got := d.mention(conversation.Everyone); got != "<!subteam^S012>" {
		t.Errorf("everyone is %q", got)
	}
}

// block is what the limits are about, read back from JSON.
type block struct {
	Type      string
	BlockID   string `json:"block_id"`
	Text      struct{ Type, Text string }
	Fields    []struct{ Type, Text string }
	Elements  []control
	Accessory *control
}

// control is what can be pressed in one.
type control struct {
	Type     string
	ActionID string `json:"action_id"`
	Text     struct{ Text string }
	Value    string
	URL      string
	Options  []struct {
		Text  struct{ Text string }
		Value string
	}
}

// within holds Slack's limits of what can be pressed:
// https://docs.slack.dev/reference/block-kit/block-elements.
func (e control) within(t *testing.T) {
	t.Helper()
	fits(t, "an action id", e.ActionID, 255)
	fits(t, "a button", e.Text.Text, 75)
	fits(t, "what a button carries", e.Value, 2000)
	fits(t, "an address", e.URL, 3000)
	if e.Type == "button" && e.Text.Text == "" || e.Type == "overflow" && (len(e.Options) < 1 || len(e.Options) > 5) {
		t.Errorf("a %s has %d choices and reads %q", e.Type, len(e.Options), e.Text.Text)
	}
	for _, o := range e.Options {
		fits(t, "a choice", o.Text.Text, 75)
		fits(t, "what a choice carries", o.Value, 150)
	}
}

func TestLongestTextsKeepSlacksLimitsAndArriveWhole(t *testing.T) {
	d := newFake(t).desk(t)
	for name, quote := range map[string]string{
		"words":         strings.Repeat("palabra ", 1250),
		"one word":      strings.Repeat("x", 10000),
		"emoji":         strings.Repeat("🙏🏽", 2500),
		"a few escapes": strings.Repeat("<b>&", 1024),
		"empty lines":   "a" + strings.Repeat("\n", 7000) + "b",
	} {
		t.Run(name, func(t *testing.T) {
			r := d.line(&conversation.Line{Text: "M. G. writes:", Quote: quote, Mention: "UANA"}, "rec1")
			var heard strings.Builder
			for _, b := range checkLimits(t, r)[min(2, len(r.blocks)):] {
				heard.WriteString(b.Text.Text)
			}
			if len(r.blocks) == 0 {
				heard.WriteString(strings.TrimPrefix(r.text, "<@UANA> M. G. writes:\n"))
			}
			got, want := unescape(heard.String()), quote
			if name == "empty lines" { // whole sections of nothing are left out
				got, want = strings.Join(strings.Fields(got), ""), "ab"
			}
			if got != want {
				t.Errorf("%d of %d bytes arrive", len(got), len(want))
			}
		})
	}
}

func TestAnImpossibleCardKeepsSlacksLimits(t *testing.T) {
	d := newFake(t).desk(t)
	card := &conversation.Card{Title: strings.Repeat("title ", 100)}
	for range 12 {
		card.Fields = append(card.Fields, conversation.CardField{Label: "Label", Value: strings.Repeat("v&", 300)})
	}
	card.Fields = append(card.Fields, conversation.CardField{Label: "Empty", Value: ""})
	for range 30 {
		card.Buttons = append(card.Buttons, conversation.DeskButton{Text: "B", Move: "claim"})
	}
	checkLimits(t, d.card(card, "rec1"))
}

func checkLimits(t *testing.T, r rendering) []block {
	t.Helper()
	text, err := json.Marshal(r.blocks)
	if err != nil {
		t.Fatal(err)
	}
	var blocks []block
	if err := json.Unmarshal(text, &blocks); err != nil {
		t.Fatal(err)
	}
	if len(blocks) > maxBlocks {
		t.Errorf("%d blocks", len(blocks))
	}
	if n := utf8.RuneCountInString(r.text); n == 0 || n > 40000 {
		t.Errorf("the text has %d characters", n)
	}
	for _, b := range blocks {
		limit := map[string]int{"header": maxHeader, "section": maxSection, "actions": 0}[b.Type]
		if n := utf8.RuneCountInString(b.Text.Text); n > limit || (n == 0 && b.Type == "header") {
			t.Errorf("a %s has %d characters", b.Type, n)
		}
		if len(b.Fields) > maxFields || len(b.Elements) > maxButtons {
			t.Errorf("%d fields, %d buttons", len(b.Fields), len(b.Elements))
		}
		for _, f := range b.Fields {
			if n := utf8.RuneCountInString(f.Text); n == 0 || n > maxField {
				t.Errorf("a field has %d characters", n)
			}
		}
		fits(t, "a block's id", b.BlockID, 255)
		if b.Accessory != nil {
			b.Accessory.within(t)
		}
		ids := map[string]bool{}
		for _, e := range b.Elements {
			e.within(t)
			if ids[e.ActionID] {
				t.Errorf("button %s is not unique", e.ActionID)
			}
			ids[e.ActionID] = true
		}
	}
	return blocks
}
