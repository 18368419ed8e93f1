package telegram

import (
	"context"
	"errors"
	"html"
	"net/http"
	"regexp"
	"strconv"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"residencyassist/conversation"
)

// Courier carries the entries of the applicants' side, one call an entry.
type Courier struct {
	client *Client
	files  Source
}

// NewCourier returns a courier of a client's bot. Without a source of files none
// can be sent.
func NewCourier(c *Client, files Source) *Courier { return &Courier{client: c, files: files} }

// Deliver does on Telegram what an entry asks for, and tells what became of it.
func (c *Courier) Deliver(ctx context.Context, p conversation.Parcel) conversation.Answer {
	if p.Again && (p.Entry.Send != nil || p.Entry.File != nil) {
		// It may be sent once more and not again: not while Telegram is still ill.
		if _, err := c.client.Me(ctx); err != nil {
			return conversation.Answer{Outcome: conversation.Later, Why: "Telegram does not answer yet"}
		}
	}
	switch e := p.Entry; {
	case e.Send != nil:
		return c.send(ctx, e.To, e.Send)
	case e.File != nil:
		return c.file(ctx, e.To, e.File)
	case e.Edit != nil:
		return c.edit(ctx, e.To, p.Ref, e.Edit)
	case e.Drop != nil:
		return c.drop(ctx, e.To, p.Ref)
	case e.Toast != nil:
		return c.toast(ctx, e.Toast)
	}
	return conversation.Answer{Outcome: conversation.Refused, Why: "nothing that a chat can show"}
}

func (c *Courier) send(ctx context.Context, to string, m *conversation.Message) conversation.Answer {
	params, err := text(to, m)
	if err != nil {
		return conversation.Answer{Outcome: conversation.Refused, Why: err.Error()}
	}
	params.AddBool("disable_notification", m.Silent)
	if markup := sendMarkup(m); markup != nil {
		if err := params.AddInterface("reply_markup", markup); err != nil {
			return conversation.Answer{Outcome: conversation.Refused, Why: "unreadable buttons"}
		}
	}
	var sent struct {
		ID int64 `json:"message_id"`
	}
	answer := outcome(c.show(ctx, "sendMessage", params, &sent))
	if answer.Outcome == conversation.Delivered && sent.ID != 0 {
		answer.Message = strconv.FormatInt(sent.ID, 10)
	}
	return answer
}

// edit replaces a message's words and buttons. An edit that comes too late
// harms nobody: the message is gone, or a day and more old.
func (c *Courier) edit(ctx context.Context, to, ref string, m *conversation.Message) conversation.Answer {
	if _, err := strconv.ParseInt(ref, 10, 64); err != nil {
		return conversation.Answer{Outcome: conversation.Delivered, Why: "no message to edit"}
	}
	params, err := text(to, m)
	if err != nil {
		return conversation.Answer{Outcome: conversation.Refused, Why: err.Error()}
	}
	params["message_id"] = ref
	// Left out, the old buttons would stay.
	if err := params.AddInterface("reply_markup", inline(m.Buttons)); err != nil {
		return conversation.Answer{Outcome: conversation.Refused, Why: "unreadable buttons"}
	}
	method := "editMessageText"
	if m.HTML == "" { // the words stay
		method = "editMessageReplyMarkup"
		delete(params, "text")
		delete(params, "parse_mode")
		delete(params, "link_preview_options")
	}
	err = c.show(ctx, method, params, nil)
	var api *APIError
	if errors.As(err, &api) && api.Code == http.StatusBadRequest {
		switch {
		case api.says("message is not modified"):
			return conversation.Answer{Outcome: conversation.Delivered, Message: ref}
		case api.says("message to edit not found", "message can't be edited", "message_id_invalid"):
			return conversation.Answer{Outcome: conversation.Delivered, Message: ref, Why: api.brief()}
		}
	}
	answer := outcome(err)
	if answer.Outcome == conversation.Delivered {
		answer.Message = ref
	}
	return answer
}

// drop takes a message back. One that is gone is as it should be; one that is too
// old for Telegram to take back stays, and that has to be said.
func (c *Courier) drop(ctx context.Context, to, ref string) conversation.Answer {
	if _, err := strconv.ParseInt(ref, 10, 64); err != nil {
		return conversation.Answer{Outcome: conversation.Delivered, Why: "no message to take back"}
	}
	chat, err := chatID(to)
	if err != nil {
		return conversation.Answer{Outcome: conversation.Refused, Why: err.Error()}
	}
	err = c.client.call(ctx, "deleteMessage", tgbotapi.Params{"chat_id": chat, "message_id": ref}, nil)
	var api *APIError
	if errors.As(err, &api) && api.Code == http.StatusBadRequest && api.says("message to delete not found", "message_id_invalid") {
		return conversation.Answer{Outcome: conversation.Delivered, Why: api.brief()}
	}
	return outcome(err)
}

// toast answers a press. Telegram stops waiting after a while, and so do we.
func (c *Courier) toast(ctx context.Context, t *conversation.Toast) conversation.Answer {
	params := tgbotapi.Params{"callback_query_id": t.Callback}
	params.AddNonEmpty("text", t.Text)
	err := c.client.call(ctx, "answerCallbackQuery", params, nil)
	var api *APIError
	if errors.As(err, &api) && api.says("query is too old", "query_id_invalid", "query id is invalid") {
		return conversation.Answer{Outcome: conversation.Delivered, Why: "query is too old"}
	}
	return outcome(err)
}

// show calls a method that takes HTML. When Telegram cannot read it, the words
// are shown without their marks: better plain than not at all.
func (c *Courier) show(ctx context.Context, method string, params tgbotapi.Params, result any) error {
	err := c.client.call(ctx, method, params, result)
	var api *APIError
	if !errors.As(err, &api) || api.Code != http.StatusBadRequest || !api.says("can't parse entities") {
		return err
	}
	delete(params, "parse_mode")
	params["text"] = plain(params["text"])
	return c.client.call(ctx, method, params, result)
}

// text is what a message and an edit have in common.
func text(to string, m *conversation.Message) (tgbotapi.Params, error) {
	chat, err := chatID(to)
	if err != nil {
		return nil, err
	}
	return tgbotapi.Params{
		"chat_id": chat, "text": m.HTML, "parse_mode": tgbotapi.ModeHTML,
		"link_preview_options": `{"is_disabled":true}`,
	}, nil
}

var tags = regexp.MustCompile(`</?[A-Za-z][^<>]*>`)

func plain(marked string) string { return html.UnescapeString(tags.ReplaceAllString(marked, "")) }

// sendMarkup is what stands under a message or in place of the keyboard.
// Telegram takes one of them only; buttons come first.
func sendMarkup(m *conversation.Message) any {
	switch {
	case len(m.Buttons) > 0:
		return inline(m.Buttons)
	case m.Keyboard != nil:
		return keyboard(*m.Keyboard)
	}
	return nil
}

// buttonRows and button are what we need of the SDK's InlineKeyboardMarkup. Its
// button can be of many kinds, and to leave all but one out takes longer than the
// rest of a message.
type buttonRows struct {
	Rows [][]button `json:"inline_keyboard"`
}

type button struct {
	Text string `json:"text"`
	Data string `json:"callback_data"`
}

func inline(buttons [][]conversation.Button) buttonRows {
	rows := make([][]button, len(buttons)) // not nil, which would go out as null
	for i, row := range buttons {
		for _, b := range row {
			rows[i] = append(rows[i], button(b))
		}
	}
	return buttonRows{Rows: rows}
}

func keyboard(k conversation.Keyboard) any {
	var rows [][]tgbotapi.KeyboardButton
	if k.Contact != "" {
		rows = append(rows, tgbotapi.NewKeyboardButtonRow(tgbotapi.NewKeyboardButtonContact(k.Contact)))
	}
	for _, word := range k.Words {
		rows = append(rows, tgbotapi.NewKeyboardButtonRow(tgbotapi.NewKeyboardButton(word)))
	}
	if rows == nil {
		return tgbotapi.NewRemoveKeyboard(false)
	}
	return tgbotapi.ReplyKeyboardMarkup{Keyboard: rows, ResizeKeyboard: true, OneTimeKeyboard: true}
}
