package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"residencyassist/storage"
)

// startUp measures from the start of the process until it says that it is
// ready: connected to both platforms and its storage.
func (b *bench) startUp() ([]row, error) {
	o, err := b.openOffice()
	if err != nil {
		return nil, err
	}
	defer o.close()
	var rows []row
	for _, on := range []string{"SQLite", "Redis"} {
		var times []float64
		for run := range 3 * b.runs {
			storageURL := "sqlite:" + filepath.Join(b.dir, fmt.Sprintf("start%d.db", run))
			if on == "Redis" {
				if storageURL, err = b.url(); err != nil {
					return nil, err
				}
			}
			took, err := b.start(storageURL, o)
			if err != nil {
				return nil, err
			}
			times = append(times, float64(took.Microseconds())/1000)
		}
		rows = append(rows, row{what: "(e) from start to ready, on " + on, figure: fmt.Sprintf("%.0f ms", median(times))})
	}
	return rows, nil
}

func (b *bench) start(storageURL string, o *office) (time.Duration, error) {
	command := exec.Command(b.program, "serve")
	command.Dir = b.dir
	command.Env = append(os.Environ(), "SANDBOX_URL="+o.URL(), "STORAGE_URL="+storageURL, "DATA_KEYS="+storage.NewKeys())
	begun := time.Now()
	s, err := b.serve(command)
	if err != nil {
		return 0, err
	}
	if err := b.ready(s.address); err != nil {
		return 0, err
	}
	took := time.Since(begun)
	return took, s.stop()
}
