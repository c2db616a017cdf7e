#!/bin/sh
# SPDX-License-Identifier: MIT
#
# history.sh [postgres]: the law that a run that is killed leaves the old or the new, and
# never half of either. A hundred runs of one as-of are killed at moments that
# a fixed seed draws. In run number v every account has v seats, so a glance
# shows whose figures a table has:
#
#   the file      all rows of one run
#   the history   all tables of one run, the same; not older than the file,
#                 and published only if the file has it
#   next          a run that nobody kills works
#
# Then runs that begin at once come one after another, a disk that is full
# leaves the old, and a range of as-ofs leaves what a run for each leaves.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/../golden/kit.sh"
# shellcheck source=tests/store.sh
. "$root/tests/store.sh"
store_begin "${1:-sqlite}" "$root/tests"

accounts=200
cat >shop.ini <<'END'
[pipeline]
as_of      = 2026-01-01
timezone   = UTC
attributes = seats

[input.accounts]
plugin = csv
path   = accounts.csv

[score.health]
script = health.lua

[history]
trends = health

[output.file]
plugin = csv
path   = out.csv
END
store_lines own | sed -i '/^trends/r /dev/stdin' shop.ini
cat >health.lua <<'END'
title "Seats"
version "1"
inputs { "seats" }
component "seats" { weight = 100, metric = "seats", curve = ramp(0, 1000) }
bands { low = 0, high = 50 }
END

version() {
    awk -v n=$accounts -v seats="$1" 'BEGIN {
        print "account,seats"
        for (i = 1; i <= n; i++) printf "a%03d,%d\n", i, seats
    }' >accounts.new
    mv accounts.new accounts.csv
}

# Which run the file has: the seats of its rows, one number if it is whole.
of_file() {
    awk -F, -v n=$accounts '
        NR > 1 { if (!($3 in seen)) { seen[$3] = 1; kinds++ } last = $3 }
        END { print kinds == 1 && NR == n + 1 ? last : "half" }' out.csv
}

# The same of the history: figures, scores (a tenth of the seats), components,
# roll-ups and the as-of itself.
of_history() {
    store_sql own "SELECT (SELECT count(*) FROM figure),
        (SELECT min(cells) FROM figure), (SELECT max(cells) FROM figure),
        (SELECT count(*) FROM score),
        (SELECT CAST(round(10 * min(value)) AS INTEGER) FROM score),
        (SELECT CAST(round(10 * max(value)) AS INTEGER) FROM score),
        (SELECT count(*) FROM part),
        (SELECT CAST(CAST(max(value) AS REAL) AS INTEGER) FROM v_rollups
            WHERE rollup = 'company' AND metric = 'seats'),
        (SELECT count(*) FROM moment)" | awk -F'|' -v n=$accounts '{
        seats = $5
        whole = $1 == n && $4 == n && $7 == n && $9 == 1 && $6 == seats &&
            $2 == "[" seats "]" && $3 == $2 && $8 == n * seats
        print whole ? seats : "half"
    }'
}

published() {
    store_sql own "SELECT published FROM run JOIN moment USING (run)"
}

newest_run() {
    store_sql own 'SELECT max(run) FROM run'
}

sound() {
    [ "$store" = postgres ] ||
        is "sound" "$(store_sql own 'PRAGMA integrity_check')" ok
}

version 0
run 0 "the first run" shop.ini || done_testing
is "the file" "$(of_file)" 0
is "the history" "$(of_history)" 0

# How long a run takes, in milliseconds; kills come within that and a bit.
begin=$(date +%s%N)
run 0 "a run to be timed" shop.ini
span=$((($(date +%s%N) - begin) / 1000000 + 5))
delays=$(awk -v span=$span 'BEGIN {
    srand(20260101)
    for (i = 1; i <= 100; i++) printf "%.3f\n", rand() * span * 1.15 / 1000
}')
v=0
killed=0
for delay in $delays; do
    v=$((v + 1))
    version $v
    "$HALE" run -q --no-progress shop.ini >/dev/null 2>&1 &
    pid=$!
    sleep "$delay"
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
    [ $? -eq 137 ] && killed=$((killed + 1))
    file=$(of_file)
    history=$(of_history)
    [ "$file" = half ] && fail "kill $v after $delay s: half a file"
    [ "$history" = half ] && fail "kill $v after $delay s: half a history"
    [ "$file" = half ] || [ "$history" = half ] && break
    [ "$history" -ge "$file" ] ||
        fail "kill $v: the file has run $file, the history $history"
    [ "$(published)" -eq 0 ] || is "kill $v: published" "$file" "$history"
    checks=$((checks + 3))
done
[ $killed -gt 20 ] || fail "only $killed runs were alive to be killed"
sound

version 999
run 0 "the run after all that" shop.ini
is "the file" "$(of_file)" 999
is "the history" "$(of_history)" 999
is "published" "$(published)" 1
is "what is left over" "$(find . -type f ! -name '.*' ! -name '*.sqlite' |
    sort)" "./accounts.csv
./health.lua
./out.csv
./shop.ini"
echo "$killed of 100 runs were killed"

# Six at once: each waits for its turn, and who reads meanwhile sees all rows.
before=$(newest_run)
pids=
for _ in 1 2 3 4 5 6; do
    "$HALE" run -q --no-progress --wait 100 shop.ini >/dev/null 2>&1 &
    pids="$pids $!"
done
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    is "a reader" "$(of_history)" 999
done
for pid in $pids; do
    wait "$pid" || fail "a run that had to wait failed"
done
is "all of them" "$(newest_run)" $((before + 6))
sound

# No room for the history: nothing is published.
full_disk() {
    version 1000
    checks=$((checks + 1))
    (
        ulimit -f 16
        "$HALE" run -q --no-progress shop.ini >/dev/null 2>.err
    )
    code=$?
    [ $code -eq 74 ] || fail "a full disk: exit $code, not 74: $(cat .err)"
    is "the file" "$(of_file)" 999
    is "the history" "$(of_history)" 999
    run 0 "with room again" shop.ini
    is "the file" "$(of_file)" 1000
    is "the history" "$(of_history)" 1000
}
# The disk fills up while pages are written: the file is one file again, with
# no journal beside it that only somebody who may write could play back.
small_disk() {
    mkdir small
    if ! mount -t tmpfs -o size=1m none small 2>/dev/null; then
        echo "      no file system can be mounted here; a small disk is left out"
        return
    fi
    trap 'umount "$work/small"; rm -rf "$work"' EXIT
    run 0 "a small disk" shop.ini --set history.path=small/own.sqlite
    run 74 "too small a disk" shop.ini --set history.path=small/own.sqlite \
        --as-of 2025-06-01..2026-01-01 --every day
    has "too small a disk" .err "is full"
    is "what is there" "$(ls small)" own.sqlite
    is "what is in it" "$(sqlite3 -readonly small/own.sqlite \
        "SELECT DISTINCT as_of FROM v_scores")" 2026-01-01T00:00:00Z
    umount small
    trap 'rm -rf "$work"' EXIT
}
[ "$store" = postgres ] || full_disk
[ "$store" = postgres ] || small_disk

# The demo over four months at once, and month by month.
remembered() { # NAME WORDS...
    into=$1
    shift
    if [ "$store" = postgres ]; then
        demo 0 "$into $*" "$into" "$@" --set history.trends=health \
            --set "history.uri=$(uri)" --set "history.schema=$into"
    else
        demo 0 "$into $*" "$into" "$@" --set history.trends=health \
            --set "history.path=$work/$into.sqlite"
    fi
}
remembered many --as-of 2025-10-01..2026-01-01 --every month
for date in 2025-10-01 2025-11-01 2025-12-01 2026-01-01; do
    remembered one --as-of $date
done
for history in many one; do
    for view in v_metrics v_scores v_components v_rollups; do
        store_sql $history "SELECT * FROM $view"
    done | sort >$history.dump
    store_sql $history "SELECT as_of, name, rows, hash FROM run_table
        JOIN moment USING (run, as_of) ORDER BY 1, 2" >$history.hashes
done
is "rows of the dump" "$(($(wc -l <many.dump) > 10000))" 1
same "a range and its months" many.dump one.dump
same "tables of a range and its months" many.hashes one.hashes
done_testing
