#!/bin/sh
# SPDX-License-Identifier: MIT
#
# threads.sh: the law that results never depend on threads. Every file of the
# demo has the same bytes for 1, 2 and 8 of them, and again.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/../golden/kit.sh"

demo 0 "one thread" once -j 1 || done_testing
is "files that were written" "$(find once -type f | wc -l | tr -d ' ')" 8
for threads in 1 2 8; do
    for again in a b; do
        into=j$threads$again
        demo 0 "-j $threads" "$into" -j "$threads"
        same "-j $threads" once "$into"
    done
done
demo 0 "threads from the pipeline" pipeline --set pipeline.threads=3
same "threads = 3" once pipeline
done_testing
