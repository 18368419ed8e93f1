package storage

import (
	"context"
	"errors"
	"time"
)

// What a caller may branch on. Every other error means that the backend could
// not be reached or did not work, and that nothing is known of the call's
// effect; all writes are safe to repeat.
var (
	ErrConflict = errors.New("storage: the record has moved on")
	ErrRepeated = errors.New("storage: the event was committed before")
	ErrTaken    = errors.New("storage: the index value belongs to another record")
	ErrLost     = errors.New("storage: the lease has passed on")
	ErrNotFound = errors.New("storage: not found")
	ErrFull     = errors.New("storage: too many events of the record are parked")
)

// DedupeAge is how long a committed event id is remembered at least. Telegram
// keeps an undelivered update for 24 hours, Slack retries for far less.
const DedupeAge = 48 * time.Hour

// ParkedLimit is how many events of one record may be parked at once, so that
// one broken record cannot fill the store.
const ParkedLimit = 1000

// Backend is what a storage technology has to offer. Instants are kept to the
// millisecond. All methods may be called
// from several goroutines and, on a shared backend, from several processes.
type Backend interface {
	// Load returns the record's row as of now, and whether the event with this
	// id (if not empty) has been committed to it within DedupeAge. A record
	// that was never committed is Row{} and no error.
	Load(ctx context.Context, id, event string) (Row, error)

	// Commit writes everything in c or nothing. It refuses, in this order:
	// ErrRepeated when c.Event was committed to this record within DedupeAge;
	// ErrConflict when the stored version is not c.Version; ErrLost when
	// c.Settle names an entry that this token no longer holds; ErrTaken when an
	// index value belongs to another record. On success the stored version is
	// c.Version+1. It returns one claim for each lane that had nothing in
	// flight and now holds an entry that may be sent, and the next claim of the
	// lane that was settled: the caller may deliver these at once. c.Settle names
	// a lane of this record; its Now and Lease hold for that lane, At and Lease
	// for the others. A lane in a bulk queue is left to ClaimEntries. A wake-up
	// is free of its lease afterwards, also when it is set to the same instant
	// again. If c.Event is parked, it is no more.
	//
	// With c.Erase all else that the store has of the record goes in the same
	// moment: journal lines before this one, entries, also those in flight, whose
	// settlements are lost from then on, receipts, index values, the wake-up, its
	// row on the board and parked events. The row that is written stays, with its
	// version and this one journal line, and so do dedupe marks for their time:
	// nothing that comes again begins the record anew. A token that was given
	// before settles nothing of what comes after. Such a commit has no entries,
	// no wake-up, no index values and no row on the board, and returns no claims.
	Commit(ctx context.Context, c Commit) ([]Claim, error)

	// ClaimEntries leases lanes that may be served at the story instant now and
	// that nobody holds, of each queue as many as there is room for, longest
	// waiting first, and returns the entry at the head of each. A lane whose lease
	// ran out unsettled is free again; its head has one more Unknowns once it is
	// taken anew, until then the late holder may still settle it.
	ClaimEntries(ctx context.Context, now time.Time, room Room, lease time.Duration) ([]Claim, error)

	// Settle removes the entry at the head of a lane after it was delivered or
	// given up, keeps its receipt if it is tracked, and returns the lane's next
	// entry, leased under a new token, or nil when the lane is empty or held
	// back. ErrLost when the token no longer holds the lane; nothing is changed
	// then.
	Settle(ctx context.Context, s Settlement) (*Claim, error)

	// PutBack gives up a lease without settling: the entry stays at the head
	// and the lane is not served before the story instant p.NotBefore. A
	// hold-back outlives an empty lane, and a later one never shortens it.
	// ErrLost as in Settle.
	PutBack(ctx context.Context, p PutBack) error

	// Renew lets the lease of an entry begin anew, for a send that takes longer
	// than most. Whoever stops renewing loses it as ever. ErrLost as in Settle.
	Renew(ctx context.Context, r Renewal) error

	// Book asks a budget, which all replicas share, for a place at or after the
	// story instant b.Now, and says from when the send may be made. When that is
	// more than b.Patience away, nothing is booked and ok is false. Shut closes a
	// budget until a story instant; a later call never opens it sooner.
	Book(ctx context.Context, b Booking) (at time.Time, ok bool, err error)
	Shut(ctx context.Context, budget string, until time.Time) error

	// ClaimWakes leases up to limit records whose wake-up is due at the story
	// instant now, earliest first. Each due wake-up is given to one caller until
	// its lease runs out; the record's next commit replaces it.
	ClaimWakes(ctx context.Context, now time.Time, limit int, lease time.Duration) ([]Wake, error)

	// Link makes name lead to a record, for names that platforms give (a Slack
	// thread). Linking the same pair again does nothing; a new id replaces the
	// old one. Resolve follows it, or returns ErrNotFound.
	Link(ctx context.Context, name, id string) error
	Resolve(ctx context.Context, name string) (id string, err error)

	// Find follows an index of the given shard (see ShardOf), or returns ErrNotFound.
	Find(ctx context.Context, shard, index, value string) (id string, err error)

	// Journal returns up to limit journal lines of a record with versions above
	// after, oldest first.
	Journal(ctx context.Context, id string, after uint64, limit int) ([]JournalLine, error)

	// Records lists the keys of up to limit committed records that come after
	// the given key, in an order of the backend's own; "" stands before them all,
	// and an empty answer is the end. Who goes on from the last key until the end
	// has met every record that was there all the while, exactly once, whatever
	// is written meanwhile.
	Records(ctx context.Context, after string, limit int) ([]string, error)

	// Board returns what lists show, of all records, in no order. OnBoard returns
	// it of one; nothing if they do not show it.
	Board(ctx context.Context) ([]BoardRow, error)
	OnBoard(ctx context.Context, id string) ([]byte, error)

	// Entries returns all that waits in a record's lanes, in flight or not: each
	// lane's in the order of delivery, without their Queue. It leases nothing.
	Entries(ctx context.Context, id string) ([]Entry, error)

	// Replace puts other bytes where sealed ones stand, each swap by itself, and
	// returns how many were done: a swap whose Old is not what stands there, byte
	// for byte, does nothing. Nothing else changes: no version, journal number,
	// lease, count or order. So whoever works on the record meanwhile is not
	// disturbed, and where they were first, theirs stays.
	Replace(ctx context.Context, id string, swaps []Swap) (int, error)

	// Park keeps an event of a record that cannot be stepped now, behind those
	// that are parked already. One that is parked stays as it is. ErrFull when
	// ParkedLimit others are.
	Park(ctx context.Context, id string, p Parked) error

	// Parked returns a record's parked events in the order of their parking.
	Parked(ctx context.Context, id string) ([]Parked, error)

	// Unpark drops a parked event, for one that turned out to be committed
	// already. A commit of the event does this by itself.
	Unpark(ctx context.Context, id, event string) error

	// ParkedRecords lists the records that have parked events, as Records does.
	ParkedRecords(ctx context.Context, after string, limit int) ([]string, error)

	// Sweep finishes what erasures could not take away in their commit: names in
	// other places, and bytes that a log still holds. It may be repeated, and by
	// several at once; what cannot be done yet is left to the next one.
	Sweep(ctx context.Context) error

	// Acquire takes or renews a named lease for holder, in lease time, and says
	// whether holder has it now. Release gives it up if holder has it.
	Acquire(ctx context.Context, name, holder string, lease time.Duration) (bool, error)
	Release(ctx context.Context, name, holder string) error

	// Meta returns the stored value of a setting of the whole store, after
	// storing value if there was none.
	Meta(ctx context.Context, name, value string) (string, error)

	// SwapMeta replaces a setting if it still is old, and says whether it did. A
	// setting that was never stored is "".
	SwapMeta(ctx context.Context, name, old, value string) (bool, error)

	// Pending says what is waiting, for health, settling and draining.
	Pending(ctx context.Context) (Pending, error)

	// Movable is for whoever copies the whole store into another.
	Movable

	// Close releases connections and files. It does not wait for leases.
	Close() error
}

// Row is a stored record: its version and its sealed bytes.
type Row struct {
	Version uint64 // 0: never committed
	Data    []byte
	Seen    bool // the event asked about was committed before
	Parked  bool // events of this record are parked
}

// BoardRow is what lists show of one record.
type BoardRow struct {
	ID   string
	Data []byte
}

// Commit is one step's outcome. It is written whole or not at all.
type Commit struct {
	ID      string // the record's key: see Keyring.ID
	Version uint64 // the version that was loaded
	Data    []byte // the new record, sealed
	Event   string // idempotency key of the event; empty: none
	At      time.Time
	Journal []byte        // the event, sealed; one journal line with version Version+1
	Entries []Entry       // appended to their lanes in this order
	Settle  *Settlement   // the delivery this event reports, settled with it
	Wake    time.Time     // the record's only wake-up from now on; zero: none
	Index   []Index       // added; kept until erased
	Board   []byte        // what lists show of the record, sealed; nil: as before, empty: they do not show it
	Erase   *Erasure      // all else of the record goes; nil: nothing does
	Lease   time.Duration // for the claims that are returned
}

// Erasure says where else something leads to a record that is erased.
type Erasure struct {
	Links   []string // names that were linked to it; those that lead to another by now stay
	Indexes []string // the names of the indexes that may hold values of it
}

// Queue is where a lane waits for somebody to claim it. What a person waits for
// and what may wait stand in queues of their own, so that neither holds up the
// other. A lane waits in the first of the queues that its entries, since it was
// last empty, were meant for.
type Queue int

// The queues.
const (
	ChatQueue Queue = iota // what applicants wait for
	DeskQueue              // what associates wait for
	ChatBulk               // what applicants need not have at once
	DeskBulk               // what associates need not have at once
	MailQueue              // mail, whose server may take its time and must hold up nothing else
	Queues                 // how many there are
)

// Bulk says whether what waits in the queue may go on waiting: only ClaimEntries
// gives it out, as far as there is room.
func (q Queue) Bulk() bool { return q >= ChatBulk }

// Room is how many lanes may be claimed from each queue.
type Room [Queues]int

// Lane is one side of one record, such as the applicant's chat or the case's
// thread at the desk. Entries of a lane are delivered in order, one at a time.
type Lane struct {
	Record string
	Side   string
}

// Entry is one call to a platform, waiting in its lane.
type Entry struct {
	ID         string // unique within the record
	Side       string
	Queue      Queue
	Body       []byte // sealed
	Ref        string // the entry whose receipt this one needs (it edits it, or answers in its thread)
	Track      bool   // keep the receipt, because a later entry will need it
	Repeatable bool   // doing it twice does no harm: never counted as unknown
}

// Claim is an entry leased to the caller, who must Settle it, put it back, or
// name it in a commit.
type Claim struct {
	Lane     Lane
	Queue    Queue  // in which the lane waited
	Entry    Entry  // its own Queue is not kept
	Receipt  string // of Entry.Ref; empty when that was never delivered
	Token    int64  // fences the lease: a token that was passed on settles nothing
	Tries    int    // sends that surely failed
	Unknowns int    // sends whose result never came (not counted for Repeatable entries)
}

// Settlement ends an entry.
type Settlement struct {
	Lane      Lane
	Entry     string
	Token     int64
	Receipt   string        // what the platform calls the message; empty: nothing to keep
	As        string        // the entry whose receipt it is from now on, in place of an earlier one; empty: its own
	NotBefore time.Time     // the lane's next entry may not be sent before this; zero: at once
	Pace      Pace          // what the send used up of its lane; zero: nothing
	Now       time.Time     // story time, against which NotBefore and Pace are held
	Lease     time.Duration // for the next entry's claim
}

// Keeps is the entry under which the receipt is kept.
func (s Settlement) Keeps() string {
	if s.As != "" {
		return s.As
	}
	return s.Entry
}

// PutBack returns an entry to the head of its lane.
type PutBack struct {
	Lane      Lane
	Entry     string
	Token     int64
	NotBefore time.Time
	Untried   bool // no send was begun: nothing is counted
	Unknown   bool // the send may have happened
}

// Renewal lets a lease begin anew.
type Renewal struct {
	Lane  Lane
	Entry string
	Token int64
	Lease time.Duration
}

// Wake is a record whose wake-up is due.
type Wake struct {
	ID  string
	Due time.Time
}

// Index is a value that leads to its record and to no other, kept in the
// record's own shard.
type Index struct {
	Name  string
	Value string
}

// JournalLine is one committed event.
type JournalLine struct {
	Version uint64
	At      time.Time
	Data    []byte
}

// Pending says what a store still has to do.
type Pending struct {
	Entries   int               // waiting or in flight
	InFlight  int               // lanes and wake-ups under lease
	Lanes     [Queues]int       // of each queue those that hold entries, under lease or not
	NextEntry [Queues]time.Time // earliest story instant at which a free lane of the queue may be served; zero: none
	NextWake  time.Time         // earliest wake-up that is not under lease; zero: none
}

// ShardOf returns the part of a record's key that decides where it is kept.
// A case's reference carries it, so that a reference leads to its shard.
func ShardOf(id string) string {
	if len(id) < 2 {
		return ""
	}
	return id[:2]
}
