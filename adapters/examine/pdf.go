package examine

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"strconv"

	"residencyassist/conversation"
)

const (
	pdfHeader = "%PDF-"
	// tail is how much of the end is searched for the mark of a whole file.
	tail = 2048
	// mostUnpacked bounds what compressed objects may come to, together.
	mostUnpacked = 16 << 20
	// unpacking is what each stream costs besides, so that many tiny ones end too.
	unpacking = 4 << 10
	// mostPages is more than any paper has; a file that counts higher lies.
	mostPages = 10_000
)

// A PDF is read as its objects lie, without its table of them: files are often
// damaged, and only a few words matter. Streams hold pictures and text, so they
// are skipped, except for those that hold further objects.
var (
	onePage    = regexp.MustCompile(`/Type\s*/Page\b`)
	pageTree   = regexp.MustCompile(`/Type\s*/Pages\b`)
	pageCount  = regexp.MustCompile(`/Count\s+(\d{1,6})\b`)
	encrypted  = regexp.MustCompile(`/Encrypt\s*(\d+\s+\d+\s+R|<<)`)
	objects    = regexp.MustCompile(`/Type\s*/ObjStm\b`)
	streamMark = regexp.MustCompile(`>>\s*stream\r?\n`)
	deflated   = regexp.MustCompile(`/Filter\s*\[?\s*/FlateDecode\b`)
)

// readPDF finds the pages of a PDF, and whether it is protected or damaged.
func readPDF(data []byte, found *conversation.Findings) {
	s := scan{left: mostUnpacked}
	s.file(data)
	found.Encrypted = s.encrypted
	found.Pages = min(max(s.pages, s.counted), mostPages)
	end := data[max(0, len(data)-tail):]
	whole := bytes.Contains(end, []byte("startxref")) || bytes.Contains(end, []byte("%%EOF"))
	found.Broken = !whole || found.Pages == 0 && !found.Encrypted
}

// scan gathers what the objects of a file say.
type scan struct {
	pages     int // objects that are a page
	counted   int // pages, as the tree of them says
	encrypted bool
	left      int // bytes that may still be unpacked
}

// file walks the objects that lie open, and those inside compressed streams.
func (s *scan) file(data []byte) {
	for len(data) > 0 {
		open, stream, rest := nextStream(data)
		s.open(open)
		if !s.encrypted && objects.Match(lastObject(open)) {
			s.compressed(lastObject(open), stream)
		}
		data = rest
	}
}

// nextStream divides what lies open from the stream that follows it, and from
// the rest. A stream without an end takes all.
func nextStream(data []byte) (open, stream, rest []byte) {
	at := streamMark.FindIndex(data)
	if at == nil {
		return data, nil, nil
	}
	open, stream = data[:at[0]], data[at[1]:]
	if end := bytes.Index(stream, []byte("endstream")); end >= 0 {
		return open, stream[:end], stream[end:]
	}
	return open, stream, nil
}

// lastObject is the last object of what lies open: the one whose stream follows.
func lastObject(open []byte) []byte {
	if i := bytes.LastIndex(open, []byte(" obj")); i >= 0 {
		return open[i:]
	}
	return open
}

// open reads objects that lie open.
func (s *scan) open(objects []byte) {
	s.pages += len(onePage.FindAllIndex(objects, -1))
	s.encrypted = s.encrypted || encrypted.Match(objects)
	if !pageTree.Match(objects) {
		return
	}
	for _, m := range pageCount.FindAllSubmatch(objects, -1) {
		if n, err := strconv.Atoi(string(m[1])); err == nil {
			s.counted = max(s.counted, n)
		}
	}
}

// compressed reads the objects of a stream that can be unpacked within bounds.
func (s *scan) compressed(about, stream []byte) {
	if s.left <= 0 {
		return
	}
	if deflated.Match(about) {
		unpacked, err := zlib.NewReader(bytes.NewReader(stream))
		if err != nil {
			return
		}
		stream, err = io.ReadAll(io.LimitReader(unpacked, int64(s.left)))
		if err != nil && len(stream) == 0 {
			return
		}
	}
	s.left -= len(stream) + unpacking
	s.open(stream)
}
