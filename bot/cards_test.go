package bot_test

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"testing"
	"time"

	"residencyassist/bot"
	"residencyassist/conversation"
	"residencyassist/storage"
)

// reception is a mind that makes a card of whatever is said to it.
type reception struct{ mind }

func (*reception) Step(rec conversation.Record, ev conversation.Event, _ time.Time) (conversation.Result, error) {
	res := conversation.Result{Record: rec, Event: ev}
	if ev.Message != nil {
		res.Entries = []conversation.Entry{{ID: "card", Side: conversation.Desk, To: rec.ID, Track: true, Report: true, Card: &conversation.Card{Title: ev.Message.Text}}}
	}
	return res, nil
}

// aChannel is a platform that takes a post a second, after a burst of eight.
func aChannel(conversation.Entry) bot.Limit {
	return bot.Limit{Budget: "posts", Rates: []storage.Rate{{N: 8, Per: 8 * time.Second}}}
}

// TestThreeHundredCasesInAMinute lets as many requests come in a minute of story
// time, to two replicas: all their cards are posted, none twice, as fast as the
// channel takes them, and in the order in which they came, as far as replicas that
// post at once can keep it.
func TestThreeHundredCasesInAMinute(t *testing.T) {
	t.Parallel()
	const cases = 300
	s := newSceneOnRedis(t)
	sent := &sends{clock: s.clock, at: map[string][]time.Time{}}
	var order []string // held by sent.mu
	post := carrier(func(_ context.Context, p conversation.Parcel) conversation.Answer {
		sent.mu.Lock()
		defer sent.mu.Unlock()
		title := p.Entry.Card.Title
		order, sent.at[title] = append(order, title), append(sent.at[title], s.clock.Now())
		return conversation.Answer{Outcome: conversation.Delivered, Message: "slack:C1:" + title}
	})
	var replicas []*bot.Bot
	for range 2 {
		replicas = append(replicas, bot.New(bot.Config{
			Mind: &reception{}, Memory: s.store, Clock: s.clock.hand(), Log: slog.New(slog.DiscardHandler), Limits: aChannel,
			Couriers: map[conversation.Side]bot.Courier{conversation.Desk: post},
		}))
	}
	s.run(replicas...)
	begin := s.clock.Now()
	for i := range cases {
		err := replicas[i%2].Handle(t.Context(), conversation.Event{
			ID: fmt.Sprint(i), Kind: conversation.Said, Chat: fmt.Sprint("telegram:1:", 1000+i), Message: &conversation.Incoming{Text: fmt.Sprintf("%03d", i)},
		})
		if err != nil {
			t.Fatal(err)
		}
		s.clock.pass(time.Minute / cases)
	}
	posted := func() int {
		sent.mu.Lock()
		defer sent.mu.Unlock()
		return len(order)
	}
	// Who waits for a place in the channel waits in memory: the clock goes on by
	// itself, as clocks do.
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for posted() < cases && s.clock.Now().Sub(begin) < time.Hour {
		s.clock.pass(250 * time.Millisecond)
		<-tick.C
	}

	sent.mu.Lock()
	defer sent.mu.Unlock()
	late := 0 // how far a card stands behind one that came after it
	for i, title := range order {
		came, err := strconv.Atoi(title)
		if err != nil {
			t.Fatal(err)
		}
		late = max(late, i-came)
		if len(sent.at[title]) != 1 {
			t.Errorf("card %s was posted %d times", title, len(sent.at[title]))
		}
	}
	last := sent.at[order[len(order)-1]][0]
	t.Logf("%d cards in %v of story time; at worst %d places late", len(order), last.Sub(begin), late)
	if len(order) != cases || last.Sub(begin) > 2*cases*time.Second || late > 40 {
		t.Errorf("%d cards in %v, at worst %d places late", len(order), last.Sub(begin), late)
	}
}
