#!/bin/sh
# SPDX-License-Identifier: MIT
#
# postgres_init.sh: `hale init --from postgres`: a pipeline proposed from what
# a server says of itself. The project that is written connects and runs, and
# gives the figures that the same rows give from files. Then what can be wrong
# with a server; and that no password is written, printed or listed.
#
# The rows are the demo's, in tables that a company might have: names of its
# own, types of their own, foreign keys, and things of no use in between.
# shellcheck disable=SC2016 # what stands in quotes is for others
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/kit.sh"
# shellcheck source=tests/server.sh
. "$root/tests/server.sh"
server_start
unset DATABASE_URL PGPASSWORD

sql "CREATE SCHEMA crm; CREATE SCHEMA product;
     CREATE DOMAIN ref AS varchar(40);
     CREATE TABLE crm.customers (id ref PRIMARY KEY, company_name text,
         tier text, plan text, territory text, csm text, parent_id text,
         licenses smallint, signup_date date, renews_at date, pulse text,
         champion boolean, logo bytea DEFAULT '\\x00', \"odd;
name\" text);
     CREATE TABLE crm.subs (nr serial PRIMARY KEY,
         bill_to ref REFERENCES crm.customers, subscription text, product text,
         mrr numeric(14,4), currency text, start_date date,
         end_date timestamp DEFAULT 'infinity');
     CREATE TABLE product.log (at timestamptz,
         org ref, email text, event_name text, weight real);
     CREATE TABLE \"Odd.Tickets\" (opened_at timestamptz,
         closed_at timestamptz, account_id text, number text, severity text,
         subject text, is_escalated boolean);
     CREATE TABLE product.log_old (LIKE product.log);
     CREATE TABLE settings (key text, value jsonb);
     CREATE TABLE empty_visits (account_id text, timestamp timestamptz,
         user_id text);
     CREATE VIEW broken_survey AS SELECT id AS account_id, 1/0 AS score,
         now() AS answered_at FROM crm.customers"
from_demo() { # TABLE FILE COLUMNS
    sql "\\copy $1 ($3) FROM '$demo/$2.csv' CSV HEADER NULL ''"
}
from_demo crm.customers accounts "id, company_name, tier, plan, territory,
    csm, parent_id, licenses, signup_date, renews_at, champion, pulse"
sql "CREATE TABLE texts (subscription text, bill_to text, product text,
         mrr numeric, currency text, start_date date, end_date date)"
from_demo texts subscriptions \
    'subscription, bill_to, product, mrr, currency, start_date, end_date'
sql "INSERT INTO crm.subs (subscription, bill_to, product, mrr, currency,
         start_date, end_date) SELECT subscription, bill_to, product, mrr,
         currency, start_date, coalesce(end_date, 'infinity') FROM texts;
     DROP TABLE texts"
from_demo product.log events 'at, org, email, event_name, weight'
from_demo '"Odd.Tickets"' tickets \
    'number, account_id, opened_at, closed_at, severity, subject, is_escalated'
sql "INSERT INTO product.log_old SELECT * FROM product.log LIMIT 100;
     ALTER TABLE product.log ADD FOREIGN KEY (org) REFERENCES crm.customers
         NOT VALID; ANALYZE"

checks_of() { # NAME CODE WORDS...: hale WORDS; says .out and .err
    what=$1
    wanted=$2
    shift 2
    checks=$((checks + 1))
    code=0
    "$HALE" "$@" >.out 2>.err </dev/null || code=$?
    [ "$code" -eq "$wanted" ] && return
    fail "$what: exit $code, not $wanted: hale $*"
    show .err
}

# What is proposed.
checks_of "init" 0 init shop --from postgres "$(uri)"
cp .err said
for text in 'crm.customers -> accounts' 'crm.subs -> subscriptions' \
    'product.log -> events' 'Odd.Tickets -> tickets' \
    'public.broken_survey is left out: ' 'division by zero' \
    'Next: export DATABASE_URL=... && cd shop && hale check --connect'; do
    has "what it says" said "$text"
done
ini=shop/hale.ini
for text in 'uri    = ${DATABASE_URL}' 'table  = customers' 'schema = crm' \
    'column.account = id' 'column.account = bill_to' 'column.account = org' \
    'column.ended = end_date' 'column.seats = licenses' 'column.time = at' \
    'table  = Odd.Tickets' 'schema = public' 'role   = tickets' \
    '; about 434 rows' '; not read: pulse, champion' \
    '; Not proposed: ' 'product.log_old'; do
    has "what is proposed" $ini "$text"
done
is "every guess is marked" \
    "$(grep -c '^\(role\|column\.\)' $ini)" \
    "$(grep -c '^\(role\|column\.\).*; guessed$' $ini)"
is "a way to the server" "$(grep -c "$server" $ini)" 0

# It connects, and runs, and the figures are those of the files.
checks_of "without the uri" 78 check $ini
has "without the uri" .err 'no variable DATABASE_URL'
DATABASE_URL=$(uri)
export DATABASE_URL
checks_of "check --connect" 0 check --connect --deny-warnings $ini \
    --as-of 2026-01-01
for text in 'customers ' ' 200 ' ' 434 ' ' 1,004 ' 'customers reads '; do
    has "check --connect" .out "$text"
done
# 28 days and the 28 before, ending at 2026-01-01, begin at 2025-11-06.
rows=$(sql "SELECT to_char(count(*), 'FM9,999') FROM product.log
            WHERE at >= '2025-11-06' AND at < '2026-01-01'")
has "rows of events" .out " $rows  $rows "
checks_of "long after" 0 check --connect $ini --as-of 2030-01-01
has "long after" .out 'none in 2029-11-06 .. 2030-01-01, all that is looked at'
checks_of "its tests" 0 test $ini
run 0 "the project" $ini --as-of 2026-01-01
awk -v demo="$demo" '
    /^table  =/ {
        sub(/.*= /, "")
        file["customers"] = "accounts"; file["subs"] = "subscriptions"
        file["log"] = "events"; file["Odd.Tickets"] = "tickets"
        print "path = " demo "/" file[$0] ".csv"
        next
    }
    /^plugin = postgres/ { print "plugin = csv"; next }
    /^(uri|schema|column\.)/ { next }
    { print }' $ini >shop/files.ini
run 0 "the same from files" shop/files.ini --as-of 2026-01-01 \
    --set "output.files.path=$work/files/{table}.csv"
same "the figures" files shop/out
is "accounts with a score" \
    "$([ "$(grep -c ',health,' files/scores.csv)" -gt 100 ] && echo many)" many

# Tables that are named, and nothing else; by the environment alone.
checks_of "named tables" 0 init some --from postgres crm.customers product.log_old
has "named tables" some/hale.ini 'table  = log_old'
is "others" "$(grep -c '^\[input' some/hale.ini)" 2
checks_of "its check" 0 check some/hale.ini
checks_of "no such table" 66 init none --from postgres crm.customer
has "no such table" .err 'has no table "crm.customer", did you mean "crm.customers"?'
checks_of "a table that says nothing" 65 init none --from postgres settings
has "a table that says nothing" .err 'settings -> no idea'
has "a table that says nothing" .err 'there is nothing to score'

# What can be wrong with a server. Each is one line.
wrong() { # NAME CODE TEXT URI
    checks_of "$1" "$2" init none --from postgres "$4"
    has "$1" .err "$3"
    is "$1: lines" "$(wc -l <.err)" 1
    is "$1: what is left behind" "$(ls -d none* 2>/dev/null)" ""
    is "$1: the password" "$(grep -c 'hunter\|secret' .out .err | grep -vc ':0')" 0
}
sql "CREATE DATABASE bare"
wrong "no tables" 66 'the database has no tables' "$(uri hale bare)"
wrong "a wrong password" 69 'is that password right?' \
    "$(uri reader) password=hunter2"
wrong "no password" 69 'cannot connect: ' "$(uri reader)"
wrong "no server" 69 'cannot connect: ' "host=$work dbname=test"
wrong "no database" 69 'database "nothing" does not exist' \
    "$(uri hale nothing)"
wrong "nonsense" 69 'libpq does not understand it' 'host=x hunter2'
wrong "no rights" 77 'this user may read none of the 8 tables' \
    "postgresql://reader:secret%2F1%40@/test?host=$server"
sql "GRANT USAGE ON SCHEMA crm TO reader; GRANT SELECT ON crm.subs TO reader"
checks_of "a table without the right" 77 init none --from postgres \
    "postgresql://reader:secret%2F1%40@/test?host=$server" crm.customers
has "a table without the right" .err 'may not read crm.customers'
# An address anywhere else is not repeated.
address="postgresql://reader:hunter2@/test?host=$server"
misplaced() {
    checks_of "misplaced: $1" 64 init "$@"
    has "misplaced: $1" .err 'hale init NAME --from postgres URI'
    is "misplaced: $1: the password" "$(cat .out .err | grep -c hunter)" 0
}
misplaced --from postgres "$address"
misplaced none --from "$address"
misplaced none "$address"
misplaced none --from csv "$address"
misplaced none --from sqlite "$address"
misplaced none --from postgres crm.subs "$address"
misplaced none --from postgres crm.subs "host=$server password=hunter2"
env -u DATABASE_URL "$HALE" init none --from postgres >.out 2>.err
is "from where?" "$?" 64
has "from where?" .err 'or set DATABASE_URL'

two='two
lines'
sql "CREATE TABLE \"$two\" (account_id text, timestamp timestamptz)"
checks_of "a name of two lines" 65 init none --from postgres "$(uri)" "$two"
has "a name of two lines" .err 'cannot stand in a pipeline'

# Told to stop while a table is looked at.
sql "DROP TABLE \"$two\"; CREATE VIEW slow_visits AS SELECT id AS account_id,
         now() AS timestamp, pg_sleep(100)::text AS user_id FROM crm.customers"
"$HALE" init slow --from postgres "$(uri)" slow_visits product.log >.out 2>.err &
hale=$!
until_sql "SELECT count(*) FROM pg_stat_activity
           WHERE query LIKE '%\"slow_visits\"%' AND pid <> pg_backend_pid()"
kill -TERM "$hale"
code=0
wait "$hale" || code=$?
is "told to stop while it looks" "$code" 143
is "what it leaves" "$(ls -d slow* 2>/dev/null)" ""
sql "DROP VIEW slow_visits"

# A password that was typed is not written, told or listed: while the server
# hangs the process can be looked at.
PGPASSFILE=$work/none
export PGPASSFILE
kill -STOP "$postmaster"
"$HALE" init hung --from postgres \
    "postgresql://reader:hunter2@/test?host=$server" >.out 2>.err &
hale=$!
sleep 0.7
tr '\0' ' ' <"/proc/$hale/cmdline" >.listed
has "it is listed" .listed 'hung --from postgres'
is "with its password" "$(grep -c hunter .listed)" 0
"$HALE" check $ini --set "input.customers.uri=$address" \
    --set=input.subs.password=hunter2 >.out 2>.err &
check=$!
sleep 0.3
tr '\0' ' ' <"/proc/$check/cmdline" >.listed
has "a setting is listed" .listed 'check shop/hale.ini'
is "without its password" "$(grep -c hunter .listed)" 0
kill -TERM "$hale" "$check"
wait "$check"
code=0
wait "$hale" || code=$?
kill -CONT "$postmaster"
is "told to stop" "$code" 143
is "what it leaves" "$(ls -d hung* 2>/dev/null)" ""
sql "GRANT SELECT ON ALL TABLES IN SCHEMA crm, product, public TO reader;
     GRANT USAGE ON SCHEMA product TO reader"
checks_of "with a password" 0 init safe --from postgres \
    "postgresql://reader:secret%2F1%40@/test?host=$server"
is "where it is" "$(grep -rl 'secret' safe .out .err)" ""
done_testing
