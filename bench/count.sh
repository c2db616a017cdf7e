#!/bin/sh
# SPDX-License-Identifier: MIT
#
# count.sh [-o DIR]: instructions of a small run that is always the same, as
# callgrind counts them, on one thread.
#
# Seconds of a busy machine hide a regression of a tenth; instructions do not
# depend on what else it does. Three runs of bench/work.ini are counted: one
# account (start-up), 200 accounts with 20,000 events, and with 40,000. The
# figures are start-up, and what 1,000 further events cost. They can be compared for
# the same compiler and libraries only.
#
# $HALE is the program; DIR keeps what callgrind wrote (callgrind.out.*), for
# callgrind_annotate.
set -eu
bench=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
: "${HALE:=$bench/../build/bench/bin/hale}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
keep=$work
while getopts o: option; do
    case $option in
    o) keep=$OPTARG ;;
    *) exit 64 ;;
    esac
done
LC_ALL=C
export LC_ALL
command -v valgrind >/dev/null || {
    echo "bench/count.sh: valgrind is not installed" >&2
    exit 1
}
mkdir -p "$keep"
${CC:-cc} -O2 -ffp-contract=off -o "$work/csgen" "$bench/csgen.c" -lm

# count NAME ACCOUNTS EVENTS: prints the instructions
count() {
    BENCH_DATA=$work/$1
    BENCH_OUT=$work/out
    export BENCH_DATA BENCH_OUT
    "$work/csgen" -o "$BENCH_DATA" -a "$2" -e "$3"
    valgrind --tool=callgrind --callgrind-out-file="$keep/callgrind.out.$1" \
        "$HALE" run -q -j 1 "$bench/work.ini" >/dev/null 2>"$work/said" || {
        cat "$work/said" >&2
        exit 1
    }
    sed -n 's/^.*Collected : //p' "$work/said"
}

start=$(count start 1 10)
less=$(count less 200 20000)
more=$(count more 200 40000)
awk -v a="$start" -v b="$less" -v c="$more" 'BEGIN {
    printf "%10.2f million instructions to start, read and write one account\n",
        a / 1e6
    printf "%10.2f million for 200 accounts and 20,000 events\n", b / 1e6
    printf "%10.3f million for 1,000 events more\n", (c - b) / 20 / 1e6
}'
