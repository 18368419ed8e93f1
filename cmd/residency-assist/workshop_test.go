package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"residencyassist/adapters/sandbox"
	"residencyassist/adapters/slack"
	"residencyassist/adapters/telegram"
	"residencyassist/conversation"
	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
	"residencyassist/storage/redis/redistest"
)

// printed is a PDF as a person reads it.
func printed(t *testing.T, pdf []byte) string {
	t.Helper()
	redistest.Require(t, "pdftotext")
	command := exec.Command("pdftotext", "-layout", "-enc", "UTF-8", "-", "-")
	command.Stdin = bytes.NewReader(pdf)
	text, err := command.Output()
	if err != nil {
		t.Fatalf("pdftotext: %v", err)
	}
	return string(text)
}

// draft is a letter on its way to somebody.
func draft() *conversation.File {
	return &conversation.File{
		Attachment: conversation.Attachment{Name: "carta.pdf", Type: "application/pdf"},
		Made: &conversation.Made{Paper: &conversation.Paper{
			Title: "Carta", Language: locale.Spanish, Date: renewal.Date{Year: 2026, Month: 11, Day: 20},
			Blocks: []conversation.Block{{Kind: conversation.Paragraph, Text: "Quien suscribe, Åsa Łukasz Ñandú-O'Brien"}},
		}},
	}
}

// invitation is an appointment for a calendar.
func invitation() *conversation.File {
	start := time.Date(2026, 11, 24, 16, 0, 0, 0, time.UTC)
	return &conversation.File{
		Attachment: conversation.Attachment{Name: "consulta.ics", Type: "text/calendar"},
		HTML:       "Your <b>consultation</b>",
		Made:       &conversation.Made{Occasion: &conversation.Occasion{UID: "1@residency-assist", Stamp: start.Add(-time.Hour), Start: start, Summary: "Consulta"}},
	}
}

// pressed takes what associates press.
type pressed chan conversation.Event

func (p pressed) handle(_ context.Context, e conversation.Event) error {
	p <- e
	return nil
}

// TestFilesOfOurOwnMakingReachBothSides carries a letter and an invitation to a
// chat and to a thread, by the couriers and the workshop that the bot has.
func TestFilesOfOurOwnMakingReachBothSides(t *testing.T) {
	t.Parallel()
	h := open(t, "sqlite:"+t.TempDir()+"/bot.db", "2026-11-20")
	found, err := sandbox.Fetch(t.Context(), h.url)
	if err != nil {
		t.Fatal(err)
	}
	shop := workshop{service: "Residency Assist"}
	client, err := telegram.NewClient(found.Telegram.Token, found.Telegram.APIURL, nil)
	if err != nil {
		t.Fatal(err)
	}
	desk, err := slack.New(slack.Config{BotToken: found.Slack.BotToken, AppToken: found.Slack.AppToken, APIURL: found.Slack.APIURL, Channel: found.Slack.Channel, Files: shop})
	if err != nil {
		t.Fatal(err)
	}

	carol := h.applicant("Carol", "en")
	h.call("POST", carol.path+"say", map[string]any{"text": "/start"}, nil)
	chat := "telegram:7001:" + strings.Trim(strings.TrimPrefix(carol.path, "/sandbox/telegram/people"), "/")
	courier := telegram.NewCourier(client, shop)
	for _, file := range []*conversation.File{draft(), invitation()} {
		if got := courier.Deliver(t.Context(), conversation.Parcel{Entry: conversation.Entry{To: chat, File: file}}); got.Outcome != conversation.Delivered || got.Message == "" {
			t.Fatalf("Telegram's courier answers %+v", got)
		}
	}
	got := carol.files()
	if len(got) != 2 || got[0].File.Name != "carta.pdf" || got[0].File.Type != "application/pdf" || got[1].File.Name != "consulta.ics" || got[1].File.Type != "text/calendar" {
		t.Fatalf("Carol has %+v", got)
	}
	expect(t, "Carol's letter", printed(t, h.bytesAt(got[0].File.URL)), "Åsa Łukasz Ñandú-O'Brien")
	expect(t, "Carol's invitation", string(h.bytesAt(got[1].File.URL)), "SUMMARY:Consulta\r\n")
	expect(t, "what stands under it", got[1].Text, "consultation")

	presses := make(pressed, 8)
	socket, err := slack.NewSocket(desk, 1, presses.handle)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	gone := make(chan struct{})
	go func() { socket.Run(ctx); close(gone) }()
	defer func() { stop(); <-gone }()
	if err := desk.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	card := desk.Deliver(t.Context(), conversation.Parcel{Key: "r/e1", Entry: conversation.Entry{ID: "e1", To: "r", Card: &conversation.Card{Title: "C.S. RA-1"}}})
	letter := draft()
	letter.Line = &conversation.Line{Text: "The letter, to be looked at.", Buttons: []conversation.DeskButton{{Text: "Approve", Move: "approve", Case: "RA-1"}}}
	for i, file := range []*conversation.File{letter, letter, invitation()} {
		p := conversation.Parcel{Key: fmt.Sprint("r/e2", i/2), Ref: card.Message, Again: i == 1, Entry: conversation.Entry{ID: fmt.Sprint("e2", i/2), To: "r", Ref: "e1", File: file}}
		if got := desk.Deliver(t.Context(), p); got.Outcome != conversation.Delivered {
			t.Fatalf("the desk answers %+v", got)
		}
	}
	posted := h.card("C.S.")
	lines := posted.filesOf(botOf(posted))
	if len(lines) != 2 || !strings.HasSuffix(lines[0].Files[0].Name, ".pdf") || lines[0].Files[0].Type != "application/pdf" || !lines[0].says("to be looked at") {
		t.Fatalf("the thread has %+v", posted.Thread)
	}
	expect(t, "the desk's letter", printed(t, h.bytesAt("/sandbox/slack/files/"+lines[0].Files[0].ID)), "Åsa Łukasz Ñandú-O'Brien")
	expect(t, "the desk's invitation", string(h.bytesAt("/sandbox/slack/files/"+lines[1].Files[0].ID)), "UID:1@residency-assist\r\n")
	h.associate("ana").tries(lines[0], "Approve", false)
	for {
		select {
		case e := <-presses:
			if e.Kind != conversation.Moved {
				continue
			}
			if e.Move.Name != "approve" || e.Move.Case != "RA-1" {
				t.Errorf("the button under a file says %+v", e.Move)
			}
			return
		case <-time.After(30 * time.Second):
			t.Fatal("the button under a file does nothing")
		}
	}
}

// TestWhatCannotBeMadeIsRefused gives the workshop what no adapter could make.
func TestWhatCannotBeMadeIsRefused(t *testing.T) {
	for name, made := range map[string]conversation.Made{
		"nothing":                {},
		"a paper with a song":    {Paper: &conversation.Paper{Blocks: []conversation.Block{{Kind: "song"}}}},
		"an occasion at no time": {Occasion: &conversation.Occasion{UID: "1"}},
	} {
		_, err := workshop{}.Open(t.Context(), &conversation.File{Made: &made})
		if got := conversation.Unfetched(err); !errors.Is(err, conversation.ErrUnmakable) || got.Outcome != conversation.Refused || got.Why != "file_not_made" {
			t.Errorf("%s: it ends with %v, which means %+v", name, err, got)
		}
	}
}
