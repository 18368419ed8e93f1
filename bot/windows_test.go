package bot_test

import (
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"residencyassist/bot"
	"residencyassist/conversation"
	"residencyassist/storage"
)

// told remembers when which chat was reminded, and when each was last written to.
type told struct {
	mu       sync.Mutex
	clock    *clock
	reminded map[string][]time.Time
	written  map[string]int
	all      []time.Time
}

func (d *told) note(p conversation.Parcel) conversation.Answer {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.clock.Now()
	d.all, d.written[p.Entry.To] = append(d.all, now), d.written[p.Entry.To]+1
	if p.Entry.Guarded {
		d.reminded[p.Entry.To] = append(d.reminded[p.Entry.To], now)
	}
	return conversation.Answer{Outcome: conversation.Delivered, Message: "m"}
}

func (d *told) count(chat string) (reminded, written int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.reminded), d.written[chat]
}

// watcher is the record of somebody of a city who wants to be reminded of a date,
// and when it wakes.
func watcher(t *testing.T, engine *conversation.Engine, city string, now time.Time) conversation.Result {
	t.Helper()
	rec := conversation.Record{ID: "somebody"}
	var res conversation.Result
	for i, text := range []string{
		"/start", "English", "Yes, I agree", "Just remind me in time", "Temporary resident", "23 December 2026", "Yes, in Mexico", city, "Yes, remind me",
	} {
		var err error
		res, err = engine.Step(rec, conversation.Event{Kind: conversation.Said, Chat: "telegram:1:1",
			Message: &conversation.Incoming{ID: fmt.Sprint("m", i), Text: text}}, now)
		if err != nil {
			t.Fatal(err)
		}
		rec = res.Record
	}
	return res
}

// TestSoakWindowsOpenOnOneDay opens the window of many people on the same day, in
// three zones, with two replicas and what the engine says: each is reminded once,
// in their own morning and before 19:00, within what the platform allows, and who
// talks meanwhile is answered within a second. With SOAK=1 they are ten thousand.
func TestSoakWindowsOpenOnOneDay(t *testing.T) {
	t.Parallel()
	people := 150
	if os.Getenv("SOAK") != "" {
		people = 10_000
	}
	service, err := conversation.DefaultService()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := conversation.New(service)
	if err != nil {
		t.Fatal(err)
	}
	s := newSceneOnRedis(t)
	sent := &told{clock: s.clock, reminded: map[string][]time.Time{}, written: map[string]int{}}
	s.courier.answer = sent.note
	cities := map[string]string{"Tijuana": "America/Tijuana", "Mexico City": "America/Mexico_City", "Cancún": "America/Cancun"}
	zoneOf := s.moveIn(engine, cities, people)
	replica := func() *bot.Bot {
		return bot.New(bot.Config{
			Mind: engine, Memory: s.store, Clock: s.clock.hand(), Log: slog.New(slog.DiscardHandler), Limits: thirty,
			Couriers: map[conversation.Side]bot.Courier{conversation.Chat: s.courier},
		})
	}
	s.Bot = replica()
	replicas := []*bot.Bot{s.Bot, replica()}
	s.run(replicas...)

	const talker = "telegram:1:2"
	for turn := 0; ; turn++ {
		s.quiet(replicas...)
		reminded, before := sent.count(talker)
		if reminded == people {
			break
		}
		if turn%40 == 0 {
			asked := s.clock.Now()
			s.says(fmt.Sprint("talk", turn), "/help")
			for written := before; written == before; _, written = sent.count(talker) {
				s.quiet(replicas...)
				s.walk(replicas...)
			}
			if waited := s.clock.Now().Sub(asked); waited > time.Second {
				t.Errorf("who talked waited %v", waited)
			}
		}
		s.clock.pass(max(0, s.next(replicas...).Sub(s.clock.Now())))
	}
	sent.check(t, zoneOf)
}

// moveIn puts people of these cities into the store, and says whose zone is which.
func (s *scene) moveIn(engine *conversation.Engine, cities map[string]string, people int) map[string]string {
	s.t.Helper()
	var kinds []conversation.Result
	var zones []string
	for city, zone := range cities {
		kinds, zones = append(kinds, watcher(s.t, engine, city, s.clock.Now())), append(zones, zone)
	}
	zoneOf := map[string]string{}
	for i := range people {
		kind := i % len(kinds)
		rec, chat := kinds[kind].Record, fmt.Sprint("telegram:1:", 1000+i)
		rec.Chat, rec.ID, zoneOf[chat] = chat, s.store.ID(chat), zones[kind]
		_, err := s.store.Write(s.t.Context(), storage.Step{ID: rec.ID, At: s.clock.Now(), Result: conversation.Result{Record: rec, Wake: kinds[kind].Wake}})
		if err != nil {
			s.t.Fatal(err)
		}
	}
	return zoneOf
}

// check holds that everybody was reminded once and at a good hour, and that no
// second held more than the platform allows.
func (d *told) check(t *testing.T, zoneOf map[string]string) {
	t.Helper()
	first, last := d.all[0], d.all[0]
	for chat, zone := range zoneOf {
		z, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		at := d.reminded[chat]
		if len(at) != 1 {
			t.Fatalf("somebody was reminded %d times", len(at))
		}
		if local := at[0].In(z); local.Hour() < 9 || local.Hour() >= 19 || local.Format(time.DateOnly) != "2026-11-23" {
			t.Errorf("somebody was reminded at %s", local)
		}
		if at[0].After(last) {
			last = at[0]
		}
	}
	slices.SortFunc(d.all, time.Time.Compare)
	most := 0
	for i, from := 0, 0; i < len(d.all); i++ {
		for d.all[i].Sub(d.all[from]) >= time.Second {
			from++
		}
		most = max(most, i-from+1)
	}
	t.Logf("%d people were reminded from %s to %s, the busiest second held %d sends", len(zoneOf), first.UTC().Format(time.TimeOnly), last.UTC().Format(time.TimeOnly), most)
	if most > 30 {
		t.Errorf("one second held %d sends, want at most 30", most)
	}
}
