#!/bin/sh
# SPDX-License-Identifier: MIT
#
# diff.sh HALE PLUGINS [postgres]: why scores move. Two components, a and b, worth as many points as
# their figures, with weights of 60 and 40:
#
#           day 1         day 2         day 3, weights 50 and 50
#   x    a 50  b 80    a 30  b 80      a 30  b 80
#        .6 50 + .4 80 = 62     50           55
#   y    a 40  b -     a 40  b 90      a 40  b 90
#        40 alone           60           65
#   z    a 10  b 10    gone
#   w    not yet       a 70  b 70      a 70  b 70
#
# From day 1 to 2: x by a, (.6 + .6) / 2 * (30 - 50) = -12, data. y by b, which
# was missing, .4 * 90 = +36, and by the share that a lost to it,
# (40 + 40) / 2 * (.6 - 1) = -16: missing data, +20. From day 2 to 3: the
# formula, x .5 30 + .5 80 - 50 = +5, y .5 40 + .5 90 - 60 = +5.
# shellcheck source=tests/cli/kit.sh
. "$(dirname -- "$0")/kit.sh"
# shellcheck source=tests/store.sh
. "$tests/../store.sh"
store_begin "${3:-sqlite}" "$tests/.."

formula() {
    cat >two.lua <<END
title "Two"
version "$1"
inputs { "a", "b" }
component "a" { weight = $2, metric = "a", curve = ramp(0, 100) }
component "b" { weight = $3, metric = "b", curve = ramp(0, 100) }
bands { low = 0, high = 55 }
END
}

cat >two.ini <<'END'
[pipeline]
as_of    = 2025-01-01
timezone = UTC

[input.accounts]
plugin       = csv
path         = two.csv
column.a     = real a
column.b     = real b
column.csm   = csm

[score.two]
script = two.lua

[history]
END
store_lines two >>two.ini
formula 1 60 40
printf 'account,csm,a,b\nx,ann,50,80\ny,bob,40,\nz,bob,10,10\n' >two.csv
try 0 "day 1" run -q two.ini --as-of 2025-01-01
printf 'account,csm,a,b\nx,ann,30,80\ny,bob,40,90\nw,,70,70\n' >two.csv
try 0 "day 2" run -q two.ini --as-of 2025-01-02
formula 2 50 50
try 0 "day 3" run -q two.ini --as-of 2025-01-03

try 0 "data and missing data" diff 2025-01-01 2025-01-02 two.ini --by csm
says "▼ 12"
says "a -12 (50 -> 30)"
says "b +36 (was missing), a -16"
says "new account"
says "gone"
says "4 accounts: 1 down, 1 up, 0 same, 1 new, 1 gone."
says "Points moved by data -12, by formula 0, by missing data +20, by limits 0."
says "ann"
says "(none)"
try 0 "the same as JSON" diff 2025-01-01 2025-01-02 two.ini --by csm --json
json '$.moves[0].account' y
json '$.moves[0].missing' 20
json '$.moves[0].group' bob
json '$.moves[1].data' -12
json '$.moves[2].state' new
json '$.moves[3].state' gone
json '$.new' 1

try 0 "the formula" diff 2025-01-02 2025-01-03 two.ini
says "formula 1 -> 2 (+5)"
says "Points moved by data 0, by formula +10, by missing data 0, by limits 0."
try 0 "one line" diff 2025-01-02 2025-01-03 two.ini --top 1
says "and 1 more with --all"
try 0 "all lines" diff 2025-01-02 2025-01-03 two.ini --top 1 --all
lacks "more with --all"

# A cap at 50 bites x, whose 55 become 50, and y, whose 65 do; w has 70 of a.
formula 3 50 50
cat >>two.lua <<'END'
cap "few" { when = { metric = "a", lt = 50 }, max = 50, why = "few" }
END
try 0 "day 4" run -q two.ini --as-of 2025-01-04
try 0 "the cap" diff 2025-01-03 2025-01-04 two.ini
says "▼ 15"
says "limits -5"
says "Points moved by data 0, by formula 0, by missing data 0, by limits -20."

# Another text of the same version, and w has 80 of a: .5 80 + .5 70 = 75.
echo '-- A remark.' >>two.lua
sed 's/^w,,70/w,,80/' two.csv >more.csv && mv more.csv two.csv
try 0 "day 5" run -q two.ini --as-of 2025-01-05
try 0 "the remark" diff 2025-01-04 2025-01-05 two.ini
says "formula 3 has changed (0), a +5 (70 -> 80)"
lacks "+0"

# Rows that say when they were recorded: a run again is told which came late,
# and a replay leaves them out.
cat >late.ini <<'END'
[pipeline]
as_of    = 2025-12-31
timezone = UTC
roster   = accounts
attributes = seats

[input.accounts]
plugin = csv
path   = accounts.csv
role   = accounts

[input.events]
plugin = csv
path   = late.csv
role   = events
column.recorded = recorded

[metric.active_users]
plugin = usage.active_users
window = 28d

[score.health]
script = health.lua

[history]
END
store_lines late >>late.ini
printf 'account,time,user,recorded\nacme,2025-12-10,u1,2025-12-10\n' >late.csv
try 0 "before" run -q late.ini
printf 'initech,2025-12-20,u1,2099-01-01\nacme,2025-12-11,u2,2099-01-02\n' \
    >>late.csv
try 0 "after" run -q late.ini
try 0 "which rows" restatement late.ini
says "4 figures of 2 accounts"
says "recorded in between: events 2 rows: initech "
says "late.csv:3, acme "
says "late.csv:4"
try 0 "as it was known" replay 1 late.ini
says "reproduced byte for byte"
says "Changed since, without effect:"
done_testing
