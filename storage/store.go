package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"residencyassist/conversation"
)

// The names under which a store keeps what holds for all of it.
const (
	metaFingerprint = "index-key"
	metaSealing     = "sealing-keys"
	indexRef        = "ref"
)

var (
	// ErrUnreadable says that something stored cannot be opened with these keys,
	// or is not what this program wrote. The store works; this one thing does not.
	ErrUnreadable = errors.New("storage: it cannot be opened")

	// ErrKeyMissing is ErrUnreadable where the key is not among ours: another
	// replica may well have it.
	ErrKeyMissing = errors.New("storage: the key is missing")
)

// Store is a backend that speaks in records, events and entries: it seals what
// goes in and opens what comes out. Nothing else stands between the bot and a
// backend.
type Store struct {
	Backend
	keys   *Keyring
	packer packer
}

// NewStore joins a backend and a keyring. It refuses a copy that is not finished
// (see Copy), and keys that do not fit what is stored already, before anything is
// read with them, and makes known that the first of them seals from now on (see
// HoldKey).
func NewStore(ctx context.Context, b Backend, keys *Keyring) (*Store, error) {
	s := &Store{Backend: b, keys: keys}
	if err := s.checkWhole(ctx); err != nil {
		return nil, err
	}
	kept, err := b.Meta(ctx, metaFingerprint, keys.Fingerprint())
	if err != nil {
		return nil, fmt.Errorf("checking the keys: %w", err)
	}
	if kept != keys.Fingerprint() {
		return nil, errIndexKey
	}
	if err := s.checkKeys(ctx); err != nil {
		return nil, err
	}
	if err := s.beginSealing(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// ID returns the key of the record that belongs to a chat.
func (s *Store) ID(chat string) string { return s.keys.ID(chat) }

// Loaded is a record as it was read. A record that was never committed has
// nothing but its key.
type Loaded struct {
	Record  conversation.Record
	Version uint64
	Seen    bool
	Parked  bool // events of the record wait to be taken up
}

// Read returns the record with this key, and whether the event was committed
// to it before.
func (s *Store) Read(ctx context.Context, id, event string) (Loaded, error) {
	row, err := s.Load(ctx, id, event)
	if err != nil {
		return Loaded{}, err
	}
	out := Loaded{Version: row.Version, Seen: row.Seen, Parked: row.Parked, Record: conversation.Record{ID: id}}
	if row.Version == 0 {
		return out, nil
	}
	return out, s.open(id, recordField, row.Data, &out.Record)
}

// Plain returns the plain text of a stored record, and its version. A record
// that was never committed has none.
func (s *Store) Plain(ctx context.Context, id string) ([]byte, uint64, error) {
	row, err := s.Load(ctx, id, "")
	if err != nil || row.Version == 0 {
		return nil, 0, err
	}
	text, err := s.unseal(id, recordField, row.Data)
	return text, row.Version, err
}

// Plain returns the plain text of a step's record, as Write keeps it.
func Plain(res conversation.Result) ([]byte, error) {
	return json.Marshal(marked(res))
}

// Step is what one event came to, ready to be committed.
type Step struct {
	ID      string
	Version uint64
	Event   string // the event's idempotency key
	Result  conversation.Result
	At      time.Time
	Settle  *Settlement
	Lease   time.Duration
}

// Delivery is an entry that is the caller's to deliver. One that cannot be opened
// says why; it can only be settled.
type Delivery struct {
	Claim
	Entry      conversation.Entry
	Unreadable error
}

// Write commits a step and returns what may be delivered at once.
func (s *Store) Write(ctx context.Context, step Step) ([]Delivery, error) {
	kept := marked(step.Result)
	record, err := s.seal(step.ID, recordField, kept)
	if err != nil {
		return nil, err
	}
	journal, err := s.seal(step.ID, journalField(step.Version+1), step.Result.Event)
	if err != nil {
		return nil, err
	}
	c := Commit{
		ID: step.ID, Version: step.Version, Data: record, Event: step.Event, At: step.At,
		Journal: journal, Settle: step.Settle, Wake: step.Result.Wake, Lease: step.Lease,
	}
	c.Entries = make([]Entry, 0, len(step.Result.Entries))
	for _, e := range step.Result.Entries {
		body, err := s.seal(step.ID, entryField(e.ID), e)
		if err != nil {
			return nil, err
		}
		c.Entries = append(c.Entries, Entry{
			ID: e.ID, Side: string(e.Side), Queue: queueOf(e), Body: body, Ref: e.Ref, Track: e.Track, Repeatable: e.Repeatable,
		})
	}
	if step.Result.Record.Shown != kept.Shown {
		if c.Board, err = s.sealRow(step); err != nil {
			return nil, err
		}
	}
	if step.Result.Erase {
		c.Erase = &Erasure{Links: step.Result.Links, Indexes: []string{indexRef}}
		c.Board = nil
	}
	for _, ref := range step.Result.Refs {
		c.Index = append(c.Index, Index{Name: indexRef, Value: ref})
	}
	claims, err := s.Commit(ctx, c)
	if err != nil {
		return nil, err
	}
	return s.deliveries(claims, step.Result.Entries...), nil
}

// queueOf says where an entry's lane waits.
func queueOf(e conversation.Entry) Queue {
	switch {
	case e.Side == conversation.Post:
		return MailQueue
	case e.Side == conversation.Chat && e.Bulk:
		return ChatBulk
	case e.Side == conversation.Chat:
		return ChatQueue
	case e.Bulk:
		return DeskBulk
	}
	return DeskQueue
}

// Next claims entries that may be delivered at now, as many as there is room for.
func (s *Store) Next(ctx context.Context, now time.Time, room Room, lease time.Duration) ([]Delivery, error) {
	claims, err := s.ClaimEntries(ctx, now, room, lease)
	if err != nil {
		return nil, err
	}
	return s.deliveries(claims), nil
}

// Done settles a delivery that nobody asked to hear of, and returns the lane's
// next one, if any.
func (s *Store) Done(ctx context.Context, settled Settlement) (*Delivery, error) {
	claim, err := s.Settle(ctx, settled)
	if err != nil || claim == nil {
		return nil, err
	}
	return &s.deliveries([]Claim{*claim})[0], nil
}

// FindRef returns the key of the record whose case bears this reference.
func (s *Store) FindRef(ctx context.Context, ref string) (string, error) {
	ref, err := conversation.ParseRef(ref)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrNotFound, err)
	}
	return s.Find(ctx, conversation.RefShard(ref), indexRef, ref)
}

// Happened is one line of a record's journal, opened.
type Happened struct {
	Version uint64
	At      time.Time
	Event   conversation.Event
}

// History returns up to limit events of a record after a version, oldest first.
func (s *Store) History(ctx context.Context, id string, after uint64, limit int) ([]Happened, error) {
	lines, err := s.Journal(ctx, id, after, limit)
	if err != nil {
		return nil, err
	}
	out := make([]Happened, len(lines))
	for i, l := range lines {
		out[i] = Happened{Version: l.Version, At: l.At}
		if err := s.open(id, journalField(l.Version), l.Data, &out[i].Event); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// deliveries opens what was claimed, but for the entries that were sealed only
// just now.
func (s *Store) deliveries(claims []Claim, fresh ...conversation.Entry) []Delivery {
	out := make([]Delivery, len(claims))
	for i, c := range claims {
		out[i].Claim = c
		if at := slices.IndexFunc(fresh, func(e conversation.Entry) bool { return e.ID == c.Entry.ID }); at >= 0 {
			out[i].Entry = fresh[at]
			continue
		}
		out[i].Unreadable = s.open(c.Lane.Record, entryField(c.Entry.ID), c.Entry.Body, &out[i].Entry)
	}
	return out
}

func (s *Store) seal(id, field string, value any) ([]byte, error) {
	plain, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("writing %s of record %s: %w", field, id, err)
	}
	if plain, err = s.packer.pack(field, plain); err != nil {
		return nil, fmt.Errorf("packing %s of record %s: %w", field, id, err)
	}
	return s.keys.Seal(id, field, plain), nil
}

func (s *Store) open(id, field string, sealed []byte, into any) error {
	plain, err := s.unseal(id, field, sealed)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, into); err != nil {
		return fmt.Errorf("%w: reading %s of record %s: %w", ErrUnreadable, field, id, err)
	}
	return nil
}

// unseal returns the plain text of what was sealed.
func (s *Store) unseal(id, field string, sealed []byte) ([]byte, error) {
	plain, err := s.keys.Open(id, field, sealed)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	if plain, err = s.packer.unpack(plain); err != nil {
		return nil, fmt.Errorf("%w: unpacking %s of record %s: %w", ErrUnreadable, field, id, err)
	}
	return plain, nil
}

// The fields under which the parts of a record are sealed.

const recordField = "record"

func entryField(id string) string        { return "entry/" + id }
func journalField(version uint64) string { return "journal/" + strconv.FormatUint(version, 10) }
