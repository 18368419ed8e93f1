package telegram

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"image"
	_ "image/gif" // the formats of photographs
	_ "image/jpeg"
	_ "image/png"
	"mime"
	"net/http"
	"path"
	"strings"
)

// file is something that was sent once and can be fetched or sent again.
type file struct {
	id     string
	unique string
	path   string
	name   string
	kind   string // media type
	data   []byte
}

func (f *file) info() fileInfo {
	return fileInfo{FileID: f.id, FileUniqueID: f.unique, FileSize: len(f.data)}
}

func (f *file) document() *document {
	return &document{fileInfo: f.info(), FileName: f.name, MimeType: f.kind}
}

// keep stores a file and gives it its identities.
func (w *World) keep(folder, name, kind string, data []byte) *file {
	if kind == "" || kind == "application/octet-stream" {
		if kind = mime.TypeByExtension(path.Ext(name)); kind == "" {
			kind = http.DetectContentType(data)
		}
	}
	kind, _, _ = strings.Cut(kind, ";")
	f := &file{
		id: "BQAC" + rand.Text(), unique: "AgAD" + rand.Text()[:12],
		path: fmt.Sprintf("%s/file_%d%s", folder, len(w.files), path.Ext(name)),
		name: name, kind: kind, data: data,
	}
	w.files[f.id] = f
	return f
}

// sentFile is the file that a call sends: one uploaded with it, directly or as
// an attachment, or one sent before.
func (w *World) sentFile(p params, name, folder string, most int) (*file, error) {
	value := p.text(name)
	up, attached := p.files[name]
	if field, is := strings.CutPrefix(value, "attach://"); is && !attached {
		up, attached = p.files[field]
	}
	switch {
	case attached && len(up.data) == 0:
		return nil, badRequest("file must be non-empty")
	case attached && len(up.data) > most:
		return nil, refused(http.StatusRequestEntityTooLarge, "Request Entity Too Large")
	case attached:
		return w.keep(folder, path.Base(up.name), up.kind, up.data), nil
	case value == "":
		return nil, badRequest("there is no %s in the request", name)
	}
	if f := w.files[value]; f != nil {
		return f, nil
	}
	return nil, badRequest("wrong file identifier/HTTP URL specified")
}

func messageCaption(p params) (rich, error) {
	caption, err := p.richText("caption", "caption_entities")
	if err == nil && units(caption.text) > maxCaption {
		err = badRequest("message caption is too long")
	}
	return caption, err
}

func (w *World) sendDocument(p params) (any, error) {
	who, err := w.addressee(p)
	if err != nil {
		return nil, err
	}
	caption, err := messageCaption(p)
	if err != nil {
		return nil, err
	}
	f, err := w.sentFile(p, "document", "documents", maxUpload)
	if err != nil {
		return nil, err
	}
	return w.send(who, p, &post{
		message: message{Document: f.document(), Caption: caption.text, CaptionEntities: caption.entities},
		html:    caption.html, file: f,
	})
}

func (w *World) sendPhoto(p params) (any, error) {
	who, err := w.addressee(p)
	if err != nil {
		return nil, err
	}
	caption, err := messageCaption(p)
	if err != nil {
		return nil, err
	}
	f, err := w.sentFile(p, "photo", "photos", maxPhoto)
	if err != nil {
		return nil, err
	}
	if _, _, err := image.DecodeConfig(bytes.NewReader(f.data)); err != nil {
		return nil, badRequest("IMAGE_PROCESS_FAILED")
	}
	return w.send(who, p, &post{
		message: message{Photo: w.sizes(f), Caption: caption.text, CaptionEntities: caption.entities},
		html:    caption.html, file: f,
	})
}

// sizes are the versions of a photograph, the largest last. The small one has
// an identity of its own, so that taking the wrong one shows.
func (w *World) sizes(f *file) []photoSize {
	width, height := 1280, 960
	if config, _, err := image.DecodeConfig(bytes.NewReader(f.data)); err == nil {
		width, height = config.Width, config.Height
	}
	small := w.keep("photos", "thumbnail.jpg", "image/jpeg", f.data[:min(len(f.data), 1024)])
	return []photoSize{
		{fileInfo: small.info(), Width: 90, Height: max(1, 90*height/max(1, width))},
		{fileInfo: f.info(), Width: width, Height: height},
	}
}

func (w *World) getFile(p params) (any, error) {
	f := w.files[p.text("file_id")]
	switch {
	case f == nil:
		return nil, badRequest("invalid file_id")
	case len(f.data) > maxDownload:
		return nil, badRequest("file is too big")
	}
	info := f.info()
	info.FilePath = f.path
	return info, nil
}

// serveFile is the bot's download of a path that getFile named.
func (w *World) serveFile(rw http.ResponseWriter, r *http.Request) {
	if !w.authorised(r.PathValue("bot")) {
		reply(rw, nil, refused(http.StatusUnauthorized, "Unauthorized"))
		return
	}
	if f, faulty := w.takeFault("file"); faulty {
		w.fail(rw, r, f)
		return
	}
	w.mu.Lock()
	var found *file
	for _, f := range w.files {
		if f.path == r.PathValue("path") {
			found = f
		}
	}
	w.mu.Unlock()
	if found == nil || len(found.data) > maxDownload {
		reply(rw, nil, refused(http.StatusNotFound, "Not Found"))
		return
	}
	rw.Header().Set("Content-Type", "application/octet-stream")
	_, _ = rw.Write(found.data) // a client that has gone cannot be told
}

// showFile gives a person's side the bytes of a file.
func (w *World) showFile(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	f := w.files[r.PathValue("id")]
	w.mu.Unlock()
	if f == nil {
		writeJSON(rw, http.StatusNotFound, problem("there is no such file"))
		return
	}
	// What people sent is shown, never run: only pictures open in place.
	rw.Header().Set("Content-Type", f.kind)
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	rw.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")
	disposition := "attachment"
	if strings.HasPrefix(f.kind, "image/") {
		disposition = "inline"
	}
	rw.Header().Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": f.name}))
	_, _ = rw.Write(f.data) // a client that has gone cannot be told
}
