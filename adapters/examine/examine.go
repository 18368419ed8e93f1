package examine

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/gabriel-vasile/mimetype"

	"residencyassist/conversation"
)

// The types that are taken, as media types.
const (
	jpegType = "image/jpeg"
	pngType  = "image/png"
	webpType = "image/webp"
	heicType = "image/heic"
	pdfType  = "application/pdf"
)

// Examiner looks into files. Its methods may be called from several goroutines:
// images are decoded one at a time.
type Examiner struct {
	decoding chan struct{}
}

// New returns an examiner.
func New() *Examiner { return &Examiner{decoding: make(chan struct{}, 1)} }

// Examine says what a file's bytes are and hold. Its error is conversation.ErrFileType, or that of
// the context, which may end while another image is being decoded.
func (e *Examiner) Examine(ctx context.Context, data []byte) (conversation.Findings, error) {
	kind := typeOf(data)
	if kind == "" {
		return conversation.Findings{}, conversation.ErrFileType
	}
	sum := sha256.Sum256(data)
	found := conversation.Findings{Type: kind, Sum: hex.EncodeToString(sum[:])}
	switch kind {
	case pdfType:
		readPDF(data, &found)
	case heicType: // nothing here can decode it
	default:
		select {
		case e.decoding <- struct{}{}:
			defer func() { <-e.decoding }()
		case <-ctx.Done():
			return conversation.Findings{}, ctx.Err()
		}
		readImage(data, &found)
	}
	return found, nil
}

// typeOf returns the type of the bytes if it is one that is taken, or "".
func typeOf(data []byte) string {
	kind := mimetype.Detect(data)
	switch {
	case kind.Is(jpegType):
		return jpegType
	case kind.Is(pngType):
		return pngType
	case kind.Is(webpType):
		return webpType
	case kind.Is(heicType), kind.Is("image/heif"), kind.Is("image/heic-sequence"), kind.Is("image/heif-sequence"):
		return heicType
	case kind.Is(pdfType) && plainBefore(data):
		return pdfType
	}
	return ""
}

// plainBefore says whether nothing but junk stands before the header of a PDF:
// scanners put some there, but a page or a program with a PDF inside is no paper.
func plainBefore(data []byte) bool {
	junk := data[:max(bytes.Index(data, []byte(pdfHeader)), 0)]
	if len(junk) == 0 {
		return true
	}
	kind := mimetype.Detect(junk)
	return kind.Is("text/plain") || kind.Is("application/octet-stream")
}
