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

# --connect reads every input. In shop 28 days before 2025-12-31 begin at
# 2025-12-03; what globex did on 2025-11-01 lies before it.
try 0 "--connect" check --connect
says "accounts  csv  "
says "accounts reads 3 of 3 columns: account text, arr money, seats int"
quiet
try 0 "--connect --json" check --connect --json
json '$.exit' 0
json '$.inputs[0].name' accounts
json '$.inputs[0].rows' "$(($(wc -l <accounts.csv) - 1))"
json '$.inputs[0].columns[0].type' text
json '$.inputs[1].rejected' 0
json '$.inputs[1].rows' "$(($(wc -l <events.csv) - 1))"
json '$.inputs[1].used' "$(awk -F, 'NR > 1 && $2 >= "2025-12-03" &&
    $2 < "2025-12-31"' events.csv | wc -l)"
json '$.inputs[1].to' "$(awk -F, 'NR > 1 && $2 < "2025-12-31" && $2 > last {
    last = $2 } END { print last "T00:00:00Z" }' events.csv)"
[ -e out ] && fail "check --connect wrote something"

# Of several bad inputs all are told, and the good one is read all the same.
cp events.csv good.csv
printf 'globex,no date,u1\n,2025-12-20,u1\n' >>events.csv
try 65 "rows that cannot be used" check --connect --json
json '$.inputs[0].exit' 0
json '$.inputs[1].exit' 65
json '$.inputs[1].rejected' 2
json '$.errors' 2
try 65 "the same in words" check --connect
tells 'not a date: "no date"'
tells "no account"
tells "Nothing was written."
says "accounts  csv  "
try 0 "rows that may be left out" check --connect \
    --set input.events.on_error=skip
tells 'warning: time: not a date: "no date"'
i=0
while [ $i -lt 9 ]; do
    echo "globex,no date,u1" >>events.csv
    i=$((i + 1))
done
try 65 "many of them" check --connect
tells "11 rows cannot be used, the first 5 are told"
try 66 "a file that is not there, and bad rows" check --connect \
    --set input.accounts.path=nowhere.csv
tells "nowhere.csv"
tells "11 rows cannot be used"
says "events    csv"

# A file that breaks off, while its rows wait in another one.
awk 'BEGIN { print "account,time,user"
    for (i = 0; i < 200000; i++) print "acme,2025-12-10,u" i * 7919 }' |
    gzip | head -c 300000 >cut.csv.gz
try 69 "a file that is cut off" check --connect \
    --set input.events.path=cut.csv.gz --set pipeline.memory=1KiB
tells "cut.csv.gz"
tells "cut off"
says "events    csv"
try 78 "a wrong pipeline is not read" check --connect \
    --set pipeline.tiemzone=UTC
tells "Nothing was read or written"
silent
mv good.csv events.csv

# An empty roster, and a history that cannot be had, as a run would tell.
head -1 accounts.csv >none.csv
try 65 "an empty roster" check --connect --set pipeline.roster=accounts \
    --set input.accounts.path=none.csv --set history.path=no/such/h.sqlite
tells 'hale.ini: the roster "accounts" has no rows, so there would be no accounts'
tells "no/such/h.sqlite: No such file or directory"
try 0 "a roster" check --connect --set pipeline.roster=accounts
try 66 "a roster that is not there is not empty" check --connect \
    --set pipeline.roster=accounts --set input.accounts.path=nowhere.csv
lacks "has no rows"
try 73 "a history that is nowhere" check --connect --json \
    --set history.path=no/such/h.sqlite
json '$.exit' 73
json '$.errors' 1
echo "accounts, please" >h.sqlite
try 65 "a history that is none" check --connect --set history.path=h.sqlite
rm h.sqlite
try 0 "one that is to be made" check --connect --set history.path=h.sqlite
[ ! -e h.sqlite ] || fail "check --connect made a history"
try 0 "without --connect nobody looks" check --set history.path=no/such/h.sqlite

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
