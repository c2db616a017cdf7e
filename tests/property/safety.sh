#!/bin/sh
# SPDX-License-Identifier: MIT
#
# safety.sh: whatever ends a run, who reads its results sees those of the last
# run or those of this one, never a half: kill -9, Ctrl-C, a full disk, a limit
# on the size of files, two runs at once.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/../golden/kit.sh"

# 20,000 accounts, 120,000 events of June 2025 from a generator of Park and
# Miller. The old results are as of 20 June, the new ones as of 1 July.
awk 'BEGIN {
    print "account,segment" >"accounts.csv"
    for (i = 0; i < 20000; i++)
        printf "customer-%05d,s%d\n", i, i % 7 >"accounts.csv"
    print "time,account,user"
    for (i = 0; i < 120000; i++) {
        seed = (seed ? seed : 1) * 16807 % 2147483647
        printf "2025-06-%02d,customer-%05d,u%d\n",
               1 + i / 4000, seed % 20000, seed % 11
    }
}' >events.csv
cat >hale.ini <<'E'
[pipeline]
as_of    = 2025-07-01
timezone = UTC
attributes = segment

[input.accounts]
plugin = csv
path   = accounts.csv

[input.events]
plugin = csv
path   = events.csv

[metric.users]
plugin  = usage.active_users
window  = 7d
compare = previous

[metric.days]
plugin  = usage.active_days
periods = 4 x week

[rollup.segment]
by = segment

[output.csv]
plugin = csv
path   = out/{table}.csv
tables = accounts, rollup_*, days

[output.lines]
plugin = ndjson
path   = out/accounts.ndjson
tables = accounts
E
run 0 "the old results" hale.ini --as-of 2025-06-20
mv out old
run 0 "the new results" hale.ini
mv out new
is "files" "$(cd new && echo ./*)" "./accounts.csv ./accounts.ndjson ./days.csv \
./rollup_company.csv ./rollup_segment.csv"
for file in old/*; do
    cmp -s "$file" "new/${file##*/}" && fail "$file is the same in both"
done

fresh() {
    rm -rf out
    cp -Rp old out
}

# Every file is whole: of the old run or of the new.
whole() {
    checks=$((checks + 1))
    for file in old/*; do
        file=${file##*/}
        cmp -s "old/$file" "out/$file" || cmp -s "new/$file" "out/$file" ||
            fail "$1: $file is neither the old nor the new one"
    done
    is "$1: results" "$(ls out)" "$(ls old)"
}

now() {
    date +%s%N | cut -c1-16
}

begin() {
    "$HALE" run --no-progress -q -j 2 hale.ini "$@" >.out 2>.err &
    pid=$!
}

# How long a run takes, in microseconds; moments are parts of it.
fresh
took=60000000
for i in 1 2 3; do
    start=$(now)
    run 0 "a run" hale.ini -j 2
    time=$(($(now) - start))
    [ "$time" -lt "$took" ] && took=$time
done
moment() { # I of N
    awk -v t="$took" -v i="$1" -v n="$2" \
        'BEGIN { printf "%.6f", t * i / n / 1000000 }'
}

# ------------------------------------------------------------- kill -9 --
killed=0
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    fresh
    begin
    sleep "$(moment "$i" 20)"
    kill -KILL "$pid" 2>.kill
    code=0
    wait "$pid" 2>.kill || code=$?
    [ "$code" -eq 137 ] && killed=$((killed + 1))
    whole "kill -9 at $i/20"
done
[ "$killed" -ge 3 ] || fail "only $killed runs were killed"
# What a killed run left is in nobody's way.
touch out/.accounts.csv.1-0.tmp
run 0 "the run after" hale.ini
whole "the run after"
for file in new/*; do
    same "the run after" "$file" "out/${file##*/}"
done

# --------------------------------------------------------------- Ctrl-C --
interrupted=0
for i in 1 2 3 4 5 6 7 8 9 10; do
    fresh
    begin
    sleep "$(moment "$i" 11)"
    kill -INT "$pid" 2>.kill
    code=0
    wait "$pid" 2>.kill || code=$?
    case $code in
    130)
        interrupted=$((interrupted + 1))
        same "an interrupted run leaves the old results" old out
        is "... and nothing else" "$(find out -name '.*.tmp')" ""
        ;;
    0) whole "a signal that came too late" ;;
    *) fail "an interrupted run: exit $code" ;;
    esac
done
[ "$interrupted" -ge 1 ] || fail "no run was interrupted"

# ----------------------------------------------------------- a full disk --
# too_full NAME: the last run must have told why and left the old results.
too_full() {
    case $code in
    73 | 74) ;;
    *) fail "$1: exit $code, neither 73 nor 74" && show .err ;;
    esac
    has "$1: it says which file" .err "$2"
    has "$1: it says why" .err "$3"
    same "$1 leaves the old results" old out
    is "$1 leaves nothing else" "$(find out -name '.*.tmp')" ""
}

for blocks in 0 1 100 1000; do
    # The thread sanitizer writes a file of its own before main.
    (ulimit -f "$blocks" && exec "$HALE" version) >/dev/null 2>&1 || {
        echo "      under $blocks blocks this build cannot even start"
        continue
    }
    fresh
    code=0
    (ulimit -f "$blocks" && exec "$HALE" run --no-progress -q hale.ini) \
        >.out 2>.err || code=$?
    # The files that say it are limited as well, so the words may be cut.
    case $code in
    73 | 74) ;;
    *) fail "files of $blocks blocks: exit $code" ;;
    esac
    same "files of $blocks blocks" old out
    is "files of $blocks blocks, what else is left" \
        "$(find out -name '.*.tmp')" ""
done
code=0
fresh
(ulimit -f 100 && exec "$HALE" run --no-progress -q hale.ini) 2>&1 |
    cat >.err
code=74
too_full "a limit on files" accounts.csv "File too large"

# The first output fits and the second does not. Both are small enough to wait
# in memory; it has to show before the first one is published.
code=0
fresh
if (ulimit -f 1 && exec "$HALE" version) >/dev/null 2>&1; then
    (ulimit -f 1 && exec "$HALE" run --no-progress -q hale.ini \
        --set output.csv.tables=rollup_company \
        --set output.lines.tables=rollup_segment,days) 2>&1 | cat >.err
    code=74
    too_full "room for one of two" accounts.ndjson "File too large"
fi

mkdir small
if mount -t tmpfs -o size=400k none small 2>.kill; then
    trap 'umount "$work/small"; rm -rf "$work"' EXIT
    cp old/rollup_company.csv small/accounts.csv
    code=0
    "$HALE" run -q hale.ini --set "output.csv.path=small/{table}.csv" \
        >.out 2>.err || code=$?
    fresh
    too_full "a full disk" accounts.csv "No space left"
    same "a full disk leaves the old file" old/rollup_company.csv \
        small/accounts.csv
    is "a full disk leaves nothing else" "$(ls -A small)" accounts.csv
    umount small
    trap 'rm -rf "$work"' EXIT
else
    echo "      no file system can be mounted here; a small disk is left out"
fi

# ------------------------------------------------------------ two at once --
for i in 1 2 3 4 5; do
    fresh
    begin --as-of 2025-06-20
    one=$pid
    begin
    code=0
    wait "$one" || code=$?
    is "the first of two runs" "$code" 0
    code=0
    wait "$pid" || code=$?
    is "the second of two runs" "$code" 0
    whole "two runs at once"
    is "two runs at once leave nothing else" "$(find out -name '.*.tmp')" ""
done
done_testing
