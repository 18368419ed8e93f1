package redis

import (
	"embed"
	"fmt"

	goredis "github.com/redis/go-redis/v9"
)

//go:embed scripts/*.lua
var sources embed.FS

// script is a Lua script and the digest by which a server knows it.
type script struct {
	source, digest string
}

// scripts holds every script, ready to run.
type scripts struct {
	load, commit, settle, putBack script
	due, claim, wake, pending     script
	count                         script
	acquire, release, book, shut  script
	park, unpark, replace, swap   script
	renew, importing              script
	erase, unlink                 script
}

func newScripts() (scripts, error) {
	var s scripts
	for _, file := range []struct {
		script *script
		parts  []string
	}{
		{&s.load, []string{"leases", "load"}},
		{&s.commit, []string{"leases", "lanes", "parking", "arguments", "commit"}},
		{&s.settle, []string{"leases", "lanes", "settle"}},
		{&s.putBack, []string{"leases", "lanes", "putback"}},
		{&s.renew, []string{"leases", "lanes", "renew"}},
		{&s.due, []string{"leases", "due"}},
		{&s.claim, []string{"leases", "lanes", "claim"}},
		{&s.count, []string{"count"}},
		{&s.wake, []string{"leases", "wake"}},
		{&s.pending, []string{"leases", "pending"}},
		{&s.acquire, []string{"leases", "acquire"}},
		{&s.release, []string{"release"}},
		{&s.book, []string{"book"}},
		{&s.shut, []string{"shut"}},
		{&s.park, []string{"park"}},
		{&s.unpark, []string{"parking", "unpark"}},
		{&s.replace, []string{"leases", "lanes", "replace"}},
		{&s.swap, []string{"swap"}},
		{&s.importing, []string{"leases", "lanes", "arguments", "import"}},
		{&s.erase, []string{"leases", "lanes", "arguments", "erase"}},
		{&s.unlink, []string{"unlink"}},
	} {
		var source []byte
		for _, part := range file.parts {
			text, err := sources.ReadFile("scripts/" + part + ".lua")
			if err != nil {
				return scripts{}, fmt.Errorf("reading script %s: %w", part, err)
			}
			source = append(source, text...)
		}
		*file.script = script{source: string(source), digest: goredis.NewScript(string(source)).Hash()}
	}
	return s, nil
}

func (s scripts) all() []script {
	return []script{
		s.load, s.commit, s.settle, s.putBack, s.due, s.claim, s.wake, s.pending, s.acquire, s.release, s.book, s.shut,
		s.park, s.unpark, s.replace, s.swap, s.renew, s.count, s.importing,
		s.erase, s.unlink,
	}
}
