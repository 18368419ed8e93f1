package main

import (
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"residencyassist/conversation"
)

// watched is the path of somebody in Mexico City who wants to be reminded of a
// date, and nothing else.
func watched(date string) []string {
	path := slices.Clone(reminded)
	path[slices.Index(path, "> 23 December 2026")] = "> " + date
	return path
}

// TestFiveDaysAwayAreOneMessage stops the bot for five days in which three rungs
// were due: there is one message, it says how things stand today, and the rungs
// that were passed are kept as skipped.
func TestFiveDaysAwayAreOneMessage(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, storageURL string) {
		h := open(t, storageURL, "2027-03-10")
		bot := h.serve()
		carol := h.applicant("Carol", "en")
		carol.plays(watched("20 March 2027")...)
		h.until("2027-03-15")
		before := len(carol.heard())
		bot.stop()
		h.call("POST", "/sandbox/clock", map[string]any{"by": "5d", "down": true}, nil)
		h.bots = nil
		bot = h.serve()
		h.settle()
		h.pass("5h")

		told := carol.heard()[before:]
		if len(told) != 1 || !strings.Contains(told[0], "Saturday 20 March 2027") || strings.Contains(told[0], "days to go") {
			t.Errorf("after five days Carol reads %q", told)
		}
		t.Logf("after five days: %q", told)
		bot.stop()
		skipped, sent := 0, 0
		for _, r := range h.rungs(carol) {
			if !strings.HasPrefix(r.Name, "last_") {
				continue
			}
			if r.Skipped {
				skipped++
			}
			if r.Fate == conversation.Delivered {
				sent++
			}
		}
		if skipped != 2 || sent != 3 {
			t.Errorf("of the last three rungs %d are skipped and %d told, want 2 and 3", skipped, sent)
		}
	})
}

// rungs are what the storage keeps of somebody's reminders.
func (h *house) rungs(a *applicant) []conversation.Rung {
	h.t.Helper()
	ctx := h.t.Context()
	store, err := openStorage(ctx, settings{StorageURL: h.storage, DataKeys: h.keys}, slog.New(slog.DiscardHandler))
	if err != nil {
		h.t.Fatal(err)
	}
	defer store.Close()
	loaded, err := store.Read(ctx, store.ID(h.chatName(a)), "")
	if err != nil || len(loaded.Record.Cases) == 0 {
		h.t.Fatalf("somebody's record was not found: %v", err)
	}
	return loaded.Record.Cases[0].Rungs
}

// TestADateCorrectedWhileItIsTold corrects the date on the card while the
// reminder of it is being sent, and nobody can know whether it arrived. What
// arrives agrees with one of the two dates, nothing of the old one is sent once
// the new one is known, and what comes next is of the new one.
func TestADateCorrectedWhileItIsTold(t *testing.T) {
	t.Parallel()
	for kind, arrives := range map[string]int{"lost": 1, "timeout": 0} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			h := open(t, "sqlite:"+filepath.Join(t.TempDir(), "bot.db"), "2026-11-20")
			bot := h.serve()
			carol := h.applicant("Carol", "en")
			carol.plays(reminded...)
			h.until("2026-11-22T16:00:00Z")
			carol.plays("[ The date is wrong")
			h.until("2026-11-23T14:59:59Z") // a moment before the window opens
			h.orders(order{API: "telegram", Method: "sendMessage", Kind: kind})
			h.ticksTo(time.Date(2026, 11, 23, 15, 0, 1, 0, time.UTC))
			carol.does("> 20 January 2027")
			h.settle()
			h.pass("1m")
			const open, old = "Your renewal window is open", "23 December 2026"
			told := carol.count(open)
			if told > arrives+h.resent() {
				t.Errorf("of the old date came %d reminders, %d sends were repeated", told, h.resent())
			}
			h.pass("1h")
			if n := carol.count(open); n != told {
				t.Errorf("after the correction came %d more of the old date", n-told)
			}
			corrected := len(carol.heard())
			h.until("2026-12-21T15:30:00Z")
			if next := strings.Join(carol.heard()[corrected:], "\n"); strings.Contains(next, old) || strings.Count(next, open) != 1 {
				t.Errorf("after the correction Carol reads %q", next)
			}
			assertDiscreet(t, bot.log())
		})
	}
}

// ticksTo waits until the clock has ticked to an instant by itself.
func (h *house) ticksTo(at time.Time) {
	h.t.Helper()
	for {
		var clock struct {
			Now time.Time `json:"now"`
		}
		if h.call("GET", "/sandbox/clock", nil, &clock); !clock.Now.Before(at) {
			return
		}
		<-time.After(20 * time.Millisecond)
	}
}
