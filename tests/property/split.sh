#!/bin/sh
# SPDX-License-Identifier: MIT
#
# split.sh: the law that it means nothing how rows come: in one file, in many,
# through several inputs, packed, or by the standard input.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/../golden/kit.sh"

demo 0 "one file" plain || done_testing

# Seven files of the events, each with the header; events have no quotes.
mkdir parts
is "lines with quotes" "$(grep -c '"' "$demo/events.csv")" 0
awk 'NR == 1 { head = $0; next }
    {
        file = sprintf("parts/events-%d.csv", int((NR - 2) / 7000))
        if (file != last) { print head >file; last = file }
        print >file
    }' "$demo/events.csv"
is "files" "$(find parts -type f | wc -l | tr -d ' ')" 7
demo 0 "a pattern" glob --set "input.events.path=$work/parts/events-*.csv"
same "a pattern" plain glob
demo 0 "a list" list --set \
    "input.events.path=$work/parts/events-[0-2].csv, $work/parts/events-[3-9].csv"
same "a list" plain list

# Two inputs feed one data set. The second stands last, so its rows arrive
# after the others.
mkdir first second
mv parts/events-[0-3].csv first
mv parts/events-[4-9].csv second
demo 0 "two inputs" feeds --set "input.events.path=$work/first/*.csv" \
    --set input.later.plugin=csv --set input.later.role=events \
    --set input.later.feeds=events --set "input.later.path=$work/second/*.csv"
same "two inputs" plain feeds
# ... and the other way round: no two events of an account, a user and a
# feature are told apart by their order.
demo 0 "two inputs, turned round" turned \
    --set "input.events.path=$work/second/*.csv" \
    --set input.later.plugin=csv --set input.later.role=events \
    --set input.later.feeds=events --set "input.later.path=$work/first/*.csv"
same "two inputs, turned round" plain turned

# A file so large that it is read in splits of its own, on several threads: the
# events twelve times over, against as many files named one after another.
head -n 1 "$demo/events.csv" >large.csv
large=
for copy in 1 2 3 4 5 6 7 8 9 10 11 12; do
    tail -n +2 "$demo/events.csv" >>large.csv
    cp "$demo/events.csv" "copy-$copy.csv"
    large=${large:+$large, }$work/copy-$copy.csv
done
is "more than two splits of 8 MiB" \
    "$(($(wc -c <large.csv) > 2 * 8 * 1024 * 1024))" 1
demo 0 "twelve copies" copies --set "input.events.path=$large"
for threads in 1 4; do
    demo 0 "a large file, -j $threads" "large-$threads" -j "$threads" \
        --set "input.events.path=$work/large.csv"
    same "a large file, -j $threads" copies "large-$threads"
done
rm -f large.csv copy-*.csv

# Packed.
for pack in gzip:gz zstd:zst; do
    tool=${pack%:*}
    end=${pack#*:}
    if ! command -v "$tool" >.out; then
        echo "      $tool is not here; .$end is left out"
        continue
    fi
    mkdir "$end"
    set --
    for file in accounts subscriptions events surveys tickets touches; do
        "$tool" -q <"$demo/$file.csv" >"$end/$file.csv.$end"
        set -- "$@" --set "input.$file.path=$work/$end/$file.csv.$end"
    done
    demo 0 "$end" "out-$end" "$@"
    same "$end" plain "out-$end"
    # Cut in the middle: an error, never a part of the rows.
    head -c 20000 "$end/events.csv.$end" >"$end/cut.csv.$end"
    demo 69 "a cut .$end" "cut-$end" --set \
        "input.events.path=$work/$end/cut.csv.$end"
    [ -e "cut-$end" ] && fail "a cut .$end wrote something"
done

# The standard input, plain and packed.
demo 0 "stdin" stdin --set input.events.path=- <"$demo/events.csv"
same "stdin" plain stdin
gzip -c "$demo/events.csv" >events.gz
demo 0 "a packed stdin" stdin-gz --set input.events.path=- <events.gz
same "a packed stdin" plain stdin-gz
done_testing
