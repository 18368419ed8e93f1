package redis

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	goredis "github.com/redis/go-redis/v9"

	"residencyassist/storage"
)

// Inspect looks at the Redis that url names: at every master, where it is a
// Cluster. It asks what Check asks, and neither loads a script nor stores a key.
func Inspect(ctx context.Context, url string) (found storage.Inspection) {
	s, err := reach(url)
	if err != nil {
		found.Problem(err.Error())
		return found
	}
	defer func() { _ = s.client.Close() }() // it was only looked at
	i := inspector{store: s, found: &found}
	if err := i.servers(ctx); err != nil {
		found.Problem(plainly(err).Error())
		return found
	}
	if err := i.trial(ctx); err != nil {
		found.Problem(err.Error())
	}
	if err := i.settings(ctx); err != nil {
		found.Problem(plainly(err).Error())
	}
	return found
}

// inspector gathers what it finds, of several servers at once.
type inspector struct {
	store *Store
	mu    sync.Mutex
	found *storage.Inspection
}

func (i *inspector) servers(ctx context.Context) error {
	if cluster, ok := i.store.client.(*goredis.ClusterClient); ok {
		return cluster.ForEachMaster(ctx, i.server)
	}
	client, ok := i.store.client.(*goredis.Client)
	if !ok {
		return errors.New("unknown kind of client")
	}
	return i.server(ctx, client)
}

func (i *inspector) server(ctx context.Context, client *goredis.Client) error {
	text, err := client.Info(ctx).Result()
	info := parseInfo(text)
	switch {
	case isLoading(err), err == nil && info["loading"] == "1":
		return errors.New("Redis is loading its data: ask again in a while") //nolint:staticcheck // a name
	case err != nil:
		return fmt.Errorf("asking Redis for its INFO: %w", err)
	}
	skew, err := clockSkew(ctx, client)
	if err != nil {
		return err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if err := refuse(info); err != nil {
		i.found.Problem("this Redis cannot be used: " + err.Error())
	}
	for _, w := range append(warnings(info), i.store.wait.warnings(info)...) {
		i.found.Warn(w)
	}
	if skew != 0 {
		i.found.Warn(fmt.Sprintf("Redis's clock is %v ahead of this machine's (behind, if negative): set both by NTP", skew))
	}
	i.found.Fact("Redis " + info["redis_version"] + " answers")
	return nil
}

// trial sees whether Redis takes a write of us and lets scripts run, by a write
// to a key that must be there and is not, and a script that nobody has loaded.
func (i *inspector) trial(ctx context.Context) error {
	err := i.store.client.SetArgs(ctx, metaKey("trial"), "", goredis.SetArgs{Mode: "XX"}).Err()
	if err != nil && !errors.Is(err, goredis.Nil) {
		return fmt.Errorf("Redis takes no write: %w; look at its memory, its disk and what its ACL allows this user", err) //nolint:staticcheck // a name
	}
	err = i.store.client.EvalSha(ctx, strings.Repeat("0", 40), []string{metaKey("trial")}).Err()
	if err != nil && !goredis.HasErrorPrefix(err, "NOSCRIPT") {
		return fmt.Errorf("Redis runs no script: %w; allow SCRIPT, EVAL and EVALSHA", err) //nolint:staticcheck // a name
	}
	return nil
}

// settings reads what is stored of the whole store, if anything is.
func (i *inspector) settings(ctx context.Context) error {
	layout, err := i.kept(ctx, layoutKey)
	if err != nil || layout == "" {
		return err
	}
	if _, err := parseLayout(layout); err != nil {
		return err
	}
	i.found.Settings = map[string]string{}
	for _, name := range storage.InspectedSettings() {
		value, err := i.kept(ctx, metaKey(name))
		if err != nil {
			return err
		}
		if value != "" {
			i.found.Settings[name] = value
		}
	}
	return nil
}

func (i *inspector) kept(ctx context.Context, key string) (string, error) {
	value, err := i.store.client.Get(ctx, key).Result()
	if errors.Is(err, goredis.Nil) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("reading the key %s: %w", key, err)
	}
	return value, nil
}
