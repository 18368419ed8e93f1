package bot

import (
	"encoding/json"
	"fmt"
	"time"

	"residencyassist/conversation"
	"residencyassist/storage"
)

// moment is an instant as the journal keeps it, so that a replay steps at the very
// instants at which the bot did.
func moment(at time.Time) time.Time { return at.UTC().Truncate(time.Millisecond) }

// Replay is a record that is rebuilt from its journal, by the steps that the bot
// took and with what it did where one of them failed. Between two steps the record
// is written and read, as a store does it.
type Replay struct {
	Mind   Mind
	record conversation.Record
	text   []byte
	last   conversation.Result
}

// NewReplay begins with an empty record.
func NewReplay(mind Mind, id string) *Replay {
	return &Replay{Mind: mind, record: conversation.Record{ID: id}}
}

// Take takes the journal's next event.
func (r *Replay) Take(line storage.Happened) error {
	res, _ := attempt(r.Mind, r.record, line.Event, moment(line.At))
	r.last = res
	text, err := storage.Plain(res)
	if err != nil {
		return fmt.Errorf("writing the record after event %d: %w", line.Version, err)
	}
	r.text, r.record = text, conversation.Record{}
	if err := json.Unmarshal(text, &r.record); err != nil {
		return fmt.Errorf("reading the record after event %d: %w", line.Version, err)
	}
	return nil
}

// Text is the plain text of the record as it would be stored now.
func (r *Replay) Text() []byte { return r.text }

// Last is what the event that was taken last came to.
func (r *Replay) Last() conversation.Result { return r.last }
