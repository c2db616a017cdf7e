-- SPDX-License-Identifier: MIT
--
-- The demo's cohort triangles, worked out by SQLite and by nothing of hale:
-- for each cohort and each period of 2024 and 2025 how many accounts the
-- cohort has, how many of them are customers at the end of the period, and
-- what these pay, in ten-thousandths. @STEP@ is the length of the periods of
-- both in months: 1 or 3.
--
--     sed "s|@DATA@|etc/demo|; s|@STEP@|1|" tests/golden/demo_cohorts.sql |
--         sqlite3
--
-- A cohort is the period of the first day for which an account paid more than
-- nothing, '' if it never did. At the end T of a period a contract holds that
-- began before T and ended neither before it, nor ever.
.bail on
.import --csv @DATA@/accounts.csv accounts
.import --csv @DATA@/subscriptions.csv subscriptions

-- The period that holds a month, by its number since the year 0.
CREATE TEMP TABLE named AS
WITH RECURSIVE m(month) AS (
    SELECT 2020 * 12 UNION ALL SELECT month + 1 FROM m
    WHERE month < 2026 * 12)
SELECT printf('%04d-%02d', month / 12, month % 12 + 1) AS month,
       CASE @STEP@
           WHEN 1 THEN printf('%04d-%02d', month / 12, month % 12 + 1)
           ELSE printf('%04d-Q%d', month / 12, month % 12 / 3 + 1)
       END AS label
FROM m;

CREATE TEMP TABLE member AS
SELECT account, ifnull((
    SELECT label FROM named
    WHERE month = (SELECT substr(min(started), 1, 7) FROM subscriptions s
                   WHERE s.account = a.account
                     AND CAST(s.mrr AS REAL) > 0)), '') AS cohort
FROM accounts a;

CREATE TEMP TABLE period AS
SELECT label, date(max(month) || '-01', '+1 month') AS until
FROM named WHERE month BETWEEN '2024-01' AND '2025-12'
GROUP BY label;

.mode list
.separator "," "\n"
.headers on
SELECT m.cohort, p.label AS period,
       count(DISTINCT m.account) AS accounts,
       count(DISTINCT s.account) AS customers,
       CAST(total(round(CAST(s.mrr AS REAL) * 10000)) AS INTEGER) AS mrr
FROM member m CROSS JOIN period p
LEFT JOIN subscriptions s
    ON s.account = m.account AND s.started < p.until
    AND (s.ended = '' OR s.ended >= p.until)
GROUP BY m.cohort, p.label
ORDER BY m.cohort, p.label;
