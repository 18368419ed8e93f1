package storage

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"maps"
	"slices"
	"strings"
	"sync"
)

// KeySize is the length of every key, in bytes.
const KeySize = 32

// indexKeyID names the pair of DATA_KEYS that holds the index key.
const indexKeyID = "index"

// sealVersion is the first byte of everything sealed, so that another form can
// follow this one.
const sealVersion = 1

// crockford spells record keys: 32 signs that nobody mistakes for one another
// on the telephone, because references are made of them.
var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// Keyring seals personal data and hides it in keys. The first key seals, every
// key opens; the index key makes record keys and is never rotated. A Keyring
// does not change once made.
type Keyring struct {
	first string
	aeads map[string]cipher.AEAD
	index []byte
	macs  sync.Pool // of the index key: to begin anew costs less than to begin
	from  string    // the key from which the index key is derived; empty: it has a pair of its own
}

// ParseKeyring reads DATA_KEYS: id:base64 pairs, separated by commas, each key
// 32 bytes. The pair with the id "index" is the index key. Without one the
// index key is derived from the last pair, which then has to stay the last.
// Errors name the pair, never the key.
func ParseKeyring(s string) (*Keyring, error) {
	k := &Keyring{aeads: map[string]cipher.AEAD{}}
	var last []byte
	var lastID string
	for i, pair := range strings.Split(s, ",") {
		id, key, err := parsePair(strings.TrimSpace(pair))
		if err != nil {
			return nil, fmt.Errorf("key %d: %w", i+1, err)
		}
		if id == indexKeyID {
			if k.index != nil {
				return nil, fmt.Errorf("key %d: the id %q stands twice", i+1, id)
			}
			k.index = key
			continue
		}
		if _, twice := k.aeads[id]; twice {
			return nil, fmt.Errorf("key %d: the id %q stands twice", i+1, id)
		}
		if k.first == "" {
			k.first = id
		}
		if k.aeads[id], err = newAEAD(key); err != nil {
			return nil, fmt.Errorf("key %d: %w", i+1, err)
		}
		last, lastID = key, id
	}
	if k.first == "" {
		return nil, errors.New("no sealing key: give at least one id:base64 pair besides the index key")
	}
	if k.index == nil {
		derived, err := hkdf.Key(sha256.New, last, nil, "residency-assist index key", KeySize)
		if err != nil {
			return nil, fmt.Errorf("deriving the index key: %w", err)
		}
		k.index, k.from = derived, lastID
	}
	return k, nil
}

// NewKeys returns a fresh value for DATA_KEYS: one sealing key and an index key.
func NewKeys() string {
	key := func() string {
		b := make([]byte, KeySize)
		rand.Read(b) // never fails: it stops the program instead
		return base64.StdEncoding.EncodeToString(b)
	}
	return "k1:" + key() + "," + indexKeyID + ":" + key()
}

// ID returns the key under which the record of a chat is kept: 26 signs that
// tell nothing about the chat without the index key.
func (k *Keyring) ID(chat string) string {
	return crockford.EncodeToString(k.mac("record", chat)[:16])
}

// Fingerprint tells two index keys apart without giving either away. A store
// keeps it, so that a wrong key is refused at start-up.
func (k *Keyring) Fingerprint() string {
	return crockford.EncodeToString(k.mac("fingerprint", "")[:8])
}

// Seal encrypts data for one field of one record. Sealed bytes opened as
// another field, or in another record, are an error.
func (k *Keyring) Seal(record, field string, data []byte) []byte {
	out := make([]byte, 0, 2+len(k.first)+len(data)+28)
	out = append(out, sealVersion, byte(len(k.first)))
	out = append(out, k.first...)
	return k.aeads[k.first].Seal(out, nil, data, aad(record, field))
}

// Open decrypts what Seal made. ErrKeyMissing when the key is not in the ring.
func (k *Keyring) Open(record, field string, sealed []byte) ([]byte, error) {
	id, box, ok := unwrap(sealed)
	if !ok {
		return nil, fmt.Errorf("opening %s of record %s: not sealed by this program", field, record)
	}
	aead, ok := k.aeads[id]
	if !ok {
		return nil, fmt.Errorf("opening %s of record %s: %w: %q stands in no pair of DATA_KEYS", field, record, ErrKeyMissing, id)
	}
	data, err := aead.Open(nil, nil, box, aad(record, field))
	if err != nil {
		return nil, fmt.Errorf("opening %s of record %s: the key %q does not fit", field, record, id)
	}
	return data, nil
}

// unwrap takes sealed bytes apart: the id of the key, and what it sealed.
func unwrap(sealed []byte) (id string, box []byte, ok bool) {
	if len(sealed) < 2 || sealed[0] != sealVersion {
		return "", nil, false
	}
	begin := 2 + int(sealed[1])
	if len(sealed) < begin {
		return "", nil, false
	}
	return string(sealed[2:begin]), sealed[begin:], true
}

// others returns the ids of the keys that open and do not seal.
func (k *Keyring) others() []string {
	ids := slices.Sorted(maps.Keys(k.aeads))
	return slices.DeleteFunc(ids, func(id string) bool { return id == k.first })
}

func (k *Keyring) mac(purpose, value string) []byte {
	h, ok := k.macs.Get().(hash.Hash)
	if !ok {
		h = hmac.New(sha256.New, k.index)
	}
	defer k.macs.Put(h)
	h.Reset()
	h.Write([]byte(purpose + "\x00" + value))
	return h.Sum(nil)
}

func aad(record, field string) []byte { return []byte(record + "\x00" + field) }

func parsePair(pair string) (string, []byte, error) {
	id, text, ok := strings.Cut(pair, ":")
	if !ok || id == "" || len(id) > 64 {
		return "", nil, errors.New("not of the form id:base64")
	}
	key, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		key, err = base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
	}
	if err != nil || len(key) != KeySize {
		return "", nil, fmt.Errorf("%q is not %d bytes in base64", id, KeySize)
	}
	return id, key, nil
}

func newAEAD(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}
