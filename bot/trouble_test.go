package bot_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"residencyassist/conversation"
	"residencyassist/storage"
)

// TestAWakeUpThatAlwaysFailsIsTriedWithPauses wakes a record whose step panics,
// and whose apology panics too: the bot lives, and tries again in a while.
func TestAWakeUpThatAlwaysFailsIsTriedWithPauses(t *testing.T) {
	s := newScene(t)
	s.says("1", "wake me")
	s.mind.mu.Lock()
	s.mind.ill = true
	s.mind.mu.Unlock()
	s.run(s.Bot)
	s.clock.pass(time.Minute)
	eventually(t, "it failed", func() bool { return s.Counts.Failures.Load() == 1 })
	pending := func() time.Time {
		p, err := s.store.Pending(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return p.NextWake
	}
	eventually(t, "it is due again later", func() bool { return pending().After(s.clock.Now().Add(4 * time.Minute)) })
	if n := s.Counts.Failures.Load(); n != 1 {
		t.Errorf("it was tried %d times at once", n)
	}
}

// TestABrokenRecordHoldsUpNobody writes into a chat whose record cannot be
// opened: the event is put aside, and others are served.
func TestABrokenRecordHoldsUpNobody(t *testing.T) {
	s := newScene(t)
	broken := s.store.ID("telegram:1:666")
	if _, err := s.store.Commit(t.Context(), storage.Commit{ID: broken, Data: []byte("not sealed"), At: s.clock.Now()}); err != nil {
		t.Fatal(err)
	}
	err := s.Handle(t.Context(), conversation.Event{
		ID: "u1", Kind: conversation.Said, Chat: "telegram:1:666", Message: &conversation.Incoming{Text: "help"},
	})
	if err != nil || s.Counts.Parked.Load() != 1 {
		t.Errorf("parked %d events: %v", s.Counts.Parked.Load(), err)
	}
	s.says("1", "fine")
	eventually(t, "others are served", func() bool { return slices.Equal(s.courier.words(), []string{"fine"}) })
}

// TestABrokenEntryHoldsUpNothing gives up an entry that cannot be opened, and
// delivers what waits behind it.
func TestABrokenEntryHoldsUpNothing(t *testing.T) {
	s := newScene(t)
	id := s.store.ID("telegram:1:2")
	claims, err := s.store.Commit(t.Context(), storage.Commit{
		ID: id, At: s.clock.Now(), Data: []byte("x"), Lease: time.Nanosecond,
		Entries: []storage.Entry{{ID: "e1", Side: "chat", Body: []byte("not sealed")}},
	})
	if err != nil || len(claims) != 1 {
		t.Fatalf("%d claims: %v", len(claims), err)
	}
	s.run(s.Bot)
	eventually(t, "it is given up", func() bool {
		p, err := s.store.Pending(t.Context())
		return err == nil && p.Entries == 0
	})
	if s.Counts.Failed.Load() != 1 {
		t.Errorf("%d entries were counted as failed", s.Counts.Failed.Load())
	}
}

// TestAToastThatIsNotTakenHoldsUpNothing drops what is of no use late.
func TestAToastThatIsNotTakenHoldsUpNothing(t *testing.T) {
	s := newScene(t)
	s.courier.answer = func(p conversation.Parcel) conversation.Answer {
		if p.Entry.Toast != nil {
			return conversation.Answer{Outcome: conversation.Unknown}
		}
		return conversation.Answer{Outcome: conversation.Delivered}
	}
	_, err := s.store.Write(t.Context(), storage.Step{
		ID: s.store.ID("telegram:1:2"), At: s.clock.Now(), Lease: time.Nanosecond,
		Result: conversation.Result{Entries: []conversation.Entry{
			{ID: "e1", Side: conversation.Chat, Repeatable: true, Toast: &conversation.Toast{Callback: "c"}},
			{ID: "e2", Side: conversation.Chat, Send: &conversation.Message{HTML: "after"}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.run(s.Bot)
	eventually(t, "what waits behind it arrives", func() bool { return s.Counts.Delivered.Load() == 1 })
}

// away is a memory that cannot settle for a while.
type away struct {
	*storage.Store
	times int
}

func (a *away) Done(ctx context.Context, settled storage.Settlement) (*storage.Delivery, error) {
	if a.times--; a.times >= 0 {
		return nil, errors.New("away")
	}
	return a.Store.Done(ctx, settled)
}

// TestAStoreThatIsAwayMakesNoResultUnknown loses its store between a send and
// its settlement: what was delivered is delivered once.
func TestAStoreThatIsAwayMakesNoResultUnknown(t *testing.T) {
	s := newScene(t)
	s.Memory = &away{Store: s.store, times: 3}
	s.says("1", "one two")
	eventually(t, "both arrived", func() bool { return slices.Equal(s.courier.words(), []string{"one", "two"}) })
	if n := s.Counts.Repeated.Load(); n != 0 {
		t.Errorf("%d sends were repeated", n)
	}
}
