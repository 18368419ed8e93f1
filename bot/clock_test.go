package bot_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"residencyassist/bot"
	"residencyassist/conversation"
)

// machine is one whose clock the test sets.
type machine struct {
	mu      sync.Mutex
	wall    time.Time
	running time.Duration
}

func newMachine() *machine { return &machine{wall: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)} }

func (m *machine) read() (time.Time, time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.wall, m.running
}

// runs lets real time go by.
func (m *machine) runs(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.wall, m.running = m.wall.Add(d), m.running+d
}

// step sets the machine's clock by so much.
func (m *machine) step(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.wall = m.wall.Add(d)
}

func TestTheClockGoesOnWhenTheMachineStepsBack(t *testing.T) {
	m := newMachine()
	c := bot.ClockOf(m.read)
	first := c.Now()
	at := func(want time.Duration, when string) {
		t.Helper()
		if got := c.Now().Sub(first); got != want {
			t.Errorf("%s it shows %v, want %v", when, got, want)
		}
	}
	m.runs(time.Minute)
	at(time.Minute, "after a minute")
	m.step(-10 * time.Second)
	at(time.Minute, "set back by ten seconds")
	m.runs(10 * time.Second)
	at(65*time.Second, "ten seconds later")
	m.runs(20 * time.Second)
	at(80*time.Second, "caught up with")
	m.runs(time.Second)
	at(81*time.Second, "a second after that")
	m.step(time.Hour)
	at(time.Hour+81*time.Second, "set forward by an hour")
	m.step(-2 * time.Hour)
	at(81*time.Second-time.Hour, "set back by more than a correction")
	m.runs(time.Second)
	at(82*time.Second-time.Hour, "and a second later")
}

// TestAStepBackHoldsUpNothingAndDoublesNothing sets the machine's clock back
// while a record waits for its wake-up and a lane for its retry, and delivers an
// event once more: all comes, in at most twice the time, and once.
func TestAStepBackHoldsUpNothingAndDoublesNothing(t *testing.T) {
	s := newScene(t)
	m := newMachine()
	b := s.another()
	b.Clock = bot.ClockOf(m.read)
	s.Bot = b
	refused := false
	s.courier.answer = func(conversation.Parcel) conversation.Answer {
		if !refused {
			refused = true
			return conversation.Answer{Outcome: conversation.Later, After: 30 * time.Second}
		}
		return conversation.Answer{Outcome: conversation.Delivered}
	}
	s.says("1", "one")
	eventually(t, "it was put back", func() bool { return b.Counts.Retried.Load() == 1 })
	s.says("2", "wake me")
	m.step(-45 * time.Minute)
	s.says("2", "wake me")
	if n := b.Counts.Repeats.Load(); n != 1 {
		t.Errorf("after the step %d events were known as repeated", n)
	}
	s.run(b)
	m.runs(59 * time.Second)
	if got := s.courier.words(); len(got) != 1 {
		t.Errorf("sent too early: %q", got)
	}
	m.runs(2 * time.Second)
	eventually(t, "the retry went out", func() bool { return len(s.courier.words()) == 2 })
	m.runs(time.Minute)
	eventually(t, "the record woke", func() bool { return slices.Equal(s.courier.words(), []string{"one", "one", "woke"}) })
	m.runs(2 * time.Hour)
	if got := s.courier.words(); len(got) != 3 {
		t.Errorf("in the end %q was sent", got)
	}
}

// TestAStepForwardMakesDueWhatItPasses sets the machine's clock forward past a
// wake-up: it comes once, and not again when the clock is set right.
func TestAStepForwardMakesDueWhatItPasses(t *testing.T) {
	s := newScene(t)
	m := newMachine()
	b := s.another()
	b.Clock = bot.ClockOf(m.read)
	s.Bot = b
	s.says("1", "wake me")
	s.run(b)
	m.step(30 * time.Minute)
	eventually(t, "the record woke", func() bool { return slices.Equal(s.courier.words(), []string{"woke"}) })
	m.step(-30 * time.Minute)
	m.runs(2 * time.Hour)
	s.says("2", "two")
	eventually(t, "the next word arrived", func() bool { return slices.Equal(s.courier.words(), []string{"woke", "two"}) })
}
