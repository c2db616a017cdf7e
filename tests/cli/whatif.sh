#!/bin/sh
# SPDX-License-Identifier: MIT
#
# whatif.sh: `hale whatif`. By hand, with the formula below: acme has 8 of 10
# seats in use, 80 points of weight 60, and 50,000 of ARR, 50 points of weight
# 40; 48 + 20 = 68, held at 50 because the account is small.
. "$(dirname -- "$0")/kit.sh"

cat >two.lua <<'END'
inputs { "active_users", "seats", "arr" }
component "use" {
  weight = 60, why = "{active_users} of {seats} seats in use",
  value = function(m) return ratio(m.active_users, m.seats) end,
  curve = ramp(0, 1),
}
component "size" { weight = 40, metric = "arr", curve = ramp(0, 100000) }
cap "small" { when = { metric = "arr", lt = 60000 }, max = 50, why = "small" }
END
two=score.health.script=two.lua

try 0 "one figure" whatif globex active_users=5
says "globex  health ■ 10 red -> ▲ 50 yellow, 40 points more"
says "if active_users 1 -> 5"
says "seats      10 -> 50     +40  5 of 10 seats in use"
[ -e out ] && fail "whatif wrote something"
try 0 "more of it" whatif globex active_users=+4
says "if active_users 1 -> 5"
try 0 "less" whatif acme active_users=5
says "acme  health ● 80 green -> ▲ 50 yellow, 30 points less"
says "80 -> 50     -30"
try 0 "so much of it more" whatif acme active_users=+25%
says "if active_users 8 -> 10"
try 0 "so much of it less" whatif acme active_users=+-50%
says "if active_users 8 -> 4"
try 0 "two figures" whatif acme active_users=10 seats=10
says "● 80 green -> ● 100 green, 20 points more"
says "if seats 10 -> 10"
try 0 "the same" whatif acme seats=10
says "● 80 green, no difference"
try 0 "not known" whatif acme seats=
says "● 80 green -> ○ no score"
says "if seats 10 -> - (not given)"
try 0 "a name of two words" whatif "Umbrella Corp" active_users=10
says "▲ 50 yellow -> ● 100 green"

# 48 + 40 = 88: size gains 20, and the cap's 18 come back.
try 0 "effects add up" whatif acme arr=100000 --set $two
says "▲ 50 yellow -> ● 88 green, 38 points more"
says "size       50 -> 100     +20"
says '+18  no more cap "small"'
lacks "use "
# globex: 6 + 40 = 46. With 50,000: 6 + 20 = 26, the cap does not bite.
try 0 "money" whatif globex arr=50000 --set $two
says "if arr 120,000 -> 50,000"
says "■ 46 red -> ■ 26 red, 20 points less"
# 60 + 20 = 80, and still held at 50.
try 0 "a cap that stays" whatif acme active_users=10 --set $two
says "▲ 50 yellow -> ▲ 50 yellow, no difference"
says "+12"
says '-12  still cap "small"'

# Of the accounts one has 8 users and one none: 4 - 1 of 8 is 37.5 %.
try 0 "--reach" whatif globex --reach yellow
says "to reach yellow, all else as it is:"
says "active_users from 1 to 4: ▲ 40 yellow (38 % of the range seen)"
lacks "or  "
# All have 10 seats, so nothing is known of fewer; 7 of 10 are still yellow.
try 0 "--reach as far as anybody is" whatif globex --reach green
says "active_users from 1 to 8: ● 80 green (88 % of the range seen)"
try 0 "--reach what it has" whatif acme --reach yellow
says "is yellow or better already"
try 0 "--reach after a change" whatif initech active_users=3 --reach yellow
says "■ 0 red -> ■ 30 red"
says "active_users from 3 to 4"
# 0.6 * 10 + 40 = 46 is the most that money does for it within 30,000 to
# 120,000 (all of the 40 from 100,000 on); 0.6 * 20 + 40 = 52 needs 2 users.
try 0 "--reach by several ways" whatif globex --reach yellow --set $two
says "active_users from 1 to 2: ▲ 52 yellow (12 % of the range seen)"
lacks "arr from"
# initech: 40 % of 64 = 25.6. 0.6 x = 24.4 needs 5 users: 30 + 25.6.
try 0 "--reach in order" whatif initech --reach yellow --set $two
says "active_users from 0 to 5: ▲ 55.6 yellow (62 % of the range seen)"
# Umbrella: 30 + 12 = 42. 8 more come from 20,000 of the 90,000 seen, or from
# 2 of the 8 users seen: 0.6 * 70 + 12 = 54, held at 50.
try 0 "--reach by money or people" whatif "Umbrella Corp" --reach yellow \
    --set $two
says "        arr from 30,000 to 50,000: ▲ 50 yellow (22 % of the range seen)"
says "or  active_users from 5 to 7: ▲ 50 yellow (25 % of the range seen)"
try 1 "--reach what cannot be reached" whatif globex --reach green \
    --set $two --set metric.active_users.window=1d
says "no single figure reaches green"

# A rank is one among all, and moves with the figure. ARR 30, 50, 64 and 120
# thousand: 100 * (1 below + half of one) / 4 = 37.5 for acme.
cat >rank.lua <<'END'
inputs { "arr" }
component "size" {
  weight = 1, metric = "arr", curve = percentile { min_n = 2 },
}
END
rank=score.health.script=rank.lua
try 0 "a rank" whatif acme arr=100000 --set $rank
says "acme  health ■ 37.5 red -> ▲ 62.5 yellow, 25 points more"
# Level with the third: (1 below + half of two) / 4.
try 0 "--reach by a rank" whatif acme --reach yellow --set $rank
says "arr from 50,000 to 64,000: ▲ 50 yellow (16 % of the range seen)"
# Peers are those whom the same section judges: without Umbrella Corp, of three
# (0 + 0.5) / 3 and 1.5 / 3; level with the second, (0 + 1) / 3, is too little.
sed '1s/$/,segment/; 2,4s/$/,big/; 5s/$/,other/' accounts.csv >big.csv
big="--set input.accounts.path=big.csv --set score.health.where.segment=big
    --set pipeline.attributes=arr,seats,segment --set $rank"
# shellcheck disable=SC2086
try 0 "peers of one section" whatif acme arr=100000 $big
says "acme  health ■ 16.7 red -> ▲ 50 yellow, 33.3 points more"
# shellcheck disable=SC2086
try 0 "--reach among them" whatif acme --reach yellow $big
says "arr from 50,000 to 64,001: ▲ 50 yellow"
# shellcheck disable=SC2086
try 0 "explain --from agrees" explain acme --from 2025-12-15 $big
says "■ 16.7 red -> ■ 16.7 red, no difference"
try 0 "nobody to be ranked among" try rank.lua arr=3
says "no score"

try 0 "--json" whatif globex active_users=3 --reach yellow --json
json '$.format' 1
json '$.account' globex
json '$.changes[0].input' active_users
json '$.changes[0].from' 1
json '$.changes[0].to' 3
json '$.now.value' 10
json '$.then.value' 30
json '$.reach.reached' 0
json '$.reach.ways[0].to' 4
json '$.reach.ways[0].then.band' yellow
quiet

try 64 "no change" whatif globex
tells "whatif needs a change, NAME=VALUE, or --reach BAND"
try 64 "no account" whatif
tells "whatif needs ACCOUNT"
try 64 "a pipeline in the wrong place" whatif globex hale.ini
tells '"hale.ini" is no NAME=VALUE; the pipeline is given with -p'
try 64 "a name nearly right" whatif globex actve_users=3
tells 'did you mean "active_users"?'
silent
try 64 "a column that the formula does not read" whatif globex arr=3
tells 'does not read "arr"'
try 64 "twice" whatif globex seats=3 seats=4
tells '"seats" is changed twice'
try 64 "not of its type" whatif globex active_users=many
tells 'active_users is a whole number, not "many"'
try 64 "no percentage" whatif globex active_users=+much%
tells 'active_users: "+much%" is no percentage such as +20%'
try 64 "money that is none" whatif globex arr=lots --set $two
tells 'arr is an amount of money, not "lots"'
try 64 "too much" whatif globex active_users=+9223372036854775807
tells "active_users becomes too large"
try 64 "no such band" whatif globex --reach gren
tells '--reach: no band "gren", did you mean "green"?; there are'
try 1 "no such account" whatif globx seats=3
tells 'no account "globx", did you mean "globex"?'
try 64 "no such score" whatif globex seats=3 --score helth
tells 'did you mean "health"?'
try 66 "no such pipeline" whatif globex seats=3 -p nowhere.ini
try 0 "-p" whatif globex seats=20 -p hale.ini
says "■ 10 red -> ■ 5 red"
try 78 "a wrong pipeline" whatif globex seats=3 --set pipeline.timezone=X
tells "Nothing was read or written"
done_testing
