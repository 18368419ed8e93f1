package sqlite

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
)

//go:embed schema.sql
var schema string

// schemaVersion stands in the file's user_version. A later release that needs
// another schema raises it and upgrades older files here.
const schemaVersion = 1

// migrate brings a new file to the present schema, and refuses what this program
// would not understand.
func migrate(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	version, tables, err := readVersion(ctx, tx)
	if err != nil {
		return err
	}
	if version != 0 || tables != 0 {
		return known(version)
	}
	if _, err := tx.ExecContext(ctx, schema); err != nil {
		return fmt.Errorf("creating the tables: %w", err)
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", schemaVersion)); err != nil {
		return fmt.Errorf("writing the schema version: %w", err)
	}
	return tx.Commit()
}

// readVersion returns the version of the schema, and how many tables there are.
func readVersion(ctx context.Context, db interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}) (version, tables int, err error) {
	row := db.QueryRowContext(ctx, "SELECT (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)")
	if err := row.Scan(&version, &tables); err != nil {
		return 0, 0, fmt.Errorf("reading the schema version: %w", err)
	}
	return version, tables, nil
}

// known refuses a schema that this program would not understand.
func known(version int) error {
	switch {
	case version > schemaVersion:
		return fmt.Errorf("a newer release wrote it (schema %d, this program knows %d): update the program", version, schemaVersion)
	case version != schemaVersion:
		return errors.New("it belongs to another program")
	}
	return nil
}
