package main

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/VictoriaMetrics/metricsql"
	"go.yaml.in/yaml/v2"
)

// What lies in operate, for Grafana and Prometheus. TestMetrics holds it to what a
// bot tells.

// asked is an expression of the files beside the bot, and where it stands.
type asked struct{ where, expression string }

// dashboard reads what Grafana shows.
func dashboard(t *testing.T) (list []asked) {
	t.Helper()
	text, err := os.ReadFile("operate/dashboard.json")
	if err != nil {
		t.Fatal(err)
	}
	var board struct {
		Title  string
		Panels []struct {
			ID          int
			Type        string
			Title       string
			Description string
			Targets     []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(text, &board); err != nil {
		t.Fatal(err)
	}
	ids := map[int]bool{}
	for _, p := range board.Panels {
		if ids[p.ID] || p.Title == "" || p.Type != "row" && (len(p.Targets) == 0 || p.Description == "") {
			t.Errorf("the panel %d, %q, is there twice, shows nothing or does not say what", p.ID, p.Title)
		}
		ids[p.ID] = true
		for _, target := range p.Targets {
			list = append(list, asked{p.Title, strings.ReplaceAll(target.Expr, "$__rate_interval", "5m")})
		}
	}
	return list
}

// alerts reads what Prometheus calls somebody for, each with what to do.
func alerts(t *testing.T) (list []asked) {
	t.Helper()
	text, err := os.ReadFile("operate/alerts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For string
				Labels           map[string]string
				Annotations      struct{ Summary, Description, Action string }
			}
		}
	}
	if err := yaml.UnmarshalStrict(text, &file); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, group := range file.Groups {
		for _, r := range group.Rules {
			if names[r.Alert] || !strings.HasPrefix(r.Alert, "ResidencyAssist") {
				t.Errorf("the alert %q is there twice, or not named as ours", r.Alert)
			}
			names[r.Alert] = true
			if r.Annotations.Summary == "" || r.Annotations.Description == "" || r.Annotations.Action == "" {
				t.Errorf("%s does not say what has happened, what it means and what to do", r.Alert)
			}
			if _, err := time.ParseDuration(r.For); r.For != "" && err != nil || !slices.Contains([]string{"critical", "warning"}, r.Labels["severity"]) {
				t.Errorf("%s: for %q, severity %q", r.Alert, r.For, r.Labels["severity"])
			}
			list = append(list, asked{r.Alert, r.Expr})
		}
	}
	return list
}

// assertAsksFor holds that expressions can be read and name only metrics that are
// there. The parser knows more functions than Prometheus: only these are used.
func assertAsksFor(t *testing.T, there map[string]bool, list []asked) {
	t.Helper()
	known := []string{"rate", "increase", "histogram_quantile", "absent", "sum", "min", "max", "count"}
	if len(list) < 20 {
		t.Errorf("only %d expressions were found", len(list))
	}
	for _, a := range list {
		parsed, err := metricsql.Parse(a.expression)
		if err != nil {
			t.Errorf("%s: %v", a.where, err)
			continue
		}
		metricsql.VisitAll(parsed, func(e metricsql.Expr) {
			name := ""
			switch e := e.(type) {
			case *metricsql.FuncExpr:
				name = e.Name
			case *metricsql.AggrFuncExpr:
				name = e.Name
			case *metricsql.MetricExpr:
				for _, filters := range e.LabelFilterss {
					if len(filters) == 0 || filters[0].Label != "__name__" || !there[filters[0].Value] {
						t.Errorf("%s asks for what is not there: %s", a.where, a.expression)
					}
				}
			}
			if name != "" && !slices.Contains(known, name) {
				t.Errorf("%s: is %s a function of Prometheus?", a.where, name)
			}
		})
	}
}
