package mail

import (
	"strings"
	"testing"
)

// TestURLs reads what people write, and never repeats it.
func TestURLs(t *testing.T) {
	for text, want := range map[string]Server{
		"smtps://me:p%40ss@mail.example.com":     {Host: "mail.example.com", Port: 465, User: "me", Password: "p@ss", TLS: true},
		"smtps://me:secret@mail.example.com:466": {Host: "mail.example.com", Port: 466, User: "me", Password: "secret", TLS: true},
		"smtp://me:secret@mail.example.com/":     {Host: "mail.example.com", Port: 587, User: "me", Password: "secret"},
		"smtp://127.0.0.1:2525":                  {Host: "127.0.0.1", Port: 2525},
		"smtp://[::1]:25":                        {Host: "::1", Port: 25},
	} {
		if got, err := ParseURL(text); err != nil || got != want {
			t.Errorf("%s is %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{
		"", "mail.example.com:587", "https://me:secret@x", "smtp://me:secret@", "smtp://me@x", "smtp://:secret@x",
		"smtp://me:sec#ret@x", "smtp://me:sec%ret@x", "smtp://me:secret@x:0", "smtp://me:secret@x:99999", "smtp://me:secret@x?tls=no",
	} {
		if got, err := ParseURL(text); err == nil || strings.Contains(err.Error(), "ret") || strings.Contains(err.Error(), "@x") {
			t.Errorf("%s is %+v, %v", text, got, err)
		}
	}
}

// TestSenders reads who mail comes from.
func TestSenders(t *testing.T) {
	for text, want := range map[string]string{
		"Residency Assist <help@example.com>": "help@example.com",
		"help@example.com":                    "help@example.com",
		"Ñandú, S.A. <help@localhost>":        "", // the comma wants quotes
		`"Ñandú, S.A." <help@localhost>`:      "help@localhost",
		"help":                                "", "": "", "a@b.c, d@e.f": "", "help@nowhere": "",
	} {
		got, err := ParseFrom(text)
		if err == nil != (want != "") || err == nil && got.Address != want {
			t.Errorf("%q is %v, %v", text, got, err)
		}
	}
}
