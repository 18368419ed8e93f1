package slack

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
)

// maxFile is the largest file that Slack takes, one gigabyte; the sandbox keeps
// files in memory and stops earlier.
const maxFile = 100 << 20

// file is an uploaded file. Until it is completed it belongs to no message.
type file struct {
	id, name, title string
	kind            string // media type
	user            string
	data            []byte
	size            int // as announced
	address         string
	created         int64
	completed       bool
	deleted         bool
	shares          []*message
}

// newFile notes a file with an address of its own.
func (w *World) newFile(name, kind, userID string, size int) *file {
	f := &file{
		id: w.nextID("F"), name: name, title: name, kind: kind, user: userID,
		size: size, created: w.opt.Now().Unix(),
	}
	f.address = w.opt.Base() + "/slack/files/" + f.id + "/" + url.PathEscape(name)
	w.files[f.id] = f
	return f
}

// json is the file object; a deleted file leaves its id.
func (f *file) json() object {
	if f.deleted {
		return object{"id": f.id, "mode": "tombstone"}
	}
	groups := object{}
	for _, m := range f.shares {
		share := object{"ts": m.ts}
		if m.threadTS != "" {
			share["thread_ts"] = m.threadTS
		}
		earlier, _ := groups[m.channel.id].([]any)
		groups[m.channel.id] = append(earlier, share)
	}
	return object{
		"id": f.id, "name": f.name, "title": f.title, "mimetype": f.kind, "user": f.user,
		"filetype": strings.TrimPrefix(path.Ext(f.name), "."), "size": len(f.data),
		"created": f.created, "timestamp": f.created, "mode": "hosted", "is_external": false,
		"url_private": f.address, "url_private_download": f.address, "permalink": f.address,
		"shares": object{"private": groups},
	}
}

// filesGetUploadURL announces a file and answers where its bytes go.
func (w *World) filesGetUploadURL(a args) (object, error) {
	name := a.str("filename")
	size := a.number("length", 0)
	if name == "" || size <= 0 {
		return nil, &apiError{code: "invalid_arguments", messages: []string{"[ERROR] filename and a length above 0 are required"}}
	}
	if size > maxFile {
		return nil, fail("file_upload_size_restricted")
	}
	f := w.newFile(name, orWord(mime.TypeByExtension(path.Ext(name)), "application/octet-stream"), botUserID, size)
	key := secret()
	w.uploads[key] = f
	return object{"file_id": f.id, "upload_url": w.opt.Base() + "/slack/upload/" + key}, nil
}

// serveUpload takes the bytes of an announced file, raw or as a form.
func (w *World) serveUpload(rw http.ResponseWriter, r *http.Request) {
	data, err := readUpload(r)
	w.faulty(rw, r, "upload", func(rw http.ResponseWriter) {
		var f *file
		w.locked(func() {
			f = w.uploads[r.PathValue("secret")]
			if f != nil && err == nil && len(data) == f.size {
				f.data = data
				delete(w.uploads, r.PathValue("secret"))
			}
		})
		switch {
		case f == nil:
			http.Error(rw, "no such upload", http.StatusNotFound)
		case err != nil || len(data) != f.size:
			http.Error(rw, "the file is not as long as announced", http.StatusBadRequest)
		default:
			fmt.Fprintf(rw, "OK - %d", len(data))
		}
	})
}

func readUpload(r *http.Request) ([]byte, error) {
	r.Body = http.MaxBytesReader(nil, r.Body, maxFile+1<<20)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		return io.ReadAll(r.Body)
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	for {
		part, err := parts.NextPart()
		if err != nil {
			return nil, err
		}
		if part.FileName() != "" {
			return io.ReadAll(part)
		}
	}
}

// filesCompleteUpload finishes uploads and shares them in a channel, if one is
// named, as one message.
func (w *World) filesCompleteUpload(a args) (object, error) {
	var list []struct{ ID, Title string }
	if given, err := a.decode("files", &list); err != nil || !given || len(list) == 0 {
		return nil, fail("invalid_arguments")
	}
	var files []*file
	for _, item := range list {
		f := w.files[item.ID]
		if f == nil || f.user != botUserID || f.data == nil {
			return nil, fail("file_not_found")
		}
		if f.completed {
			return nil, fail("file_already_completed")
		}
		files = append(files, f)
	}
	share, err := w.shareOf(a)
	if err != nil {
		return nil, err
	}
	var done []any
	for i, f := range files {
		f.completed = true
		f.title = orWord(list[i].Title, f.name)
		done = append(done, object{"id": f.id, "title": f.title})
	}
	if share != nil {
		w.share(share, files)
	}
	return object{"files": done}, nil
}

// shareOf reads the message that completed files are to be posted with; nil if
// they stay private.
func (w *World) shareOf(a args) (*message, error) {
	id := orWord(a.str("channel_id"), a.str("channels"))
	if id == "" {
		return nil, nil
	}
	c, err := w.postable(args{"channel": id})
	if err != nil {
		return nil, err
	}
	thread, err := threadOf(c, a.str("thread_ts"))
	if err != nil {
		return nil, err
	}
	body, err := w.readContent(args{"text": a.str("initial_comment"), "blocks": a["blocks"]})
	if err != nil {
		return nil, err
	}
	return &message{channel: c, threadTS: thread, user: botUserID, text: body.text, blocks: body.blocks}, nil
}

// share posts a message with files.
func (w *World) share(m *message, files []*file) {
	m.subtype = "file_share"
	m.files = files
	for _, f := range files {
		f.shares = append(f.shares, m)
	}
	w.post(m)
}

// known finds a finished file that still exists.
func (w *World) known(id string) (*file, error) {
	f := w.files[id]
	if f == nil || !f.completed {
		return nil, fail("file_not_found")
	}
	if f.deleted {
		return nil, fail("file_deleted")
	}
	return f, nil
}

func (w *World) filesInfo(a args) (object, error) {
	f, err := w.known(a.str("file"))
	if err != nil {
		return nil, err
	}
	return object{"file": f.json(), "comments": []any{}}, nil
}

// filesDelete deletes a file of the bot's.
func (w *World) filesDelete(a args) (object, error) {
	f, err := w.known(a.str("file"))
	if err != nil {
		return nil, err
	}
	if f.user != botUserID {
		return nil, fail("cant_delete_file")
	}
	w.discard(f)
	return nil, nil
}

// discard deletes a file. The messages that carried it keep a tombstone in its
// place.
func (w *World) discard(f *file) {
	for _, m := range f.shares {
		if m.channel.find(m.ts) != m {
			continue
		}
		w.amend(m, func() {
			gone := &file{id: f.id, deleted: true}
			m.files = slices.Clone(m.files)
			m.files[slices.Index(m.files, f)] = gone
		})
	}
	f.deleted, f.data, f.shares = true, nil, nil
}

// serveDownload hands out a file to whoever shows the bot's token. Without it
// Slack sends its sign-in page, which a careless bot takes for the file.
func (w *World) serveDownload(rw http.ResponseWriter, r *http.Request) {
	w.faulty(rw, r, "download", func(rw http.ResponseWriter) {
		if r.Header.Get("Authorization") != "Bearer "+botToken {
			rw.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(rw, "<!DOCTYPE html><html><body>Sign in</body></html>")
			return
		}
		w.sendFile(rw, r.PathValue("id"))
	})
}

func (w *World) sendFile(rw http.ResponseWriter, id string) {
	var f *file
	var data []byte
	var err error
	w.locked(func() {
		if f, err = w.known(id); err == nil {
			data = f.data
		}
	})
	if err != nil {
		http.Error(rw, "no such file", http.StatusNotFound)
		return
	}
	rw.Header().Set("Content-Type", f.kind)
	rw.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.name}))
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	// A client that has left does not read its file; nobody else is concerned.
	_, _ = rw.Write(data)
}
