#!/bin/sh
# SPDX-License-Identifier: MIT
#
# history.sh HALE PLUGINS [postgres]: what a pipeline remembers, in a file or in
# a database. Events of the shop begin in December
# (globex has one of 2025-11-01), so as of a day D of that month acme has
# D - 10 users of 10 seats, 8 at most, and Umbrella Corp 5 at most:
#   red below 40, yellow from 40, green from 75
#   acme           yellow from 2025-12-14, green from 2025-12-18
#   Umbrella Corp  yellow from 2025-12-14
# shellcheck source=tests/cli/kit.sh
. "$(dirname -- "$0")/kit.sh"
# shellcheck source=tests/store.sh
. "$tests/../store.sh"
store_begin "${3:-sqlite}" "$tests/.."

# holds NAME QUERY WANTED: of the history.
holds() {
    checks=$((checks + 1))
    got=$(store_sql own "$2")
    [ "$got" = "$3" ] || fail "$1: \"$got\", not \"$3\""
}

cp hale.ini plain.ini
try 0 "no section, no file" run -q
checks=$((checks + 1))
[ -z "$(find . -name '*.sqlite' -o -name '*.lock')" ] ||
    fail "a pipeline without [history] left a file"
try 78 "nothing to look at" history
tells 'hale.ini has no [history], so nothing is remembered'

{ printf '\n[history]\n'; store_lines; } >>hale.ini
try 66 "nothing yet" history
tells "no run was remembered yet: there is no"
try 0 "a dry run remembers nothing" run -n -q
try 66 "nothing yet, still" history

# --------------------------------------------------------------- manifest --

try 0 "the section alone is enough" run
if [ "$store" = sqlite ]; then
    tells "  history  shop-history.sqlite"
else
    tells "  history  a schema of a PostgreSQL database"
fi
holds "published" "SELECT published FROM run" 1
# 2025-12-31 is day 20453 of 86,400,000,000 microseconds.
holds "manifest" "SELECT pipeline, timezone, currency, last_as_of - first_as_of,
    (SELECT max(as_of) FROM moment) FROM run" "shop|UTC|EUR|0|1767139200000000"
holds "rows" "SELECT input, rows_read, rejected FROM run_input ORDER BY input" \
    "accounts|4|0
events|16|0"
holds "formula" "SELECT score, title, version, length(hash) FROM run_formula" \
    "health|Seats in use|1|32"
holds "its text" "SELECT count(*) FROM run_formula JOIN text USING (hash)
    WHERE body LIKE 'title%'" 1
holds "packs" "SELECT CASE WHEN count(*) > 1 THEN 1 END FROM run_pack" 1
holds "scores" "SELECT account, CAST(value AS INTEGER), band FROM v_scores
    ORDER BY account" \
    "Umbrella Corp|50|yellow
acme|80|green
globex|10|red
initech|0|red"
holds "figures" "SELECT metric, type, CAST(CAST(value AS REAL) AS INTEGER)
    FROM v_metrics WHERE account = 'acme' ORDER BY metric" \
    "active_users|int|8
arr|money|50000
seats|int|10"
# 100 points * share 1, so 20 of acme's 100 are lost.
holds "components" "SELECT component, points, share, lost FROM v_components
    WHERE account = 'acme'" "seats|80|1|20"
holds "roll-ups" "SELECT metric, CAST(CAST(value AS REAL) AS INTEGER)
    FROM v_rollups WHERE rollup = 'company'
    AND metric IN ('arr', 'health_red') ORDER BY metric" \
    "arr|264000
health_red|2"
try 0 "list" history
says "2025-12-31"
lacks "replaced"
try 0 "list as JSON" history --json
json '$.runs[0].run' 1
json '$.runs[0].published' 1
json '$.runs[0].formulas[0].version' 1
json '$.runs[0].rows' 20

# docs/history.md names every view and all of its columns.
page=$tests/../../docs/history.md
# shellcheck disable=SC2016 # nothing is to be expanded
sed -n 's/^| `\(v_[a-z]*\)` | [^|]* | \(.*\) |$/\1 \2/p' "$page" |
    tr -d '`,' | sort >views.documented
if [ "$store" = sqlite ]; then
    store_sql own "SELECT m.name || ' ' || group_concat(c.name, ' ')
        FROM sqlite_master m, pragma_table_info(m.name) c
        WHERE m.type = 'view' GROUP BY m.name ORDER BY m.name"
else # where a figure is there as text, and once more as a number
    store_sql own "SELECT table_name || ' ' || string_agg(column_name, ' '
            ORDER BY ordinal_position) FROM information_schema.columns
        WHERE table_schema = 'hale_history' AND table_name LIKE 'v\\_%'
            AND column_name <> 'number' GROUP BY table_name ORDER BY table_name"
fi >views.there
checks=$((checks + 1))
cmp -s views.documented views.there ||
    fail "docs/history.md: $(diff views.documented views.there)"

# ------------------------------------------------------------- one by one --

# A range in one read is the same as a run for each of its as-ofs.
dump="SELECT * FROM v_scores ORDER BY as_of, account;
    SELECT * FROM v_metrics ORDER BY as_of, account, metric;
    SELECT * FROM v_components ORDER BY as_of, account, component;
    SELECT * FROM v_rollups ORDER BY as_of, rollup, metric;"
try 0 "a range" run -q --as-of 2025-12-13..2025-12-16 --every day \
    --set "$(store_set many)" --set history.trends=health
for day in 13 14 15 16; do
    try 0 "one day" run -q --as-of 2025-12-$day \
        --set "$(store_set one)" --set history.trends=health
done
store_sql many "$dump" >many.txt
store_sql one "$dump" >one.txt
[ "$(wc -l <many.txt)" -gt 100 ] || fail "the history is as good as empty"
checks=$((checks + 1))
cmp -s many.txt one.txt || fail "a range is not its days: $(diff many.txt one.txt | head -5)"
try 0 "the last day of the days" run -q --as-of 2025-12-17 \
    --set "$(store_set one)" --set history.trends=health
cp out/health.csv one.csv
try 0 "the same after the range" run -q --as-of 2025-12-17 \
    --set "$(store_set many)" --set history.trends=health
checks=$((checks + 1))
cmp -s one.csv out/health.csv || fail "trends after a range are others"

# ----------------------------------------------------------------- trends --

printf 'trends = health\n' >>hale.ini
try 0 "two months of days" run -q --as-of 2025-11-01..2025-12-31 --every day
try 0 "the last day again" run -q
columns=health_band_before,health_before,health_30d_ago,health_change_30d
columns=$columns,health_drawdown_90d,health_days_in_band,health_band_changes_90d
printf '.mode csv\n.import out/health.csv t\nSELECT account,%s FROM t;\n' \
    "$columns" >trends.sql
checks=$((checks + 1))
# acme: 80 on 12-30, 0 on 12-01; green for 31 - 18 = 13 days; red to yellow to
# green. globex: 10 on 12-30, 0 on 12-01, red since the first of 60 days.
sqlite3 :memory: <trends.sql | tr -d '\r' >trends.txt
cat >wanted.txt <<'END'
"Umbrella Corp",yellow,50,0,50,0,17,1
acme,green,80,0,80,0,13,2
globex,red,10,0,10,0,60,0
initech,red,0,0,0,0,60,0
END
cmp -s trends.txt wanted.txt || fail "trends: $(diff trends.txt wanted.txt)"
try 0 "the first day knows nothing before it" run -q --as-of 2025-11-01
checks=$((checks + 1))
grep -q '^2025-11-01,acme,50000.00,10,0,,,,,,,,,0,red' out/health.csv ||
    fail "there is a past before the first as-of"
try 0 "columns" ls columns
says health_band_before

# The band of the as-of before is what hysteresis holds on to. Over 11 days
# acme has 10, 20 ... 80 points; yellow begins at 40, so with a hysteresis of
# 15 at 55: red until 12-15, and green at 90, which it never reaches.
sed 's/^bands /hysteresis(15)\nbands /' health.lua >slow.lua
try 0 "hysteresis" run -q --as-of 2025-12-10..2025-12-20 --every day \
    --set score.health.script=slow.lua --set "$(store_set slow)"
checks=$((checks + 1))
got=$(store_sql slow "SELECT band FROM v_scores WHERE account = 'acme'
    ORDER BY as_of" | tr '\n' ' ')
wanted="red red red red red red yellow yellow yellow yellow yellow "
[ "$got" = "$wanted" ] || fail "hysteresis: $got"

# ------------------------------------------------------------------- diff --

try 0 "diff" diff 2025-12-14 2025-12-31
says "▲ 40"
says "yellow -> green"
says "4 accounts: 0 down, 2 up, 2 same, 0 new, 0 gone."
says "Points moved by data +50, by formula 0, by missing data 0, by limits 0."
try 0 "diff as JSON" diff 2025-12-14 2025-12-31 --json
json '$.moves[0].account' acme
json '$.moves[0].components[0].by_value' 40
json '$.data' 50
# From red to red 2, from yellow to yellow 1, to green 1: lowest band first.
json '$.transitions[0].accounts' 2
json '$.transitions[2].to' green
try 1 "they differ" diff 2025-12-14 2025-12-31 --exit-code
try 0 "they do not" diff 2025-12-30 2025-12-31 --exit-code
try 1 "never seen" diff 2025-10-01 2025-12-31
tells "the history has no as-of 2025-10-01; the nearest of 61 is 2025-11-01"
try 64 "no date" diff yesterday 2025-12-31
tells '"yesterday" is not a date such as 2025-12-31'
try 64 "no such score" diff 2025-12-14 2025-12-31 --score helth
tells 'the history has no score "helth", did you mean "health"?'
try 64 "no such group" diff 2025-12-14 2025-12-31 --by csm
tells "--by csm: no account has a text figure of that name"

# ---------------------------------------------------------------- explain --

# The 24 as-ofs before 12-31 begin on 12-07: four times 0 points, then 10, 20
# ... 80; a cell is an eighth of 100 points, so 10 looks like 0.
try 0 "the past of an account" explain acme
says "history  ▁▁▁▁▁▂▃▄▅▅▆▇▇▇▇▇▇▇▇▇▇▇▇▇"
says "80 as of 2025-12-30; 24 as-ofs since 2025-12-07"
try 0 "as JSON" explain acme --json
json '$.history[23].band' green
json '$.history[4].value' 10
try 0 "nothing before" explain acme --as-of 2025-11-01
lacks "as-ofs since"

# ----------------------------------------------------- what is told of it --

try 0 "figures of the past" run -q
try 0 "nothing moved" restatement --exit-code
says "no figure moved"
# One more event of initech, so 1 of 10 seats: the score 0 becomes 10.
echo "initech,2025-12-20,u1" >>events.csv
try 0 "once more" run -q
try 1 "something moved" restatement --exit-code
says "2 figures of 1 account"
says "rows changed in place, or their input does not say"
try 0 "as JSON" restatement --json
json '$.restated[0].figures[0].figure' active_users
json '$.restated[0].figures[0].old' 0
json '$.restated[0].figures[0].new' 1
json '$.restated[0].figures[1].figure' health
json '$.restated[0].figures[1].new' 10
try 0 "of another day" restatement --as-of 2025-12-30
says "no figure moved"
try 1 "of a day that nobody looked from" restatement --as-of 2020-01-01
tells "the history has no as-of 2020-01-01; the nearest of"
try 64 "no date" restatement --as-of soon
tells '"soon" is not a date'

# ---------------------------------------------------------------- instants --

try 78 "every alone" run -q --every month
tells '"every" goes with a range of as_of'
try 78 "no unit" run -q --as-of 2025-01-01..2025-03-01 --every fortnight
tells "every = fortnight is not day, week, month, quarter or year"

# ----------------------------------------------------------------- replay --

run=$(store_sql own "SELECT max(run) FROM run")
before=$(store_sum own)
try 0 "the same again" replay "$run"
says "reproduced byte for byte"
[ "$(store_sum own)" = "$before" ] || fail "replay wrote"
try 1 "a run before the event" replay $((run - 1))
says "tables differ"
says "input events: 16 rows"
try 1 "another setting" replay "$run" --set metric.active_users.window=7d
says "settings: - [metric.active_users] window = 28d"
says "settings: + [metric.active_users] window = 7d"
sed 's/version "1"/version "2"/; s/ramp(0, 1)/ramp(0, 2)/' health.lua >new.lua
mv new.lua health.lua
try 1 "another formula" replay "$run" --json
json '$.reproduced' 0
says "formula score.health: 1 -> 2"
try 0 "judged anew" run -q
try 0 "the reason of a restatement" restatement
says "not the same: formula score.health 1 -> 2"
try 0 "two days" run -q --as-of 2025-12-01,2025-12-31
try 0 "both again" replay $((run + 2))
says "as of 2025-12-01 and 1 more: reproduced byte for byte"
try 0 "list" history
says "2025-12-01..2025-12-31, 2 of them"
says "2025-11-01..2025-12-31 every day"
says "not replaced"
try 1 "no such run" replay 999
tells "the history has no run 999; hale history lists them"
try 64 "no number" replay last
tells '"last" is not the number of a run'

# -------------------------------------------------------------- retention --

# The newest is 12-31, so 12-21 and later stay. Before, the last as-of of a
# month: 11-01 ends October, 12-01 ends November. 11 + 2.
try 0 "keep ten days" run -q --set history.keep=10d --set history.trends=
holds "what is left" "SELECT count(*), min(as_of) FROM moment" \
    "13|1761955200000000"
holds "of the figures" "SELECT count(DISTINCT as_of) FROM figure" 13
holds "November" "SELECT count(*) FROM v_scores
    WHERE as_of = '2025-12-01T00:00:00Z'" 4
# The run before the last is gone with its figures, and so is all of it.
holds "manifests" "SELECT count(*) FROM run_table WHERE run NOT IN
    (SELECT run FROM run)" 0

# ------------------------------------------------------------ other files --

files_that_are_no_history() {
    holds "sound" "PRAGMA integrity_check" ok
    echo "no database" >text.sqlite
    try 65 "a text" run -q --set history.path=text.sqlite
    tells "file is not a database; put a copy of it back"
    sqlite3 other.sqlite "CREATE TABLE mine(a)"
    try 78 "somebody else's" run -q --set history.path=other.sqlite
    tells "is no history of hale but another database"
    cp shop-history.sqlite newer.sqlite
    sqlite3 newer.sqlite "PRAGMA user_version = 7"
    try 78 "from the future" run -q --set history.path=newer.sqlite
    tells "has version 7 of its schema, this hale knows 2"
    # Version 1 did not know how old inputs are: it can be read as it is, and
    # the next run makes it one of today, with all that was in it.
    cp shop-history.sqlite older.sqlite
    sqlite3 older.sqlite "ALTER TABLE run_input DROP COLUMN newest;
        ALTER TABLE run_input DROP COLUMN max_age;
        ALTER TABLE run_input DROP COLUMN state; PRAGMA user_version = 1"
    try 0 "of yesterday, to look at" history --set history.path=older.sqlite
    before=$(sqlite3 older.sqlite "SELECT count(*) FROM v_metrics")
    try 0 "of yesterday" run -q --set history.path=older.sqlite
    is "as many figures" \
        "$(sqlite3 older.sqlite "SELECT count(*) FROM v_metrics")" "$before"
    is "and of today" "$(sqlite3 older.sqlite "PRAGMA user_version;
        SELECT count(newest) > 0 FROM run_input" | tr '\n' ' ')" "2 1 "
    try 78 "to look at" diff 2025-12-01 2025-12-31 --set history.path=newer.sqlite
    try 73 "nowhere" run -q --set history.path=no/such/folder/h.sqlite
    tells "no/such/folder/h.sqlite: No such file or directory"
    try 0 "turned off" run -q --set history.off=yes --set history.path=off.sqlite
    checks=$((checks + 1))
    [ ! -e off.sqlite ] || fail "off = yes wrote"
}
[ "$store" = sqlite ] && files_that_are_no_history

if [ "$store" = sqlite ]; then
    try 78 "of another pipeline" run -q --set pipeline.name=workshop \
        --set history.path=shop-history.sqlite
else
    try 78 "of another pipeline" run -q --set pipeline.name=workshop
fi
tells 'is that of the pipeline "shop", and this one is "workshop"'

# An output that cannot be written leaves the history as it was.
before=$(store_sum own)
mkdir -p locked/health.csv/x
try 73 "a bad output" run -q --set output.report.path=locked/health.csv ||
    true
[ "$(store_sum own)" = "$before" ] ||
    fail "a run that failed changed the history"

# ---------------------------------------------------------------- secrets --

# shellcheck disable=SC2016 # hale is to expand it
sed 's/path   = events.csv/path = ${EVENTS_FILE}/' plain.ini >secret.ini
{ printf '\n[history]\n'; store_lines secret; } >>secret.ini
cp events.csv s3cr3t.csv
EVENTS_FILE=s3cr3t.csv
export EVENTS_FILE
try 0 "a secret in the environment" run -q secret.ini
checks=$((checks + 2))
if store_text secret | grep -aq s3cr3t; then fail "the history has the secret"; fi
store_text secret | grep -aq 'EVENTS_FILE' || fail "the name is not there either"

# ------------------------------------------------------------------- lock --

echo "process 4711 on db1 since 2026-01-01T02:00:00Z" >hale.ini.lock
try 0 "what a dead process wrote" run -q
echo "process 4711 on db1 since 2026-01-01T02:00:00Z" >hale.ini.lock
flock hale.ini.lock sleep 3 &
sleep 0.3
try 75 "somebody is at it" run -q --wait 1
tells "hale.ini is being run by process 4711 on db1 since 2026-01-01T02:00:00Z"
try 0 "a dry run needs no lock" run -n -q
try 0 "looking back neither" history
try 0 "who waits comes in" run -q
wait
checks=$((checks + 1))
[ ! -e hale.ini.lock ] || fail "the lock was left behind"
done_testing
