package redis

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	goredis "github.com/redis/go-redis/v9"

	"residencyassist/storage"
)

// schemaVersion is the version of the keys in the package's documentation.
const schemaVersion = 1

// Store is a storage.Backend over Redis.
type Store struct {
	client     goredis.UniversalClient
	scripts    scripts
	partitions int
	log        *slog.Logger
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
	client, partitions, err := connect(url)
	if err != nil {
		return nil, err
	}
	hush, err := discreetFor(url)
	if err != nil {
		return nil, errors.Join(err, client.Close())
	}
	client.AddHook(hush)
	s := &Store{client: client, partitions: partitions, log: slog.New(slog.DiscardHandler)}
	for _, option := range options {
		option(s)
	}
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(err, client.Close())
	}
	return s, nil
}

func (s *Store) start(ctx context.Context) error {
	var err error
	if s.scripts, err = newScripts(); err != nil {
		return err
	}
	if err := s.Check(ctx); err != nil {
		return err
	}
	return s.readLayout(ctx)
}

// readLayout takes the number of partitions from the store, or fixes it for
// good in a new one.
func (s *Store) readLayout(ctx context.Context) error {
	text, err := s.setOnce(ctx, layoutKey, fmt.Sprintf("%d/%d", schemaVersion, s.partitions))
	if err != nil {
		return fmt.Errorf("reading the layout of the store: %w", err)
	}
	var version, partitions int
	if _, err := fmt.Sscanf(text, "%d/%d", &version, &partitions); err != nil || partitions < 1 {
		return fmt.Errorf("the key %s holds %q, which is no layout: this database belongs to another program", layoutKey, text)
	}
	if version != schemaVersion {
		return fmt.Errorf("the store was written in version %d of its schema, this program knows version %d: use a release that fits", version, schemaVersion)
	}
	s.partitions = partitions
	return nil
}

// Close implements storage.Backend.
func (s *Store) Close() error {
	if err := s.client.Close(); err != nil {
		return fmt.Errorf("closing the connections to Redis: %w", err)
	}
	return nil
}
