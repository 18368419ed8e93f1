package telegram

// The objects of the Bot API as they travel. A message is never changed in
// place once it was handed out: its slices and pointers are replaced.

type user struct {
	ID           int64  `json:"id"`
	IsBot        bool   `json:"is_bot"`
	FirstName    string `json:"first_name"`
	LastName     string `json:"last_name,omitempty"`
	Username     string `json:"username,omitempty"`
	LanguageCode string `json:"language_code,omitempty"`
}

type chat struct {
	ID        int64  `json:"id"`
	Type      string `json:"type"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
}

type entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"` // in UTF-16 units, as Length
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`
	Language string `json:"language,omitempty"`
}

type message struct {
	MessageID       int             `json:"message_id"`
	From            user            `json:"from"`
	Chat            chat            `json:"chat"`
	Date            int64           `json:"date"`
	EditDate        int64           `json:"edit_date,omitempty"`
	ReplyToMessage  *message        `json:"reply_to_message,omitempty"`
	MediaGroupID    string          `json:"media_group_id,omitempty"`
	Text            string          `json:"text,omitempty"`
	Entities        []entity        `json:"entities,omitempty"`
	Document        *document       `json:"document,omitempty"`
	Photo           []photoSize     `json:"photo,omitempty"`
	Voice           *voice          `json:"voice,omitempty"`
	Sticker         *sticker        `json:"sticker,omitempty"`
	Contact         *contact        `json:"contact,omitempty"`
	Location        *location       `json:"location,omitempty"`
	Caption         string          `json:"caption,omitempty"`
	CaptionEntities []entity        `json:"caption_entities,omitempty"`
	ReplyMarkup     *inlineKeyboard `json:"reply_markup,omitempty"`
}

type fileInfo struct {
	FileID       string `json:"file_id"`
	FileUniqueID string `json:"file_unique_id"`
	FileSize     int    `json:"file_size,omitempty"`
	FilePath     string `json:"file_path,omitempty"`
}

type document struct {
	fileInfo
	FileName string `json:"file_name,omitempty"`
	MimeType string `json:"mime_type,omitempty"`
}

type photoSize struct {
	fileInfo
	Width  int `json:"width"`
	Height int `json:"height"`
}

type voice struct {
	fileInfo
	Duration int    `json:"duration"`
	MimeType string `json:"mime_type"`
}

type sticker struct {
	fileInfo
	Type       string `json:"type"`
	Width      int    `json:"width"`
	Height     int    `json:"height"`
	IsAnimated bool   `json:"is_animated"`
	IsVideo    bool   `json:"is_video"`
	Emoji      string `json:"emoji,omitempty"`
}

type contact struct {
	PhoneNumber string `json:"phone_number"`
	FirstName   string `json:"first_name"`
	LastName    string `json:"last_name,omitempty"`
	UserID      int64  `json:"user_id,omitempty"`
}

type location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

type callbackQuery struct {
	ID           string  `json:"id"`
	From         user    `json:"from"`
	Message      message `json:"message"`
	ChatInstance string  `json:"chat_instance"`
	Data         string  `json:"data"`
}

type chatMember struct {
	Status    string `json:"status"`
	User      user   `json:"user"`
	UntilDate *int64 `json:"until_date,omitempty"` // present when kicked
}

type chatMemberUpdated struct {
	Chat          chat       `json:"chat"`
	From          user       `json:"from"`
	Date          int64      `json:"date"`
	OldChatMember chatMember `json:"old_chat_member"`
	NewChatMember chatMember `json:"new_chat_member"`
}
