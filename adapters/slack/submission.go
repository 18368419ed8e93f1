package slack

import (
	"context"

	"github.com/slack-go/slack"

	"residencyassist/conversation"
)

// nameOfField stands behind the name of a field that holds a colleague's id, and
// names what holds their name.
const nameOfField = "_name"

// fromForm translates a form that was filled in. What is wrong with it is said
// at once, beside its fields: then nothing happened, and what was typed is still
// there. The event's id is the form itself: it was opened for one move, and makes
// it once, however often it arrives.
func (d *Desk) fromForm(ctx context.Context, cb slack.InteractionCallback) (ev conversation.Event, reply *slack.ViewSubmissionResponse, err error) {
	if cb.View.CallbackID != formID {
		return ev, nil, nil
	}
	if d.home.Load() == nil {
		return ev, nil, errNotStarted
	}
	what, ok := readErrand(cb.View.PrivateMetadata)
	if !ok || what.Move == "" {
		return ev, refuseForm(&cb.View, d.notices.oldButton), nil
	}
	member, err := d.isMember(ctx, cb.User.ID)
	if err != nil {
		return ev, nil, err
	}
	if !member {
		d.log.Warn("Slack: a form of somebody who is not in the channel is refused", "user", cb.User.ID)
		return ev, refuseForm(&cb.View, d.notices.membersOnly), nil
	}
	values, problems, err := d.filledIn(ctx, cb.View.State)
	if err != nil {
		return ev, nil, err
	}
	if d.check != nil && len(problems) == 0 {
		problems = d.check(what.Move, values)
	}
	if reply := correct(&cb.View, problems); reply != nil {
		return ev, reply, nil
	}
	by, err := d.person(ctx, cb.User.ID)
	if err != nil {
		return ev, nil, err
	}
	return conversation.Event{
		ID: "slack:form:" + cb.View.ID, Kind: conversation.Moved, By: by, Record: what.Record, Desk: what.Desk,
		Move: &conversation.DeskMove{Name: what.Move, Case: what.Case, About: what.About, Stage: what.Stage, Values: values},
	}, nil, nil
}

// filledIn reads every field, the empty ones as well. A case can be given only to
// somebody who may act on it.
func (d *Desk) filledIn(ctx context.Context, state *slack.ViewState) (values, problems map[string]string, err error) {
	values, problems = map[string]string{}, map[string]string{}
	if state == nil {
		return values, problems, nil
	}
	for field, inputs := range state.Values {
		in := inputs[fieldInput]
		values[field] = valueOf(&in)
		if in.SelectedUser == "" {
			continue
		}
		member, err := d.isMember(ctx, in.SelectedUser)
		if err != nil {
			return nil, nil, err
		}
		if !member || in.SelectedUser == d.home.Load().user {
			problems[field] = d.notices.notAColleague
			continue
		}
		who, err := d.person(ctx, in.SelectedUser)
		if err != nil {
			return nil, nil, err
		}
		values[field+nameOfField] = who.Name
	}
	return values, problems, nil
}

func valueOf(in *slack.BlockAction) string {
	switch string(in.Type) {
	case slack.OptTypeStatic:
		return in.SelectedOption.Value
	case slack.OptTypeUser:
		return in.SelectedUser
	case string(slack.METDatepicker):
		return in.SelectedDate
	case string(slack.METTimepicker):
		return in.SelectedTime
	}
	return in.Value
}

// fieldsOf lists the fields that a form shows.
func fieldsOf(v *slack.View) (names []string) {
	for _, b := range v.Blocks.BlockSet {
		if in, ok := b.(*slack.InputBlock); ok {
			names = append(names, in.BlockID)
		}
	}
	return names
}

// correct keeps a form open and says beside its fields what is wrong with them.
// Slack shows nothing at all if one of the fields is not there, so what is said
// of another stands beside the first.
func correct(v *slack.View, problems map[string]string) *slack.ViewSubmissionResponse {
	shown := map[string]string{}
	for _, field := range fieldsOf(v) {
		if words := problems[field]; words != "" {
			shown[field] = words
		}
	}
	if len(shown) > 0 {
		return slack.NewErrorsViewSubmissionResponse(shown)
	}
	for _, words := range problems {
		return refuseForm(v, words)
	}
	return nil
}

// refuseForm keeps a form open and says why beside its first field.
func refuseForm(v *slack.View, words string) *slack.ViewSubmissionResponse {
	fields := fieldsOf(v)
	if len(fields) == 0 {
		return nil
	}
	return slack.NewErrorsViewSubmissionResponse(map[string]string{fields[0]: words})
}
