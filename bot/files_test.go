package bot_test

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"

	"residencyassist/bot"
	"residencyassist/conversation"
	"residencyassist/storage"
)

// carrier carries files as the test says.
type carrier func(ctx context.Context, p conversation.Parcel) conversation.Answer

func (c carrier) Deliver(ctx context.Context, p conversation.Parcel) conversation.Answer {
	return c(ctx, p)
}

// leases is a memory that knows how often a lease was renewed.
type leases struct {
	bot.Memory
	renewed atomic.Int64
	lost    bool // somebody else has them all
}

func (l *leases) Renew(ctx context.Context, r storage.Renewal) error {
	l.renewed.Add(1)
	if l.lost {
		return storage.ErrLost
	}
	return l.Memory.Renew(ctx, r)
}

// carries lets a bot find a file that waits.
func (s *scene) carries(memory bot.Memory, c bot.Courier) *bot.Bot {
	s.t.Helper()
	b := bot.New(bot.Config{
		Mind: s.mind, Memory: memory, Clock: s.clock.hand(), Log: slog.New(slog.DiscardHandler),
		Couriers: map[conversation.Side]bot.Courier{conversation.Chat: c},
	})
	_, err := s.store.Write(s.t.Context(), storage.Step{
		ID: s.store.ID("telegram:1:2"), At: s.clock.Now(),
		Result: conversation.Result{Entries: []conversation.Entry{
			{ID: "e1", Side: conversation.Chat, Report: true, Bulk: true, File: &conversation.File{}}, // in bulk: whoever looks first finds it
		}},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.run(b)
	return b
}

// TestAFileKeepsItsLeaseWhileItIsCarried has a courier that carries until the
// lease was renewed.
func TestAFileKeepsItsLeaseWhileItIsCarried(t *testing.T) {
	s := newScene(t)
	memory := &leases{Memory: s.store}
	s.carries(memory, carrier(func(context.Context, conversation.Parcel) conversation.Answer {
		eventually(t, "the lease is renewed, and again", func() bool { return memory.renewed.Load() > 1 })
		return conversation.Answer{Outcome: conversation.Delivered}
	}))
	eventually(t, "it is reported", func() bool { return len(s.mind.reports()) == 1 })
	if r := s.mind.reports()[0]; r.Outcome != conversation.Delivered || r.Again {
		t.Errorf("it was reported as %+v", r)
	}
}

// TestAFileWhoseLeaseIsLostIsCutOff hands the lease to somebody else meanwhile.
func TestAFileWhoseLeaseIsLostIsCutOff(t *testing.T) {
	s := newScene(t)
	cut := make(chan struct{})
	s.carries(&leases{Memory: s.store, lost: true}, carrier(func(ctx context.Context, p conversation.Parcel) conversation.Answer {
		if p.Again {
			return conversation.Answer{Outcome: conversation.Delivered}
		}
		<-ctx.Done()
		close(cut)
		return conversation.Answer{Outcome: conversation.Unknown}
	}))
	<-cut
}

// TestAFileThatCannotBeHadIsGivenUp keeps nobody waiting for it: after a few tries
// it is reported as refused.
func TestAFileThatCannotBeHadIsGivenUp(t *testing.T) {
	s := newScene(t)
	var tries atomic.Int64
	b := s.carries(s.store, carrier(func(context.Context, conversation.Parcel) conversation.Answer {
		tries.Add(1)
		return conversation.Answer{Outcome: conversation.Later, Why: "file_not_fetched", Lacking: true}
	}))
	for len(s.mind.reports()) == 0 {
		s.quiet(b)
		s.walk(b)
	}
	if r := s.mind.reports()[0]; r.Outcome != conversation.Refused || tries.Load() != 6 {
		t.Errorf("after %d tries it was reported as %+v", tries.Load(), r)
	}
}
