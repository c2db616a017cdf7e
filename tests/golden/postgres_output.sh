#!/bin/sh
# SPDX-License-Identifier: MIT
#
# postgres_output.sh: the tables of a run in PostgreSQL hold what those in
# SQLite hold, cell by cell; days are replaced one by one, columns are added,
# what others made on top stays; and what stands in the way is said.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/kit.sh"
# shellcheck source=tests/server.sh
. "$root/tests/server.sh"
server_start
TEST_DB=$(uri)
export TEST_DB

# A pipeline of its own: the demo, written into both databases.
{
    sed "s|^path *= *|path = $demo/|; s|^script = .*|script = $root/scripts/health.lua|; /^\[output/,\$d" \
        "$demo/hale.ini"
    printf '[output.sqlite]\nplugin = sqlite\npath = %s\ntables = *\n' "$work/h.db"
    printf '[output.postgres]\nplugin = postgres\nuri_env = TEST_DB\ntables = *\n'
} >both.ini
sed '/^\[output.sqlite/,/^tables/d' both.ini >pg.ini

# Every cell of a table, a row a line, sorted; amounts in ten-thousandths,
# doubles to four places, midnights as dates.
lists() {
    sql "SELECT column_name, type FROM hale_column WHERE table_name = '$1'
         ORDER BY 1" | awk -F'|' -v server="$2" '{
        q = "\"" $1 "\""
        cell = q
        if ($2 == "money")
            cell = server ? "(" q " * 10000)::bigint" : "\"" $1 "_x10000\""
        if ($2 == "real")
            cell = server ? "round(" q "::numeric, 4)" : \
                "CASE WHEN " q " IS NOT NULL THEN printf(\"%.4f\", " q ") END"
        if ($2 == "time")
            cell = "replace(" (server ? "to_char(" q \
                ", \047YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"\047)" : q) \
                ", \047T00:00:00Z\047, \047\047)"
        if ($2 == "bool" && server)
            cell = q "::int"
        printf "%scoalesce(CAST(%s AS text), \047~\047)", (NR > 1 ? ", " : ""), cell
    }'
}

run 0 "both" both.ini || done_testing
tables=$(sql "SELECT DISTINCT table_name FROM hale_column ORDER BY 1")
is "tables" "$(sqlite3 h.db "SELECT DISTINCT table_name FROM hale_column
    ORDER BY 1")" "$tables"
# accounts, components, definitions, inputs, movements, movements_accounts,
# rollup_company, rollup_csm, rollup_segment, scores
is "how many tables" "$(echo "$tables" | wc -l)" 10
for table in $tables; do
    sqlite3 h.db "SELECT $(lists "$table" "") FROM $table" |
        sort >sqlite.txt
    sql "SELECT $(lists "$table" 1) FROM $table" | sort >postgres.txt
    is "rows of $table" "$([ -s sqlite.txt ] && echo some)" some
    same "$table" sqlite.txt postgres.txt
done
is "an amount to the last digit" "$(sql "SELECT sum(mrr) FROM hale_accounts")" \
    "$(sqlite3 h.db "SELECT printf('%d.%04d', sum(mrr_x10000) / 10000,
        sum(mrr_x10000) % 10000) FROM hale_accounts")"
is "the same as_of" "$(sql "SELECT DISTINCT as_of FROM hale_accounts")" \
    "2026-01-01 00:00:00+00"
is "types" "$(sql "SELECT string_agg(DISTINCT data_type, ',' ORDER BY data_type)
    FROM information_schema.columns WHERE table_name = 'hale_accounts'")" \
    "bigint,boolean,double precision,numeric,text,timestamp with time zone"

# Running again touches no row.
sql "CREATE VIEW by_csm AS SELECT csm, sum(mrr) AS mrr FROM hale_accounts
     GROUP BY csm; GRANT SELECT ON hale_accounts TO reader;
     CREATE INDEX mine ON hale_accounts (csm)"
stamps="SELECT md5(string_agg(xmin::text || ctid::text, ',' ORDER BY ctid))
    FROM hale_accounts"
before=$(sql "$stamps")
rows=$(sql "SELECT count(*) FROM hale_accounts")
run 0 "again" pg.ini
is "rows that are alike are left alone" "$(sql "$stamps")" "$before"
run 0 "another day" pg.ini --as-of 2025-12-01
is "two days" "$(sql "SELECT count(DISTINCT as_of) || ' ' ||
    count(DISTINCT run_id) FROM hale_accounts")" "2 2"
newest="SELECT sum(mrr) FROM hale_accounts WHERE as_of = '2026-01-01'"
before=$(sql "$newest")
sql "UPDATE hale_accounts SET mrr = 7 WHERE as_of = '2026-01-01'"
run 0 "repaired" pg.ini
is "repaired" "$(sql "$newest")" "$before"
is "what others made" "$(sql "SELECT count(*) FROM pg_indexes WHERE
    indexname = 'mine'") $(sql "SELECT has_table_privilege('reader',
    'hale_accounts', 'select')")" "1 t"

# Another pipeline shares the tables and keeps to its own rows.
run 0 "another pipeline" pg.ini --set pipeline.name=other
is "rows of both" "$(sql "SELECT count(*) FROM hale_accounts
    WHERE as_of = '2026-01-01'")" "$((2 * rows))"
run 0 "only the last run" pg.ini --set pipeline.name=other \
    --set output.postgres.mode=last --as-of 2025-11-01
is "rows of the other" "$(sql "SELECT string_agg(DISTINCT as_of::date::text, ',')
    FROM hale_accounts JOIN hale_run USING (run_id)
    WHERE pipeline = 'other'")" 2025-11-01
run 0 "nothing is replaced" pg.ini --set output.postgres.mode=append
is "rows twice" "$(sql "SELECT count(*) FROM hale_accounts JOIN hale_run
    USING (run_id) WHERE pipeline = 'demo' AND as_of = '2026-01-01'")" \
    "$((2 * rows))"

# A new schema; columns that come and go.
to="--set output.postgres.schema=CS"
# shellcheck disable=SC2086 # two words
{
    run 0 "a schema that is made" pg.ini $to
    run 0 "a column more" pg.ini $to --set metric.more.plugin=usage.events
    is "its values" "$(sql 'SELECT count(more) FROM "CS".hale_accounts')" "$rows"
    run 0 "a column less" pg.ini $to
    is "it is there and empty" \
        "$(sql 'SELECT count(*) - count(more) FROM "CS".hale_accounts')" "$rows"
    run 74 "a column of another type" pg.ini $to \
        --set metric.more.plugin=account.attribute --set metric.more.column=name
    has "a column of another type" .err \
        'column "more" of hale_accounts holds int and would now hold text'
    sql 'DROP TABLE "CS".hale_accounts'
    run 0 "a table that was dropped" pg.ini $to
    is "it is back" "$(sql 'SELECT count(*) FROM "CS".hale_accounts')" "$rows"
    sql 'DROP TABLE "CS".hale_accounts; CREATE VIEW "CS".hale_accounts AS SELECT 1;
         DELETE FROM "CS".hale_column WHERE table_name = '"'hale_accounts'"
    run 74 "a table of somebody else" pg.ini $to
    has "a table of somebody else" .err 'hale_accounts is there and was not made by hale'
    sql 'UPDATE "CS".hale_schema SET version = 9'
    run 74 "a later arrangement" pg.ini $to
    has "a later arrangement" .err 'follow schema 9 and this hale writes 1'
}

# ---------------------------------------------- what stands in the way --
sed "s!^uri_env.*!uri = host=$work dbname=test!" pg.ini >none.ini
run 73 "no server" none.ini
has "no server" .err "cannot connect: "
is "a prefix" "$("$HALE" run pg.ini --set 'output.postgres.prefix=1;drop' 2>&1 |
    grep -c 'at most 32 small letters')" 1
sql "CREATE SCHEMA closed; GRANT USAGE ON SCHEMA closed TO reader"
printf 'secret/1@' >password
sed "s|^uri_env.*|uri = $(uri reader)|" pg.ini >reader.ini
run 73 "a wrong password" reader.ini --set output.postgres.password=hunter2
is "no password is told" "$(grep -c hunter2 .err)" 0
has "a wrong password" .err 'is that password right?'
run 74 "a schema that is closed" reader.ini --set output.postgres.schema=closed \
    --set "output.postgres.password_file=$work/password"
has "a schema that is closed" .err 'permission denied for schema closed'

# A name that no index of the server holds: 9,000 letters without a pattern.
{
    head -2 "$demo/accounts.csv"
    awk 'BEGIN {
        for (seed = 1; ++n < 9000;) {
            seed = seed * 16807 % 2147483647
            printf "%c", 97 + seed % 26
        }
        print ",,,,,,,,,,,"
    }'
} >long.csv
run 74 "a name that is too long" pg.ini --set "input.accounts.path=$work/long.csv"
has "a name that is too long" .err 'is the name of an account or a group that long?'

# Somebody holds the table: a run gives up in good time, and nothing is new.
"$postgres_bin/psql" -X -q -h "$server" -U hale test \
    -c "BEGIN; LOCK TABLE hale_accounts; SELECT pg_sleep(60)" >/dev/null 2>&1 &
holder=$!
until_sql "SELECT count(*) FROM pg_locks WHERE mode =
    'AccessExclusiveLock' AND relation = 'hale_accounts'::regclass"
run 75 "a lock" pg.ini --as-of 2025-10-01 --set output.postgres.lock_timeout=1
has "a lock" .err 'is locked by another session'
has "a lock" .err 'waited 1 s); run again'
kill "$holder"
sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE query LIKE '%LOCK TABLE%' AND pid <> pg_backend_pid()" >/dev/null
is "nothing is left of it" \
    "$(sql "SELECT count(*) FROM hale_run WHERE first_as_of = '2025-10-01'")" 0
done_testing
