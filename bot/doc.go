// Package bot carries events. Its law: whoever causes an event (an applicant, an
// associate, the clock, a platform's answer), it takes the same way through
// Bot.Handle: load the record, take one pure step, commit everything at once,
// deliver. Nothing is sent that was not committed first, and nothing is
// committed that a step did not return.
//
// It knows interfaces only: a mind that takes steps, a memory that keeps them,
// couriers that carry entries to platforms, and one clock. It may not know a
// platform's SDK or a storage technology.
package bot
