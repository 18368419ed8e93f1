package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"residencyassist/conversation"
	"residencyassist/storage"
)

// Mind takes steps. *conversation.Engine is one.
type Mind interface {
	Step(rec conversation.Record, ev conversation.Event, now time.Time) (conversation.Result, error)
	Apologise(rec conversation.Record, ev conversation.Event, now time.Time) conversation.Result
	Stands(rec conversation.Record, entry conversation.Entry, book *conversation.Book, now time.Time) bool
}

// Memory keeps what steps come to. *storage.Store is one; the contract stands
// with storage.Backend.
type Memory interface {
	ID(chat string) string
	Read(ctx context.Context, id, event string) (storage.Loaded, error)
	Write(ctx context.Context, step storage.Step) ([]storage.Delivery, error)
	Next(ctx context.Context, now time.Time, room storage.Room, lease time.Duration) ([]storage.Delivery, error)
	Done(ctx context.Context, s storage.Settlement) (*storage.Delivery, error)
	PutBack(ctx context.Context, p storage.PutBack) error
	Renew(ctx context.Context, r storage.Renewal) error
	Book(ctx context.Context, b storage.Booking) (at time.Time, ok bool, err error)
	Shut(ctx context.Context, budget string, until time.Time) error
	Park(ctx context.Context, id string, ev conversation.Event, at time.Time) error
	Parked(ctx context.Context, id string) ([]storage.Waiting, error)
	Unpark(ctx context.Context, id, event string) error
	ParkedRecords(ctx context.Context, after string, limit int) ([]string, error)
	ClaimWakes(ctx context.Context, now time.Time, limit int, lease time.Duration) ([]storage.Wake, error)
	Link(ctx context.Context, name, id string) error
	Resolve(ctx context.Context, name string) (string, error)
	Board(ctx context.Context) ([]conversation.Row, error)
	Pending(ctx context.Context) (storage.Pending, error)
	Sweep(ctx context.Context) error
}

// Courier carries entries of one side to its platform, one call an entry.
type Courier interface {
	Deliver(ctx context.Context, p conversation.Parcel) conversation.Answer
}

// Recaller is a courier that can find out whether an earlier send arrived: it
// may be given an entry again as often as needed.
type Recaller interface {
	Recalls() bool
}

// Finder asks a platform which record a thread belongs to, when the memory has
// not heard of the thread yet. It returns "" for a thread that is none of ours.
type Finder interface {
	RecordOf(ctx context.Context, thread string) (string, error)
}

// Premises is where the desk is. Place names it, "" as long as that is not known;
// Holds says whether a thread is there.
type Premises interface {
	Place() string
	Holds(thread string) bool
}

// Clock is story time. Moved is poked when it jumped, so that nobody waits for
// an instant that has passed.
type Clock interface {
	Now() time.Time
	Moved() <-chan struct{}
}

// Config is what a Bot is made of.
type Config struct {
	Mind     Mind
	Memory   Memory
	Couriers map[conversation.Side]Courier
	Finder   Finder                         // may be nil
	Premises Premises                       // may be nil: the desk never moves
	Limits   func(conversation.Entry) Limit // may be nil: none
	Clock    Clock
	Log      *slog.Logger
}

// Bot carries events. Its methods may be called from several goroutines.
type Bot struct {
	Config
	threads  threadCache
	foreign  foreignThreads
	working  sync.WaitGroup
	busy     atomic.Int64
	draining atomic.Bool
	slots    chan struct{} // of what people wait for
	mailing  chan struct{} // of mail, whose servers may be slow
	shut     shutQueues
	waits    waits
	shelf    bookshelf
	desk     bool   // the associates' own record has begun
	deskAt   string // the place to which every open case has been led
	Counts   Counts
}

// Counts are figures for the log and for metrics.
type Counts struct {
	Steps, Repeats, Conflicts, Failures, Parked, TakenUp atomic.Int64
	Delivered, Retried, Repeated, Failed, Paced          atomic.Int64
}

// maxConflicts is how often a step is taken again because another event of the
// same record was first.
const maxConflicts = 50

// New returns a bot.
func New(c Config) *Bot {
	if c.Limits == nil {
		c.Limits = func(conversation.Entry) Limit { return Limit{} }
	}
	return &Bot{Config: c, slots: make(chan struct{}, deliveriesAtOnce), mailing: make(chan struct{}, mailsAtOnce)}
}

// Handle takes one event to its commit. It returns nil once the event is safe,
// also when it had been before; an event whose error is not nil has to be
// given again, unless it is conversation.ErrNoRecord.
func (b *Bot) Handle(ctx context.Context, ev conversation.Event) error {
	b.busy.Add(1)
	defer b.busy.Add(-1)
	id, err := b.locate(ctx, ev)
	if errors.Is(err, storage.ErrNotFound) {
		return nil // a thread that is none of ours
	}
	if err != nil {
		return fmt.Errorf("finding the record of an event: %w", err)
	}
	err = b.take(ctx, id, ev, nil)
	switch {
	case errors.Is(err, storage.ErrUnreadable):
		return b.park(ctx, id, ev, err)
	case errors.Is(err, conversation.ErrNoRecord) && ev.Chat != "":
		return nil // nobody waits for an answer, and nothing is to be kept
	}
	return err
}

// take is the law, in turn: what is parked of the record goes first, unless a
// lease is waiting to be settled.
func (b *Bot) take(ctx context.Context, id string, ev conversation.Event, settle *storage.Settlement) error {
	return b.law(ctx, id, ev, settle, settle != nil)
}

// law is the law: load, one pure step, one atomic commit, deliver. A commit
// that loses a race is stepped again on the fresh record.
func (b *Bot) law(ctx context.Context, id string, ev conversation.Event, settle *storage.Settlement, first bool) error {
	for range maxConflicts {
		loaded, err := b.Memory.Read(ctx, id, ev.ID)
		if err != nil {
			return fmt.Errorf("reading record %s: %w", id, err)
		}
		if loaded.Seen {
			b.Counts.Repeats.Add(1)
			return nil
		}
		if loaded.Parked && !first {
			if err := b.takeUp(ctx, id); err != nil {
				return err
			}
			first = true
			continue
		}
		if ev, err = b.informed(ctx, id, ev); err != nil {
			return err
		}
		if gone := loaded.Version == 0 || !loaded.Record.Erased.IsZero(); gone && !ev.Begins() {
			return conversation.ErrNoRecord // only what an applicant says begins a record
		}
		now := moment(b.Clock.Now())
		res := b.step(loaded.Record, ev, now)
		deliveries, err := b.Memory.Write(ctx, storage.Step{
			ID: id, Version: loaded.Version, Event: ev.ID, At: now, Settle: settle, Lease: deliveryLease,
			Result: res,
		})
		switch {
		case err == nil:
			b.Counts.Steps.Add(1)
			if ev.Desk {
				b.shelf.forget()
			}
			b.carry(deliveries)
			if res.Erase {
				b.erased(ctx, id)
			}
			return nil
		case errors.Is(err, storage.ErrRepeated):
			b.Counts.Repeats.Add(1)
			return nil
		case errors.Is(err, storage.ErrConflict):
			b.Counts.Conflicts.Add(1)
		case errors.Is(err, storage.ErrTaken):
			ev.Nonce++
		default:
			return fmt.Errorf("committing to record %s: %w", id, err)
		}
	}
	return fmt.Errorf("committing to record %s: others were first %d times", id, maxConflicts)
}

// step asks the mind, and says in the log when it fails.
func (b *Bot) step(rec conversation.Record, ev conversation.Event, now time.Time) conversation.Result {
	res, failure := attempt(b.Mind, rec, ev, now)
	if failure != nil {
		b.failed(rec, ev, *failure)
	}
	return res
}

// failure is why a step failed.
type failure struct {
	what  string
	stack string // of a panic
}

// attempt asks the mind. When it fails or panics, the record stays as it is, the
// person is told, and the event counts as taken: it would fail again.
func attempt(mind Mind, rec conversation.Record, ev conversation.Event, now time.Time) (res conversation.Result, failed *failure) {
	defer func() {
		if p := recover(); p != nil {
			failed = &failure{fmt.Sprintf("panic: %T", p), string(debug.Stack())}
			res = apologise(mind, rec, ev, now)
		}
	}()
	res, err := mind.Step(rec, ev, now)
	if err != nil {
		return apologise(mind, rec, ev, now), &failure{what: err.Error()}
	}
	return res, nil
}

// tryAgain is when a wake-up that failed is tried again: not at once, or it
// would fail for ever without a pause.
const tryAgain = 5 * time.Minute

// apologise asks the mind for kind words. Should that fail as well, nothing is
// said, and nothing else happens.
func apologise(mind Mind, rec conversation.Record, ev conversation.Event, now time.Time) (res conversation.Result) {
	defer func() {
		if p := recover(); p != nil {
			res = conversation.Result{Record: rec, Event: conversation.Event{ID: ev.ID, Kind: ev.Kind}}
		}
		if ev.Kind == conversation.Woke && !res.Wake.After(now.Add(tryAgain)) {
			res.Wake = now.Add(tryAgain)
		}
	}()
	return mind.Apologise(rec, ev, now)
}

func (b *Bot) failed(rec conversation.Record, ev conversation.Event, f failure) {
	b.Counts.Failures.Add(1)
	about := []any{"record", rec.ID, "case", rec.Ref(), "kind", ev.Kind, "problem", f.what}
	if f.stack != "" {
		about = append(about, "stack", f.stack)
	}
	b.Log.Error("a step failed", about...)
}
