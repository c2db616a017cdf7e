#!/bin/sh
# SPDX-License-Identifier: MIT
#
# postgres_pushdown.sh: etc/pushdown.ini, whose events are added up by the
# server, gives byte for byte the tables that the events themselves give, in
# UTC and where days begin at other hours.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/kit.sh"
# shellcheck source=tests/server.sh
. "$root/tests/server.sh"
server_start
DATABASE_URL=$(uri hale)
export DATABASE_URL

sql 'CREATE TABLE accounts (account text PRIMARY KEY, name text, segment text,
     plan text, region text, csm text, parent text, seats int, created date,
     renewal date, champion_left bool, pulse text)'
sql 'CREATE TABLE events ("time" timestamptz, account text, "user" text,
     feature text, quantity numeric)'
for table in accounts events; do
    sql "\\copy $table FROM '$demo/$table.csv' CSV HEADER"
done
# Events around midnight, which belong to one day or the other.
sql "INSERT INTO events SELECT '2025-12-15'::timestamptz + i * interval '11 min',
     account, 'night' || i % 3, 'batch', i FROM generate_series(-200, 200) i,
     (SELECT account FROM accounts ORDER BY 1 LIMIT 5) a"

# compare NAME ZONE: the pipeline, and the same with events as they are.
compare() {
    mkdir -p "$1/sql"
    for file in "$root"/etc/sql/usage_*.sql; do
        sed "s|'UTC'|'$2'|" "$file" >"$1/sql/${file##*/}"
    done
    sed "s|^timezone.*|timezone = $2|; s|demo/out|pushed|" \
        "$root/etc/pushdown.ini" >"$1/pushed.ini"
    # usage.quantity adds up what a row says; of one event that is 1
    sed "s|pushed/pushdown|raw|; s|^query_file = .*|table = events|
         s|^query_file  *= .*|table = events|
         s|^column.quantity.*|column.quantity = one|" "$1/pushed.ini" |
        awk '/^\[input.by_user/ { user = 1 }
            user && /^table/ {
                print "query = SELECT *, 1 AS one FROM events"
                user = 0
                next
            }
            { print }' >"$1/raw.ini"
    run 0 "$1, pushed down" "$1/pushed.ini"
    run 0 "$1, from events" "$1/raw.ini"
    same "$1" "$1/raw" "$1/pushed/pushdown"
}
compare utc UTC
compare berlin Europe/Berlin
compare samoa Pacific/Apia
# Days of another zone are other days: then the figures are not the same.
sed "s|Pacific/Apia|UTC|" samoa/sql/usage_by_user.sql >utc/sql/wrong.sql
sed "s|sql/usage_by_user.sql|$work/utc/sql/wrong.sql|; s|pushed|wrong|" \
    samoa/pushed.ini >samoa/wrong.ini
run 0 "days of another zone" samoa/wrong.ini
is "days of another zone show" "$(diff -q samoa/raw samoa/wrong/pushdown |
    grep -c 'accounts.csv differ')" 1
is "they differ by zone" "$(cmp -s utc/raw/accounts.csv samoa/raw/accounts.csv ||
    echo yes)" yes
is "tables" "$(find utc/raw -type f | wc -l)" 4
is "the server adds up" "$(grep -c 'query = SELECT \*' utc/raw.ini)" 1
done_testing
