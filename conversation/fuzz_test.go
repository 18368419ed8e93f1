package conversation_test

import (
	"strconv"
	"testing"
	"unicode/utf8"

	"residencyassist/conversation"
	"residencyassist/conversation/locale"
)

// FuzzText types anything at any question: which one, the first number says.
func FuzzText(f *testing.F) {
	engine := newEngine(f)
	for i, text := range append(hostile(), anyText()...) {
		f.Add(byte(i), byte(i), text)
	}
	for at := byte(0); at < 50; at += 8 {
		f.Add(at, byte(0), "12/11/2026")
	}
	f.Fuzz(func(t *testing.T, at, taste byte, text string) {
		if len(text) > 4096 || !utf8.ValidString(text) {
			return // the platforms let no such text through
		}
		l := newLife(t, engine)
		l.headStart(int(at%60), taste)
		l.say(text)
		l.deliverAll()
		l.amend(l.messages, text)
		l.say("/back")
		l.checkJournal()
	})
}

// FuzzPress sends anything as the data of a button, with the live turn in front
// or without.
func FuzzPress(f *testing.F) {
	engine := newEngine(f)
	for i, data := range []string{"=yes", "=2027-02-30", "pick:", "pick:2027-13", "edit:email", "edit:p2_name", "back", "why", "more", "request", "=", ""} {
		f.Add(byte(i), byte(0), true, data)
		f.Add(byte(4*i), byte(i), true, data)
	}
	f.Add(byte(5), byte(0), false, "zzzzzzzzzzzzzzzzzzzz:back")
	f.Fuzz(func(t *testing.T, at, taste byte, live bool, data string) {
		l := newLife(t, engine)
		l.headStart(int(at%60), taste)
		if live {
			data = strconv.FormatInt(int64(l.rec.Dialogue.Turn), 36) + ":" + data
		}
		if len(data) > 64 || !utf8.ValidString(data) {
			return
		}
		l.press(data)
		l.press(data)
		l.step(conversation.Event{Kind: conversation.Pressed, Chat: chat, Press: &conversation.Press{Data: data, Language: locale.Spanish}})
		l.checkJournal()
	})
}

// FuzzLife reads a whole life from bytes: how far it has come, in which taste,
// and then three numbers a deed.
func FuzzLife(f *testing.F) {
	engine := newEngine(f)
	f.Add([]byte{0, 0, 8, 0, 1, 0, 0, 1, 0, 0, 1})
	for start := byte(0); start < 50; start += 5 {
		f.Add([]byte{start, start, 19, 10, 1, 0, 0, 1, 21, 3, 8, 25, 0, 2, 27, 0, 0, 29, 4, 1, 30, 40, 1})
	}
	f.Fuzz(func(t *testing.T, deeds []byte) {
		if len(deeds) < 2 || len(deeds) > 300 {
			return
		}
		l := newLife(t, engine)
		l.headStart(int(deeds[0]%60), deeds[1])
		for rest := deeds[2:]; len(rest) >= 3; rest = rest[3:] {
			l.do(deed{rest[0], rest[1], rest[2]})
		}
		l.checkJournal()
	})
}
