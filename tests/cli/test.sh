#!/bin/sh
# SPDX-License-Identifier: MIT
#
# test.sh: `hale test`, the examples of formulas and the accounts of
# expected.csv.
. "$(dirname -- "$0")/kit.sh"

try 0 "test" test
says "ok    all seats in use"
[ "$(head -1 .stdout)" = health.lua ] || fail "the path is not seen from here"
says "2 examples: 2 passed, 0 failed."
try 0 "test of a formula" test health.lua
says "2 passed"
try 0 "test of a pipeline" test hale.ini
says "2 passed"
try 0 "--run" test --run half
says "1 example: 1 passed, 0 failed."
lacks "all seats"
try 1 "--run of nothing" test --run hlaf
tells 'no example is called "hlaf"'
try 0 "--json" test --json
json '$.passed' 2
json '$.exit' 0
sed -i 's/score = 50,/score = 51,/' health.lua
try 1 "a failure" test
says "FAIL  half of the seats in use"
says "2 examples: 1 passed, 1 failed."
try 1 "a failure as JSON" test --json
json '$.failed' 1
sed -i '/^example/,$d' health.lua
try 1 "no examples" test
tells "no examples found"
echo "bands {" >>health.lua
try 78 "a formula that is none" test health.lua
tells "health.lua:"
says "0 examples: 0 passed, 0 failed. 1 file has mistakes."
try 78 "the same as JSON" test health.lua --json
json '$.exit' 78
json '$.broken' 1
try 66 "no such formula" test nowhere.lua

# ---- one good formula, one bad ---------------------------------------------
cp "$tests/shop/health.lua" .
echo "bands {" >bad.lua
try 78 "one good, one bad" test health.lua bad.lua
says "2 examples: 2 passed, 0 failed. 1 file has mistakes."
tells "bad.lua:"
try 78 "the same the other way round" test bad.lua health.lua
says "2 examples: 2 passed, 0 failed. 1 file has mistakes."
try 78 "two bad ones" test bad.lua bad.lua
says "2 files have mistakes."

# ---- expected.csv: acme 80, Umbrella Corp 50, globex 10, initech 0 ----------
cat >expected.csv <<'END'
account,min,max,band
acme,80,80,green
"Umbrella Corp",49.5,,yellow

globex,,10,
initech,,,red
END
try 0 "expected.csv" test
says "ok    4 of 4 reference accounts inside their range"
says "2 examples, 4 accounts: 6 passed, 0 failed."
[ -e out ] && fail "test wrote something"
try 0 "expected.csv beside a pipeline given" test hale.ini
says "4 of 4"
try 0 "a formula alone is tested without it" test health.lua
lacks "reference"
try 0 "--run is about examples" test --run half
lacks "reference"
printf '\357\273\277band,account,max\r\nred,acme,79.9\r\n' >expected.csv
try 1 "not as expected" test
says "FAIL  acme  expected.csv:2"
says "score at most: expected 79.9, got 80"
says "band: expected red, got green"
says "0 of 1 reference account inside their range"
says "2 examples, 1 account: 2 passed, 1 failed."
try 1 "not as expected, as JSON" test --json
json '$.failed' 1
json '$.files[1].failed' 1
printf 'account,min\nacme,80.1\nglbex,1\nacme,80\n' >expected.csv
try 1 "below the least, and nobody" test
says "score at least: expected 80.1, got 80"
says "FAIL  glbex  expected.csv:3"
says "there is no such account"
says "1 of 3 reference accounts"
printf 'account,score,min\nacme,helth,80\nacme,,many\nacme,,1,2\n' >expected.csv
try 78 "mistakes in it" test
tells 'expected.csv:2: no score "helth", did you mean "health"?'
tells 'expected.csv:3: not a number: "many"'
tells 'expected.csv:4: more cells than columns'
says "2 examples: 2 passed, 0 failed. 1 file has mistakes."
printf 'acount,min\nacme,80\n' >expected.csv
try 78 "an unknown column" test
tells 'expected.csv:1: unknown column "acount", did you mean "account"?'
tells "there is no column account"
printf 'account,min\nacme,80\n' >expected.csv
mv events.csv away.csv
try 66 "data that is not there" test
tells "events.csv"
says "2 examples: 2 passed"
mv away.csv events.csv
rm expected.csv

# ---- --coverage: 100 is green and 50 is yellow, nobody is red ---------------
try 0 "--coverage" test --coverage
says "  covered: 1/1 component, 2/3 bands (never: red)"
cat >>health.lua <<'END'
cap "few" { when = { metric = "seats", lt = 3 }, max = 50 }
cap "many" { when = { metric = "seats", ge = 10 }, max = 70 }
veto "none" { when = { metric = "active_users", le = 0 }, band = "red" }
variant "large" { when = { metric = "seats", ge = 500 }, weights = { seats = 2 } }
example "nobody" { given = { active_users = 0, seats = 4 },
                   expect = { band = "red" } }
END
try 1 "what is not covered" test --coverage
says "1/2 caps (never: few), 1/1 veto, 0/1 variant (never: large), 2/3 bands (never: green)"
try 1 "a failure is covered as well" test --coverage --run all
says "1/2 caps (never: few)"
cp "$tests/shop/health.lua" .

# ---- NAME_test.lua ----------------------------------------------------------
# Half of the seats is 50. What stands beside a formula is tested with it, and
# its places are those of that file; the formula's hash is not touched by it.
cat >half.lua <<'END'
title "Half"
inputs { "active_users", "seats" }
local full = 100
score = function(m) return full * ratio(m.active_users, m.seats) end
END
cat >half_test.lua <<'END'
example "half" { given = { active_users = 5, seats = 10 },
                 expect = { score = full / 2 } }
property "more users never hurt" { rising = "active_users" }
END
for file in half.lua half_test.lua; do
    try 0 "tests beside $file" test "$file"
    says "2 examples: 2 passed, 0 failed."
done
sed 's/full \/ 2/51/' half_test.lua >x && mv x half_test.lua
try 1 "one that fails" test half.lua
says "half_test.lua:1"
says "score: expected 51, got 50"
says "facts: active_users = 5, seats = 10"
printf 'property "a" { min = 0 }\n\000\n' >x && cp half_test.lua kept &&
    mv x half_test.lua
try 78 "a test file of bytes" test half.lua
tells "half_test.lua:2: the script holds a NUL byte"
mv kept half_test.lua
sed 's/seats = 10/saets = 10/' half_test.lua >x && mv x half_test.lua
try 78 "a name typed wrong" test half.lua
tells 'half_test.lua:1:'
tells 'did you mean "seats"?'
echo 'component "x" { weight = 1 }' >half_test.lua
try 78 "a component among tests" test half.lua
tells 'half_test.lua:1: "component" belongs into the formula itself'
echo 'example "x" {' >half_test.lua
try 78 "tests that are no Lua" test half.lua
tells 'half_test.lua:'
try 0 "they are read by test alone" try half.lua active_users=5 seats=10
says "50"

# ---- --junit ---------------------------------------------------------------
xml() {
    checks=$((checks + 1))
    grep -qF -- "$1" report.xml && return
    fail "no '$1' in report.xml:"
    sed 's/^/      | /' report.xml
}
printf 'account,max\nacme,80\nglobex,9\n' >expected.csv
sed 's/all seats in use/<all> \\"seats\\" \& more/
    s/score = 50,/score = 51,/' health.lua >other.lua
try 78 "--junit" test other.lua bad.lua hale.ini --junit report.xml
xml '<testsuites tests="7" failures="2" errors="1">'
xml '<testsuite name="other.lua" tests="2" failures="1" errors="0">'
xml 'name="&lt;all&gt; &quot;seats&quot; &amp; more"/>'
xml 'classname="other.lua" name="half of the seats in use">'
xml "<failure>score: expected 51, got 50"
xml '<testsuite name="bad.lua" tests="1" failures="0" errors="1">'
xml "<error>bad.lua:"
xml 'name="globex">'
xml "score at most: expected 9, got 10"
try 73 "--junit where nobody may write" test health.lua --junit no/report.xml
tells "no/report.xml"
try 64 "--junit of nothing" test --junit ""
done_testing
