// Command residency-assist is the bot: applicants on Telegram, associates in
// Slack, reminders as the renewal window opens. It ties the rooms of the house
// together and holds nothing of its own but settings, and the reading of them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// version is stamped in by the build.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "residency-assist:", err)
		os.Exit(1)
	}
}

// commands is the command line: one field a subcommand, each in a file of its
// own.
type commands struct {
	Demo      demoCommand      `cmd:"" help:"Try it out: the bot with a local Telegram, a local Slack and a clock you can move, on one page. Needs nothing."`
	Sandbox   sandboxCommand   `cmd:"" help:"Only the local Telegram, Slack, clock and page; start the bot beside it with SANDBOX_URL."`
	Init      initCommand      `cmd:"" help:"Write an annotated .env with fresh keys, and say what to do at Telegram and in Slack."`
	Doctor    doctorCommand    `cmd:"" help:"Try every setting against the real services, and say what to mend. It changes nothing."`
	Serve     serveCommand     `cmd:"" help:"The bot. Its settings come from the environment; see below."`
	Health    healthCommand    `cmd:"" help:"Whether the bot on this machine lives; for containers, which have no other program to ask with."`
	Cases     casesCommand     `cmd:"" help:"What the storage holds. It works beside the running bot."`
	Reminders remindersCommand `cmd:"" help:"What goes out soon, for which case, and when."`
	Copy      copyCommand      `cmd:"" help:"Copy everything from one storage to another, while no bot runs."`
	Check     checkCommand     `cmd:"" help:"Where a card stands: the assessment for one person, or for many as lines of JSON."`
	Manifest  manifestCommand  `cmd:"" name:"slack-manifest" help:"The description of the Slack app, as Slack takes it under From a manifest."`
	Version   versionCommand   `cmd:"" help:"Print the version."`
}

// console is where a subcommand prints, and where it asks, if somebody is there.
type console struct {
	in       *os.File
	out, err io.Writer
}

// run reads the command line and does what it says.
func run(ctx context.Context, args []string, out, errOut io.Writer) error {
	var c commands
	status := -1
	parser, err := kong.New(&c,
		kong.Name("residency-assist"),
		kong.Description("A tele-assistance bot for renewing a Mexican residency card."),
		kong.Writers(out, errOut),
		kong.Exit(func(code int) { status = code }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(console{in: os.Stdin, out: out, err: errOut}),
		kong.Help(helpWithSettings),
	)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if status == 0 { // help was asked for and printed
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w; residency-assist --help shows what can be done", err)
	}
	if err := command.Run(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// helpWithSettings prints the usual help and, for the bot itself, the table of
// settings.
func helpWithSettings(options kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	if node := ctx.Selected(); node == nil || node.Name == "serve" {
		_, err := fmt.Fprint(ctx.Stdout, "\n"+settingsTable())
		return err
	}
	return nil
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(c console) error {
	_, err := fmt.Fprintln(c.out, version)
	return err
}
