package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"residencyassist/conversation"
	"residencyassist/storage"
)

// reminded is the path of somebody who wants to be reminded and nothing else.
var reminded = []string{
	"> /start", "[ English", "[ Yes, I agree", "[ Just remind me in time", "[ Temporary resident", "> 23 December 2026",
	"[ Yes, in Mexico", "[ Rather not say", "[ Yes, remind me",
}

// TestSoakReminderRush lets the window open for many people in the same minute
// while somebody talks to the bot. Each is reminded once, and no limit of the
// platform's is met. With SOAK=1 they are two thousand and it takes real time:
// the reminders go out as fast as the limits allow, and who talks is answered
// within a second. Without, see TestReminderRush in the bot for those figures.
func TestSoakReminderRush(t *testing.T) {
	t.Parallel()
	people, soak := 150, soaking()
	if soak {
		people = 2000
	}
	h := open(t, "sqlite:"+t.TempDir()+"/bot.db", "2026-11-20")
	bot := h.serve()
	first := h.applicant("Carol", "en")
	first.plays(reminded...)
	if status := bot.stop(); status != 0 {
		t.Fatalf("the bot ended with %d:\n%s", status, bot.log())
	}
	crowd := h.crowd(people)
	// Nobody answers what they say to begin with, until Telegram forgets it.
	h.call("POST", "/sandbox/clock", map[string]any{"by": "47h", "down": true}, nil)
	h.likeFirst(first, crowd)
	h.bots = nil
	bot = h.serve()
	h.until("2026-11-23T14:59:59Z")
	talker := h.applicant("Tom", "en")
	talker.plays("> /start", "[ English")

	h.rush(talker)

	opened, done := time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC), time.Time{}
	for _, p := range crowd {
		at := p.reminders()
		if len(at) != 1 {
			t.Fatalf("somebody was reminded %d times", len(at))
		}
		if at[0].After(done) {
			done = at[0]
		}
	}
	took, allowed := done.Sub(opened), time.Duration(people)*time.Second/28
	t.Logf("%d reminders took %v, at 28 a second it would be %v", people, took.Round(10*time.Millisecond), allowed.Round(10*time.Millisecond))
	if soak && took > allowed*11/10 {
		t.Errorf("it took %v, more than 1.1 times %v", took, allowed)
	}
	if strings.Contains(bot.log(), "wants us to slow down") {
		t.Error("a limit was met")
	}
	if slowest := talker.slowest(); soak && slowest > time.Second {
		t.Errorf("who talked waited %v for an answer", slowest)
	}
}

// crowd makes people who have all begun to talk to the bot.
func (h *house) crowd(n int) (people []*applicant) {
	h.t.Helper()
	for range n {
		p := h.applicant("Somebody", "en")
		p.does("> /start")
		people = append(people, p)
	}
	return people
}

// likeFirst has the storage remember of everybody what it does of the first.
func (h *house) likeFirst(first *applicant, people []*applicant) {
	h.t.Helper()
	ctx := h.t.Context()
	store, err := openStorage(ctx, settings{StorageURL: h.storage, DataKeys: h.keys}, slog.New(slog.DiscardHandler))
	if err != nil {
		h.t.Fatal(err)
	}
	defer store.Close()
	chat := func(a *applicant) string { return h.chatName(a) }
	loaded, err := store.Read(ctx, store.ID(chat(first)), "")
	if err != nil || loaded.Version == 0 {
		h.t.Fatalf("the first person was not found: version %d, %v", loaded.Version, err)
	}
	for _, p := range people {
		rec := loaded.Record
		rec.Chat = chat(p)
		rec.ID = store.ID(rec.Chat)
		at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
		_, err := store.Write(ctx, storage.Step{ID: rec.ID, At: at, Result: conversation.Result{Record: rec, Wake: at}})
		if err != nil {
			h.t.Fatal(err)
		}
	}
}

// chatName is what the bot calls a person's chat.
func (h *house) chatName(a *applicant) string {
	h.t.Helper()
	var world struct {
		Telegram struct {
			Token string `json:"token"`
		} `json:"telegram"`
	}
	h.call("GET", "/sandbox", nil, &world)
	parts := strings.Split(strings.Trim(a.path, "/"), "/")
	bot, _, _ := strings.Cut(world.Telegram.Token, ":")
	return fmt.Sprintf("telegram:%s:%s", bot, parts[len(parts)-1])
}

// rush lets the minute pass in which the window opens, while somebody talks.
func (h *house) rush(talker *applicant) {
	h.t.Helper()
	ctx, over := context.WithCancel(context.Background())
	var talking sync.WaitGroup
	talking.Go(func() {
		for ctx.Err() == nil {
			talker.does("> /status")
			<-time.After(2 * time.Second)
		}
	})
	defer talking.Wait()
	defer over()
	if !soaking() {
		h.until("2026-11-23T15:01:30Z")
		return
	}
	<-time.After(90 * time.Second)
}

// reminders are the instants at which somebody was reminded.
func (a *applicant) reminders() (at []time.Time) {
	a.t.Helper()
	for _, m := range a.chat() {
		if m.From == "bot" && strings.Contains(m.Text, "Your renewal window is open") {
			at = append(at, m.At)
		}
	}
	return at
}

// slowest is the longest that somebody waited for the next thing the bot said.
func (a *applicant) slowest() (slowest time.Duration) {
	a.t.Helper()
	chat := a.chat()
	for i, m := range chat {
		if m.From != "person" {
			continue
		}
		for _, answer := range chat[i:] {
			if answer.From == "bot" {
				slowest = max(slowest, answer.At.Sub(m.At))
				break
			}
		}
	}
	return slowest
}
