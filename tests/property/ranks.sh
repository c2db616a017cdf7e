#!/bin/sh
# SPDX-License-Identifier: MIT
#
# ranks.sh: the curve percentile, in whole runs. 1500 accounts (more than one
# block of judging) on two dates: its points are the ranks that the model
# stats.percentile gives, which knows nothing of formulas; where there are too
# few peers the fallback speaks; and the bytes are those of one thread.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/../golden/kit.sh"

awk 'BEGIN {
    seed = 7
    print "account,segment,seats"
    for (i = 1; i <= 1500; i++) {
        seed = seed * 16807 % 2147483647
        segment = i % 500 ? "s" seed % 4 : "rare"
        print sprintf("a%04d", i) "," segment "," int(seed / 7) % 90
    }
}' >accounts.csv
mkdir lib
cp "$root/scripts/lib/curves.lua" lib
cat >ranks.lua <<'EOF2'
local curves = use "lib/curves"
inputs { "seats", "segment" }
component "rank" {
  weight = 1, metric = "seats",
  curve = percentile { within = "segment", fallback = curves.recency(100, 0) },
}
component "low" {
  weight = 0.0001, metric = "seats", curve = percentile { falling = true },
}
EOF2
cat >ranks.ini <<'EOF2'
[pipeline]
as_of    = 2025-06-01..2025-07-01
every    = month
timezone = UTC
currency = EUR
roster   = accounts
attributes = segment, seats
[input.accounts]
plugin = csv
path   = accounts.csv
role   = accounts
[model.within]
plugin = stats.percentile
column = seats
within = segment
min_n  = 5
[score.health]
script = ranks.lua
[output.out]
plugin = csv
path   = out/{table}.csv
tables = accounts, components
EOF2

run 0 "one thread" ranks.ini -j 1 || done_testing
mv out once
for threads in 2 5; do
    run 0 "$threads threads" ranks.ini -j "$threads"
    same "$threads threads" once out
done
# Ranks of the model where it has some; one in 500 is of a segment of three.
awk -F, -v OFS=, 'NR > 1 && $5 != "" { print $1, $2, $5 }' once/accounts.csv |
    sort >expected
awk -F, -v OFS=, 'NR > 1 && $4 == "rank" { print $1, $2, $8 }' \
    once/components.csv | sort >points
is "accounts that have a rank" "$(wc -l <expected | tr -d ' ')" 2994
awk -F, 'NR == FNR { rank[$1 $2] = $3; next }
    !(($1 $2) in rank) { fallback++; next }
    { d = rank[$1 $2] - $3; if (d < -1e-6 || d > 1e-6) bad++; else same++ }
    END { print same + 0, bad + 0, fallback + 0 }' expected points >counts
is "same, other, fallback" "$(cat counts)" "2994 0 6"

# The fallback is a straight line from 0 to 100 seats.
awk -F, 'NR == FNR { if (FNR > 1 && $3 == "rare") seats[$1 $2] = $4; next }
    ($1 $2) in seats && $3 != seats[$1 $2] { bad++ }
    END { print bad + 0 }' once/accounts.csv points >counts
is "points of the fallback that differ" "$(cat counts)" 0
done_testing
