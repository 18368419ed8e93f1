package main

import (
	"encoding/json"
	"io"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"residencyassist/storage"
	"residencyassist/storage/redis/redistest"
)

// TestTheBotMovesToRedisAndBack moves in the middle of a conversation, twice. Its
// people notice nothing, and a bot that serves is not copied under its hands.
func TestTheBotMovesToRedisAndBack(t *testing.T) {
	t.Parallel()
	h := open(t, "sqlite:"+filepath.Join(t.TempDir(), "bot.db"), "2026-11-20")
	redis, back := redistest.Start(t), "sqlite:"+filepath.Join(t.TempDir(), "back.db")
	h.serve()
	undisturbed, carol := h.applicant("Carol", "en"), h.applicant("Carol", "en")
	undisturbed.plays(english...)
	third := len(english) / 3
	carol.plays(english[:third]...)
	for _, way := range []struct {
		to   string
		part []string
	}{{redis, english[third : 2*third]}, {back, english[2*third:]}} {
		if _, trouble, status := h.beside("copy", "--wait", "0s", h.storage, way.to); status != 1 || !strings.Contains(trouble, "stop") {
			t.Errorf("under the bot's hands it ended with %d: %s", status, trouble)
		}
		h.stopBots()
		var d storage.Copied
		out := h.prints("copy", "--json", h.storage, way.to)
		if err := json.Unmarshal([]byte(out), &d); err != nil || d.Records != 3 || d.Written != 3 || d.Links == 0 || d.Events < 2*third || d.Settings == 0 {
			t.Errorf("copying printed %s: %v", out, err)
		}
		if _, trouble, status := h.beside("copy", h.storage, way.to); status != 1 || !strings.Contains(trouble, "holds this copy already") {
			t.Errorf("once more it ended with %d: %s", status, trouble)
		}
		h.storage = way.to
		h.serve()
		carol.plays(way.part...)
	}
	h.settle()
	want, got := withoutReference(undisturbed.heard()), withoutReference(carol.heard())
	if !slices.Equal(got, want) || h.resent() != 0 {
		t.Errorf("%d sends were repeated, and carol heard something else:\n%s", h.resent(), cmp.Diff(want, got))
	}
	h.associate("ana").writes(h.cards()[0], "Hello from the other side.")
	h.settle()
	if carol.count("Hello from the other side.")+undisturbed.count("Hello from the other side.") != 1 {
		t.Error("a line in the thread did not reach its applicant after the move")
	}
}

// TestSoakACopyIsKilledAndGoesOn copies SQLite to Redis and back to SQLite, kills
// the program half-way in both directions, and finds the same in all three. With
// SOAK=1 there are 100,000 cases instead of a few hundred.
func TestSoakACopyIsKilledAndGoesOn(t *testing.T) {
	t.Parallel()
	people := 1200
	if soaking() {
		people = 100_000
	}
	keys, server, dir := storage.NewKeys(), redistest.New(t), t.TempDir()
	first, second, third := "sqlite:"+filepath.Join(dir, "first.db"), server.URL(), "sqlite:"+filepath.Join(dir, "third.db")
	fill(t, first, keys, people)
	h := &house{t: t, keys: keys}

	half := int64(people) * bytesOfPerson / 2
	there, back := narrow{sent: half}, narrow{answered: half}
	h.killedHalfWay(&there, first, there.open(t, server.URL()))
	h.goesOn(people, first, second)
	h.killedHalfWay(&back, back.open(t, server.URL()), third)
	h.goesOn(people, second, third)
	begun := time.Now()
	compare(t, first, second, third)
	t.Logf("all three are the same, which took %s to see", time.Since(begun).Round(time.Second/10))
}

// killedHalfWay begins a copy and kills it, as a power cut would, where the way
// lets nothing more pass. What is there then cannot be opened.
func (h *house) killedHalfWay(way *narrow, from, to string) {
	h.t.Helper()
	p := start(h.t, []string{"DATA_KEYS=" + h.keys}, "copy", from, to)
	select {
	case <-way.full:
		p.kill()
	case <-p.done:
		h.t.Fatalf("it ended before it could be killed: %s", p.log())
	}
	h.storage = strings.Replace(to, way.address, way.server, 1)
	if _, trouble, status := h.cases("list"); status != 1 || !strings.Contains(trouble, "holds a copy that is not finished") {
		h.t.Errorf("half a copy: %d, %s", status, trouble)
	}
}

// goesOn runs the copy again, to its end.
func (h *house) goesOn(people int, from, to string) {
	h.t.Helper()
	begun := time.Now()
	var d storage.Copied
	out := h.prints("copy", "--json", from, to)
	if err := json.Unmarshal([]byte(out), &d); err != nil || d.Records != people || d.Links != people || d.Events != people*linesOfPerson || d.Waiting != people/2 {
		h.t.Fatalf("of %d people were copied: %s %v", people, out, err)
	}
	if d.Written == 0 || d.Written >= people {
		h.t.Errorf("after the kill %d of %d records were written", d.Written, people)
	}
	h.t.Logf("%d of %d records were left to copy, which took %s; all are compared", d.Written, people, time.Since(begun).Round(time.Second/10))
}

// narrow is a way to a server that lets so many bytes pass, and then nothing more.
type narrow struct {
	sent, answered  int64 // to the server, and back; 0: as many as like
	server, address string
	full            chan struct{}
	once            sync.Once
}

// open opens the way to the server that the URL names, and returns the way's own.
func (n *narrow) open(t *testing.T, url string) string {
	t.Helper()
	n.full = make(chan struct{})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	n.server, n.address = strings.TrimSuffix(strings.TrimPrefix(url, "redis://"), "/0"), listener.Addr().String()
	var sent, answered atomic.Int64
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", n.server)
			if err != nil {
				client.Close()
				continue
			}
			go n.carry(server, client, &sent, n.sent)
			go n.carry(client, server, &answered, n.answered)
		}
	}()
	return strings.Replace(url, n.server, n.address, 1)
}

// carry passes bytes on, together with the other connections no more than most.
func (n *narrow) carry(to, from net.Conn, passed *atomic.Int64, most int64) {
	defer to.Close()
	defer from.Close()
	piece := make([]byte, 16<<10)
	for {
		got, err := from.Read(piece)
		if err != nil {
			return
		}
		if most > 0 && passed.Add(int64(got)) > most {
			n.once.Do(func() { close(n.full) })
			_, _ = io.Copy(io.Discard, from) // until the program is dead
			return
		}
		if _, err := to.Write(piece[:got]); err != nil {
			return
		}
	}
}
