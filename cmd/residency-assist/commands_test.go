package main

import (
	"strings"
	"testing"

	"residencyassist/storage"
)

// TestCommandsRefuseSettingsThatCannotWork runs every command that looks into the
// storage, beside a bot, with one setting missing, broken or another's: each says
// which it is, tells no secret, and changes nothing.
func TestCommandsRefuseSettingsThatCannotWork(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, storageURL string) {
		p := openPractice(t, storageURL)
		p.serve()
		carol := p.applicant("Carol", "en")
		carol.plays(english...)
		ref := p.card("C.S.").ref()
		commands := [][]string{
			{"cases", "list"}, {"cases", "show", ref}, {"cases", "export", ref, "carol.json"}, {"cases", "replay", ref},
			{"cases", "reseal"}, {"cases", "erase", ref, "--yes"}, {"reminders"},
		}
		for setting, ailments := range map[string]map[string]string{
			"STORAGE_URL": {"": "is missing", "postgres://me:secret@db": "begins with none", "redis://:secret@127.0.0.1:1/0": ""},
			"DATA_KEYS":   {"": "is missing", "k1:secret": "cannot be used", storage.NewKeys(): ""},
		} {
			for value, words := range ailments {
				for _, command := range commands {
					out, trouble, status := p.runs(t.TempDir(), map[string]string{setting: value}, command...)
					if status == 0 || out != "" || trouble == "" || !strings.Contains(trouble, words) || words != "" && !strings.Contains(trouble, setting) {
						t.Errorf("%s=%q: %q ended with %d and said %q, %q", setting, value, command, status, out, trouble)
					}
					if strings.Contains(trouble, "secret") || value != "" && strings.Contains(trouble, value) {
						t.Errorf("%q tells a secret: %s", command, trouble)
					}
				}
			}
		}
		if out, trouble, status := p.runs(t.TempDir(), nil, "cases", "list"); status != 0 || !strings.Contains(out, ref) {
			t.Errorf("afterwards the case is not listed: %s%s", out, trouble)
		}
	})
}

// TestSomeCommandsNeedNoSettings runs those that answer without a storage, a token
// or a key, whatever is set.
func TestSomeCommandsNeedNoSettings(t *testing.T) {
	t.Parallel()
	p := &practice{house: &house{t: t}, set: map[string]string{}}
	broken := map[string]string{"STORAGE_URL": "postgres://db", "DATA_KEYS": "none", "TELEGRAM_TOKEN": "none", "SLACK_HOLD": "soon"}
	for words, command := range map[string][]string{
		"renewal":      {"check", "--card", "temporary", "--expires", "2027-08-04"},
		"display_name": {"slack-manifest"},
		"STORAGE_URL":  {"--help"},
		"dev":          {"version"},
	} {
		if out, trouble, status := p.runs(t.TempDir(), broken, command...); status != 0 || !strings.Contains(out, words) {
			t.Errorf("%q ended with %d: %.300s%s", command, status, out, trouble)
		}
	}
}
