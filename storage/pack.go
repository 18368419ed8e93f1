package storage

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"math"
	"sync"
)

// dictionary is what records usually hold, the likeliest last. What was packed
// with it can be unpacked with it alone: a better one needs a first byte of its
// own beside this one.
//
//go:embed dictionary.txt
var dictionary []byte

const (
	// packLevel is the least that uses the dictionary.
	packLevel = 2
	// packed is the first byte of what was packed. JSON never begins with it.
	packed = 1
	// largestRecord is far above what a record can grow to.
	largestRecord = 16 << 20
)

// packFrom is the length from which packing what stands under a field is worth
// its time. A record passes it towards the end of the dialogue, and then waits for
// weeks; so does the row that lists show of it.
func packFrom(field string) int {
	switch field {
	case recordField:
		return 1000
	case boardField:
		return 0
	}
	return math.MaxInt
}

// packer makes records smaller before they are sealed: afterwards nobody can.
// It keeps what is costly to make anew for each record.
type packer struct{ writers, readers sync.Pool }

// pack returns what stands under a field as it is to be sealed.
func (p *packer) pack(field string, plain []byte) ([]byte, error) {
	if len(plain) < packFrom(field) {
		return plain, nil
	}
	w, ok := p.writers.Get().(*flate.Writer)
	if !ok {
		var err error
		if w, err = flate.NewWriterDict(nil, packLevel, dictionary); err != nil {
			return nil, err
		}
	}
	defer p.writers.Put(w)
	out := bytes.NewBuffer(make([]byte, 0, len(plain)))
	out.WriteByte(packed)
	w.Reset(out)
	_, err := w.Write(plain)
	if err := errors.Join(err, w.Close()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// unpack returns what was packed. What was not, it returns as it is.
func (p *packer) unpack(data []byte) ([]byte, error) {
	if len(data) == 0 || data[0] != packed {
		return data, nil
	}
	from := bytes.NewReader(data[1:])
	r, ok := p.readers.Get().(io.Reader)
	if !ok {
		r = flate.NewReaderDict(from, dictionary)
	} else if err := r.(flate.Resetter).Reset(from, dictionary); err != nil {
		return nil, err
	}
	defer p.readers.Put(r)
	out := bytes.NewBuffer(make([]byte, 0, 8*len(data)))
	n, err := io.Copy(out, io.LimitReader(r, largestRecord))
	switch {
	case err != nil:
		return nil, err
	case n == largestRecord:
		return nil, fmt.Errorf("it has more than %d bytes", largestRecord)
	}
	return out.Bytes(), nil
}
