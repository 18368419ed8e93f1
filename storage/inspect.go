package storage

import (
	"errors"
)

// errIndexKey refuses keys under which nothing of the storage would be found.
var errIndexKey = errors.New(`DATA_KEYS does not fit this storage: its index key (the pair with the id "` + indexKeyID + `", or else the last pair) is not the one the storage was begun with`)

// Inspection is what was found in a storage by somebody who only looked: nothing
// is written for it, made or taken. No word in it repeats a password.
type Inspection struct {
	Facts    []string          // what is as it should be
	Warnings []string          // what works and may yet lose something, each with what to set
	Problems []string          // what keeps the bot from working, each with what to do
	Settings map[string]string // those of InspectedSettings that were stored
}

// Fact adds one.
func (i *Inspection) Fact(words string) { i.Facts = append(i.Facts, words) }

// Warn adds a warning.
func (i *Inspection) Warn(words string) { i.Warnings = append(i.Warnings, words) }

// Problem adds one.
func (i *Inspection) Problem(words string) { i.Problems = append(i.Problems, words) }

// InspectedSettings are the names of the settings of the whole store, as Meta
// keeps them, that an inspection brings along.
func InspectedSettings() []string { return []string{metaFingerprint, metaSealing} }

// TryKeys says what is wrong with keys for the storage that was looked at, as
// NewStore would, and whether anything is stored there yet.
func (i *Inspection) TryKeys(keys *Keyring) (begun bool, err error) {
	kept, begun := i.Settings[metaFingerprint]
	switch {
	case !begun:
		return false, nil
	case kept != keys.Fingerprint():
		return true, errIndexKey
	case i.Settings[metaSealing] == "":
		return true, nil
	}
	p, err := parseProbes(i.Settings[metaSealing])
	if err != nil {
		return true, err
	}
	return true, p.check(keys)
}
