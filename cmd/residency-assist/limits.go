package main

import (
	"time"

	"residencyassist/bot"
	"residencyassist/conversation"
	"residencyassist/storage"
)

// second is a little longer than one, because messages do not take the same time
// on their way: no second of the platform's may hold more than it allows.
const second = 1010 * time.Millisecond

// keptForTalk is how many places a second reminders leave to conversations.
const keptForTalk = 2

// mailsASecond is what any mail server takes from one sender without suspicion.
const mailsASecond = 4

// limits is what the platforms allow, kept by all replicas together. Telegram
// counts every call, so many a second (TELEGRAM_RATE; 30 unless more was bought),
// and messages to one chat, one a second after a burst. Slack counts posts in a
// channel, one a second after a burst; its other methods have limits of their
// own that we do not come near, so those only wait when Slack says so.
//
//   - https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
//   - https://docs.slack.dev/apis/web-api/rate-limits
func limits(telegramRate int) func(conversation.Entry) bot.Limit {
	return func(e conversation.Entry) bot.Limit {
		switch {
		case e.Side == conversation.Post:
			return bot.Limit{Budget: "mail", Rates: []storage.Rate{{N: mailsASecond, Per: second}}}
		case e.Side == conversation.Chat:
			return telegramLimit(telegramRate, e)
		case e.Line != nil, e.File != nil, e.Card != nil && e.Ref == "":
			return slackPosts()
		case e.Mark != nil:
			return bot.Limit{Budget: "slack reactions"}
		case e.Whisper != nil:
			return bot.Limit{Budget: "slack whispers"}
		case e.Form != nil:
			return bot.Limit{Budget: "slack forms"}
		case e.Clear != nil:
			return bot.Limit{Budget: "slack deletions"}
		}
		return bot.Limit{Budget: "slack updates"}
	}
}

// slackPosts keeps some of the burst for what associates wait for.
func slackPosts() bot.Limit {
	return bot.Limit{
		Budget: "slack posts",
		Rates:  []storage.Rate{{N: 8, Per: 8 * second}},
		Bulk:   []storage.Rate{{N: 6, Per: 6 * second}, {N: 1, Per: second}},
	}
}

func telegramLimit(rate int, e conversation.Entry) bot.Limit {
	if rate == 0 {
		return bot.Limit{}
	}
	limit := bot.Limit{
		Budget: "telegram",
		Rates:  []storage.Rate{{N: rate, Per: second}},
		// Spread over the second, in thirds, so that a conversation never waits for
		// a whole one to pass.
		Bulk: []storage.Rate{{N: rate - keptForTalk, Per: second}, {N: max(1, (rate-keptForTalk)/3), Per: second / 4}},
	}
	if e.Send != nil || e.File != nil {
		limit.Lane = storage.Pace{Every: time.Second, Burst: 15}
	}
	return limit
}
