#!/bin/sh
# SPDX-License-Identifier: MIT
#
# history_postgres.sh: what is only so of a history in a PostgreSQL database:
# that it keeps what the file keeps, byte for byte; that one run is at it at a
# time, wherever it runs; what is said when the server, the user or the schema
# is not what it should be; and that no password is ever seen.
#
# cli/history.sh, cli/diff.sh and property/history.sh hold for both stores.
# Three accounts whose seats are their score: 10, 20, 30 at first.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/kit.sh"
# shellcheck source=tests/server.sh
. "$root/tests/server.sh"
server_start

cat >shop.ini <<'END'
[pipeline]
as_of      = 2026-01-01
timezone   = UTC
attributes = seats, plan

[input.accounts]
plugin = csv
path   = ${ACCOUNTS:-accounts.csv}

[score.health]
script = health.lua

[rollup.plan]
by = plan

[output.file]
plugin = csv
path   = out.csv
END
cat >health.lua <<'END'
title "Seats"
version "1"
inputs { "seats" }
component "seats" { weight = 100, metric = "seats", curve = ramp(0, 100) }
bands { low = 0, high = 50 }
END
accounts() {
    echo "account,seats,plan"
    printf '%s\n' "$@"
}
accounts a,10,gold '"b ""\	ü",20,' c,30,gold >accounts.csv
history() { # NAME SETTING...: a pipeline NAME.ini with that history
    into=$1.ini
    shift
    {
        sed 's/^\[pipeline\]/&\nname = shop/' shop.ini
        printf '\n[history]\ntrends = health\n'
        printf '%s\n' "$@"
    } >"$into"
}
history pg "uri = $(uri)"
history file "path = file.sqlite"
hale() {
    "$HALE" "$@" 2>.err
}

# -------------------------------------------------------------- the same --

# Both stores, day by day: accounts come and go, figures and bands move, an
# as-of is run again, another is forgotten.
both() {
    run 0 "pg $*" -q pg.ini "$@"
    mv out.csv pg.csv
    run 0 "file $*" -q file.ini "$@"
    same "trends $*" pg.csv out.csv
}
both --as-of 2025-11-28..2026-01-01 --every day
accounts a,10,gold c,70,tin 'd,40,"g,1"' >accounts.csv
both --as-of 2025-12-31
both --as-of 2025-12-30,2026-01-01 --set pipeline.threads=1
for query in \
    "SELECT id, text FROM word ORDER BY id" \
    "SELECT metric, name, type, unit FROM metric ORDER BY metric" \
    "SELECT layout, metrics FROM layout ORDER BY layout" \
    "SELECT as_of, run, layout FROM moment ORDER BY as_of" \
    "SELECT as_of, account, cells FROM figure ORDER BY as_of, account" \
    "SELECT as_of, score, account, CAST(value AS INTEGER), band, hash
        FROM score ORDER BY as_of, score, account" \
    "SELECT as_of, account, parts FROM part ORDER BY as_of, account" \
    "SELECT as_of, rollup, grp, metric, CAST(CAST(value AS REAL) AS INTEGER)
        FROM rollup WHERE metric IN (SELECT metric FROM metric
        WHERE type = 'int') ORDER BY as_of, rollup, grp, metric" \
    "SELECT run, as_of, name, rows, hash FROM run_table
        WHERE name <> 'inputs' ORDER BY run, as_of, name" \
    "SELECT run, section, version, hash FROM run_formula ORDER BY run" \
    "SELECT run, pack, version, hash FROM run_pack ORDER BY run, pack" \
    "SELECT run, published, known, settings FROM run ORDER BY run" \
    "SELECT hash, body FROM text ORDER BY hash"; do
    sql "SET search_path = hale_history; $query" >pg.rows
    sqlite3 file.sqlite "$query" >file.rows
    [ -s pg.rows ] || fail "no rows: $query"
    same "rows" pg.rows file.rows
done
for words in "restatement --all" "restatement --json" \
    "diff 2025-11-28 2026-01-01 --by plan --all" "diff 2025-12-30 2025-12-31" \
    "diff 2025-11-28 2025-12-31 --by plan --json" "replay 3" \
    "explain c --json"; do
    for store in pg file; do
        # shellcheck disable=SC2086
        hale $words $store.ini >said
        sed "s/made [^,]*,//; s/$store\.ini/INI/; s/\"made\":\"[^\"]*\"//" \
            said >$store.said
    done
    [ -s pg.said ] || fail "$words: nothing said: $(cat .err)"
    same "$words" pg.said file.said
done

# The views, in the server's types. At the first as-of a has 10 of 100 points.
is "scores" "$(sql "SELECT as_of = '2025-11-28', account, value, band,
    pg_typeof(as_of) FROM hale_history.v_scores ORDER BY as_of, account
    LIMIT 1")" "t|a|10|low|timestamp with time zone"
is "metrics" "$(sql "SELECT metric, value, number FROM hale_history.v_metrics
    WHERE as_of = '2025-11-28' AND account = 'a' ORDER BY metric")" \
    "plan|gold|
seats|10|10"
is "components" "$(sql "SELECT component, points, share, lost, value
    FROM hale_history.v_components WHERE account = 'a' LIMIT 1")" \
    "seats|10|1|90|10"
is "roll-ups" "$(sql "SELECT value, number FROM hale_history.v_rollups
    WHERE as_of = '2025-11-28' AND rollup = 'plan' AND \"group\" = 'gold'
    AND metric = 'seats'")" "40|40"
is "restated" "$(sql "SELECT account, metric, old, new FROM
    hale_history.v_restated WHERE as_of = '2025-12-31' AND metric = 'seats'")" \
    "c|seats|30|70"
is "runs" "$(sql "SELECT count(*), max(timezone) FROM hale_history.v_runs")" \
    "3|UTC"

# What is forgotten: the newest is 01-01, so 12-22 and later stay, and before
# that 12-01, which ends November. 11 + 1.
both --as-of 2026-01-01 --set history.keep=10d --set history.trends=
is "what is left" "$(sql "SELECT count(*) FROM hale_history.moment")" 12

# ---------------------------------------------------------------- one run --

# Somebody holds a table, for so many seconds.
held() {
    { echo "BEGIN; LOCK TABLE hale_history.run;"; sleep "$1"; } |
        "$postgres_bin/psql" -X -q -h "$server" -U hale test >/dev/null &
    holder=$!
    until_sql "SELECT 1 FROM pg_locks WHERE granted AND
        mode = 'AccessExclusiveLock' AND
        relation = 'hale_history.run'::regclass"
}
held 2
cp out.csv before.csv
run 75 "a table is locked" -q pg.ini --set history.lock_timeout=1
has "a table is locked" .err "is locked by another session"
has "how long" .err "(waited 1 s)"
wait $holder
same "nothing was published" out.csv before.csv

# A run on another machine: the same pipeline in another folder. It has the
# place, and waits for the table.
mkdir other
cp pg.ini health.lua accounts.csv other
elsewhere() {
    held 3
    "$HALE" run -q --no-progress other/pg.ini >other/said 2>&1 &
    pid=$!
    until_sql "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted"
}
elsewhere
run 75 "two at once" --wait 1 -q pg.ini
has "who has it" .err "schema hale_history is being written by process $pid on "
has "where" .err "server process "
run 0 "a dry run needs no lock" -n -q pg.ini
wait $pid || fail "the run that had the lock: $(cat other/said)"
run 0 "who comes later" -q pg.ini

# A server that ends the session: nothing is published.
newest=$(sql "SELECT max(run) FROM hale_history.run")
cp out.csv before.csv
elsewhere
sql "SELECT pg_terminate_backend(pid) FROM pg_locks
    WHERE locktype = 'advisory'" >/dev/null
wait $pid
is "a session that was ended" $? 69
# Its last words may be overtaken by the end of the connection.
checks=$((checks + 1))
grep -q -e 'terminating connection' -e 'the connection was lost' other/said ||
    fail "a session that was ended: $(cat other/said)"
wait $holder
is "nothing was written" "$(sql "SELECT max(run) FROM hale_history.run")" \
    "$newest"
run 0 "the next run works" -q pg.ini

# ------------------------------------------------------------ other places --

run 0 "another schema" -q pg.ini --set 'history.schema=Of "Others"'
is "it is there" "$(sql "SELECT count(*) FROM \"Of \"\"Others\"\"\".run")" 1
sql "UPDATE hale_history.history_version SET version = 7"
run 78 "from the future" -q pg.ini
has "from the future" .err "schema hale_history has version 7 of its schema, this hale knows 2"
has "what to do" .err "give [history] another schema"
hale history pg.ini
is "to look at" $? 78
sql "UPDATE hale_history.history_version SET version = 2"
sql "CREATE SCHEMA mine; CREATE TABLE mine.run(a int)"
run 78 "somebody else's" -q pg.ini --set history.schema=mine
has "somebody else's" .err "schema mine is no history of hale but another database"
run 73 "no name" -q pg.ini --set history.schema=
has "no name" .err "history schema: its name is missing"
is "it is as it was" "$(sql "SELECT count(*) FROM pg_class
    WHERE relnamespace = 'mine'::regnamespace")" 1
run 78 "of another pipeline" -q pg.ini --set pipeline.name=workshop
has "of another pipeline" .err 'is that of the pipeline "shop"'
run 0 "turned off" -q pg.ini --set history.off=yes --set history.schema=off
run 0 "dry" -n -q pg.ini --set history.schema=off
sed 's/"1"/"1/' health.lua >broken.lua
run 78 "a mistake" -q pg.ini --set history.schema=off \
    --set score.health.script=broken.lua
mkdir -p full/out.csv/x
run 73 "a bad output" -q pg.ini --set history.schema=off \
    --set output.file.path=full/out.csv
is "nothing was made" "$(sql "SELECT count(*) FROM pg_namespace
    WHERE nspname = 'off'")" 0

# ----------------------------------------------------------- other servers --

run 69 "no server" -q pg.ini \
    --set "history.uri=host=$work user=hale dbname=test"
has "no server" .err "cannot connect"
checks=$((checks + 1))
"$HALE" check --connect pg.ini --set "history.uri=host=$work user=hale dbname=test" \
    >.out 2>.err
is "check --connect sees it" $? 69
has "check --connect tells it" .err "cannot connect"
"$HALE" check --connect pg.ini --set history.schema=off >.out 2>.err
is "check --connect where nothing is yet" $? 0
is "nothing was made by it" "$(sql "SELECT count(*) FROM pg_namespace
    WHERE nspname = 'off'")" 0
run 69 "no such database" -q pg.ini --set "history.uri=$(uri hale nowhere)"
has "no such database" .err 'database "nowhere" does not exist'
history guest "uri = \${HISTORY_URI}" "password_env = HISTORY_PASSWORD"
HISTORY_URI="postgresql://reader@/test?host=$server"
HISTORY_PASSWORD=S3CR3T-wrong
export HISTORY_URI HISTORY_PASSWORD
run 69 "a wrong password" -q guest.ini
has "a wrong password" .err "password authentication failed"
is "it is not shown" "$(grep -c S3CR3T .err)" 0
HISTORY_PASSWORD='secret/1@'
run 77 "no right to make it" -q guest.ini --set history.schema=guests
has "no right to make it" .err "permission denied for database test"
has "what to do" .err "the owner can GRANT it"
run 77 "no right to see it" -q guest.ini
has "no right to see it" .err "permission denied for schema hale_history"
sql "CREATE SCHEMA guests AUTHORIZATION reader"
run 0 "with the right" -q guest.ini --set history.schema=guests
is "it is there" "$(sql "SELECT count(*) FROM guests.run")" 1
HISTORY_URI="postgresql://reader:secret%2F1%40@/test?host=$server"
unset HISTORY_PASSWORD
sed -i '/^password_env/d' guest.ini
run 0 "a password in the uri" guest.ini --set history.schema=guests
{
    cat .out .err
    "$HALE" history --json guest.ini --set history.schema=guests
    "$HALE" check --print-config guest.ini
    "$HALE" replay 1 guest.ini --set history.schema=guests
    "$postgres_bin/pg_dump" -h "$server" -U hale test
} >said 2>&1
has "the uri is hidden" said "uri = (secret)"
is "no password anywhere" "$(grep -c 'secret.*1\(@\|%40\)' said)" 0

# ---------------------------------------------------------------- mistakes --

run 78 "both" -q pg.ini --set history.path=x.sqlite
has "both" .err "path is for a history that is a file, and uri for one in a database: one of the two"
run 78 "no uri" -q file.ini --set history.path= --set history.plugin=postgres
has "no uri" .err '"uri" is required'
run 78 "no such store" -q pg.ini --set history.plugin=csv
has "no such store" .err "no database for a history: it exports no hale_store_v1"
run 78 "no such pack" -q pg.ini --set history.plugin=postgress
has "no such pack" .err 'no plugin file postgress.so, did you mean "postgres"'
run 78 "no such key" -q pg.ini --set history.lock_timout=1
has "no such key" .err 'unknown key "lock_timout", did you mean "lock_timeout"?'
run 78 "no number" -q pg.ini --set history.lock_timeout=soon
has "no number" .err "lock_timeout"
run 69 "no uri at all" -q pg.ini --set history.uri=S3CR3T
has "no uri at all" .err "is no connection string"
is "it is not shown" "$(grep -c S3CR3T .err)" 0
done_testing
