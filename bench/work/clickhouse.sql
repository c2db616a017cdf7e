-- SPDX-License-Identifier: MIT
--
-- clickhouse.sql: the work, by ClickHouse. Every figure of ../work.ini and the
-- score of ../work.lua, from the same files. @DATA@ @OUT@ @THREADS@ are filled
-- in. Money is Decimal and exact: cents times a rate with two decimals.
SET max_threads = @THREADS@;
SET max_parsing_threads = @THREADS@;
SET date_time_input_format = 'best_effort';
SET session_timezone = 'UTC';
SET join_use_nulls = 1;
SET format_custom_escaping_rule = 'Raw';
SET format_custom_field_delimiter = ',';
SET format_tsv_null_representation = '';
SET engine_file_truncate_on_insert = 1;
SET output_format_decimal_trailing_zeros = 1;

CREATE TEMPORARY TABLE accounts ENGINE = Memory AS
SELECT account_id AS account, segment, seats, created_at
FROM file('@DATA@/accounts.csv', CSVWithNames, 'account_id String, name String,
    segment String, region String, csm String, plan String, seats Int32,
    created_at Date, parent_id String');
CREATE TEMPORARY TABLE paid ENGINE = Memory AS
SELECT account_id AS account, start_date,
       mrr * multiIf(currency = 'EUR', toDecimal64(1.08, 2),
                     currency = 'GBP', toDecimal64(1.27, 2),
                     toDecimal64(1, 2)) AS usd,
       ifNull(end_date, toDate('2149-01-01')) AS end_date
FROM file('@DATA@/subscriptions.csv', CSVWithNames, 'subscription_id String,
    account_id String, mrr Decimal64(2), currency String, start_date Date,
    end_date Nullable(Date)');
CREATE TEMPORARY TABLE nps ENGINE = Memory AS
SELECT account_id AS account, ts, score
FROM file('@DATA@/surveys.csv', CSVWithNames, 'ts DateTime, account_id String,
    user_id String, kind String, score Int32, comment String')
WHERE kind = 'nps' AND ts < '2026-01-01 00:00:00';
CREATE TEMPORARY TABLE tickets ENGINE = Memory AS
SELECT account_id AS account, count() AS n
FROM file('@DATA@/tickets.csv', CSVWithNames, 'opened_at DateTime,
    closed_at Nullable(DateTime), account_id String, priority String,
    csat Nullable(Int32)')
WHERE opened_at < '2026-01-01 00:00:00'
  AND (closed_at IS NULL OR closed_at >= '2026-01-01 00:00:00')
GROUP BY account;
CREATE TEMPORARY TABLE touches ENGINE = Memory AS
SELECT account_id AS account, toDate('2025-12-31') - toDate(max(ts)) AS days
FROM file('@DATA@/touches.csv', CSVWithNames, 'ts DateTime, account_id String,
    csm String, type String')
WHERE ts < '2026-01-01 00:00:00'
GROUP BY account;
CREATE TEMPORARY TABLE events ENGINE = Memory AS
SELECT account_id AS account, ts, user_id AS user, feature, quantity
FROM file('@DATA@/events.csv', CSVWithNames, 'ts DateTime, account_id String,
    user_id String, feature LowCardinality(String), quantity UInt32')
WHERE ts < '2026-01-01 00:00:00'
  AND account_id IN (SELECT account FROM accounts);

-- ------------------------------------------------------------------ usage --
CREATE TEMPORARY TABLE used ENGINE = Memory AS
SELECT account, countIf(ts >= '2025-12-04 00:00:00') AS events,
       countIf(ts >= '2025-11-06 00:00:00' AND ts < '2025-12-04 00:00:00')
           AS events_before,
       sumIf(quantity, ts >= '2025-12-04 00:00:00') AS quantity,
       uniqExactIf(feature, ts >= '2025-10-03 00:00:00') AS features,
       uniqExactIf(user, ts >= '2025-12-04 00:00:00') AS users,
       uniqExactIf(toDate(ts), ts >= '2025-12-04 00:00:00') AS days,
       uniqExactIf((user, toDate(ts)), ts >= '2025-12-04 00:00:00')
           AS user_days,
       toDate('2025-12-31') - toDate(max(ts)) AS silent
FROM events GROUP BY account;

-- ------------------------------------------------------------------ money --
CREATE TEMPORARY TABLE months ENGINE = Memory AS
SELECT toInt32(number) AS i,
       addMonths(toDate('2024-01-01'), number) - 1 AS eom FROM numbers(25);
CREATE TEMPORARY TABLE first_paid ENGINE = Memory AS
SELECT account, min(start_date) AS first_date FROM paid GROUP BY account;
CREATE TEMPORARY TABLE mrr ENGINE = Memory AS
SELECT account, i, sum(usd) AS mrr
FROM (SELECT account, usd, arrayJoin(range(
          toInt32(greatest(0, (toYear(start_date) - 2024) * 12
                              + toMonth(start_date))),
          toInt32(least(25, (toYear(end_date) - 2024) * 12
                            + toMonth(end_date))))) AS i
      FROM paid WHERE end_date >= '2024-01-01')
GROUP BY account, i;
-- What an account paid at the end of the month before, and of this one.
CREATE TEMPORARY TABLE moved ENGINE = Memory AS
SELECT account, k AS i, sum(a) AS was, sum(b) AS now
FROM (SELECT account, toInt32(i + 1) AS k, mrr AS a, toDecimal128(0, 4) AS b
      FROM mrr WHERE i < 24
      UNION ALL
      SELECT account, toInt32(i) AS k, toDecimal128(0, 4) AS a, mrr AS b
      FROM mrr WHERE i > 0)
GROUP BY account, k;

-- -------------------------------------------------------------- to files --
INSERT INTO FUNCTION file('@OUT@/accounts.csv', CustomSeparatedWithNames)
SELECT *, 25 * least(1, seat_use)
        + 10 * least(2, greatest(0, ifNull(events_change, 0) + 1))
        + 15 * least(1, features / 12)
        + 10 * least(1, 2 * ifNull(stickiness, 0))
        + ifNull(nps, 5)
        + 2 * greatest(0, 5 - open_tickets)
        + greatest(0, 100 - ifNull(days_since_touch, 100)) / 20
        + greatest(0, 25 - ifNull(days_since_event, 25)) / 5 AS health
FROM (
    SELECT a.account AS account, ifNull(m1.mrr, 0) AS mrr,
           ifNull(m0.mrr, 0) AS mrr_year_ago,
           toDate('2026-01-01') - a.created_at AS tenure_days,
           ifNull(u.events, 0) AS events, ifNull(u.quantity, 0) AS quantity,
           toInt64(ifNull(u.users, 0)) AS active_users,
           ifNull(u.days, 0) AS active_days,
           u.user_days / 28 / nullIf(u.users, 0) AS stickiness,
           ifNull(u.features, 0) AS features,
           u.events / nullIf(u.events_before, 0) - 1 AS events_change,
           u.silent AS days_since_event, n.score AS nps,
           toInt64(ifNull(t.n, 0)) AS open_tickets, h.days AS days_since_touch,
           ifNull(u.users, 0) / a.seats AS seat_use
    FROM accounts AS a
    LEFT JOIN (SELECT * FROM mrr WHERE i = 24) AS m1 ON m1.account = a.account
    LEFT JOIN (SELECT * FROM mrr WHERE i = 12) AS m0 ON m0.account = a.account
    LEFT JOIN used AS u ON u.account = a.account
    LEFT JOIN (SELECT account, argMax(score, ts) AS score FROM nps
               GROUP BY account) AS n ON n.account = a.account
    LEFT JOIN tickets AS t ON t.account = a.account
    LEFT JOIN touches AS h ON h.account = a.account
) ORDER BY account;
INSERT INTO FUNCTION file('@OUT@/movements.csv', CustomSeparatedWithNames)
SELECT formatDateTime(eom, '%Y-%m') AS month, sum(was) AS opening,
       sumIf(now, was = 0 AND first_date >= toStartOfMonth(eom)) AS new,
       sumIf(now, was = 0 AND first_date < toStartOfMonth(eom))
           AS reactivation,
       sumIf(now - was, was > 0 AND now > was) AS expansion,
       sumIf(was - now, now > 0 AND now < was) AS contraction,
       sumIf(was, now = 0) AS churn, sum(now) AS closing,
       countIf(was > 0) AS customers_opening,
       countIf(now = 0) AS customers_churned
FROM moved
JOIN months ON months.i = moved.i
JOIN first_paid ON first_paid.account = moved.account
GROUP BY eom ORDER BY eom;
INSERT INTO FUNCTION file('@OUT@/retention.csv', CustomSeparatedWithNames)
SELECT toFloat64(sum(least(a.mrr, ifNull(b.mrr, 0)))) / toFloat64(sum(a.mrr))
           AS grr,
       toFloat64(sum(ifNull(b.mrr, 0))) / toFloat64(sum(a.mrr)) AS nrr
FROM (SELECT * FROM mrr WHERE i = 12) AS a
LEFT JOIN (SELECT * FROM mrr WHERE i = 24) AS b ON b.account = a.account;
INSERT INTO FUNCTION file('@OUT@/nps.csv', CustomSeparatedWithNames)
SELECT segment, count() AS answers,
       100 * (toInt64(countIf(score >= 9)) - toInt64(countIf(score <= 6)))
           / count() AS nps
FROM nps JOIN accounts ON accounts.account = nps.account
WHERE ts >= '2025-10-03 00:00:00'
GROUP BY segment ORDER BY segment;
INSERT INTO FUNCTION file('@OUT@/mau.csv', CustomSeparatedWithNames)
SELECT formatDateTime(toStartOfMonth(ts), '%Y-%m') AS month,
       uniqExact(user) AS users
FROM events GROUP BY month ORDER BY month;
INSERT INTO FUNCTION file('@OUT@/cohorts.csv', CustomSeparatedWithNames)
SELECT formatDateTime(first_date, '%Y-%m') AS cohort,
       formatDateTime(eom, '%Y-%m') AS month, count() AS customers,
       sum(mrr) AS mrr
FROM mrr
JOIN first_paid ON first_paid.account = mrr.account
JOIN months ON months.i = mrr.i
WHERE first_date >= '2024-01-01' AND mrr.i > 0
GROUP BY cohort, month ORDER BY cohort, month;
