-- SPDX-License-Identifier: MIT
--
-- What every group had in every month, for groups.sh, worked out by SQLite and
-- by nothing of hale; the table `got` is what hale says.
--
-- A customer's state at a boundary T is what it had just before T, its group
-- the one of the last fact before T. `f` and `g` are its groups just before a
-- month's begin and end; '' is none. Who was in none and had nothing is in g.
-- unit.csv says whose the rows of an account are. All money is whole: in
-- ten-thousandths, as prices of two digits times rates of two digits.
.bail on
.import --csv fact.csv fact
.import --csv unit.csv unit
.import --csv rates.csv rate
.import --csv subscriptions.csv subscription
.import --csv out/movements.csv movements
.import --csv out/movements_accounts.csv by_account

CREATE TABLE got AS
SELECT rollup, "group" AS grp, period, CAST(accounts AS INTEGER) AS accounts,
       CAST(round(start * 10000) AS INTEGER) AS start,
       CAST(round(new * 10000) AS INTEGER) AS new,
       CAST(round(expansion * 10000) AS INTEGER) AS expansion,
       CAST(round(contraction * 10000) AS INTEGER) AS contraction,
       CAST(round(churn * 10000) AS INTEGER) AS churn,
       CAST(round(reactivation * 10000) AS INTEGER) AS reactivation,
       CAST(round(paused * 10000) AS INTEGER) AS paused,
       CAST(round(fx * 10000) AS INTEGER) AS fx,
       CAST(round(transfer * 10000) AS INTEGER) AS transfer,
       CAST(round("end" * 10000) AS INTEGER) AS "end",
       CAST(customers_start AS INTEGER) AS customers_start,
       CAST(customers_new AS INTEGER) AS customers_new,
       CAST(customers_churned AS INTEGER) AS customers_churned,
       CAST(customers_reactivated AS INTEGER) AS customers_reactivated,
       CAST(customers_transferred AS INTEGER) AS customers_transferred,
       CAST(customers_end AS INTEGER) AS customers_end
FROM movements;

CREATE TABLE month AS
WITH RECURSIVE m(t0) AS (
    SELECT '2024-03-01'
    UNION ALL
    SELECT date(t0, '+1 month') FROM m WHERE t0 < '2025-08-01')
SELECT t0, min(date(t0, '+1 month'), '2025-08-11') AS t1 FROM m;

-- Hundredths of the currency for one, in force just before each boundary.
CREATE TABLE price AS
SELECT t, currency, CASE currency WHEN 'EUR' THEN 100 ELSE
       (SELECT CAST(round(rate * 100) AS INTEGER) FROM rate r
        WHERE r.currency = c.currency AND date < t ORDER BY date DESC LIMIT 1)
       END AS rate
FROM (SELECT t0 AS t FROM month UNION SELECT t1 FROM month),
     (SELECT DISTINCT currency FROM subscription) c;

-- A row is cut at its pause: before, on hold, after.
CREATE TABLE row AS
SELECT unit AS account, started AS a, currency, moved_from <> '' AS came,
       moved_to <> '' AS went, CAST(round(mrr * 100) AS INTEGER) AS amount,
       ifnull(nullif(ended, ''), '9999') AS z,
       CASE paused_from WHEN '' THEN '9999' ELSE max(paused_from, started) END
           AS hold,
       min(ifnull(nullif(paused_to, ''), '9999'),
           ifnull(nullif(ended, ''), '9999')) AS resume
FROM subscription JOIN unit USING (account)
WHERE ended = '' OR ended > started;
UPDATE row SET hold = z, resume = z WHERE resume <= hold;
CREATE TABLE stretch AS
SELECT account, currency, amount, 0 AS held, a, hold AS z,
       came, went AND hold = z AS went FROM row WHERE a < hold
UNION ALL
SELECT account, currency, amount, 1, hold, resume, came AND hold = a,
       went AND resume = z FROM row WHERE hold < resume
UNION ALL
SELECT account, currency, amount, 0, resume, z, 0, went FROM row
WHERE resume < z;
CREATE INDEX stretch_account ON stretch (account);
CREATE INDEX fact_account ON fact (account, since);

CREATE TABLE account AS
SELECT DISTINCT unit AS account FROM unit
WHERE unit IN (SELECT account FROM fact WHERE since < '2025-08-11');

-- n: how many; s, e: what they are worth at the rates of start and end. Of who
-- had never had anything by the start only what is handed over has those.
CREATE TABLE state AS
SELECT t0, t1, account,
       total(a < t0 AND z >= t0) AS n0, total(a < t1 AND z >= t1) AS n1,
       total((a < t0 AND z >= t0) * s) AS was_s,
       total((a < t0 AND z >= t0) * held * s) AS held_s,
       total((a < t1 AND z >= t1) * s) AS is_s,
       total((a < t1 AND z >= t1) * e) AS is_e,
       total((a < t1 AND z >= t1) * held * s) AS hold_s,
       total((a < t1 AND z >= t1) * held * e) AS hold_e,
       total(came AND a >= t0 AND a < t1) -
           total(went AND z >= t0 AND z < t1) AS came,
       total((came AND a >= t0 AND a < t1) * s) -
           total((went AND z >= t0 AND z < t1) * s) AS came_s,
       total((came AND a >= t0 AND a < t1) * e) -
           total((went AND z >= t0 AND z < t1) * e) AS came_e,
       ifnull(max(z < t0), 0) AS known
FROM account CROSS JOIN month LEFT JOIN (
    SELECT account, t0, a, z, held, came, went, amount * q.rate AS e,
           amount * CASE WHEN began < t0 OR came OR went THEN p.rate
                    ELSE q.rate END AS s
    FROM stretch JOIN (SELECT account, min(a) AS began FROM stretch
        GROUP BY account) USING (account) CROSS JOIN month
    JOIN price p ON p.t = t0 AND p.currency = stretch.currency
    JOIN price q ON q.t = t1 AND q.currency = stretch.currency
    WHERE a < t1) USING (account, t0)
GROUP BY account, t0;

-- Who has nothing, and is handed nothing, is measured at the rates of the end.
-- `base` is the start as if what was handed over had always been there.
CREATE TABLE level AS
SELECT *, n0 + came AS n, was_s + moved AS base,
       CASE WHEN old THEN is_s ELSE is_e END AS now,
       CASE WHEN old THEN hold_s ELSE hold_e END AS hold
FROM (SELECT *, CASE WHEN old THEN came_s ELSE came_e END AS moved
      FROM (SELECT *, n0 <> 0 OR n0 + came <> 0 AS old FROM state));

CREATE TABLE moved AS
SELECT t0, t1, account, was_s - held_s AS was, is_e - hold_e AS becomes,
       n0 > 0 AS customer_was, n1 > 0 AS customer_is, came,
       hold - held_s AS paused, (is_e - hold_e) - (now - hold) AS fx,
       moved AS transfer,
       CASE WHEN n > 0 AND n1 > 0 THEN max(now - base, 0) ELSE 0 END
           AS expansion,
       CASE WHEN n > 0 AND n1 > 0 THEN max(base - now, 0) ELSE 0 END
           AS contraction,
       CASE WHEN n > 0 AND n1 = 0 THEN base ELSE 0 END AS churn,
       n > 0 AND n1 = 0 AS churned,
       CASE WHEN n <= 0 AND NOT known AND n0 = 0 THEN now - base ELSE 0 END
           AS new,
       n <= 0 AND NOT known AND n0 = 0 AND (n1 > 0 OR now <> base) AS came_new,
       CASE WHEN n <= 0 AND (known OR n0 > 0) THEN now - base ELSE 0 END
           AS reactivation,
       n <= 0 AND (known OR n0 > 0) AND (n1 > 0 OR now <> base) AS came_back
FROM level;

-- What hale says of each customer, month by month, where that differs.
CREATE TABLE differs AS
SELECT account, substr(t0, 1, 7) AS month, m.*, b.*
FROM moved m JOIN by_account b USING (account)
WHERE b.period = substr(t0, 1, 7) AND (
    m.was <> round(b.start * 10000) OR m.becomes <> round(b."end" * 10000)
    OR m.new <> round(b.new * 10000) OR m.fx <> round(b.fx * 10000)
    OR m.expansion <> round(b.expansion * 10000)
    OR m.contraction <> round(b.contraction * 10000)
    OR m.churn <> round(b.churn * 10000)
    OR m.reactivation <> round(b.reactivation * 10000)
    OR m.paused <> round(b.paused * 10000)
    OR m.transfer <> round(b.transfer * 10000)
    OR customer_was <> CAST(customers_start AS INTEGER)
    OR customer_is <> CAST(customers_end AS INTEGER));
CREATE TABLE absent AS
SELECT account, t0 FROM moved WHERE (account, substr(t0, 1, 7)) NOT IN
    (SELECT account, period FROM by_account);

-- The group just before T, by each column; a head of a family is its own.
CREATE TABLE place AS
SELECT 'company' AS dimension, t0, account, 'company' AS f, 'company' AS g
FROM moved
UNION ALL
SELECT 'csm', t0, account,
       ifnull((SELECT csm FROM fact WHERE fact.account = moved.account
               AND since < t0 ORDER BY since DESC LIMIT 1), ''),
       ifnull((SELECT csm FROM fact WHERE fact.account = moved.account
               AND since < t1 ORDER BY since DESC LIMIT 1), '')
FROM moved
UNION ALL
SELECT 'segment', t0, account,
       ifnull((SELECT segment FROM fact WHERE fact.account = moved.account
               AND since < t0 ORDER BY since DESC LIMIT 1), ''),
       ifnull((SELECT segment FROM fact WHERE fact.account = moved.account
               AND since < t1 ORDER BY since DESC LIMIT 1), '')
FROM moved
UNION ALL
SELECT 'parent', t0, account,
       ifnull((SELECT ifnull(nullif(parent, ''), account) FROM fact
               WHERE fact.account = moved.account
               AND since < t0 ORDER BY since DESC LIMIT 1), ''),
       ifnull((SELECT ifnull(nullif(parent, ''), account) FROM fact
               WHERE fact.account = moved.account
               AND since < t1 ORDER BY since DESC LIMIT 1), '')
FROM moved;

CREATE TABLE placed AS
SELECT dimension, m.*, CASE WHEN f = '' AND was = 0 AND NOT customer_was
                           THEN g ELSE f END AS f, g,
       customer_is - customer_was - came_new - came_back + churned AS handed
FROM moved m JOIN place p ON p.t0 = m.t0 AND p.account = m.account;

-- owner = start: judged in f, which hands `becomes` over to g;
-- owner = end: judged in g, which gets `was` from f.
CREATE TABLE side AS
SELECT dimension AS rollup, f AS grp, t0, 1 AS accounts, was AS start, new,
       expansion, contraction, churn, reactivation, paused, fx,
       transfer - (f <> g) * becomes AS transfer, (f = g) * becomes AS "end",
       customer_was AS customers_start, came_new AS customers_new,
       churned AS customers_churned, came_back AS customers_reactivated,
       handed - (f <> g) * customer_is AS customers_transferred,
       (f = g) * customer_is AS customers_end
FROM placed
UNION ALL
SELECT dimension, g, t0, 0, 0, 0, 0, 0, 0, 0, 0, 0, becomes, becomes,
       0, 0, 0, 0, customer_is, customer_is
FROM placed WHERE f <> g
UNION ALL
SELECT 'last', g, t0, 1, (f = g) * was, new, expansion, contraction, churn,
       reactivation, paused, fx, transfer + (f <> g) * was, becomes,
       (f = g) * customer_was, came_new, churned, came_back,
       handed + (f <> g) * customer_was, customer_is
FROM placed WHERE dimension = 'csm'
UNION ALL
SELECT 'last', f, t0, 0, was, 0, 0, 0, 0, 0, 0, 0, -was, 0,
       customer_was, 0, 0, 0, -customer_was, 0
FROM placed WHERE dimension = 'csm' AND f <> g;
INSERT INTO side SELECT 'lead', grp, t0, accounts, start, new, expansion,
       contraction, churn, reactivation, paused, fx, transfer, "end",
       customers_start, customers_new, customers_churned,
       customers_reactivated, customers_transferred, customers_end
FROM side WHERE rollup = 'csm';

CREATE TABLE wanted AS
SELECT rollup, grp, substr(t0, 1, 7) AS period, sum(accounts) AS accounts,
       sum(start) AS start, sum(new) AS new, sum(expansion) AS expansion,
       sum(contraction) AS contraction, sum(churn) AS churn,
       sum(reactivation) AS reactivation, sum(paused) AS paused,
       sum(fx) AS fx, sum(transfer) AS transfer,
       sum("end") AS "end", sum(customers_start) AS customers_start,
       sum(customers_new) AS customers_new,
       sum(customers_churned) AS customers_churned,
       sum(customers_reactivated) AS customers_reactivated,
       sum(customers_transferred) AS customers_transferred,
       sum(customers_end) AS customers_end
FROM side GROUP BY rollup, grp, t0;

-- owner = weighted: whose the account is as each day begins. A new account is
-- its first group's until that has it.
CREATE TABLE held AS
WITH RECURSIVE d(day) AS (
    SELECT '2024-03-01'
    UNION ALL
    SELECT date(day, '+1 day') FROM d WHERE day < '2025-08-10')
SELECT account, day, substr(day, 1, 7) AS period,
       ifnull((SELECT csm FROM fact WHERE fact.account = account.account
               AND since <= day ORDER BY since DESC LIMIT 1), '') AS csm
FROM account CROSS JOIN d;
CREATE INDEX held_account ON held (account, period, day);

CREATE TABLE shared AS
SELECT CASE WHEN h.csm = '' AND p.f = '' AND p.was = 0 AND NOT p.customer_was
            AND h.day < p.owned
       THEN p.first ELSE h.csm END AS grp, h.period,
       CAST(julianday(p.t1) - julianday(p.t0) AS INTEGER) AS days,
       sum(p.was) AS start, sum(p.becomes) AS "end", sum(p.churn) AS churn
FROM held h JOIN (
    SELECT m.*, l.f,
           (SELECT min(day) FROM held WHERE held.account = m.account
            AND held.period = substr(m.t0, 1, 7) AND csm <> '') AS owned,
           (SELECT csm FROM held WHERE held.account = m.account
            AND held.period = substr(m.t0, 1, 7) AND csm <> ''
            ORDER BY day LIMIT 1) AS first
    FROM moved m JOIN place l ON l.dimension = 'csm' AND l.t0 = m.t0
        AND l.account = m.account) p
ON p.account = h.account AND substr(p.t0, 1, 7) = h.period
GROUP BY 1, 2;
