package bot_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"

	"residencyassist/bot"
	"residencyassist/conversation"
	"residencyassist/storage"
)

// posts puts mail of so many people into the outbox.
func (s *scene) posts(people int) {
	s.t.Helper()
	for i := range people {
		_, err := s.store.Write(s.t.Context(), storage.Step{
			ID: s.store.ID(fmt.Sprint("telegram:1:", 100+i)), At: s.clock.Now(),
			Result: conversation.Result{Entries: []conversation.Entry{
				{ID: "e1", Side: conversation.Post, Mail: &conversation.Mail{To: "ana@example.com"}},
			}},
		})
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

// TestAMailServerThatHangsHoldsUpNobody keeps every mail waiting for its server,
// more of them than chats may be under way at once, and still talks.
func TestAMailServerThatHangsHoldsUpNobody(t *testing.T) {
	s := newScene(t)
	var hanging, most atomic.Int64
	done := make(chan struct{})
	chat := &courier{}
	b := bot.New(bot.Config{
		Mind: s.mind, Memory: s.store, Clock: s.clock.hand(), Log: slog.New(slog.DiscardHandler),
		Couriers: map[conversation.Side]bot.Courier{
			conversation.Chat: chat,
			conversation.Post: carrier(func(ctx context.Context, _ conversation.Parcel) conversation.Answer {
				most.Store(max(most.Load(), hanging.Add(1)))
				defer hanging.Add(-1)
				select {
				case <-done:
				case <-ctx.Done():
				}
				return conversation.Answer{Outcome: conversation.Later}
			}),
		},
	})
	s.posts(100)
	s.run(b)
	eventually(t, "mail hangs as far as it may", func() bool { return hanging.Load() == 8 })
	if err := b.Handle(t.Context(), conversation.Event{
		ID: "u1", Kind: conversation.Said, Chat: "telegram:1:2", Message: &conversation.Incoming{Text: "one two three"},
	}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the chat goes on", func() bool { return len(chat.words()) == 3 })
	close(done)
	eventually(t, "mail ends", func() bool { return hanging.Load() == 0 })
	if most.Load() > 8 {
		t.Errorf("%d mails were under way at once", most.Load())
	}
}

// TestWhatMatteredAndWasLostComesBackWhole tells the mind what did not arrive,
// and only of what was to be heard of.
func TestWhatMatteredAndWasLostComesBackWhole(t *testing.T) {
	s := newScene(t)
	b := bot.New(bot.Config{
		Mind: s.mind, Memory: s.store, Clock: s.clock.hand(), Log: slog.New(slog.DiscardHandler),
		Couriers: map[conversation.Side]bot.Courier{conversation.Chat: &courier{answer: func(conversation.Parcel) conversation.Answer {
			return conversation.Answer{Outcome: conversation.Unreachable}
		}}},
	})
	s.run(b)
	if err := b.Handle(t.Context(), conversation.Event{
		ID: "u1", Kind: conversation.Said, Chat: "telegram:1:2", Message: &conversation.Incoming{Text: "chatter line!"},
	}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "both are reported", func() bool { return len(s.mind.reports()) == 2 })
	chatter, line := s.mind.reports()[0], s.mind.reports()[1]
	if chatter.Wanted || chatter.Lost != nil {
		t.Errorf("of what nobody asked for came back %+v", chatter)
	}
	if !line.Wanted || line.Lost == nil || line.Lost.Send.HTML != "line!" {
		t.Errorf("of what mattered came back %+v", line)
	}
}
