package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/joho/godotenv"

	"residencyassist/conversation"
	"residencyassist/conversation/renewal"
)

// settings is everything that can be set, all of it in the environment. Each
// field's help is a line of the table that --help prints.
type settings struct {
	TelegramToken  string `env:"TELEGRAM_TOKEN" help:"the bot's token, from @BotFather" secret:"true"`
	TelegramAPIURL string `env:"TELEGRAM_API_URL" envDefault:"https://api.telegram.org" help:"of a Bot API server of your own"`

	TelegramRate int `env:"TELEGRAM_RATE" envDefault:"30" help:"calls a second that Telegram allows the bot: up to 1000 where more was bought; 0: no limit, for a server without one"`

	TelegramWebhookURL    string `env:"TELEGRAM_WEBHOOK_URL" help:"https://…, where Telegram posts updates, passed on to LISTEN with its path; absent: the bot polls"`
	TelegramWebhookSecret string `env:"TELEGRAM_WEBHOOK_SECRET" help:"16 to 256 letters, digits, _ or -, by which the bot knows Telegram; goes with TELEGRAM_WEBHOOK_URL" secret:"true"`

	SlackBotToken string `env:"SLACK_BOT_TOKEN" help:"xoxb-…, of the Slack app" secret:"true"`
	SlackAppToken string `env:"SLACK_APP_TOKEN" help:"xapp-…, for Socket Mode" secret:"true"`

	SlackSigningSecret string `env:"SLACK_SIGNING_SECRET" help:"instead of SLACK_APP_TOKEN: Slack posts signed requests to LISTEN, under /slack/events, /slack/interactive and /slack/commands" secret:"true"`

	SlackAPIURL  string `env:"SLACK_API_URL" envDefault:"https://slack.com/api/" help:"of GovSlack, for instance"`
	SlackChannel string `env:"SLACK_CHANNEL" help:"the associates' private channel: its id, or its name"`
	SlackGroup   string `env:"SLACK_GROUP" help:"a user group to mention instead of the channel: its id"`
	SlackRelay   string `env:"SLACK_RELAY" envDefault:"owner" help:"owner: the owner's plain replies go to the applicant; explicit: only what is sent by button"`

	SlackHold time.Duration `env:"SLACK_HOLD" envDefault:"5s" help:"how long a reply waits, so that it can be undone"`

	SMTPURL  string `env:"SMTP_URL" help:"smtps://user:password@host:465, or smtp://user:password@host:587 with STARTTLS: where email is handed in; absent: none is sent" secret:"true"`
	MailFrom string `env:"MAIL_FROM" help:"Name <address@example.com>, who email comes from and who reads the answers; goes with SMTP_URL"`

	StorageURL string `env:"STORAGE_URL" help:"sqlite:PATH, redis://, rediss://, redis+sentinel://, redis+cluster://"`
	DataKeys   string `env:"DATA_KEYS" help:"id:base64,… 32 bytes each: the first seals personal data, all open it; the id index hides keys" secret:"true"`

	Listen string `env:"LISTEN" envDefault:":8080" help:"where /healthz, /readyz, /metrics and what is posted to the bot are served"`

	ServiceName          string `env:"SERVICE_NAME" envDefault:"Residency Assist" help:"as applicants read it"`
	ServiceFee           int    `env:"SERVICE_FEE_USD" envDefault:"219" help:"for the principal applicant, in US dollars"`
	ServiceFeeAdditional int    `env:"SERVICE_FEE_ADDITIONAL_USD" envDefault:"99" help:"for each further applicant of a family, in US dollars"`

	ServiceHours  string        `env:"SERVICE_HOURS" envDefault:"Mon-Fri 09:00-18:00" help:"when associates answer, by the clock of Mexico City"`
	ServiceAnswer time.Duration `env:"SERVICE_ANSWER_TIME" envDefault:"4h" help:"within which working time an applicant is answered; after it the owner is reminded, after twice the time everybody"`
	PaymentLink   string        `env:"SERVICE_PAYMENT_LINK" help:"https://…, where applicants pay, for the payment form to begin with"`

	RetentionIdle   int `env:"RETENTION_IDLE_DAYS" envDefault:"90" help:"days after which somebody who stopped half-way is erased, a week after a warning; 0: never"`
	RetentionClosed int `env:"RETENTION_CLOSED_DAYS" envDefault:"365" help:"days after which a closed case is erased with its person, a week after a warning; 0: never"`

	SandboxURL string `env:"SANDBOX_URL" help:"of a sandbox on this machine: addresses, tokens and the clock come from there" sandbox:"true"`
	CrashAt    string `env:"CRASH_AT" help:"in a sandbox alone, for tests: where on an event's way the bot kills itself, and at which passing, like after commit:3" sandbox:"true"`
}

// loadSettings reads the settings from where they are set.
func loadSettings() (settings, error) {
	environment, err := readEnvironment()
	if err != nil {
		return settings{}, err
	}
	return readSettings(environment)
}

// loadStorageSettings reads the two settings that lead to the storage. The
// others, which only the running bot needs, may be missing or wrong.
func loadStorageSettings() (settings, error) {
	all, err := readEnvironment()
	if err != nil {
		return settings{}, err
	}
	environment := map[string]string{}
	for _, name := range []string{"STORAGE_URL", "DATA_KEYS", "DATA_KEYS_FILE"} {
		environment[name] = all[name]
	}
	problems := secretFiles(environment)
	s := settings{StorageURL: environment["STORAGE_URL"], DataKeys: environment["DATA_KEYS"]}
	if problems = append(problems, s.checkStorage()...); len(problems) > 0 {
		return settings{}, fmt.Errorf("the settings are not complete:\n%w", errors.Join(problems...))
	}
	return s, nil
}

// loadDeskSettings reads what leads to the storage and what the conversation
// needs to know: enough to look at cases as the bot does. The others may be
// missing or wrong.
func loadDeskSettings() (settings, error) {
	all, err := readEnvironment()
	if err != nil {
		return settings{}, err
	}
	environment := map[string]string{}
	for name, value := range all {
		needed := []string{"STORAGE_URL", "DATA_KEYS", "DATA_KEYS_FILE", "SLACK_HOLD", "SLACK_RELAY", "SMTP_URL", "SMTP_URL_FILE", "SANDBOX_URL"}
		if slices.Contains(needed, name) || strings.HasPrefix(name, "SERVICE_") || strings.HasPrefix(name, "RETENTION_") {
			environment[name] = value
		}
	}
	problems := secretFiles(environment)
	s, unread := parseSettings(environment)
	problems = append(append(problems, unread...), s.checkStorage()...)
	if problems = append(problems, s.checkService()...); len(problems) > 0 {
		return settings{}, fmt.Errorf("the settings are not complete:\n%w", errors.Join(problems...))
	}
	return s, nil
}

// readEnvironment reads .env, if there is one, and the environment, which wins.
func readEnvironment() (map[string]string, error) {
	environment, err := godotenv.Read(".env")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New(".env cannot be read: every line must be NAME=value or a # remark")
	}
	if environment == nil {
		environment = map[string]string{}
	}
	for _, pair := range os.Environ() {
		name, value, _ := strings.Cut(pair, "=")
		environment[name] = value
	}
	return environment, nil
}

// readSettings reads settings from name and value, and reports every mistake at
// once, each with what to write instead.
func readSettings(environment map[string]string) (settings, error) {
	problems := secretFiles(environment)
	s, unread := parseSettings(environment)
	problems = append(problems, unread...)
	if s.SandboxURL != "" && environment["LISTEN"] == "" {
		s.Listen = "127.0.0.1:0" // several bots may share the machine with one sandbox
	}
	return s, errors.Join(append(problems, s.check()...)...)
}

// parseSettings reads each value in its own form, and says which cannot be read.
func parseSettings(environment map[string]string) (s settings, problems []error) {
	err := env.ParseWithOptions(&s, env.Options{Environment: environment})
	var all env.AggregateError
	switch {
	case errors.As(err, &all):
		for _, e := range all.Errors {
			problems = append(problems, plainly(e))
		}
	case err != nil:
		problems = append(problems, err)
	}
	return s, problems
}

// plainly words a value that could not be read, without the value.
func plainly(err error) error {
	var parse env.ParseError
	if !errors.As(err, &parse) {
		return err
	}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[settings]()) {
		if f.Name == parse.Name {
			example := f.Tag.Get("envDefault")
			return fmt.Errorf("%s cannot be read; write it like %s", f.Tag.Get("env"), example)
		}
	}
	return err
}

// secretFiles replaces NAME_FILE by the content of that file.
func secretFiles(environment map[string]string) (problems []error) {
	for _, f := range settingFields() {
		name := f.name
		path := environment[name+"_FILE"]
		if !f.secret || path == "" {
			continue
		}
		if environment[name] != "" {
			problems = append(problems, fmt.Errorf("%s and %[1]s_FILE are both set: keep one of them", name))
			continue
		}
		content, err := os.ReadFile(path)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s_FILE names a file that cannot be read: %w", name, err))
			continue
		}
		environment[name] = strings.TrimSpace(string(content))
	}
	return problems
}

// service is what the conversation needs to know of the settings.
func (s settings) service() (conversation.Service, error) {
	service, err := conversation.DefaultService()
	if err != nil {
		return service, err
	}
	service.Name = s.ServiceName
	service.Fees = renewal.Fees{Principal: s.ServiceFee, Additional: s.ServiceFeeAdditional}
	service.Hold = s.SlackHold
	service.Relay = s.SlackRelay == "owner"
	service.Answer, service.PaymentLink = s.ServiceAnswer, s.PaymentLink
	service.Mail = s.SMTPURL != ""
	service.Retention = conversation.Retention{Idle: s.RetentionIdle, Closed: s.RetentionClosed}
	if service.Hours, err = renewal.ParseHours(s.ServiceHours); err != nil {
		return service, fmt.Errorf("SERVICE_HOURS: %w", err)
	}
	return service, nil
}

// storageKind returns the scheme of a storage URL we know, or "".
func storageKind(storageURL string) string {
	scheme, _, _ := strings.Cut(storageURL, ":")
	if slices.Contains([]string{"sqlite", "redis", "rediss", "redis+sentinel", "rediss+sentinel", "redis+cluster", "rediss+cluster"}, scheme) {
		return scheme
	}
	return ""
}

func onLoopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || (ip != nil && ip.IsLoopback())
}

// setting is a field of settings, as it is told to people.
type setting struct {
	name, help, usual string
	secret            bool
	sandbox           bool // for trying and testing alone
}

func settingFields() (list []setting) {
	for _, f := range reflect.VisibleFields(reflect.TypeFor[settings]()) {
		list = append(list, setting{
			name: f.Tag.Get("env"), help: f.Tag.Get("help"), usual: f.Tag.Get("envDefault"),
			secret: f.Tag.Get("secret") != "", sandbox: f.Tag.Get("sandbox") != "",
		})
	}
	return list
}

// settingsTable is the table of settings that --help prints.
func settingsTable() string {
	var b strings.Builder
	b.WriteString("Settings, from the environment (a file .env is read if there is one; NAME_FILE names a file for a secret):\n\n")
	for _, f := range settingFields() {
		usual := ""
		if f.usual != "" {
			usual = " (" + f.usual + ")"
		}
		fmt.Fprintf(&b, "  %-28s%s%s\n", f.name, f.help, usual)
	}
	return b.String()
}
