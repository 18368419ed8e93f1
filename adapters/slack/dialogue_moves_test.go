package slack

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"residencyassist/conversation"
	"residencyassist/conversation/locale"
)

// TestEveryMoveOfACaseFitsSlack goes the stages from the consultation to the card
// in hand, with the longest that can be written into each form, in each language of
// the desk. Whatever was offered on the way, on a card or below a line, is pressed.
func TestEveryMoveOfACaseFitsSlack(t *testing.T) {
	for _, lang := range []locale.Language{locale.English, locale.Spanish} {
		t.Run(string(lang), func(t *testing.T) {
			j := newJourney(t, lang)
			j.delivers = true
			for _, what := range []string{
				"> /start", "[ English", "[ Yes, I agree", "[ I would like help with my renewal", "[ Temporary resident", "> 20 December 2026",
				"[ Yes, in Mexico", "[ 3 people", "> " + strings.Repeat("Wilhelmina", 6), "> " + strings.Repeat("Feather-Stone ", 4), "> w@example.com",
				"> +52 55 1234 5678", "> Nothing.", "[ It is right, and I understand", "[ Yes, send my request",
			} {
				j.does(what)
			}
			most := func(letters int) string { return strings.Repeat("<b>&", letters/4) }
			reason := map[string]string{"reason": most(oneLine)}
			j.moves("claim", nil)
			j.moves("release", nil)
			j.moves("claim", nil)
			j.moves("request_payment", map[string]string{"link": ""})
			j.moves("mark_paid", nil)
			j.moves("consult", map[string]string{"day1": "2026-12-25", "hour1": "10:00", "way": "video", "reach": "https://example.com/" + strings.Repeat("x", 300)})
			j.does("[ 25 December 2026, 10:00 (CST)")
			j.moves("cancel_consult", map[string]string{})
			j.moves("prepare", map[string]string{})
			j.papers(most)
			j.moves("letter", map[string]string{"office": "Guadalajara", "missing": "blanks", "day": "2026-12-01", "extra": most(300)})
			j.moves("approve_letter", nil)
			j.moves("visit", map[string]string{"office": "", "elsewhere": most(oneLine), "day": "2026-12-10", "hour": "10:00", "why": most(oneLine)})
			j.moves("visit", map[string]string{"office": "Guadalajara", "elsewhere": "", "day": "2026-12-11", "hour": "10:00", "why": most(oneLine)})
			j.moves("cancel_visit", reason)
			j.moves("ready", reason)
			j.moves("file", map[string]string{"number": most(oneLine), "back": "2026-12-12"})
			j.moves("canned", map[string]string{"reply": "fees_apart"})
			j.moves("details", nil)
			j.moves("hand_over", map[string]string{"to": "UBRUNO", "to_name": longName})
			j.moves("block", reason)
			j.moves("unblock", nil)
			j.moves("export", reason)
			j.moves("views", nil)
			j.moves("set_stage", map[string]string{"stage": "ready", "reason": most(oneLine)})
			j.moves("renew", nil)
			if stage := j.record.Cases[0].Stage; stage != conversation.Renewed {
				t.Errorf("in the end the case stands at %s", stage)
			}
			j.moves("close", map[string]string{"reason": "other"})
			j.moves("reopen", reason)
			j.moves("erase", reason)
			for _, move := range slices.Sorted(maps.Keys(j.offered)) {
				if !j.pressedAtDesk[move] && move != "send" && move != "keep" {
					t.Errorf("%s was offered and never pressed", move)
				}
			}
			if len(j.offered) < 25 || j.seen["form"] < 21 {
				t.Errorf("only %d moves were offered, %d forms opened: %v", len(j.offered), j.seen["form"], slices.Sorted(maps.Keys(j.offered)))
			}
		})
	}
}

// papers goes through the checklist: a paper is sent back and then accepted, others
// are added, reworded and dropped.
func (j *journey) papers(most func(int) string) {
	j.t.Helper()
	for range 2 {
		j.uploads(strings.Repeat("<b>&", 60) + ".jpg")
		if j.pressed["Yes, pass my papers on"] != "" {
			j.does("[ Yes, pass my papers on")
			delete(j.pressed, "Yes, pass my papers on")
		}
		j.step(conversation.Event{Kind: conversation.Woke})
		j.moves("reject_paper", map[string]string{"reason": "another"})
	}
	j.moves("accept_paper", nil)
	words := map[string]string{"change": "add", "name": most(oneLine), "what": most(oneLine), "why": most(oneLine), "where": most(oneLine)}
	j.moves("checklist", words)
	words["change"], words["item"] = "reword", j.record.Cases[0].Items[0].ID
	j.moves("checklist", words)
	words["change"], words["reason"] = "drop", most(oneLine)
	j.moves("checklist", words)
}

// uploads sends a picture for the first paper of the list.
func (j *journey) uploads(name string) {
	j.t.Helper()
	for _, words := range slices.Sorted(maps.Keys(j.pressed)) {
		if strings.Contains(words, "Passport") {
			j.does("[ " + words)
			break
		}
	}
	j.step(conversation.Event{Kind: conversation.Said, Chat: j.record.Chat, Message: &conversation.Incoming{
		Media: conversation.Photo, Text: strings.Repeat("<b>&", 250), File: &conversation.Attachment{Ref: fmt.Sprint("f", j.record.Seq), Name: name, Size: 1000},
	}})
}

// delivered tells the engine that something arrived, and of a file what was found
// in it.
func (j *journey) delivered(e conversation.Entry) {
	j.t.Helper()
	report := &conversation.Report{Entry: e.ID, Side: e.Side, Outcome: conversation.Delivered, Message: nameOf(theChannel, "18."+e.ID), Wanted: true}
	if e.File != nil && e.File.Examine {
		report.Found = &conversation.Findings{Type: "image/jpeg", Sum: e.ID, Width: 9, Height: 9, Dark: true}
	}
	j.step(conversation.Event{Kind: conversation.Reported, Report: report})
}

// offers notes what can be pressed.
func (j *journey) offers(buttons []conversation.DeskButton) {
	for _, b := range buttons {
		j.offered[b.Move] = b
	}
}
