package slack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/slack-go/slack"

	"residencyassist/conversation"
)

// Source opens a file of the other side, or makes one of our own. Its errors are
// those of conversation.Unfetched.
type Source interface {
	Open(ctx context.Context, f *conversation.File) (*conversation.Content, error)
}

// Examiner looks into a file's bytes. Its errors are those of conversation.Unfetched.
type Examiner interface {
	Examine(ctx context.Context, data []byte) (conversation.Findings, error)
}

// examinedAtOnce is how many files are held whole in memory, to be looked into.
const examinedAtOnce = 4

// attachments are the files of a line. Of a file of another workspace an event
// tells the id alone.
func attachments(files []slack.File) (found []conversation.Attachment) {
	for i := range files {
		f := &files[i]
		a := conversation.Attachment{Ref: f.ID, Name: unescape(orElse(f.Name, f.Title)), Type: f.Mimetype, Size: int64(f.Size)}
		if a.Size == 0 && a.Name == "" {
			a.Size = conversation.UnknownSize
		}
		found = append(found, a)
	}
	return found
}

// deletedFiles are the files that a line had and has no more: deleting one leaves
// a tombstone in its place, or nothing.
func deletedFiles(now, was *slack.Msg) (refs []string) {
	if was == nil || now.SubType == "tombstone" { // of a line that was deleted itself
		return nil
	}
	stays := map[string]bool{}
	for i := range now.Files {
		stays[now.Files[i].ID] = now.Files[i].Mode != deletedFile
	}
	for i := range was.Files {
		if f := &was.Files[i]; f.Mode != deletedFile && !stays[f.ID] {
			refs = append(refs, f.ID)
		}
	}
	return refs
}

// deletedFile is the mode of a file that was deleted.
const deletedFile = "tombstone"

// Open fetches a file that an associate sent. What is only linked from another
// service is not Slack's to hand out. The token goes to Slack alone: no redirect
// is followed, and a page to sign in with, which Slack sends instead of the file
// when the token is not good for it, has not the file's length.
func (d *Desk) Open(ctx context.Context, ref string) (*conversation.Content, error) {
	info, _, _, err := d.files.GetFileInfoContext(ctx, ref, 0, 0)
	if code, refused := asRefusal(err); refused {
		switch code {
		case "file_not_found", "file_deleted":
			return nil, conversation.ErrFileGone
		}
		d.log.Error("Slack: a file could not be looked up", "code", code)
	}
	if err != nil {
		return nil, fmt.Errorf("looking a file up: %w", harmless(err))
	}
	if info.IsExternal || info.URLPrivateDownload == "" {
		return nil, conversation.ErrFileGone
	}
	reader, writer := io.Pipe()
	content, err := conversation.NewContent(reader, int64(info.Size), conversation.MaxToPerson)
	if err != nil {
		return nil, err
	}
	go func() {
		err := d.files.GetFileContext(ctx, info.URLPrivateDownload, writer)
		if err != nil {
			d.log.Warn("Slack: a file could not be fetched", "why", verdict(err, true).Why)
		}
		writer.CloseWithError(err) // nil is its end
	}()
	return content, nil
}

// carry uploads a file, the applicant's or of our own making, and shares it in the
// thread. Only the
// last of its calls shows anything: what fails before can be begun again. What
// is shared bears no metadata, so an earlier send is known by the name of its
// file, which no other has.
func (d *Desk) carry(ctx context.Context, p conversation.Parcel, to place) conversation.Answer {
	f := p.Entry.File
	name := ownName(f.Name, p.Entry.ID)
	if p.Again {
		id, err := d.shared(ctx, to, name)
		switch {
		case err != nil:
			return conversation.Answer{Outcome: conversation.Later, After: verdict(err, true).After, Why: "looking_back_failed"}
		case id != "":
			return d.sharedBefore(ctx, f, id)
		}
	}
	content, found, done, err := d.fetch(ctx, f)
	if err != nil {
		return conversation.Unfetched(err)
	}
	defer done()
	id, answer := d.upload(ctx, name, content)
	if id == "" {
		return answer
	}
	answer = d.share(ctx, p.Entry, id, orElse(f.Name, name), to)
	answer.Found = found
	return answer
}

// sharedBefore answers for a file whose earlier send did arrive. What was found in
// it then was lost with the answer, so it is looked for once more.
func (d *Desk) sharedBefore(ctx context.Context, f *conversation.File, id string) conversation.Answer {
	answer := conversation.Answer{Outcome: conversation.Delivered, Message: id}
	if f.Examine {
		if _, found, done, err := d.fetch(ctx, f); err == nil {
			answer.Found = found
			done()
		}
	}
	return answer
}

// fetch opens a file of the applicant's and looks into it if that is asked: few at
// a time, because they are then held whole. Whoever gets it calls done.
func (d *Desk) fetch(ctx context.Context, f *conversation.File) (content *conversation.Content, found *conversation.Findings, done func(), err error) {
	if d.source == nil {
		return nil, nil, nil, conversation.ErrFileGone
	}
	examine, leave := f.Examine && d.examiner != nil, func() {}
	if examine {
		select {
		case d.examining <- struct{}{}:
			leave = func() { <-d.examining }
		case <-ctx.Done():
			return nil, nil, nil, ctx.Err()
		}
	}
	opened, err := d.source.Open(ctx, f)
	if err != nil {
		leave()
		return nil, nil, nil, err
	}
	done = func() {
		_ = opened.Close() // it was read to its end, or given up
		leave()
	}
	if content = opened; examine {
		if found, content, err = d.lookInto(ctx, opened); err != nil {
			done()
			return nil, nil, nil, err
		}
	}
	return content, found, done, nil
}

// lookInto reads a file whole and returns what is found in it, and its bytes
// anew. One of a type that is not taken is not for Slack to show.
func (d *Desk) lookInto(ctx context.Context, content *conversation.Content) (*conversation.Findings, *conversation.Content, error) {
	data := make([]byte, content.Size)
	if _, err := io.ReadFull(content, data); err != nil {
		return nil, nil, err
	}
	if n, err := content.Read(make([]byte, 1)); n > 0 || !errors.Is(err, io.EOF) {
		return nil, nil, io.ErrUnexpectedEOF
	}
	found, err := d.examiner.Examine(ctx, data)
	if err != nil {
		return nil, nil, err
	}
	whole, err := conversation.NewContent(io.NopCloser(bytes.NewReader(data)), content.Size, content.Size)
	return &found, whole, err
}

// share shows an uploaded file in the thread under a title, with its line. The
// answer names the file, so that it can be taken away again.
func (d *Desk) share(ctx context.Context, e conversation.Entry, id, title string, to place) conversation.Answer {
	done := slack.CompleteUploadExternalParameters{
		Files:   []slack.FileSummary{{ID: id, Title: title}},
		Channel: to.channel, ThreadTimestamp: to.thread,
	}
	var line conversation.Line // a file may come without words
	if e.File.Line != nil {
		line = *e.File.Line
	}
	answer := d.laidOut(d.line(&line, e.To), func(r rendering) conversation.Answer {
		if done.Blocks.BlockSet = r.blocks; len(r.blocks) == 0 {
			done.InitialComment = r.text
		}
		return d.attempt(ctx, func(ctx context.Context) (string, error) {
			_, err := d.files.CompleteUploadExternalContext(ctx, done)
			return id, err
		})
	})
	if answer.Outcome == conversation.Delivered {
		d.threads.begun(to)
	}
	return answer
}

// upload brings the bytes to Slack, where nobody sees them yet. Without an id the
// answer says why.
func (d *Desk) upload(ctx context.Context, name string, content *conversation.Content) (id string, a conversation.Answer) {
	where, err := d.files.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: name, FileSize: int(content.Size)})
	if err != nil {
		return "", unshared(verdict(err, true))
	}
	err = d.files.UploadToURL(ctx, slack.UploadToURLParameters{UploadURL: where.UploadURL, Reader: content, Filename: name})
	switch {
	case content.Failed():
		return "", conversation.Unfetched(err)
	case err != nil:
		a = unshared(verdict(err, true))
		a.Lacking = a.After == 0 // a file that Slack never takes holds up what waits behind it
		return "", a
	}
	return where.FileID, conversation.Answer{}
}

// unshared reads an answer to a call after which nothing is to be seen.
func unshared(a conversation.Answer) conversation.Answer {
	if a.Outcome == conversation.Unknown {
		a.Outcome = conversation.Later
	}
	return a
}

// shared looks in a thread for a file of ours with this name, and returns its id.
func (d *Desk) shared(ctx context.Context, to place, name string) (id string, err error) {
	cursor := ""
	for range linePages {
		messages, next, err := d.page(ctx, to, cursor)
		if err != nil {
			return "", err
		}
		for i := range messages {
			if messages[i].User != d.home.Load().user {
				continue
			}
			for _, f := range messages[i].Files {
				if f.Name == name {
					return f.ID, nil
				}
			}
		}
		if next == "" {
			return "", nil
		}
		cursor = next
	}
	return "", nil
}

// ownName is a name that no other file of the case has: a person's photographs
// are all called the same. What is shown is the title.
func ownName(name, entry string) string {
	ending := path.Ext(name)
	return orElse(strings.TrimSuffix(name, ending), "file") + "-" + entry + ending
}
