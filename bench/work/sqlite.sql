-- SPDX-License-Identifier: MIT
--
-- sqlite.sql: the work, by SQLite. Every figure of ../work.ini and the score
-- of ../work.lua, from the same files. @DATA@ and @OUT@ are filled in.
-- Money is in whole ten-thousandths: cents times a rate in hundredths.
.bail on
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -2000000;
.mode csv
CREATE TABLE accounts(account, name, segment, region, csm, plan, seats INT,
                      created_at, parent_id);
CREATE TABLE subscriptions(id, account, mrr, currency, start_date, end_date);
CREATE TABLE surveys(ts, account, user, kind, score INT, comment);
CREATE TABLE all_tickets(opened_at, closed_at, account, priority, csat);
CREATE TABLE all_touches(ts, account, csm, type);
CREATE TABLE all_events(ts, account, user, feature, quantity INT);
.import --skip 1 '@DATA@/accounts.csv' accounts
.import --skip 1 '@DATA@/subscriptions.csv' subscriptions
.import --skip 1 '@DATA@/surveys.csv' surveys
.import --skip 1 '@DATA@/tickets.csv' all_tickets
.import --skip 1 '@DATA@/touches.csv' all_touches
.import --skip 1 '@DATA@/events.csv' all_events
CREATE UNIQUE INDEX by_account ON accounts(account);

CREATE TABLE paid AS
SELECT account, start_date, ifnull(nullif(end_date, ''), '9999-12-31')
           AS end_date,
       CAST(replace(mrr, '.', '') AS INTEGER)
           * CASE currency WHEN 'EUR' THEN 108 WHEN 'GBP' THEN 127
                           ELSE 100 END AS usd
FROM subscriptions;
CREATE TABLE nps AS
SELECT account, ts, score FROM surveys WHERE kind = 'nps' AND ts < '2026-01-01';
CREATE TABLE tickets AS
SELECT account, count(*) AS n FROM all_tickets
WHERE opened_at < '2026-01-01' AND (closed_at = '' OR closed_at >= '2026-01-01')
GROUP BY account;
CREATE TABLE touches AS
SELECT account, unixepoch('2025-12-31') / 86400 - unixepoch(max(ts)) / 86400
           AS days
FROM all_touches WHERE ts < '2026-01-01' GROUP BY account;
CREATE VIEW events AS
SELECT * FROM all_events
WHERE ts < '2026-01-01' AND account IN (SELECT account FROM accounts);

-- ------------------------------------------------------------------ usage --
CREATE TABLE used AS
SELECT account, sum(ts >= '2025-12-04') AS events,
       sum(ts >= '2025-11-06' AND ts < '2025-12-04') AS events_before,
       sum(CASE WHEN ts >= '2025-12-04' THEN quantity ELSE 0 END) AS quantity,
       unixepoch('2025-12-31') / 86400 - unixepoch(max(ts)) / 86400 AS silent
FROM events GROUP BY account;
CREATE TABLE known AS
SELECT account, count(*) AS features
FROM (SELECT DISTINCT account, feature FROM events WHERE ts >= '2025-10-03')
GROUP BY account;
CREATE TABLE people AS
SELECT account, count(DISTINCT user) AS users, count(DISTINCT day) AS days,
       count(*) AS user_days
FROM (SELECT DISTINCT account, user, substr(ts, 1, 10) AS day FROM events
      WHERE ts >= '2025-12-04')
GROUP BY account;

-- ------------------------------------------------------------------ money --
CREATE TABLE months AS
WITH RECURSIVE r(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM r WHERE i < 24)
SELECT i, date('2024-01-01', i || ' months', '-1 day') AS eom FROM r;
CREATE TABLE first_paid AS
SELECT account, min(start_date) AS first_date FROM paid GROUP BY account;
CREATE TABLE mrr AS
SELECT account, i, sum(usd) AS mrr
FROM paid JOIN months ON start_date <= eom AND end_date > eom
GROUP BY account, i;
-- What an account paid at the end of the month before, and of this one.
CREATE TABLE moved AS
SELECT account, i, sum(was) AS was, sum(now) AS now
FROM (SELECT account, i + 1 AS i, mrr AS was, 0 AS now FROM mrr WHERE i < 24
      UNION ALL SELECT account, i, 0, mrr FROM mrr WHERE i > 0)
GROUP BY account, i;

-- -------------------------------------------------------------- to files --
CREATE TABLE voiced AS
SELECT account, score, max(ts) FROM nps GROUP BY account;
CREATE TABLE facts AS
SELECT a.account, ifnull(m1.mrr, 0) / 1e4 AS mrr,
       ifnull(m0.mrr, 0) / 1e4 AS mrr_year_ago,
       (unixepoch('2026-01-01') - unixepoch(a.created_at)) / 86400
           AS tenure_days,
       ifnull(u.events, 0) AS events, ifnull(u.quantity, 0) AS quantity,
       ifnull(p.users, 0) AS active_users, ifnull(p.days, 0) AS active_days,
       p.user_days / 28.0 / p.users AS stickiness,
       ifnull(k.features, 0) AS features,
       1.0 * u.events / nullif(u.events_before, 0) - 1 AS events_change,
       u.silent AS days_since_event, n.score AS nps,
       ifnull(t.n, 0) AS open_tickets, h.days AS days_since_touch,
       1.0 * ifnull(p.users, 0) / a.seats AS seat_use
FROM accounts a
LEFT JOIN (SELECT * FROM mrr WHERE i = 24) m1 ON m1.account = a.account
LEFT JOIN (SELECT * FROM mrr WHERE i = 12) m0 ON m0.account = a.account
LEFT JOIN used u ON u.account = a.account
LEFT JOIN known k ON k.account = a.account
LEFT JOIN people p ON p.account = a.account
LEFT JOIN voiced n ON n.account = a.account
LEFT JOIN tickets t ON t.account = a.account
LEFT JOIN touches h ON h.account = a.account;
.headers on
.once '@OUT@/accounts.csv'
SELECT *, 25 * min(1, seat_use)
        + 10 * min(2, max(0, ifnull(events_change, 0) + 1))
        + 15 * min(1, features / 12.0)
        + 10 * min(1, 2 * ifnull(stickiness, 0))
        + ifnull(nps, 5)
        + 2 * max(0, 5 - open_tickets)
        + max(0, 100 - ifnull(days_since_touch, 100)) / 20.0
        + max(0, 25 - ifnull(days_since_event, 25)) / 5.0 AS health
FROM facts ORDER BY account;
.once '@OUT@/movements.csv'
SELECT substr(eom, 1, 7) AS month, sum(was) / 1e4 AS opening,
       sum(iif(was = 0 AND substr(first_date, 1, 7) >= substr(eom, 1, 7),
               now, 0)) / 1e4 AS new,
       sum(iif(was = 0 AND substr(first_date, 1, 7) < substr(eom, 1, 7),
               now, 0)) / 1e4 AS reactivation,
       sum(iif(was > 0 AND now > was, now - was, 0)) / 1e4 AS expansion,
       sum(iif(now > 0 AND now < was, was - now, 0)) / 1e4 AS contraction,
       sum(iif(now = 0, was, 0)) / 1e4 AS churn, sum(now) / 1e4 AS closing,
       sum(was > 0) AS customers_opening, sum(now = 0) AS customers_churned
FROM moved JOIN months USING (i) JOIN first_paid USING (account)
GROUP BY eom ORDER BY eom;
.once '@OUT@/retention.csv'
SELECT 1.0 * sum(min(a.mrr, ifnull(b.mrr, 0))) / sum(a.mrr) AS grr,
       1.0 * sum(ifnull(b.mrr, 0)) / sum(a.mrr) AS nrr
FROM (SELECT * FROM mrr WHERE i = 12) a
LEFT JOIN (SELECT * FROM mrr WHERE i = 24) b ON b.account = a.account;
.once '@OUT@/nps.csv'
SELECT segment, count(*) AS answers,
       100.0 * (sum(score >= 9) - sum(score <= 6)) / count(*) AS nps
FROM nps JOIN accounts USING (account)
WHERE ts >= '2025-10-03'
GROUP BY segment ORDER BY segment;
.once '@OUT@/mau.csv'
SELECT month, count(*) AS users
FROM (SELECT DISTINCT substr(ts, 1, 7) AS month, user FROM events)
GROUP BY month ORDER BY month;
.once '@OUT@/cohorts.csv'
SELECT substr(first_date, 1, 7) AS cohort, substr(eom, 1, 7) AS month,
       count(*) AS customers, sum(mrr) / 1e4 AS mrr
FROM mrr JOIN first_paid USING (account) JOIN months USING (i)
WHERE first_date >= '2024-01-01' AND i > 0
GROUP BY cohort, month ORDER BY cohort, month;
