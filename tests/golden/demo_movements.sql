-- SPDX-License-Identifier: MIT
--
-- The demo's revenue movements of every month of 2025, for the company, by
-- segment and by CSM ('' is the pool), worked out by SQLite and by nothing of
-- hale.
--
--     sed "s|@DATA@|etc/demo|" tests/golden/demo_movements.sql | sqlite3
--
-- An account's state at a boundary T is what it paid just before T: rows with
-- started < T and an end that is empty or >= T. Two states make one movement:
-- from nothing to something is new, or a reactivation if the account had any
-- contract before; to nothing is churn; else the difference. All amounts are
-- positive, start + new + expansion + reactivation - contraction - churn = end.
-- The demo has one currency, no pauses and no mergers: nothing is paused,
-- revalued or transferred in it.
.bail on
.import --csv @DATA@/accounts.csv accounts
.import --csv @DATA@/subscriptions.csv subscriptions

CREATE TEMP TABLE term AS
SELECT account, started, ended,
       CAST(substr(mrr, 1, instr(mrr || '.', '.') - 1) AS INTEGER) * 10000
       + CAST(substr(substr(mrr, instr(mrr || '.', '.') + 1) || '0000',
                     1, 4) AS INTEGER) AS mrr
FROM subscriptions;

CREATE TEMP TABLE month AS
WITH RECURSIVE m(t0) AS (
    SELECT '2025-01-01'
    UNION ALL
    SELECT date(t0, '+1 month') FROM m WHERE t0 < '2025-12-01')
SELECT t0, date(t0, '+1 month') AS t1 FROM m;

CREATE TEMP TABLE state AS
SELECT t0, a.account, a.segment, a.csm,
       (SELECT ifnull(sum(mrr), 0) FROM term
        WHERE term.account = a.account AND started < t0
          AND (ended = '' OR ended >= t0)) AS was,
       (SELECT ifnull(sum(mrr), 0) FROM term
        WHERE term.account = a.account AND started < t1
          AND (ended = '' OR ended >= t1)) AS becomes,
       EXISTS (SELECT 1 FROM term
               WHERE term.account = a.account AND started < t0) AS known
FROM accounts a CROSS JOIN month;

CREATE TEMP TABLE grouped AS
SELECT 1 AS place, 'company' AS dimension, '' AS value, * FROM state
UNION ALL
SELECT 2, 'segment', segment, * FROM state
UNION ALL
SELECT 3, 'csm', csm, * FROM state;

CREATE TEMP TABLE moved AS
SELECT place, dimension, value, substr(t0, 1, 7) AS month,
       sum(was) AS start,
       sum(CASE WHEN was = 0 AND NOT known THEN becomes ELSE 0 END) AS new,
       sum(CASE WHEN was > 0 AND becomes > was THEN becomes - was ELSE 0 END)
           AS expansion,
       sum(CASE WHEN becomes > 0 AND becomes < was THEN was - becomes
                ELSE 0 END) AS contraction,
       sum(CASE WHEN becomes = 0 THEN was ELSE 0 END) AS churn,
       sum(CASE WHEN was = 0 AND known THEN becomes ELSE 0 END)
           AS reactivation,
       0 AS paused, 0 AS fx, 0 AS transfer,
       sum(becomes) AS "end"
FROM grouped
GROUP BY place, value, month;

-- Money as text: two decimals, or as many more as it needs.
CREATE TEMP VIEW shown AS
SELECT place, dimension, value, month, name, amount,
       rtrim(rtrim(printf('%d.%04d', amount / 10000, amount % 10000), '0'),
             '.')
       || CASE WHEN amount % 10000 = 0 THEN '.00'
               WHEN amount % 1000 = 0 THEN '0' ELSE '' END AS money
FROM (SELECT place, dimension, value, month, 'start' AS name,
             start AS amount FROM moved
      UNION ALL SELECT place, dimension, value, month, 'new', new FROM moved
      UNION ALL SELECT place, dimension, value, month, 'expansion', expansion
                FROM moved
      UNION ALL SELECT place, dimension, value, month, 'contraction',
                       contraction FROM moved
      UNION ALL SELECT place, dimension, value, month, 'churn', churn
                FROM moved
      UNION ALL SELECT place, dimension, value, month, 'reactivation',
                       reactivation FROM moved
      UNION ALL SELECT place, dimension, value, month, 'paused', paused
                FROM moved
      UNION ALL SELECT place, dimension, value, month, 'fx', fx FROM moved
      UNION ALL SELECT place, dimension, value, month, 'transfer', transfer
                FROM moved
      UNION ALL SELECT place, dimension, value, month, 'end', "end"
                FROM moved);

.mode list
.separator "," "\n"
.headers on
SELECT dimension, value, month,
       max(CASE name WHEN 'start' THEN money END) AS start,
       max(CASE name WHEN 'new' THEN money END) AS new,
       max(CASE name WHEN 'expansion' THEN money END) AS expansion,
       max(CASE name WHEN 'contraction' THEN money END) AS contraction,
       max(CASE name WHEN 'churn' THEN money END) AS churn,
       max(CASE name WHEN 'reactivation' THEN money END) AS reactivation,
       max(CASE name WHEN 'paused' THEN money END) AS paused,
       max(CASE name WHEN 'fx' THEN money END) AS fx,
       max(CASE name WHEN 'transfer' THEN money END) AS transfer,
       max(CASE name WHEN 'end' THEN money END) AS "end"
FROM shown
GROUP BY place, value, month
ORDER BY place, value, month;
