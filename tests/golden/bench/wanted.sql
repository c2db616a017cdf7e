-- SPDX-License-Identifier: MIT
--
-- wanted.sql: the figures of bench/work.ini and more.ini for every account as
-- of 2026-01-01 UTC, worked out by SQLite alone from the files that csgen
-- wrote to data/.
--
-- Amounts are taken as whole cents; a hundredth of a rate times a cent is a
-- ten-thousandth, so money stays whole. Days are numbers since 1970. Where a
-- figure has no value it is NULL here.
.bail on
.import --csv data/accounts.csv accounts
.import --csv data/subscriptions.csv subscriptions
.import --csv data/events.csv raw_events
.import --csv data/surveys.csv surveys
.import --csv data/tickets.csv tickets
.import --csv data/touches.csv touches

-- Days: 20453 is 2025-12-31, the last one that is seen.
CREATE TEMP TABLE known AS
SELECT account_id AS account, user_id AS user, feature,
       unixepoch(ts) AS time, unixepoch(ts) / 86400 AS day
FROM raw_events
WHERE ts < '2026-01-01' AND account_id IN (SELECT account_id FROM accounts);
CREATE INDEX known_by ON known (account, user, time);

-- ------------------------------------------------------------------ money --
CREATE TEMP TABLE paid AS
SELECT account_id AS account, start_date,
       ifnull(nullif(end_date, ''), '9999-12-31') AS end_date,
       CAST(replace(mrr, '.', '') AS INTEGER)
           * CASE currency WHEN 'EUR' THEN 108 WHEN 'GBP' THEN 127
                           ELSE 100 END AS amount
FROM subscriptions;
CREATE TEMP TABLE mrr AS
SELECT account,
       sum(CASE WHEN start_date < '2026-01-01' AND end_date >= '2026-01-01'
                THEN amount ELSE 0 END) AS now,
       sum(CASE WHEN start_date < '2025-01-01' AND end_date >= '2025-01-01'
                THEN amount ELSE 0 END) AS year_ago
FROM paid GROUP BY account;

-- ------------------------------------------------------------------ usage --
CREATE TEMP TABLE used AS
SELECT account, sum(day > 20425) AS events,
       sum(day BETWEEN 20398 AND 20425) AS before,
       sum(day > 20369) AS quarter,
       count(DISTINCT CASE WHEN day > 20425 THEN user END) AS users,
       count(DISTINCT CASE WHEN day > 20446 THEN user END) AS weekly,
       count(DISTINCT CASE WHEN day > 20425 THEN day END) AS days,
       count(DISTINCT CASE WHEN day > 20363 THEN feature END) AS features,
       count(DISTINCT CASE WHEN day > 20369 THEN (20453 - day) / 7 END)
           AS weeks,
       sum(day > 20425 AND feature = 'dashboard.view') AS logins,
       min(CASE WHEN feature IN ('dashboard.view', 'report.view',
                                 'export.view') THEN day END) AS first_key,
       20453 - max(day) AS silent
FROM known GROUP BY account;

-- Who was there on which day of the last 55.
CREATE TEMP TABLE present AS
SELECT DISTINCT account, user, day FROM known WHERE day > 20398;
CREATE INDEX present_by ON present (account, day, user);
CREATE TEMP TABLE daily AS
SELECT account, count(*) AS pairs FROM present WHERE day > 20425
GROUP BY account;
CREATE TEMP TABLE calendar AS
SELECT value AS day FROM generate_series(20426, 20453);
CREATE TEMP TABLE moving AS
SELECT a.account_id AS account, c.day,
       (SELECT count(*) FROM present p
        WHERE p.account = a.account_id AND p.day = c.day) AS d,
       (SELECT count(DISTINCT user) FROM present p
        WHERE p.account = a.account_id AND p.day BETWEEN c.day - 27 AND c.day)
           AS m
FROM accounts a, calendar c;
CREATE TEMP TABLE rolling AS
SELECT account, avg(1.0 * d / m) AS stickiness FROM moving WHERE m > 0
GROUP BY account;

-- Sessions: a row begins one if the user's row before is over 30 min old.
CREATE TEMP TABLE gaps AS
SELECT account, user,
       time - lag(time) OVER (PARTITION BY account, user ORDER BY time) AS gap
FROM known WHERE day > 20425;
CREATE TEMP TABLE stays AS
SELECT account, sum(gap IS NULL OR gap > 1800) AS sessions,
       sum(CASE WHEN gap <= 1800 THEN gap ELSE 0 END) / 60.0 AS minutes
FROM gaps GROUP BY account;

CREATE TEMP TABLE people AS
SELECT account, user, sum(day > 20425) AS n, max(day > 20425) AS now,
       max(day BETWEEN 20398 AND 20425) AS before, max(day < 20398) AS earlier
FROM known GROUP BY account, user;
CREATE TEMP TABLE states AS
SELECT account, sum(now AND NOT before AND NOT earlier) AS new,
       sum(now AND before) AS retained,
       sum(now AND NOT before AND earlier) AS resurrected,
       sum(before AND NOT now) AS dormant, max(n) AS top
FROM people GROUP BY account;

-- The eight weeks, and the line through them: x is 1 to 8, its mean 4.5, the
-- sum of the squared distances 42.
CREATE TEMP TABLE sloped AS
SELECT account, sum((8 - (20453 - day) / 7 - 4.5) / 42) AS slope
FROM known WHERE day > 20397 GROUP BY account;

CREATE TEMP TABLE keyed AS
SELECT account, user, feature, count(*) AS n FROM known
WHERE day > 20425
  AND feature IN ('dashboard.view', 'report.view', 'export.view')
GROUP BY account, user, feature;
CREATE TEMP TABLE adopted AS
SELECT account, count(DISTINCT feature) AS breadth, sum(n >= 2) AS deep,
       count(*) AS pairs
FROM keyed GROUP BY account;

-- --------------------------------------------------------------- feedback --
CREATE TEMP TABLE voiced AS
SELECT account_id AS account, score, max(ts) FROM surveys
WHERE kind = 'nps' AND ts < '2026-01-01' GROUP BY account_id;
CREATE TEMP TABLE waiting AS
SELECT account_id AS account, count(*) AS n, sum(priority = 'urgent') AS urgent
FROM tickets
WHERE opened_at < '2026-01-01' AND (closed_at = '' OR closed_at >= '2026-01-01')
GROUP BY account_id;
CREATE TEMP TABLE touched AS
SELECT account_id AS account, 20453 - max(unixepoch(ts)) / 86400 AS days
FROM touches WHERE ts < '2026-01-01' GROUP BY account_id;

-- --------------------------------------------------------------- together --
CREATE TABLE wanted AS
SELECT a.account_id AS account, ifnull(mrr.now, 0) AS mrr,
       ifnull(mrr.year_ago, 0) AS mrr_year_ago, ifnull(u.events, 0) AS events,
       ifnull(u.before, 0) AS events_before, ifnull(u.users, 0) AS users,
       ifnull(u.days, 0) AS days, ifnull(u.features, 0) AS features,
       1.0 * d.pairs / 28 / u.users AS stickiness, u.silent, v.score AS nps,
       ifnull(w.n, 0) AS tickets, ifnull(w.urgent, 0) AS urgent,
       t.days AS untouched, 1.0 * ifnull(u.users, 0) / a.seats AS seat_use,
       ifnull(d.pairs, 0) / 28.0 AS dau, ifnull(u.weekly, 0) AS weekly,
       r.stickiness AS rolling, ifnull(u.weeks, 0) AS weeks,
       ifnull(s.sessions, 0) AS sessions, ifnull(s.minutes, 0) AS minutes,
       1.0 * st.top / nullif(u.events, 0) AS concentration,
       ifnull(st.new, 0) AS new, ifnull(st.retained, 0) AS retained,
       ifnull(st.resurrected, 0) AS resurrected,
       ifnull(st.dormant, 0) AS dormant,
       1.0 * (st.new + st.resurrected) / nullif(st.dormant, 0) AS quick,
       1.0 * u.events / nullif(u.before, 0) - 1 AS trend,
       ifnull(sl.slope, 0) AS slope,
       CASE WHEN unixepoch(a.created_at) / 86400 <= 20440
            THEN ifnull(u.quarter, 0) * 28.0
                / min(84, 20454 - unixepoch(a.created_at) / 86400) END
           AS scaled,
       ifnull(k.breadth, 0) / 3.0 AS breadth,
       ifnull(k.deep, 0) / 3.0 / nullif(u.users, 0) AS depth,
       CASE WHEN u.first_key >= unixepoch(a.created_at) / 86400
            THEN u.first_key - unixepoch(a.created_at) / 86400 END AS velocity,
       u.logins / 4.0 / nullif(u.users, 0) AS logins,
       (100.0 * ifnull(k.pairs, 0) / 3 / nullif(u.users, 0)
        + 100 * r.stickiness
        + 100.0 * (st.new + st.resurrected)
            / nullif(st.new + st.resurrected + st.dormant, 0)) / 3 AS pes
FROM accounts a
LEFT JOIN mrr ON mrr.account = a.account_id
LEFT JOIN used u ON u.account = a.account_id
LEFT JOIN daily d ON d.account = a.account_id
LEFT JOIN rolling r ON r.account = a.account_id
LEFT JOIN stays s ON s.account = a.account_id
LEFT JOIN states st ON st.account = a.account_id
LEFT JOIN sloped sl ON sl.account = a.account_id
LEFT JOIN adopted k ON k.account = a.account_id
LEFT JOIN voiced v ON v.account = a.account_id
LEFT JOIN waiting w ON w.account = a.account_id
LEFT JOIN touched t ON t.account = a.account_id;

-- ---------------------------------------------------------------- company --
CREATE TABLE wanted_mau AS
SELECT strftime('%Y-%m', day * 86400, 'unixepoch') AS month,
       count(DISTINCT user) AS users
FROM known GROUP BY month;
CREATE TABLE wanted_nps AS
SELECT segment, count(*) AS n,
       100.0 * (sum(score + 0 >= 9) - sum(score + 0 <= 6)) / count(*) AS nps
FROM surveys JOIN accounts USING (account_id)
WHERE kind = 'nps' AND ts >= '2025-10-03' AND ts < '2026-01-01'
GROUP BY segment;
