#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run.sh: `hale run`: what it prints, what it writes, how it exits.
. "$(dirname -- "$0")/kit.sh"

try 0 "a run" run
tells "shop  as of 2025-12-31 UTC"
tells "accounts 4"
tells "events 1"
tells "1 metric for 4 accounts"
tells "health 1: 2 red · 1 yellow · 1 green · 0 unknown"
tells "wrote    out/health.csv 4 rows"
says "At risk, most money first (2)"
says "120,000"
says "1 of 10 seats in use"
tells "Next: hale explain globex"
lacks "acme"
[ "$(sed -n '3s/ .*//p;4s/ .*//p' .stdout | wc -l)" -eq 2 ] || fail "two rows"
[ "$(grep -n globex .stdout | cut -d: -f1)" -lt \
    "$(grep -n initech .stdout | cut -d: -f1)" ] ||
    fail "globex has more money than initech"
[ -f out/health.csv ] || fail "nothing was written"
[ "$(wc -l <out/health.csv)" -eq 5 ] || fail "a head and four accounts"

cp out/health.csv before.csv
try 0 "a second run" run -j 2
cmp -s out/health.csv before.csv || fail "it gives other bytes"

try 0 "several tables, one file each" run \
    --set 'output.report.path=out/{table}.csv' \
    --set 'output.report.tables=accounts, scores, rollup_*'
tells "wrote    out/accounts.csv 4 · scores.csv 4 · rollup_company.csv 1 rows"
[ "$(wc -l <out/scores.csv)" -eq 5 ] || fail "a head and four scores"
try 0 "what was written, as JSON" run --json
json '$.outputs[0].tables[0].table' accounts
json '$.outputs[0].tables[0].rows' 4
json '$.outputs[0].tables[0].path' out/health.csv

rm -r out
try 0 "a dry run" run --dry-run
tells "dry run"
[ -e out ] && fail "a dry run wrote something"
try 0 "-q" run -q -n
quiet
says "globex"
try 0 "-C" -C / run -n "$work/hale.ini"
says "globex"
try 0 "--as-of" run -n --as-of 2025-11-10
tells "as of 2025-11-10 UTC"
try 0 "--set" run -n --set pipeline.name=other
tells "other  as of"
try 0 "a param from --set, of which the formula makes nothing" run -n \
    --set score.health.full=1

try 0 "--json" run --json -n
quiet
json '$.format' 1
json '$.exit' 0
json '$.pipeline' shop
json '$.as_of[0]' 2025-12-31T00:00:00Z
json '$.scores.health.red' 2
json '$.scores.health.unknown' 0
json '$.at_risk[0].account' globex
json '$.at_risk[0].arr' 120000.0
json '$.at_risk[0].score' 10
json '$.at_risk[1].account' initech
json '$.inputs[1].rows_kept' 15
json '$.outputs[0]' ''
json '$.messages[0]' ''
try 0 "--json writes too" run --json
json '$.outputs[0].path' out/health.csv
[ -f out/health.csv ] || fail "nothing was written"

echo "nobody,2025-12-10,u1" >>events.csv
try 0 "an account that the roster lacks" run -n
tells "events: 1 row of accounts not in the roster"
sed -i '$d' events.csv
printf '\033[2Jevil,10,900000\n' >>accounts.csv
try 0 "an account that would drive the terminal" run -n
says 'x1b[2Jevil'
lacks "$(printf '\033')"
try 0 "the same as JSON" run -n --json
json '$.at_risk[0].account' "$(printf '\033[2Jevil')"
sed -i '$d' accounts.csv

echo "acme,2025-02-30,u1" >>events.csv
try 65 "a day that is none" run
tells "events.csv:18"
tells "Nothing was written"
try 0 "... is left out if told so" run -n --set pipeline.max_rejects=1 \
    --set pipeline.on_error=skip
tells "events: 1 row could not be used"
sed -i '$d' events.csv

cp out/health.csv before.csv
try 1 "fail_on" run --set 'score.health.fail_on=red > 15%'
tells "red"
try 0 "fail_on that does not trip" run --set 'score.health.fail_on=red > 50%'
try 1 "fail_on as JSON" run -n --json --set 'score.health.fail_on=red > 15%'
json '$.exit' 1

try 66 "no such pipeline" run nowhere.ini
tells "nowhere.ini"
try 66 "no such input" run --set input.events.path=nowhere.csv
tells "nowhere.csv"
try 78 "an unknown key" run --set metric.active_users.widnow=7d
tells 'did you mean "window"?'
tells "Nothing was read or written"
try 78 "the same as JSON" run --json --set metric.active_users.widnow=7d
json '$.exit' 78
json '$.messages[0].severity' error
try 78 "an unknown plugin" run --set metric.active_users.plugin=usage.actve_users
tells "active_users"
try 78 "a wrong as-of" run --as-of 2025-13-01
tells "2025-13-01"
sed -i 's/ratio(/ratoi(/' health.lua
try 78 "a mistake in the formula" run
tells "health.lua:10"
sed -i 's/ratoi(/ratio(/' health.lua
cmp -s out/health.csv before.csv || fail "a failed run changed the results"

mkdir closed
chmod a-w closed
if [ "$(id -u)" -ne 0 ]; then
    try 73 "a folder that is closed" run --set output.report.path=closed/a.csv
    chmod a-r events.csv
    try 77 "an input that may not be read" run
    chmod u+r events.csv
fi
try 73 "a folder that is a file" run --set output.report.path=hale.ini/a.csv

# The table on stdout takes it; the list goes to stderr then.
try 0 "an output on stdout" run --set output.report.path=-
says "account"
tells "At risk"
try 64 "--json and an output on stdout" run --json --set output.report.path=-
tells "both write to stdout"
if [ -c /dev/full ]; then
    "$hale" run -n >/dev/full 2>.stderr
    code=$?
    name="a full disk behind stdout"
    [ "$code" -eq 74 ] || fail "exit $code, not 74"
fi

# Who reads has gone before anything is written.
for words in "run -n" "run -n --json" "run -n -q"; do
    name="a closed pipe behind hale $words"
    checks=$((checks + 1))
    # shellcheck disable=SC2086
    (
        sleep 0.3
        "$hale" $words 2>.stderr
        echo $? >.code
    ) | :
    [ "$(cat .code)" -eq 0 ] || fail "exit $(cat .code), not 0"
    : >.stdout
    lacks "cannot write"
done
name="a closed pipe behind an output"
checks=$((checks + 1))
(
    sleep 0.3
    "$hale" run --set output.report.path=- 2>.stderr
    echo $? >.code
) | :
[ "$(cat .code)" -eq 74 ] || fail "exit $(cat .code), not 74"

# A run that waits for its input gets a signal, then the input.
mkfifo slow.csv
for signal in INT TERM; do
    name="SIG$signal"
    exec 3<>slow.csv
    "$hale" run --set input.events.path=- <slow.csv \
        >.stdout 2>.stderr 3>&- &
    pid=$!
    sleep 1
    kill -s "$signal" "$pid"
    echo "account,time,user" >&3
    exec 3>&-
    wait "$pid"
    code=$?
    wanted=130
    [ "$signal" = TERM ] && wanted=143
    [ "$code" -eq "$wanted" ] || fail "exit $code, not $wanted"
    cmp -s out/health.csv before.csv || fail "the results were changed"
done
# Options that an output refuses are told before anything is read.
refuses() { # PLUGIN TEXT SETTING...
    plugin=$1
    text=$2
    shift 2
    for command in check run; do
        try 78 "$command: $text" "$command" \
            --set "output.report.plugin=$plugin" --set "input.events.path=none" "$@"
        tells "output.report: $text"
        lacks "none"
    done
}
refuses csv "delimiter: a sign that numbers and quotes do not use" \
    --set output.report.delimiter=-
refuses sqlite "path = -: a database is a file" --set output.report.path=-
refuses sqlite "prefix = 1: at most 32" --set output.report.prefix=1
refuses prometheus "path = $work/{table}.prom: one file takes all" \
    --set 'output.report.path={table}.prom'
refuses prometheus "prefix = a-b: letters, digits" --set output.report.prefix=a-b
try 0 "a remark is made once" run --set output.report.plugin=prometheus \
    --set output.report.path=out/hale.txt
is "a remark is made once" \
    "$(grep -c 'name ends in .prom, and no other' "$work/.stderr")" 1
# No output is written over what the pipeline is made of.
over() { # FILE SECTION PATH [SETTING]
    before=$(cat accounts.csv hale.ini health.lua | cksum)
    try 78 "an output over $2" run --set "output.report.path=$3" \
        ${4:+--set "$4"}
    tells "$1 would be written over what $2 reads; give the output another path"
    checks=$((checks + 1))
    [ "$before" = "$(cat accounts.csv hale.ini health.lua | cksum)" ] ||
        fail "something was written"
}
over accounts.csv input.accounts accounts.csv
mkdir -p below
over accounts.csv input.accounts 'below/../{table}.csv'
over hale.ini hale hale.ini
over health.lua score.health health.lua
over past.sqlite "the history" past.sqlite history.path=past.sqlite
over next.csv input.events next.csv 'input.events.path=n*.csv'
try 0 "beside a pattern" check --set 'input.events.path=ev*.csv' \
    --set output.report.path=below/events.csv
try 0 "another table" check --set 'output.report.path={table}.csv' \
    --set output.report.tables=scores
# Nor over another output: the last one would win.
cp hale.ini two.ini
cat >>two.ini <<'END'
[output.second]
plugin = csv
path = below/../{table}.csv
tables = scores
END
both() { # FILE SETTING...
    file=$1
    shift
    for command in check run; do
        try 78 "$command, two outputs to $file" "$command" two.ini "$@"
        tells "output.second: "
        tells "${file##*/} is written by [output.report] in line"
        tells "give each output a path of its own"
        [ ! -e "$file" ] || fail "$file was written"
    done
}
both scores.csv --set output.report.path=scores.csv
both scores.csv --set 'output.report.path={table}.csv' \
    --set output.report.tables=accounts,scores
both one.csv --set output.report.path=one.csv --set output.second.path=one.csv \
    --set output.second.plugin=ndjson
both out/new/one.csv --set output.report.path=out/new/one.csv \
    --set output.second.path=out/none/.././new/one.csv
ln -s below beside
both beside/one.csv --set output.report.path=below/one.csv \
    --set output.second.path=beside/one.csv
both one.db --set output.report.plugin=sqlite --set output.second.plugin=sqlite \
    --set output.report.path=one.db --set output.second.path=below/../one.db
try 0 "two outputs, other tables" check two.ini \
    --set 'output.report.path={table}.csv' --set output.report.tables=inputs
try 0 "two outputs to the terminal" check two.ini \
    --set output.report.path=- --set output.second.path=-
done_testing
