package main

import (
	"bytes"
	"context"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"residencyassist/bot"
	"residencyassist/conversation"
	"residencyassist/storage"
)

// scrape is what Prometheus finds at a bot.
type scrape map[string]*dto.MetricFamily

// scrape reads a bot's metrics by a parser of Prometheus's own, and holds them to
// its conventions.
func (p *process) scrape() scrape {
	p.t.Helper()
	status, text := p.get("/metrics")
	if status != http.StatusOK {
		p.t.Fatalf("/metrics answers %d %s", status, text)
	}
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(bytes.NewReader(text))
	if err != nil {
		p.t.Fatalf("Prometheus cannot read /metrics: %v", err)
	}
	problems, err := promlint.New(bytes.NewReader(text)).Lint()
	if err != nil {
		p.t.Fatal(err)
	}
	for _, problem := range problems {
		p.t.Errorf("%s: %s", problem.Metric, problem.Text)
	}
	assertDiscreet(p.t, string(text))
	return families
}

// figure adds up a metric over those of its label values that are named, as
// "platform=slack"; of a histogram, how often something was observed.
func (s scrape) figure(name string, of ...string) (sum float64) {
	for _, m := range s[name].GetMetric() {
		fits := 0
		for _, l := range m.GetLabel() {
			if slices.Contains(of, l.GetName()+"="+l.GetValue()) {
				fits++
			}
		}
		if fits == len(of) {
			sum += m.GetCounter().GetValue() + m.GetGauge().GetValue() + float64(m.GetHistogram().GetSampleCount())
		}
	}
	return sum
}

// TestMetrics lets a bot that polls and one that is posted to have a day with
// everything in it, and reads what they tell. What is kept beside the bot for
// Grafana and Prometheus asks for nothing that is not there.
func TestMetrics(t *testing.T) {
	t.Parallel()
	polls, posted := aDayOfPolling(t), aMomentOfPosts(t)
	there := map[string]bool{"up": true}
	for _, families := range []scrape{polls, posted} {
		for name, family := range families {
			there[name] = family.GetType() != dto.MetricType_HISTOGRAM
			if !there[name] {
				there[name+"_bucket"], there[name+"_sum"], there[name+"_count"] = true, true, true
			}
		}
	}
	t.Run("dashboard", func(t *testing.T) { assertAsksFor(t, there, dashboard(t)) })
	t.Run("alerts", func(t *testing.T) { assertAsksFor(t, there, alerts(t)) })
}

func aDayOfPolling(t *testing.T) scrape {
	t.Helper()
	h := open(t, "sqlite:"+filepath.Join(t.TempDir(), "bot.db"), "2026-11-22")
	bot := h.serve()
	carol := h.applicant("Carol", "en")
	carol.plays(english...)
	h.replies("ana", h.card("C.S."), question)
	h.pass("5s")
	h.orders(order{API: "telegram", Method: "sendMessage", Status: http.StatusTooManyRequests, RetryAfter: 1, Times: 1})
	h.until(windowsOpened)
	carol.does("! block")
	h.settle()
	bot.becomesReady()

	later := regexp.MustCompile(`"msg":"sending later","record":"\w+","case":"` + reference.FindString(strings.Join(carol.heard(), " ")) + `","entry":`)
	if !later.MatchString(bot.log()) {
		t.Errorf("the log does not say whose message is late:\n%s", bot.log())
	}
	found := bot.scrape()
	for _, want := range []struct {
		least, most float64
		name        string
		of          []string
	}{
		{1, 1, "residency_assist_build_info", []string{"version=" + version}},
		{3, 3, "residency_assist_ready", nil},
		{1, 1, "residency_assist_poller_lease_held", nil},
		{1, 2, "residency_assist_slack_connections", nil},
		{5, 99, "residency_assist_updates_total", []string{"platform=telegram", "kind=said"}},
		{5, 99, "residency_assist_updates_total", []string{"platform=telegram", "kind=pressed"}},
		{1, 1, "residency_assist_updates_total", []string{"platform=telegram", "kind=blocked"}},
		{1, 1, "residency_assist_updates_total", []string{"platform=slack", "kind=wrote"}},
		{1, 1, "residency_assist_update_duration_seconds", []string{"platform=slack"}},
		{0, 0, "residency_assist_updates_failed_total", nil},
		{20, 999, "residency_assist_steps_total", []string{"outcome=committed"}},
		{0, 0, "residency_assist_steps_total", []string{"outcome=failed"}},
		{10, 999, "residency_assist_sends_total", []string{"platform=telegram", "result=delivered"}},
		{1, 1, "residency_assist_sends_total", []string{"platform=telegram", "result=retried"}},
		{3, 99, "residency_assist_sends_total", []string{"platform=slack", "result=delivered"}},
		{1, 99, "residency_assist_sends_total", []string{"platform=mail", "result=delivered"}},
		{0, 0, "residency_assist_sends_repeated_total", nil},
		{1, 1, "residency_assist_throttled_total", []string{"platform=telegram"}},
		{10, 999, "residency_assist_rate_limit_wait_seconds", []string{"platform=telegram"}},
		{1, 1, "residency_assist_reminders_total", []string{"rung=opens", "result=delivered"}},
		{0, 0, "residency_assist_reminders_total", []string{"result=failed"}},
		{1, 99, "residency_assist_wake_up_lateness_seconds", nil},
		{0, 0, "residency_assist_wake_up_overdue_seconds", nil},
		{0, 0, "residency_assist_outbox_entries", nil},
		{0, 0, "residency_assist_outbox_lanes", nil},
		{20, 9999, "residency_assist_store_operation_duration_seconds", []string{"operation=commit"}},
		{0, 0, "residency_assist_store_failures_total", nil},
		{1, 1e12, "process_resident_memory_bytes", nil},
	} {
		if got := found.figure(want.name, want.of...); found[want.name] == nil || got < want.least || got > want.most {
			t.Errorf("%s%v is %v, not %v to %v", want.name, want.of, got, want.least, want.most)
		}
	}
	return found
}

func aMomentOfPosts(t *testing.T) scrape {
	t.Helper()
	proxy, address := gate(t)
	h := open(t, "sqlite:"+filepath.Join(t.TempDir(), "bot.db"), "2026-11-22")
	h.signed, h.more = true, webhook(address)
	bot := h.serve()
	proxy.before(h.bots, false)
	bot.becomesReady()
	h.applicant("Carol", "en").plays("> /start")
	for _, path := range []string{"/telegram/hook", "/slack/events", "/slack/commands"} {
		resp, err := http.Post("http://"+bot.address+path, "application/json", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
	}
	found := bot.scrape()
	for platform, want := range map[string]float64{onTelegram: 1, onSlack: 2} {
		if got := found.figure("residency_assist_refused_requests_total", "platform="+platform); got != want {
			t.Errorf("%v requests to %s were refused, not %v", got, platform, want)
		}
	}
	if found.figure("residency_assist_updates_total", "kind=said") != 1 {
		t.Error("what was posted is not counted")
	}
	return found
}

// stillBackend is a storage that does nothing, and stillCourier a platform.
type (
	stillBackend struct{ storage.Backend }
	stillCourier struct{}
)

func (stillBackend) Load(context.Context, string, string) (storage.Row, error) {
	return storage.Row{}, nil
}

func (stillBackend) Book(_ context.Context, b storage.Booking) (time.Time, bool, error) {
	return b.Now, true, nil
}

func (stillCourier) Deliver(context.Context, conversation.Parcel) conversation.Answer {
	return conversation.Answer{Outcome: conversation.Delivered}
}

// TestMeasuringTakesNothing holds that to measure an event's way leaves no garbage
// on it.
func TestMeasuringTakesNothing(t *testing.T) {
	m, ctx := newMetrics(), t.Context()
	backend := m.backend(stillBackend{})
	courier := m.couriers(map[conversation.Side]bot.Courier{conversation.Chat: stillCourier{}})[conversation.Chat]
	handle := m.receiving(onTelegram, func(context.Context, conversation.Event) error { return nil })
	for what, do := range map[string]func(){
		"storage": func() { _, _ = backend.Load(ctx, "", "") },
		"limits":  func() { _, _, _ = backend.Book(ctx, storage.Booking{Budget: "slack posts"}) },
		"courier": func() { courier.Deliver(ctx, conversation.Parcel{}) },
		"updates": func() { _ = handle(ctx, conversation.Event{Kind: conversation.Said}) },
	} {
		if n := testing.AllocsPerRun(100, do); n != 0 {
			t.Errorf("to measure the %s takes %v allocations", what, n)
		}
	}
}
