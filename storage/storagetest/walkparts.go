package storagetest

import (
	"cmp"
	"slices"
	"time"

	"pgregory.net/rapid"

	"residencyassist/storage"
)

// compareParts compares what of a record waits.
func (w *walk) compareParts(id string) {
	entries, err := w.real.Entries(w.scene.ctx, id)
	wantEntries, _ := w.model.Entries(w.scene.ctx, id)
	w.agree("entries", err, nil)
	bySide := func(a, b storage.Entry) int { return cmp.Compare(a.Side, b.Side) }
	slices.SortStableFunc(entries, bySide)
	w.equal("entries of "+id, entries, wantEntries)
	parked, err := w.real.Parked(w.scene.ctx, id)
	wantParked, _ := w.model.Parked(w.scene.ctx, id)
	w.agree("parked", err, nil)
	w.equal("parked events of "+id, parked, wantParked)
	board, err := w.real.OnBoard(w.scene.ctx, id)
	wantBoard, _ := w.model.OnBoard(w.scene.ctx, id)
	w.agree("board", err, nil)
	w.equal("row of "+id+" on the board", board, wantBoard)
}

// replace swaps some of what stands in a record, and some of what does not.
func (w *walk) replace(t *rapid.T) {
	w.T = t
	id := w.anyID()
	var swaps []storage.Swap
	for range rapid.IntRange(1, 4).Draw(t, "swaps") {
		place := storage.Place{
			Part:    rapid.SampledFrom([]storage.Part{storage.InRow, storage.InJournal, storage.InEntry, storage.InParked, storage.InBoard}).Draw(t, "part"),
			Version: rapid.Uint64Range(0, 9).Draw(t, "version"),
			Side:    rapid.SampledFrom([]string{chat, desk}).Draw(t, "side"),
		}
		switch place.Part {
		case storage.InEntry:
			place.Name = w.anyEntryOf(id, place.Side)
		case storage.InParked:
			place.Name = rapid.SampledFrom([]string{"e1", "e2"}).Draw(t, "parked")
		}
		swap := storage.Swap{Place: place, Old: []byte("elsewhere"), New: rapid.SliceOfN(rapid.Byte(), 0, 8).Draw(t, "new")}
		if at := w.model.place(id, place); at != nil && rapid.IntRange(0, 4).Draw(t, "stale") > 0 {
			swap.Old = slices.Clone(*at)
		}
		swaps = append(swaps, swap)
	}
	got, err := w.real.Replace(w.scene.ctx, id, swaps)
	want, wantErr := w.model.Replace(w.scene.ctx, id, swaps)
	w.agree("replace", err, wantErr)
	w.equal("replaced", got, want)
}

// anyEntryOf names an entry that waits on a side, if there is one.
func (w *walk) anyEntryOf(id, side string) string {
	entries, _ := w.model.Entries(w.scene.ctx, id)
	names := []string{"none"}
	for _, e := range entries {
		if e.Side == side {
			names = append(names, e.ID)
		}
	}
	return rapid.SampledFrom(names).Draw(w.T, "entry")
}

func (w *walk) park(t *rapid.T) {
	w.T = t
	id, event := w.anyID(), rapid.SampledFrom([]string{"e1", "e2", "e6"}).Draw(t, "event")
	if rapid.Bool().Draw(t, "unpark") {
		w.agree("unpark", w.real.Unpark(w.scene.ctx, id, event), w.model.Unpark(w.scene.ctx, id, event))
	} else {
		p := storage.Parked{Event: event, At: w.scene.now, Data: rapid.SliceOfN(rapid.Byte(), 0, 8).Draw(t, "data")}
		w.agree("park", w.real.Park(w.scene.ctx, id, p), w.model.Park(w.scene.ctx, id, p))
	}
	got, err := w.real.ParkedRecords(w.scene.ctx, "", many)
	want, wantErr := w.model.ParkedRecords(w.scene.ctx, "", many)
	slices.Sort(got)
	w.agree("parked records", err, wantErr)
	w.equal("parked records", got, want)
}

// erase takes a record away, as the last step of a life or in the middle of one.
func (w *walk) erase(t *rapid.T) {
	w.T = t
	id := w.anyID()
	row, err := w.real.Load(w.scene.ctx, id, "")
	w.agree("load", err, nil)
	if row.Version == 0 || rapid.IntRange(0, 3).Draw(t, "stays") > 0 {
		return
	}
	c := storage.Commit{
		ID: id, Version: row.Version, At: w.scene.now, Data: []byte("erased"), Journal: []byte("line"),
		Event: rapid.SampledFrom([]string{"", "e1", "e2"}).Draw(t, "event"),
		Erase: &storage.Erasure{Links: []string{"t1", "t2"}, Indexes: []string{"reference"}},
	}
	onReal, onModel := c, c
	if i := w.anyClaimOf(id); i >= 0 {
		onReal.Settle = w.settlement(w.claims[i].real, "", time.Time{})
		onModel.Settle = w.settlement(w.claims[i].model, "", time.Time{})
	}
	_, err = w.real.Commit(w.scene.ctx, onReal)
	_, wantErr := w.model.Commit(w.scene.ctx, onModel)
	w.agree("erase", err, wantErr)
	w.agree("sweep", w.real.Sweep(w.scene.ctx), nil)
}
