package telegram

import (
	"encoding/json"
	"net/url"
	"slices"
)

type inlineKeyboard struct {
	Rows [][]inlineButton `json:"inline_keyboard"`
}

// inlineButton is a button under a message. Kinds that this Telegram does not
// play are accepted and carried along.
type inlineButton struct {
	Text              string          `json:"text"`
	CallbackData      string          `json:"callback_data,omitempty"`
	URL               string          `json:"url,omitempty"`
	Style             string          `json:"style,omitempty"`
	WebApp            json.RawMessage `json:"web_app,omitempty"`
	LoginURL          json.RawMessage `json:"login_url,omitempty"`
	CopyText          json.RawMessage `json:"copy_text,omitempty"`
	SwitchInlineQuery *string         `json:"switch_inline_query,omitempty"`
}

// replyButton is a button in place of the person's keyboard. It may be a plain
// word instead of an object.
type replyButton struct {
	Text            string `json:"text"`
	RequestContact  bool   `json:"request_contact"`
	RequestLocation bool   `json:"request_location"`
}

func (b *replyButton) UnmarshalJSON(raw []byte) error {
	if json.Unmarshal(raw, &b.Text) == nil {
		return nil
	}
	type object replyButton // without this method
	return json.Unmarshal(raw, (*object)(b))
}

// replyKeyboard is what a person's keyboard shows, until it is removed.
type replyKeyboard struct {
	rows [][]replyButton
	once bool // gone after one press
}

// markup is a reply_markup of any kind; at most one of its fields is set.
type markup struct {
	inline *inlineKeyboard
	reply  *replyKeyboard
	remove bool
	force  bool
}

func (m markup) other() bool { return m.reply != nil || m.remove || m.force }

func (p params) markup() (markup, error) {
	var raw struct {
		Inline [][]inlineButton `json:"inline_keyboard"`
		Reply  [][]replyButton  `json:"keyboard"`
		Once   bool             `json:"one_time_keyboard"`
		Remove bool             `json:"remove_keyboard"`
		Force  bool             `json:"force_reply"`
	}
	given, err := p.object("reply_markup", &raw)
	if err != nil || !given {
		return markup{}, err
	}
	switch {
	case raw.Inline != nil:
		k, err := checkInline(raw.Inline)
		return markup{inline: k}, err
	case raw.Reply != nil:
		return markup{reply: &replyKeyboard{rows: raw.Reply, once: raw.Once}}, checkReply(raw.Reply)
	case raw.Remove || raw.Force:
		return markup{remove: raw.Remove, force: raw.Force}, nil
	}
	return markup{}, badRequest("object expected as reply markup")
}

// checkInline refuses what Telegram refuses, and drops empty rows as it does.
func checkInline(rows [][]inlineButton) (*inlineKeyboard, error) {
	var kept [][]inlineButton
	count := 0
	for _, row := range rows {
		for _, b := range row {
			if err := b.check(); err != nil {
				return nil, err
			}
		}
		if count += len(row); len(row) > 0 {
			kept = append(kept, row)
		}
	}
	switch {
	case count > maxButtons:
		return nil, badRequest("reply markup is too long")
	case count == 0:
		return nil, nil
	}
	return &inlineKeyboard{Rows: kept}, nil
}

func (b inlineButton) check() error {
	actions := 0
	for _, is := range []bool{
		b.CallbackData != "", b.URL != "", b.WebApp != nil, b.LoginURL != nil, b.CopyText != nil, b.SwitchInlineQuery != nil,
	} {
		if is {
			actions++
		}
	}
	switch {
	case b.Text == "":
		return badRequest("can't parse inline keyboard button: Field \"text\" must be non-empty")
	case actions == 0:
		return badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	case actions > 1:
		return badRequest("can't parse inline keyboard button: exactly one action must be specified")
	case len(b.CallbackData) > maxCallbackData:
		return badRequest("BUTTON_DATA_INVALID")
	case !slices.Contains([]string{"", "danger", "success", "primary"}, b.Style):
		return badRequest("can't parse inline keyboard button: invalid button style specified")
	}
	if b.URL != "" {
		if u, err := url.Parse(b.URL); err != nil || !slices.Contains([]string{"http", "https", "tg"}, u.Scheme) {
			return badRequest("inline keyboard button URL is invalid: Wrong HTTP URL")
		}
	}
	return nil
}

func checkReply(rows [][]replyButton) error {
	count := 0
	for _, row := range rows {
		for _, b := range row {
			count++
			if b.Text == "" {
				return badRequest("can't parse keyboard button: Field \"text\" must be non-empty")
			}
		}
	}
	switch {
	case count == 0:
		return badRequest("keyboard must have at least one button")
	case count > 3*maxButtons:
		return badRequest("reply markup is too long")
	}
	return nil
}

// find returns the button that carries these words.
func (k *inlineKeyboard) find(words string) (inlineButton, bool) {
	if k == nil {
		return inlineButton{}, false
	}
	for _, row := range k.Rows {
		for _, b := range row {
			if b.Text == words {
				return b, true
			}
		}
	}
	return inlineButton{}, false
}

// words are the buttons as a person reads them.
func (k *inlineKeyboard) words() [][]string {
	rows := [][]string{}
	if k == nil {
		return rows
	}
	for _, row := range k.Rows {
		var texts []string
		for _, b := range row {
			texts = append(texts, b.Text)
		}
		rows = append(rows, texts)
	}
	return rows
}

func (k *replyKeyboard) find(words string) (replyButton, bool) {
	if k == nil {
		return replyButton{}, false
	}
	for _, row := range k.rows {
		for _, b := range row {
			if b.Text == words {
				return b, true
			}
		}
	}
	return replyButton{}, false
}

func (k *replyKeyboard) words() [][]string {
	if k == nil {
		return nil
	}
	var rows [][]string
	for _, row := range k.rows {
		var texts []string
		for _, b := range row {
			texts = append(texts, b.Text)
		}
		rows = append(rows, texts)
	}
	return rows
}
