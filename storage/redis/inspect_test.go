package redis

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	goredis "github.com/redis/go-redis/v9"

	"residencyassist/storage"
	"residencyassist/storage/redis/redistest"
)

// TestInspectSaysWhatIsWrong looks at servers that have one thing wrong each. It
// stores nothing in any of them.
func TestInspectSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options []string
		query   string
		told    func(storage.Inspection) []string
		words   string
	}{
		"nothing":                 {nil, "", facts, "answers"},
		"an eviction":             {[]string{"--maxmemory-policy", "volatile-ttl"}, "", problems, "set maxmemory-policy noeviction"},
		"no append-only file":     {[]string{"--appendonly", "no"}, "", warned, "set appendonly yes"},
		"wait without replicas":   {nil, "?wait=1", warned, "more replicas confirm each write than Redis has"},
		"replicas that are away":  {[]string{"--min-replicas-to-write", "1"}, "", problems, "NOREPLICAS"},
		"a user who may not run":  {[]string{"--user", "bot", "on", ">secret", "~*", "+@all", "-eval", "-evalsha"}, "", problems, "allow SCRIPT, EVAL and EVALSHA"},
		"a user who may not keep": {[]string{"--user", "bot", "on", ">secret", "~*", "+@all", "-@write"}, "", problems, "Redis takes no write"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := redistest.New(t).URL()
			if c.options != nil {
				url = configured(t, c.options)
			}
			found := Inspect(t.Context(), url+c.query)
			if !slices.ContainsFunc(c.told(found), func(words string) bool { return strings.Contains(words, c.words) }) {
				t.Errorf("found %+v", found)
			}
			if strings.Contains(strings.Join(append(found.Problems, found.Warnings...), " "), "secret") {
				t.Errorf("a password is told: %+v", found)
			}
		})
	}
}

func facts(i storage.Inspection) []string    { return i.Facts }
func warned(i storage.Inspection) []string   { return i.Warnings }
func problems(i storage.Inspection) []string { return i.Problems }

// configured is the address of a server with these options: by its command line,
// or, of users, by ACL once it runs.
func configured(t *testing.T, options []string) string {
	t.Helper()
	if options[0] != "--user" {
		return redistest.New(t, options...).URL()
	}
	server := redistest.New(t)
	client := server.Client()
	rules := []any{"ACL", "SETUSER"}
	for _, word := range options[1:] {
		rules = append(rules, word)
	}
	if err := client.Do(t.Context(), rules...).Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Replace(server.URL(), "redis://", "redis://bot:secret@", 1)
}

// TestInspectComparesClocks looks at a Redis that lives an hour ago.
func TestInspectComparesClocks(t *testing.T) {
	t.Parallel()
	server := miniredis.RunT(t)
	server.SetTime(time.Now().Add(-time.Hour))
	store, err := reach("redis://" + server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	client, ok := store.client.(*goredis.Client)
	if !ok {
		t.Fatal("another kind of client")
	}
	skew, err := clockSkew(t.Context(), client)
	if err != nil || skew.Round(time.Minute) != -time.Hour {
		t.Errorf("the clocks differ by %v: %v", skew, err)
	}
}

// TestInspectLooksAtACluster finds what a store keeps there, and stores nothing in
// one that is new.
func TestInspectLooksAtACluster(t *testing.T) {
	t.Parallel()
	cluster := redistest.NewCluster(t)
	if found := Inspect(t.Context(), cluster.URL()); len(found.Problems) > 0 || found.Settings != nil || len(found.Facts) != 3 {
		t.Errorf("of a new Cluster: %+v", found)
	}
	store, err := Open(t.Context(), cluster.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	name := storage.InspectedSettings()[0]
	if _, err := store.Meta(t.Context(), name, "kept"); err != nil {
		t.Fatal(err)
	}
	if found := Inspect(t.Context(), cluster.URL()); found.Settings[name] != "kept" || len(found.Problems) > 0 {
		t.Errorf("of a Cluster in use: %+v", found)
	}
}
