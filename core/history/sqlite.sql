-- SPDX-License-Identifier: MIT
--
-- sqlite.sql: the tables of a history, version 2, in a file.
--
-- People read the views, whose names begin with v_; docs/history.md promises
-- them. The tables are made to be small, since a row for each account, as-of
-- and figure would take ten times the room:
--
--   word     every text once; the other tables have its number
--   metric   a figure: name, type, unit
--   layout   which metrics the cells of an as-of are, as a JSON array
--   figure   the figures of an account at an as-of, a JSON array in that order
--   part     its components, [[name, points, share, value], ...]
--
-- Instants are microseconds since 1970 in UTC and money is ten-thousandths of
-- the currency, both whole numbers; the views show them as people write them.
-- All of it is part of a transaction: a file is a history, or it is empty.
--
-- postgresql.sql has the same tables: statements of hale are for both.

PRAGMA application_id = 1751215205; -- "hale"
PRAGMA user_version = 2;

-- How each run came about.

CREATE TABLE text (
    hash TEXT PRIMARY KEY,
    body TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE run (
    run INTEGER PRIMARY KEY AUTOINCREMENT,
    made_at INTEGER NOT NULL,
    published INTEGER NOT NULL, -- 1: its outputs are out
    pipeline TEXT NOT NULL,
    hale TEXT NOT NULL,
    timezone TEXT NOT NULL,
    currency TEXT NOT NULL,
    profile TEXT,
    first_as_of INTEGER NOT NULL,
    last_as_of INTEGER NOT NULL,
    as_ofs INTEGER NOT NULL,
    every TEXT,
    known TEXT NOT NULL, -- always, as_of, at
    known_at INTEGER,
    settings TEXT NOT NULL REFERENCES text(hash)
);

CREATE TABLE run_formula (
    run INTEGER, section TEXT, score TEXT, title TEXT, version TEXT, hash TEXT,
    PRIMARY KEY (run, section)
) WITHOUT ROWID;

CREATE TABLE run_pack (
    run INTEGER, pack TEXT, version TEXT, hash TEXT,
    PRIMARY KEY (run, pack)
) WITHOUT ROWID;

CREATE TABLE run_input (
    run INTEGER, input TEXT, data_set TEXT, plugin TEXT,
    rows_read INTEGER, rows_kept INTEGER, outside INTEGER,
    unknown_yet INTEGER, orphans INTEGER, rejected INTEGER,
    duplicates INTEGER,
    newest INTEGER, max_age REAL, state TEXT, -- hours; fresh or stale
    PRIMARY KEY (run, input)
) WITHOUT ROWID;

CREATE TABLE run_table ( -- what replay compares; as_of 0: it has none
    run INTEGER, as_of INTEGER, name TEXT, rows INTEGER, hash TEXT,
    PRIMARY KEY (run, as_of, name)
) WITHOUT ROWID;

CREATE TABLE run_late ( -- recorded after the run whose figures it replaced
    run INTEGER, input TEXT, rows INTEGER, first TEXT,
    PRIMARY KEY (run, input)
) WITHOUT ROWID;

-- What came out.

CREATE TABLE word (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
);

CREATE TABLE metric (
    metric INTEGER PRIMARY KEY,
    name TEXT NOT NULL, type TEXT NOT NULL, unit TEXT NOT NULL,
    UNIQUE (name, type, unit)
);

CREATE TABLE layout (
    layout INTEGER PRIMARY KEY,
    metrics TEXT NOT NULL UNIQUE
);

CREATE TABLE moment ( -- whose figures an as-of has
    as_of INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    layout INTEGER NOT NULL
);

CREATE TABLE figure (
    as_of INTEGER, account INTEGER, cells TEXT NOT NULL,
    PRIMARY KEY (as_of, account)
) WITHOUT ROWID;

CREATE TABLE score (
    as_of INTEGER, score INTEGER, account INTEGER,
    value REAL, raw REAL, coverage REAL,
    band INTEGER, variant INTEGER, limits INTEGER,
    formula INTEGER, version INTEGER, hash INTEGER,
    PRIMARY KEY (as_of, score, account)
) WITHOUT ROWID;

CREATE TABLE part (
    as_of INTEGER, score INTEGER, account INTEGER, parts TEXT NOT NULL,
    PRIMARY KEY (as_of, score, account)
) WITHOUT ROWID;

CREATE TABLE rollup (
    as_of INTEGER, rollup INTEGER, grp INTEGER, metric INTEGER, value,
    PRIMARY KEY (as_of, rollup, grp, metric)
) WITHOUT ROWID;

CREATE TABLE restated (
    as_of INTEGER NOT NULL, account INTEGER NOT NULL,
    metric INTEGER NOT NULL, old, new,
    old_run INTEGER NOT NULL, new_run INTEGER NOT NULL
);
CREATE INDEX restated_as_of ON restated (as_of);

-- For people.

CREATE VIEW v_runs AS
SELECT run,
    strftime('%Y-%m-%dT%H:%M:%SZ', made_at / 1000000, 'unixepoch') AS made_at,
    published, pipeline, hale, timezone, currency, profile,
    strftime('%Y-%m-%dT%H:%M:%SZ', first_as_of / 1000000, 'unixepoch') AS first_as_of,
    strftime('%Y-%m-%dT%H:%M:%SZ', last_as_of / 1000000, 'unixepoch') AS last_as_of,
    as_ofs, every, known,
    strftime('%Y-%m-%dT%H:%M:%SZ', known_at / 1000000, 'unixepoch') AS known_at,
    body AS settings
FROM run JOIN text ON hash = settings;

CREATE VIEW v_metrics AS
SELECT strftime('%Y-%m-%dT%H:%M:%SZ', f.as_of / 1000000, 'unixepoch') AS as_of,
    a.text AS account, m.name AS metric, m.type, m.unit,
    CASE m.type
        WHEN 'money' THEN c.value / 10000.0
        WHEN 'time' THEN strftime('%Y-%m-%dT%H:%M:%SZ', c.value / 1000000, 'unixepoch')
        ELSE c.value END AS value
FROM figure f
JOIN moment o USING (as_of)
JOIN layout l USING (layout)
JOIN word a ON a.id = f.account,
json_each(f.cells) c
JOIN metric m ON m.metric = json_extract(l.metrics, c.fullkey);

CREATE VIEW v_scores AS
SELECT strftime('%Y-%m-%dT%H:%M:%SZ', s.as_of / 1000000, 'unixepoch') AS as_of,
    a.text AS account, n.text AS score, s.value, b.text AS band, s.coverage,
    s.raw, v.text AS variant, l.text AS limits,
    f.text AS formula, r.text AS formula_version, h.text AS formula_hash
FROM score s
JOIN word a ON a.id = s.account
JOIN word n ON n.id = s.score
LEFT JOIN word b ON b.id = s.band
LEFT JOIN word v ON v.id = s.variant
LEFT JOIN word l ON l.id = s.limits
LEFT JOIN word f ON f.id = s.formula
LEFT JOIN word r ON r.id = s.version
LEFT JOIN word h ON h.id = s.hash;

CREATE VIEW v_components AS
SELECT strftime('%Y-%m-%dT%H:%M:%SZ', p.as_of / 1000000, 'unixepoch') AS as_of,
    a.text AS account, n.text AS score, k.text AS component,
    json_extract(c.value, '$[1]') AS points,
    json_extract(c.value, '$[2]') AS share,
    json_extract(c.value, '$[2]') * (100 - json_extract(c.value, '$[1]'))
        AS lost,
    json_extract(c.value, '$[3]') AS value
FROM part p
JOIN word a ON a.id = p.account
JOIN word n ON n.id = p.score,
json_each(p.parts) c
JOIN word k ON k.id = json_extract(c.value, '$[0]');

CREATE VIEW v_rollups AS
SELECT strftime('%Y-%m-%dT%H:%M:%SZ', r.as_of / 1000000, 'unixepoch') AS as_of,
    n.text AS rollup, nullif(g.text, '') AS "group",
    m.name AS metric, m.type, m.unit,
    CASE m.type
        WHEN 'money' THEN r.value / 10000.0
        WHEN 'time' THEN strftime('%Y-%m-%dT%H:%M:%SZ', r.value / 1000000, 'unixepoch')
        ELSE r.value END AS value
FROM rollup r
JOIN word n ON n.id = r.rollup
JOIN word g ON g.id = r.grp
JOIN metric m USING (metric);

CREATE VIEW v_restated AS
SELECT strftime('%Y-%m-%dT%H:%M:%SZ', r.as_of / 1000000, 'unixepoch') AS as_of,
    a.text AS account, m.name AS metric, m.type, m.unit,
    CASE m.type
        WHEN 'money' THEN r.old / 10000.0
        WHEN 'time' THEN strftime('%Y-%m-%dT%H:%M:%SZ', r.old / 1000000, 'unixepoch')
        ELSE r.old END AS old,
    CASE m.type
        WHEN 'money' THEN r.new / 10000.0
        WHEN 'time' THEN strftime('%Y-%m-%dT%H:%M:%SZ', r.new / 1000000, 'unixepoch')
        ELSE r.new END AS new,
    r.old_run, r.new_run
FROM restated r
JOIN word a ON a.id = r.account
JOIN metric m USING (metric);
