package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"residencyassist/storage"
)

// complete is an environment with which serve would start.
func complete() map[string]string {
	return map[string]string{
		"TELEGRAM_TOKEN": "1:a", "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_CHANNEL": "C0000001",
		"STORAGE_URL": "sqlite:bot.db", "DATA_KEYS": storage.NewKeys(),
	}
}

func TestSettingsAreReadFromTheEnvironment(t *testing.T) {
	environment := complete()
	environment["SLACK_HOLD"] = "8s"
	environment["SERVICE_FEE_USD"] = "250"
	s, err := readSettings(environment)
	if err != nil {
		t.Fatal(err)
	}
	if s.SlackHold != 8*time.Second || s.ServiceFee != 250 || s.ServiceFeeAdditional != 99 || s.Listen != ":8080" {
		t.Errorf("read %v, %d, %d, %q", s.SlackHold, s.ServiceFee, s.ServiceFeeAdditional, s.Listen)
	}
}

func TestAllMistakesAreToldAtOnceAndNoneOfTheSecrets(t *testing.T) {
	_, err := readSettings(map[string]string{
		"TELEGRAM_TOKEN": "123:very-secret", "SLACK_HOLD": "soon", "SLACK_RELAY": "perhaps",
		"DATA_KEYS": "k1:not-a-key", "STORAGE_URL": "postgres://me:secret@db",
	})
	if err == nil {
		t.Fatal("accepted")
	}
	for _, words := range []string{
		"SLACK_BOT_TOKEN is missing", "SLACK_APP_TOKEN is missing", "SLACK_CHANNEL is missing",
		"SLACK_HOLD cannot be read; write it like 5s", "SLACK_RELAY is neither", "DATA_KEYS cannot be used", "STORAGE_URL begins with none",
	} {
		if !strings.Contains(err.Error(), words) {
			t.Errorf("not told: %s\n%v", words, err)
		}
	}
	for _, secret := range []string{"very-secret", "not-a-key", "secret@db", "soon"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error repeats %q", secret)
		}
	}
}

func TestASecretMayStandInAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("7:from-a-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	environment := complete()
	delete(environment, "TELEGRAM_TOKEN")
	environment["TELEGRAM_TOKEN_FILE"] = file
	s, err := readSettings(environment)
	if err != nil || s.TelegramToken != "7:from-a-file" {
		t.Errorf("read %q: %v", s.TelegramToken, err)
	}
}

func TestSlackComesInByOneWay(t *testing.T) {
	for name, try := range map[string]struct{ token, secret, say string }{
		"Socket Mode":     {"xapp-1", "", ""},
		"signed requests": {"", "s3cret-of-slack", ""},
		"both":            {"xapp-1", "s3cret-of-slack", "are both set"},
		"neither":         {"", "", "SLACK_APP_TOKEN is missing"},
	} {
		environment := complete()
		environment["SLACK_APP_TOKEN"], environment["SLACK_SIGNING_SECRET"] = try.token, try.secret
		switch _, err := readSettings(environment); {
		case try.say == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case try.say != "" && (err == nil || !strings.Contains(err.Error(), try.say) || strings.Contains(err.Error(), "s3cret")):
			t.Errorf("%s: told %v, want %q", name, err, try.say)
		}
	}
	environment := complete()
	environment["TELEGRAM_WEBHOOK_URL"], environment["TELEGRAM_WEBHOOK_SECRET"] = "https://bot.example/slack/events", strings.Repeat("x", 20)
	if _, err := readSettings(environment); err == nil || !strings.Contains(err.Error(), "a path to which Slack posts") {
		t.Errorf("a webhook on Slack's path: %v", err)
	}
}

func TestASandboxMustBeOnThisMachine(t *testing.T) {
	environment := map[string]string{"SANDBOX_URL": "http://example.com", "STORAGE_URL": "sqlite:x", "DATA_KEYS": storage.NewKeys()}
	if _, err := readSettings(environment); err == nil || !strings.Contains(err.Error(), "on this machine") {
		t.Errorf("a sandbox elsewhere: %v", err)
	}
	environment["SANDBOX_URL"] = "http://127.0.0.1:8080"
	if _, err := readSettings(environment); err != nil {
		t.Errorf("a sandbox here: %v", err)
	}
}

func TestAWebhookIsSetWholeAndPlainly(t *testing.T) {
	const token, secret = "123456789:AAFone-Of_BotFathers", "0123456789abcdef"
	for name, try := range map[string]struct{ url, secret, say string }{
		"both":               {"https://bot.example/telegram/hook-1", secret, ""},
		"neither":            {"", "", ""},
		"a port of four":     {"https://bot.example:8443/hook", secret, ""},
		"no secret":          {"https://bot.example/hook", "", "TELEGRAM_WEBHOOK_SECRET is missing"},
		"no address":         {"", secret, "TELEGRAM_WEBHOOK_URL is missing"},
		"a short secret":     {"https://bot.example/hook", secret[1:], "must be 16 to 256"},
		"a long secret":      {"https://bot.example/hook", strings.Repeat("x", 257), "must be 16 to 256"},
		"a secret with +":    {"https://bot.example/hook", secret + "+", "must be 16 to 256"},
		"http":               {"http://bot.example/hook", secret, "https://"},
		"no scheme":          {"bot.example/hook", secret, "needs a host"},
		"no path":            {"https://bot.example", secret, "needs a path"},
		"an empty path":      {"https://bot.example/", secret, "needs a path"},
		"a pattern":          {"https://bot.example/{hook}", secret, "needs a path"},
		"a path that climbs": {"https://bot.example/a/../hook", secret, "needs a path"},
		"a health check":     {"https://bot.example/readyz", secret, "is watched"},
		"the metrics":        {"https://bot.example/metrics", secret, "is watched"},
		"another port":       {"https://bot.example:8080/hook", secret, "443, 80, 88 and 8443"},
		"a query":            {"https://bot.example/hook?key=" + secret, secret, "no user, query"},
		"the token":          {"https://bot.example/" + token, secret, "token"},
		"half the token":     {"https://bot.example/AAFone-Of_BotFathers", secret, "token"},
	} {
		t.Run(name, func(t *testing.T) {
			environment := complete()
			environment["TELEGRAM_TOKEN"] = token
			environment["TELEGRAM_WEBHOOK_URL"], environment["TELEGRAM_WEBHOOK_SECRET"] = try.url, try.secret
			_, err := readSettings(environment)
			if try.say == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), try.say) {
				t.Fatalf("told %v, want %q", err, try.say)
			}
			if strings.Contains(err.Error(), secret[1:]) || strings.Contains(err.Error(), "AAFone") {
				t.Errorf("the error repeats a secret: %v", err)
			}
		})
	}
}

func TestAWebhookOnThisMachineNeedsNoTLSAndAnyPortWithASandbox(t *testing.T) {
	s, err := readSettings(map[string]string{
		"SANDBOX_URL": "http://127.0.0.1:8080", "STORAGE_URL": "sqlite:x", "DATA_KEYS": storage.NewKeys(),
		"TELEGRAM_WEBHOOK_URL": "http://127.0.0.1:9999/telegram/hook", "TELEGRAM_WEBHOOK_SECRET": "0123456789abcdef",
	})
	if err != nil || s.webhookPath() != "/telegram/hook" {
		t.Errorf("served at %q: %v", s.webhookPath(), err)
	}
}

func TestTheCommandLineExplainsItself(t *testing.T) {
	var out strings.Builder
	if err := run(context.Background(), nil, &out, &out); err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"demo", "sandbox", "serve", "TELEGRAM_TOKEN", "DATA_KEYS"} {
		if !strings.Contains(out.String(), words) {
			t.Errorf("the help does not mention %s", words)
		}
	}
	if err := run(context.Background(), []string{"dance"}, &out, &out); err == nil || !strings.Contains(err.Error(), "--help") {
		t.Errorf("an unknown command: %v", err)
	}
}

func TestNothingCrashesOutsideASandbox(t *testing.T) {
	for crashAt, told := range map[string]string{
		"after commit:3": "CRASH_AT is for a bot in a sandbox alone",
		"nonsense":       "CRASH_AT is for a bot in a sandbox alone",
	} {
		environment := complete()
		environment["CRASH_AT"] = crashAt
		if _, err := readSettings(environment); err == nil || !strings.Contains(err.Error(), told) {
			t.Errorf("%q among real people: %v", crashAt, err)
		}
	}
	for crashAt, good := range map[string]bool{
		"": true, "after commit:3": true, "any moment:250": true, "after commit": false, "after commit:0": false, "at noon:1": false,
	} {
		environment := complete()
		environment["SANDBOX_URL"], environment["CRASH_AT"] = "http://127.0.0.1:8080", crashAt
		if _, err := readSettings(environment); (err == nil) != good {
			t.Errorf("%q in a sandbox: %v", crashAt, err)
		}
	}
}
