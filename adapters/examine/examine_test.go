package examine

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"runtime"
	"strings"
	"testing"

	"residencyassist/conversation"
)

// picture is an even one of a brightness.
func picture(w, h int, gray uint8) image.Image {
	m := image.NewGray(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Bounds(), image.NewUniform(color.Gray{Y: gray}), image.Point{}, draw.Src)
	return m
}

func aJPEG(tb testing.TB, w, h int, gray uint8) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(w, h, gray), nil); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func aPNG(tb testing.TB, m image.Image) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// aPDF has its objects lying open.
func aPDF(pages int, more string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count %d /Kids [] >>\nendobj\n", pages)
	for i := range pages {
		fmt.Fprintf(&b, "%d 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj\n", 3+i)
	}
	b.WriteString("90 0 obj\n<< /Length 60 >>\nstream\n/Type /Page /Type /Page /Encrypt 1 0 R are words of a text\nendstream\nendobj\n")
	fmt.Fprintf(&b, "trailer\n<< /Root 1 0 R %s >>\nstartxref\n9\n%%%%EOF\n", more)
	return []byte(b.String())
}

// packedPDF keeps its pages in a compressed stream of objects, as most do today.
func packedPDF(tb testing.TB, pages int) []byte {
	tb.Helper()
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	fmt.Fprintf(z, "1 0 2 30 << /Type /Catalog >> << /Type /Pages /Count %d >> %s", pages, strings.Repeat("<</Type/Page/Parent 2 0 R>>", pages))
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%%PDF-1.5\n4 0 obj\n<</Type /ObjStm /N 2 /Filter /FlateDecode /Length %d>> stream\r\n", packed.Len())
	b.Write(packed.Bytes())
	b.WriteString("\nendstream\nendobj\n5 0 obj\n<</Type/XRef>>\nstream\nx\nendstream\nendobj\nstartxref\n9\n%%EOF")
	return b.Bytes()
}

func heic() []byte {
	return append([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), bytes.Repeat([]byte{0}, 100)...)
}

// TestWhatIsFound: every type that is taken, whole and damaged, and what is not.
func TestWhatIsFound(t *testing.T) {
	day, night := aJPEG(t, 1200, 800, 200), aJPEG(t, 1200, 800, 20)
	locked := aPDF(2, "/Encrypt 9 0 R")
	for name, try := range map[string]struct {
		data []byte
		want conversation.Findings
		err  error
	}{
		"a photo":                     {day, conversation.Findings{Type: jpegType, Width: 1200, Height: 800}, nil},
		"a dark photo":                {night, conversation.Findings{Type: jpegType, Width: 1200, Height: 800, Dark: true}, nil},
		"a small picture":             {aPNG(t, picture(90, 60, 255)), conversation.Findings{Type: pngType, Width: 90, Height: 60}, nil},
		"a transparent one is white":  {aPNG(t, image.NewNRGBA(image.Rect(0, 0, 300, 200))), conversation.Findings{Type: pngType, Width: 300, Height: 200}, nil},
		"a photo cut short":           {day[:len(day)/2], conversation.Findings{Type: jpegType, Width: 1200, Height: 800, Broken: true}, nil},
		"a header alone":              {day[:20], conversation.Findings{Type: jpegType, Broken: true}, nil},
		"a WEBP that is none":         {[]byte("RIFF\x24\x00\x00\x00WEBPVP8 junkjunkjunkjunk"), conversation.Findings{Type: webpType, Broken: true}, nil},
		"a HEIC is not decoded":       {heic(), conversation.Findings{Type: heicType}, nil},
		"a PDF":                       {aPDF(3, ""), conversation.Findings{Type: pdfType, Pages: 3}, nil},
		"a packed PDF":                {packedPDF(t, 7), conversation.Findings{Type: pdfType, Pages: 7}, nil},
		"a protected PDF":             {locked, conversation.Findings{Type: pdfType, Pages: 2, Encrypted: true}, nil},
		"junk before a PDF":           {append([]byte("HTTP/1.1 200 OK\r\n\r\n"), aPDF(1, "")...), conversation.Findings{Type: pdfType, Pages: 1}, nil},
		"a PDF cut short":             {aPDF(3, "")[:120], conversation.Findings{Type: pdfType, Pages: 3, Broken: true}, nil},
		"a PDF without pages":         {[]byte("%PDF-1.7\nstartxref\n0\n%%EOF"), conversation.Findings{Type: pdfType, Broken: true}, nil},
		"a page with a PDF inside":    {append([]byte("<!DOCTYPE html><html><script>"), aPDF(1, "")...), conversation.Findings{}, conversation.ErrFileType},
		"a program with a PDF inside": {append([]byte("MZ\x90\x00\x03"), aPDF(1, "")...), conversation.Findings{}, conversation.ErrFileType},
		"a program":                   {append([]byte("\x7fELF\x02\x01\x01"), make([]byte, 200)...), conversation.Findings{}, conversation.ErrFileType},
		"an archive":                  {append([]byte("PK\x03\x04\x14"), make([]byte, 200)...), conversation.Findings{}, conversation.ErrFileType},
		"an animation":                {append([]byte("GIF89a"), make([]byte, 50)...), conversation.Findings{}, conversation.ErrFileType},
		"words":                       {[]byte("just a text"), conversation.Findings{}, conversation.ErrFileType},
		"nothing":                     {nil, conversation.Findings{}, conversation.ErrFileType},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := New().Examine(t.Context(), try.data)
			if !errors.Is(err, try.err) {
				t.Fatalf("the error is %v, not %v", err, try.err)
			}
			if err == nil && len(got.Sum) != 64 {
				t.Errorf("its sum is %q", got.Sum)
			}
			if got.Sum = ""; got != try.want {
				t.Errorf("found %+v, not %+v", got, try.want)
			}
		})
	}
}

// TestTheSameBytesHaveTheSameSum, and others another.
func TestTheSameBytesHaveTheSameSum(t *testing.T) {
	e := New()
	one, _ := e.Examine(t.Context(), aPDF(1, ""))
	same, _ := e.Examine(t.Context(), aPDF(1, ""))
	other, _ := e.Examine(t.Context(), aPDF(2, ""))
	if one.Sum != same.Sum || one.Sum == other.Sum {
		t.Errorf("the sums are %q, %q and %q", one.Sum, same.Sum, other.Sum)
	}
}

// TestAHugePictureIsNotDecoded gives an image of 900 million points in a few
// bytes: it is told as it says it is, and no memory is spent on it.
func TestAHugePictureIsNotDecoded(t *testing.T) {
	huge := aPNG(t, picture(30, 30, 0))
	copy(huge[16:24], []byte{0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30}) // 30000 by 30000, with a sum that is wrong now
	fixPNG(huge)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	found, err := New().Examine(t.Context(), huge)
	runtime.ReadMemStats(&after)
	if err != nil || found.Width != 30000 || found.Height != 30000 || found.Dark {
		t.Errorf("found %+v, %v", found, err)
	}
	if spent := after.TotalAlloc - before.TotalAlloc; spent > 4<<20 {
		t.Errorf("%d bytes were spent on it", spent)
	}
}

// TestAPackedBombEnds unpacks streams that would come to ten times what may be
// unpacked.
func TestAPackedBombEnds(t *testing.T) {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	zeros := make([]byte, mostUnpacked/16)
	for range 8 {
		if _, err := z.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	object := fmt.Sprintf("1 0 obj <</Type /ObjStm /Filter /FlateDecode>> stream\n%s\nendstream\n", packed.Bytes())
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	found, err := New().Examine(t.Context(), []byte("%PDF-1.5\n"+strings.Repeat(object, 20)+"startxref"))
	runtime.ReadMemStats(&after)
	if err != nil || !found.Broken {
		t.Errorf("found %+v, %v", found, err)
	}
	if spent := after.TotalAlloc - before.TotalAlloc; spent > 16*mostUnpacked {
		t.Errorf("%d bytes were spent on it", spent)
	}
}

// TestOneImageAtATime: who waits for another image ends with their own context.
func TestOneImageAtATime(t *testing.T) {
	e := New()
	e.decoding <- struct{}{} // somebody is at it
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Examine(ctx, aJPEG(t, 10, 10, 100)); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	if found, err := e.Examine(ctx, aPDF(1, "")); err != nil || found.Pages != 1 {
		t.Errorf("a PDF waits for images: %+v, %v", found, err)
	}
}

// FuzzExamine: whatever the bytes, it ends, does not panic and says the same of
// them again.
func FuzzExamine(f *testing.F) {
	day := aJPEG(f, 40, 30, 200)
	for _, seed := range [][]byte{
		day, day[:len(day)/2], aPNG(f, picture(9, 9, 9)), heic(), aPDF(2, "/Encrypt <<>>"), packedPDF(f, 3),
		[]byte("%PDF-1.5\n>> stream\n"), []byte("RIFF\x24\x00\x00\x00WEBPVP8L"), {},
	} {
		f.Add(seed)
	}
	e := New()
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<20 {
			return
		}
		one, err := e.Examine(t.Context(), data)
		again, err2 := e.Examine(t.Context(), data)
		if one != again || (err == nil) != (err2 == nil) {
			t.Errorf("%+v, %v and then %+v, %v", one, err, again, err2)
		}
		if one.Width < 0 || one.Height < 0 || one.Pages < 0 || one.Pages > mostPages {
			t.Errorf("no file is like this: %+v", one)
		}
	})
}

// fixPNG sets the sum of the header right again.
func fixPNG(data []byte) {
	binary.BigEndian.PutUint32(data[29:33], crc32.ChecksumIEEE(data[12:29]))
}
