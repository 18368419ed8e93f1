// Package slack is the associates' desk on Slack. Outward it carries the
// engine's entries: the card of a case with its buttons and menus, the lines of
// its thread, reactions, whispers and forms. Inward it turns what associates
// write, edit, react with, press and fill in into events. Slack's types end here.
//
// The package decides nothing about a case and keeps nothing that has to
// survive a restart: its caches only save calls. What it posts carries metadata
// that names the record and the entry, so that an entry whose first result is
// unknown is found before it is posted again, and a thread that nobody
// remembers still leads to its record.
//
// Messages and threads are called "slack:<channel>:<timestamp>". Translation
// knows nothing of the transport: Desk.take has whatever came committed and says
// what Slack is to hear at once; Socket is one that uses it, and another may stand
// beside it. The package may not import the bot, the storage or another adapter.
package slack
