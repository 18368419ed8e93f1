// Package faq recognises the questions people ask in between: about fees,
// photos, travel, an expired card. It tells whether a text is put as a question
// and which of the known questions it is, in English or Spanish, as people type
// on a phone.
//
// It is data: a vocabulary of notions with their words in both languages, and a
// table of questions with the notions that give each away. Adding a question
// means a row in questions.go, its words in the catalogues under faq.<id>, and
// phrasings in testdata.
//
// The package is pure. It does no I/O, reads no clock and may not reach package
// net. It decides nothing about a person and words no answer; where two
// questions are equally likely it stays silent, because a wrong answer costs
// more than a passed-on one. Find alone also matches statements ("I lost my
// card"), so a caller answers only what IsQuestion says is put as a question.
package faq
