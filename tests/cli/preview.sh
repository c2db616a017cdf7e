#!/bin/sh
# SPDX-License-Identifier: MIT
#
# preview.sh: `hale preview`. By hand, seats in use against the formula below,
# 60 % seats and 40 % ARR of 100,000, held at 50 below 60,000:
#   acme           80 green  -> 48 + 20 = 68, held at 50: yellow
#   Umbrella Corp  50 yellow -> 30 + 12 = 42: red
#   globex         10 red    ->  6 + 40 = 46: red
#   initech         0 red    ->  0 + 25.6: red
# 80,000 of 264,000 in ARR changes band; the mean is 163.6 / 4 = 40.9.
. "$(dirname -- "$0")/kit.sh"

cat >two.lua <<'END'
title "Use and size"
version "2"
inputs { "active_users", "seats", "arr" }
param("full", 1, "share of the seats that is worth 100 points")
component "use" {
  weight = 60, why = "{active_users} of {seats} seats in use",
  value = function(m, p) return ratio(m.active_users, m.seats * p.full) end,
  curve = ramp(0, 1),
}
component "size" { weight = 40, metric = "arr", curve = ramp(0, 100000) }
cap "small" { when = { metric = "arr", lt = 60000 }, max = 50, why = "small" }
bands { red = 0, yellow = 50, green = 75 }
END

try 0 "a formula" preview two.lua
says "two.lua  Use and size 2, as of 2025-12-31"
says "4 accounts, 4 with a score, mean 40.9; 100 % of the weight is known"
says "● green          0    0 %        0"
says "▲ yellow         1   25 %   50,000  █████"
says "■ red            3   75 %  214,000  ███████████████"
says "40 to 49          2"
says "against health, Seats in use 1: 2 accounts change band, with 80,000 of arr"
says "● green            0         1      0           0"
says "▲ yellow           0         0      1           0"
says "■ red              0         0      2           0"
says "acme           ● 80 green -> ▲ 50 yellow  50,000  limits -18"
says "Umbrella Corp  ▲ 50 yellow -> ■ 42 red    30,000  seats +50, use -30, size -28"
[ -e out ] && fail "preview wrote something"
try 0 "the formula in use" preview health.lua
says "against health, Seats in use 1: 0 accounts change band"
lacks "who changes band"
try 0 "a pipeline" preview two.lua hale.ini
try 0 "--score" preview two.lua --score health
says "2 accounts change band"

# The params of the score in use are taken over: with full = 2 the seats are
# worth half. 24 + 20, 15 + 12, 3 + 40, 25.6: the mean is 139.6 / 4. One's own
# param wins.
try 0 "params of the score" preview two.lua --set score.health.full=2 --json
json '$.mean' 34.9
json '$.tens[4]' 2
json '$.tens[2]' 2
try 0 "params of one's own" preview two.lua --set score.preview.full=2 --json
json '$.mean' 34.9
json '$.against.score' health
try 0 "both" preview two.lua --set score.preview.full=1 \
    --set score.health.full=2 --json
json '$.mean' 40.9

# Two segments; initech has none.
sed '1s/$/,segment/; 2s/$/,smb/; 3s/$/,large/; 4s/$/,/; 5s/$/,smb/' \
    accounts.csv >segments.csv
segments="--set input.accounts.path=segments.csv
    --set pipeline.attributes=arr,seats,segment"
# shellcheck disable=SC2086
try 0 "segments" preview two.lua $segments
says "segment  accounts  mean  ● green  ▲ yellow  ■ red  ○ no score"
says "smb             2    46        0         1      1           0"
says "(none)          1  25.6"
# shellcheck disable=SC2086
try 0 "--by" preview two.lua $segments --by segment --json
json '$.by.column' segment
json '$.by.groups[0].group' smb
json '$.by.groups[0].accounts' 2
json '$.by.groups[0].mean' 46
json '$.by.groups[0].bands.yellow' 1
# shellcheck disable=SC2086
try 0 "a score for some" preview two.lua $segments \
    --set score.health.where.segment=smb
says "2 accounts, 2 with a score, mean 46"
says "2 it is not for"
says "2 accounts change band, with 80,000 of arr"

try 0 "--json" preview two.lua --json
quiet
json '$.format' 1
json '$.formula.title' "Use and size"
json '$.accounts' 4
json '$.mean' 40.9
json '$.money' 264000.0
json '$.bands.red' 3
json '$.against.score' health
json '$.against.changed' 2
json '$.against.money' 80000.0
json '$.against.accounts[0].account' acme
json '$.against.accounts[0].is.band' yellow
json '$.against.accounts[0].limits' -18
json '$.against.accounts[1].differs[0].points' 50

# Formulas are compared, not what somebody decided by hand.
cat >hand.csv <<'END'
account,from,expires,score,band,reason,author
acme,2025-12-01,,health,red,they told us,ben
END
try 0 "decided by hand" preview health.lua --set input.hand.plugin=csv \
    --set input.hand.role=overrides --set input.hand.path=hand.csv
says "0 accounts change band"

# A pipeline that has no score yet, and one that has several.
grep -v -e '^\[score' -e '^script' hale.ini >none.ini
try 0 "no score to compare with" preview two.lua none.ini
says "4 accounts, 4 with a score"
says "compared with nothing: name a score with --score"
try 0 "no score, as JSON" preview two.lua none.ini --json
json '$.against' ''
try 0 "several scores" preview two.lua --set score.other.script=health.lua
says "compared with nothing"
try 0 "a score of the formula's name" preview health.lua \
    --set score.other.script=two.lua
says "against health,"

# Of the four accounts one has no users: there the function fails.
cat >fails.lua <<'END'
inputs { "active_users" }
score = function(m) return 50 + 0 // m.active_users end
END
try 0 "a formula that fails for some" preview fails.lua
says "1 account where it fails, the first: "
says "fails.lua:2"
says "○ no score         1   25 %   64,000"
echo 'inputs { "arr" } score = function(m) return m.arr.x end' >never.lua
try 78 "a formula that fails for all" preview never.lua
tells "never.lua"
echo 'component "x" {' >broken.lua
try 78 "a broken formula" preview broken.lua
tells "broken.lua"
echo 'inputs { "actve_users" } score = function(m) return m.actve_users end' \
    >unknown.lua
try 78 "a figure that is not there" preview unknown.lua
tells 'did you mean "active_users"?'
try 66 "no such formula" preview nowhere.lua
tells "nowhere.lua"
try 66 "no such pipeline" preview two.lua nowhere.ini
try 64 "no formula" preview
tells "preview needs FORMULA"
try 64 "no such score" preview two.lua --score helth
tells 'did you mean "health"?'
try 64 "--by that is none" preview two.lua --by seat
tells '--by: the pipeline has no column "seat", did you mean "seats"?'
try 64 "--by of numbers" preview two.lua --by seats
tells "--by: seats is no column of texts"
try 64 "--money that is none" preview two.lua --money seats
tells "--money: seats is no column of money"
try 78 "a wrong pipeline" preview two.lua --set pipeline.timezone=X
tells "Nothing was read or written"

done_testing
