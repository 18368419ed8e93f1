package conversation

import (
	"slices"
	"strings"
	"time"

	"residencyassist/conversation/locale"
)

// Email confirms, introduces, and is the way out when the chat is closed to us:
// what matters and cannot be delivered there goes by mail, once, and the
// associate is told. It goes to nobody who has not agreed that a request is sent.

// mailPatience is how long a mail is tried. After that it has failed, as far as
// anybody can tell.
const mailPatience = 72 * time.Hour

// mailed are the mails of ours, by the key of their words.
func mailed() []string { return []string{mailConfirmation, mailIntroduction, mailPack, mailMessage} }

// The mails.
const (
	mailConfirmation = "confirmation" // the request is sent
	mailIntroduction = "introduction" // an associate has taken the case
	mailPack         = "pack"         // the filing pack, which goes to the chat as well
	mailMessage      = "message"      // something that the chat could not take
)

// mailable says whether the person can be written to by email.
func (t *turn) mailable() bool {
	return t.service.Mail && t.rec.Answers[stateEmail] != "" && t.rec.consented(stateSend)
}

// unreachable says that there is no way left to the person.
func (t *turn) unreachable() bool { return t.rec.Gone && !t.mailable() }

// mail writes to the applicant: the words under mail.<key>, which may use what
// every mail may, besides args. Where there is no address to write to, nothing
// is written.
func (t *turn) mail(key string, args locale.Args, files ...File) {
	if !t.mailable() {
		return
	}
	m := t.letter(key, args)
	m.Files = files
	t.put(Entry{Side: Post, ValidUntil: t.now.Add(mailPatience), Mail: &m})
}

// letter words a mail and puts it into the frame that all of them share.
func (t *turn) letter(key string, args locale.Args) Mail {
	m := Mail{
		To: t.rec.Answers[stateEmail], Language: t.lang(),
		Name: strings.TrimSpace(t.rec.Answers[stateFirstName] + " " + t.rec.Answers[stateLastName]),
	}
	all := locale.Args{"Service": t.service.Name, "Name": t.rec.Answers[stateFirstName], "Ref": t.rec.Ref(), "Associate": ""}
	if c := t.lastCase(); c != nil && c.Owner.ID != "" {
		p := t.profile(c.Owner.ID)
		all["Associate"], m.ReplyTo = c.Owner.Name, p.Email
	}
	for name, value := range args {
		all[name] = value
	}
	m.Subject = t.words.Plain(t.lang(), "mail."+key+".subject", all)
	m.HTML = paragraphs(t.html("mail.greeting", all)+"\n\n"+t.html("mail."+key+".body", all)) +
		"<hr>\n" + paragraphs(t.html("mail.reach", all)+"\n\n"+t.html("mail.why", all))
	return m
}

// paragraphs makes of words that are written for a chat, where a line's end is
// one, what a mail shows alike.
func paragraphs(html string) string {
	var b strings.Builder
	for p := range strings.SplitSeq(html, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			b.WriteString("<p>" + strings.ReplaceAll(p, "\n", "<br>\n") + "</p>\n")
		}
	}
	return b.String()
}

// confirm tells by mail what was sent, what comes next, what we cannot do, and
// what it costs.
func (t *turn) confirm() {
	t.mail(mailConfirmation, locale.Args{
		"Summary": t.summaryHTML(), "Price": locale.Safe(t.priceHTML()), "Limits": locale.Safe(t.html("q.understood.ask", nil)),
	})
}

// sendSurely sends what must arrive, with buttons of the case: by mail, where the
// chat does not take it.
func (t *turn) sendSurely(html string, buttons ...Button) {
	m := Message{HTML: html}
	for _, b := range buttons {
		m.Buttons = append(m.Buttons, []Button{b})
	}
	t.put(Entry{Side: Chat, Report: true, Send: &m})
}

// byMail turns an entry for the chat into one that goes by mail instead, if it
// matters and can. What its buttons would do is said in words.
func (t *turn) byMail(e Entry) (Entry, bool) {
	if e.Side != Chat || !e.Report || e.Send == nil && e.File == nil || !t.mailable() {
		return e, false
	}
	words, files := "", []File(nil)
	var answers []string
	if e.Send != nil {
		words = e.Send.HTML
		for _, row := range e.Send.Buttons {
			for _, b := range row {
				answers = append(answers, b.Text)
			}
		}
	} else {
		words, files = e.File.HTML, []File{{Attachment: e.File.Attachment, Made: e.File.Made}}
	}
	m := t.letter(mailMessage, locale.Args{"Words": locale.Safe(words), "Answers": strings.Join(answers, " · ")})
	m.Files = files
	post := Entry{Side: Post, Report: true, Guarded: e.Guarded, ValidUntil: t.now.Add(mailPatience), Mail: &m}
	if !e.ValidUntil.IsZero() && e.ValidUntil.Before(post.ValidUntil) {
		post.ValidUntil = e.ValidUntil
	}
	return post, true
}

// otherWay sends by mail what the chat did not take, and says whether it did:
// whoever waits for the entry's end waits for that of the mail now.
func (t *turn) otherWay() bool {
	r := t.ev.Report
	if r.Lost == nil || r.Outcome == Stale {
		return false
	}
	post, ok := t.byMail(*r.Lost)
	if !ok {
		return false
	}
	mail := t.put(post)
	for i := range t.rec.Cases {
		t.rec.Cases[i].goesOn(r.Entry, mail)
	}
	for i := range t.rec.Requests {
		if waits := t.rec.Requests[i].Waits; slices.Contains(waits, r.Entry) {
			t.rec.Requests[i].Waits = append(slices.DeleteFunc(slices.Clone(waits), func(e string) bool { return e == r.Entry }), mail)
		}
	}
	return true
}

// goesOn has a case wait for another entry in place of one.
func (c *Case) goesOn(entry, by string) {
	for i := range c.Rungs {
		if c.Rungs[i].Entry == entry {
			c.Rungs[i].Entry = by
		}
	}
	for i := range c.Lines {
		l := &c.Lines[i]
		if part := slices.Index(l.Parts, entry); part >= 0 {
			l.Parts[part], l.Mailed = by, true
		}
		if l.Entry == entry {
			l.Entry, l.Mailed = by, true
		}
	}
}

// mailEnded tells the associate what became of a mail that no line and no
// reminder waits for: that it took the place of a message, or that it failed.
func (t *turn) mailEnded() {
	r, c := t.ev.Report, t.lastCase()
	switch {
	case c == nil:
	case r.Outcome != Delivered:
		t.threadOf(c, Line{Text: t.plain("desk.mail_failed", locale.Args{"Why": t.why(r.Outcome)}), Mention: c.attention()})
	case r.Wanted:
		t.threadOf(c, Line{Text: t.plain("desk.message_mailed", nil)})
	}
}

// lastCase is the person's latest case, which may be closed, or nil.
func (t *turn) lastCase() *Case {
	if n := len(t.rec.Cases); n > 0 {
		return &t.rec.Cases[n-1]
	}
	return nil
}
