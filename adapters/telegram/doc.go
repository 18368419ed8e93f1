// Package telegram is the applicants' side as Telegram sees it: it turns
// updates into events, entries into calls of the Bot API, and long polling or a
// webhook into a stream that loses nothing. It works against any server that
// speaks the Bot API.
//
// It knows the conversation's words for what happened and what is to be done,
// and nothing of what they mean: it decides nothing, stores nothing, and knows
// no other adapter. The SDK's types stop here, at one function that translates
// in and one that translates out. The bot's token never leaves this package:
// not in an error, not in a log line, not in an answer.
package telegram
