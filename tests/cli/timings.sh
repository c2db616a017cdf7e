#!/bin/sh
# SPDX-License-Identifier: MIT
#
# timings.sh: where the time of a run went. Of the figures only what no clock
# decides can be tested: who is listed, rows, and that a part takes no more
# than the whole.
. "$(dirname -- "$0")/kit.sh"

try 0 "nobody asks" run
lacks "seconds"
cp -R out before
try 0 "a table on stderr" run --timings
tells "stage    section"
tells "input.events"
tells "metric.active_users"
tells "score.health"
tells "output.report"
checks=$((checks + 1))
diff -r before out || fail "the results depend on it"
try 0 "with --quiet nothing else" run -q --timings
tells "input.events"
lacks "wrote"

try 0 "no member that nobody asked for" run --json
is_json
json '$.timings' ""
try 0 "a member of the JSON" run --json --timings -j 1
is_json
json '$.timings[0].stage' read
json '$.timings[0].section' ""
json '$.timings[1].stage' read

# sum WHAT WHERE: of the members of timings
sum() {
    sqlite3 -batch :memory: "SELECT $1 FROM
        json_each(readfile('$work/.stdout'), '\$.timings') t
        WHERE json_extract(t.value, '\$.section') $2"
}
part="json_extract(t.value,"
equal() {
    checks=$((checks + 1))
    [ "$2" = "$3" ] || fail "$1: $2, not $3"
}
equal "stages" "$(sum "group_concat($part '\$.stage'))" "IS NULL")" \
    read,measure,judge,write
equal "rows of the stage are those of its inputs" \
    "$(sum "sum($part '\$.rows'))" "LIKE 'input.%'")" \
    "$(sum "$part '\$.rows')" "IS NULL AND $part '\$.stage') = 'read'")"
equal "an account is judged once" \
    "$(sum "$part '\$.rows')" "= 'score.health'")" 4
equal "nothing takes less than no time" \
    "$(sum "count(*)" "IS NOT 0 AND ($part '\$.seconds') < 0
        OR $part '\$.cpu') < 0)")" 0
equal "on one thread, metrics take no more than their stage" \
    "$(sqlite3 -batch :memory: "SELECT sum(CASE WHEN $part '\$.section')
        IS NULL THEN -1 ELSE 1 END * $part '\$.seconds')) <= 0 FROM
        json_each(readfile('$work/.stdout'), '\$.timings') t
        WHERE $part '\$.stage') = 'measure'")" 1

try 64 "no other command has it" check --timings
tells "check has no option --timings (it is one of: run)"
try 64 "it takes nothing" run --timings=json
tells "--timings takes no value"
done_testing
