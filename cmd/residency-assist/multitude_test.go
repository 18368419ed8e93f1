package main

import (
	"encoding/base64"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"residencyassist/storage/redis/redistest"
)

// TestABurstLandsInOrder types several answers without waiting for a question,
// while two bots are there to take them: each answers the question it was for.
func TestABurstLandsInOrder(t *testing.T) {
	t.Parallel()
	h := open(t, redistest.Start(t), "2026-11-20")
	h.serve()
	h.serve()
	undisturbed, carol := h.applicant("Carol", "en"), h.applicant("Carol", "en")
	undisturbed.plays(english...)
	carol.plays(english[:8]...)
	for _, what := range english[8:12] {
		carol.does(what)
	}
	h.pass("10s")
	carol.plays(english[12:]...)
	want, got := withoutReference(undisturbed.heard()), withoutReference(carol.heard())
	if !slices.Equal(got, want) {
		t.Errorf("answers in a burst were read otherwise:\n%s", cmp.Diff(want, got))
	}
}

// TestTheNudgeOutlivesARestart lets somebody stop in the middle, kills the bot,
// and waits: the new one asks once whether to go on.
func TestTheNudgeOutlivesARestart(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, storageURL string) {
		h := open(t, storageURL, "2026-11-20")
		h.serve()
		carol := h.applicant("Carol", "en")
		carol.plays(english[:5]...)
		h.crash()
		h.pass("72h")
		if n := carol.count("Shall we go on?"); n != 1 {
			t.Errorf("the question came %d times", n)
		}
		carol.plays(english[5])
		if carol.count("Your card expires on") != 1 {
			t.Errorf("afterwards the answer is not taken: %q", carol.last())
		}
	})
}

// TestTwoAssociatesPressAtOnce has two associates claim a case at the same time,
// on a card that was posted by a bot which is no more: one becomes the owner,
// and the other hears who was first.
func TestTwoAssociatesPressAtOnce(t *testing.T) {
	t.Parallel()
	h := open(t, redistest.Start(t), "2026-11-20")
	h.serve()
	carol := h.applicant("Carol", "en")
	carol.plays(english...)
	h.crash()
	h.bots[0].becomesReady()
	card := h.card("C.S.")
	var both sync.WaitGroup
	for _, user := range []string{"ana", "bruno"} {
		both.Go(func() {
			if err := h.try("POST", "/sandbox/slack/press", map[string]string{"user": user, "channel": "cases", "ts": card.TS, "press": "Claim"}, nil); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	h.settle()
	if n := carol.count("looks after your case"); n != 1 {
		t.Errorf("an associate was introduced %d times", n)
	}
	second, first := "bruno", "Ana"
	if h.card("C.S.").says("Owner: Bruno") {
		second, first = "ana", "Bruno"
	}
	var told []post
	h.call("GET", "/sandbox/slack/ephemeral/"+second, nil, &told)
	if !slices.ContainsFunc(told, func(p post) bool { return p.says(first) }) {
		t.Errorf("the second is not told who was first: %v", told)
	}
}

// TestALargeFileIsAnswered sends a file of more than Telegram lets a bot fetch:
// a kind word comes back, nobody tries to fetch it, and the question stays open.
func TestALargeFileIsAnswered(t *testing.T) {
	t.Parallel()
	h := open(t, "sqlite:"+t.TempDir()+"/bot.db", "2026-11-20")
	h.serve()
	carol := h.applicant("Carol", "en")
	carol.plays(english[:5]...)
	before := len(carol.heard())
	h.call("POST", carol.path+"say", map[string]any{"file": map[string]any{
		"name": "scan.pdf", "type": "application/pdf", "document": true, "base64": base64.StdEncoding.EncodeToString(make([]byte, 21<<20)),
	}}, nil)
	h.pass("3s")
	if len(carol.heard()) == before {
		t.Error("nobody answered")
	}
	for _, c := range h.calls() {
		if strings.EqualFold(c.Method, "getFile") {
			t.Error("the bot tried to fetch it")
		}
	}
	carol.plays(english[5])
	if carol.count("Your card expires on") != 1 {
		t.Errorf("afterwards the answer is not taken: %q", carol.last())
	}
}
