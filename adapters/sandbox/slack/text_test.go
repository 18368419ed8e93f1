package slack

import (
	"testing"

	"github.com/slack-go/slack/slackevents"
)

func TestWhatAPersonTypesIsEncodedAndReadBack(t *testing.T) {
	town := newTown(t)
	for _, c := range []struct{ typed, stored, read string }{
		{"a < b & c", "a &lt; b &amp; c", "a < b & c"},
		{"@ana and @nobody", "<@U0ANA0001> and @nobody", "@ana and @nobody"},
		{"<@U0LUIS001> look", "<@U0LUIS001> look", "@luis look"},
		{"@here now", "<!here> now", "@here now"},
		{"ask @associates.", "ask <!subteam^S0ASSOC01>.", "ask @associates."},
		{"(https://a.example/x?y=1&z=2).", "(<https://a.example/x?y=1&amp;z=2>).", "(https://a.example/x?y=1&z=2)."},
		{"to mar@post.example please", "to <mailto:mar@post.example|mar@post.example> please", "to mar@post.example please"},
		{"🔒 secret", ":lock: secret", "🔒 secret"},
	} {
		if got := town.world.encode(c.typed); got != c.stored {
			t.Errorf("%q is stored as %q, want %q", c.typed, got, c.stored)
		}
		if got := town.world.display(c.stored); got != c.read {
			t.Errorf("%q reads %q, want %q", c.stored, got, c.read)
		}
	}
	if got := town.world.plain("*Bold* and _slanted_, not snake_case_name or 2*3*4"); got != "Bold and slanted, not snake_case_name or 2*3*4" {
		t.Errorf("mrkdwn reads %q", got)
	}
}

func TestNewNamesJoinAndMembersLeave(t *testing.T) {
	town := newTown(t)
	app := town.connect()
	town.say("nora", "", "I am new here")
	if m := app.message(); m.User == "" {
		t.Errorf("the newcomer's line reads %+v", m)
	}
	town.control("POST", "members", object{"user": "nora", "channel": "cases", "remove": true}, nil)
	if left, ok := app.inner().(*slackevents.MemberLeftChannelEvent); !ok || left.Channel != casesID {
		t.Errorf("leaving sent %+v", left)
	}
	if code := town.control("POST", "say", object{"user": "nora", "channel": "cases", "text": "still here?"}, nil); code != 403 {
		t.Errorf("a line of someone who left answered %d", code)
	}
}
