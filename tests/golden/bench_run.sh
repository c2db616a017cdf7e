#!/bin/sh
# SPDX-License-Identifier: MIT
#
# bench_run.sh: bench/run.sh from end to end on 30 accounts, with hale and
# SQLite; and a comparison that finds what is wrong. Nothing is timed here that
# anybody should look at.
. "$(dirname -- "$0")/kit.sh"
bench=$root/bench
export HALE

# bench CODE NAME WORDS: bench/run.sh WORDS; the exit code must be CODE
bench() {
    wanted=$1
    name=$2
    shift 2
    checks=$((checks + 1))
    code=0
    "$bench/run.sh" "$@" >.out 2>.err || code=$?
    [ "$code" -eq "$wanted" ] && return
    fail "$name: exit $code, not $wanted: bench/run.sh $*"
    show .out .err
    false
}

# ---------------------------------------------------------------- the work --
bench 0 "the work" -o here -d 2026-01-02 -r 2 tiny hale-1 sqlite-1 ||
    done_testing
has "the day" here/RESULTS.md "(2026-01-02)"
has "the size" here/RESULTS.md "## tiny: 30 accounts, 2,000 events"
has "a goal that was not run" here/RESULTS.md "| not run |"
is "rounds" "$(wc -l <here/out/tiny.runs | tr -d ' ')" 4
# 30 accounts with 17 columns, 24 months with 10: so many and more
is "many cells, all equal" "$(awk '$2 > 750 && $4 == 0' \
    FS='[\t ]' here/out/tiny.cells | wc -l | tr -d ' ')" 1

has "where the time goes" here/RESULTS.md "Where hale's time goes"
is "stage by stage" "$(sed -n '/^hale-1$/,/^```/p' here/RESULTS.md |
    grep -cE '^ +(read|measure|judge|write) +[0-9.]+')" 4

# ----------------------------------------------------------- many accounts --
bench 0 "a million accounts" -o here -q -r 1 A1 || done_testing
echo kept >>here/data/A1/labels.csv
bench 0 "and ten" -o here -q -r 1 A10 || done_testing
bench 0 "a million again" -o here -q -r 1 A1 || done_testing
is "data are not made twice" "$(tail -1 here/data/A1/labels.csv)" kept
has "the sizes so far" here/RESULTS.md "## tiny: 30 accounts, 2,000 events"
has "A1" here/RESULTS.md "## A1: 10 accounts, 10 events"
has "A10" here/RESULTS.md "## A10: 100 accounts, 100 events"
is "one engine has nobody to be compared with" "$(wc -c <here/out/A1.cells | tr -d ' ')" 0
is "a goal for time, one for memory" \
    "$(grep -c '`A10:[a-z]*:hale-2 / A1:[a-z]*:hale-2` | <= 1.15 | [0-9]' here/RESULTS.md)" 2
echo 20 1 0 >here/data/A1/made # was to become these, and was interrupted
bench 0 "data that are others" -o here -q -r 1 A1 || done_testing
is "are made anew" "$(grep -c kept here/data/A1/labels.csv)" 0

# -------------------------------------------------------- the same, otherwise --
bench 0 "other shapes" -o here -q -r 1 shapes || done_testing
shapes=11
command -v zstd >/dev/null && shapes=12
is "all shapes give the same tables" \
    "$(grep -c '^| [a-z]*: .*| equal |$' here/RESULTS.md)" "$shapes"
checks=$((checks + 1))
! grep -q differ here/out/shapes.md || fail "a shape differs"

# ---------------------------------------------------- figures out of figures --
# Rounds of 9, 1, 3 and 2 seconds: the first is left out, the median is 2.
mkdir fake
printf 'hale-2\t%s\t%s\t4.0\t2048\n' 0 9 1 1 2 3 3 2 >fake/S.runs
printf 'duckdb-2\t0\t8\t8\t20480\nslow-1\t0\t30\t29\t1024\n' >>fake/S.runs
printf '1000 100000 6000000\nA machine\n2 cores\ncc\nload\n2026-01-02\n' \
    >fake/S.machine
printf 'duckdb-2\t900 cells, 2 columns or tables differ\n' >fake/S.cells
printf '%s\n' '# figures' 'S:wall:hale-2 / S:wall:duckdb-2 <= 0.25 just' \
    'S:peak:hale-2 / S:peak:duckdb-2 <= 0.09 too much' \
    'S:event:hale-2 >= 30000 slowly' 'S:account:hale-2 <= 2000 microseconds' \
    'S:bytes:slow-1 <= 1048.6 of memory' >fake/goals.txt
awk -f "$bench/report.awk" -v out=fake fake/goals.txt >report.md
has "the median" report.md "| hale | 2 | 2.00 | 1.00 to 3.00 | 3 | 4.00 | 2.00 | 0.250 |"
has "one round counts" report.md "| slow | 1 | 30.0 | 30.0 to 30.0 | 1 |"
has "reached" report.md '| just<br>`S:wall:hale-2 / S:wall:duckdb-2` | <= 0.25 | 0.250 | reached |'
has "missed" report.md '| <= 0.09 | 0.100 | **missed** |'
has "missed, the other way" report.md '| >= 30000 | 20000 | **missed** |'
# 2 s for 1,000 accounts; 1 MiB
has "of an account" report.md '`S:account:hale-2` | <= 2000 | 2000 | reached |'
has "its memory" report.md '`S:bytes:slow-1` | <= 1048.6 | 1049 | reached |'
has "so many" report.md "3 reached, 2 missed, 0 not run."
has "differences" report.md "**2 columns differ**"

# -------------------------------------------------------- what is not equal --
cells() {
    awk -f "$bench/compare.awk" -v wanted=want -v got=got "$@"
}

# spoil NAME FROM TO WORDS: the table with FROM for TO differs, in these words
spoil() {
    checks=$((checks + 1))
    sed "s|$2|$3|" want/t.csv >got/t.csv
    if cells spec.txt >.out; then
        fail "$1: no difference found"
    else
        has "$1" .out "$4"
    fi
}

mkdir want got
echo "t who:text n:whole usd:money rate:real points:score" >spec.txt
printf '%s\n' who,n,usd,rate,points A,7,12.5,0.25,50 B,,0.0001,,1e2 >want/t.csv
sed 's/12.5,0.25,50/12.5000,0.25000000001,50.0000009/;s/1e2/100/' want/t.csv >got/t.csv
checks=$((checks + 1))
cells spec.txt >.out || {
    fail "equal cells are found to differ"
    show .out
}
is "cells" "$(cat .out)" "10 cells, 0 columns or tables differ"
spoil "a text" "A," "a," "t.who row 1 (A): A and a"
spoil "a whole number" ",7," ",8," "t.n row 1 (A): 7 and 8"
spoil "a whole number as a real" ",7," ",7.0," "7 and 7.0"
spoil "a cent's hundredth" "0.0001" "0.0002" "t.usd row 2 (B)"
spoil "a rate" "0.25" "0.250000002" "t.rate row 1"
spoil "a score" ",50" ",50.00001" "t.points row 1"
spoil "0 for missing" "B,," "B,0," "t.n row 2 (B)"
spoil "missing for a number" ",7," ",," "t.n row 1 (A)"
spoil "no number" "0.25" "nan" "t.rate row 1 (A): 0.25 and nan"
spoil "another column" "rate" "ratio" "the header is not"
spoil "a cell too many" "A,7" "A,7,7" "not 5 cells"
printf '%s\n' who,n,usd,rate,points A,7,12.5,0.25,50 >got/t.csv
cells spec.txt >.out && fail "a row too few is not found"
has "a row too few" .out "t: one ends at row 2"
rm got/t.csv
cells spec.txt >.out && fail "a table that is not there is not found"
head -1 want/t.csv >got/t.csv
cp got/t.csv want/t.csv
cells spec.txt >.out && fail "no rows are taken for equal ones"
has "no rows" .out "t: no rows"

# ----------------------------------------------------------- wrong words --
bench 64 "no size"
has "usage" .err "tiny|S|M|L|A1|A10"
has "all of it" .err "-q  "
bench 64 "another size" XL
bench 1 "another engine" -o here tiny oracle-1
has "which" .err "there is no engine oracle"
bench 1 "no threads" -o here tiny hale
has "how" .err "a turn is an engine and its threads"
bench 1 "no rounds" -o here -r 0 tiny hale-1
has "rounds" .err "1 or more"
done_testing
