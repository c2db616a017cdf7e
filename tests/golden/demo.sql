-- SPDX-License-Identifier: MIT
--
-- The demo's account figures as of 2026-01-01 UTC, worked out by SQLite and by
-- nothing of hale: what a run over the same files must answer.
--
--     sed "s|@DATA@|etc/demo|" tests/golden/demo.sql | sqlite3
--
-- Money is taken apart as text and added as integer ten-thousandths; it is
-- printed with two decimals or as many more as it needs. Every account of
-- accounts.csv has a row. Empty fields are missing, not zero.
.bail on
.import --csv @DATA@/accounts.csv accounts
.import --csv @DATA@/subscriptions.csv subscriptions
.import --csv @DATA@/events.csv events
.import --csv @DATA@/surveys.csv surveys
.import --csv @DATA@/tickets.csv tickets

CREATE TEMP TABLE paid AS
SELECT account,
       sum(CAST(substr(mrr, 1, instr(mrr || '.', '.') - 1) AS INTEGER) * 10000
           + CAST(substr(substr(mrr, instr(mrr || '.', '.') + 1) || '0000',
                         1, 4) AS INTEGER)) AS mrr
FROM subscriptions
WHERE started < '2026-01-01' AND (ended = '' OR ended >= '2026-01-01')
GROUP BY account;

CREATE TEMP TABLE used AS
SELECT account,
       count(DISTINCT CASE WHEN time >= '2025-12-04T00:00:00Z' THEN user END)
           AS users,
       count(DISTINCT CASE WHEN time >= '2025-11-06T00:00:00Z'
                            AND time < '2025-12-04T00:00:00Z' THEN user END)
           AS users_before,
       CAST(julianday('2025-12-31') - julianday(substr(max(time), 1, 10))
            AS INTEGER) AS idle
FROM events
WHERE time < '2026-01-01T00:00:00Z'
GROUP BY account;

CREATE TEMP TABLE voiced AS
SELECT account, score, max(time)
FROM surveys
WHERE kind = 'nps' AND time < '2026-01-01T00:00:00Z'
GROUP BY account;

CREATE TEMP TABLE waiting AS
SELECT account, count(*) AS n, sum(priority = 'p1') AS p1,
       sum(priority = 'p2') AS p2, sum(priority = 'p3') AS p3,
       sum(priority = 'p4') AS p4
FROM tickets
WHERE opened < '2026-01-01T00:00:00Z'
  AND (closed = '' OR closed >= '2026-01-01T00:00:00Z')
GROUP BY account;

.mode list
.separator "," "\n"
.headers on
SELECT a.account,
       rtrim(rtrim(printf('%d.%04d', ifnull(paid.mrr, 0) / 10000,
                          ifnull(paid.mrr, 0) % 10000), '0'), '.')
       || CASE WHEN ifnull(paid.mrr, 0) % 10000 = 0 THEN '.00'
               WHEN paid.mrr % 1000 = 0 THEN '0' ELSE '' END AS mrr,
       ifnull(used.users, 0) AS active_users,
       ifnull(used.users_before, 0) AS active_users_before,
       used.idle AS days_since_last_event,
       voiced.score AS nps,
       ifnull(waiting.n, 0) AS open_tickets,
       ifnull(waiting.p1, 0) AS open_p1,
       ifnull(waiting.p2, 0) AS open_p2,
       ifnull(waiting.p3, 0) AS open_p3,
       ifnull(waiting.p4, 0) AS open_p4,
       CASE WHEN a.renewal <> ''
            THEN CAST(julianday(a.renewal) - julianday('2026-01-01')
                      AS INTEGER) END AS days_to_renewal,
       a.segment,
       a.csm
FROM accounts a
LEFT JOIN paid USING (account)
LEFT JOIN used USING (account)
LEFT JOIN voiced USING (account)
LEFT JOIN waiting USING (account)
ORDER BY a.account;
