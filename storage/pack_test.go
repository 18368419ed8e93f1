package storage

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
	"sync"
	"testing"
)

func TestALongRecordIsPacked(t *testing.T) {
	var p packer
	var several sync.WaitGroup
	for _, sign := range []string{"a", "b", "c", "d"} {
		several.Go(func() {
			plain := []byte(`{"text":"` + strings.Repeat("what was answered "+sign, 500) + `"}`)
			for range 20 {
				small, err := p.pack(recordField, plain)
				if err != nil || len(small) > len(plain)/5 {
					t.Errorf("%d bytes were packed into %d: %v", len(plain), len(small), err)
					return
				}
				if again, err := p.unpack(small); err != nil || !bytes.Equal(again, plain) {
					t.Errorf("unpacked it is another: %v", err)
				}
			}
		})
	}
	several.Wait()
}

// TestTheDictionaryStays holds that what was packed before can be unpacked: the
// dictionary may not change by a sign.
func TestTheDictionaryStays(t *testing.T) {
	const first = "bb9de6f9fa6574231779e23352a1aa8b1e8598d64bb7172000b2937c694ae358"
	if now := fmt.Sprintf("%x", sha256.Sum256(dictionary)); now != first {
		t.Errorf("its sum is %s and not %s", now, first)
	}
}

func TestWhatWasNotPackedIsReadAsItStands(t *testing.T) {
	var p packer
	short := []byte(`{"id":"7k"}`)
	if stored, err := p.pack(recordField, short); err != nil || !bytes.Equal(stored, short) {
		t.Errorf("a short record became %q: %v", stored, err)
	}
	if read, err := p.unpack(short); err != nil || !bytes.Equal(read, short) {
		t.Errorf("it is read as %q: %v", read, err)
	}
}

// TestARowIsPackedHoweverShort holds what a case that waits takes on the board.
func TestARowIsPackedHoweverShort(t *testing.T) {
	var p packer
	row := []byte(`{"r":"7K4M-2XQ9","i":"M.G.L.","s":"waiting","c":"2026-12-20","t":"slack:C0123456789:1795000000.000001","n":"opens","d":"2026-11-20T15:00:00Z"}`)
	small, err := p.pack(boardField, row)
	if err != nil || len(small) > len(row)*3/4 {
		t.Errorf("%d bytes were packed into %d: %v", len(row), len(small), err)
	}
	if again, err := p.unpack(small); err != nil || !bytes.Equal(again, row) {
		t.Errorf("unpacked it is %q: %v", again, err)
	}
}

func TestAPackedRecordThatIsCutShortIsNotRead(t *testing.T) {
	var p packer
	whole, err := p.pack(recordField, []byte(strings.Repeat("what was answered ", 500)))
	if err != nil {
		t.Fatal(err)
	}
	for _, length := range []int{1, 2, len(whole) / 2, len(whole) - 1} {
		if read, err := p.unpack(whole[:length]); err == nil {
			t.Errorf("of %d bytes the first %d read as %d", len(whole), length, len(read))
		}
	}
}
