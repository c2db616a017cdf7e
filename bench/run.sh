#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run.sh [OPTION...] tiny|S|M|L|A1|A10 [TURN...]   the work, timed
# run.sh [OPTION...] micro                         its parts, see micro.sh
# run.sh [OPTION...] shapes                        other files, see shapes.sh
#
#   -r ROUNDS   how many turns each engine has, the first not counted (5)
#   -d DATE     the day that RESULTS.md is to bear
#   -o DIR      where data, out and RESULTS.md go (bench)
#   -q          few rows for shapes, A1 and A10, to see that it runs
#
# Builds hale for release, generates the data unless they are there, lets the
# engines do the work in turns, compares what they wrote cell by cell, and writes
# RESULTS.md from the figures of this and all earlier sizes. A turn is an engine
# and its threads: hale-2, duckdb-1 (engines.sh); without any, all that are
# installed take part. Exits with 1 if a cell differs or an engine fails.
#
# $HALE is another hale than the one that is built, $NODE_PATH has the packages
# of node, $PYTHON the python with pandas.
set -u
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
bench=$root/bench
built=$root/build/bench
rounds=5
day=undated
into=$bench
quick=
slow=15 # seconds: what takes longer has one turn
: "${PYTHON:=python3}"
LC_ALL=C
export LC_ALL

usage() {
    sed -n '4,11s/^# \{0,1\}//p' "$0" >&2
    exit 64
}

stop() {
    echo "bench/run.sh: $*" >&2
    exit 1
}

while getopts r:d:o:q option; do
    case $option in
    r) rounds=$OPTARG ;;
    d) day=$OPTARG ;;
    o) into=$OPTARG ;;
    q) quick=yes ;;
    *) usage ;;
    esac
done
shift $((OPTIND - 1))
case $rounds in
*[!0-9]* | '' | 0) stop "-r takes a number of rounds, 1 or more" ;;
esac
size=${1:-}
[ $# -eq 0 ] || shift
turns='hale-2 hale-1 duckdb-2 duckdb-1 clickhouse-2 polars-2 pandas-1 sqlite-1
    limited-2 months-2 start-1 node-1'
case $size in
tiny) accounts=30 events=2000 ;;
S) accounts=1000 events=100000 ;;
M) accounts=100000 events=10000000 ;;
L) # the others want more memory than most machines have
    accounts=100000 events=100000000
    turns='hale-2 hale-1 limited-2 duckdb-2'
    ;;
A1 | A10) # many accounts, an event for each: 0.6 and 6 GB
    accounts=${size#A}000000
    [ $size = A1 ] || accounts=9999000 # csgen knows no more ids
    [ -z "$quick" ] || accounts=${size#A}0
    events=$accounts
    turns='hale-2'
    ;;
micro) accounts=1000 events=1000000 ;;
shapes)
    accounts=10000 events=1000000
    [ -z "$quick" ] || accounts=30 events=2000
    ;;
*) usage ;;
esac
[ $# -eq 0 ] || turns=$*
mkdir -p "$into/out" "$into/data" || exit 1
into=$(CDPATH='' cd -- "$into" && pwd)
data=$into/data/$size
out=$into/out/$size
mkdir -p "$out"

# shellcheck source=bench/engines.sh
. "$bench/engines.sh"

# ----------------------------------------------------------------- to begin --
build() {
    echo "building hale in $built"
    {
        cmake -S "$root" -B "$built" -DCMAKE_BUILD_TYPE=Release \
            -DHALE_TESTS=OFF &&
            cmake --build "$built" -j"$(nproc)" --target all bench_tools
    } >"$into/out/build.log" 2>&1
}

# tool NAME WORDS: a program of one file
tool() {
    name=$1
    shift
    ${CC:-cc} -O2 -ffp-contract=off -o "$into/out/$name" "$bench/$name.c" "$@"
}

# A file that was written in small pieces lies in memory in small pieces, one
# that was read in large ones, and is read again a tenth faster. The exports of
# others are of the second kind; so are these: put on the disk and read back.
read_back() {
    for file in "$1"/*.csv; do
        dd of="$file" oflag=nocache conv=notrunc,fdatasync count=0 status=none
        cat "$file" >/dev/null
    done 2>/dev/null
}

# generate DIR ACCOUNTS EVENTS: unless it is there, and whole
generate() {
    [ "$(cat "$1/made" 2>/dev/null)" != "$2 $3" ] || return 0
    rm -f "$1/made"
    "$into/out/csgen" -o "$1" -a "$2" -e "$3" && read_back "$1" &&
        echo "$2 $3" >"$1/made"
}

if [ -z "${HALE:-}" ]; then
    build || stop "hale cannot be built, see $into/out/build.log"
    HALE=$built/bin/hale
fi
command -v sqlite3 >/dev/null || stop "sqlite3 is needed to compare tables"
tool csgen -lm || stop "there is no C compiler"
tool cost || stop "there is no C compiler"
generate "$data" "$accounts" "$events" || stop "cannot write $data"
generate "$into/data/one" 1 10 || stop "cannot write $into/data/one"

# What RESULTS.md says of this size and this machine, line by line.
describe() {
    echo "$accounts $events $(cat "$data"/*.csv | wc -c)"
    sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -1
    echo "$(nproc) cores, $(awk '/^MemTotal/ {
        printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), $(uname -sr)"
    ${CC:-cc} --version | head -1
    echo "load when it began: $(cut -d' ' -f1 /proc/loadavg)"
    echo "$day"
}

# Sets turns to those whose engines are here.
muster() {
    here=
    : >"$out.engines"
    for turn in $turns; do
        case $turn in
        *-[1-9] | *-[1-9][0-9]) is_engine "${turn%-*}" ||
            stop "there is no engine ${turn%-*}" ;;
        *) stop "a turn is an engine and its threads, as in hale-2, not $turn" ;;
        esac
        if known=$(version "${turn%-*}") && [ -n "$known" ]; then
            here="$here $turn"
            printf '%s\t%s\n' "$turn" "$known" >>"$out.engines"
        else
            echo "$turn: not installed"
        fi
    done
    turns=$here
    # shellcheck disable=SC2086 # a list of words
    set -- $turns
    rivals=$(($# - 1))
}

# A turn of each. Sets turns to those that were well and quick.
round() {
    again=
    for turn in $turns; do
        if ! once "$turn"; then
            echo "$turn failed:"
            tail -5 "$out/$turn.log"
            failed=1
            continue
        fi
        spent=$(cat "$out/cost")
        printf '%s\t%s\t%s\n' "$turn" "$1" "$spent" >>"$out.runs"
        echo "round $1: $turn $spent"
        [ "$1" -gt 0 ] || [ "$rivals" -eq 0 ] || compare "$turn" || failed=1
        [ "${spent%%.*}" -ge $slow ] || again="$again $turn"
    done
    turns=$again
}

# Where the time goes: --timings of hale on as many threads as it had turns.
explain() {
    : >"$out.where"
    for turn in $here; do
        [ "${turn%-*}" = hale ] || continue
        once "$turn" --timings || continue
        printf '\n%s\n' "$turn"
        sed -n '/^ *stage /,/^[^ ]/{/^[^ ]/!p;}' "$out/$turn.log"
    done >>"$out.where"
}

failed=0
case $size in
micro)
    # shellcheck source=bench/micro.sh
    . "$bench/micro.sh"
    ;;
shapes)
    # shellcheck source=bench/shapes.sh
    . "$bench/shapes.sh"
    ;;
*)
    muster
    describe >"$out.machine"
    : >"$out.cells"
    : >"$out.runs"
    n=0
    while [ $n -lt "$rounds" ]; do
        round $n
        n=$((n + 1))
    done
    explain
    ;;
esac
awk -f "$bench/report.awk" -v out="$into/out" "$bench/goals.txt" \
    >"$into/out/results" && cp "$into/out/results" "$into/RESULTS.md" || exit 1
cat "$into/RESULTS.md"
exit $failed
