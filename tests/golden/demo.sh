#!/bin/sh
# SPDX-License-Identifier: MIT
#
# demo.sh: every figure of the demo against what SQLite makes of the same
# files, cell by cell. No difference is allowed; reals of roll-ups, which are
# quotients, may differ in the last digits of a double.
#
# Missing cells are written as the word NULL here, so that an empty text would
# be seen: where SQLite says nothing hale must say NULL.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/kit.sh"

demo 0 "the demo" out --set output.files.null=NULL || done_testing
sed "s|@DATA@|$demo|" "$root/tests/golden/demo.sql" | sqlite3 >wanted.csv
sed "s|@DATA@|$demo|" "$root/tests/golden/demo_more.sql" | sqlite3 >more.csv
sed "s|@DATA@|$demo|" "$root/tests/golden/demo_movements.sql" |
    sqlite3 >wanted_movements.csv
for table in accounts movements rollup_company rollup_segment rollup_csm; do
    echo ".import --csv 'out/$table.csv' $table"
done >load.sql
for table in wanted more wanted_movements; do
    echo ".import --csv '$table.csv' $table"
done >>load.sql
sqlite3 -bail hale.db <load.sql >.rows 2>&1
is "what SQLite says of the files" "$(cat .rows)" ""

# sql NAME QUERY: the query must give no row.
sql() {
    checks=$((checks + 1))
    echo "$2" | sqlite3 -bail hale.db >.rows 2>&1
    [ -s .rows ] || return 0
    fail "$1:"
    show .rows
}

# cells KEY FILE TABLE THEIRS=OURS...: compares columns; a row missing on
# either side is told as well.
cells() {
    name=$1
    key=$2
    wanted=$3
    table=$4
    shift 4
    for pair; do
        sql "$name, column $pair" "SELECT w.$key, w.\"${pair%%=*}\" AS wanted,
                 t.\"${pair#*=}\" AS got
            FROM $wanted w JOIN $table t ON t.$key = w.$key
            WHERE got IS NOT CASE wanted WHEN '' THEN 'NULL' ELSE wanted END;"
    done
}

# ------------------------------------------------------------- accounts --
is "accounts of the roster" "$(($(wc -l <wanted.csv) - 1))" 200
sql "accounts that one side lacks" "SELECT account FROM wanted EXCEPT
    SELECT account FROM accounts;
    SELECT account FROM accounts EXCEPT SELECT account FROM wanted;"
sql "accounts twice" "SELECT account FROM accounts GROUP BY account
    HAVING count(*) > 1;"
sql "order" "SELECT account FROM (SELECT account, lag(account) OVER
    (ORDER BY rowid) AS before FROM accounts) WHERE before >= account;"
sql "as_of" "SELECT as_of FROM accounts WHERE as_of <> '2026-01-01';"
same_name() {
    for column; do
        printf '%s=%s\n' "$column" "$column"
    done
}
# shellcheck disable=SC2046 # one word a column
cells accounts account wanted accounts $(same_name mrr active_users \
    active_users_before days_since_last_event nps open_tickets \
    days_to_renewal segment csm) open_p1=open_tickets_p1 \
    open_p2=open_tickets_p2 open_p3=open_tickets_p3 open_p4=open_tickets_p4
# shellcheck disable=SC2046
cells "more of accounts" account more accounts $(same_name name parent \
    mrr_subscriptions mrr_customer features nps_age_days nps_answers \
    days_since_touch tenure_days seats pulse champion_left)
sql "active_users_change" "SELECT account, active_users_change FROM accounts
    WHERE CASE active_users_before
        WHEN '0' THEN active_users_change <> 'NULL'
        ELSE abs(active_users_change - (1.0 * active_users
                 / active_users_before - 1)) > 1e-12 END;"

# ------------------------------------------------------------ movements --
is "rows of movements" "$(($(wc -l <out/movements.csv) - 1))" 132
is "rows that SQLite has" "$(($(wc -l <wanted_movements.csv) - 1))" 132
for column in start new expansion contraction churn reactivation paused fx \
    transfer end; do
    sql "movements, column $column" "SELECT w.dimension, w.value, w.month,
            w.\"$column\", m.\"$column\"
        FROM wanted_movements w LEFT JOIN movements m
        ON m.rollup = w.dimension AND m.period = w.month
            AND m.\"group\" = CASE w.dimension WHEN 'company' THEN 'company'
                ELSE ifnull(nullif(w.value, ''), 'NULL') END
        WHERE m.\"$column\" IS NOT w.\"$column\";"
done
sql "begin, end, complete" "SELECT period, period_begin, period_end
    FROM movements WHERE period_begin <> period || '-01T00:00:00Z'
    OR period_end <> date(period || '-01', '+1 month') || 'T00:00:00Z'
    OR complete <> 'true';"
sql "an account's movements are those of the last month" "SELECT account
    FROM accounts WHERE movements_end <> mrr;"

# ------------------------------------------------------------- roll-ups --
# Money as whole ten-thousandths, the way it is kept.
tenths='CAST(round(%s * 10000) AS INTEGER)'
money() {
    # shellcheck disable=SC2059 # the format is ours
    printf "$tenths" "$1"
}
# What the account table says of a roll-up's group, as a subquery.
roll() { # ROLLUP EXPRESSION
    case $1 in
    company) echo "(SELECT $2 FROM accounts a)" ;;
    *) echo "(SELECT $2 FROM accounts a WHERE a.$1 = r.\"group\")" ;;
    esac
}
for by in company segment csm; do
    table=rollup_$by
    if [ "$by" = company ]; then
        is "rows of $table" "$(($(wc -l <out/$table.csv) - 1))" 1
    else
        sql "groups of $table" "SELECT \"group\" FROM $table EXCEPT
            SELECT $by FROM accounts;
            SELECT $by FROM accounts EXCEPT SELECT \"group\" FROM $table;"
    fi
    sql "$table: accounts" "SELECT r.\"group\", r.accounts FROM $table r
        WHERE r.accounts <> $(roll $by 'count(*)');"
    for column in mrr mrr_arr movements_start movements_end movements_lost \
        movements_retained movements_churn; do
        sql "$table: $column adds up" "SELECT r.\"group\", r.$column
            FROM $table r WHERE $(money "r.$column")
            <> $(roll $by "sum($(money "a.$column"))");"
    done
    for column in active_users active_users_before open_tickets \
        open_tickets_p1 mrr_customer movements_customers_end nps_answers; do
        sql "$table: $column adds up" "SELECT r.\"group\", r.$column
            FROM $table r WHERE r.$column <>
            CAST($(roll $by "sum(a.$column)") AS INTEGER);"
    done
    for rule in max/days_since_last_event max/days_since_touch \
        min/days_to_renewal avg/nps avg/nps_age_days avg/features \
        avg/tenure_days; do
        column=${rule#*/}
        sql "$table: $column is the ${rule%/*}" "SELECT * FROM (SELECT
                r.\"group\", r.$column AS got, $(roll $by \
            "${rule%/*}(CAST(nullif(a.$column, 'NULL') AS REAL))") AS wanted
            FROM $table r) WHERE CASE WHEN wanted IS NULL
            THEN got <> 'NULL' ELSE abs(got - wanted) > 1e-9 END;"
    done
    # A rate of a group is never an average of rates.
    for rate in gross_churn/lost/start nrr/retained/start \
        logo_churn/customers_churned/customers_start; do
        column=movements_${rate%%/*}
        rest=${rate#*/}
        sql "$table: $column is a ratio of sums" "SELECT * FROM (SELECT
                r.\"group\", r.$column AS got,
            $(roll $by "sum(a.movements_${rest%/*})
                / nullif(1.0 * sum(a.movements_${rest#*/}), 0)") AS wanted
            FROM $table r) WHERE CASE WHEN wanted IS NULL
            THEN got <> 'NULL' ELSE abs(got - wanted) > 1e-12 END;"
    done
    for band in red yellow green unknown; do
        sql "$table: how many are $band" "SELECT r.\"group\" FROM $table r
            WHERE r.health_$band <> $(roll $by \
            "CAST(total(a.health_band = '$band') AS INTEGER)");"
    done
    # The last month of the table of movements is the same figures again.
    sql "$table: movements agree" "SELECT r.\"group\" FROM $table r
        JOIN movements m ON m.rollup = '$by' AND m.\"group\" = r.\"group\"
        AND m.period = '2025-12' WHERE r.movements_end <> m.\"end\"
        OR r.movements_gross_churn <> m.gross_churn
        OR r.movements_lost <> m.lost;"
done
sql "the mean of rates is another figure" "SELECT 'they agree, so the test of
    ratios tests nothing' WHERE (SELECT abs(r.movements_gross_churn -
    (SELECT avg(a.movements_gross_churn) FROM accounts a WHERE
    a.movements_gross_churn <> 'NULL')) FROM rollup_company r) < 1e-6;"
done_testing
