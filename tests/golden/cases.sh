#!/bin/sh
# SPDX-License-Identifier: MIT
#
# cases.sh [CASE...]: small pipelines whose results were worked out by hand.
#
# A case is a folder here with a pipeline, its inputs and, in expected/, what
# must come out, byte for byte. The arithmetic stands on top of its hale.ini.
# A "?" is a missing value. Each case is run on one thread and on four.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/kit.sh"

here=$root/tests/golden
[ "$#" -gt 0 ] || {
    cd "$here" || exit 1
    set -- */expected
    cd "$work" || exit 1
}
for case; do
    case=${case%/expected}
    [ -d "$here/$case/expected" ] || fail "$case: there is no such case"
    for threads in 1 4; do
        rm -rf copy
        cp -R "$here/$case" copy
        run 0 "$case" copy/hale.ini -j "$threads" || continue
        is "$case: tables" "$(ls copy/out)" "$(ls copy/expected)"
        for table in copy/expected/*; do
            same "$case" "$table" "copy/out/${table##*/}"
        done
    done
done
done_testing
