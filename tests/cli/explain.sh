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
try 78 "a wrong pipeline" explain acme --set metric.active_users.window=28x
tells "28x"
try 66 "no pipeline" explain acme nowhere.ini
try 0 "whatever fail_on says" explain acme \
    --set 'score.health.fail_on=red > 15%'

done_testing
