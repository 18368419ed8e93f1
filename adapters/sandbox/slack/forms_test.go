package slack

import (
	"slices"
	"strings"
	"testing"

	slackgo "github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// form is the modal that the bot opens in these tests.
func form() slackgo.ModalViewRequest {
	word := func(s string) *slackgo.TextBlockObject {
		return slackgo.NewTextBlockObject("plain_text", s, false, false)
	}
	option := func(s string) *slackgo.OptionBlockObject { return slackgo.NewOptionBlockObject("v-"+s, word(s), nil) }
	date := slackgo.NewDatePickerBlockElement("date")
	return slackgo.ModalViewRequest{
		Type: "modal", Title: word("Appointment"), Submit: word("Save"), NotifyOnClose: true, PrivateMetadata: "RA-1",
		Blocks: slackgo.Blocks{BlockSet: []slackgo.Block{
			slackgo.NewInputBlock("when", word("Date"), nil, date),
			slackgo.NewInputBlock("where", word("Office"), nil, slackgo.NewOptionsSelectBlockElement("static_select", word("Choose"), "office", option("Polanco"), option("Tijuana"))),
			slackgo.NewInputBlock("note", word("Note"), nil, slackgo.NewPlainTextInputBlockElement(nil, "note")).WithOptional(true),
		}},
	}
}

// opened is what a press answers when a form opens.
type opened struct {
	View struct {
		ID, Title string
		Inputs    []shownInput
	}
}

// later makes a control call while the test plays the app. The answer is in out
// once the channel is closed.
func (town *town) later(path string, body, out any) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		town.control("POST", path, body, out)
	}()
	return done
}

// interaction returns the next press or submission, not yet acknowledged.
func (a *app) interaction() (socketmode.Event, slackgo.InteractionCallback) {
	a.t.Helper()
	e := a.next(socketmode.EventTypeInteractive)
	return e, e.Data.(slackgo.InteractionCallback)
}

// openForm has ana press the card's button and the app answer with its form.
func (town *town) openForm(app *app) opened {
	town.t.Helper()
	word := slackgo.NewTextBlockObject("plain_text", "Set the appointment", false, false)
	card := town.post(slackgo.MsgOptionText("card", false), slackgo.MsgOptionBlocks(
		slackgo.NewActionBlock("moves", slackgo.NewButtonBlockElement("appointment", "RA-1", word))))
	app.message()
	var out opened
	done := town.later("press", object{"user": "ana", "channel": "cases", "ts": card, "press": "Set the appointment"}, &out)
	e, call := app.interaction()
	action := call.ActionCallback.BlockActions[0]
	if action.ActionID != "appointment" || action.Value != "RA-1" || call.Container.MessageTs != card || call.Message.Timestamp != card {
		town.t.Errorf("the press reads %+v", call)
	}
	if _, err := town.bot.OpenView(call.TriggerID, form()); err != nil {
		town.t.Errorf("views.open: %v", err)
	}
	if _, err := town.bot.OpenView(call.TriggerID, form()); err == nil || err.Error() != "exchanged_trigger_id" {
		town.t.Errorf("a trigger used twice answered %v", err)
	}
	app.ack(e, nil)
	<-done
	return out
}

// submission is what a submit answers.
type submission struct{ Errors map[string]string }

func TestPressOpensAForm(t *testing.T) {
	town := newTown(t)
	out := town.openForm(town.connect())
	if out.View.Title != "Appointment" || len(out.View.Inputs) != 3 || !slices.Equal(out.View.Inputs[1].Options, []string{"Polanco", "Tijuana"}) {
		t.Errorf("the press answered %+v", out)
	}
	var refused submission
	town.control("POST", "submit", object{"user": "ana", "view": out.View.ID, "values": object{"Office": "Tijuana"}}, &refused)
	if refused.Errors["Date"] == "" || len(refused.Errors) != 1 {
		t.Errorf("a missing date was let through: %+v", refused)
	}
}

func TestSubmitIsRefusedThenTaken(t *testing.T) {
	town := newTown(t)
	app := town.connect()
	fill := object{
		"user": "ana", "view": town.openForm(app).View.ID,
		"values": object{"Date": "2026-03-10", "Office": "Tijuana"},
	}
	var refused submission
	done := town.later("submit", fill, &refused)
	e, call := app.interaction()
	values := call.View.State.Values
	if values["when"]["date"].SelectedDate != "2026-03-10" || values["where"]["office"].SelectedOption.Value != "v-Tijuana" || call.View.PrivateMetadata != "RA-1" {
		t.Errorf("the submission reads %+v", values)
	}
	app.ack(e, object{"response_action": "errors", "errors": object{"when": "That is a holiday."}})
	if <-done; refused.Errors["Date"] != "That is a holiday." {
		t.Errorf("the app's refusal reads %+v", refused)
	}

	var taken submission
	done = town.later("submit", fill, &taken)
	e, _ = app.interaction()
	app.ack(e, nil)
	if <-done; len(taken.Errors) != 0 {
		t.Errorf("an accepted form answered %+v", taken)
	}
	var front object
	if town.control("GET", "views/ana", nil, &front); len(front) != 0 {
		t.Errorf("the form is still open: %v", front)
	}
}

func TestClosingAFormIsTold(t *testing.T) {
	town := newTown(t)
	app := town.connect()
	done := town.later("close", object{"user": "ana", "view": town.openForm(app).View.ID}, nil)
	e, call := app.interaction()
	if call.Type != slackgo.InteractionTypeViewClosed || call.View.PrivateMetadata != "RA-1" {
		t.Errorf("closing sent %+v", call)
	}
	app.ack(e, nil)
	<-done
	town.quiet()
}

func TestPressingWhatIsNotThere(t *testing.T) {
	town := newTown(t)
	ts := town.post(slackgo.MsgOptionText("plain", false))
	var out struct{ Error string }
	if code := town.control("POST", "press", object{"user": "ana", "channel": "cases", "ts": ts, "press": "Claim"}, &out); code != 404 || !strings.Contains(out.Error, `"Claim"`) {
		t.Errorf("answered %d %q", code, out.Error)
	}
	if code := town.control("POST", "say", object{"user": "visitor", "channel": "cases", "text": "let me in"}, &out); code != 403 {
		t.Errorf("a visitor's line answered %d", code)
	}
}

func TestCommandsAndEphemerals(t *testing.T) {
	town := newTown(t)
	app := town.connect()
	var out struct{ Text string }
	done := town.later("command", object{"user": "mar", "channel": "cases", "command": "/case", "text": "RA-1"}, &out)
	e := app.next(socketmode.EventTypeSlashCommand)
	app.ack(e, object{"text": "You wrote " + e.Data.(slackgo.SlashCommand).Text})
	if <-done; out.Text != "You wrote RA-1" {
		t.Errorf("the command answered %q", out.Text)
	}
	if _, err := town.bot.PostEphemeral(casesID, "U0MAR0001", slackgo.MsgOptionText("for your eyes", false)); err != nil {
		t.Fatal(err)
	}
	var whispers []shown
	town.control("GET", "ephemeral/mar", nil, &whispers)
	if len(whispers) != 2 || whispers[1].Text != "for your eyes" || whispers[1].Channel != "cases" {
		t.Errorf("mar was shown %+v", whispers)
	}
}

func TestHomeIsPublishedWhenOpened(t *testing.T) {
	town := newTown(t)
	app := town.connect()
	town.control("GET", "home/mar", nil, nil)
	opened, ok := app.inner().(*slackevents.AppHomeOpenedEvent)
	if !ok || opened.User != "U0MAR0001" {
		t.Fatalf("opening the home tab sent %+v", opened)
	}
	publish := func(hash *string) (string, error) {
		v, err := town.bot.PublishViewContext(t.Context(), slackgo.PublishViewContextRequest{
			UserID: opened.User, Hash: hash,
			View: slackgo.HomeTabViewRequest{Type: "home", Blocks: slackgo.Blocks{BlockSet: []slackgo.Block{
				slackgo.NewSectionBlock(slackgo.NewTextBlockObject("mrkdwn", "*My cases*\nnone", false, false), nil, nil),
			}}},
		})
		if err != nil {
			return "", err
		}
		return v.Hash, nil
	}
	first, err := publish(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := publish(&first); err != nil {
		t.Fatal(err)
	}
	if _, err := publish(&first); err == nil || err.Error() != "hash_conflict" {
		t.Errorf("an old hash answered %v", err)
	}
	var tab struct{ Blocks []string }
	town.control("GET", "home/mar", nil, &tab)
	if !slices.Equal(tab.Blocks, []string{"My cases", "none"}) {
		t.Errorf("the home tab reads %q", tab.Blocks)
	}
	town.quiet()
}

func TestResponseURL(t *testing.T) {
	town := newTown(t)
	app := town.connect()
	word := slackgo.NewTextBlockObject("plain_text", "Undo", false, false)
	if _, err := town.bot.PostEphemeral(casesID, "U0ANA0001", slackgo.MsgOptionText("held", false), slackgo.MsgOptionBlocks(
		slackgo.NewActionBlock("", slackgo.NewButtonBlockElement("undo", "", word)))); err != nil {
		t.Fatal(err)
	}
	var whispers []shown
	town.control("GET", "ephemeral/ana", nil, &whispers)
	done := town.later("press", object{"user": "ana", "channel": "cases", "ts": whispers[0].TS, "press": "Undo"}, nil)
	e, call := app.interaction()
	app.ack(e, nil)
	<-done
	if err := slackgo.PostWebhook(call.ResponseURL, &slackgo.WebhookMessage{Text: "undone", ReplaceOriginal: true}); err != nil {
		t.Fatal(err)
	}
	town.control("GET", "ephemeral/ana", nil, &whispers)
	if len(whispers) != 1 || whispers[0].Text != "undone" || len(whispers[0].Buttons) != 0 {
		t.Errorf("after undoing ana sees %+v", whispers)
	}
}
