package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	goredis "github.com/redis/go-redis/v9"

	"residencyassist/storage"
	"residencyassist/storage/redis/redistest"
)

// Ids of keys that no other bytes look like.
const (
	lastYear = "the-key-of-last-year"
	thisYear = "the-key-of-this-year"
)

// pair is a fresh pair of DATA_KEYS with this id.
func pair(id string) string {
	key, _, _ := strings.Cut(strings.TrimPrefix(storage.NewKeys(), "k1:"), ",")
	return id + ":" + key
}

// cases runs a command beside the bots, with their storage and their keys, and
// returns what it prints.
func (h *house) cases(args ...string) (out, trouble string, status int) {
	h.t.Helper()
	return h.beside(append([]string{"cases"}, args...)...)
}

// beside does so with any command.
func (h *house) beside(args ...string) (out, trouble string, status int) {
	h.t.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + h.t.TempDir(), "STORAGE_URL=" + h.storage, "DATA_KEYS=" + h.keys, "SANDBOX_URL=" + h.url, "SLACK_HOLD=2s"}
	cmd.Dir = h.t.TempDir()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	_ = cmd.Run() // its status says it
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}

// stopBots stops all bots as a supervisor does.
func (h *house) stopBots() {
	h.t.Helper()
	for _, bot := range h.bots {
		if status := bot.stop(); status != 0 {
			h.t.Fatalf("a bot ended with %d:\n%s", status, bot.log())
		}
	}
	h.bots = nil
}

// refused starts a bot that must not serve, and returns what it says.
func (h *house) refused(keys string) string {
	h.t.Helper()
	p := start(h.t, []string{"SANDBOX_URL=" + h.url, "STORAGE_URL=" + h.storage, "DATA_KEYS=" + keys}, "serve")
	<-p.done
	if p.cmd.ProcessState.ExitCode() != 1 {
		h.t.Errorf("it ended with %d", p.cmd.ProcessState.ExitCode())
	}
	return p.log()
}

// TestTheSealingKeyIsReplaced goes through the steps that cases reseal --help
// names, in the middle of a conversation and beside the running bot, and ends
// with the new key alone. Nobody notices anything.
func TestTheSealingKeyIsReplaced(t *testing.T) {
	t.Parallel()
	story := func(t *testing.T, storageURL string) {
		old, fresh, index := pair(lastYear), pair(thisYear), pair("index")
		h := open(t, storageURL, "2026-11-20")
		h.keys = old + "," + index
		h.serve()
		undisturbed, carol := h.applicant("Carol", "en"), h.applicant("Carol", "en")
		undisturbed.plays(english...)
		third := len(english) / 3
		carol.plays(english[:third]...)

		h.stopBots()
		h.keys = fresh + "," + old + "," + index
		h.serve()
		if words := h.refusedBeside(fresh + "," + index); !strings.Contains(words, `the pair "`+lastYear+`" is missing`) {
			t.Errorf("without the old key: %s", words)
		}
		sealing := make(chan struct{})
		go func() {
			defer close(sealing)
			out, trouble, status := h.cases("reseal")
			if status != 0 || !strings.Contains(out, `The key "`+lastYear+`" opens nothing any more: it can be taken out of DATA_KEYS.`) {
				t.Errorf("reseal ended with %d: %s%s", status, out, trouble)
			}
		}()
		carol.plays(english[third : 2*third]...)
		<-sealing
		var summary storage.Resealed
		out, trouble, status := h.cases("reseal", "--json")
		if err := json.Unmarshal([]byte(out), &summary); err != nil || status != 0 || summary.Resealed != 0 || summary.Records != 3 { // one is the associates' own
			t.Errorf("once more: %s%s %v", out, trouble, err)
		}
		t.Logf("looked at %d values of %d records", summary.Values, summary.Records)

		h.stopBots()
		h.keys = fresh + "," + index
		h.serve()
		carol.plays(english[2*third:]...)
		want, got := withoutReference(undisturbed.heard()), withoutReference(carol.heard())
		if !slices.Equal(got, want) || h.resent() != 0 {
			t.Errorf("%d sends were repeated, and carol heard something else:\n%s", h.resent(), cmp.Diff(want, got))
		}
		h.stopBots()
		if words := h.refused(pair(thisYear) + "," + index); !strings.Contains(words, `the pair "`+thisYear+`" holds another key`) {
			t.Errorf("with another key of the same name: %s", words)
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		story(t, "sqlite:"+filepath.Join(dir, "bot.db"))
		files, err := os.ReadDir(dir)
		if err != nil || len(files) == 0 {
			t.Fatalf("no files: %v", err)
		}
		for _, f := range files {
			content, err := os.ReadFile(filepath.Join(dir, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			assertSealed(t, f.Name(), content, []string{lastYear})
		}
	})
	t.Run("redis", func(t *testing.T) {
		t.Parallel()
		url := redistest.Start(t)
		story(t, url)
		assertNowhere(t, url, lastYear)
	})
}

// refusedBeside runs a command with keys that do not fit.
func (h *house) refusedBeside(keys string) string {
	h.t.Helper()
	beside := *h
	beside.keys = keys
	_, trouble, status := beside.cases("reseal")
	if status != 1 {
		h.t.Errorf("it ended with %d", status)
	}
	return trouble
}

// assertNowhere searches everything that a Redis holds under any key.
func assertNowhere(t *testing.T, url, words string) {
	t.Helper()
	options, err := goredis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	client := goredis.NewClient(options)
	defer client.Close()
	keys, err := client.Keys(context.Background(), "*").Result()
	if err != nil || len(keys) == 0 {
		t.Fatalf("no keys: %v", err)
	}
	for _, key := range keys {
		if strings.HasPrefix(key, "ra:lease:") {
			continue // it runs out, and may name whom it was for
		}
		for _, value := range values(t, client, key) {
			assertSealed(t, key, []byte(value), []string{words})
		}
	}
}

// TestAReplicaWithTheOldOrderIsNoticed rotates the key under two replicas, one
// after another, and reseals too early: it is told, and loses nothing.
func TestAReplicaWithTheOldOrderIsNoticed(t *testing.T) {
	t.Parallel()
	old, fresh, index := pair(lastYear), pair(thisYear), pair("index")
	h := open(t, redistest.Start(t), "2026-11-20")
	h.keys = old + "," + fresh + "," + index
	h.serve()
	h.keys = fresh + "," + old + "," + index
	h.serve()
	undisturbed, carol := h.applicant("Carol", "en"), h.applicant("Carol", "en")
	undisturbed.plays(english...)
	half := len(english) / 2
	carol.plays(english[:half]...)
	_, trouble, status := h.cases("reseal", "--wait", "0s")
	if status != 1 || !strings.Contains(trouble, `a bot still seals with "`+lastYear+`"`) {
		t.Errorf("too early, it ended with %d: %s", status, trouble)
	}
	carol.plays(english[half:]...)
	h.settle()
	want, got := withoutReference(undisturbed.heard()), withoutReference(carol.heard())
	if !slices.Equal(got, want) {
		t.Errorf("two replicas with two keys said something else:\n%s", cmp.Diff(want, got))
	}
	if words := h.refused(fresh + "," + index); !strings.Contains(words, `the pair "`+lastYear+`" is missing`) {
		t.Errorf("without the old key: %s", words)
	}
}

// TestAReplicaWithoutTheNewKeyLosesNothing leaves out the first step of a
// rotation: one replica meets what it has no key for. It puts that aside, and
// once it has the key everything goes on in order.
func TestAReplicaWithoutTheNewKeyLosesNothing(t *testing.T) {
	t.Parallel()
	old, fresh, index := pair(lastYear), pair(thisYear), pair("index")
	h := open(t, redistest.Start(t), "2026-11-20")
	h.keys = old + "," + index
	behind := h.serve() // it polls
	carol := h.applicant("Carol", "en")
	carol.plays(english...)
	h.keys = fresh + "," + old + "," + index
	ahead := h.serve()
	if _, trouble, status := h.cases("reseal", "--wait", "0s"); status != 1 || !strings.Contains(trouble, `still seals with "`+lastYear+`"`) {
		t.Errorf("reseal ended with %d: %s", status, trouble)
	}
	answers := []string{"One.", "Two.", "Three.", "Four.", "Five.", "Six."}
	for _, answer := range answers {
		carol.does("> Answer " + answer)
	}
	h.settle()
	behind.stop()
	h.bots = h.bots[1:]
	carol.does("> Answer Seven.") // what is parked goes before it
	answers = append(answers, "Seven.")
	h.settle()
	card, at := h.card("C.S."), -1
	for _, answer := range answers {
		if n := card.inThread("Answer " + answer); n != 1 {
			t.Errorf("answer %q stands %d times in the thread", answer, n)
		}
		here := slices.IndexFunc(card.Thread, func(p post) bool { return p.says("Answer " + answer) })
		if here < at {
			t.Errorf("answer %q stands before the one before it", answer)
		}
		at = here
	}
	parked, takenUp := strings.Count(behind.log(), "its event is parked"), strings.Count(ahead.log(), "a parked event was taken up")
	if parked < 6 || takenUp != parked {
		t.Errorf("%d events were parked, %d taken up", parked, takenUp)
	}
}
