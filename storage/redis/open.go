package redis

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"residencyassist/storage"
)

// schemaVersion is the version of the keys in the package's documentation.
const schemaVersion = 1

// A Redis that is loading its data when the bot starts is asked again this
// often, and waited for this long: ten gigabytes take it a minute or two.
const (
	loadPoll     = 250 * time.Millisecond
	loadPatience = 5 * time.Minute
)

var (
	errLoading      = errors.New("it is loading its data")
	errStillLoading = errors.New("it has been loading its data for five minutes: start the bot again when it is done")
)

// Store is a storage.Backend over Redis.
type Store struct {
	client       goredis.UniversalClient
	scripts      scripts
	partitions   int
	wait         confirmation
	loadPatience time.Duration
	log          *slog.Logger
}

var _ storage.Backend = (*Store)(nil)

// Option changes how a store is opened.
type Option func(*Store)

// WithLogger sends the warnings of Check to log instead of nowhere.
func WithLogger(log *slog.Logger) Option {
	return func(s *Store) { s.log = log }
}

// Open connects to the Redis that url names, checks that it can be trusted with
// the bot's memory (see Check), and fixes or reads the number of partitions. No
// error prints the URL or its password.
func Open(ctx context.Context, url string, options ...Option) (*Store, error) {
	s, err := reach(url)
	if err != nil {
		return nil, err
	}
	for _, option := range options {
		option(s)
	}
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(err, s.client.Close())
	}
	return s, nil
}

// CheckURL says what is wrong with a URL, without reaching out.
func CheckURL(url string) error {
	c, err := connect(url)
	if err != nil {
		return err
	}
	return c.client.Close()
}

// reach prepares to speak with what url names, and says nothing to it yet.
func reach(url string) (*Store, error) {
	c, err := connect(url)
	if err != nil {
		return nil, err
	}
	hush, err := discreetFor(url)
	if err != nil {
		return nil, errors.Join(err, c.client.Close())
	}
	c.client.AddHook(hush)
	if cluster, ok := c.client.(*goredis.ClusterClient); ok {
		cluster.OnNewNode(func(node *goredis.Client) { node.AddHook(hush) }) // those of confirm
	}
	return &Store{client: c.client, partitions: c.partitions, wait: c.wait, loadPatience: loadPatience, log: slog.New(slog.DiscardHandler)}, nil
}

func (s *Store) start(ctx context.Context) error {
	var err error
	if s.scripts, err = newScripts(); err != nil {
		return err
	}
	if err := s.awaitLoaded(ctx); err != nil {
		return err
	}
	if err := s.readLayout(ctx); err != nil {
		return plainly(err)
	}
	return nil
}

// awaitLoaded checks the server. One that is still reading its data from disk
// has been started with us, as after a power cut, and is waited for. One that
// cannot be reached is not: whoever started the bot, a person or an
// orchestrator, should be told at once, and may start it again.
func (s *Store) awaitLoaded(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, s.loadPatience, errStillLoading)
	defer cancel()
	look := time.NewTicker(loadPoll)
	defer look.Stop()
	for told := false; ; {
		err := s.Check(ctx)
		if !isLoading(err) {
			return plainly(err)
		}
		if !told {
			s.log.InfoContext(ctx, "Redis is still loading its data: waiting for it")
			told = true
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for Redis: %w", context.Cause(ctx))
		case <-look.C:
		}
	}
}

// isLoading says whether a server has yet to read its data from disk.
func isLoading(err error) bool {
	return errors.Is(err, errLoading) || goredis.IsLoadingError(err)
}

// plainly adds what to look at to an error that is no answer of Redis's own. No
// such error holds more of the URL than a host and a port.
func plainly(err error) error {
	var network net.Error
	if !errors.As(err, &network) {
		return err
	}
	return fmt.Errorf("Redis cannot be reached: look whether it runs, and whether STORAGE_URL leads to it: %w", err) //nolint:staticcheck // a name
}

// readLayout takes the number of partitions from the store, or fixes it for
// good in a new one.
func (s *Store) readLayout(ctx context.Context) error {
	text, err := s.setOnce(ctx, layoutKey, fmt.Sprintf("%d/%d", schemaVersion, s.partitions))
	if err != nil {
		return fmt.Errorf("reading the layout of the store: %w", err)
	}
	s.partitions, err = parseLayout(text)
	return err
}

// parseLayout returns the number of partitions of a store, and refuses one that
// this program does not understand.
func parseLayout(text string) (partitions int, err error) {
	var version int
	if _, err := fmt.Sscanf(text, "%d/%d", &version, &partitions); err != nil || partitions < 1 {
		return 0, fmt.Errorf("the key %s holds %q, which is no layout: this database belongs to another program", layoutKey, text)
	}
	if version != schemaVersion {
		return 0, fmt.Errorf("the store was written in version %d of its schema, this program knows version %d: use a release that fits", version, schemaVersion)
	}
	return partitions, nil
}

// Close implements storage.Backend.
func (s *Store) Close() error {
	if err := s.client.Close(); err != nil {
		return fmt.Errorf("closing the connections to Redis: %w", err)
	}
	return nil
}
