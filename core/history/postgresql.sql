-- SPDX-License-Identifier: MIT
--
-- postgresql.sql: the tables of a history, version 2, in a schema.
--
-- They are those of sqlite.sql, which says what is in them, in PostgreSQL's
-- types. Texts are in order of their bytes, as everywhere in hale. A figure of
-- a group and a figure that moved are texts, for they are of several types.
-- The schema is the first of the search path; all of it is one transaction.

CREATE TABLE history_version (version bigint NOT NULL);
INSERT INTO history_version VALUES (2);

-- How each run came about.

CREATE TABLE text (
    hash text PRIMARY KEY,
    body text NOT NULL
);

CREATE TABLE run (
    run bigint PRIMARY KEY,
    made_at bigint NOT NULL,
    published bigint NOT NULL, -- 1: its outputs are out
    pipeline text NOT NULL,
    hale text NOT NULL,
    timezone text NOT NULL,
    currency text NOT NULL,
    profile text,
    first_as_of bigint NOT NULL,
    last_as_of bigint NOT NULL,
    as_ofs bigint NOT NULL,
    every text,
    known text NOT NULL, -- always, as_of, at
    known_at bigint,
    settings text NOT NULL
);

CREATE TABLE run_formula (
    run bigint, section text COLLATE "C", score text, title text,
    version text, hash text,
    PRIMARY KEY (run, section)
);

CREATE TABLE run_pack (
    run bigint, pack text COLLATE "C", version text, hash text,
    PRIMARY KEY (run, pack)
);

CREATE TABLE run_input (
    run bigint, input text COLLATE "C", data_set text, plugin text,
    rows_read bigint, rows_kept bigint, outside bigint,
    unknown_yet bigint, orphans bigint, rejected bigint,
    duplicates bigint,
    newest bigint, max_age double precision, state text,
    PRIMARY KEY (run, input)
);

CREATE TABLE run_table ( -- what replay compares; as_of 0: it has none
    run bigint, as_of bigint, name text COLLATE "C", rows bigint,
    hash text,
    PRIMARY KEY (run, as_of, name)
);

CREATE TABLE run_late ( -- recorded after the run whose figures it replaced
    run bigint, input text COLLATE "C", rows bigint, first text,
    PRIMARY KEY (run, input)
);

-- What came out.

CREATE TABLE word (
    id bigint PRIMARY KEY,
    text text COLLATE "C" NOT NULL
);

CREATE INDEX word_text ON word USING hash (text); -- of any length

CREATE TABLE metric (
    metric bigint PRIMARY KEY,
    name text COLLATE "C" NOT NULL, type text NOT NULL, unit text NOT NULL,
    UNIQUE (name, type, unit)
);

CREATE TABLE layout (
    layout bigint PRIMARY KEY,
    metrics text NOT NULL
);

CREATE TABLE moment ( -- whose figures an as-of has
    as_of bigint PRIMARY KEY,
    run bigint NOT NULL,
    layout bigint NOT NULL
);

CREATE TABLE figure (
    as_of bigint, account bigint, cells text NOT NULL,
    PRIMARY KEY (as_of, account)
);

CREATE TABLE score (
    as_of bigint, score bigint, account bigint,
    value double precision, raw double precision, coverage double precision,
    band bigint, variant bigint, limits bigint,
    formula bigint, version bigint, hash bigint,
    PRIMARY KEY (as_of, score, account)
);

CREATE TABLE part (
    as_of bigint, score bigint, account bigint, parts text NOT NULL,
    PRIMARY KEY (as_of, score, account)
);

CREATE TABLE rollup (
    as_of bigint, rollup bigint, grp bigint, metric bigint, value text,
    PRIMARY KEY (as_of, rollup, grp, metric)
);

CREATE TABLE restated (
    as_of bigint NOT NULL, account bigint NOT NULL,
    metric bigint NOT NULL, old text, new text,
    old_run bigint NOT NULL, new_run bigint NOT NULL
);
CREATE INDEX restated_as_of ON restated (as_of);

-- For people. Instants are timestamps; a figure is there as text, and beside
-- that as a number, if it is one.

CREATE FUNCTION as_time(micros bigint) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT timestamptz '1970-01-01 00:00:00Z' + $1 * interval '1 microsecond'
$$;

CREATE FUNCTION as_text(kept text, type text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE $2
    WHEN 'money' THEN round($1::numeric / 10000, 4)::text
    WHEN 'time' THEN to_char((timestamptz '1970-01-01 00:00:00Z'
        + $1::bigint * interval '1 microsecond') AT TIME ZONE 'UTC',
        'YYYY-MM-DD"T"HH24:MI:SS"Z"')
    WHEN 'bool' THEN $1::boolean::integer::text
    ELSE $1 END
$$;

CREATE FUNCTION as_number(kept text, type text) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
    WHEN $2 = 'money' THEN $1::double precision / 10000
    WHEN $2 = 'bool' THEN $1::boolean::integer::double precision
    WHEN $2 IN ('int', 'real') THEN $1::double precision END
$$;

CREATE VIEW v_runs AS
SELECT run, as_time(made_at) AS made_at, published, pipeline, hale, timezone,
    currency, profile, as_time(first_as_of) AS first_as_of,
    as_time(last_as_of) AS last_as_of, as_ofs, every, known,
    as_time(known_at) AS known_at, body AS settings
FROM run JOIN text ON hash = settings;

CREATE VIEW v_metrics AS
SELECT as_time(f.as_of) AS as_of, a.text AS account, m.name AS metric, m.type,
    m.unit, as_text(c.value, m.type) AS value,
    as_number(c.value, m.type) AS number
FROM figure f
JOIN moment o ON o.as_of = f.as_of
JOIN layout l ON l.layout = o.layout
JOIN word a ON a.id = f.account
CROSS JOIN LATERAL jsonb_array_elements_text(f.cells::jsonb)
    WITH ORDINALITY AS c(value, place)
JOIN metric m
    ON m.metric = (l.metrics::jsonb ->> (c.place - 1)::integer)::bigint;

CREATE VIEW v_scores AS
SELECT as_time(s.as_of) AS as_of, a.text AS account, n.text AS score, s.value,
    b.text AS band, s.coverage, s.raw, v.text AS variant, l.text AS limits,
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
SELECT as_time(p.as_of) AS as_of, a.text AS account, n.text AS score,
    k.text AS component, (c.part ->> 1)::double precision AS points,
    (c.part ->> 2)::double precision AS share,
    (c.part ->> 2)::double precision
        * (100 - (c.part ->> 1)::double precision) AS lost,
    c.part ->> 3 AS value
FROM part p
JOIN word a ON a.id = p.account
JOIN word n ON n.id = p.score
CROSS JOIN LATERAL jsonb_array_elements(p.parts::jsonb) AS c(part)
JOIN word k ON k.id = (c.part ->> 0)::bigint;

CREATE VIEW v_rollups AS
SELECT as_time(r.as_of) AS as_of, n.text AS rollup,
    nullif(g.text, '') AS "group", m.name AS metric, m.type, m.unit,
    as_text(r.value, m.type) AS value, as_number(r.value, m.type) AS number
FROM rollup r
JOIN word n ON n.id = r.rollup
JOIN word g ON g.id = r.grp
JOIN metric m ON m.metric = r.metric;

CREATE VIEW v_restated AS
SELECT as_time(r.as_of) AS as_of, a.text AS account, m.name AS metric, m.type,
    m.unit, as_text(r.old, m.type) AS old, as_text(r.new, m.type) AS new,
    r.old_run, r.new_run
FROM restated r
JOIN word a ON a.id = r.account
JOIN metric m ON m.metric = r.metric;
