package slack

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// Start finds out who we are and where the channel is, and tries until Slack
// answers or ctx ends. Until then entries wait.
func (d *Desk) Start(ctx context.Context) error {
	for pause := d.pause; d.home.Load() == nil; pause = min(2*pause, lastPause) {
		err := d.settleIn(ctx)
		if err == nil {
			break
		}
		err = harmless(err)
		if ctx.Err() != nil { // whoever was told to stop has no trouble with Slack
			return fmt.Errorf("starting with Slack: %w", ctx.Err())
		}
		d.trouble.Store(&err)
		d.log.Error("Slack: cannot start yet", "problem", err, "again_in", pause)
		if !wait(ctx, pause) {
			return fmt.Errorf("starting with Slack: %w", ctx.Err())
		}
	}
	return nil
}

// keepChannel looks at the channel again and again until ctx ends, at once when a
// send was refused: one that was archived, or that the bot was taken out of, is
// said to be so until it can be used again. A channel that is configured by its
// name is looked for by it: another that bears the name takes its place.
func (d *Desk) keepChannel(ctx context.Context) {
	for pause := d.pause; ; {
		rest := lastPause
		if d.trouble.Load() != nil {
			rest, pause = pause, min(2*pause, lastPause)
		} else {
			pause = d.pause
		}
		if !d.awaitDoubt(ctx, rest) {
			return
		}
		err := d.settleIn(ctx)
		if _, refused := asRefusal(err); err != nil && !refused && !errors.Is(err, errChannel) {
			continue // Slack did not say: what was so is taken to be so still
		}
		d.judge(err)
	}
}

// awaitDoubt waits for a reason to look at the channel, or so long. It reports
// false if ctx ended first.
func (d *Desk) awaitDoubt(ctx context.Context, rest time.Duration) bool {
	timer := time.NewTimer(rest)
	defer timer.Stop()
	doubt := d.doubt
	if d.trouble.Load() != nil {
		doubt = nil // it is known, and looked after
	}
	select {
	case <-timer.C:
		return true
	case <-doubt:
		return true
	case <-ctx.Done():
		return false
	}
}

// suspect asks for a look at the channel.
func (d *Desk) suspect() {
	select {
	case d.doubt <- struct{}{}:
	default:
	}
}

// judge keeps what is wrong with the channel, if anything is, and says so in the
// log when that is new.
func (d *Desk) judge(err error) {
	before := d.trouble.Load()
	switch {
	case err == nil && before != nil:
		d.trouble.Store(nil)
		d.log.Info("Slack: the channel can be used again")
	case err != nil && (before == nil || (*before).Error() != err.Error()):
		d.trouble.Store(&err)
		d.log.Error("Slack: the desk cannot work; everything waits meanwhile", "problem", err)
	}
}

// ready says in words why the desk cannot work, "" if it can.
func (d *Desk) ready() string {
	trouble := d.trouble.Load()
	switch {
	case d.home.Load() == nil && trouble == nil:
		return "Slack has not been reached yet"
	case d.home.Load() == nil:
		return "Slack has not been reached yet: " + (*trouble).Error()
	case trouble != nil:
		return "the desk in Slack cannot work: " + (*trouble).Error()
	}
	return ""
}

// settleIn finds out where the desk is, and begins to work there.
func (d *Desk) settleIn(ctx context.Context) error {
	me, err := d.api.AuthTestContext(ctx)
	if err != nil {
		return fmt.Errorf("asking Slack who we are: %w", err)
	}
	channel, err := d.findChannel(ctx)
	if err != nil {
		return err
	}
	was := d.home.Swap(&home{channel: channel, user: me.UserID, address: workspace(me.URL)})
	switch {
	case was == nil:
		d.trouble.Store(nil)
		d.log.Info("Slack: at the desk", "team", me.TeamID, "channel", channel, "bot", me.BotID)
	case was.channel != channel:
		d.members.replace(nil)
		d.log.Warn("Slack: the desk is in another channel now; cases go on there", "channel", channel)
	}
	return nil
}

// workspace is the address under which Slack says that the workspace is found.
func workspace(given string) string {
	u, err := url.Parse(given)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	return strings.TrimRight(u.String(), "/") + "/"
}

// errChannel says that the configured channel cannot be used as it is.
var errChannel = errors.New("SLACK_CHANNEL cannot be used")

// findChannel turns the configured channel into the id of one that can be used.
func (d *Desk) findChannel(ctx context.Context) (string, error) {
	if !channelID.MatchString(d.wanted) {
		return d.findByName(ctx, strings.TrimPrefix(d.wanted, "#"))
	}
	info, err := d.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: d.wanted})
	code, refused := asRefusal(err)
	switch {
	case code == "channel_not_found":
		return "", fmt.Errorf("%w: there is no channel %s, or the bot is not in it; invite the bot to it, or write the id of another", errChannel, d.wanted)
	case refused && code != "missing_scope":
		return "", fmt.Errorf("looking at the channel: %w", err)
	case err != nil:
		return "", fmt.Errorf("looking at the channel: %w", lacking(err))
	case info.IsArchived:
		return "", fmt.Errorf("%w: the channel %s is archived; unarchive it, or write the id of another and start again", errChannel, d.wanted)
	case !info.IsMember && !info.IsPrivate: // a private one shows itself to its members alone
		return "", fmt.Errorf("%w: the bot is not in the channel %s; invite it", errChannel, d.wanted)
	}
	return d.wanted, nil
}

// findByName looks among the private channels that the bot is in, which are all
// that Slack lists to it.
func (d *Desk) findByName(ctx context.Context, name string) (string, error) {
	ask := &slack.GetConversationsParameters{Types: []string{"private_channel"}, ExcludeArchived: true, Limit: 200}
	for {
		found, next, err := d.api.GetConversationsContext(ctx, ask)
		if err != nil {
			return "", fmt.Errorf("looking for the channel by its name: %w", lacking(err))
		}
		for i := range found {
			if found[i].Name == name {
				return found[i].ID, nil
			}
		}
		if next == "" {
			return "", fmt.Errorf("%w: among the private channels that the bot is in none is called that and not archived; invite the bot to it, or write its id", errChannel)
		}
		ask.Cursor = next
	}
}

// lacking says which scopes are missing where that is what Slack refused.
func lacking(err error) error {
	refused, ok := errors.AsType[slack.SlackErrorResponse](err)
	if !ok || refused.Err != "missing_scope" {
		return err
	}
	needed := orElse(refused.Needed, "groups:read")
	return fmt.Errorf("%w: the app lacks the scope %s; slack-manifest prints what a private channel needs, a public one needs channels:read besides; install the app again with it", err, needed)
}

// Place implements bot.Premises: the desk is a channel.
func (d *Desk) Place() string {
	if at := d.home.Load(); at != nil {
		return at.channel
	}
	return ""
}

// Holds says whether a thread is in the desk's channel. What is no thread of
// Slack's is nowhere else.
func (d *Desk) Holds(thread string) bool {
	channel, _, ok := readName(thread)
	return !ok || channel == d.Place()
}
