// Package renewal holds the rules of residency renewal: civil dates, the
// window, closed days, offices, fees, and the assessment of a person's
// answers. Each rule is a named function that cites its source; sources.md says
// what the tags Sxx stand for.
//
// It may use the standard library only. It reads no clock and, apart from the
// table of time zones, no file at run time; it sends nothing, stores nothing
// and knows no words for people beyond the sentences of an assessment's
// reasons. "Today" is always given, as a civil date at the immigration office.
// It informs and never gives a legal "no": where sources disagree, or a person
// must decide, it says so and asks for an associate.
package renewal
