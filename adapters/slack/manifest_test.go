package slack

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// needed is the scope that each call of the SDK needs, as Slack documents it for
// the method behind it; empty: none. What a private channel needs no scope for is
// left out, as the README says.
func needed() map[string]string {
	return map[string]string{
		"AuthTest":               "",
		"GetConversations":       "groups:read",
		"GetConversationHistory": "groups:history",
		"GetConversationReplies": "groups:history",
		"GetConversationInfo":    "groups:read",
		"GetUsersInConversation": "groups:read",
		"GetUserInfo":            "users:read",
		"GetUserGroups":          "", // usergroups:read, and asked only of an app that was granted it: see Standing
		"StartSocketMode":        "", // connections:write, which is the app token's own
		"PostMessage":            "chat:write",
		"PostEphemeral":          "chat:write",
		"UpdateMessage":          "chat:write",
		"DeleteMessage":          "chat:write",
		"AddReaction":            "reactions:write",
		"RemoveReaction":         "reactions:write",
		"OpenView":               "",
		"PublishView":            "",
		"UploadFile":             "files:write",
		"UploadFileV2":           "files:write",
		"GetUploadURLExternal":   "files:write",
		"CompleteUploadExternal": "files:write",
		"DeleteFile":             "files:write",
		"GetFileInfo":            "files:read",
		"GetFile":                "files:read",
	}
}

// source is the package's own code.
func source(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// TestTheManifestAllowsWhateverIsCalled, and tells us of whatever is taken.
func TestTheManifestAllowsWhateverIsCalled(t *testing.T) {
	code := source(t)
	calls := regexp.MustCompile(`\.api\.(\w+)\(`).FindAllStringSubmatch(code, -1)
	if len(calls) < 12 {
		t.Fatalf("only %d calls were found", len(calls))
	}
	for _, call := range calls {
		scope, known := needed()[strings.TrimSuffix(call[1], "Context")]
		if !known {
			t.Errorf("it is not known which scope %s needs", call[1])
		}
		if scope != "" && !slices.Contains(scopes(), scope) {
			t.Errorf("%s needs the scope %s, which the manifest does not ask for", call[1], scope)
		}
	}
	events := map[string][]string{ // what each kind that is taken is subscribed to as, and the scope for it
		"AppHomeOpenedEvent":     {"app_home_opened"},
		"MemberLeftChannelEvent": {"member_left_channel", "groups:read"},
		"MessageEvent":           {"message.groups", "groups:history"},
		"ReactionAddedEvent":     {"reaction_added", "reactions:read"},
	}
	for _, taken := range regexp.MustCompile(`case \*slackevents\.(\w+Event):`).FindAllStringSubmatch(code, -1) {
		needs := events[taken[1]]
		if len(needs) == 0 || !slices.Contains(botEvents(), needs[0]) {
			t.Errorf("the manifest does not subscribe to %s", taken[1])
		}
		for _, scope := range needs[min(1, len(needs)):] {
			if !slices.Contains(scopes(), scope) {
				t.Errorf("%s needs the scope %s, which the manifest does not ask for", taken[1], scope)
			}
		}
	}
	if len(events) != len(botEvents()) {
		t.Errorf("the manifest subscribes to %v", botEvents())
	}
}

func TestTheManifestKnowsBothWaysIn(t *testing.T) {
	commands := []CommandWords{{Name: "case", Words: "shows one case", Behind: "REFERENCE"}}
	golden(t, "testdata/out/manifest_socket.json", Manifest("Residency Assist", commands, ""))
	golden(t, "testdata/out/manifest_http.json", Manifest("Residency Assist", commands, "https://bot.example.com/"))
	text, err := json.Marshal(Manifest("Residency Assist", commands, ""))
	if err != nil || strings.Contains(string(text), "url") {
		t.Errorf("without an address the manifest names one: %s %v", text, err)
	}
	code := source(t)
	for _, command := range []string{commandCases, commandCase, commandReminders, commandClosed, commandOffice} {
		if !strings.Contains(code, `"`+command+`"`) {
			t.Errorf("%s is not taken", command)
		}
	}
}
