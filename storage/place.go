package storage

import "time"

// Parked is an event that waits until its record can be read.
type Parked struct {
	Event string // its idempotency key
	At    time.Time
	Data  []byte // sealed
}

// Part is a kind of place in a record where sealed bytes stand.
type Part int

// The parts of a record that are sealed.
const (
	InRow     Part = iota // Row.Data
	InJournal             // a JournalLine's Data, by Version
	InEntry               // an Entry's Body, by Side and Name
	InParked              // a Parked's Data, by Name
	InBoard               // a BoardRow's Data
)

// Place is where sealed bytes stand in a record.
type Place struct {
	Part    Part
	Version uint64 // of the journal line
	Side    string // of the entry
	Name    string // of the entry or the parked event
}

// Swap replaces sealed bytes by others that say the same.
type Swap struct {
	Place Place
	Old   []byte
	New   []byte
}
