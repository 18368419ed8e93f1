package bot_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"residencyassist/conversation"
	"residencyassist/storage"
)

// TestWhatWasOvertakenIsReportedNotSent has a guarded entry overtaken while it
// waited for its turn: nobody reads it, who wants to hear of it does, and what
// waits behind it goes out.
func TestWhatWasOvertakenIsReportedNotSent(t *testing.T) {
	s := newScene(t)
	s.says("1", "~old! =new! ~unheard last")
	eventually(t, "what stands arrived", func() bool { return slices.Equal(s.courier.words(), []string{"=new!", "last"}) })
	got := s.mind.reports()
	if len(got) < 2 || got[0].Outcome != conversation.Stale || got[0].Why != "overtaken" || got[1].Outcome != conversation.Delivered {
		t.Errorf("reported %+v", got)
	}
}

// forgetful is a memory that is away just when a guarded entry is about to be
// sent.
type forgetful struct {
	*storage.Store
	record  string
	away    atomic.Bool
	refused atomic.Int64
}

func (f *forgetful) Read(ctx context.Context, id, event string) (storage.Loaded, error) {
	if id == f.record && event == "" && f.away.Load() { // a step reads with its event's mark
		f.refused.Add(1)
		return storage.Loaded{}, errors.New("away")
	}
	return f.Store.Read(ctx, id, event)
}

// TestAGuardThatCannotAskWaits has the store away at the moment of sending:
// nothing is sent on a guess, and nothing is lost.
func TestAGuardThatCannotAskWaits(t *testing.T) {
	s := newScene(t)
	memory := &forgetful{Store: s.store, record: s.store.ID("telegram:1:2")}
	s.Memory = memory
	memory.away.Store(true)
	s.says("1", "=one! two")
	eventually(t, "it was put back", func() bool { return s.Counts.Retried.Load() == 1 })
	if got := s.courier.words(); len(got) != 0 || memory.refused.Load() == 0 {
		t.Errorf("without an answer %q was sent; the store was asked %d times", got, memory.refused.Load())
	}
	memory.away.Store(false)
	s.run(s.Bot)
	eventually(t, "both arrived", func() bool {
		s.clock.pass(time.Second)
		return slices.Equal(s.courier.words(), []string{"=one!", "two"})
	})
	if got := s.mind.reports(); len(got) != 1 || got[0].Outcome != conversation.Delivered || got[0].Again {
		t.Errorf("reported %+v", got)
	}
}

// TestAGuardedEntryRestsWhileRemindersDo pauses all reminders while one waits for
// its turn: it is not sent, and its record hears so.
func TestAGuardedEntryRestsWhileRemindersDo(t *testing.T) {
	s := newScene(t)
	s.pauses()
	s.says("1", "=reminder! answer")
	eventually(t, "the rest went on", func() bool { return slices.Equal(s.courier.words(), []string{"answer"}) })
	if got := s.mind.reports(); len(got) != 1 || got[0].Outcome != conversation.Stale {
		t.Errorf("reported %+v", got)
	}
}

// TestNothingOvertakenIsSentAgain has the first result of a guarded send be
// unknown, and all reminders paused before the second: it is not sent again, and
// nobody claims to know that it did not arrive.
func TestNothingOvertakenIsSentAgain(t *testing.T) {
	s := newScene(t)
	s.courier.answer = func(p conversation.Parcel) conversation.Answer {
		if p.Entry.Guarded {
			s.pauses()
			return conversation.Answer{Outcome: conversation.Unknown}
		}
		return conversation.Answer{Outcome: conversation.Delivered}
	}
	s.says("1", "=reminder! answer")
	eventually(t, "it was put back", func() bool { return len(s.courier.words()) == 1 })
	s.run(s.another())
	eventually(t, "the rest went on", func() bool {
		s.clock.pass(time.Second)
		return slices.Equal(s.courier.words(), []string{"=reminder!", "answer"})
	})
	if got := s.mind.reports(); len(got) != 1 || got[0].Outcome != conversation.Unknown {
		t.Errorf("reported %+v", got)
	}
}

// pauses has the associates' book say that all reminders rest.
func (s *scene) pauses() {
	_, err := s.store.Write(s.t.Context(), storage.Step{ID: s.store.ID("desk"), At: s.clock.Now(), Result: conversation.Result{
		Record: conversation.Record{Book: &conversation.Book{Paused: conversation.Pause{At: s.clock.Now()}}},
	}})
	if err != nil {
		s.t.Error(err)
	}
}
