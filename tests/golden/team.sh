#!/bin/sh
# SPDX-License-Identifier: MIT
#
# team.sh: the figures of etc/team.ini against what SQLite makes of the same
# files (team.sql): who is responsible and was, quotas and what was renewed,
# churn against what was to be expected, renewals by quarter and owner, how
# full books are and what their users say, what new customers cost. Then what
# holds of such figures whatever the data.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/kit.sh"

run 0 "the team" "$root/etc/team.ini" --set output.files.null= \
    --set "output.files.path=$work/out/{table}.csv" || done_testing
sed "s|@DATA@|$demo|" "$root/tests/golden/team.sql" >load.sql
for table in accounts renewals renewal_quota_books expansion_quota_books \
    fair_churn_books fair_churn_segments fair_team_churn_books \
    acquisition_months acquisition_segments capacity_books book_nps_books \
    silence_spread; do
    echo ".import --csv 'out/$table.csv' got_$table"
done >>load.sql
sqlite3 -bail team.db <load.sql >.rows 2>&1
is "what SQLite says of the files" "$(cat .rows)" ""

# sql NAME QUERY: the query must give no row.
sql() {
    checks=$((checks + 1))
    echo "$2" | sqlite3 -bail team.db >.rows 2>&1
    [ -s .rows ] || return 0
    fail "$1:"
    show .rows
}

# both NAME WANTED GOT COLUMNS: the two have the same rows.
both() {
    sql "$1" "SELECT 'lacks', * FROM (SELECT $4 FROM $2
            EXCEPT SELECT $4 FROM $3);
        SELECT 'too much', * FROM (SELECT $4 FROM $3
            EXCEPT SELECT $4 FROM $2);"
}

# ------------------------------------------------------------ who it is --
both "owners" "(SELECT n.account, ifnull(n.csm, '') AS owner,
        ifnull(n.team, '') AS owner_team, ifnull(b.csm, '') AS owner_before,
        CASE WHEN n.csm IS NULL OR b.csm IS NULL THEN ''
             ELSE CAST(n.csm <> b.csm AS TEXT) END AS owner_changed
    FROM owned n JOIN owned b ON b.account = n.account
        AND b.at = '2025-01-01' WHERE n.at = '2026-01-01')" \
    got_accounts "account, owner, owner_team, owner_before, owner_changed"
both "days of the owner" "(SELECT account, CAST(CAST(julianday('2025-12-31')
        - julianday(\"from\") AS INTEGER) AS TEXT) AS owner_days FROM owned
        WHERE at = '2026-01-01' AND csm IS NOT NULL)" \
    "(SELECT * FROM got_accounts WHERE owner_days <> '')" "account, owner_days"
sql "somebody handed over, somebody is pooled" "SELECT 'nobody' WHERE 0 =
    (SELECT count(*) FROM got_accounts WHERE owner_changed = '1')
    OR 0 = (SELECT count(*) FROM got_accounts WHERE owner = '');"

# --------------------------------------------------------------- quotas --
cents="CAST(round(%s * 10000) AS INTEGER)"
cents() {
    # shellcheck disable=SC2059 # the format is ours
    printf "$cents" "$1"
}
money() {
    echo "CASE $1 WHEN '' THEN NULL ELSE $(cents "$1") END AS $1"
}
both "renewals against quotas" "(SELECT level, name, actual, target,
        CASE WHEN target IS NOT NULL THEN counted END AS counted
        FROM attained)" \
    "(SELECT level, name, $(money target), $(money actual),
        $(money counted) FROM got_renewal_quota_books)" \
    "level, name, actual, target, counted"
sql "attainment" "SELECT * FROM got_renewal_quota_books WHERE CASE target
    WHEN '' THEN attainment <> ''
    ELSE abs(attainment - counted / target) > 1e-9 END;"
both "expansion is asked of teams" "(SELECT 'team' AS level, team AS name,
        target FROM asked WHERE kind = 'expansion')" \
    "(SELECT level, name, $(money target) FROM got_expansion_quota_books
        WHERE target <> '')" "level, name, target"
sql "expansion" "SELECT level, name, actual, (SELECT
        sum($(cents a.movements_expansion))
        FROM got_accounts a WHERE CASE g.level WHEN 'csm' THEN a.owner
        WHEN 'team' THEN a.owner_team ELSE 'company' END = g.name) AS wanted
    FROM got_expansion_quota_books g
    WHERE CAST(round(actual * 10000) AS INTEGER) IS NOT wanted;"

# ---------------------------------------------------------------- churn --
both "segments" "(SELECT segment AS name, start, lost FROM rates)" \
    "(SELECT \"group\" AS name, CAST(start AS INTEGER) AS start,
        CAST(lost AS INTEGER) AS lost FROM got_fair_churn_segments)" \
    "name, start, lost"
for pair in books/fair_churn team_books/fair_team_churn; do
    got=got_${pair#*/}_books
    both "$got" "${pair%/*}" "(SELECT \"group\" AS name,
            CAST(start AS INTEGER) AS start, CAST(lost AS INTEGER) AS lost
        FROM $got)" "name, start, lost"
    sql "$got: expected" "SELECT g.\"group\", g.expected, w.expected
        FROM $got g JOIN ${pair%/*} w ON w.name = g.\"group\"
        WHERE abs(g.expected - w.expected) > 1e-9;"
    sql "$got: ratio" "SELECT * FROM $got WHERE CASE
        WHEN CAST(start AS INTEGER) < 5 THEN ratio <> '' OR low <> '' OR rate <> ''
        ELSE abs(ratio - lost / (1.0 * expected)) > 1e-9
            OR NOT CAST(low AS REAL) <= ratio + 1e-9
            OR NOT CAST(high AS REAL) >= ratio - 1e-9 END;"
    sql "$got: as many are expected as are lost" "SELECT sum(lost),
        sum(expected) FROM $got
        HAVING abs(sum(lost) - sum(expected)) > 1e-9;"
done
sql "books that are too small, and others" "SELECT 'none' WHERE 0 =
    (SELECT count(*) FROM got_fair_churn_books WHERE ratio = '') OR 0 =
    (SELECT count(*) FROM got_fair_churn_books WHERE ratio <> '');"

# ------------------------------------------------------------- renewals --
both "renewals by quarter and owner" "(SELECT quarter, name, accounts, due,
        CAST(won AS INTEGER) AS won, arr, renewed FROM renewed)" \
    "(SELECT substr(period, 6) AS quarter, \"group\" AS name,
        CAST(accounts AS INTEGER) AS accounts, CAST(due AS INTEGER) AS due,
        CAST(renewed AS INTEGER) AS won,
        CAST(round(due_arr * 10000) AS INTEGER) AS arr,
        CAST(round(renewed_arr * 10000) AS INTEGER) AS renewed
        FROM got_renewals WHERE rollup = 'owner')" \
    "quarter, name, accounts, due, won, arr, renewed"
# EC-20: whoever had fewer than five contracts due has no rate of them.
sql "rates of few are left out" "SELECT \"group\", period, decided, logo_rate
    FROM got_renewals WHERE rollup = 'owner' AND CASE
    WHEN CAST(decided AS INTEGER) < 5 THEN logo_rate <> ''
    ELSE abs(logo_rate - 1.0 * renewed / decided) > 1e-9 END;"
sql "there are such" "SELECT 'none' WHERE 0 = (SELECT count(*)
    FROM got_renewals WHERE rollup = 'owner' AND decided <> '0'
    AND logo_rate = '');"

# ------------------------------------------------------------- the book --
both "capacity" "(SELECT name, customers, value, CAST(at_risk AS INTEGER)
        AS at_risk, hours FROM full)" \
    "(SELECT \"group\" AS name, CAST(customers AS INTEGER) AS customers,
        $(money value), $(money at_risk), CAST(hours AS REAL) AS hours
        FROM got_capacity_books)" "name, customers, value, at_risk, hours"
sql "load" "SELECT * FROM got_capacity_books WHERE CASE \"group\"
    WHEN '' THEN load <> '' OR of_mean <> ''
    ELSE abs(load - hours / 330.0) > 1e-9 OR abs(of_mean - customers
        / (SELECT avg(customers) FROM full WHERE name <> '')) > 1e-9 END;"
both "answers" said "(SELECT \"group\" AS name, CAST(answers AS INTEGER)
        AS answers, CAST(promoters AS INTEGER) AS promoters,
        CAST(detractors AS INTEGER) AS detractors FROM got_book_nps_books)" \
    "name, answers, promoters, detractors"
sql "scores of books" "SELECT * FROM got_book_nps_books
    WHERE abs(nps - 100.0 * (promoters - detractors) / answers) > 1e-9
    OR NOT CAST(low AS REAL) < CAST(nps AS REAL)
    OR NOT CAST(high AS REAL) > CAST(nps AS REAL);"
both "silence" "(SELECT name, n, min(days) AS least, max(days) AS most,
        avg(CASE WHEN 2 * at BETWEEN n AND n + 2 THEN days END) AS median
    FROM silent GROUP BY name)" \
    "(SELECT \"group\" AS name, CAST(n AS INTEGER) AS n,
        CAST(min AS INTEGER) AS least, CAST(max AS INTEGER) AS most,
        CAST(median AS REAL) AS median FROM got_silence_spread)" \
    "name, n, least, most, median"

# ------------------------------------------------------- new customers --
both "costs and new customers by month" cac "(SELECT \"group\" AS name, month,
        CAST(round(costs * 10000) AS INTEGER) AS costs,
        CAST(new AS INTEGER) AS fresh FROM got_acquisition_months)" \
    "name, month, costs, fresh"
sql "nobody new, no cost of one" "SELECT * FROM got_acquisition_months
    WHERE CASE new WHEN '0' THEN cac <> ''
    ELSE abs(cac - costs / new) > 0.00006 END;"
both "segments" "(SELECT name, sum(costs) AS costs, sum(fresh) AS fresh,
        paying FROM cac JOIN worth USING (name) GROUP BY name)" \
    "(SELECT \"group\" AS name, CAST(round(costs * 10000) AS INTEGER) AS costs,
        CAST(new AS INTEGER) AS fresh, CAST(paying AS INTEGER) AS paying
        FROM got_acquisition_segments)" "name, costs, fresh, paying"
sql "payback and LTV:CAC" "SELECT g.* FROM got_acquisition_segments g
    JOIN worth w ON w.name = g.\"group\"
    WHERE abs(g.arpa - w.mrr / 10000.0 / w.paying) > 0.00006
    OR abs(g.payback - g.costs / g.new / (0.8 * w.mrr / 10000.0 / w.paying))
        > 1e-6
    OR abs(g.ltv_cac - g.ltv / (1.0 * g.costs / g.new)) > 1e-6;"
done_testing
