package redis

import (
	"testing"

	"github.com/alicebob/miniredis/v2"
	"github.com/alicebob/miniredis/v2/server"

	"residencyassist/storage/redis/redistest"
)

// TestASentinelThatLostTouchIsOutvoted has one of three Sentinels name a server
// that is a replica by now, and many clients, because each believes the Sentinel
// that answered it first.
func TestASentinelThatLostTouchIsOutvoted(t *testing.T) {
	t.Parallel()
	p := startPair(t)
	url := "redis+sentinel://"
	for i, master := range []*redistest.Server{p.replica, p.master, p.master} {
		if i > 0 {
			url += ","
		}
		url += startFakeSentinel(t, master)
	}
	for range 10 {
		s := openReal(t, url+"/main")
		if err := s.Link(t.Context(), "thread", someone); err != nil {
			t.Fatal(err)
		}
	}
}

// startFakeSentinel starts what answers like a Sentinel and always names the
// same master.
func startFakeSentinel(t *testing.T, master *redistest.Server) string {
	t.Helper()
	fake := miniredis.RunT(t)
	err := fake.Server().Register("SENTINEL", func(c *server.Peer, _ string, args []string) {
		if args[0] != "get-master-addr-by-name" {
			c.WriteLen(0)
			return
		}
		c.WriteStrings([]string{"127.0.0.1", master.Port()})
	})
	if err != nil {
		t.Fatal(err)
	}
	return fake.Addr()
}

func TestOutvoted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		told  string
		named []string
		want  string
	}{
		{"a", []string{"a", "a", "b"}, "a"},
		{"b", []string{"a", "a", "b"}, "a"},
		{"b", []string{"a", "b"}, "b"},
		{"b", []string{"a", "b", "c"}, "b"},
		{"sentinel", []string{"a", "a"}, "sentinel"},
		{"a", nil, "a"},
	} {
		if got := outvoted(c.told, c.named); got != c.want {
			t.Errorf("told %s, where %v are named: goes to %s, want %s", c.told, c.named, got, c.want)
		}
	}
}
