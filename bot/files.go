package bot

import (
	"context"
	"errors"
	"time"

	"residencyassist/storage"
)

// A file or a mail takes longer to carry than a message, and longer than a lease:
// while it is on its way the lease is renewed again and again. A lease that was long from
// the beginning would keep what a dead replica had begun from everybody else for
// as long.
const (
	// fileTimeout bounds the carrying of one file, fetching and sending, and of
	// one mail.
	fileTimeout = 2 * time.Minute
	// renewEvery leaves time for two renewals that fail.
	renewEvery = deliveryLease / 4
	// fetches is how often a file is looked for that cannot be had, before it is
	// given up: what waits behind it has waited long enough.
	fetches = 5
)

// sending is how long a send may take. The lease outlasts it in any case.
func (b *Bot) sending(d storage.Delivery) (context.Context, context.CancelFunc) {
	if d.Entry.File == nil && d.Entry.Mail == nil {
		return context.WithTimeout(context.Background(), sendTimeout)
	}
	ctx, cancel := context.WithTimeout(context.Background(), fileTimeout)
	go b.keepLease(ctx, cancel, d)
	return ctx, cancel
}

// keepLease renews a lease until the send is over. When that cannot be done, the
// send is cut off before somebody else may begin it anew.
func (b *Bot) keepLease(ctx context.Context, cutOff func(), d storage.Delivery) {
	tick := time.NewTicker(renewEvery)
	defer tick.Stop()
	for failed := 0; ; {
		asking, done := context.WithTimeout(ctx, renewEvery)
		err := b.Memory.Renew(asking, storage.Renewal{Lane: d.Lane, Entry: d.Claim.Entry.ID, Token: d.Token, Lease: deliveryLease})
		done()
		switch {
		case err == nil:
			failed = 0
		case ctx.Err() != nil:
			return
		case errors.Is(err, storage.ErrLost), failed > 0:
			b.Log.Error("delivery: what takes long is cut off, because its lease could not be kept", about(d, "problem", err)...)
			cutOff()
			return
		default:
			failed++
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
