package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"residencyassist/storage"
	"residencyassist/storage/redis"
	"residencyassist/storage/sqlite"
)

// examineStorage looks at the storage, and whether the keys open what it holds.
func examineStorage(ctx context.Context, s settings, f *findings) {
	if storageKind(s.StorageURL) == "" {
		return // it is among the settings' own findings
	}
	var found storage.Inspection
	if path, ok := strings.CutPrefix(s.StorageURL, "sqlite:"); ok {
		found = sqlite.Inspect(ctx, path)
	} else {
		redis.LogClients(slog.New(slog.DiscardHandler))
		found = redis.Inspect(ctx, s.StorageURL)
	}
	for _, fact := range found.Facts {
		f.ok("%s", fact)
	}
	for _, warning := range found.Warnings {
		about, do, _ := strings.Cut(warning, ": ")
		f.look(about, do)
	}
	for _, problem := range found.Problems {
		f.mend(problem, "")
	}
	keys, err := storage.ParseKeyring(s.DataKeys)
	if err != nil || len(found.Problems) > 0 {
		return
	}
	switch begun, err := found.TryKeys(keys); {
	case err != nil:
		for _, problem := range each(err) {
			f.mend(problem.Error(), "take DATA_KEYS from where you keep its copy; without the right one nothing can be read")
		}
	case !begun:
		f.ok("nothing is stored yet; DATA_KEYS can be used from now on")
	default:
		f.ok("DATA_KEYS opens what is stored")
	}
}

// examineListen looks whether the port is free, or the bot has it already.
func examineListen(ctx context.Context, s settings, f *findings) {
	listener, err := net.Listen("tcp", s.Listen)
	if err == nil {
		listener.Close()
		f.ok("%s is free", s.Listen)
		return
	}
	address, known := dialled(s.Listen)
	switch parts, err := askReady(ctx, address); {
	case !known, err != nil, parts["storage"] == "":
		f.mend("LISTEN cannot be opened, and it is not the bot that has it", "write another port, or stop the program that has it")
	default:
		f.ok("the bot serves there")
		for _, name := range slices.Sorted(maps.Keys(parts)) {
			if state := parts[name]; state != "ok" {
				f.look("the bot that serves says of "+name+": "+state, "see what is said of it here; it may take a minute to be noticed")
			}
		}
	}
}

// askReady asks a bot how its parts are.
func askReady(ctx context.Context, address string) (parts map[string]string, err error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/readyz", nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	err = json.NewDecoder(resp.Body).Decode(&parts)
	return parts, err
}
