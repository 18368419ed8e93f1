package slack

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	signatureHeader = "X-Slack-Signature"
	timestampHeader = "X-Slack-Request-Timestamp"
	// signedFor is how far the clocks may differ, and how old a request may be.
	signedFor = 5 * time.Minute
)

// The reasons to refuse a request.
const (
	unsigned      = "unsigned"
	wronglySigned = "wrongly signed"
	outOfTime     = "signed too long ago or ahead of time"
	replayed      = "replayed"
)

// seal checks that requests are Slack's own: signed with our secret, a moment
// ago, and none of them twice.
type seal struct {
	secret string
	mu     sync.Mutex
	seen   map[string]time.Time // signatures of what was taken
	swept  time.Time
}

func newSeal(secret string) *seal { return &seal{secret: secret, seen: map[string]time.Time{}} }

// admit says what is wrong with a request that was sent with these headers; ""
// if nothing is.
func (s *seal) admit(h http.Header, body []byte, now time.Time) (refused string) {
	stamp, given := h.Get(timestampHeader), h.Get(signatureHeader)
	if stamp == "" || given == "" {
		return unsigned
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return wronglySigned
	}
	mac := hmac.New(sha256.New, []byte(s.secret))
	_, _ = mac.Write([]byte("v0:" + stamp + ":")) // never fails
	_, _ = mac.Write(body)
	if !hmac.Equal([]byte("v0="+hex.EncodeToString(mac.Sum(nil))), []byte(given)) {
		return wronglySigned
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > signedFor || age < -signedFor {
		return outOfTime
	}
	if !s.first(given, now) {
		return replayed
	}
	return ""
}

// first reports whether a signature was not seen before. What is older than a
// request may be is forgotten.
func (s *seal) first(signature string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Sub(s.swept) > signedFor {
		for old, at := range s.seen {
			if now.Sub(at) > 2*signedFor {
				delete(s.seen, old)
			}
		}
		s.swept = now
	}
	if _, seen := s.seen[signature]; seen {
		return false
	}
	s.seen[signature] = now
	return true
}

// forget lets a request come again: it was not taken, and Slack may repeat it
// within the same second.
func (s *seal) forget(h http.Header) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.seen, h.Get(signatureHeader))
}
