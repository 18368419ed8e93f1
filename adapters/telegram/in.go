package telegram

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"residencyassist/conversation"
	"residencyassist/conversation/locale"
)

// wanted are the kinds of update that Event has a translation for.
var wanted = [...]string{"message", "edited_message", "callback_query", "my_chat_member"}

// Event translates an update into what happened. It is false for updates that
// mean nothing to the conversation: kinds we did not ask for, what bots say,
// notes that Telegram itself puts into a chat, and what nobody can read.
func (me Identity) Event(update json.RawMessage) (conversation.Event, bool) {
	var u tgbotapi.Update
	// A field of another type than the SDK's leaves the rest of the update as
	// good as it is.
	var other *json.UnmarshalTypeError
	if err := json.Unmarshal(update, &u); err != nil && !errors.As(err, &other) || u.UpdateID <= 0 || isNote(update) {
		return conversation.Event{}, false
	}
	ev, ok := me.happened(u)
	ev.ID = "tg:" + strconv.Itoa(u.UpdateID)
	return ev, ok
}

func (me Identity) happened(u tgbotapi.Update) (conversation.Event, bool) {
	switch {
	case u.Message != nil:
		return me.said(u.Message)
	case u.EditedMessage != nil:
		return me.amended(u.EditedMessage)
	case u.CallbackQuery != nil:
		return me.pressed(u.CallbackQuery)
	case u.MyChatMember != nil:
		return me.reachable(u.MyChatMember)
	}
	return conversation.Event{}, false
}

func (me Identity) said(m *tgbotapi.Message) (conversation.Event, bool) {
	if m.Chat == nil || m.From == nil || m.From.IsBot {
		return conversation.Event{}, false
	}
	ev := conversation.Event{Kind: conversation.Said, Chat: me.Chat(m.Chat.ID)}
	switch {
	case m.Chat.IsPrivate():
		ev.Message = incoming(m)
	case (m.Chat.IsGroup() || m.Chat.IsSuperGroup()) && m.Text != "" && !me.forAnother(m.Text):
		// What was said among others is not even carried on.
		ev.Message = &conversation.Incoming{Group: true, Language: language(m.From)}
	}
	return ev, ev.Message != nil
}

// amended takes an edit. A shared position that moves is also told as an edit,
// and is none.
func (me Identity) amended(m *tgbotapi.Message) (conversation.Event, bool) {
	if m.Chat == nil || !m.Chat.IsPrivate() || m.From == nil || m.From.IsBot || m.Location != nil {
		return conversation.Event{}, false
	}
	return conversation.Event{Kind: conversation.Amended, Chat: me.Chat(m.Chat.ID), Message: incoming(m)}, true
}

// pressed takes a button. Its message may be gone or too old to be told; a
// private chat then has the number of its person.
func (me Identity) pressed(q *tgbotapi.CallbackQuery) (conversation.Event, bool) {
	if q.ID == "" || q.From == nil {
		return conversation.Event{}, false
	}
	chat := q.From.ID
	if q.Message != nil && q.Message.Chat != nil {
		chat = q.Message.Chat.ID
	}
	return conversation.Event{
		Kind: conversation.Pressed, Chat: me.Chat(chat),
		Press: &conversation.Press{Callback: q.ID, Data: q.Data, Language: language(q.From)},
	}, true
}

// reachable takes that somebody blocked the bot, or let it in again.
func (me Identity) reachable(c *tgbotapi.ChatMemberUpdated) (conversation.Event, bool) {
	ev := conversation.Event{Chat: me.Chat(c.Chat.ID)}
	switch {
	case !c.Chat.IsPrivate():
	case c.NewChatMember.WasKicked():
		ev.Kind = conversation.Blocked
	case c.NewChatMember.Status == "member":
		ev.Kind = conversation.Opened
	}
	return ev, ev.Kind != ""
}

// forAnother tells whether a command names another bot of the group.
func (me Identity) forAnother(text string) bool {
	if !strings.HasPrefix(text, "/") {
		return false
	}
	command := strings.Fields(text)[0]
	_, name, named := strings.Cut(command, "@")
	return named && !strings.EqualFold(name, me.Username)
}

func incoming(m *tgbotapi.Message) *conversation.Incoming {
	in := &conversation.Incoming{
		ID: strconv.Itoa(m.MessageID), Album: m.MediaGroupID, Text: m.Text, Media: media(m), Language: language(m.From),
	}
	if m.Text == "" {
		in.Text, in.File = m.Caption, attachment(m)
	}
	if m.Contact != nil {
		in.Phone = m.Contact.PhoneNumber
		in.Foreign = m.Contact.UserID == 0 || m.Contact.UserID != m.From.ID
	}
	if m.Location != nil {
		in.Place = &conversation.Place{Latitude: m.Location.Latitude, Longitude: m.Location.Longitude}
	}
	return in
}

// media names what came. An animation also carries a document and a venue a
// location, for clients that know no better.
func media(m *tgbotapi.Message) conversation.Media {
	switch {
	case m.Text != "":
		return ""
	case m.Contact != nil:
		return conversation.Contact
	case len(m.Photo) > 0:
		return conversation.Photo
	case m.Document != nil && m.Animation == nil:
		return conversation.Document
	case m.Voice != nil:
		return conversation.Voice
	case m.Sticker != nil:
		return conversation.Sticker
	case m.Location != nil:
		return conversation.Location
	}
	return conversation.Other
}

// notes are the fields of messages that nobody wrote: Telegram puts them into a
// private chat to tell what was done there.
var notes = [...]string{
	"pinned_message", "message_auto_delete_timer_changed", "chat_background_set", "write_access_allowed",
	"connected_website", "proximity_alert_triggered", "successful_payment", "refunded_payment",
	"forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened",
}

// isNote tells a note from something a person sent. Half of the notes are newer
// than the SDK, so it looks at the fields themselves. Hardly an update has one
// of these words anywhere in it, and only such a one needs a second reading.
func isNote(update json.RawMessage) bool {
	if !slices.ContainsFunc(notes[:], func(name string) bool { return bytes.Contains(update, []byte(name)) }) {
		return false
	}
	var u struct {
		Message map[string]json.RawMessage `json:"message"`
	}
	if json.Unmarshal(update, &u) != nil {
		return false
	}
	for _, name := range notes {
		if _, there := u.Message[name]; there {
			return true
		}
	}
	return false
}

// language is that of the person's app, where it tells one.
func language(from *tgbotapi.User) locale.Language {
	if from.LanguageCode == "" {
		return ""
	}
	return locale.Match(from.LanguageCode)
}

// Chat names a chat among all: its number is only the bot's own.
func (me Identity) Chat(id int64) string { return fmt.Sprintf("telegram:%d:%d", me.ID, id) }

// chatID is the number in a chat's name.
func chatID(chat string) (string, error) {
	parts := strings.Split(chat, ":")
	if len(parts) != 3 || parts[0] != "telegram" {
		return "", errors.New("not the name of a chat")
	}
	if _, err := strconv.ParseInt(parts[2], 10, 64); err != nil {
		return "", errors.New("not the number of a chat")
	}
	return parts[2], nil
}
