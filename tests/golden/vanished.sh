#!/bin/sh
# SPDX-License-Identifier: MIT
#
# vanished.sh: rows that were deleted in the source. As of 1 June 2025
#   a  100 and 50, of which the 50 vanish: 100 is left
#   b  20, all of it vanishes: a customer yesterday, and none as of the same day
#   c  5, and the account itself vanishes from the roster
# No movement tells that of itself: a contraction of 50 would be wrong, since
# the past says the same. So the same as-of is run again, and hale says which of
# its figures moved, and that the inputs have fewer rows.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/kit.sh"

cat >hale.ini <<'END'
[pipeline]
as_of    = 2025-06-01
timezone = UTC
currency = EUR
roster   = accounts

[input.accounts]
plugin = csv
path   = accounts.csv

[input.subscriptions]
plugin = csv
path   = subscriptions.csv

[metric.mrr]
plugin = revenue.mrr

[history]

[output.out]
plugin = csv
path   = out/{table}.csv
END
printf 'account\na\nb\nc\n' >accounts.csv
cat >subscriptions.csv <<'END'
account,started,ended,mrr
a,2024-01-01,,100
a,2024-02-01,,50
b,2024-03-01,,20
c,2024-04-01,,5
END
ask() { # CODE NAME WORDS: another command than run
    wanted=$1
    name=$2
    shift 2
    checks=$((checks + 1))
    code=0
    "$HALE" "$@" >.out 2>.err || code=$?
    sed 's/  */ /g; s/^ //' .out >.words
    [ "$code" -eq "$wanted" ] || fail "$name: exit $code, not $wanted"
}

run 0 "all rows" hale.ini
grep -v -e ,50 -e ^b subscriptions.csv >less.csv
mv less.csv subscriptions.csv
run 0 "two rows less" hale.ini
ask 1 "what moved" restatement --exit-code hale.ini
has "of two accounts" .words 'of 2 accounts'
has "of a" .words 'a mrr 150.00 -> 100.00'
has "of b" .words 'b mrr 20.00 -> 0.00'
has "b is no customer" .words 'b mrr_customer 1 -> 0'
ask 1 "what the first run had read" replay 1 hale.ini
has "fewer rows" .words 'input subscriptions: 4 rows'

grep -v ^c accounts.csv >less.csv && mv less.csv accounts.csv
run 0 "an account less" hale.ini
ask 1 "who is gone" restatement --exit-code hale.ini
has "who is gone" .words 'c account c -> -'
done_testing
