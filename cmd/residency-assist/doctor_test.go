package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"residencyassist/adapters/sandbox"
	"residencyassist/storage"
	"residencyassist/storage/redis/redistest"
)

// practice is a sandbox, and settings that lead to it as others do to the real
// platforms.
type practice struct {
	*house
	set    map[string]string
	found  sandbox.Settings
	server *redistest.Server // nil with SQLite
}

func openPractice(t *testing.T, storageURL string) *practice {
	t.Helper()
	p := &practice{house: open(t, storageURL, "2026-11-20")}
	p.call("GET", "/sandbox", nil, &p.found)
	p.set = map[string]string{
		"TELEGRAM_TOKEN": p.found.Telegram.Token, "TELEGRAM_API_URL": p.found.Telegram.APIURL,
		"SLACK_BOT_TOKEN": p.found.Slack.BotToken, "SLACK_APP_TOKEN": p.found.Slack.AppToken,
		"SLACK_API_URL": p.found.Slack.APIURL, "SLACK_CHANNEL": p.found.Slack.Channel, "SLACK_GROUP": "S0ASSOC01",
		"SMTP_URL": strings.Replace(p.found.Mail.URL, "://", "://bot:sandbox@", 1), "MAIL_FROM": p.found.Mail.From,
		"STORAGE_URL": storageURL, "DATA_KEYS": p.keys, "LISTEN": "127.0.0.1:0",
	}
	p.tells(false, false)
	return p
}

// tells BotFather what the bot may do in groups.
func (p *practice) tells(join, readAll bool) {
	p.call("POST", "/sandbox/telegram/bot", map[string]bool{"can_join_groups": join, "can_read_all_group_messages": readAll}, nil)
}

// hooks sets a webhook, or none, as some program with the bot's token does.
func (p *practice) hooks(address string) {
	p.t.Helper()
	resp, err := http.PostForm(p.found.Telegram.APIURL+"/bot"+p.found.Telegram.Token+"/setWebhook", url.Values{"url": {address}})
	if err != nil || resp.StatusCode != http.StatusOK {
		p.t.Fatal(resp, err)
	}
	resp.Body.Close()
}

// failing waits until Telegram has failed to deliver something that somebody said.
func (p *practice) failing(address string) {
	p.t.Helper()
	p.hooks(address)
	p.applicant("Carol", "en").does("> Hello")
	for range 500 {
		resp, err := http.Get(p.found.Telegram.APIURL + "/bot" + p.found.Telegram.Token + "/getWebhookInfo")
		if err != nil {
			p.t.Fatal(err)
		}
		var info struct {
			Result struct {
				Failure string `json:"last_error_message"`
			} `json:"result"`
		}
		err = json.NewDecoder(resp.Body).Decode(&info)
		resp.Body.Close()
		if err != nil {
			p.t.Fatal(err)
		}
		if info.Result.Failure != "" {
			return
		}
		<-time.After(10 * time.Millisecond)
	}
	p.t.Fatal("Telegram never failed to deliver")
}

// channel makes, archives or opens one.
func (p *practice) channel(name string, archived bool) {
	p.call("POST", "/sandbox/slack/channels", map[string]any{"name": name, "archived": archived}, nil)
}

// member lets somebody into a channel, or out.
func (p *practice) member(user, channel string, remove bool) {
	p.call("POST", "/sandbox/slack/members", map[string]any{"user": user, "channel": channel, "remove": remove}, nil)
}

func (p *practice) scopes(list string) {
	p.call("POST", "/sandbox/slack/app", map[string]string{"scopes": list}, nil)
}

// runs a command with the practice's settings, changed by some, in a folder.
func (p *practice) runs(folder string, change map[string]string, args ...string) (out, trouble string, status int) {
	p.t.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Dir = folder
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + folder}
	all := maps.Clone(p.set)
	maps.Copy(all, change)
	for name, value := range all {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	_ = cmd.Run() // its status says it
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}

// examined is what the doctor finds with some settings changed.
func (p *practice) examined(change map[string]string) []finding {
	p.t.Helper()
	out, trouble, status := p.runs(p.t.TempDir(), change, "doctor", "--json")
	var list []finding
	if err := json.Unmarshal([]byte(out), &list); err != nil || strings.Count(out, "\n") != 1 {
		p.t.Fatalf("the doctor printed %s%s: %v", out, trouble, err)
	}
	bad := slices.ContainsFunc(list, func(f finding) bool { return f.Grade == mend })
	if (status == 1) != bad || status > 1 {
		p.t.Errorf("the doctor ended with %d, having found %+v", status, list)
	}
	for _, f := range list {
		if f.Grade == mend && f.Do == "" && !strings.Contains(f.Found, ": ") {
			p.t.Errorf("it does not say what to do: %+v", f)
		}
	}
	p.hidesSecrets(out+trouble, change)
	return list
}

// hidesSecrets holds that no word of what the doctor says is a secret.
func (p *practice) hidesSecrets(said string, change map[string]string) {
	p.t.Helper()
	all := maps.Clone(p.set)
	maps.Copy(all, change)
	for _, f := range settingFields() {
		if f.secret && len(all[f.name]) > 5 && strings.Contains(said, all[f.name]) {
			p.t.Errorf("%s is told: %s", f.name, said)
		}
	}
}

// ailment is one thing that is wrong, and what the doctor says of it.
type ailment struct {
	name   string
	set    map[string]string
	breaks func()
	mends  func()
	grade  string
	words  string
}

// examines holds each ailment to what is found of it, and of nothing else.
func (p *practice) examines(ailments []ailment) {
	p.t.Helper()
	for _, a := range ailments {
		if a.breaks != nil {
			a.breaks()
		}
		found := slices.DeleteFunc(p.examined(a.set), func(f finding) bool { return f.Grade == ok })
		if a.mends != nil {
			a.mends()
		}
		if len(found) != 1 || found[0].Grade != a.grade || !strings.Contains(found[0].Part+" "+found[0].Found+": "+found[0].Do, a.words) {
			p.t.Errorf("%s: found %+v, wanted only %s %q", a.name, found, a.grade, a.words)
		}
	}
	if found := slices.DeleteFunc(p.examined(nil), func(f finding) bool { return f.Grade == ok }); len(found) > 0 {
		p.t.Errorf("with everything mended, still found %+v", found)
	}
}

// TestDoctor finds each thing that can be wrong, by itself, on either storage, and
// changes nothing.
func TestDoctor(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		folder := t.TempDir()
		p := openPractice(t, "sqlite:"+filepath.Join(folder, "bot.db"))
		p.beforeAndAfterTheBot()
		p.examines(append(p.ailments(), p.fileAilments(folder)...))
	})
	t.Run("redis", func(t *testing.T) {
		t.Parallel()
		server := redistest.New(t)
		p := openPractice(t, server.URL())
		p.server = server
		p.beforeAndAfterTheBot()
		p.examines(append(p.ailments(), p.redisAilments()...))
	})
}

// beforeAndAfterTheBot examines a storage that nobody has used, one that a bot is
// using, and one that a bot has left, and finds all of them well, and unchanged.
func (p *practice) beforeAndAfterTheBot() {
	p.t.Helper()
	well := func(when, words string) {
		p.t.Helper()
		out, trouble, status := p.runs(p.t.TempDir(), nil, "doctor")
		if status != 0 || !strings.Contains(out, words) || strings.Contains(out, "mend  ") || strings.Contains(out, "look  ") {
			p.t.Errorf("%s: ended with %d\n%s%s", when, status, out, trouble)
		}
	}
	well("before the first start", "nothing is stored yet")
	bot := p.serve()
	p.applicant("Carol", "en").plays(english...)
	well("while the bot serves", "DATA_KEYS opens what is stored")
	if p.server == nil {
		well("while the bot serves", "a running bot has the file, which is fine")
	}
	out, _, _ := p.runs(p.t.TempDir(), map[string]string{"LISTEN": bot.address}, "doctor")
	expect(p.t, "while the bot has the port", out, "the bot serves there")
	if status := bot.stop(); status != 0 {
		p.t.Errorf("the bot ended with %d", status)
	}
	before, called := p.stored(), len(p.calls())
	well("after the bot", "DATA_KEYS opens what is stored")
	if after := p.stored(); after != before {
		p.t.Errorf("the storage was changed: %d and %d letters of it", len(before), len(after))
	}
	asked := []string{"getMe", "getWebhookInfo", "auth.test", "apps.connections.open", "conversations.info", "usergroups.list"}
	for _, c := range p.calls()[called:] {
		if !slices.Contains(asked, c.Method) {
			p.t.Errorf("the doctor called %s of %s", c.Method, c.API)
		}
	}
}

// stored is all that the storage holds.
func (p *practice) stored() string {
	p.t.Helper()
	var all strings.Builder
	if p.server != nil {
		client := p.server.Client()
		names, err := client.Keys(p.t.Context(), "*").Result()
		if err != nil {
			p.t.Fatal(err)
		}
		slices.Sort(names)
		for _, name := range names {
			value, err := client.Dump(p.t.Context(), name).Result()
			if err != nil {
				p.t.Fatal(err)
			}
			fmt.Fprintf(&all, "%s %x\n", name, value)
		}
		return all.String()
	}
	path := strings.TrimPrefix(p.storage, "sqlite:")
	names, err := filepath.Glob(path + "*")
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			p.t.Fatal(err)
		}
		fmt.Fprintf(&all, "%s %x\n", filepath.Base(name), text)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return all.String()
}

// ailments are those of the platforms, the mail server, the port and the keys.
func (p *practice) ailments() []ailment {
	nobody := unusedAddress(p.t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { taken.Close() })
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>Welcome") }))
	p.t.Cleanup(page.Close)
	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }))
	p.t.Cleanup(stranger.Close)
	hooked := map[string]string{"TELEGRAM_WEBHOOK_URL": stranger.URL + "/hook", "TELEGRAM_WEBHOOK_SECRET": strings.Repeat("s", 32)}
	unhook := func() { p.hooks("") }
	all := "chat:write,commands,files:read,files:write,groups:history,groups:read,reactions:read,reactions:write,users:read"
	list := []ailment{
		{"an unknown bot", map[string]string{"TELEGRAM_TOKEN": "7:unknownunknown"}, nil, nil, mend, "Telegram does not know the bot's token: ask @BotFather"},
		{"no Telegram there", map[string]string{"TELEGRAM_API_URL": "http://" + nobody}, nil, nil, mend, "telegram Telegram cannot be asked: getMe: "},
		{"something else there", map[string]string{"TELEGRAM_API_URL": page.URL}, nil, nil, mend, "the answer is not the Bot API's"},
		{"groups", nil, func() { p.tells(true, false) }, func() { p.tells(false, false) }, look, "/setjoingroups, Disable"},
		{"everything in groups", nil, func() { p.tells(false, true) }, func() { p.tells(false, false) }, look, "/setprivacy, Enable"},
		{"a clock that is wrong", map[string]string{"TELEGRAM_API_URL": p.slow()}, nil, nil, mend, "this machine's clock is off by "},
		{"a webhook while polling", nil, func() { p.hooks(stranger.URL) }, unhook, look, "which is to poll, removes it"},
		{"no webhook yet", hooked, nil, nil, look, "the webhook is not set yet: start the bot"},
		{"another's webhook", hooked, func() { p.hooks(stranger.URL + "/other") }, unhook, look, "another webhook is set than TELEGRAM_WEBHOOK_URL"},
		{"another secret", hooked, func() { p.failing(stranger.URL + "/hook") }, unhook, look, "another TELEGRAM_WEBHOOK_SECRET"},
		{"a webhook that nobody serves", map[string]string{"TELEGRAM_WEBHOOK_URL": "http://" + nobody + "/hook", "TELEGRAM_WEBHOOK_SECRET": hooked["TELEGRAM_WEBHOOK_SECRET"]},
			func() { p.failing("http://" + nobody + "/hook") }, unhook, mend, "Telegram does not reach the webhook"},

		{"an unknown app", map[string]string{"SLACK_BOT_TOKEN": "xoxb-unknown"}, nil, nil, mend, "Slack refuses the bot token (invalid_auth): copy SLACK_BOT_TOKEN"},
		{"an unknown app token", map[string]string{"SLACK_APP_TOKEN": "xapp-unknown"}, nil, nil, mend, "Slack refuses the app token (invalid_auth): make one with the scope connections:write"},
		{"no Slack there", map[string]string{"SLACK_API_URL": "http://" + nobody + "/api/", "SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": strings.Repeat("a", 32)}, nil, nil, mend, "Slack cannot be asked about the bot token"},
		{"a strange signing secret", map[string]string{"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": "not-one"}, nil, nil, look, "SLACK_SIGNING_SECRET does not look like one"},
		{"scopes", nil, func() { p.scopes(strings.Replace(all, "files:read,", "usergroups:read,", 1)) }, func() { p.scopes(all + ",usergroups:read") }, mend, "the app lacks the scopes files:read"},
		{"no such channel", map[string]string{"SLACK_CHANNEL": "C0NOTHERE"}, nil, nil, mend, "there is no channel C0NOTHERE, or the bot is not in it: invite the bot"},
		{"no channel of that name", map[string]string{"SLACK_CHANNEL": "#elsewhere"}, nil, nil, mend, "none is called that and not archived: invite the bot"},
		{"an archived channel", nil, func() { p.channel("cases", true) }, func() { p.channel("cases", false) }, mend, "is archived: unarchive it"},
		{"a bot outside", nil, func() { p.member("bot", "cases", true) }, func() { p.member("bot", "cases", false) }, mend, "or the bot is not in it: invite the bot"},
		{"a public channel without the bot", map[string]string{"SLACK_CHANNEL": "C0GENERAL"}, func() { p.scopes(all + ",channels:read,usergroups:read") }, nil, mend, "the bot is not in the channel C0GENERAL: invite it"},
		{"a public channel", map[string]string{"SLACK_CHANNEL": "C0GENERAL"}, func() { p.member("bot", "general", false) }, func() { p.member("bot", "general", true) }, mend, "#general is public"},
		{"no such group", map[string]string{"SLACK_GROUP": "S0NOTHERE"}, nil, nil, mend, "SLACK_GROUP is no user group of this workspace"},
		{"a group that cannot be seen", nil, func() { p.scopes(all) }, func() { p.scopes(all + ",usergroups:read") }, look, "cannot be seen without the scope usergroups:read"},

		{"no mail server", map[string]string{"SMTP_URL": "smtp://" + nobody}, nil, nil, mend, "mail the mail server cannot be used: the server cannot be reached"},
		{"a wrong password", map[string]string{"SMTP_URL": strings.Replace(p.found.Mail.URL, "://", "://bot:wrong-password@", 1)}, nil, nil, mend, "it does not take the user and the password"},
		{"a mail server that takes nobody", nil, func() { p.orders(order{API: "smtp", Method: "connect", Status: 554}) }, p.mends, mend, "the server answered 554 before any mail"},
		{"a port that is taken", map[string]string{"LISTEN": taken.Addr().String()}, nil, nil, mend, "it is not the bot that has it: write another port"},
	}
	return append(list, p.keyAilments()...)
}

// keyAilments are those of a keyring that does not fit what the bot has stored.
func (p *practice) keyAilments() []ailment {
	_, index, _ := strings.Cut(p.keys, ",")
	seal, _, _ := strings.Cut(p.keys, ",")
	other := strings.Split(storage.NewKeys(), ",")
	return []ailment{
		{"another index key", map[string]string{"DATA_KEYS": seal + "," + other[1]}, nil, nil, mend, "its index key (the pair with the id \"index\""},
		{"a pair that is missing", map[string]string{"DATA_KEYS": strings.Replace(other[0], "k1:", "k2:", 1) + "," + index}, nil, nil, mend, `the pair "k1" is missing`},
		{"a pair that is another", map[string]string{"DATA_KEYS": other[0] + "," + index}, nil, nil, mend, `the pair "k1" holds another key`},
	}
}

// fileAilments are those of SQLite.
func (p *practice) fileAilments(folder string) []ailment {
	at := func(name string) map[string]string { return map[string]string{"STORAGE_URL": "sqlite:" + name} }
	foreign := filepath.Join(folder, "letter.txt")
	if err := os.WriteFile(foreign, []byte(strings.Repeat("Dear Carol, ", 100)), 0o600); err != nil {
		p.t.Fatal(err)
	}
	list := []ailment{
		{"no folder", at(filepath.Join(folder, "nowhere", "bot.db")), nil, nil, mend, "does not exist: create it"},
		{"a folder for a file", at(folder), nil, nil, mend, "it is a folder: write the path of a file in it"},
		{"another's file", at(foreign), nil, nil, mend, "the file cannot be used: "},
	}
	if os.Getuid() == 0 {
		p.t.Log("whoever is root may write everywhere, so folders that cannot be written to are left to others")
		return list
	}
	file := filepath.Join(folder, "bot.db")
	return append(list,
		ailment{"a folder that is closed", nil, func() { p.mode(folder, 0o500) }, func() { p.mode(folder, 0o700) }, mend, "cannot be written to, and SQLite keeps its log there"},
		ailment{"a file that is closed", nil, func() { p.mode(file, 0o400) }, func() { p.mode(file, 0o600) }, mend, "the file cannot be written to"},
	)
}

func (p *practice) mode(path string, mode os.FileMode) {
	if err := os.Chmod(path, mode); err != nil {
		p.t.Fatal(err)
	}
}

// redisAilments are those of a Redis.
func (p *practice) redisAilments() []ailment {
	config := func(name, value string) func() {
		return func() {
			if err := p.server.Client().ConfigSet(p.t.Context(), name, value).Err(); err != nil {
				p.t.Fatal(err)
			}
		}
	}
	url := func(text string) map[string]string { return map[string]string{"STORAGE_URL": text} }
	return []ailment{
		{"no Redis there", url("redis://:passwordSECRET@" + unusedAddress(p.t) + "/0"), nil, nil, mend, "Redis cannot be reached"},
		{"a password that is missing", nil, config("requirepass", "passwordSECRET"), func() { p.opens("passwordSECRET") }, mend, "NOAUTH"},
		{"an eviction", nil, config("maxmemory-policy", "allkeys-lru"), config("maxmemory-policy", "noeviction"), mend, "set maxmemory-policy noeviction"},
		{"no append-only file", nil, config("appendonly", "no"), config("appendonly", "yes"), look, "Redis keeps no append-only file"},
		{"no memory left", nil, config("maxmemory", "1"), config("maxmemory", "0"), mend, "Redis takes no write: OOM"},
		{"a master without its replicas", nil, config("min-replicas-to-write", "1"), config("min-replicas-to-write", "0"), mend, "Redis takes no write: NOREPLICAS"},
	}
}

// opens takes the server's password away again.
func (p *practice) opens(password string) {
	client := goredis.NewClient(&goredis.Options{Addr: p.server.Address(), Password: password, DisableIdentity: true})
	defer client.Close()
	if err := client.ConfigSet(p.t.Context(), "requirepass", "").Err(); err != nil {
		p.t.Fatal(err)
	}
}

// slow is Telegram as a machine sees it whose clock is ten minutes behind.
func (p *practice) slow() string {
	to, err := url.Parse(p.url)
	if err != nil {
		p.t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.ModifyResponse = func(r *http.Response) error {
		r.Header.Set("Date", time.Now().Add(10*time.Minute).UTC().Format(http.TimeFormat))
		return nil
	}
	server := httptest.NewServer(proxy)
	p.t.Cleanup(server.Close)
	return server.URL + "/telegram"
}

// unusedAddress is one on this machine at which nobody listens.
func unusedAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// TestDoctorTellsOfEverythingAtOnce gives it settings that are missing, broken and
// contradictory.
func TestDoctorTellsOfEverythingAtOnce(t *testing.T) {
	t.Parallel()
	p := openPractice(t, "sqlite:"+filepath.Join(t.TempDir(), "bot.db"))
	wrong := map[string]string{
		"TELEGRAM_TOKEN": "7:unknownunknown", "SLACK_BOT_TOKEN": "", "SLACK_SIGNING_SECRET": "both-are-set", "MAIL_FROM": "nobody",
		"STORAGE_URL": "sqlite:/no/such/folder/bot.db", "DATA_KEYS": "k1:short", "SLACK_HOLD": "soon", "LISTEN": "8080",
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, ".env"), []byte("SLACK_CHANEL=C0CASES01\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, trouble, status := p.runs(folder, wrong, "doctor")
	for _, words := range []string{
		"SLACK_BOT_TOKEN is missing: ", "SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both set: ", "MAIL_FROM cannot be used: ", "DATA_KEYS cannot be used: ",
		"SLACK_HOLD cannot be read; ", "LISTEN must name a port: ", "Telegram does not know the bot's token: ", "the folder /no/such/folder does not exist: ",
		".env has names that are no settings, SLACK_CHANEL: ",
	} {
		expect(t, "what the doctor says", out, words)
	}
	if status != 1 || !strings.Contains(trouble, "things to mend") {
		t.Errorf("it ended with %d: %s", status, trouble)
	}
	p.hidesSecrets(out+trouble, wrong)
	if err := os.WriteFile(filepath.Join(folder, ".env"), []byte("this is no setting\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, _, status = p.runs(folder, nil, "doctor"); status != 1 || !strings.Contains(out, ".env cannot be read: every line must be NAME=value") {
		t.Errorf("a broken .env ended with %d: %s", status, out)
	}
	if out, _, status = p.runs(t.TempDir(), map[string]string{"SANDBOX_URL": "http://" + unusedAddress(t)}, "doctor"); status != 1 || !strings.Contains(out, "SANDBOX_URL leads to no sandbox") {
		t.Errorf("a sandbox that has gone ended with %d: %s", status, out)
	}
}
