// Package conversation is what the bot says and understands, and how a case may
// move. Its law is one sentence: an Engine takes a record, one event and the
// instant, and returns the record as it is afterwards, what is to be said, and
// when to wake up. The same three arguments always give the same answer.
//
// It is pure. It may not read a clock, a file, a random number or the network,
// may not send, and may not know a platform's SDK or a store. It imports
// looplab/fsm and text libraries, and its own rooms: renewal (the rules),
// understand (reading what people type) and locale (the words).
//
// Dialogue, stages, commands and reminders are tables. To add a question, add
// its literal to questions.go and its words to both catalogues; the checks at
// start-up refuse what does not fit together.
package conversation
