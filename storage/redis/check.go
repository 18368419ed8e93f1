package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// Oldest version that has all commands the scripts use.
const (
	oldestMajor = 6
	oldestMinor = 2
)

// largestSkew is how far this machine's clock may be from Redis's before
// somebody should look.
const largestSkew = 5 * time.Second

// Check refuses a server that would lose what it is given, with words about
// what to set instead, and warns of settings under which a crash loses more
// than it has to. It loads the scripts, which proves that they may run. In a
// Cluster it asks every master.
func (s *Store) Check(ctx context.Context) error {
	cluster, ok := s.client.(*goredis.ClusterClient)
	if ok {
		if err := cluster.ForEachMaster(ctx, s.checkServer); err != nil {
			return fmt.Errorf("checking a node of the Redis Cluster: %w", err)
		}
		return nil
	}
	client, ok := s.client.(*goredis.Client)
	if !ok {
		return errors.New("checking Redis: unknown kind of client")
	}
	if err := s.checkServer(ctx, client); err != nil {
		return fmt.Errorf("checking Redis: %w", err)
	}
	return nil
}

func (s *Store) checkServer(ctx context.Context, client *goredis.Client) error {
	text, err := client.Info(ctx).Result()
	if err != nil {
		return fmt.Errorf("asking for its INFO: %w", err)
	}
	info := parseInfo(text)
	if info["loading"] == "1" {
		return errLoading
	}
	if err := refuse(info); err != nil {
		return err
	}
	for _, warning := range append(warnings(info), s.wait.warnings(info)...) {
		s.log.WarnContext(ctx, warning)
	}
	if err := s.checkClock(ctx, client); err != nil {
		return err
	}
	return s.loadScripts(ctx, client)
}

// refuse says why a server may not be used at all. A server that hides a
// setting is not refused for it.
func refuse(info map[string]string) error {
	if role := info["role"]; role != "" && role != "master" {
		return errors.New("it is a replica: give the master's address, or use redis+sentinel:// or redis+cluster://")
	}
	if policy := info["maxmemory_policy"]; policy != "" && policy != "noeviction" {
		return fmt.Errorf("its maxmemory-policy is %s, which deletes cases when memory runs short: set maxmemory-policy noeviction", policy)
	}
	var major, minor int
	if version := info["redis_version"]; version != "" {
		if _, err := fmt.Sscanf(version, "%d.%d", &major, &minor); err != nil {
			return fmt.Errorf("its version %q cannot be read", version)
		}
		if major < oldestMajor || major == oldestMajor && minor < oldestMinor {
			return fmt.Errorf("its version is %s: use Redis %d.%d or later", version, oldestMajor, oldestMinor)
		}
	}
	return nil
}

// warnings says what to mend on a server that may be used.
func warnings(info map[string]string) []string {
	var w []string
	if info["maxmemory_policy"] == "" {
		w = append(w, "Redis does not say its maxmemory-policy: make sure that it is noeviction, or cases may be deleted")
	}
	if info["aof_enabled"] != "1" {
		w = append(w, "Redis keeps no append-only file: a crash may lose what was said in the last minutes; set appendonly yes and appendfsync everysec or always")
	}
	if info["aof_last_write_status"] == "err" || info["rdb_last_bgsave_status"] == "err" {
		w = append(w, "Redis could not write to its disk when it last tried: look at its log and its disk")
	}
	if info["connected_slaves"] != "" && info["connected_slaves"] != "0" && !wantsReplicas(info) {
		w = append(w, "Redis has replicas, but a master that was cut off from them goes on taking writes that a failover drops; set min-replicas-to-write 1")
	}
	return w
}

// wantsReplicas says whether the server takes no writes without replicas.
func wantsReplicas(info map[string]string) bool {
	_, ok := info["min_slaves_good_slaves"] // left out where nothing is set
	return ok
}

// warnings says what to mend on a server whose writes are to be confirmed by
// replicas.
func (c confirmation) warnings(info map[string]string) []string {
	var w []string
	replicas, err := strconv.Atoi(info["connected_slaves"])
	if !c.asked() || err != nil {
		return nil
	}
	if replicas == 0 && !wantsReplicas(info) { // otherwise warned of already
		w = append(w, "STORAGE_URL asks with wait that replicas confirm each write, but Redis does not insist on replicas: set min-replicas-to-write to the same number")
	}
	if replicas < c.replicas {
		w = append(w, "STORAGE_URL asks with wait that more replicas confirm each write than Redis has: until they are there nothing can be kept")
	}
	return w
}

// checkClock warns when this machine's clock and Redis's disagree. Nothing
// breaks, because leases go by Redis's clock alone, but one of them is wrong,
// and people are written to by this one.
func (s *Store) checkClock(ctx context.Context, client *goredis.Client) error {
	skew, err := clockSkew(ctx, client)
	if err == nil && skew != 0 {
		s.log.WarnContext(ctx, "the clocks of Redis and of this machine disagree: set both by NTP", "difference", skew)
	}
	return err
}

// clockSkew is how far Redis's clock is ahead of ours, in whole seconds; zero
// where nobody need look.
func clockSkew(ctx context.Context, client *goredis.Client) (time.Duration, error) {
	before := time.Now()
	redisTime, err := client.Time(ctx).Result()
	if err != nil {
		return 0, fmt.Errorf("asking for its TIME: %w", err)
	}
	after := time.Now()
	if redisTime.Before(before.Add(-largestSkew)) || redisTime.After(after.Add(largestSkew)) {
		return redisTime.Sub(after).Round(time.Second), nil
	}
	return 0, nil
}

// loadScripts proves that they may run.
func (s *Store) loadScripts(ctx context.Context, client *goredis.Client) error {
	for _, script := range s.scripts.all() {
		if err := client.ScriptLoad(ctx, script.source).Err(); err != nil {
			return fmt.Errorf("loading the scripts, which need the commands SCRIPT, EVAL and EVALSHA: %w", err)
		}
	}
	return nil
}

// parseInfo reads the "name:value" lines of INFO.
func parseInfo(text string) map[string]string {
	info := map[string]string{}
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			info[name] = value
		}
	}
	return info
}
