package conversation_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"residencyassist/conversation"
	"residencyassist/conversation/locale"
)

var update = flag.Bool("update", false, "rewrite transcripts and drawings")

// TestTranscripts plays every story in testdata and compares what people read.
// In a story, a line that begins with one of these signs is what somebody does;
// all else is what they see, rewritten by -update:
//
//	# a remark                        @ 2026-12-01 10:00   the clock moves to
//	> the applicant types             ! photo              the applicant sends one
//	[ the applicant presses           ~ old text => edited text
//	! location 32.51 -117.02          ! photo album7: one of an album
//	! paper card.jpg dark 300x200 sum=a album=b: words   a file, and what a look into it finds
//	ana: an associate writes line n   ana/send line2       an associate presses
//	ana/submit amount=219; note=Hi    an associate sends the form that was opened
//	ana/press Approve                 the newest button of the desk with these words
//	ana/edit line2 new text           an associate edits a line
//	lang es                           gone, back           blocked, unblocked
//	mail, mail refused                there is a mail server; it refuses every mail
//	profile ana Ana; English; +52…    how an associate is introduced
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			story, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, string(story))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(story) {
				t.Errorf("the story reads differently now; see what changed with -update and git diff\n%s", firstDifference(string(story), got))
			}
		})
	}
}

// play walks a story and returns it with what people saw.
func play(t *testing.T, story string) string {
	t.Helper()
	s := newStage(t, "2026-11-22 10:00")
	for _, line := range strings.Split(story, "\n") {
		if isSeen(line) {
			continue
		}
		fmt.Fprintln(&s.told, line)
		s.act(line)
	}
	checkReplay(t, s)
	return strings.TrimRight(s.told.String(), "\n") + "\n"
}

// isSeen says whether a line of a story is what people see.
func isSeen(line string) bool { return strings.HasPrefix(line, "  ") }

func (s *stage) act(line string) {
	s.t.Helper()
	sign, rest, _ := strings.Cut(line, " ")
	user, text, written := strings.Cut(line, ": ")
	written = written && !strings.Contains(user, "/")
	switch {
	case line == "" || sign == "#":
	case sign == "@":
		s.until(s.instant(rest))
	case sign == ">":
		s.say(strings.ReplaceAll(rest, `\n`, "\n"))
	case sign == "[":
		s.press(rest)
	case sign == "!":
		s.send(rest)
	case sign == "~":
		s.amend(rest)
	case sign == "lang":
		s.lang = locale.Language(rest)
	case sign == "gone":
		s.gone = true
		s.step(conversation.Event{Kind: conversation.Blocked, Chat: "telegram:1:1001"})
	case sign == "back":
		s.gone = false
		s.step(conversation.Event{Kind: conversation.Opened, Chat: "telegram:1:1001"})
	case sign == "mail":
		s.mails()
		s.noMail = rest == "refused"
	case sign == "profile":
		user, about, _ := strings.Cut(rest, " ")
		p := append(strings.Split(about, "; "), "", "", "", "")
		s.book = &conversation.Book{Profiles: map[string]conversation.Profile{
			user: {Name: p[0], Languages: p[1], Phone: p[2], Email: p[3], Hours: p[4]},
		}}
	case written:
		var mentions []string
		if strings.Contains(text, "@") {
			mentions = []string{"somebody"}
		}
		s.lines++
		s.write(user, fmt.Sprint("line", s.lines), text, mentions...)
	case strings.Contains(line, "/"):
		s.deskAct(line)
	default:
		s.t.Fatalf("the story says %q, which nobody can do", line)
	}
}

// deskAct plays "ana/claim", "ana/send line2", "ana/x line2", "ana/delete line2".
func (s *stage) deskAct(line string) {
	user, what, _ := strings.Cut(line, "/")
	name, target, _ := strings.Cut(what, " ")
	ev := conversation.Event{Thread: s.thread(), By: conversation.Actor{ID: user}, Line: &conversation.DeskLine{ID: target, Reaction: name}}
	switch name {
	case "submit":
		s.submit(user, strings.ReplaceAll(target, `\n`, "\n"))
		return
	case "edit":
		id, text, _ := strings.Cut(target, " ")
		ev.Kind, ev.Line = conversation.Revised, &conversation.DeskLine{ID: id, Text: text}
		ev.By.Name = strings.ToUpper(user[:1]) + user[1:]
	case "press":
		s.pressAtDesk(user, target)
		return
	case "x":
		ev.Kind = conversation.Reacted
	case "delete":
		ev.Kind = conversation.Erased
	default:
		s.move(user, name, target)
		return
	}
	s.step(ev)
}

// send plays a message that is no text: "photo", "contact +52…", "foreign +52…".
func (s *stage) send(what string) {
	kind, value, _ := strings.Cut(what, " ")
	if kind == "paper" {
		s.sendPaper(value)
		return
	}
	m := &conversation.Incoming{Media: conversation.Media(kind), Language: s.lang}
	switch m.Media {
	case conversation.Photo, conversation.Document, conversation.Voice:
		m.File = &conversation.Attachment{Ref: "file", Name: kind + ".file", Size: 1000}
	}
	switch kind {
	case "contact":
		m.Phone = value
	case "foreign":
		m.Media, m.Phone, m.Foreign = conversation.Contact, value, true
	case "group":
		m.Media, m.Text, m.Group = "", value, true
	case "location":
		m.Place = &conversation.Place{}
		if _, err := fmt.Sscan(value, &m.Place.Latitude, &m.Place.Longitude); err != nil {
			s.t.Fatalf("%q is no place: %v", value, err)
		}
	default:
		m.Album = value
	}
	s.step(conversation.Event{Kind: conversation.Said, Chat: "telegram:1:1001", Message: m})
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("line %d\nwant %s\ngot  %s", i+1, w[i], g[i])
		}
	}
	return fmt.Sprintf("%d lines became %d", len(w), len(g))
}
