package bot_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"residencyassist/conversation"
	"residencyassist/storage"
	"residencyassist/storage/sqlite"
)

// rotation is a store, a replica whose DATA_KEYS do not know the newest key yet,
// and one whose do and that seals with it.
func rotation(t *testing.T) (behind, ahead *scene) {
	t.Helper()
	backend, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "bot.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { backend.Close() })
	old := storage.NewKeys()
	sealing, _, _ := strings.Cut(storage.NewKeys(), ",")
	behind = newSceneOn(t, backend, old)
	ahead = newSceneOn(t, backend, strings.Replace(sealing, "k1:", "k2:", 1)+","+old)
	return behind, ahead
}

// TestParkedEventsAreTakenUpInOrderAtTheStart parks what a replica cannot step,
// twice where it is delivered twice, and starts one that can.
func TestParkedEventsAreTakenUpInOrderAtTheStart(t *testing.T) {
	behind, ahead := rotation(t)
	ahead.says("1", "begin")
	for i, word := range []string{"one", "two", "two", "three"} {
		behind.says(fmt.Sprint("u", i), word)
	}
	behind.says("u0", "one") // delivered twice
	if n := behind.Counts.Parked.Load(); n != 5 || behind.Counts.Steps.Load() != 0 {
		t.Fatalf("parked %d, stepped %d", n, behind.Counts.Steps.Load())
	}
	ahead.run(ahead.Bot)
	want := []string{"begin", "one", "two", "two", "three"}
	eventually(t, "all are answered", func() bool { return len(ahead.courier.words()) == len(want) })
	if got := ahead.courier.words(); !slices.Equal(got, want) {
		t.Errorf("answered %q, want %q", got, want)
	}
	eventually(t, "nothing is parked", func() bool {
		ids, err := ahead.store.ParkedRecords(t.Context(), "", 1)
		return err == nil && len(ids) == 0
	})
	ahead.says("u1", "two") // delivered once more
	if n := ahead.Counts.Repeats.Load(); n != 1 {
		t.Errorf("%d repeats", n)
	}
}

// TestWhatIsParkedGoesBeforeWhatComesNext steps an event on a replica that can,
// after others were parked by one that could not.
func TestWhatIsParkedGoesBeforeWhatComesNext(t *testing.T) {
	behind, ahead := rotation(t)
	ahead.says("1", "begin")
	behind.says("2", "one")
	behind.says("3", "two")
	ahead.says("4", "three")
	want := []string{"begin", "one", "two", "three"}
	eventually(t, "all are answered", func() bool { return len(ahead.courier.words()) == len(want) })
	if got := ahead.courier.words(); !slices.Equal(got, want) {
		t.Errorf("answered %q, want %q", got, want)
	}
	if n := ahead.Counts.TakenUp.Load(); n != 2 {
		t.Errorf("%d events were taken up", n)
	}
}

// TestADamagedParkedEventHoldsUpNobody leaves it where it is.
func TestADamagedParkedEventHoldsUpNobody(t *testing.T) {
	behind, ahead := rotation(t)
	ahead.says("1", "begin")
	behind.says("2", "one")
	behind.says("3", "two")
	id := ahead.store.ID("telegram:1:2")
	parked, err := ahead.store.Backend.Parked(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Clone(parked[0].Data)
	damaged[len(damaged)-1] ^= 1
	_, err = ahead.store.Replace(t.Context(), id, []storage.Swap{{
		Place: storage.Place{Part: storage.InParked, Name: "2"}, Old: parked[0].Data, New: damaged,
	}})
	if err != nil {
		t.Fatal(err)
	}
	ahead.says("4", "three")
	want := []string{"begin", "two", "three"}
	eventually(t, "the others are answered", func() bool { return slices.Equal(ahead.courier.words(), want) })
	if left, err := ahead.store.Parked(t.Context(), id); err != nil || len(left) != 1 || left[0].Unreadable == nil {
		t.Errorf("left: %+v, %v", left, err)
	}
}

// TestAnEntryWhoseKeyIsMissingHereIsLeftToOthers lets a replica claim what it
// cannot open: it goes out once, by the one that can.
func TestAnEntryWhoseKeyIsMissingHereIsLeftToOthers(t *testing.T) {
	behind, ahead := rotation(t)
	_, err := ahead.store.Write(t.Context(), storage.Step{
		ID: ahead.store.ID("telegram:1:2"), At: ahead.clock.Now(), Lease: time.Nanosecond,
		Result: conversation.Result{Entries: []conversation.Entry{
			{ID: "e1", Side: conversation.Chat, Send: &conversation.Message{HTML: "for you"}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	behind.run(behind.Bot)
	eventually(t, "it is put back", func() bool { return behind.Counts.Retried.Load() > 0 })
	ahead.run(ahead.Bot)
	eventually(t, "it is sent", func() bool {
		ahead.clock.pass(time.Second)
		return len(ahead.courier.words()) > 0
	})
	if got := append(ahead.courier.words(), behind.courier.words()...); !slices.Equal(got, []string{"for you"}) {
		t.Errorf("sent %q", got)
	}
}

// TestAReportOnARecordThatCannotBeOpenedIsParked delivers an entry whose record
// another replica has sealed meanwhile with a key that is missing here: the
// lane goes on, and what became of the entry is heard of later.
func TestAReportOnARecordThatCannotBeOpenedIsParked(t *testing.T) {
	behind, ahead := rotation(t)
	behind.courier.answer = func(conversation.Parcel) conversation.Answer {
		if behind.Counts.Delivered.Load() == 0 {
			ahead.says("2", "") // the record is sealed anew, between send and report
		}
		return conversation.Answer{Outcome: conversation.Delivered, Message: "m"}
	}
	behind.says("1", "hear! after")
	eventually(t, "both are sent", func() bool { return slices.Equal(behind.courier.words(), []string{"hear!", "after"}) })
	eventually(t, "the report is parked", func() bool { return behind.Counts.Parked.Load() == 1 })
	ahead.says("3", "")
	eventually(t, "it is heard", func() bool { return len(ahead.mind.reports()) == 1 })
	if got := ahead.mind.reports()[0]; got.Entry != "e1" || got.Outcome != conversation.Delivered || got.Message != "m" {
		t.Errorf("heard %+v", got)
	}
}
