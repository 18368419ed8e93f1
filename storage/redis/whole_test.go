package redis_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	goredis "github.com/redis/go-redis/v9"

	"residencyassist/storage"
	"residencyassist/storage/redis/redistest"
)

// TestEveryKeyGoesAlong copies a store with one of everything, and finds the same
// keys on the other server, but for leases and the latest sends. So a new kind of
// key is not forgotten. It is then taken back, which leaves no key of a record.
func TestEveryKeyGoesAlong(t *testing.T) {
	t.Parallel()
	here, there := redistest.New(t), redistest.New(t)
	from, to := open(t, here.URL()), open(t, there.URL())
	ctx, now, ana := t.Context(), time.Now().UTC().Truncate(time.Millisecond), "q7ana000000000000000000000"
	claims, err := from.Commit(ctx, storage.Commit{
		ID: ana, Data: []byte("record"), Event: "e1", At: now, Journal: []byte("line"), Wake: now.Add(time.Hour), Lease: time.Minute, Board: []byte("row"),
		Index: []storage.Index{{Name: "ref", Value: "A1"}},
		Entries: []storage.Entry{
			{ID: "1", Side: "chat", Track: true}, {ID: "2", Side: "chat"}, {ID: "3", Side: "desk"}, {ID: "4", Side: "post", Queue: storage.MailQueue},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range claims {
		if c.Lane.Side == "post" {
			continue
		}
		_, err := from.Settle(ctx, storage.Settlement{
			Lane: c.Lane, Entry: c.Entry.ID, Token: c.Token, Receipt: "7", NotBefore: now.Add(time.Hour), Now: now, Lease: time.Minute,
			Pace: storage.Pace{Every: time.Hour, Burst: 1},
		})
		must(t, err)
	}
	must(t, from.Park(ctx, ana, storage.Parked{Event: "e2", At: now}))
	must(t, from.Link(ctx, "slack:C1:1", ana))
	must(t, from.Shut(ctx, "telegram", now.Add(time.Hour)))
	_, err = from.Meta(ctx, "index-key", "f")
	must(t, err)

	view := storage.View{Now: now, Indexes: []string{"ref"}}
	wholes, err := from.Export(ctx, []string{ana}, view)
	must(t, err)
	must(t, to.Import(ctx, []storage.Change{{Is: wholes[0]}}, now))
	must(t, from.EachNamed(ctx, func(names []storage.Named) error { return to.PutNamed(ctx, names) }))
	if diff := cmp.Diff(keysOf(t, here.Client()), keysOf(t, there.Client())); diff != "" {
		t.Errorf("other keys went along (-here +there); teach Export and Import the new ones:\n%s", diff)
	}
	must(t, to.Import(ctx, []storage.Change{{Was: wholes[0], Is: storage.Whole{ID: ana}}}, now))
	for _, key := range keysOf(t, there.Client()) {
		if strings.Contains(key, ana) || strings.Contains(key, "}:") && !strings.HasSuffix(key, "}:counters") && !strings.HasPrefix(key, "ra:budget:") {
			t.Errorf("%s was left", key)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// keysOf are the keys of a server, but for those that stay behind.
func keysOf(t *testing.T, server *goredis.Client) []string {
	t.Helper()
	keys, err := server.Keys(t.Context(), "*").Result()
	must(t, err)
	slices.Sort(keys)
	return slices.DeleteFunc(keys, func(key string) bool {
		return strings.HasPrefix(key, "ra:lease:") || strings.HasSuffix(key, ":sends")
	})
}
