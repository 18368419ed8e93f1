package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"residencyassist/conversation"
	"residencyassist/storage"
)

// TestABarShowsHowFarItIs draws one over three seconds.
func TestABarShowsHowFarItIs(t *testing.T) {
	var out bytes.Buffer
	start := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	now := start
	b := &bar{out: &out, what: "records copied", total: 100_000, begun: start, now: func() time.Time { return now }}
	for _, step := range []struct {
		after time.Duration
		done  int
	}{{100 * time.Millisecond, 0}, {time.Second, 5000}, {time.Second + time.Millisecond, 5001}, {3 * time.Second, 99_000}, {3 * time.Second, 100_000}} {
		now = start.Add(step.after)
		b.show(step.done)
	}
	b.end()
	want := []string{
		"", "records copied [----------] 0 of 100,000, 0/s",
		"records copied [----------] 5,000 of 100,000, 5,000/s, 0:19 left",
		"records copied [#########-] 99,000 of 100,000, 33,000/s, 0:00 left",
		"records copied [##########] 100,000 of 100,000, 33,333/s",
		"", "",
	}
	var got []string
	for line := range strings.SplitSeq(out.String(), "\r") {
		got = append(got, strings.TrimRight(line, " "))
	}
	if !slices.Equal(got, want) {
		t.Errorf("it drew %q", got)
	}
}

// TestABarFitsEightyColumns also where there is much to do, and says what it can
// where nobody knows how much there is.
func TestABarFitsEightyColumns(t *testing.T) {
	b := &bar{what: "records looked at", total: 9_000_000}
	line := b.line(1_234_567, 10*time.Hour)
	if line != "records looked at [#---------] 1,234,567 of 9,000,000, 34/s, 62:54:00 left" || len(line) > 80 {
		t.Errorf("%d columns: %s", len(line), line)
	}
	b.total = 0
	if line := b.line(1234, 2*time.Second); line != "records looked at: 1,234, 617/s" {
		t.Errorf("it shows %q", line)
	}
}

// TestNobodyWatchesABuffer shows that nothing is drawn but on a terminal.
func TestNobodyWatchesABuffer(t *testing.T) {
	var out bytes.Buffer
	b := console{out: &out, err: &out}.bar(false, "records copied")
	b.total = 2
	b.show(1)
	b.show(2)
	b.end()
	if out.Len() > 0 {
		t.Errorf("it drew %q", out.String())
	}
}

// TestFieldsKeepTheirNames holds the names that other people's programs read.
func TestFieldsKeepTheirNames(t *testing.T) {
	left := 3
	listed := conversation.Listed{Ref: "r", Initials: "i", Owner: "o", Left: &left, Waiting: "w", Awaited: "a", Trouble: "t"}
	for what, c := range map[string]struct {
		value any
		names string
	}{
		"cases list":   {listed, "days_left initials owner ref stage stage_words trouble waiting_on waiting_on_words"},
		"cases show":   {conversation.Story{Events: []conversation.Told{}}, "events person ref stage stage_words"},
		"cases export": {exportSummary{}, "file records"},
		"cases replay": {replayed{At: 1, Where: "x"}, "at bytes events ref same where"},
		"cases reseal": {storage.Resealed{}, "broken busy free index kept key records resealed unopened values"},
		"reminders":    {outgoingLine{Due: conversation.Due{Ref: "r"}}, "at counted name paused person ref words"},
		"copy":         {storage.Copied{}, "events links parked records removed settings waiting written"},
	} {
		text, err := json.Marshal(c.value)
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]any
		if err := json.Unmarshal(text, &fields); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(slices.Sorted(maps.Keys(fields)), " "); got != c.names {
			t.Errorf("%s --json has the fields %s, not %s", what, got, c.names)
		}
	}
}
