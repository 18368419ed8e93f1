package bot_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"residencyassist/bot"
	"residencyassist/conversation"
	"residencyassist/storage"
	"residencyassist/storage/redis"
	"residencyassist/storage/redis/redistest"
)

// thirty is a platform that allows thirty calls a second, of which reminders
// leave two to conversations.
func thirty(conversation.Entry) bot.Limit {
	return bot.Limit{
		Budget: "platform",
		Rates:  []storage.Rate{{N: 30, Per: time.Second}},
		Bulk:   []storage.Rate{{N: 28, Per: time.Second}, {N: 9, Per: time.Second / 4}},
	}
}

// sends remembers when what was sent.
type sends struct {
	mu    sync.Mutex
	clock *clock
	at    map[string][]time.Time
}

func (s *sends) note(p conversation.Parcel) conversation.Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at[p.Entry.Send.HTML] = append(s.at[p.Entry.Send.HTML], s.clock.Now())
	return conversation.Answer{Outcome: conversation.Delivered}
}

func (s *sends) of(word string) []time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.at[word])
}

// busiest is the most that was sent in any second.
func (s *sends) busiest() (most int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []time.Time
	for _, at := range s.at {
		all = append(all, at...)
	}
	slices.SortFunc(all, time.Time.Compare)
	for i, first := 0, 0; i < len(all); i++ {
		for all[i].Sub(all[first]) >= time.Second {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

// newSceneOnRedis is a scene whose store many replicas may share.
func newSceneOnRedis(t *testing.T) *scene {
	t.Helper()
	backend, err := redis.Open(t.Context(), redistest.Start(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { backend.Close() })
	return newSceneOn(t, backend, storage.NewKeys())
}

// TestReminderRush wakes two thousand people in the same minute, in story time,
// with two replicas: all are reminded once, at the 28 a second that leave room
// for conversations, and a conversation in the middle waits for nobody.
func TestReminderRush(t *testing.T) {
	t.Parallel()
	const people = 2000
	s := newSceneOnRedis(t)
	sent := &sends{clock: s.clock, at: map[string][]time.Time{}}
	s.courier.answer, s.mind.bulk = sent.note, true
	due := s.clock.Now().Add(time.Minute)
	for i := range people {
		id := s.store.ID(fmt.Sprint("telegram:1:", 1000+i))
		_, err := s.store.Write(t.Context(), storage.Step{ID: id, At: s.clock.Now(), Result: conversation.Result{Wake: due}})
		if err != nil {
			t.Fatal(err)
		}
	}
	s.Bot = s.limited(thirty)
	replicas := []*bot.Bot{s.Bot, s.limited(thirty)}
	s.run(replicas...)
	s.clock.pass(time.Minute)

	for talk := 0; len(sent.of("woke")) < people; talk++ {
		s.quiet(replicas...)
		if talk%8 == 0 { // every other second or so
			word, asked := fmt.Sprint("talk", talk), s.clock.Now()
			s.says(word, word)
			eventually(t, "who talks was answered", func() bool { return len(sent.of(word)) == 1 })
			if waited := sent.of(word)[0].Sub(asked); waited > time.Second {
				t.Errorf("who talked waited %v", waited)
			}
		}
		s.walk(replicas...)
	}
	s.quiet(replicas...)
	woken := sent.of("woke")
	took, allowed := woken[len(woken)-1].Sub(due), time.Duration(people)*time.Second/28
	t.Logf("%d reminders took %v of story time, the busiest second held %d sends", len(woken), took, sent.busiest())
	if len(woken) != people || took > allowed*11/10 || sent.busiest() > 30 {
		t.Errorf("%d reminders in %v, want %d in at most 1.1 times %v; in one second %d sends, want at most 30", len(woken), took, people, allowed, sent.busiest())
	}
}

// quiet waits until nothing can be done at this instant.
func (s *scene) quiet(replicas ...*bot.Bot) {
	s.t.Helper()
	eventually(s.t, "everything is quiet", func() bool { return s.next(replicas...).After(s.clock.Now()) })
}

// walk moves the clock to the next instant at which something can be done.
func (s *scene) walk(replicas ...*bot.Bot) {
	s.t.Helper()
	if wait := s.next(replicas...).Sub(s.clock.Now()); wait > 0 && wait < time.Hour {
		s.clock.pass(wait)
	}
}

// next is when the replicas have something to do: now, while one is busy.
func (s *scene) next(replicas ...*bot.Bot) time.Time {
	s.t.Helper()
	first := s.clock.Now().Add(24 * time.Hour)
	for _, b := range replicas {
		busy, due, err := b.Status(s.t.Context())
		if err != nil {
			s.t.Fatal(err)
		}
		if busy {
			return s.clock.Now()
		}
		if !due.IsZero() && due.Before(first) {
			first = due
		}
	}
	return first
}

func TestAPlatformThatAsksForPatienceGetsItFromEveryReplica(t *testing.T) {
	s := newScene(t)
	sent := &sends{clock: s.clock, at: map[string][]time.Time{}}
	refused := false
	s.courier.answer = func(p conversation.Parcel) conversation.Answer {
		if !refused {
			refused = true
			return conversation.Answer{Outcome: conversation.Later, After: 30 * time.Second}
		}
		return sent.note(p)
	}
	s.Bot = s.limited(thirty)
	s.says("1", "one")
	eventually(t, "it was put back", func() bool { return s.Counts.Retried.Load() == 1 })
	start, other := s.clock.Now(), s.limited(thirty)
	err := other.Handle(t.Context(), conversation.Event{ID: "2", Kind: conversation.Said, Chat: "telegram:1:3", Message: &conversation.Incoming{Text: "two"}})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the other replica waits as well", func() bool { return other.Counts.Paced.Load() == 1 })
	s.run(s.Bot, other)
	for len(sent.of("one")) == 0 || len(sent.of("two")) == 0 {
		s.quiet(s.Bot, other)
		s.walk(s.Bot, other)
	}
	for _, word := range []string{"one", "two"} {
		if at := sent.of(word)[0]; at.Before(start.Add(30 * time.Second)) {
			t.Errorf("%s was sent %v too early", word, start.Add(30*time.Second).Sub(at))
		}
	}
}

func TestOneChatIsWrittenToAtItsPace(t *testing.T) {
	s := newScene(t)
	sent := &sends{clock: s.clock, at: map[string][]time.Time{}}
	s.courier.answer = sent.note
	s.Bot = s.limited(func(conversation.Entry) bot.Limit {
		return bot.Limit{Lane: storage.Pace{Every: time.Second, Burst: 3}}
	})
	s.run(s.Bot)
	start := s.clock.Now()
	s.says("1", "one two three four five")
	for len(sent.of("five")) == 0 {
		s.quiet(s.Bot)
		s.walk(s.Bot)
	}
	for word, after := range map[string]time.Duration{"three": 0, "four": time.Second, "five": 2 * time.Second} {
		if waited := sent.of(word)[0].Sub(start); waited != after {
			t.Errorf("%s was sent after %v, want %v", word, waited, after)
		}
	}
}
