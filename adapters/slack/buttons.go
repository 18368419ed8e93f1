package slack

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"residencyassist/conversation"
)

// Slack's limits of what can be pressed.
const (
	maxButtons = 25 // in a row
	maxChoices = 5  // in an overflow menu
	maxPressed = 75 // characters on a button or a choice
)

// The action ids of what the engine's moves are made with: a button, which names
// its move, and a menu, whose choices do.
const (
	movePrefix = "move:"
	menuPrefix = "more:"
)

// errand is what a button, a menu's choice or a form carries, so that it comes
// back to where it belongs. A choice has 150 characters for it.
type errand struct {
	Record string             `json:"r,omitempty"`
	Desk   bool               `json:"d,omitempty"` // it belongs to no case but to the associates' own record
	Case   string             `json:"c,omitempty"`
	Line   string             `json:"l,omitempty"`
	About  string             `json:"a,omitempty"`
	Move   string             `json:"m,omitempty"` // where the action id does not say it
	Stage  conversation.Stage `json:"s,omitempty"` // of a form: the case's when it was opened
}

func (e errand) String() string {
	text, err := json.Marshal(e)
	if err != nil {
		panic("a few strings cannot be written as JSON: " + err.Error())
	}
	return string(text)
}

// readErrand reads what was carried, if it is ours.
func readErrand(text string) (what errand, ok bool) {
	err := json.Unmarshal([]byte(text), &what)
	return what, err == nil && (what.Record != "" || what.Desk)
}

// pressable makes rows of buttons and, behind them, menus of what is needed more
// seldom. A menu holds five choices; where there are more, another stands beside
// it: a select would hold any number, but does not tell when somebody who closed
// a form chooses the same again. Within a row each needs an id of its own, also
// when two of them make the same move. Without a record they are of the
// associates' own.
func pressable(main, more []conversation.DeskButton, record string) (rows []*slack.ActionBlock) {
	var elements []slack.BlockElement
	for n, b := range main {
		elements = append(elements, button(b, record, n))
	}
	n := 0
	for choices := range slices.Chunk(more, maxChoices) {
		elements = append(elements, menu(choices, record, n))
		n++
	}
	for row := range slices.Chunk(elements, maxButtons) {
		rows = append(rows, slack.NewActionBlock("", row...))
	}
	return rows
}

func button(b conversation.DeskButton, record string, n int) *slack.ButtonBlockElement {
	what := errand{Record: record, Desk: record == "", Case: b.Case, Line: b.Line, About: b.About}
	e := slack.NewButtonBlockElement(movePrefix+b.Move+":"+strconv.Itoa(n), what.String(), literal(short(b.Text, maxPressed)))
	if b.Main {
		e.Style = slack.StylePrimary
	}
	return e
}

func menu(choices []conversation.DeskButton, record string, n int) *slack.OverflowBlockElement {
	var options []*slack.OptionBlockObject
	for _, b := range choices {
		what := errand{Record: record, Desk: record == "", Case: b.Case, Line: b.Line, Move: b.Move}
		options = append(options, slack.NewOptionBlockObject(what.String(), literal(short(b.Text, maxPressed)), nil))
	}
	return slack.NewOverflowBlockElement(menuPrefix+strconv.Itoa(n), options...)
}

// errandOf reads what was pressed. ours says whether it is the engine's at all,
// ok whether it can still be read.
func errandOf(action *slack.BlockAction) (what errand, ours, ok bool) {
	if strings.HasPrefix(action.ActionID, menuPrefix) {
		what, ok = readErrand(action.SelectedOption.Value)
		return what, true, ok && what.Move != ""
	}
	move, ours := moveOf(action.ActionID)
	what, ok = readErrand(action.Value)
	what.Move = move
	return what, ours, ok
}

// moveOf reads the move out of a button's action id.
func moveOf(actionID string) (string, bool) {
	rest, ok := strings.CutPrefix(actionID, movePrefix)
	move, _, _ := strings.Cut(rest, ":")
	return move, ok && move != ""
}
