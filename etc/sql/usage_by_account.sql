-- SPDX-License-Identifier: MIT
--
-- usage_by_account.sql: events as one row for each account and local day, for
-- tables too large for more.
--
-- Exact from these rows, as long as windows are whole days: usage.active_days,
-- active_weeks, days_since_last_event, and by usage.quantity the number of
-- events ("events") and what they used ("quantity"). Nothing about people:
-- the distinct users of two days are not the sum of those of each.
--
-- UTC stands for the timezone of the pipeline; both must be the same.
SELECT max("time") AS "time",
       account,
       count(*) AS events,
       sum(quantity) AS quantity
FROM events
WHERE "time" >= timestamptz '2000-01-01'
GROUP BY account, ("time" AT TIME ZONE 'UTC')::date
ORDER BY 1, 2
