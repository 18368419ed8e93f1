package conversation

import (
	"errors"
	"slices"
	"strings"

	"residencyassist/conversation/locale"
)

// What the platforms let a bot carry: Telegram hands out 20 MB and takes 50.
//
//   - https://core.telegram.org/bots/api#getfile
//   - https://core.telegram.org/bots/api#sending-files
const (
	megabyte    = 1 << 20
	MaxToDesk   = 20 * megabyte
	MaxToPerson = 50 * megabyte
)

// keptPassing is how many files on their way to the desk a case remembers.
const keptPassing = 50

// Attachment is a file that somebody sent, as their platform knows it. Its bytes
// never come near a record: whoever delivers it fetches them then.
type Attachment struct {
	Ref  string `json:"ref"` // the platform's own id of it
	Name string `json:"name,omitempty"`
	Type string `json:"type,omitempty"` // the media type, as the sender's platform says
	Size int64  `json:"size,omitempty"` // in bytes; UnknownSize: the platform does not say
}

// UnknownSize is the size of a file whose platform does not tell it.
const UnknownSize = -1

// File carries a file to the other side: from the desk to the chat, with HTML
// under it, or from the chat to the thread, with a line above it. One of our own
// making goes to either, and has no Ref.
type File struct {
	Attachment
	Made    *Made  `json:"made,omitempty"`
	Examine bool   `json:"examine,omitempty"` // its bytes are looked into on the way
	HTML    string `json:"html,omitempty"`
	Line    *Line  `json:"line,omitempty"`
}

// What a source of files tells for good: asking again would not help. Every other
// error may pass.
var (
	ErrFileGone  = errors.New("conversation: the file is not there any more")
	ErrFileLarge = errors.New("conversation: the file is too large to be carried")
	ErrFileEmpty = errors.New("conversation: the file is empty")
	ErrUnmakable = errors.New("conversation: no file can be made of this")
	ErrFileType  = errors.New("conversation: the file is of a type that is not taken")
)

// Unfetched is the answer of a courier that could not fetch or make a file. Nothing was
// sent.
func Unfetched(err error) Answer {
	switch {
	case errors.Is(err, ErrFileGone):
		return Answer{Outcome: Refused, Why: "file_gone"}
	case errors.Is(err, ErrFileLarge):
		return Answer{Outcome: Refused, Why: "file_too_large"}
	case errors.Is(err, ErrFileEmpty):
		return Answer{Outcome: Refused, Why: "file_empty"}
	case errors.Is(err, ErrUnmakable):
		return Answer{Outcome: Refused, Why: "file_not_made"}
	case errors.Is(err, ErrFileType):
		return Answer{Outcome: Refused, Why: whyType}
	}
	return Answer{Outcome: Later, Why: "file_not_fetched", Lacking: true}
}

// carriable says whether a file can be carried, as far as its size is known.
func (a Attachment) carriable(most int64) bool {
	return a.Size == UnknownSize || a.Size > 0 && a.Size <= most
}

// called is what a file is called in words.
func (t *turn) called(a Attachment, lang locale.Language) string {
	if name := strings.TrimSpace(a.Name); name != "" {
		return name
	}
	return t.words.Plain(lang, "file.unnamed", nil)
}

// Passing is an applicant's file on its way to the desk.
type Passing struct {
	Entry string `json:"entry"`
	Name  string `json:"name,omitempty"`
}

// passFile takes a file of the applicant to the desk, with the words that came
// with it. One that is empty, or too large to be carried, is refused in words, on both
// sides, and its words go on alone.
func (t *turn) passFile(c *Case, m *Incoming, album bool) {
	c.hear(m)
	key := "desk.applicant_sends"
	if q := t.question(); q != nil && q.State == statePhotos {
		key = "desk.applicant_sends_card"
	}
	line := Line{Text: t.plain(key, locale.Args{"Initials": t.rec.Answers.initials()}), Quote: m.Text, Mention: c.Owner.ID}
	t.waitsFor(c, Desk)
	if !m.File.carriable(MaxToDesk) {
		name := t.called(*m.File, t.lang())
		t.refuseSize(name, m.File.Size == 0)
		line.Text = t.plain("desk.file_too_large", locale.Args{"Initials": t.rec.Answers.initials(), "Name": t.called(*m.File, t.service.Desk), "Limit": MaxToDesk / megabyte})
		t.thread(line)
		return
	}
	c.pass(t.put(Entry{Side: Desk, Ref: c.Card, Report: true, File: &File{Attachment: *m.File, Line: &line}}), m.File.Name)
	if !album && !t.closedNow(c) { // an album is thanked for once
		t.say("relayed_file", locale.Args{"Associate": c.Owner.Name})
		t.rec.Relayed = t.now
	}
}

// refuseSize asks for another file in the place of one that has nothing in it, or too
// much.
func (t *turn) refuseSize(name string, empty bool) {
	key := "file.too_large"
	if empty {
		key = "file.empty"
	}
	t.say(key, locale.Args{"Name": name, "Limit": MaxToDesk / megabyte})
}

// pass remembers a file that is on its way to the desk.
func (c *Case) pass(entry, name string) {
	if c.Passing = append(c.Passing, Passing{Entry: entry, Name: name}); len(c.Passing) > keptPassing {
		c.Passing = c.Passing[1:]
	}
}

// passed takes what became of an applicant's file, and says whether it was one.
// Whoever sent it hears if it did not arrive.
func (t *turn) passed(c *Case) bool {
	i := slices.IndexFunc(c.Passing, func(p Passing) bool { return p.Entry == t.ev.Report.Entry })
	if i < 0 {
		return false
	}
	name := Attachment{Name: c.Passing[i].Name}
	c.Passing = slices.Delete(c.Passing, i, i+1)
	if t.ev.Report.Outcome == Delivered {
		return true
	}
	key := "file.not_passed"
	if t.ev.Report.Why == whyType {
		key = "upload.wrong_receipt"
	}
	t.say(key, locale.Args{"Name": t.called(name, t.lang())})
	t.threadOf(c, Line{
		Text:    t.plain("desk.file_not_passed", locale.Args{"Initials": t.rec.Answers.initials(), "Name": t.called(name, t.service.Desk)}),
		Mention: c.Owner.ID,
	})
	return true
}

// uncarriable is the first file of a line that the applicant cannot get.
func uncarriable(l *DeskLine) *Attachment {
	for i := range l.Files {
		if !l.Files[i].carriable(MaxToPerson) {
			return &l.Files[i]
		}
	}
	return nil
}

// refuseLine keeps a line at the desk whose file cannot be carried, and says why.
func (t *turn) refuseLine(file *Attachment) {
	key := "desk.file_over"
	if file.Size == 0 {
		key = "desk.file_empty"
	}
	t.mark(t.ev.Line.ID, markInternal, false)
	t.whisper(t.plain(key, locale.Args{"Name": t.called(*file, t.service.Desk), "Limit": MaxToPerson / megabyte}))
}

// dispatchFiles puts the files of a line into the applicant's chat, after its
// words.
func (t *turn) dispatchFiles(line *Spoken) {
	for _, file := range line.Files {
		if line.Entry != "" {
			line.Parts = append(line.Parts, line.Entry)
		}
		line.Entry = t.put(Entry{Side: Chat, Track: true, Report: true, File: &File{
			Attachment: file, HTML: t.html("relay.file", locale.Args{"Associate": line.By.Name}),
		}})
		line.Docs = append(line.Docs, Doc{File: file.Ref, Entry: line.Entry})
	}
	line.Files = nil
}

// bare says whether a line has no words but a file, sent or not.
func (l *Spoken) bare(text string) bool {
	return strings.TrimSpace(text) == "" && len(l.Files)+len(l.Docs) > 0
}
