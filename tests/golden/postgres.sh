#!/bin/sh
# SPDX-License-Identifier: MIT
#
# postgres.sh: the demo read from a PostgreSQL server gives the tables that
# its CSV files give, byte for byte: from columns of their own types, from
# texts, from queries, in any physical order where there is a key. Then what
# goes wrong with a server, and that no word of it holds the password.
#
# psql's own \copy puts the rows there.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/kit.sh"
# shellcheck source=tests/server.sh
. "$root/tests/server.sh"
server_start

tables="accounts subscriptions events surveys tickets touches"
copied() {
    sql "\\copy $1 FROM '$demo/$2.csv' CSV HEADER NULL ''"
}

sql "CREATE SCHEMA words"
# Texts as they are in the files; then the types that a database would have.
for table in $tables; do
    columns=$(head -1 "$demo/$table.csv" | tr -d '\r' |
        sed 's/[^,][^,]*/"&" text/g')
    sql "CREATE TABLE words.$table ($columns)"
    copied "words.$table" "$table"
    sql "CREATE TABLE $table AS TABLE words.$table"
done
typed() {
    sql "ALTER TABLE $1 ALTER \"$2\" TYPE $3 USING ${4:-\"$2\"::$3}"
}
sql "CREATE TYPE pulse AS ENUM ('green', 'yellow', 'red');
     CREATE DOMAIN id AS varchar(40) CHECK (length(value) > 0)"
typed accounts account id
typed accounts seats smallint
typed accounts created date
typed accounts renewal timestamp
typed accounts champion_left boolean
typed accounts pulse pulse
typed subscriptions mrr 'numeric(14,4)'
typed subscriptions currency 'char(3)'
typed subscriptions started date
typed subscriptions ended timestamptz "coalesce(ended::timestamptz, 'infinity')"
typed events time timestamptz
typed events quantity integer
typed surveys time timestamptz
typed surveys score 'double precision'
typed surveys scale_max numeric
typed tickets opened timestamptz
typed tickets closed timestamptz
typed tickets escalated boolean
typed touches time timestamptz
sql "ALTER TABLE accounts ADD PRIMARY KEY (account);
     ALTER TABLE subscriptions ADD PRIMARY KEY (subscription);
     ALTER TABLE subscriptions ADD bill money, ADD cents float8;
     UPDATE subscriptions SET bill = mrr, cents = round(mrr, 2)"
is "rows of events" "$(sql 'SELECT count(*) FROM events')" \
    "$(($(wc -l <"$demo/events.csv") - 1))"

# from NAME AS KEYS: the demo with other sources gives the tables in folder AS.
# In KEYS, parted by ";;", @ stands for the name of the input.
from() {
    source=$1
    sed "s|^script = .*|script = $root/scripts/health.lua|" "$demo/hale.ini" |
        awk -v keys="$3" '
            /^\[/ { input = "" }
            /^\[input\./ { input = $0; gsub(/^\[input\.|\].*/, "", input) }
            input && /^plugin/ { print "plugin = postgres"; next }
            input && /^path/ {
                n = split("uri_env = TEST_DB;;" keys, key, /;;/)
                for (i = 1; i <= n; i++) {
                    gsub(/@/, input, key[i])
                    print key[i]
                }
                next
            }
            { print }' >"$source.ini"
    as=$2
    shift 3
    run 0 "from $source" "$source.ini" \
        --set "output.files.path=$work/$source/{table}.csv" \
        --set "output.stream.path=$work/$source/scores.ndjson" "$@" || return
    [ "$as" = "$source" ] || same "from $source as from $as" "$as" "$source"
}
TEST_DB=$(uri)
export TEST_DB
demo 0 "from CSV" csv || done_testing
is "tables" "$(find csv -type f | wc -l)" 8
from typed csv "table = @"
from texts csv "table = words.@"
from schema csv "schema = words;;table = @"
from cents cents "table = @" --set input.subscriptions.column.mrr=cents
from money cents "table = @" --set input.subscriptions.column.mrr=bill
from query csv "query = SELECT * FROM @ -- all of it;"
mkdir sql
for table in $tables; do
    echo "SELECT * FROM words.$table;" >"sql/$table.sql"
done
from file csv "query_file = sql/@.sql"

# An UPDATE moves rows to the end; a key or order_by brings them back.
sql "UPDATE accounts SET name = name WHERE seats % 2 = 0;
     UPDATE subscriptions SET mrr = mrr WHERE mrr > 500"
from moved csv "table = @"
sql "ALTER TABLE accounts DROP CONSTRAINT accounts_pkey"
from ordered csv "table = @" --set input.accounts.order_by=account

# The wanted time is asked for, by an index where there is one, and rows at
# its edges are there. The demo ends at 2026-01-01, UTC.
sql "CREATE INDEX ON events (time);
     INSERT INTO events SELECT '2026-01-01', account, 'late', 'x', 1
     FROM accounts; ALTER ROLE hale SET log_statement = 'all'"
from later csv "table = @"
is "the time in the SELECT" "$(grep -c "COPY (SELECT .* FROM \"events\" WHERE \
(true AND \"time\" < '2026-01-01T00:00:00Z'::timestamptz OR" "$server/log")" 1
is "columns that nobody reads" "$(grep -c 'COPY (SELECT .*"subject"' \
    "$server/log")" 0

# The edges of a window, of instants and of local times. 28 days before
# 2026-01-01 in Berlin begin at 2025-12-03T23:00Z: of the five users, one event
# each, those of the first and the last microsecond within count, and the one
# in between. What is a day off the edges is not even sent.
sql "CREATE TABLE edges (account text, \"user\" text, at timestamptz,
         there timestamp);
     INSERT INTO edges (account, \"user\", at) VALUES
         ('acme', 'before', '2025-12-03 22:59:59.999999+00'),
         ('acme', 'first', '2025-12-03 23:00+00'),
         ('acme', 'within', '2025-12-20 12:00+00'),
         ('acme', 'last', '2025-12-31 22:59:59.999999+00'),
         ('acme', 'after', '2025-12-31 23:00+00'),
         ('acme', 'long ago', '2020-01-01 00:00+00');
     UPDATE edges SET there = at AT TIME ZONE 'Europe/Berlin'"
for column in at there; do
    printf '%s\n' '[pipeline]' 'as_of = 2026-01-01' 'timezone = Europe/Berlin' \
        '[input.events]' 'plugin = postgres' 'uri_env = TEST_DB' \
        'table = edges' "column.time = $column" '[metric.users]' \
        'plugin = usage.active_users' 'window = 28d' '[output.o]' \
        'plugin = csv' 'path = edges/{table}.csv' \
        'tables = accounts, inputs' >edges.ini
    run 0 "edges of $column" edges.ini
    is "edges of $column" "$(tail -1 edges/accounts.csv)" "2026-01-01,acme,3"
    rm -r edges
done
is "a window in the SELECT" "$(grep -c "\"at\" >= '2025-12-03T23:00:00Z'::\
timestamptz AND \"at\" < '2025-12-31T23:00:00Z'::timestamptz" "$server/log")" 1
is "a local one, a day more" "$(grep -c "\"there\" >= '2025-12-02T23:00:00Z'::\
timestamp AND \"there\" < '2026-01-01T23:00:00Z'::timestamp" "$server/log")" 1
sql "ALTER ROLE hale RESET log_statement"

# ---------------------------------------------- what goes wrong says so --
# fails NAME CODE TEXT LINES...: a run whose accounts come from what LINES say
fails() {
    what=$1
    exit_code=$2
    text=$3
    shift 3
    {
        printf '[pipeline]\nas_of = 2026-01-01\ntimezone = UTC\n'
        printf 'roster = accounts\n[input.accounts]\nrole = accounts\n'
        printf 'plugin = postgres\n'
        printf '%s\n' "$@"
        printf '[metric.tenure]\nplugin = account.tenure\n'
        printf '[output.o]\nplugin = csv\npath = %s/{table}.csv\n' "$work/bad"
    } >bad.ini
    run "$exit_code" "$what" bad.ini
    has "$what" .err "$text"
    is "$what: what was published" "$(ls bad 2>/dev/null)" ""
    is "$what: secrets" "$(grep -c 'secret\|hunter' .err)" 0
}
here="uri = $(uri)"
asks="uri = $(uri reader)"
fails "no uri" 78 '"uri" is required' 'table = accounts'
fails "neither table nor query" 78 'table or query: say what to read' "$here"
fails "both" 78 'say one of them, not both' "$here" 'table = accounts' \
    'query = SELECT 1'
fails "no connection string" 78 'is no connection string' 'uri = crm' \
    'table = accounts'
fails "a string with nonsense" 78 'libpq does not understand it' \
    'uri = host=x hunter2' 'table = accounts'
fails "a password that is not escaped" 69 'write %40 for @' \
    'uri = postgresql://reader:hunter@2@localhost/crm' 'table = accounts'
fails "another one" 69 'write %40 for @' \
    'uri = postgresql://reader:12/hunter2@localhost/crm' 'table = accounts'
fails "no server" 69 'cannot connect: ' "uri = host=$work dbname=test" \
    'table = accounts'
fails "no database" 69 'database "nothing" does not exist' \
    "uri = $(uri hale nothing)" 'table = accounts'
fails "a wrong password" 69 'is that password right?' "$asks" \
    'password = hunter2' 'table = accounts'
fails "no password" 69 'say password_env or password_file' "$asks" \
    'table = accounts'
printf 'secret/1@\n' >password
fails "no database, and a password" 69 'database "nothing" does not exist' \
    "uri = $(uri reader nothing)" 'password_file = password' 'table = accounts'
is "no database: the password is right" "$(grep -c 'that password' .err)" 0
fails "no right to read" 69 'permission denied for table accounts (SQLSTATE 42501); the owner can GRANT' \
    "$asks" 'password_file = password' 'table = accounts'
fails "the password in the uri" 69 'permission denied for table accounts' \
    "uri = postgresql://reader:secret%2F1%40@/test?host=$server" \
    'table = accounts'
fails "a table that is not there" 69 \
    'has no table "acounts"; the nearest it has are "accounts"' \
    "$here" 'table = acounts'
fails "letters are as they are" 69 'has no table "Accounts"' "$here" \
    'table = Accounts'
fails "a schema that is not there" 69 'has no table "word.accounts"' "$here" \
    'table = word.accounts'
fails "half a name" 78 'write TABLE or SCHEMA.TABLE' "$here" 'table = words.'
fails "SQL that is wrong" 69 \
    'column "acount" does not exist at line 2, column 1 of the query (SQLSTATE 42703)' \
    "$here" 'query =' '    SELECT' '        acount FROM accounts'
fails "SQL that is no SELECT" 69 'one SELECT is wanted' "$here" \
    'query = DELETE FROM accounts'
fails "two statements" 69 'one SELECT is wanted' "$here" \
    'query = SELECT 1; SELECT 2'
sql "CREATE SEQUENCE s"
fails "a function that writes" 69 'hale only reads here' "$here" \
    "query = SELECT nextval('s')::text AS account, now() AS created"
fails "a parameter" 69 'has no value here' "$here" \
    "query = SELECT \$1::text AS account"
fails "two columns of a name" 69 'two columns are called "account"' "$here" \
    'query = SELECT account, account FROM accounts'
fails "a type that fits nothing" 69 \
    'column "created" is of type interval, and a date or time is wanted' \
    "$here" "query = SELECT account, now() - now() AS created FROM accounts"
fails "the same behind a good input" 69 \
    'input.events: ' "$here" 'table = accounts' '[input.events]' \
    'plugin = postgres' "$here" \
    'query = SELECT account, now() - now() AS time FROM accounts' \
    '[metric.days]' 'plugin = usage.active_days'
has "the same behind a good input" .err 'column "time" is of type interval'
fails "order by nothing" 69 'has no column "acount"' "$here" \
    'table = accounts' 'order_by = acount'
fails "a schema for a query" 78 'goes with table' "$here" 'schema = words' \
    'query = SELECT 1'
fails "too slow" 69 'statement_timeout = 3600' "$here" 'statement_timeout = 1' \
    "query = SELECT account, created, pg_sleep(9)::text AS name FROM accounts"
fails "an amount that is none" 65 'not an amount of money: "NaN"' "$here" \
    "query = SELECT account, created, 'NaN'::numeric AS arr FROM accounts" \
    'column.arr = arr' '[metric.arr]' 'plugin = account.attribute' \
    'column = arr'
fails "a double that is no amount" 65 'not an exact amount of money' "$here" \
    "query = SELECT account, created, 0.1::float8 + 0.2::float8 AS arr FROM accounts" \
    '[metric.arr]' 'plugin = account.attribute' 'column = arr'

# A server that stops answering, one that is told to stop, one that dies.
kill -STOP "$postmaster"
fails "a server that does not answer" 69 'does not answer (waited 1 s)' \
    "$here" 'connect_timeout = 1' 'table = accounts'
sed 's/^connect_timeout.*/connect_timeout = 60/' bad.ini >hangs.ini
# setsid: a shell without job control lets its children ignore SIGINT
"$HALE" run --no-progress hangs.ini >.out 2>.err &
hale=$!
sleep 0.5
kill -TERM "$hale"
code=0
wait "$hale" || code=$?
is "told to stop while it waits" "$code" 143
kill -CONT "$postmaster"

{
    sed '/^table/d; /^connect/d' bad.ini | sed '/^uri/a\
query = SELECT repeat(account, 50) || i AS account, created, pg_sleep(0.0005)::text\
    AS name FROM accounts, generate_series(1, 10000) i'
} >long.ini
"$HALE" run --no-progress long.ini >.out 2>.err &
hale=$!
until_sql "SELECT count(*) FROM pg_stat_activity
    WHERE query LIKE 'COPY (SELECT %'"
sleep 0.3
sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE query LIKE 'COPY (SELECT %'" >/dev/null
code=0
wait "$hale" || code=$?
is "a connection that ends midway" "$code" 69
has "a connection that ends midway" .err \
    'the connection was lost: terminating connection due to administrator'
is "what was published" "$(ls bad 2>/dev/null)" ""

# A process that is gone is noticed by the server, too.
"$HALE" run --no-progress long.ini >.out 2>.err &
hale=$!
sleep 0.7
kill -9 "$hale"
wait "$hale" 2>/dev/null
sleep 2
is "queries of nobody" "$(sql "SELECT count(*) FROM pg_stat_activity
    WHERE query LIKE 'COPY (SELECT %'")" 0

# The password is nowhere in a pipeline that is printed.
printf '[pipeline]\nas_of = 2026-01-01\ntimezone = UTC\n[input.accounts]\n%s\n%s\n%s\n' \
    'plugin = postgres' 'table = accounts' \
    'uri = postgresql://reader:hunter2@localhost/crm' >secret.ini
"$HALE" check --print-config secret.ini >.out 2>&1
is "the printed pipeline" "$(grep -c hunter2 .out)" 0
has "the printed pipeline" .out 'uri'
# The conformance harness, with something to read and somewhere to write.
"$HALE" plugin check "$(dirname -- "$HALE")/../plugins/postgres.so" \
    --set "input.postgres.uri=$(uri)" --set input.postgres.table=accounts \
    --set "output.postgres.uri=$(uri)" >.out 2>&1
is "the harness" "$?" 0
for case in input.reads input.room input.again input.stop_midway \
    input.projection input.types input.no_memory output.all_types \
    output.two_tables output.before_commit output.atomic output.again \
    output.no_memory; do
    is "$case" "$(awk -v c=$case '$2 == c { print $1 }' .out)" ok
done
done_testing
