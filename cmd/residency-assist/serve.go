package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"residencyassist/adapters/examine"
	"residencyassist/adapters/slack"
	"residencyassist/adapters/telegram"
	"residencyassist/bot"
	"residencyassist/conversation"
	"residencyassist/conversation/locale"
	"residencyassist/storage"
	"residencyassist/storage/sqlite"
)

// drainTime is how long a bot that was told to stop finishes what it has begun.
const drainTime = 9 * time.Second

// garbage is how much may be left to be collected, in percent of what is in use.
// Go's usual 100 keeps the memory small and collects eight times a second under
// load, each time in somebody's way; with 150 the bot stays under 60 MB.
const garbage = 150

type serveCommand struct{}

// Run serves until it is told to stop.
func (serveCommand) Run(ctx context.Context, c console) error {
	if os.Getenv("GOGC") == "" { // else it is settled by whoever runs the bot
		debug.SetGCPercent(garbage)
	}
	s, err := loadSettings()
	if err != nil {
		return fmt.Errorf("the settings are not complete:\n%w", err)
	}
	return serve(ctx, s, slog.New(slog.NewJSONHandler(c.err, nil)), func(address string) {
		fmt.Fprintf(c.out, "residency-assist serves; health at http://%s/healthz\n", address)
	})
}

// serve is the whole assembly: a storage, an engine, two platforms, a clock,
// and the bot that carries events between them. It returns when ctx has ended
// and what was begun is finished.
func serve(ctx context.Context, s settings, log *slog.Logger, ready func(address string)) error {
	world, err := reach(ctx, &s)
	if err != nil {
		return err
	}
	defer world.close()
	opened, err := openStorage(ctx, s, log)
	if err != nil {
		return err
	}
	defer func() { _ = opened.Close() }() // everything is committed already
	defer holdKey(ctx, opened, log)()
	m := newMetrics()
	opened.Backend = m.backend(opened.Backend)
	store := watch(opened)
	service, err := s.service()
	if err != nil {
		return err
	}
	engine, err := conversation.New(service)
	if err != nil {
		return fmt.Errorf("the dialogue does not hold together: %w", err)
	}
	client, err := telegram.NewClient(s.TelegramToken, s.TelegramAPIURL, nil)
	if err != nil {
		return fmt.Errorf("TELEGRAM_TOKEN, TELEGRAM_API_URL: %w", err)
	}
	desk, err := slack.New(slack.Config{
		BotToken: s.SlackBotToken, AppToken: s.SlackAppToken, APIURL: s.SlackAPIURL,
		Channel: s.SlackChannel, Group: s.SlackGroup, Language: service.Desk, Log: log,
		CheckForm: engine.CheckForm, Pages: bot.Pages{Archive: store, Engine: engine, Clock: world.clock},
		Files: workshop{kept: client, service: service.Name}, Examiner: examine.New(),
	})
	if err != nil {
		return err
	}
	couriers, err := couriers(s, client, desk, log)
	if err != nil {
		return err
	}
	die, err := parseCrash(s.CrashAt)
	if err != nil {
		return fmt.Errorf("CRASH_AT: %w", err)
	}
	b := bot.New(die.around(bot.Config{
		Mind: engine, Memory: m.memory(store), Finder: desk, Premises: desk, Clock: world.clock, Log: log,
		Limits: limits(s.TelegramRate), Couriers: m.couriers(couriers),
	}))
	world.watch(insider{bot: b, client: client, archive: archive{Store: opened, engine: engine, zone: service.Zone}})
	handle := die.handler(b.Handle)
	p := parts{store: store, bot: b, log: log, listen: s.Listen, ready: ready, client: client, menu: menu(engine), handlers: map[string]http.Handler{}}
	p.updates = updates(s, client, store, m.receiving(onTelegram, handle), log, p.handlers)
	if p.desk, err = deskIntake(s, desk, m.receiving(onSlack, handle), p.handlers); err != nil {
		return err
	}
	p.watchedBy(m, world.clock)
	return work(ctx, p)
}

// couriers carry entries out, each to its side.
func couriers(s settings, client *telegram.Client, desk *slack.Desk, log *slog.Logger) (map[conversation.Side]bot.Courier, error) {
	files := workshop{kept: desk, service: s.ServiceName}
	all := map[conversation.Side]bot.Courier{
		conversation.Chat: telegram.NewCourier(client, files),
		conversation.Desk: desk, conversation.Aside: desk, conversation.Ahead: desk,
	}
	if s.SMTPURL == "" {
		return all, nil
	}
	post, err := mailCourier(s, files, log)
	if err != nil {
		return nil, err
	}
	all[conversation.Post] = post
	return all, nil
}

// intake gets what people do until ctx ends.
type intake interface {
	Run(ctx context.Context)
	Healthy() (ok bool, why string)
}

// updates is how Telegram's updates come in: posted to us where a webhook is
// set, else fetched by one of the replicas.
func updates(s settings, client *telegram.Client, leases telegram.Leases, handle handler, log *slog.Logger, handlers map[string]http.Handler) intake {
	if s.TelegramWebhookURL == "" {
		return &telegram.Poller{Client: client, Leases: leases, Handle: handle, Log: log}
	}
	hook := telegram.NewWebhook(client, s.TelegramWebhookURL, s.TelegramWebhookSecret, handle, log)
	handlers[s.webhookPath()] = hook
	return hook
}

// deskIntake is how what associates do comes in: posted to us and signed where
// there is a secret for that, else by Socket Mode.
func deskIntake(s settings, desk *slack.Desk, handle handler, handlers map[string]http.Handler) (intake, error) {
	if s.SlackSigningSecret == "" {
		return slack.NewSocket(desk, 2, slack.Handle(handle))
	}
	web, err := slack.NewWeb(desk, s.SlackSigningSecret, slack.Handle(handle))
	if err == nil {
		maps.Copy(handlers, web.Handlers())
	}
	return web, err
}

// handler takes an event to where it is safe.
type handler = func(context.Context, conversation.Event) error

// parts are what works side by side while the bot serves.
type parts struct {
	store    *watchedStore
	bot      *bot.Bot
	client   *telegram.Client
	updates  intake
	handlers map[string]http.Handler // what is served besides health, by its path
	desk     intake
	menu     func(locale.Language) []telegram.Command
	listen   string
	ready    func(address string)
	log      *slog.Logger
}

// checks ask each part whether it works.
func (p parts) checks() map[string]check {
	return map[string]check{"storage": p.store.working, "telegram": healthy(p.updates.Healthy), "slack": healthy(p.desk.Healthy)}
}

// watchedBy has the metrics served, with what the parts say of themselves.
func (p parts) watchedBy(m *metrics, clock bot.Clock) {
	m.steps(&p.bot.Counts)
	m.intakes(map[string]intake{onTelegram: p.updates, onSlack: p.desk})
	m.registry.MustRegister(readiness(p.checks()), &outbox{pending: p.store.Pending, clock: clock})
	p.handlers["GET /metrics"] = m.handler()
}

// work lets everything run until ctx ends: first nothing more is taken in, then
// what has begun is finished.
func work(ctx context.Context, p parts) error {
	web, err := listen(p.listen, p.checks(), p.handlers)
	if err != nil {
		return err
	}
	p.ready(web.address())
	begin := context.AfterFunc(ctx, p.bot.Finish) // nothing new is sent while the others stop
	defer begin()
	var working sync.WaitGroup
	working.Go(func() { p.updates.Run(ctx) })
	working.Go(func() { p.desk.Run(ctx) })
	working.Go(func() { p.bot.Run(ctx) })
	working.Go(func() { telegram.SetMenu(ctx, p.client, p.log, p.menu) })
	working.Go(web.run)
	<-ctx.Done()
	drain(p, web, &working)
	n := &p.bot.Counts
	figures := []any{"steps", n.Steps.Load(), "delivered", n.Delivered.Load(), "sent again", n.Repeated.Load()}
	if web, ok := p.desk.(*slack.Web); ok {
		figures = append(figures, "refused", web.Refused())
	}
	p.log.Info("stopped", figures...)
	return nil
}

// drain finishes what has begun, for as long as a supervisor waits. What is not
// finished then is found by whoever starts next: nothing of it is lost.
func drain(p parts, web *webServer, working *sync.WaitGroup) {
	ctx, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	stopped := make(chan struct{})
	go func() {
		web.close(ctx) // nothing more is taken in
		working.Wait()
		close(stopped)
	}()
	select {
	case <-stopped:
	case <-ctx.Done():
	}
	if err := p.bot.Drain(ctx); err != nil {
		p.log.Warn("stopping before everything was finished; the rest goes on when the bot starts again")
	}
}

// openStorage opens the backend that STORAGE_URL names and joins it with the keys.
func openStorage(ctx context.Context, s settings, log *slog.Logger) (*storage.Store, error) {
	return openStorageAs(ctx, s, log, sqlite.Sole())
}

// openBeside does so for a command that works beside the bot.
func openBeside(ctx context.Context, s settings) (*storage.Store, error) {
	return openStorageAs(ctx, s, slog.New(slog.DiscardHandler), sqlite.Existing())
}

// openStorageAs says what a SQLite file is opened for.
func openStorageAs(ctx context.Context, s settings, log *slog.Logger, role sqlite.Option) (*storage.Store, error) {
	keys, err := storage.ParseKeyring(s.DataKeys)
	if err != nil {
		return nil, fmt.Errorf("DATA_KEYS: %w", err)
	}
	backend, err := openBackend(ctx, s.StorageURL, log, role)
	if err != nil {
		return nil, err
	}
	store, err := storage.NewStore(ctx, backend, keys)
	if err != nil {
		return nil, errors.Join(err, backend.Close())
	}
	return store, nil
}

// holdKey keeps it known that this bot seals with its first key, until the
// function it returns is called: also while the bot finishes what it has begun.
func holdKey(ctx context.Context, store *storage.Store, log *slog.Logger) (letGo func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var holding sync.WaitGroup
	holding.Go(func() {
		store.HoldKey(ctx, func(err error) { log.Error("keeping the first key of DATA_KEYS in use", "problem", err) })
	})
	return func() {
		cancel()
		holding.Wait()
	}
}

// menu is the bot's commands in a language, as Telegram shows them.
func menu(engine *conversation.Engine) func(locale.Language) []telegram.Command {
	return func(lang locale.Language) (commands []telegram.Command) {
		for _, name := range conversation.Commands() {
			commands = append(commands, telegram.Command{Name: name, Words: engine.Menu(lang, name)})
		}
		return commands
	}
}

// healthy makes a check of what a part says of itself.
func healthy(ask func() (ok bool, why string)) check {
	return func(context.Context) error {
		if ok, why := ask(); !ok {
			return errors.New(why)
		}
		return nil
	}
}
