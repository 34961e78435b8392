-- What the archive can give back: events, papers, manifests, pages, originals,
-- hand-ins, quarantine. What may be lost: index_outbox, jobs.
-- Times are microseconds since 1970 (UTC), ids lower-case hexadecimal text.

-- The hash chain. `line` is the event as JSON: the only form whose hash counts.
CREATE TABLE events (
    seq   INTEGER PRIMARY KEY CHECK (seq > 0),
    paper TEXT,
    hash  TEXT NOT NULL UNIQUE,
    line  TEXT NOT NULL
) STRICT;
CREATE INDEX events_of_paper ON events (paper, seq) WHERE paper IS NOT NULL;

-- Numbers of which there is one. `sealed_until`: the last event in the archive.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;
INSERT INTO meta (name, value) VALUES ('sealed_until', 0);

-- Narrow, so that lists and counts never drag manifests through memory.
-- `seq` is the event that stored the paper.
CREATE TABLE papers (
    paper        TEXT PRIMARY KEY,
    seq          INTEGER NOT NULL UNIQUE REFERENCES events (seq),
    received     INTEGER NOT NULL,
    pages        INTEGER NOT NULL,
    unread_pages INTEGER NOT NULL,
    blank_pages  INTEGER NOT NULL,
    first_name   TEXT NOT NULL
) STRICT;
CREATE INDEX papers_counts ON papers (pages, unread_pages, blank_pages);

CREATE TABLE manifests (
    paper TEXT PRIMARY KEY REFERENCES papers (paper),
    hash  TEXT NOT NULL,
    json  TEXT NOT NULL
) STRICT;

CREATE TABLE pages (
    paper  TEXT NOT NULL REFERENCES papers (paper),
    no     INTEGER NOT NULL CHECK (no > 0),
    status TEXT NOT NULL,
    reason TEXT,
    rescan TEXT,
    width  INTEGER NOT NULL,
    height INTEGER NOT NULL,
    dpi    REAL,
    PRIMARY KEY (paper, no)
) STRICT;

CREATE TABLE originals (
    paper   TEXT NOT NULL REFERENCES papers (paper),
    ordinal INTEGER NOT NULL,
    blake3  TEXT NOT NULL,
    PRIMARY KEY (paper, ordinal)
) STRICT;
CREATE INDEX originals_by_bytes ON originals (blake3, ordinal);

CREATE TABLE hand_ins (
    seq     INTEGER PRIMARY KEY REFERENCES events (seq),
    paper   TEXT NOT NULL REFERENCES papers (paper),
    at      INTEGER NOT NULL,
    source  TEXT NOT NULL,
    unit    TEXT,
    dossier TEXT,
    actor   TEXT NOT NULL
) STRICT;
CREATE INDEX hand_ins_of_paper ON hand_ins (paper, seq);

-- A row for each hand-in of bytes that could not be taken: two units may hand
-- in the same broken file, and each must see its own.
CREATE TABLE quarantine (
    seq     INTEGER PRIMARY KEY REFERENCES events (seq),
    bytes   TEXT NOT NULL,
    reason  TEXT NOT NULL,
    at      INTEGER NOT NULL,
    source  TEXT NOT NULL,
    unit    TEXT,
    dossier TEXT
) STRICT;
CREATE INDEX quarantine_of_bytes ON quarantine (bytes, seq);

-- AUTOINCREMENT: an id taken by the indexer must never name a later row.
CREATE TABLE index_outbox (
    id    INTEGER PRIMARY KEY AUTOINCREMENT,
    paper TEXT NOT NULL REFERENCES papers (paper)
) STRICT;
CREATE INDEX index_outbox_of_paper ON index_outbox (paper);

-- lane: 0 people, 1 bulk. state: 0 ready, 1 leased, 2 done, 3 dead.
-- `attempt` only ever grows: it is the fencing token. `failures` and
-- `interruptions` decide when a job is dead.
CREATE TABLE jobs (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    lane          INTEGER NOT NULL CHECK (lane IN (0, 1)),
    state         INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
    run_at        INTEGER NOT NULL,
    attempt       INTEGER NOT NULL DEFAULT 0,
    failures      INTEGER NOT NULL DEFAULT 0,
    interruptions INTEGER NOT NULL DEFAULT 0,
    worker        TEXT,
    lease_until   INTEGER,
    same          TEXT NOT NULL,
    originals     TEXT NOT NULL,
    source        TEXT NOT NULL,
    unit          TEXT,
    dossier       TEXT,
    actor         TEXT NOT NULL,
    batch         TEXT NOT NULL,
    outcome       TEXT,
    pages_done    INTEGER NOT NULL DEFAULT 0,
    pages_total   INTEGER,
    note          TEXT,
    last_error    TEXT,
    created       INTEGER NOT NULL,
    updated       INTEGER NOT NULL,
    CHECK ((state = 1) = (lease_until IS NOT NULL)),
    CHECK ((state = 1) = (worker IS NOT NULL)),
    CHECK ((state = 2) = (outcome IS NOT NULL))
) STRICT;
CREATE INDEX jobs_next ON jobs (state, lane, run_at, id);
CREATE INDEX jobs_of_batch ON jobs (batch, id);
-- The same hand-in is open once.
CREATE UNIQUE INDEX jobs_open ON jobs (same) WHERE state IN (0, 1);
