package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// home is what stands on an associate's Home.
type home struct {
	Blocks  []string `json:"blocks"`
	Buttons []string `json:"buttons"`
}

// says whether a Home holds these words, or a button that reads so.
func (p home) says(words string) bool {
	return strings.Contains(strings.Join(slices.Concat(p.Blocks, p.Buttons), "\n"), words)
}

// homes waits until somebody's Home says something; they open it first.
func (a *associate) homes(words ...string) (shown home) {
	a.t.Helper()
	a.call("GET", "/sandbox/slack/home/"+a.name+"?open=1", nil, nil)
	return a.homeBecomes(words...)
}

// homeBecomes waits for that without opening it.
func (a *associate) homeBecomes(words ...string) (shown home) {
	a.t.Helper()
	for end := time.Now().Add(30 * time.Second); ; {
		a.call("GET", "/sandbox/slack/home/"+a.name, nil, &shown)
		missing := slices.DeleteFunc(slices.Clone(words), shown.says)
		if len(missing) == 0 {
			return shown
		}
		if time.Now().After(end) {
			a.t.Fatalf("the Home of %s never said %q: %q", a.name, missing, shown.Blocks)
		}
		time.Sleep(20 * time.Millisecond) // between two looks at a condition
	}
}

// pressesAtHome presses a button of their Home, and returns the form if one opens.
func (a *associate) pressesAtHome(words string) *deskForm {
	a.t.Helper()
	a.call("POST", "/sandbox/slack/press", map[string]any{"user": a.name, "home": true, "press": words}, nil)
	a.settle()
	return a.form()
}

// types types a command, and returns what they alone are answered.
func (a *associate) types(command, text string) (answer post) {
	a.t.Helper()
	var got struct {
		Text   string   `json:"text"`
		Blocks []string `json:"blocks"`
		TS     string   `json:"ts"`
	}
	a.call("POST", "/sandbox/slack/command", map[string]string{"user": a.name, "channel": a.desk, "command": command, "text": text}, &got)
	return post{TS: got.TS, Text: got.Text, Blocks: got.Blocks}
}

// reads holds what an answer says.
func (a *associate) reads(answer post, words ...string) {
	a.t.Helper()
	for _, w := range words {
		if !answer.says(w) {
			a.t.Errorf("%s does not read %q: %q", a.name, w, answer.Blocks)
		}
	}
}

// TestHomeShowsAnAssociateTheirDesk follows a case over the Homes of two
// associates, and what they do there.
func TestHomeShowsAnAssociateTheirDesk(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, h *house) {
		bot := h.serve()
		ana, luis, visitor := h.associate("ana"), h.associate("luis"), h.associate("visitor")
		ana.homes("Your desk", "Your cases", "Nobody has taken these yet", "Nothing.")
		visitor.homes("Only members of the channel")
		carol := h.applicant("Carol", "en")
		carol.plays(english...)
		card := h.card("C.S.")
		expect(t, "ana's Home", strings.Join(ana.homes("C.S. · requested").Buttons, ","), "My profile…")

		form := ana.pressesAtHome("My profile…")
		if form == nil {
			t.Fatal("no form opened")
		}
		wrong := form.fill("Name", "Ana <!channel> <https://evil|click>").fill("Email", "nowhere").submits()
		expect(t, "the email", wrong["Email"], "Write an email address.")
		form.fill("Email", "ana@example.com").fill("Languages", "English, Spanish").passes()
		expect(t, "ana", ana.told(), "how you are introduced to applicants")
		ana.presses(card, "Claim")
		expect(t, "Carol", carol.last(), "ana@example.com")
		ana.homes("C.S. · accepted", "Ana <!channel> <https://evil|click>")
		luis.reads(luis.types("/cases", ""), "Ana <!channel> <https://evil|click>")

		h.until("2026-11-22T09:00:00-06:00")
		luis.homes("C.S. · accepted", "Pause all reminders", "the window opens")
		luis.pressesAtHome("Pause all reminders")
		expect(t, "luis", luis.told(), "All reminders rest: Luis paused them")
		luis.homeBecomes("Resume reminders")
		luis.pressesAtHome("Resume reminders")
		luis.homeBecomes("Pause all reminders")
		if wrong := luis.pressesAtHome("Add a closed day…").fill("Day", "2026-11-24").fill("Why", "<https://evil|click>").submits(); len(wrong) > 0 {
			t.Errorf("a closed day was refused: %v", wrong)
		}
		expect(t, "luis", luis.told(), "24 November 2026 <https://evil|click>")

		h.until("2026-11-23T09:00:00-06:00")
		if n := h.digests(); n != 1 {
			t.Errorf("on Monday morning there are %d digests", n)
		}
		h.pass("24h") // the closed day
		if n := h.digests(); n != 1 {
			t.Errorf("after a closed day there are %d digests", n)
		}
		assertDiscreet(t, bot.log())
	})
}

// digests counts those in the channel.
func (h *house) digests() (n int) {
	h.t.Helper()
	for _, p := range h.posts() {
		if p.says("Good morning. Open cases: 1.") {
			n++
		}
	}
	return n
}

// TestCommandsAnswerWhoeverAsks, where they ask, and nobody else.
func TestCommandsAnswerWhoeverAsks(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, h *house) {
		bot := h.serve()
		ana, visitor := h.associate("ana"), h.associate("visitor")
		carol := h.applicant("Carol", "en")
		request := slices.Clone(english)
		request[12] = "> <!channel> <https://evil.example|click>"
		carol.plays(request...)
		ref := reference.FindString(strings.Join(carol.heard(), " "))
		ana.reads(ana.types("/cases", ""), ref, "· requested", "33 days left")
		ana.reads(ana.types("/reminders", ""), "What goes out in the next 24 hours")
		ana.reads(ana.types("/case", "RA-0000-0000"), "There is no case RA-0000-0000")
		ana.reads(ana.types("/case", "<!channel> <https://evil|click>"), "There is no case <!channel> <https://evil|click>")
		ana.reads(ana.types("/case", ""), "What you can type here", "/case REFERENCE")
		ana.reads(ana.types("/cases", "help"), "/cases – lists the open cases")
		ana.reads(ana.types("/office", "cancun"), "Cancún, Quintana Roo")
		ana.reads(ana.types("/office", "Atlantis <!here>"), "There is no office in our book for Atlantis <!here>")

		answer := ana.types("/case", strings.ToLower(ref))
		ana.reads(answer, ref, "Stage: requested", "Next: ")
		ana.presses(answer, "Show details")
		expect(t, "ana", ana.told(), "<!channel> <https://evil.example|click>")

		answer = ana.types("/closed", "")
		ana.reads(answer, "Closed days", "Nothing.")
		ana.opens(answer, "Add a closed day…").fill("Day", "2026-12-07").fill("Why", "Fumigation").passes()
		answer = ana.types("/closed", "")
		ana.reads(answer, "7 December 2026 Fumigation")
		ana.opens(answer, "Remove a closed day…").fill("Day", "2026-12-07").passes()
		ana.reads(ana.types("/closed", ""), "Nothing.")

		for _, command := range []string{"/cases", "/case", "/reminders", "/closed", "/office"} {
			answer := visitor.types(command, ref)
			visitor.reads(answer, "Only members of the channel")
			if answer.says("C.S.") || answer.says("requested") {
				t.Errorf("a visitor is told %q", answer.Blocks)
			}
		}
		if n := len(h.posts()); n != 1 {
			t.Errorf("commands left %d messages in the channel", n-1)
		}
		assertDiscreet(t, bot.log())
	})
}

// TestWhatIsNotSlacksIsRefused by the bot that runs, however it knocks.
func TestWhatIsNotSlacksIsRefused(t *testing.T) {
	t.Parallel()
	h := open(t, "sqlite:"+t.TempDir()+"/bot.db", "2026-11-20")
	h.signed = true
	bot := h.serve()
	for _, path := range []string{"events", "interactive", "commands"} {
		for name, headers := range map[string]map[string]string{
			"unsigned":       nil,
			"wrongly signed": {"X-Slack-Request-Timestamp": "1790000000", "X-Slack-Signature": "v0=" + strings.Repeat("0", 64)},
		} {
			req, err := http.NewRequest(http.MethodPost, "http://"+bot.address+"/slack/"+path, strings.NewReader(`{"type":"url_verification","challenge":"x"}`))
			if err != nil {
				t.Fatal(err)
			}
			for k, v := range headers {
				req.Header.Set(k, v)
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if resp.StatusCode != http.StatusUnauthorized {
				t.Errorf("%s to %s is answered %s", name, path, resp.Status)
			}
		}
	}
	if log := bot.log(); !strings.Contains(log, `"why":"unsigned"`) && !strings.Contains(log, `"why":"wrongly signed"`) {
		t.Errorf("nothing of it is in the log:\n%s", log)
	}
	if bot.stop() != 0 || !strings.Contains(bot.log(), `"refused":6`) {
		t.Errorf("at the end the log does not count six:\n%s", bot.log())
	}
}

// TestTheManifestIsPrinted for both ways in, with every command.
func TestTheManifestIsPrinted(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"slack-manifest"}, {"slack-manifest", "--url", "https://bot.example.com"}} {
		var out bytes.Buffer
		if err := run(t.Context(), args, &out, &out); err != nil {
			t.Fatal(err)
		}
		if !json.Valid(out.Bytes()) || strings.Contains(out.String(), "https://bot.example.com/slack/events") != (len(args) > 1) ||
			strings.Contains(out.String(), `"socket_mode_enabled": true`) == (len(args) > 1) {
			t.Errorf("%v prints %s", args, out.String())
		}
		for _, words := range []string{`"/cases"`, `"/case"`, `"/reminders"`, `"/closed"`, `"/office"`, `"home_tab_enabled": true`, `"usage_hint": "REFERENCE"`} {
			if !strings.Contains(out.String(), words) {
				t.Errorf("%v does not print %s", args, words)
			}
		}
	}
	var out bytes.Buffer
	if err := run(t.Context(), []string{"slack-manifest", "--url", "http://bot.example.com/path"}, &out, &out); err == nil || !strings.Contains(err.Error(), "like https://") {
		t.Errorf("an address that cannot be: %v", err)
	}
}
