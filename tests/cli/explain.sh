#!/bin/sh
# SPDX-License-Identifier: MIT
#
# explain.sh: `hale explain`.
. "$(dirname -- "$0")/kit.sh"

try 0 "an account" explain globex
says "globex  health 10  ■ red"
says "Seats in use 1,"
says "100 % of the weight is known"
says "1 of 10 seats in use"
says "most is lost in seats: 90 points"
says "active_users"
says "and 1 figure more with --verbose"
lacks "120,000"
# 28 days before 2025-12-31 begin on the 3rd; 4 of 10 seats are yellow, and of
# the 8 users between none and most, 3 more are 37.5 %.
says "a band up: active_users from 1 to 4: ▲ 40 yellow (38 % of the range seen)"
# of 2025-11-01 and 2025-12-10 the window has one
says "active_users   1  users  events since 2025-12-03, newest 2025-12-10"
says "accounts"
lacks "accounts, newest"
try 0 "the window before" explain globex -v \
    --set metric.active_users.compare=previous
says "events 2025-11-05 to 2025-12-03"
lacks "to 2025-12-03, newest"
says "events since 2025-11-05, newest 2025-12-10"
try 0 "the same, when it has a row" explain globex -v --as-of 2025-12-20 \
    --set metric.active_users.compare=previous
says "events 2025-10-25 to 2025-11-22, newest 2025-11-01"
says "events since 2025-10-25, newest 2025-12-10"
says "events since 2025-11-22, newest 2025-12-10"
try 0 "only in the window before" explain globex -v --as-of 2025-11-30 \
    --set metric.active_users.compare=previous \
    --set metric.active_users.window=14d
says "events 2025-11-02 to 2025-11-16"
lacks "newest"
# The last of all acme's events is of the 18th, the last of its u8 too, that
# of its u3 of the 12th; initech has none.
try 0 "the newest of all" explain acme
says "events since 2025-12-03, newest 2025-12-18"
try 0 "the newest of those that count" explain acme \
    --set metric.active_users.where.user=u1,u3
says "events since 2025-12-03, newest 2025-12-12"
sed 's/^window .*/periods = 2 x month/' hale.ini >months.ini
try 0 "months: the last one, cut" explain acme months.ini --as-of 2025-12-16
says "events since 2025-12-01, newest 2025-12-15"
try 0 "no row at all" explain initech
says "events since 2025-12-03"
lacks "newest"
# Several as-ofs: it is told as of the last one.
try 0 "--as-of twice" explain globex --as-of "2025-11-15..2025-12-15" \
    --every month
says "events since 2025-11-17, newest 2025-12-10"
# 01:30 in Berlin is of the day before by UTC.
printf 'account,time,user\nacme,2025-12-20T01:30:00+01:00,u1\n' >late.csv
try 0 "a day of the pipeline's zone" explain acme \
    --set input.events.path=late.csv --set pipeline.timezone=Europe/Berlin
says "newest 2025-12-20"
try 0 "the same as JSON" explain acme --json \
    --set input.events.path=late.csv --set pipeline.timezone=Europe/Berlin
json '$.origins.active_users.newest' 2025-12-20T00:30:00Z
try 0 "in the best band" explain acme
lacks "a band up"
try 0 "--verbose" explain globex -v
says "120,000"
lacks "more with"
[ -e out ] && fail "explain wrote something"
try 0 "a name of two words" explain "Umbrella Corp"
says "health 50  ▲ yellow"
try 0 "a pipeline" explain acme hale.ini
says "health 80  ● green"
try 0 "--as-of" explain globex --as-of 2025-11-10
says "1 of 10 seats"
try 1 "an account nearly right" explain globx
tells 'no account "globx", did you mean "globex"?'
silent
try 1 "a part of its name" explain umbrella
tells "Umbrella Corp"
try 1 "nobody" explain zzzzzzzz
tells 'no account "zzzzzzzz"'
try 0 "--score" explain acme --score health
try 64 "--score that is none" explain acme --score helth
tells 'did you mean "health"?'
try 0 "--json" explain globex --json
quiet
json '$.account' globex
json '$.score.band' red
json '$.components[0].component' seats
json '$.components[0].lost' 90
json '$.figures.active_users' 1
json '$.figures.arr' 120000.0
json '$.levers[0].input' active_users
json '$.levers[0].to' 4
json '$.origins.active_users.plugin' usage.active_users
json '$.origins.active_users.data' events
json '$.origins.active_users.begin' 2025-12-03T00:00:00Z
json '$.origins.active_users.end' 2025-12-31T00:00:00Z
json '$.origins.active_users.newest' 2025-12-10T00:00:00Z
json '$.origins.seats.from' roster
json '$.origins.seats.newest' ''
try 78 "a wrong pipeline" explain acme --set metric.active_users.window=28x
tells "28x"
try 66 "no pipeline" explain acme nowhere.ini
try 0 "whatever fail_on says" explain acme \
    --set 'score.health.fail_on=red > 15%'

# Why is it another score than it was? Of the 28 days before 2025-12-15 acme
# has 5 users, before 2025-12-31 it has 8: 50 -> 80 by one figure.
try 0 "--from" explain acme --from 2025-12-15
says "acme  health  ▲ 50 yellow -> ● 80 green, 30 points more"
says "2025-12-15 -> 2025-12-31"
says "seats      50 -> 80     +30  8 of 10 seats in use"
says "active_users  5 -> 8     +30"
[ -e out ] && fail "explain --from wrote something"
try 0 "--from and --to" explain acme --from 2025-11-15 --to 2025-12-15
says "■ 0 red -> ▲ 50 yellow, 50 points more"
try 0 "--from and --as-of" explain acme --from 2025-11-15 --as-of 2025-12-15
says "2025-11-15 -> 2025-12-15"
try 0 "nothing changed" explain globex --from 2025-12-20
says "■ 10 red -> ■ 10 red, no difference"
says "nothing that counts has changed"
lacks "effect"

# 0.6 * 50 + 0.4 * 50 = 50; then 0.6 * 80 + 20 = 68, held at 50.
cat >two.lua <<'END'
version "2"
inputs { "active_users", "seats", "arr" }
component "use" {
  weight = 60, why = "{active_users} of {seats} seats in use",
  value = function(m) return ratio(m.active_users, m.seats) end,
  curve = ramp(0, 1),
}
component "size" { weight = 40, metric = "arr", curve = ramp(0, 100000) }
cap "small" { when = { metric = "arr", lt = 60000 }, max = 50, why = "small" }
END
try 0 "a cap that came" explain acme --from 2025-12-15 \
    --set score.health.script=two.lua
says "▲ 50 yellow -> ▲ 50 yellow, no difference"
says "use        50 -> 80     +18  8 of 10 seats in use"
says '-18  now cap "small"'

# Both formulas give acme 50 at first, and health.lua 80 in the end.
try 0 "--was" explain acme --from 2025-12-15 --was two.lua --json
json '$.before.verdict.value' 50
json '$.after.verdict.value' 80
json '$.change' 30
json '$.formula' 0
json '$.by_component[0].points' 30
# Umbrella had 4 users before the 14th: 40 by health.lua, 0.6 * 40 + 0.4 * 30
# = 36 by the other, which gives 42 for the 5 it has in the end.
try 0 "--was of another score" explain "Umbrella Corp" --from 2025-12-14 \
    --set score.health.script=two.lua --was health.lua
says "formula                  -4  Seats in use 1 -> health 2"
says "use        40 -> 50      +6  5 of 10 seats in use"
says "active_users  4 -> 5      +6"
# globex: 10 by health.lua, 0.6 * 10 + 40 = 46 by the other, at both dates.
try 0 "--was, and nothing else" explain globex --from 2025-12-20 \
    --set score.health.script=two.lua --was health.lua
says "■ 10 red -> ■ 46 red, 36 points more"
says "+36  Seats in use 1 -> health 2"
lacks "figure"

cat >free.lua <<'END'
inputs { "active_users", "seats" }
score = function(m) return m.active_users * m.seats end
END
try 0 "one function" explain acme --from 2025-12-15 \
    --set score.health.script=free.lua
says "active_users  5 -> 8     +30"
lacks "component"

# Nobody knows the last event of acme on 2025-11-15: there is none.
cat >last.lua <<'END'
inputs { "last" }
component "last" { weight = 1, metric = "last", curve = ramp(50, 0) }
END
last="--set metric.last.plugin=usage.days_since_last_event
    --set score.health.script=last.lua"
# shellcheck disable=SC2086
try 0 "no score before" explain acme --from 2025-11-15 $last
says "○ no score -> "
says "without two scores there is no change to divide"
says "known now: last"
lacks "effect"
# shellcheck disable=SC2086
try 0 "no score before, as JSON" explain acme --from 2025-11-15 $last --json
json '$.change' ''
json '$.by_figure' ''
sed '1s/$/,since/; 2s/$/,2025-12-01/; 3,$s/$/,2025-01-01/' accounts.csv >since.csv
since="--set input.accounts.path=since.csv
    --set input.accounts.column.time=since"
# shellcheck disable=SC2086
try 0 "a roster with dates" explain acme $since
says "accounts, newest 2025-12-01"
# shellcheck disable=SC2086
try 0 "not there before" explain acme --from 2025-11-15 $since
says "the account is not there at 2025-11-15"
# acme was an smb, for whom other.lua judges: 50 by size alone, ARR 50,000; as
# it has grown, health.lua does. The formula's part: 50 by 5 of 10 seats, 0.
cat >other.lua <<'END'
version "3"
inputs { "arr" }
component "size" { weight = 1, metric = "arr", curve = ramp(0, 100000) }
END
cat >grown.csv <<'END'
account,seats,arr,segment,since
acme,10,50000,smb,2025-01-01
acme,10,50000,large,2025-12-20
globex,10,120000,,2025-01-01
END
grown="--set input.accounts.path=grown.csv --set input.accounts.column.time=since
    --set pipeline.attributes=arr,seats,segment
    --set score.health.where.segment=large
    --set score.small.script=other.lua --set score.small.as=health
    --set score.small.where.segment=smb"
# shellcheck disable=SC2086
try 0 "another formula for it" explain acme --from 2025-12-15 $grown
says "▲ 50 yellow -> ● 80 green, 30 points more"
says "0  health 3 -> Seats in use 1"
says "seats      50 -> 80     +30"
# shellcheck disable=SC2086
try 0 "no formula for it" explain globex --from 2025-12-15 $grown
says "no formula is for the account at 2025-12-15"
# shellcheck disable=SC2086
try 1 "nobody, at either date" explain zzzzzzzz --from 2025-11-15 $since
tells 'no account "zzzzzzzz"'

# A figure of its group: acme and globex are large, 50,000 + 120,000.
cat >large.csv <<'END'
account,seats,arr,segment
acme,10,50000,large
globex,10,120000,large
initech,10,64000,small
END
cat >group.lua <<'END'
inputs { "kind_arr", "arr" }
component "share" {
  weight = 1, why = "{arr:money} of {kind_arr:money}",
  value = function(m) return ratio(m.arr, m.kind_arr) end, curve = ramp(0, 0.5),
}
END
group="--set input.accounts.path=large.csv --set rollup.kind.by=segment
    --set rollup.kind.give=arr --set score.health.script=group.lua"
# shellcheck disable=SC2086
try 0 "a figure of its group" explain acme $group
says "170,000  EUR  rollup_kind"
# 100 x (50 / 170) / 0.5 = 58.8...
says "acme  health 58.8"
# shellcheck disable=SC2086
try 0 "the same as JSON" explain acme $group --json
json '$.figures.kind_arr' 170000.0
json '$.origins.kind_arr.from' rollup
json '$.origins.kind_arr.data' rollup_kind
# shellcheck disable=SC2086
try 0 "another figure of the group" whatif acme kind_arr=100000 $group
says "kind_arr 170,000 -> 100,000"
says "100 green"
# shellcheck disable=SC2086
try 0 "it is a column" ls columns $group
says "kind_arr"
# shellcheck disable=SC2086
try 78 "a figure that no group has" check $group --set rollup.kind.give=ar
tells 'needs "ar", which no metric gives and the roster does not have, did you'

# What came from data must not drive the terminal.
escape=$(printf 'bad\033[31mred')
{
    cat accounts.csv
    echo "$escape,10,1000"
} >escape.csv
try 0 "an id with an escape" explain "$escape" \
    --set input.accounts.path=escape.csv
says 'bad\x1b[31mred  health 0'
try 0 "the same, with --from" explain "$escape" --from 2025-12-15 \
    --set input.accounts.path=escape.csv
says 'bad\x1b[31mred  health'
try 1 "a part of it" explain 31mr --set input.accounts.path=escape.csv
tells 'bad\x1b[31mred'
[ "$(tr -dc '\033' <"$work/.stderr" | wc -c)" -eq 0 ] || fail "an escape"

# The formula says 50 and 80, ben says red: the effects are the formula's.
cat >hand.csv <<'END'
account,from,expires,score,band,reason,author
acme,2025-12-20,,health,red,they told us,ben
END
hand="--set input.hand.plugin=csv --set input.hand.role=overrides
    --set input.hand.path=hand.csv"
# shellcheck disable=SC2086
try 0 "--from, decided by hand" explain acme --from 2025-12-15 $hand
says "▲ 50 yellow -> ● 80 green, 30 points more"
says "at 2025-12-31 it was set by hand to 39.9 red; this is about what the"
lacks "at 2025-12-15 it was"

try 64 "--from that is no date" explain acme --from soon
tells '--from: "soon" is not a date such as 2025-12-31'
try 64 "--to that is no date" explain acme --from 2025-11-15 --to 2025-11-31
tells '--to: "2025-11-31" is not a date'
try 64 "--from after --to" explain acme --from 2025-12-15 --to 2025-11-15
tells "--from 2025-12-15 does not lie before --to 2025-11-15"
try 64 "--from after as_of" explain acme --from 2026-12-15
tells "does not lie before the as-of, 2025-12-31"
try 64 "--to and --as-of" explain acme --from 2025-11-15 --to 2025-12-15 \
    --as-of 2025-12-31
tells "--to and --as-of are the same: give one"
try 64 "--to alone" explain acme --to 2025-11-15
tells "--to goes with --from"
try 64 "--was alone" explain acme --was two.lua
tells "--was goes with --from"
try 66 "--was that is no file" explain acme --from 2025-11-15 --was none.lua
tells "none.lua"
echo 'component "x" {' >broken.lua
try 78 "--was that is no formula" explain acme --from 2025-11-15 \
    --was broken.lua
tells "broken.lua"
try 64 "--score that is none, with --from" explain acme --from 2025-11-15 \
    --score helth
tells 'did you mean "health"?'

done_testing
