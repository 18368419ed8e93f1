package telegram

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"residencyassist/conversation/locale"
)

func TestTheMenuIsSetInEveryLanguageHoweverLongItTakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, log := newServer(), &journal{}
		s.refuse = []http.HandlerFunc{answers(502, "<html>"), no(500, "Internal Server Error")}
		SetMenu(t.Context(), newClient(t, "https://api.telegram.org", s), log.log(), func(lang locale.Language) []Command {
			if lang == locale.Spanish {
				return []Command{{Name: "help", Words: "ayuda"}}
			}
			return []Command{{Name: "help", Words: "help"}}
		})
		set := map[string]string{}
		for _, call := range s.menu {
			set[call.Get("scope")+" "+call.Get("language_code")] = call.Get("commands")
		}
		const english, spanish = `[{"command":"help","description":"help"}]`, `[{"command":"help","description":"ayuda"}]`
		want := map[string]string{
			`{"type":"default"} `: english, `{"type":"default"} en`: english, `{"type":"default"} es`: spanish,
			`{"type":"all_private_chats"} `: english, `{"type":"all_private_chats"} en`: english, `{"type":"all_private_chats"} es`: spanish,
		}
		if !maps.Equal(set, want) {
			t.Errorf("set %v\nfor %v", set, slices.Sorted(maps.Keys(set)))
		}
		if got := strings.Count(log.String(), "level=WARN"); got != 2 {
			t.Errorf("two failures, and the log says\n%s", log)
		}
	})
}
