#!/bin/sh
# SPDX-License-Identifier: MIT
#
# edges.sh ROOT BUILD CTEST: does tests/edges.md have every case once, and are
# the tests that it names there? Then faults are planted in copies of the page,
# and each must be found.
set -u
root=${1:?the root of the project}
build=${2:?the build folder}
ctest=${3:-ctest}
LC_ALL=C
export LC_ALL
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$ctest" --test-dir "$build" -N | awk '/Test +#/ { print $NF }' >"$work/names"

# The ids that must be there, in this order.
awk 'BEGIN {
    for (i = 1; i <= 38; i++) printf "EC-%02d\n", i
    n = split("01 03 04 05 07 08 10 13 14 17", vector, " ")
    for (i = 1; i <= n; i++) print "GV-" vector[i]
}' >"$work/ids"

# Is there a test NAME, and WHAT in it?
there() {
    grep -qxF -- "$1" "$work/names" || return 1
    case $1 in
    unit.*)
        file=$root/tests/unit/${1#unit.}.c
        # Written down, and in the list of what is run.
        grep -q "^static void $2(void" "$file" &&
            [ "$(grep -cw -- "$2" "$file")" -gt 1 ]
        ;;
    golden.cases) [ -d "$root/tests/golden/$2/expected" ] ;;
    *) grep -qF -- "$2" "$root/tests/${1%%.*}/${1#*.}.sh" ;;
    esac
}

# Tells what is wrong with a page; false if anything is.
check() {
    awk -F'|' '/^\| (EC|GV)-/ { gsub(/ /, "", $2); print $2 }' "$1" |
        diff "$work/ids" - || return 1
    # "case|test|what" for every test of every row.
    awk -F'|' '/^\| (EC|GV)-/ {
        gsub(/ /, "", $2)
        n = split($(NF - 1), part, "`")
        if (n < 3)
            print $2 "||"
        for (i = 2; i <= n; i += 2) {
            test = what = part[i]
            sub(/ .*/, "", test)
            sub(/^[^ ]* ?/, "", what)
            print $2 "|" test "|" what
        }
    }' "$1" >"$work/named"
    wrong=0
    while IFS='|' read -r case test what; do
        there "$test" "$what" && continue
        echo "$case: there is no test \"$test $what\""
        wrong=1
    done <"$work/named"
    [ "$wrong" -eq 0 ]
}

failures=0
check "$root/tests/edges.md" || failures=1
for fault in '/^| EC-07/d' 's/`unit.metric_revenue_edge ec_02_trial`/`-`/' \
    's/unit.metric_revenue_edge ec_01/unit.metric_revenue_egde ec_01/' \
    's/golden.cases spot/golden.cases spott/' 's/grain a circle/grain a square/' \
    '/^| GV-08/s/`[^`]*`//'; do
    sed "$fault" "$root/tests/edges.md" >"$work/page.md"
    check "$work/page.md" >/dev/null || continue
    echo "not found: $fault"
    failures=1
done
echo "$(wc -l <"$work/ids") cases"
[ "$failures" -eq 0 ]
