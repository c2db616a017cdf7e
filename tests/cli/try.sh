#!/bin/sh
# SPDX-License-Identifier: MIT
#
# try.sh: `hale try`, a made-up account. By hand, with the formula below:
# use = 100 * users / seats, voice = 10 * nps; 60 % use and 40 % voice.
. "$(dirname -- "$0")/kit.sh"

cat >two.lua <<'END'
title "Use and voice"
version "7"
inputs { "users", "seats", "nps", "plan", "notice", "urgent" }
param("full", 1, "share of the seats that is worth 100 points")
component "use" {
  weight = 60, why = "{users} of {seats} seats in use",
  value = function(m, p) return ratio(m.users, m.seats) end,
  curve = ramp(0, 1),
}
component "voice" { weight = 40, metric = "nps", curve = ramp(0, 10),
                    why = "the last answer was {value}" }
variant "small" { when = { plan = "7" }, weights = { voice = 0 } }
cap "urgent" { when = { metric = "urgent", ge = 1 }, max = 60,
               why = "urgent tickets: {urgent}" }
veto "notice" { when = { notice = true }, band = "red", why = "notice given" }
coverage { min = 0.5 }
END

# 0.6 * 75 + 0.4 * 50 = 65: lost are 15 and 20.
try 0 "an account" try two.lua users=30 seats=40 nps=5
says "▲ 65 yellow   coverage 100 %"
says "use    lost 15  30 of 40 seats in use"
says "voice  lost 20  the last answer was 5"
[ "$(sed -n 2p .stdout | cut -c1-7)" = "  voice" ] ||
    fail "the largest loss does not come first"
quiet
# Without the answer 75 remain, and 60 of 100 is known.
try 0 "a figure that is not given" try two.lua users=30 seats=40
says "● 75 green   coverage 60 %: no value for voice"
says "left out  not known: not given"
try 0 "a figure that is given as nothing" try two.lua users=30 seats=40 nps=
says "● 75 green"
try 0 "too little" try two.lua nps=10
says "○ no score   coverage 40 %: no value for use; too little for a score"
try 0 "nothing at all" try two.lua
says "coverage 0 %: no value for use, voice"
# 0.6 * 100 + 0.4 * 100 = 100, held at 60.
try 0 "a cap" try two.lua users=4 seats=4 nps=10 urgent=2
says "▲ 60 yellow"
says 'cap "urgent": urgent tickets: 2'
says "without that: 100"
try 0 "true" try two.lua users=4 seats=4 nps=10 notice=true
says "■ 49.9 red"
says 'veto "notice": notice given'
try 0 "false" try two.lua users=4 seats=4 nps=10 notice=false
says "● 100 green"
try 0 "a number is no text" try two.lua users=2 seats=4 nps=10 plan=7
says "▲ 70 yellow"
lacks "variant"
try 0 "a text in quotes" try two.lua users=2 seats=4 nps=10 'plan="7"'
says "▲ 50 yellow   variant small, coverage 100 %"
lacks "voice"
try 0 "fractions" try two.lua users=2.5 seats=1e1 nps=0
says "■ 15 red"
try 0 "--json" try two.lua users=30 seats=40 --json
json '$.format' 1
json '$.title' "Use and voice"
json '$.score.value' 75
json '$.score.band' green
json '$.score.coverage' 0.6
json '$.score.components[0].value' 0.75
json '$.score.components[1].missing' "not given"
try 0 "--json of no score" try two.lua --json
json '$.score.value' ""
json '$.score.band' unknown

try 64 "no formula" try
tells "try needs FORMULA"
try 66 "no such formula" try nowhere.lua users=1
tells "nowhere.lua"
try 64 "a name nearly right" try two.lua usres=3
tells 'does not read "usres", did you mean "users"?'
silent
try 64 "a name far from all" try two.lua frobs=3
tells "it reads users, seats, nps, plan, notice, urgent"
try 64 "twice" try two.lua users=3 seats=4 users=4
tells '"users" is given twice'
try 64 "no value" try two.lua users
tells '"users" is no NAME=VALUE'
try 64 "no name" try two.lua =3
tells '"=3" is no NAME=VALUE'
try 78 "a text where a number is needed" try two.lua users=many seats=4
tells "two.lua:"
echo "component {" >>two.lua
try 78 "a formula that is none" try two.lua users=3
tells "two.lua:"
silent
done_testing
