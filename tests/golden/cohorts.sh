#!/bin/sh
# SPDX-License-Identifier: MIT
#
# cohorts.sh: the cohort triangles of etc/cohorts.ini against what SQLite
# makes of the same files, by month and by quarter: accounts, customers and
# MRR of every cohort and period. Then what any such table must obey.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/kit.sh"

# sql NAME QUERY: the query must give no row.
sql() {
    checks=$((checks + 1))
    echo "$2" | sqlite3 -bail "$into.db" >.rows 2>&1
    [ -s .rows ] || return 0
    fail "$into, $1:"
    show .rows
}

# triangle INTO MONTHS PERIODS WORDS: the pipeline with the WORDS, whose
# cohorts and PERIODS are so many MONTHS long.
triangle() {
    into=$1
    months=$2
    periods=$3
    shift 3
    run 0 "$into" "$root/etc/cohorts.ini" --set output.files.null= \
        --set "output.files.path=$work/$into/{table}.csv" "$@" || return
    sed "s|@DATA@|$demo|; s|@STEP@|$months|" \
        "$root/tests/golden/demo_cohorts.sql" | sqlite3 >"$into.wanted"
    sqlite3 -bail "$into.db" <<-END >.rows 2>&1
	.import --csv '$into/movements.csv' movements
	.import --csv '$into.wanted' wanted
	CREATE VIEW got AS SELECT * FROM movements WHERE rollup = 'cohort';
	END
    is "$into: SQLite reads the files" "$(cat .rows)" ""
    sql "rows that one side lacks" "SELECT cohort, period FROM wanted
        EXCEPT SELECT \"group\", period FROM got;
        SELECT \"group\", period FROM got EXCEPT
        SELECT cohort, period FROM wanted;"
    sql "periods" "SELECT n FROM (SELECT count(DISTINCT period) AS n
        FROM got) WHERE n <> $periods;"
    sql "cells" "SELECT w.*, g.accounts, g.customers_end, g.\"end\"
        FROM wanted w JOIN got g ON g.\"group\" = w.cohort
        AND g.period = w.period WHERE g.accounts <> w.accounts
        OR g.customers_end <> w.customers
        OR CAST(round(g.\"end\" * 10000) AS INTEGER) <> w.mrr;"
    laws
}

laws() {
    sql "somebody leaves and somebody returns" "SELECT 'nobody' FROM
        (SELECT total(customers_churned) AS lost,
            total(customers_reactivated) AS back FROM got)
        WHERE lost = 0 OR back = 0;"
    sql "nobody pays before the own period" "SELECT \"group\", period
        FROM got WHERE period < \"group\" AND \"end\" <> '0.00';"
    sql "everybody is new in the own period" "SELECT \"group\", period
        FROM got WHERE period <> \"group\" AND customers_new <> '0';
        SELECT \"group\" FROM got WHERE period = \"group\"
        AND customers_new + customers_flash <> accounts;"
    for column in accounts customers_end; do
        sql "cohorts add up, $column" "SELECT c.period FROM movements c
            JOIN (SELECT period, sum($column) AS n FROM got GROUP BY period)
            g ON g.period = c.period WHERE c.rollup = 'company'
            AND c.$column <> CAST(g.n AS INTEGER);"
    done
    for column in start new expansion contraction churn reactivation end; do
        sql "cohorts add up, $column" "SELECT c.period FROM movements c
            JOIN (SELECT period, sum(CAST(round(\"$column\" * 10000)
            AS INTEGER)) AS n FROM got GROUP BY period) g
            ON g.period = c.period WHERE c.rollup = 'company'
            AND CAST(round(c.\"$column\" * 10000) AS INTEGER) <> g.n;"
    done
}

triangle months 1 24
triangle quarters 3 8 --set metric.cohort.unit=quarter \
    --set "metric.movements.periods=8 x quarter"
is "cohorts" "$(cut -d, -f1 months.wanted | sort -u | grep -c ^2)" 36
done_testing
