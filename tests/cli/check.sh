#!/bin/sh
# SPDX-License-Identifier: MIT
#
# check.sh: `hale check` and `hale ls`.
. "$(dirname -- "$0")/kit.sh"

try 0 "a good pipeline" check
says "hale.ini  2 inputs, 1 metric, 1 score, 1 output  ok"
says "health: Seats in use 1, reads 2 values"
quiet
try 0 "-q" check -q
silent
quiet
try 0 "--json" check --json
json '$.exit' 0
json '$.counts.input' 2
json '$.counts.model' 0
[ -e out ] && fail "check wrote something"

try 78 "several mistakes at once" check --set pipeline.tiemzone=UTC \
    --set metric.active_users.window=28x --set input.events.role=event
tells "tiemzone"
tells "28x"
tells 'did you mean "events"?'
tells "Nothing was read or written"
silent
try 78 "the same as JSON" check --json --set pipeline.tiemzone=UTC
json '$.exit' 78
json '$.messages[0].severity' error
quiet
sed -i 's/^account,time,user/account,time,usr/' events.csv
try 78 "a column that is not there" check
tells "usr"
sed -i 's/^account,time,usr/account,time,user/' events.csv
try 78 "an input nobody has" check --set input.events.plugin=cvs
tells "cvs"
try 66 "no such pipeline" check nowhere.ini
try 66 "no such file" check --set input.events.path=nowhere.csv
tells "nowhere.csv"
tells "Nothing was read or written."

# A cap that cannot bite is a warning.
cat >>health.lua <<'END'
cap "never" { when = { metric = "seats", lt = 1 }, max = 100, why = "none" }
END
try 0 "a warning" check
tells "warning"
try 1 "--deny-warnings" check --deny-warnings
tells "--deny-warnings"
sed -i '$d' health.lua
try 0 "--deny-warnings without any" check --deny-warnings

try 0 "--print-config" check --print-config --set pipeline.name=other
says "[input.events]"
says "name = other"
says "--set"
try 78 "--print-config of a wrong one" check --print-config \
    --set pipeline.timezone=Europe/Brelin
tells "Europe/Brelin"

try 0 "ls" ls
says "accounts"
says "usage.active_users"
says "Seats in use"
try 0 "ls columns" ls columns
says "active_users"
says "seats"
lacks "usage.active_users"
try 0 "ls of a pipeline" ls hale.ini
try 0 "ls of a kind of a pipeline" ls scores hale.ini
says "health"
try 64 "ls of what is none" ls scroes
tells 'did you mean "scores"?'
try 66 "ls of no pipeline" ls nowhere.ini
try 64 "ls of too much" ls hale.ini scores
for kind in inputs metrics scores outputs columns; do
    try 0 "ls $kind --json" ls $kind --json
    json '$.format' 1
    json "$.${kind}[0].name" "$(sql_of_stdout "json_extract(doc, '$.${kind}[0].name')")"
    [ -n "$got" ] || fail "no names"
done
try 0 "ls --json" ls --json
json '$.metrics[0].plugin' usage.active_users
json '$.inputs[1].feeds' events
try 78 "ls of a wrong pipeline" ls --set metric.active_users.window=28x
tells "28x"
done_testing
