-- SPDX-License-Identifier: MIT
--
-- duckdb.sql: the work, by DuckDB. Every figure of ../work.ini and the score
-- of ../work.lua, from the same files. @DATA@ @OUT@ @THREADS@ are filled in.
-- Money is DECIMAL and exact: cents times a rate with two decimals.
SET threads = @THREADS@;
SET preserve_insertion_order = false;

CREATE TEMP TABLE accounts AS
SELECT account_id AS account, segment, seats, created_at
FROM read_csv('@DATA@/accounts.csv', columns = {account_id: 'VARCHAR',
    name: 'VARCHAR', segment: 'VARCHAR', region: 'VARCHAR', csm: 'VARCHAR',
    plan: 'VARCHAR', seats: 'INTEGER', created_at: 'DATE',
    parent_id: 'VARCHAR'},
    header = true, auto_detect = false, quote = '"', escape = '"',
    parallel = false);
CREATE TEMP TABLE paid AS
SELECT account_id AS account, start_date,
       coalesce(end_date, DATE '9999-12-31') AS end_date,
       (mrr * CASE currency WHEN 'EUR' THEN 1.08::DECIMAL(3, 2)
                            WHEN 'GBP' THEN 1.27::DECIMAL(3, 2)
                            ELSE 1::DECIMAL(3, 2) END)::DECIMAL(18, 4) AS usd
FROM read_csv('@DATA@/subscriptions.csv', columns = {subscription_id: 'VARCHAR',
    account_id: 'VARCHAR', mrr: 'DECIMAL(12,2)', currency: 'VARCHAR',
    start_date: 'DATE', end_date: 'DATE'},
    header = true, auto_detect = false);
CREATE TEMP TABLE nps AS
SELECT account_id AS account, ts, score
FROM read_csv('@DATA@/surveys.csv', columns = {ts: 'TIMESTAMP',
    account_id: 'VARCHAR', user_id: 'VARCHAR', kind: 'VARCHAR',
    score: 'INTEGER', comment: 'VARCHAR'},
    header = true, auto_detect = false, quote = '"', escape = '"',
    parallel = false)
WHERE kind = 'nps' AND ts < TIMESTAMP '2026-01-01';
CREATE TEMP TABLE tickets AS
SELECT account_id AS account, count(*) AS n
FROM read_csv('@DATA@/tickets.csv', columns = {opened_at: 'TIMESTAMP',
    closed_at: 'TIMESTAMP', account_id: 'VARCHAR', priority: 'VARCHAR',
    csat: 'INTEGER'},
    header = true, auto_detect = false)
WHERE opened_at < TIMESTAMP '2026-01-01'
  AND (closed_at IS NULL OR closed_at >= TIMESTAMP '2026-01-01')
GROUP BY account_id;
CREATE TEMP TABLE touches AS
SELECT account_id AS account, DATE '2025-12-31' - max(ts)::DATE AS days
FROM read_csv('@DATA@/touches.csv', columns = {ts: 'TIMESTAMP',
    account_id: 'VARCHAR', csm: 'VARCHAR', type: 'VARCHAR'},
    header = true, auto_detect = false)
WHERE ts < TIMESTAMP '2026-01-01'
GROUP BY account_id;
CREATE TEMP TABLE events AS
SELECT account_id AS account, ts, user_id AS user, feature, quantity
FROM read_csv('@DATA@/events.csv', columns = {ts: 'TIMESTAMP',
    account_id: 'VARCHAR', user_id: 'VARCHAR', feature: 'VARCHAR',
    quantity: 'INTEGER'},
    header = true, auto_detect = false)
WHERE ts < TIMESTAMP '2026-01-01'
  AND account_id IN (SELECT account FROM accounts);

-- ------------------------------------------------------------------ usage --
CREATE TEMP TABLE used AS
SELECT account,
       count(*) FILTER (ts >= TIMESTAMP '2025-12-04') AS events,
       count(*) FILTER (ts >= TIMESTAMP '2025-11-06'
                        AND ts < TIMESTAMP '2025-12-04') AS events_before,
       sum(quantity) FILTER (ts >= TIMESTAMP '2025-12-04') AS quantity,
       count(DISTINCT feature) FILTER (ts >= TIMESTAMP '2025-10-03')
           AS features,
       DATE '2025-12-31' - max(ts)::DATE AS silent
FROM events GROUP BY account;
CREATE TEMP TABLE people AS
SELECT account, count(DISTINCT user) AS users, count(DISTINCT day) AS days,
       count(*) AS user_days
FROM (SELECT DISTINCT account, user, ts::DATE AS day FROM events
      WHERE ts >= TIMESTAMP '2025-12-04')
GROUP BY account;

-- ------------------------------------------------------------------ money --
CREATE TEMP TABLE months AS
SELECT i::INTEGER AS i,
       (DATE '2024-01-01' + to_months(i::INTEGER) - INTERVAL 1 DAY)::DATE AS eom
FROM range(0, 25) t(i);
CREATE TEMP TABLE first_paid AS
SELECT account, min(start_date) AS first_date FROM paid GROUP BY account;
CREATE TEMP TABLE mrr AS
SELECT account, i, sum(usd)::DECIMAL(18, 4) AS mrr
FROM paid JOIN months ON start_date <= eom AND end_date > eom
GROUP BY account, i;
-- What an account paid at the end of the month before, and of this one.
CREATE TEMP TABLE moved AS
SELECT account, i, sum(was) AS was, sum(now) AS now
FROM (SELECT account, i + 1 AS i, mrr AS was, 0 AS now FROM mrr WHERE i < 24
      UNION ALL SELECT account, i, 0, mrr FROM mrr WHERE i > 0)
GROUP BY account, i;

-- -------------------------------------------------------------- to files --
CREATE TEMP TABLE facts AS
SELECT a.account, coalesce(m1.mrr, 0) AS mrr, coalesce(m0.mrr, 0)
           AS mrr_year_ago,
       DATE '2026-01-01' - a.created_at AS tenure_days,
       coalesce(u.events, 0) AS events, coalesce(u.quantity, 0) AS quantity,
       coalesce(p.users, 0) AS active_users, coalesce(p.days, 0) AS active_days,
       p.user_days / 28.0::DOUBLE / p.users AS stickiness,
       coalesce(u.features, 0) AS features,
       u.events / nullif(u.events_before, 0)::DOUBLE - 1 AS events_change,
       u.silent AS days_since_event, n.score AS nps,
       coalesce(t.n, 0) AS open_tickets, h.days AS days_since_touch,
       coalesce(p.users, 0) / a.seats::DOUBLE AS seat_use
FROM accounts a
LEFT JOIN (SELECT * FROM mrr WHERE i = 24) m1 USING (account)
LEFT JOIN (SELECT * FROM mrr WHERE i = 12) m0 USING (account)
LEFT JOIN used u USING (account)
LEFT JOIN people p USING (account)
LEFT JOIN (SELECT account, arg_max(score, ts) AS score FROM nps
           GROUP BY account) n USING (account)
LEFT JOIN tickets t USING (account)
LEFT JOIN touches h USING (account);
COPY (
    SELECT *, 25 * least(1, seat_use)
            + 10 * least(2, greatest(0, coalesce(events_change, 0) + 1))
            + 15 * least(1, features / 12.0::DOUBLE)
            + 10 * least(1, 2 * coalesce(stickiness, 0))
            + coalesce(nps, 5)
            + 2 * greatest(0, 5 - open_tickets)
            + greatest(0, 100 - coalesce(days_since_touch, 100)) / 20.0::DOUBLE
            + greatest(0, 25 - coalesce(days_since_event, 25)) / 5.0::DOUBLE
           AS health
    FROM facts ORDER BY account
) TO '@OUT@/accounts.csv' (HEADER);
COPY (
    SELECT strftime(eom, '%Y-%m') AS month, sum(was) AS opening,
           coalesce(sum(now) FILTER (was = 0
               AND first_date >= date_trunc('month', eom)), 0) AS new,
           coalesce(sum(now) FILTER (was = 0
               AND first_date < date_trunc('month', eom)), 0) AS reactivation,
           coalesce(sum(now - was) FILTER (was > 0 AND now > was), 0)
               AS expansion,
           coalesce(sum(was - now) FILTER (now > 0 AND now < was), 0)
               AS contraction,
           coalesce(sum(was) FILTER (now = 0), 0) AS churn,
           sum(now) AS closing,
           count(*) FILTER (was > 0) AS customers_opening,
           count(*) FILTER (now = 0) AS customers_churned
    FROM moved JOIN months USING (i) JOIN first_paid USING (account)
    GROUP BY eom ORDER BY month
) TO '@OUT@/movements.csv' (HEADER);
COPY (
    SELECT sum(least(a.mrr, coalesce(b.mrr, 0)))::DOUBLE / sum(a.mrr)::DOUBLE
               AS grr,
           sum(coalesce(b.mrr, 0))::DOUBLE / sum(a.mrr)::DOUBLE AS nrr
    FROM (SELECT * FROM mrr WHERE i = 12) a
    LEFT JOIN (SELECT * FROM mrr WHERE i = 24) b USING (account)
) TO '@OUT@/retention.csv' (HEADER);
COPY (
    SELECT segment, count(*) AS answers,
           100.0::DOUBLE * (count(*) FILTER (score >= 9)
                            - count(*) FILTER (score <= 6)) / count(*) AS nps
    FROM nps JOIN accounts USING (account)
    WHERE ts >= TIMESTAMP '2025-10-03'
    GROUP BY segment ORDER BY segment
) TO '@OUT@/nps.csv' (HEADER);
-- A bit for each month: one group a user, not one a user and month.
COPY (
    SELECT printf('2025-%02d', m) AS month,
           count(*) FILTER (seen & (1 << m) <> 0) AS users
    FROM (SELECT bit_or(1 << month(ts)::INTEGER) AS seen FROM events
          GROUP BY user), range(1, 13) t(m)
    GROUP BY m HAVING users > 0 ORDER BY m
) TO '@OUT@/mau.csv' (HEADER);
COPY (
    SELECT strftime(first_date, '%Y-%m') AS cohort,
           strftime(eom, '%Y-%m') AS month, count(*) AS customers,
           sum(mrr) AS mrr
    FROM mrr JOIN first_paid USING (account) JOIN months USING (i)
    WHERE first_date >= DATE '2024-01-01' AND i > 0
    GROUP BY cohort, month ORDER BY cohort, month
) TO '@OUT@/cohorts.csv' (HEADER);
