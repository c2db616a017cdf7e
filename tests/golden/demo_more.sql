-- SPDX-License-Identifier: MIT
--
-- The demo's other account figures as of 2026-01-01 UTC, worked out by SQLite
-- and by nothing of hale; demo.sql has the ones that people look at first.
--
--     sed "s|@DATA@|etc/demo|" tests/golden/demo_more.sql | sqlite3
--
-- A touch is two-way if the customer began it or if it is of a type in which
-- both sides talk. Empty fields are missing, not zero.
.bail on
.import --csv @DATA@/accounts.csv accounts
.import --csv @DATA@/subscriptions.csv subscriptions
.import --csv @DATA@/events.csv events
.import --csv @DATA@/surveys.csv surveys
.import --csv @DATA@/touches.csv touches

CREATE TEMP TABLE active AS
SELECT account, count(*) AS n
FROM subscriptions
WHERE started < '2026-01-01' AND (ended = '' OR ended >= '2026-01-01')
GROUP BY account;

CREATE TEMP TABLE used AS
SELECT account, count(DISTINCT nullif(feature, '')) AS features
FROM events
WHERE time >= '2025-12-04T00:00:00Z' AND time < '2026-01-01T00:00:00Z'
GROUP BY account;

CREATE TEMP TABLE voiced AS
SELECT account, count(*) AS n, CAST(julianday('2025-12-31')
       - julianday(substr(max(time), 1, 10)) AS INTEGER) AS age
FROM surveys
WHERE kind = 'nps' AND score <> '' AND time < '2026-01-01T00:00:00Z'
GROUP BY account;

CREATE TEMP TABLE talked AS
SELECT account, CAST(julianday('2025-12-31')
       - julianday(substr(max(time), 1, 10)) AS INTEGER) AS silent
FROM touches
WHERE time < '2026-01-01T00:00:00Z'
  AND (direction IN ('in', 'inbound')
       OR type IN ('call', 'meeting', 'ebr', 'training'))
GROUP BY account;

.mode csv
.separator "," "\n"
.headers on
SELECT a.account,
       CASE WHEN substr(a.name, 1, 1) IN ('=', '+', '-', '@')
            THEN '''' ELSE '' END || a.name AS name,
       a.parent,
       ifnull(active.n, 0) AS mrr_subscriptions,
       active.n IS NOT NULL AS mrr_customer,
       ifnull(used.features, 0) AS features,
       voiced.age AS nps_age_days,
       ifnull(voiced.n, 0) AS nps_answers,
       talked.silent AS days_since_touch,
       CASE WHEN a.created <> ''
            THEN CAST(julianday('2026-01-01') - julianday(a.created)
                      AS INTEGER) END AS tenure_days,
       a.seats,
       a.pulse,
       a.champion_left
FROM accounts a
LEFT JOIN active USING (account)
LEFT JOIN used USING (account)
LEFT JOIN voiced USING (account)
LEFT JOIN talked USING (account)
ORDER BY a.account;
