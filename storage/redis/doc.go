// Package redis keeps the bot's memory in Redis: one server, Sentinel or
// Cluster, for any number of replicas of the bot. It implements
// storage.Backend and keeps nothing in memory that a crash would lose. When
// Redis is away every call fails: nothing falls back to anything else. At the
// start a Redis that is loading its data is waited for; one that cannot be
// reached is an error at once.
//
// # Partitions
//
// Records are spread over partitions: 16 on one server or behind Sentinel, 64
// on a Cluster, fixed when a store is first opened. A record's partition is the
// number that storage.ShardOf its key spells, modulo their count. All keys of a
// partition share a hash tag, {pN}, so that whatever one commit touches lies in
// one slot. Every key a script touches is named in its KEYS.
//
// # Keys
//
// Times are integer milliseconds, or seconds where told. Those of leases and of
// dedupe marks come from Redis's own clock, all others are story time. No key
// expiry is used as a timer. <lane> is <record>:<side>.
//
//	of a partition
//	ra:{pN}:counters              hash    token (how many were given), entries (waiting or in flight),
//	                                      parked (events ever parked, which orders them)
//	ra:{pN}:ready:<queue>         zset    every lane that has entries, by the story ms from which it may be served,
//	                                      in the key of the storage.Queue it waits in
//	ra:{pN}:board                 hash    record to what lists show of it (sealed)
//	ra:{pN}:leased                zset    lanes under lease, by the Redis ms at which it runs out
//	ra:{pN}:wakes                 zset    records that have a wake-up, by its story ms
//	ra:{pN}:wakeleased            zset    records whose wake-up is under lease, by the Redis ms at which it runs out
//	ra:{pN}:records               zset    every committed record, all with the score 0, so that they can be paged
//	                                      through by their keys
//	ra:{pN}:parkedrecords         zset    records that have parked events, likewise
//	ra:{pN}:unswept               hash    name that still has to be unlinked to the record that was erased
//	ra:{pN}:index:<shard>:<name>  hash    value to record
//
//	of a record
//	ra:{pN}:record:<record>       hash    version, data (sealed), sides (that ever had an entry, a line each)
//	ra:{pN}:seen:<record>         zset    committed events by the Redis second after their commit, which takes less room
//	                                      than its millisecond; trimmed by each commit,
//	                                      expires after storage.DedupeAge without one, which only cleans up
//	ra:{pN}:journal:<record>      stream  id <version>-0: at (story ms), data (sealed)
//	ra:{pN}:receipts:<record>     hash    tracked entry, or the one in whose place it stands, to receipt
//	ra:{pN}:parked:<record>       hash    event to "<number> <at, story ms> <sealed event>"; in the order of the numbers
//	ra:{pN}:queue:<lane>          list    packed entries, head first
//	ra:{pN}:lane:<lane>           hash    of the head: token (while leased), tries, unknowns;
//	                                      of the lane: free, the story ms at which it is free of all its uses;
//	                                      of an empty lane: hold, the story ms before which it may not be served;
//	                                      an empty lane's expires once neither matters, which only cleans up
//
//	of the store, each in a slot of its own
//	ra:layout                     string  version of this schema and number of partitions: "1/16"
//	ra:link:<name>                string  record
//	ra:lease:<name>               hash    holder, until (Redis ms)
//	ra:meta:<name>                string  value
//	ra:budget:{<name>}:sends      list    story ms of the latest sends, booked ones included
//	ra:budget:{<name>}:shut       string  story ms until which nothing is sent
//
// A lane is in leased only while it is in a queue too: it is free when its lease
// is missing or has run out. Wake-ups work alike.
//
// # Scripts
//
// Each write is one Lua script in scripts/, sent by its digest, atomic, and
// safe to repeat. The client repeats nothing by itself: when an answer is lost
// the call fails, and the caller, who may repeat it, is told ErrRepeated,
// ErrConflict or ErrLost if the first one had arrived. Claims whose answer was
// lost come back when their lease runs out. Whatever Redis says while it cannot
// work (READONLY, LOADING, CLUSTERDOWN, OOM, NOREPLICAS and the like) is such a
// failure too, and never taken for a refusal.
//
// # What is promised
//
// Acknowledged is what a call returned without an error, or refused as
// repeated or lost: the caller then takes it for done. What is promised of it
// depends on how Redis is set up.
//
//	appendfsync always     survives a crash of Redis and of its machine.
//	appendfsync everysec   a crash of the machine may undo the last second, or two when the disk is
//	                       slow. A crash of Redis undoes nothing, save when the disk is so slow that
//	                       Redis holds its writes back: then two seconds at most.
//	replicas, no wait      survives as above while the master comes back on its own disk. A
//	                       failover undoes what had not reached the replica that takes over:
//	                       milliseconds of writes as a rule, all since it was cut off at worst.
//	replicas, wait=N and   survives also a failover to any of the N replicas that confirmed it.
//	min-replicas-to-write
//
// What is undone is undone whole and in order: a store, or a node of a Cluster,
// goes back to an earlier state of itself, never to half a commit. Platforms
// deliver an event again only while it is not acknowledged, so an undone event
// is gone, and an undone settlement sends its message once more, uncounted.
//
// With wait=1 in the URL a WAIT follows every write in the same round trip, and
// what fewer replicas confirm within wait_timeout (usually 1s) is an error: it
// may stand or not, and the caller repeats it. A repeat is acknowledged no
// sooner than it is confirmed as well; see confirmation. Sentinel and Cluster
// promote the replica that is furthest ahead among those they reach, going by
// what they last heard. With one replica, or N as large as their number, that is
// a promise; with more replicas than N it holds unless the one that confirmed
// fails together with the master, or the choice is made on old news. WAIT asks
// for memory, not for disk: if all of them lose power at once, appendfsync
// decides. The claims of wake-ups and the budgets are not waited for: what is
// done under them is safe to be done twice.
package redis
