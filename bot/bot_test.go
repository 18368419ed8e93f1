package bot_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"residencyassist/bot"
	"residencyassist/conversation"
	"residencyassist/storage"
	"residencyassist/storage/sqlite"
)

// mind says back what was said to it, one entry a word, and panics when told to.
type mind struct {
	mu    sync.Mutex
	heard []conversation.Report
	after func() // called in the middle of a step
	ill   bool   // every wake-up fails, and so do the apologies for it
	bulk  bool   // what a wake-up says is one of many
}

func (m *mind) Step(rec conversation.Record, ev conversation.Event, now time.Time) (conversation.Result, error) {
	res := conversation.Result{Record: rec, Event: ev}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.after != nil {
		m.after()
		m.after = nil
	}
	switch {
	case ev.Desk:
		return res, nil
	case ev.Report != nil:
		m.heard = append(m.heard, *ev.Report)
		return res, nil
	case ev.Kind == conversation.Woke && m.ill:
		panic("as told")
	case ev.Kind == conversation.Woke:
		res.Entries = entries(&res.Record, "woke", now)
		res.Entries[0].Bulk = m.bulk
		return res, nil
	case ev.Message == nil:
		return res, nil
	case ev.Message.Text == "panic":
		panic("as told")
	case ev.Message.Text == "fail":
		return res, errors.New("as told")
	case ev.Message.Text == "wake me":
		res.Wake = now.Add(time.Minute)
		return res, nil
	}
	res.Entries = entries(&res.Record, ev.Message.Text, now)
	return res, nil
}

func (m *mind) Apologise(rec conversation.Record, ev conversation.Event, now time.Time) conversation.Result {
	if ev.Kind == conversation.Woke {
		panic("again")
	}
	return conversation.Result{Record: rec, Event: ev, Entries: entries(&rec, "sorry", now)}
}

// Stands says that an entry was overtaken whose word begins with a tilde, and
// that none stands while the book says that reminders rest.
func (m *mind) Stands(_ conversation.Record, e conversation.Entry, book *conversation.Book, _ time.Time) bool {
	return !strings.HasPrefix(e.Send.HTML, "~") && (book == nil || book.Paused.At.IsZero())
}

func (m *mind) reports() []conversation.Report {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.heard)
}

// entries makes one entry a word; a word that ends in ! reports, in ? is stale;
// one that begins with a tilde is guarded, and overtaken; with an equals sign,
// guarded.
func entries(rec *conversation.Record, text string, now time.Time) (list []conversation.Entry) {
	for _, word := range strings.Fields(text) {
		rec.Seq++
		e := conversation.Entry{
			ID: "e" + string(rune('0'+rec.Seq)), Side: conversation.Chat, To: "chat",
			Send: &conversation.Message{HTML: word}, Report: strings.HasSuffix(word, "!"),
			Guarded: strings.HasPrefix(word, "~") || strings.HasPrefix(word, "="),
		}
		if strings.HasSuffix(word, "?") {
			e.ValidUntil = now.Add(-time.Second)
		}
		list = append(list, e)
	}
	return list
}

// courier answers as the test says and remembers what it was given.
type courier struct {
	mu     sync.Mutex
	sent   []conversation.Parcel
	answer func(conversation.Parcel) conversation.Answer
}

func (c *courier) Deliver(_ context.Context, p conversation.Parcel) conversation.Answer {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent = append(c.sent, p)
	if c.answer != nil {
		return c.answer(p)
	}
	return conversation.Answer{Outcome: conversation.Delivered, Message: "m"}
}

func (c *courier) words() (words []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.sent {
		words = append(words, p.Entry.Send.HTML)
	}
	return words
}

// clock is a story time that the test moves.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	hands []*hand
}

// hand is one replica's view of the clock.
type hand struct {
	*clock
	moved chan struct{}
}

func (h *hand) Moved() <-chan struct{} { return h.moved }

func (c *clock) hand() *hand {
	h := &hand{clock: c, moved: make(chan struct{}, 1)}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hands = append(c.hands, h)
	return h
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	for _, h := range c.hands {
		select {
		case h.moved <- struct{}{}:
		default:
		}
	}
}

// scene is a bot on a real store, between a mind and a courier of the test.
type scene struct {
	*bot.Bot
	t       *testing.T
	mind    *mind
	courier *courier
	clock   *clock
	store   *storage.Store
}

func newScene(t *testing.T) *scene {
	t.Helper()
	backend, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "bot.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { backend.Close() })
	return newSceneOn(t, backend, storage.NewKeys())
}

// newSceneOn is a scene on a store that others may use as well.
func newSceneOn(t *testing.T, backend storage.Backend, dataKeys string) *scene {
	t.Helper()
	s := &scene{t: t, mind: &mind{}, courier: &courier{}, clock: &clock{now: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}}
	keys, err := storage.ParseKeyring(dataKeys)
	if err != nil {
		t.Fatal(err)
	}
	if s.store, err = storage.NewStore(t.Context(), backend, keys); err != nil {
		t.Fatal(err)
	}
	s.Bot = s.another()
	return s
}

// another returns a second bot on the same store: another replica.
func (s *scene) another() *bot.Bot { return s.limited(nil) }

// limited returns one that keeps a platform's limits.
func (s *scene) limited(limits func(conversation.Entry) bot.Limit) *bot.Bot {
	return bot.New(bot.Config{
		Mind: s.mind, Memory: s.store, Clock: s.clock.hand(), Log: slog.New(slog.DiscardHandler), Limits: limits,
		Couriers: map[conversation.Side]bot.Courier{conversation.Chat: s.courier},
	})
}

// run lets bots look for what is due until the test ends.
func (s *scene) run(bots ...*bot.Bot) {
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	for _, b := range bots {
		running.Go(func() { b.Run(ctx) })
	}
	s.t.Cleanup(func() {
		stop()
		running.Wait()
		for _, b := range bots {
			if err := b.Drain(context.Background()); err != nil {
				s.t.Error(err)
			}
		}
	})
}

func (s *scene) says(id, text string) {
	s.t.Helper()
	err := s.Handle(s.t.Context(), conversation.Event{
		ID: id, Kind: conversation.Said, Chat: "telegram:1:2", Message: &conversation.Incoming{Text: text},
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// eventually waits for what other goroutines bring about.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-deadline:
			t.Fatalf("it never happened that %s", what)
		case <-tick.C:
		}
	}
}

func TestEntriesOfALaneAreDeliveredInOrder(t *testing.T) {
	s := newScene(t)
	s.says("1", "one two three")
	s.says("2", "four five")
	eventually(t, "all five arrived in order", func() bool {
		return slices.Equal(s.courier.words(), []string{"one", "two", "three", "four", "five"})
	})
}

func TestARepeatedEventHasOneEffect(t *testing.T) {
	s := newScene(t)
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() { s.says("1", "one") })
	}
	both.Wait()
	s.says("1", "one")
	s.says("2", "two")
	eventually(t, "both arrived", func() bool { return len(s.courier.words()) >= 2 })
	if got := s.courier.words(); !slices.Equal(got, []string{"one", "two"}) {
		t.Errorf("delivered %q", got)
	}
}

func TestAStepThatLosesARaceIsTakenAgain(t *testing.T) {
	s := newScene(t)
	s.mind.after = func() {
		// another replica commits to the same record while this step is thinking
		_, err := s.store.Write(s.t.Context(), storage.Step{ID: s.store.ID("telegram:1:2"), At: s.clock.Now(), Event: "other",
			Result: conversation.Result{Record: conversation.Record{Seq: 5}}})
		if err != nil {
			t.Error(err)
		}
	}
	s.says("1", "one")
	eventually(t, "it arrived", func() bool { return len(s.courier.words()) == 1 })
	loaded, err := s.store.Read(s.t.Context(), s.store.ID("telegram:1:2"), "")
	if err != nil || loaded.Record.Seq != 6 || loaded.Version != 2 {
		t.Errorf("the record is at version %d with seq %d: %v", loaded.Version, loaded.Record.Seq, err)
	}
}

// contested is a memory in which another is first at every second write.
type contested struct {
	*storage.Store
	writes int
}

func (c *contested) Write(ctx context.Context, step storage.Step) ([]storage.Delivery, error) {
	if c.writes++; c.writes%2 == 1 {
		return nil, storage.ErrConflict
	}
	return c.Store.Write(ctx, step)
}

// TestConflictsAreNobodysBusiness lets half of all commits lose a race: nobody
// hears of it, and nothing is asked twice.
func TestConflictsAreNobodysBusiness(t *testing.T) {
	s := newScene(t)
	s.Memory = &contested{Store: s.store}
	var want []string
	for i := range 20 {
		word := string(rune('a' + i))
		want = append(want, word)
		s.says(word, word)
	}
	eventually(t, "all arrived once and in order", func() bool { return slices.Equal(s.courier.words(), want) })
	if n := s.Counts.Conflicts.Load(); n != 20 {
		t.Errorf("%d conflicts were counted", n)
	}
}

func TestAFailedStepIsAnApologyAndTrapsNobody(t *testing.T) {
	s := newScene(t)
	s.says("1", "panic")
	s.says("2", "fail")
	s.says("3", "fine")
	eventually(t, "two apologies and an answer arrived", func() bool {
		return slices.Equal(s.courier.words(), []string{"sorry", "sorry", "fine"})
	})
}

func TestWhatIsLateIsReportedNotSent(t *testing.T) {
	s := newScene(t)
	s.says("1", "old? new!")
	eventually(t, "both were reported", func() bool { return len(s.mind.reports()) == 2 })
	if got := s.mind.reports(); got[0].Outcome != conversation.Stale || got[1].Outcome != conversation.Delivered {
		t.Errorf("reported %+v", got)
	}
	if got := s.courier.words(); !slices.Equal(got, []string{"new!"}) {
		t.Errorf("delivered %q", got)
	}
}

func TestRetryAfterIsObeyedToTheSecond(t *testing.T) {
	s := newScene(t)
	refused := 0
	s.courier.answer = func(conversation.Parcel) conversation.Answer {
		if refused++; refused == 1 {
			return conversation.Answer{Outcome: conversation.Later, After: 30 * time.Second}
		}
		return conversation.Answer{Outcome: conversation.Delivered}
	}
	s.says("1", "one two")
	eventually(t, "it was put back", func() bool { return s.Counts.Retried.Load() == 1 })
	s.run(s.Bot)
	s.clock.pass(29 * time.Second)
	next, err := s.store.Next(s.t.Context(), s.clock.Now(), storage.Room{10}, time.Minute)
	if err != nil || len(next) != 0 {
		t.Errorf("a second too early %d entries could be sent: %v", len(next), err)
	}
	s.clock.pass(time.Second)
	eventually(t, "both arrived", func() bool { return slices.Equal(s.courier.words(), []string{"one", "one", "two"}) })
}

func TestAnUnknownResultIsSentAgainOnceAndReported(t *testing.T) {
	s := newScene(t)
	s.courier.answer = func(conversation.Parcel) conversation.Answer {
		return conversation.Answer{Outcome: conversation.Unknown}
	}
	s.says("1", "one")
	s.run(s.Bot)
	eventually(t, "it was given up", func() bool {
		s.clock.pass(time.Second)
		return len(s.mind.reports()) == 1
	})
	if got := s.mind.reports()[0]; got.Outcome != conversation.Unknown || !got.Again {
		t.Errorf("reported %+v", got)
	}
	if got := s.courier.words(); len(got) != 2 {
		t.Errorf("it was sent %d times", len(got))
	}
}

func TestAWakeUpIsTakenByOneReplica(t *testing.T) {
	s := newScene(t)
	s.says("1", "wake me")
	s.run(s.Bot, s.another(), s.another())
	s.clock.pass(59 * time.Second)
	if got := s.courier.words(); len(got) != 0 {
		t.Errorf("woken a second too early: %q", got)
	}
	s.clock.pass(time.Second)
	eventually(t, "it woke", func() bool { return len(s.courier.words()) > 0 })
	s.clock.pass(time.Hour)
	if got := s.courier.words(); len(got) != 1 {
		t.Errorf("woken %d times", len(got))
	}
}

func TestADrainingBotGivesBackWhatItHasNotBegun(t *testing.T) {
	s := newScene(t)
	begun, finish := make(chan struct{}), make(chan struct{})
	s.courier.answer = func(conversation.Parcel) conversation.Answer {
		close(begun)
		<-finish
		return conversation.Answer{Outcome: conversation.Delivered}
	}
	s.says("1", "one two")
	<-begun
	drained := make(chan error)
	go func() { drained <- s.Drain(context.Background()) }()
	eventually(t, "it drains", s.Draining)
	close(finish)
	if err := <-drained; err != nil {
		t.Fatal(err)
	}
	next, err := s.store.Next(s.t.Context(), s.clock.Now(), storage.Room{10}, time.Minute)
	if err != nil || len(next) != 1 || next[0].Entry.Send.HTML != "two" || next[0].Unknowns != 0 {
		t.Errorf("left for others: %+v, %v", next, err)
	}
}
