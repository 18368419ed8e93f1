package conversation_test

import (
	"fmt"
	"testing"
	"time"

	"residencyassist/conversation"
)

// TestAFloodIsToldOnceAndThenLeftAlone has one chat say a thousand things in a
// minute. It is answered as long as a quick person could mean it, told once that
// it is too much, and heard again after a rest.
func TestAFloodIsToldOnceAndThenLeftAlone(t *testing.T) {
	service, err := conversation.DefaultService()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := conversation.New(service)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 22, 16, 0, 0, 0, time.UTC)
	rec, said := conversation.Record{ID: "q7"}, 0
	says := func(i int) []conversation.Entry {
		res, err := engine.Step(rec, conversation.Event{
			ID: fmt.Sprint("telegram:", i), Kind: conversation.Said, Chat: "telegram:1:2", Message: &conversation.Incoming{Text: "/help"},
		}, now)
		if err != nil {
			t.Fatal(err)
		}
		rec = res.Record
		said += len(res.Entries)
		return res.Entries
	}
	for i := range 1000 {
		now = now.Add(50 * time.Millisecond)
		says(i)
	}
	if said < 120 || said > 300 {
		t.Errorf("a thousand messages in a minute were answered with %d", said)
	}
	now = now.Add(2 * time.Minute)
	if len(says(1001)) == 0 {
		t.Error("after a rest nothing is answered")
	}
	for i := range 200 { // a person in a hurry
		now = now.Add(time.Second)
		if len(says(2000+i)) == 0 {
			t.Fatalf("the %d. of many messages, one a second, was not answered", i+1)
		}
	}
}
