// Command benchmark measures the bot and prints the table of figures that the
// README has: the whole way of an update over HTTP and Redis beside a bare loop,
// wake-ups, memory, the engine alone, and starting up. It runs the program as
// it is built for production, against a Telegram that costs next to nothing,
// and holds every answer against what the engine says it must be: a figure with
// a wrong answer behind it is no figure.
//
// It needs Linux, redis-server and taskset: the bot has one core to itself,
// everything else shares the others.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchmark:", err)
		os.Exit(1)
	}
}

// plan is what is measured, and how long.
type plan struct {
	only    string        // letters of the parts to measure
	runs    int           // of each, of which the median counts
	length  time.Duration // of one run under load
	waiting int           // wake-ups in the future
	due     int           // wake-ups that are due
	people  int           // whose cases are weighed
	update  string        // the file whose table is rewritten
}

func run(ctx context.Context, args []string) error {
	if len(args) == 3 && args[0] == bareRole {
		return bare(ctx, args[1], args[2])
	}
	p := plan{}
	flags := flag.NewFlagSet("benchmark", flag.ContinueOnError)
	flags.StringVar(&p.only, "only", "abcde", "which parts: a whole step, b wake-ups, c memory, d engine, e start-up")
	flags.IntVar(&p.runs, "runs", 3, "how often each is measured; the median counts")
	flags.DurationVar(&p.length, "length", 8*time.Second, "how long one run under load takes")
	flags.IntVar(&p.waiting, "waiting", 1_000_000, "how many cases wait for a later day")
	flags.IntVar(&p.due, "due", 10_000, "how many cases are due")
	flags.IntVar(&p.people, "people", 300, "how many cases are weighed")
	flags.StringVar(&p.update, "update", "", "the file whose table of figures is rewritten, such as README.md")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	return measure(ctx, p)
}

// measure runs the parts one after another and shows what they came to.
func measure(ctx context.Context, p plan) error {
	b, err := newBench(ctx, p)
	if err != nil {
		return err
	}
	defer b.close()
	where, err := b.machine()
	if err != nil {
		return err
	}
	fmt.Println(where)
	var rows []row
	for _, part := range []struct {
		letter  string
		measure func() ([]row, error)
	}{{"d", b.engineAlone}, {"e", b.startUp}, {"c", b.memory}, {"b", b.wakeUps}, {"a", b.wholeStep}} {
		if !strings.Contains(p.only, part.letter) {
			continue
		}
		measured, err := part.measure()
		if err != nil {
			return fmt.Errorf("part %s: %w", part.letter, err)
		}
		for _, r := range measured {
			fmt.Println(r)
		}
		rows = append(measured, rows...)
	}
	table := markdown(where, rows)
	if p.update == "" {
		fmt.Print("\n" + table)
		return nil
	}
	return rewrite(p.update, table)
}
