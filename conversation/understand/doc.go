// Package understand reads what people type: dates, telephone numbers, emails,
// names, counts, yes and no, and the words of a button.
//
// People write in English or Spanish, on any keyboard, in a hurry. A reader
// accepts every usual form and never chooses silently between two meanings: a
// date that can be read two ways comes back as two dates, an email that looks
// mistyped comes back as typed beside a suggestion, a telephone number without
// its country is refused.
//
// The package is pure. It does no I/O, reads no clock ("today" is given) and
// may not reach package net. It knows no words to say back: a reader returns
// its reading or a Problem, and the caller words it.
package understand
