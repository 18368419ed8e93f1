package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/joho/godotenv"

	"residencyassist/conversation/renewal"
)

// doctorPatience bounds each part of an examination.
const doctorPatience = 25 * time.Second

type doctorCommand struct {
	JSON bool `name:"json" help:"Print the findings as one line of JSON."`
}

// Help is printed by --help, below the one line.
func (doctorCommand) Help() string {
	return `It asks Telegram, Slack, the storage and the mail server with the settings that serve would take, and changes nothing anywhere: no message is sent, no mail, no key stored. It may run beside the bot.

Each finding is a line: "ok", what is as it should be; "look", what works and may not be meant; "mend", what keeps the bot from working, or people's data from being safe. Its status is 1 if there is anything to mend.`
}

// The grades of a finding.
const (
	ok   = "ok"
	look = "look"
	mend = "mend"
)

// finding is one thing that was looked at.
type finding struct {
	Grade string `json:"grade"`
	Part  string `json:"part"`
	Found string `json:"found"`
	Do    string `json:"do,omitempty"` // what to do about it
}

// findings gathers those of one part.
type findings struct {
	part string
	list []finding
}

func (f *findings) ok(found string, args ...any) { f.add(ok, fmt.Sprintf(found, args...), "") }

func (f *findings) look(found, do string) { f.add(look, found, do) }

func (f *findings) mend(found, do string) { f.add(mend, found, do) }

func (f *findings) add(grade, found, do string) {
	f.list = append(f.list, finding{Grade: grade, Part: f.part, Found: found, Do: do})
}

// examination looks at one part of what the settings lead to.
type examination struct {
	part string
	look func(ctx context.Context, s settings, f *findings)
}

// examinations are made side by side, and told in this order.
func examinations() []examination {
	return []examination{
		{"telegram", examineTelegram},
		{"slack", examineSlack},
		{"storage", examineStorage},
		{"mail", examineMail},
		{"listen", examineListen},
		{"zones", examineZones},
	}
}

// Run examines everything and tells all of it at once.
func (cmd doctorCommand) Run(ctx context.Context, c console) error {
	found := examineAll(ctx)
	print := printFindings
	if cmd.JSON {
		print = func(out io.Writer, list []finding) error { return json.NewEncoder(out).Encode(list) }
	}
	if err := print(c.out, found); err != nil {
		return err
	}
	n := 0
	for _, f := range found {
		if f.Grade == mend {
			n++
		}
	}
	switch n {
	case 0:
		return nil
	case 1:
		return errors.New("there is one thing to mend")
	}
	return fmt.Errorf("there are %d things to mend", n)
}

// examineAll reads the settings, and looks at whatever they allow to look at.
func examineAll(ctx context.Context) []finding {
	set := &findings{part: "settings"}
	environment, err := readEnvironment()
	if err != nil {
		set.mend(err.Error(), "")
		return set.list
	}
	s, err := readSettings(environment)
	for _, problem := range each(err) {
		found, do, _ := strings.Cut(problem.Error(), ": ")
		set.mend(found, do)
	}
	if err == nil {
		set.ok("complete, and each has its form")
	}
	if unknown := strangers(); len(unknown) > 0 {
		set.look(".env has names that are no settings, "+strings.Join(unknown, ", "), "see residency-assist --help for the right ones, if they are meant for the bot")
	}
	if s.SandboxURL != "" {
		if err := s.enter(ctx); err != nil {
			set.mend("SANDBOX_URL leads to no sandbox: "+err.Error(), "start residency-assist sandbox, or take SANDBOX_URL out")
			return set.list
		}
	}
	all := examinations()
	parts := make([]findings, len(all))
	var running sync.WaitGroup
	for i, e := range all {
		parts[i].part = e.part
		running.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, doctorPatience)
			defer cancel()
			e.look(ctx, s, &parts[i])
		})
	}
	running.Wait()
	found := set.list
	for _, p := range parts {
		found = append(found, p.list...)
	}
	return found
}

// strangers are the names in .env that mean nothing to us: one letter is easily
// lost.
func strangers() (unknown []string) {
	values, _ := godotenv.Read(".env") // that it can be read is known
	for _, f := range settingFields() {
		delete(values, f.name)
		delete(values, f.name+"_FILE")
	}
	return slices.Sorted(maps.Keys(values))
}

// each takes joined errors apart.
func each(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var list []error
		for _, e := range joined.Unwrap() {
			list = append(list, each(e)...)
		}
		return list
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

func printFindings(out io.Writer, list []finding) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, f := range list {
		words := f.Found
		if f.Do != "" {
			words += ": " + f.Do
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", f.Grade, f.Part, strings.Join(strings.Fields(words), " "))
	}
	return table.Flush()
}

// examineZones holds the rules of three zones that this program was built with
// against what they are known to be: Tijuana goes with California, Mexico City
// has had no summer time since 2022, and Cancún is an hour ahead all year.
func examineZones(_ context.Context, _ settings, f *findings) {
	right := true
	for _, z := range []struct {
		name           string
		winter, summer int // hours from UTC
	}{{"America/Tijuana", -8, -7}, {"America/Mexico_City", -6, -6}, {"America/Cancun", -5, -5}} {
		zone, err := renewal.Zone(z.name)
		if err != nil {
			right = false
			f.mend("the zone "+z.name+" is not known", "build the program anew: the zones are built into it")
			continue
		}
		_, january := time.Date(2027, time.January, 15, 12, 0, 0, 0, zone).Zone()
		_, july := time.Date(2027, time.July, 15, 12, 0, 0, 0, zone).Zone()
		if january != z.winter*60*60 || july != z.summer*60*60 {
			right = false
			f.mend("the rules of the zone "+z.name+" are out of date", "update the machine's tzdata, or take ZONEINFO out of the environment")
		}
	}
	if right {
		f.ok("Tijuana, Mexico City and Cancún keep their rules")
	}
}
