package redis

import (
	"strconv"
	"strings"

	"residencyassist/storage"
)

// Keys that have a slot of their own.

const layoutKey = "ra:layout"

func linkKey(name string) string  { return "ra:link:" + name }
func leaseKey(name string) string { return "ra:lease:" + name }
func metaKey(name string) string  { return "ra:meta:" + name }

// A budget's two keys share a slot.
func sendsKey(budget string) string { return "ra:budget:{" + budget + "}:sends" }
func shutKey(budget string) string  { return "ra:budget:{" + budget + "}:shut" }

// partition names the keys of one partition. They share its hash tag.
type partition int

func (p partition) key(name string) string {
	return "ra:{p" + strconv.Itoa(int(p)) + "}:" + name
}

func (p partition) board() string                { return p.key("board") }
func (p partition) counters() string             { return p.key("counters") }
func (p partition) ready(q storage.Queue) string { return p.key("ready:" + strconv.Itoa(int(q))) }
func (p partition) leased() string               { return p.key("leased") }
func (p partition) wakes() string                { return p.key("wakes") }
func (p partition) wakeLeased() string           { return p.key("wakeleased") }
func (p partition) records() string              { return p.key("records") }
func (p partition) parkedRecords() string        { return p.key("parkedrecords") }
func (p partition) unswept() string              { return p.key("unswept") }
func (p partition) index(shard, name string) string {
	return p.key("index:" + shard + ":" + name)
}

func (p partition) record(id string) string   { return p.key("record:" + id) }
func (p partition) seen(id string) string     { return p.key("seen:" + id) }
func (p partition) journal(id string) string  { return p.key("journal:" + id) }
func (p partition) receipts(id string) string { return p.key("receipts:" + id) }
func (p partition) parked(id string) string   { return p.key("parked:" + id) }

func (p partition) queue(l storage.Lane) string { return p.key("queue:" + laneName(l)) }
func (p partition) lane(l storage.Lane) string  { return p.key("lane:" + laneName(l)) }

// laneKeys are the keys that every script about lanes begins with.
func (p partition) laneKeys() []string {
	keys := []string{p.counters(), p.leased()}
	for q := range storage.Queues {
		keys = append(keys, p.ready(q))
	}
	return keys
}

// laneName is a lane as a member of ready and leased. A record's key has no
// colon.
func laneName(l storage.Lane) string { return l.Record + ":" + l.Side }

func parseLane(name string) storage.Lane {
	record, side, _ := strings.Cut(name, ":")
	return storage.Lane{Record: record, Side: side}
}

// partition returns where a record is kept.
func (s *Store) partition(id string) partition {
	return partition(shardNumber(storage.ShardOf(id)) % s.partitions)
}

// shardSigns are the signs that record keys are spelled with, in the order of
// their values.
const shardSigns = "0123456789abcdefghjkmnpqrstvwxyz"

// shardNumber reads a shard as a number from 0 to 1023. Any other string has a
// number too, because a shard may come from a reference that somebody mistyped:
// nothing will be found there.
func shardNumber(shard string) int {
	n := 0
	for _, sign := range []byte(shard) {
		value := strings.IndexByte(shardSigns, sign)
		if value < 0 {
			value = int(sign)
		}
		n = (n*len(shardSigns) + value) % 1024
	}
	return n
}
