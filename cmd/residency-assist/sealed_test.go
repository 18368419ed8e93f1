package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	goredis "github.com/redis/go-redis/v9"

	"residencyassist/storage/redis/redistest"
)

// TestNothingInTheClear searches all that a storage holds after a whole request
// for what must not be readable there.
func TestNothingInTheClear(t *testing.T) {
	t.Parallel()
	story := func(t *testing.T, storageURL string) []string {
		h := open(t, storageURL, "2026-11-20")
		bot := h.serve()
		carol := h.applicant("Carol", "en")
		carol.plays(english...)
		h.replies("ana", h.card("C.S."), "Hello Carol, shall we talk on Monday?")
		h.settle()
		if status := bot.stop(); status != 0 {
			t.Fatalf("the bot ended with %d:\n%s", status, bot.log())
		}
		chat := strings.Split(strings.Trim(carol.path, "/"), "/")
		return []string{"Carol", "Smith", "carol.smith@example.com", "+525512345678", "5512345678", "shall we talk", chat[len(chat)-1]}
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		private := story(t, "sqlite:"+filepath.Join(dir, "bot.db"))
		files, err := os.ReadDir(dir)
		if err != nil || len(files) == 0 {
			t.Fatalf("no files: %v", err)
		}
		for _, f := range files {
			content, err := os.ReadFile(filepath.Join(dir, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			assertSealed(t, f.Name(), content, private)
		}
	})
	t.Run("redis", func(t *testing.T) {
		t.Parallel()
		url := redistest.Start(t)
		private := story(t, url)
		options, err := goredis.ParseURL(url)
		if err != nil {
			t.Fatal(err)
		}
		client := goredis.NewClient(options)
		defer client.Close()
		ctx := context.Background()
		keys, err := client.Keys(ctx, "*").Result()
		if err != nil || len(keys) == 0 {
			t.Fatalf("no keys: %v", err)
		}
		for _, key := range keys {
			assertSealed(t, "a key", []byte(key), private)
			for _, value := range values(t, client, key) {
				assertSealed(t, key, []byte(value), private)
			}
		}
	})
}

func assertSealed(t *testing.T, where string, content []byte, private []string) {
	t.Helper()
	for _, p := range private {
		if bytes.Contains(content, []byte(p)) {
			t.Errorf("%s holds %q in the clear", where, p)
		}
	}
}

// values returns everything that a key of any type holds.
func values(t *testing.T, client *goredis.Client, key string) (out []string) {
	t.Helper()
	ctx := context.Background()
	kind, err := client.Type(ctx, key).Result()
	if err != nil {
		t.Fatal(err)
	}
	switch kind {
	case "string":
		out = []string{client.Get(ctx, key).Val()}
	case "hash":
		for field, value := range client.HGetAll(ctx, key).Val() {
			out = append(out, field, value)
		}
	case "list":
		out = client.LRange(ctx, key, 0, -1).Val()
	case "set":
		out = client.SMembers(ctx, key).Val()
	case "zset":
		out = client.ZRange(ctx, key, 0, -1).Val()
	case "stream":
		for _, m := range client.XRange(ctx, key, "-", "+").Val() {
			for field, value := range m.Values {
				out = append(out, field, value.(string))
			}
		}
	default:
		t.Fatalf("%s is of the kind %q, which nobody searched", key, kind)
	}
	return out
}
