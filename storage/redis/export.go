package redis

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"residencyassist/storage"
)

// Count implements storage.Backend in one round trip.
func (s *Store) Count(ctx context.Context) (int, error) {
	parts := make([]*goredis.IntCmd, s.partitions)
	err := s.readAll(ctx, func(pipe goredis.Pipeliner) {
		for p := range partition(s.partitions) {
			parts[p] = pipe.ZCard(ctx, p.records())
		}
	})
	if err != nil {
		return 0, fmt.Errorf("counting records: %w", err)
	}
	n := 0
	for _, part := range parts {
		n += int(part.Val())
	}
	return n, nil
}

// readAll sends reads in one round trip. What is not there is no error.
func (s *Store) readAll(ctx context.Context, reads func(goredis.Pipeliner)) error {
	replies, err := s.client.Pipelined(ctx, func(pipe goredis.Pipeliner) error {
		reads(pipe)
		return nil
	})
	for _, reply := range replies {
		if e := reply.Err(); e != nil && !errors.Is(e, goredis.Nil) {
			return e
		}
	}
	if errors.Is(err, goredis.Nil) {
		return nil
	}
	return err
}

// reading is what is read of one record.
type reading struct {
	id       string
	p        partition
	row      *goredis.SliceCmd
	seen     *goredis.ZSliceCmd
	journal  *goredis.XMessageSliceCmd
	receipts *goredis.MapStringStringCmd
	parked   *goredis.MapStringStringCmd
	board    *goredis.StringCmd
	wake     *goredis.FloatCmd
	indexes  map[string]*goredis.MapStringStringCmd // by name; shared by the records of a shard
	lanes    []laneReading
}

// laneReading is what is read of one lane.
type laneReading struct {
	side   string
	queue  *goredis.StringSliceCmd
	state  *goredis.SliceCmd
	places [storage.Queues]*goredis.FloatCmd // nil of an empty lane, as is the next
	leased *goredis.FloatCmd
}

// Export implements storage.Backend: three round trips for any number of
// records.
func (s *Store) Export(ctx context.Context, ids []string, v storage.View) ([]storage.Whole, error) {
	all := make([]reading, len(ids))
	for i, id := range ids {
		all[i] = reading{id: id, p: s.partition(id)}
	}
	for _, reads := range []func(goredis.Pipeliner){
		func(pipe goredis.Pipeliner) { readRecords(ctx, pipe, all, v) },
		func(pipe goredis.Pipeliner) { readLanes(ctx, pipe, all) },
		func(pipe goredis.Pipeliner) { readPlaces(ctx, pipe, all) },
	} {
		if err := s.readAll(ctx, reads); err != nil {
			return nil, fmt.Errorf("reading whole records: %w", err)
		}
	}
	wholes := make([]storage.Whole, len(all))
	for i := range all {
		var err error
		if wholes[i], err = all[i].whole(v); err != nil {
			return nil, fmt.Errorf("reading the whole of record %s: %w", all[i].id, err)
		}
	}
	return wholes, nil
}

// readRecords asks for everything but the lanes, whose names are not known yet.
func readRecords(ctx context.Context, pipe goredis.Pipeliner, all []reading, v storage.View) {
	after := "(" + strconv.FormatFloat(float64(millis(v.Marks))/1000, 'f', -1, 64)
	shards := map[string]map[string]*goredis.MapStringStringCmd{}
	for i := range all {
		r := &all[i]
		r.row = pipe.HMGet(ctx, r.p.record(r.id), "version", "data", "sides")
		r.seen = pipe.ZRangeByScoreWithScores(ctx, r.p.seen(r.id), &goredis.ZRangeBy{Min: after, Max: "+inf"})
		r.journal = pipe.XRange(ctx, r.p.journal(r.id), "-", "+")
		r.receipts = pipe.HGetAll(ctx, r.p.receipts(r.id))
		r.parked = pipe.HGetAll(ctx, r.p.parked(r.id))
		r.board = pipe.HGet(ctx, r.p.board(), r.id)
		r.wake = pipe.ZScore(ctx, r.p.wakes(), r.id)
		shard := storage.ShardOf(r.id)
		if shards[shard] == nil {
			shards[shard] = map[string]*goredis.MapStringStringCmd{}
			for _, name := range v.Indexes {
				shards[shard][name] = pipe.HGetAll(ctx, r.p.index(shard, name))
			}
		}
		r.indexes = shards[shard]
	}
}

// readLanes asks for what waits, and for what each lane remembers.
func readLanes(ctx context.Context, pipe goredis.Pipeliner, all []reading) {
	for i := range all {
		r := &all[i]
		sides, _ := r.row.Val()[2].(string)
		for side := range strings.SplitSeq(strings.TrimSuffix(sides, "\n"), "\n") {
			if side == "" {
				continue
			}
			lane := storage.Lane{Record: r.id, Side: side}
			r.lanes = append(r.lanes, laneReading{
				side:  side,
				queue: pipe.LRange(ctx, r.p.queue(lane), 0, -1),
				state: pipe.HMGet(ctx, r.p.lane(lane), "tries", "unknowns", "free", "hold"),
			})
		}
	}
}

// readPlaces asks where the lanes wait in which something does.
func readPlaces(ctx context.Context, pipe goredis.Pipeliner, all []reading) {
	for i := range all {
		r := &all[i]
		for n := range r.lanes {
			l := &r.lanes[n]
			if len(l.queue.Val()) == 0 {
				continue
			}
			name := laneName(storage.Lane{Record: r.id, Side: l.side})
			for q := range storage.Queues {
				l.places[q] = pipe.ZScore(ctx, r.p.ready(q), name)
			}
			l.leased = pipe.ZScore(ctx, r.p.leased(), name)
		}
	}
}

// whole puts together what was read.
func (r *reading) whole(v storage.View) (w storage.Whole, err error) {
	w.ID = r.id
	if w.Parked, err = unpackParked(r.parked.Val()); err != nil {
		return w, err
	}
	version, _ := r.row.Val()[0].(string)
	if version == "" {
		return w, nil
	}
	if w.Version, err = strconv.ParseUint(version, 10, 64); err != nil {
		return w, errAnswer
	}
	data, _ := r.row.Val()[1].(string)
	w.Data, w.Board = []byte(data), []byte(r.board.Val())
	if r.wake.Err() == nil {
		w.Wake = time.UnixMilli(int64(r.wake.Val())).UTC()
	}
	if w.Journal, err = journalLines(r.journal.Val()); err != nil {
		return w, err
	}
	for _, l := range r.lanes {
		lane, matters, err := l.whole(v)
		if err != nil {
			return w, err
		}
		if matters {
			w.Lanes = append(w.Lanes, lane)
		}
	}
	r.collect(&w)
	order(&w)
	return w, nil
}

func journalLines(messages []goredis.XMessage) (lines []storage.JournalLine, err error) {
	for _, m := range messages {
		line, err := journalLine(m)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// collect reads what has no order in Redis, or another than is promised.
func (r *reading) collect(w *storage.Whole) {
	for _, m := range r.seen.Val() {
		event, _ := m.Member.(string)
		w.Marks = append(w.Marks, storage.Mark{Event: event, At: time.Unix(int64(m.Score), 0).UTC()})
	}
	for entry, receipt := range r.receipts.Val() {
		w.Receipts = append(w.Receipts, storage.Receipt{Entry: entry, Receipt: receipt})
	}
	for name, values := range r.indexes {
		for value, id := range values.Val() {
			if id == r.id {
				w.Index = append(w.Index, storage.Index{Name: name, Value: value})
			}
		}
	}
}

// order puts everything in the order that is promised.
func order(w *storage.Whole) {
	slices.SortFunc(w.Marks, func(a, b storage.Mark) int { return cmp.Compare(a.Event, b.Event) })
	slices.SortFunc(w.Receipts, func(a, b storage.Receipt) int { return cmp.Compare(a.Entry, b.Entry) })
	slices.SortFunc(w.Index, func(a, b storage.Index) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Value, b.Value))
	})
	slices.SortFunc(w.Lanes, func(a, b storage.WholeLane) int { return cmp.Compare(a.Side, b.Side) })
}

// whole puts a lane together, and says whether it matters.
func (l *laneReading) whole(v storage.View) (storage.WholeLane, bool, error) {
	a := answer{}
	for _, value := range l.state.Val() {
		text, _ := value.(string)
		a.values = append(a.values, text)
	}
	w := storage.WholeLane{Side: l.side, Tries: int(a.count()), Unknowns: int(a.count()), Free: a.time(), Serve: a.time()}
	if a.err != nil {
		return w, false, a.err
	}
	for _, packed := range l.queue.Val() {
		e, err := unpackEntry([]byte(packed))
		if err != nil {
			return w, false, err
		}
		e.Side = l.side
		w.Entries = append(w.Entries, e)
	}
	if len(w.Entries) == 0 {
		matters := v.InForce(&w, false)
		return w, matters, nil
	}
	waits := slices.IndexFunc(l.places[:], func(place *goredis.FloatCmd) bool { return place.Err() == nil })
	if waits < 0 {
		return w, false, errAnswer
	}
	w.Queue = storage.Queue(waits)
	w.Serve = time.UnixMilli(int64(l.places[waits].Val())).UTC()
	matters := v.InForce(&w, l.leased.Err() == nil)
	return w, matters, nil
}

// count reads a number that is spelled as a text; nothing is none.
func (a *answer) count() int64 {
	text := a.text()
	if text == "" {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		a.err = errAnswer
	}
	return n
}

// millis is an instant in ms; the zero instant is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}
