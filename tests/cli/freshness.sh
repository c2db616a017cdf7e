#!/bin/sh
# SPDX-License-Identifier: MIT
#
# freshness.sh: `hale freshness`. The newest event of the shop is of 18
# December, 13 days before the as-of of the 31st: 312 hours.
# shellcheck source=tests/cli/kit.sh
. "$(dirname -- "$0")/kit.sh"

# -------------------------------------------------------------- no promises
try 0 "no max_age" freshness
says "shop  as of 2025-12-31"
says "input     rows  newest      age      max_age  state"
says "accounts     -  -           -        -        its rows have no time"
says "events      16  2025-12-18  13 days  -        -"
says "No input says how old it may be: add max_age, as in max_age = 36h"
quiet
try 0 "no max_age, nothing to break" freshness --exit-code

# -------------------------------------------------------------------- states
set -- --set input.events.max_age
try 0 "fresh" freshness "$1" "$2=13d"
says "events      16  2025-12-18  13 days  13d      fresh"
lacks "No input says"
try 0 "fresh, and asked" freshness "$1" "$2=13d" --exit-code
try 0 "stale" freshness "$1" "$2=12d"
says "13 days  12d      stale, what rests on it is missing"
try 1 "stale, and asked" freshness "$1" "$2=12d" --exit-code
try 1 "stale, only told" freshness "$1" "$2=12d" --exit-code \
    --set input.events.on_stale=warn
says "stale, a run says so"
try 1 "stale, a run fails" freshness hale.ini "$1" "$2=12d" --exit-code \
    --set input.events.on_stale=fail
says "stale, a run fails"
# On the 12th there is an event of that midnight, which is not before it: the
# newest is of the 11th.
try 0 "the past" freshness "$1" "$2=1d" --as-of 2025-12-12 --exit-code
says "2025-12-11  24 hours  1d       fresh"
try 1 "before all rows" freshness "$1" "$2=1d" --as-of 2025-01-01 --exit-code
says "events      16  -       -    1d       stale"
try 0 "the last of several" freshness "$1" "$2=1d" \
    --set pipeline.as_of=2025-12-01,2025-12-12
says "as of 2025-12-12"

# --------------------------------------------------------------------- JSON
try 1 "as JSON" freshness --json "$1" "$2=36h" --exit-code
json '$.as_of' 2025-12-31T00:00:00Z
json '$.exit' 1
json '$.stale' 1
json '$.inputs[0].state' timeless
json '$.inputs[0].rows' ''
json '$.inputs[1].name' events
json '$.inputs[1].state' stale
json '$.inputs[1].rows' 16
json '$.inputs[1].newest' 2025-12-18T00:00:00Z
json '$.inputs[1].age_hours' 312
json '$.inputs[1].max_age' 36h
json '$.inputs[1].max_age_hours' 36
json '$.inputs[1].on_stale' missing
json '$.inputs[1].error' ''
quiet

# ----------------------------------------- only the times, and every input
printf 'account,time,user,extra\nacme,2025-12-29,u1,1\nacme,soon,u1,1\n' \
    >wrong.csv
try 0 "a time that is none" freshness --set input.events.path=wrong.csv --json
json '$.inputs[1].rows' 2
json '$.inputs[1].rejected' 1
json '$.inputs[1].newest' 2025-12-29T00:00:00Z
try 66 "an input that is not there" freshness "$1" "$2=36h" --exit-code \
    --set input.accounts.path=gone.csv
says "gone.csv: No such file or directory"
says "13 days  36h      stale, what rests on it is missing"
try 66 "the same as JSON" freshness --json --set input.accounts.path=gone.csv
json '$.exit' 66
json '$.inputs[0].state' error
json '$.inputs[1].state' unlimited
echo account,when,user >other.csv
try 78 "a column that is not there" freshness --set input.events.path=other.csv
says 'cannot be read'
says 'input.events: no column "time"'
says "its rows have no time"
echo account,time,user >empty.csv
try 1 "no rows" freshness --set input.events.path=empty.csv "$1" "$2=36h" \
    --exit-code
says "events       0  -       -    36h      stale, what rests on it is missing"

# ------------------------------------------------------- what is remembered --
try 0 "a run" run -q --set history.path=past.db "$1" "$2=36h"
name="the manifest"
got=$(sqlite3 past.db "SELECT input, newest / 1000000 -
    strftime('%s', '2025-12-18'), max_age, state FROM run_input ORDER BY input")
[ "$got" = "accounts|||
events|0|36.0|stale" ] || fail "$got"
done_testing
