-- Version 1. Instants are UTC milliseconds, 0 is none. Everything that tells of
-- a person is sealed or hashed before it comes here.

CREATE TABLE record (
    id      TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    data    BLOB
);

-- A mark is written before the first version of its record, in one transaction.
CREATE TABLE seen (
    record TEXT NOT NULL REFERENCES record (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    event  TEXT NOT NULL,
    at     INTEGER NOT NULL, -- lease time
    PRIMARY KEY (record, event)
) WITHOUT ROWID;
CREATE INDEX seen_at ON seen (at);

CREATE TABLE journal (
    record  TEXT NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    at      INTEGER NOT NULL, -- story time
    data    BLOB,
    PRIMARY KEY (record, version)
);

-- A wake-up stands apart from its record, so that claiming one does not write
-- the record's bytes again.
CREATE TABLE wake (
    record TEXT PRIMARY KEY REFERENCES record (id) ON DELETE CASCADE,
    due    INTEGER NOT NULL,           -- story time
    lease  INTEGER NOT NULL DEFAULT 0  -- lease time; 0: nobody has it
) WITHOUT ROWID;
CREATE INDEX wake_due ON wake (due);
CREATE INDEX wake_lease ON wake (lease) WHERE lease <> 0;

CREATE TABLE entry (
    seq        INTEGER PRIMARY KEY, -- entries of a lane are sent in this order
    record     TEXT NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    side       TEXT NOT NULL,
    id         TEXT NOT NULL,
    body       BLOB,
    ref        TEXT NOT NULL,
    track      INTEGER NOT NULL,
    repeatable INTEGER NOT NULL,
    tries      INTEGER NOT NULL DEFAULT 0,
    unknowns   INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX entry_lane ON entry (record, side, seq);

-- A lane stays when it is empty: its token must never be given twice, and what
-- holds it back holds back the next entry too.
CREATE TABLE lane (
    record TEXT NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    side   TEXT NOT NULL,
    queue  INTEGER NOT NULL,            -- in which it waits
    head   INTEGER,                     -- entry.seq; null: empty
    serve  INTEGER NOT NULL,            -- story time before which it is held back
    free   INTEGER NOT NULL DEFAULT 0,  -- story time at which it is free of all its uses
    token  INTEGER NOT NULL DEFAULT 0,  -- the last one given
    lease  INTEGER NOT NULL DEFAULT 0,  -- lease time; 0: nobody has it
    PRIMARY KEY (record, side)
) WITHOUT ROWID;
CREATE INDEX lane_serve ON lane (queue, serve) WHERE head IS NOT NULL;

CREATE TABLE receipt (
    record  TEXT NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    entry   TEXT NOT NULL,
    receipt TEXT NOT NULL,
    PRIMARY KEY (record, entry)
) WITHOUT ROWID;

CREATE TABLE idx (
    shard  TEXT NOT NULL,
    name   TEXT NOT NULL,
    value  TEXT NOT NULL,
    record TEXT NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    PRIMARY KEY (shard, name, value)
) WITHOUT ROWID;
CREATE INDEX idx_record ON idx (record);

CREATE TABLE link (
    name   TEXT PRIMARY KEY,
    record TEXT NOT NULL -- may be made before the record's first commit
) WITHOUT ROWID;

CREATE TABLE parked (
    seq    INTEGER PRIMARY KEY, -- events of a record are taken up in this order
    record TEXT NOT NULL,       -- need not have been committed
    event  TEXT NOT NULL,
    at     INTEGER NOT NULL,    -- story time
    data   BLOB,
    UNIQUE (record, event)
);

CREATE TABLE lease (
    name   TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until  INTEGER NOT NULL -- lease time
) WITHOUT ROWID;

-- What lists show of a record.
CREATE TABLE board (
    record TEXT PRIMARY KEY REFERENCES record (id) ON DELETE CASCADE,
    data   BLOB NOT NULL
) WITHOUT ROWID;

-- Sends of all lanes together, against what a platform allows.
CREATE TABLE budget (
    name  TEXT PRIMARY KEY,
    until INTEGER NOT NULL, -- story time until which it is shut
    sends BLOB NOT NULL     -- story times, 8 bytes each, oldest first
) WITHOUT ROWID;

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
