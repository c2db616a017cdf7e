#!/bin/sh
# SPDX-License-Identifier: MIT
#
# memory.sh: the law that results never depend on where rows wait: in memory,
# all in a temporary file, or some here and some there. No file is left behind.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/../golden/kit.sh"

mkdir tmp
demo 0 "no limit" once -j 1 || done_testing
for memory in none 1 20kB 100KiB 1MiB 64MiB; do
    for threads in 1 2 8; do
        name="memory = $memory, -j $threads"
        demo 0 "$name" "m$memory$threads" -j "$threads" --timings \
            --set "pipeline.memory=$memory" --set "pipeline.temp=$work/tmp"
        same "$name" once "m$memory$threads"
        case $memory in
        1 | 20kB) has "$name" .err "temporary files" ;;
        64MiB) is "$name" "$(grep "temporary files" .err)" "" ;;
        esac
    done
done
is "files that are left" "$(find tmp -type f)" ""

demo 73 "a folder that is not there" nowhere --set pipeline.memory=1 \
    --set "pipeline.temp=$work/gone"
has "which one, and why" .err \
    "memory is used up, and no temporary file can be made in $work/gone: No such"
is "outputs of a run that failed" "$(find nowhere -type f 2>/dev/null)" ""

# More than a file may have stands for a disk that is full.
if ! (
    trap '' XFSZ
    failures=0
    # shellcheck disable=SC3045 # every shell that we know has it
    ulimit -f 16
    demo 74 "a full disk" full -j 1 --set pipeline.memory=1 \
        --set "pipeline.temp=$work/tmp" &&
        has "what is wrong" .err \
            "memory is used up, and no temporary file can be written in"
    exit "$failures"
); then
    fail "a full disk"
fi
is "outputs of that one" "$(find full -type f 2>/dev/null)" ""
done_testing
