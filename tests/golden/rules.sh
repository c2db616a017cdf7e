#!/bin/sh
# SPDX-License-Identifier: MIT
#
# rules.sh: movements under two definitions of MRR, on made-up subscriptions
# with pauses, discounts and types, against what SQLite makes of the same
# file. The rows come from awk with a fixed seed; months are January to June
# 2025.
#
#     ours    a pause is a class of its own, discounts come off, free accounts
#             are customers
#     theirs  a pause is a loss, discounts do not matter, free accounts are no
#             customers
#
# SQLite cuts each row at its pause as the words of the options say, and looks
# at what stands just before each month begins and ends.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/kit.sh"

awk 'BEGIN {
    srand(20250101)
    print "account,started,ended,mrr,discount,type,paused_from,paused_to"
    for (a = 0; a < 400; a++)
        for (n = int(rand() * 5); n > 0; n--) {
            from = int(rand() * 250) # days since September 2024
            print "a" a "," day(from) "," maybe(0.7, from + 1 + rand() * 120) \
                "," amount(0.15) "," (rand() < 0.5 ? "" : amount(0.3)) "," \
                type() "," maybe(0.4, from - 20 + rand() * 120) "," \
                maybe(0.8, from + rand() * 160)
        }
}
function day(n) { # months of 28 days, so that every day exists
    n = int(n)
    n = n < 0 ? 0 : n
    return sprintf("%d-%02d-%02d", 2024 + int((n / 28 + 8) / 12),
                   (int(n / 28) + 8) % 12 + 1, n % 28 + 1)
}
function maybe(chance, n) { return rand() < chance ? day(n) : "" }
function amount(free) { return rand() < free ? 0 : 1 + int(rand() * 90) }
function type(r) {
    r = rand()
    return r < 0.8 ? "recurring" : r < 0.9 ? "one_off" : "metered"
}' >subscriptions.csv
(
    head -1 subscriptions.csv
    tail -n +2 subscriptions.csv | sort -t, -k1,1 -k2,2
) >sorted && mv sorted subscriptions.csv

cat >hale.ini <<'E'
[pipeline]
as_of    = 2025-07-01
timezone = UTC
currency = EUR

[input.subscriptions]
plugin = csv
path   = subscriptions.csv
on_error = skip

[metric.ours]
plugin  = revenue.movements
periods = 6 x month

[metric.theirs]
plugin    = revenue.movements
pause     = churn
discounts = none
zero_mrr  = churned
periods   = 6 x month

[output.out]
plugin = csv
path   = out/{table}.csv
tables = ours, theirs
E
run 0 "the two definitions" hale.ini || done_testing

cat >wanted.sql <<'E'
.bail on
.import --csv subscriptions.csv raw
CREATE TABLE row AS SELECT account, started,
    CASE ended WHEN '' THEN '9999' ELSE ended END AS until,
    CAST(mrr AS INTEGER) AS list,
    max(CAST(mrr AS INTEGER) - CAST(discount AS INTEGER), 0) AS net,
    max(paused_from, started) AS hold,
    min(CASE paused_to WHEN '' THEN '9999' ELSE paused_to END,
        CASE ended WHEN '' THEN '9999' ELSE ended END) AS resume,
    paused_from <> '' AS paused
FROM raw WHERE type = 'recurring' AND (ended = '' OR ended > started);
UPDATE row SET paused = 0 WHERE resume <= hold;
-- What holds from when to when, by each definition.
CREATE TABLE stretch AS
SELECT 'ours' AS name, account, net AS mrr, 0 AS held, started AS a,
       CASE WHEN paused THEN hold ELSE until END AS z FROM row
UNION ALL SELECT 'ours', account, net, 0, resume, until FROM row WHERE paused
UNION ALL SELECT 'ours', account, net, 1, hold, resume FROM row WHERE paused
UNION ALL SELECT 'theirs', account, list, 0, started,
       CASE WHEN paused THEN hold ELSE until END FROM row WHERE list > 0
UNION ALL SELECT 'theirs', account, list, 0, resume, until FROM row
       WHERE paused AND list > 0;
DELETE FROM stretch WHERE a >= z;
CREATE TABLE month AS
WITH RECURSIVE m(t0) AS (SELECT '2025-01-01' UNION ALL
    SELECT date(t0, '+1 month') FROM m WHERE t0 < '2025-06-01')
SELECT t0, date(t0, '+1 month') AS t1 FROM m;
-- Before and after each month: customers, MRR with what is held, held.
CREATE TABLE state AS
SELECT name, account, t0, total(a < t0 AND z >= t0) AS n0,
       total(a < t1 AND z >= t1) AS n1,
       total(mrr * (a < t0 AND z >= t0)) AS m0,
       total(mrr * (a < t1 AND z >= t1)) AS m1,
       total(mrr * held * (a < t0 AND z >= t0)) AS h0,
       total(mrr * held * (a < t1 AND z >= t1)) AS h1,
       max(z < t0) AS earlier,
       max(a >= t0 AND z < t1) AS inside
FROM stretch CROSS JOIN month WHERE a < t1 GROUP BY name, account, t0;
CREATE TABLE wanted AS
SELECT name, substr(t0, 1, 7) AS period, sum(m0 - h0) AS "start",
       sum((n0 = 0 AND n1 > 0 AND NOT earlier) * m1) AS "new",
       sum((n0 = 0 AND n1 > 0 AND earlier) * m1) AS reactivation,
       sum((n0 > 0 AND n1 > 0) * max(m1 - m0, 0)) AS expansion,
       sum((n0 > 0 AND n1 > 0) * max(m0 - m1, 0)) AS contraction,
       sum((n0 > 0 AND n1 = 0) * m0) AS churn,
       sum(h1 - h0) AS paused, 0 AS fx, 0 AS transfer,
       sum(m1 - h1) AS "end",
       sum(n0 > 0) AS customers_start,
       sum(n0 > 0 AND n1 = 0) AS customers_churned,
       sum(n0 = 0 AND n1 > 0 AND earlier) AS customers_reactivated,
       sum(n1 > 0) AS customers_end,
       sum(n0 = 0 AND n1 = 0 AND inside) AS customers_flash,
       sum((n0 > 0 AND n1 > 0) * (m1 - h1)) AS retained
FROM state GROUP BY name, period;
.import --csv out/ours.csv ours
.import --csv out/theirs.csv theirs
E
sqlite3 hale.db <wanted.sql >.rows 2>&1
is "what SQLite says" "$(cat .rows)" ""
for name in ours theirs; do
    for column in start new reactivation expansion contraction churn paused \
        fx transfer end customers_start customers_churned \
        customers_reactivated customers_end customers_flash retained; do
        is "$name, $column" "$(sqlite3 hale.db "SELECT h.period,
            w.\"$column\", h.\"$column\" FROM $name h LEFT JOIN wanted w
            ON w.name = '$name' AND w.period = h.period
            WHERE h.rollup = 'company'
            AND w.\"$column\" IS NOT CAST(h.\"$column\" AS REAL)")" ""
    done
    is "$name has six months" \
        "$(sqlite3 hale.db "SELECT count(*) FROM $name
            WHERE rollup = 'company'")" 6
    for column in new reactivation expansion contraction churn; do
        is "$name has some $column" "$(sqlite3 hale.db "SELECT
            sum($column) > 0 FROM wanted WHERE name = '$name'")" 1
    done
done
is "ours has pauses" "$(sqlite3 hale.db "SELECT sum(paused <> 0) > 3
    FROM wanted WHERE name = 'ours'")" 1
done_testing
