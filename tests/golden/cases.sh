#!/bin/sh
# SPDX-License-Identifier: MIT
#
# cases.sh [CASE...]: small pipelines whose results were worked out by hand.
#
# A case is a folder here with a pipeline, its inputs and, in expected/, what
# must come out: every row, and every cell of the columns that stand there, so
# that a metric may get further results. The arithmetic stands on top of its
# hale.ini. A "?" is a missing value. Each case is run on one thread and four.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/kit.sh"

here=$root/tests/golden

# columns_of EXPECTED TABLE: the table's cells of the columns of EXPECTED, in
# its order. No cell of a case has a comma.
columns_of() {
    awk -F, '
        NR == FNR { if (FNR == 1) n = split($0, wanted); next }
        FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
        {
            line = ""
            for (i = 1; i <= n; i++)
                line = line (i > 1 ? "," : "") \
                    (wanted[i] in at ? $at[wanted[i]] : "no such column")
            print line
        }' "$1" "$2"
}
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
            columns_of "$table" "copy/out/${table##*/}" >got.csv
            same "$case, ${table##*/}" "$table" got.csv
        done
    done
done
done_testing
