// Package mail delivers what is to reach an applicant by email, over SMTP. One
// entry is one mail to one address; nothing comes in here, and nothing is kept.
//
// It tells what became of a mail from the server's own words: what a server has
// not taken comes again, what it may have taken is unknown, and an address that
// it refuses is refused for good. A mail that is sent again bears the same
// Message-ID, by which mail programs know it again. Neither addresses nor words
// of a mail appear in what it tells.
package mail
