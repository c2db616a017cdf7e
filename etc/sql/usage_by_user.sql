-- SPDX-License-Identifier: MIT
--
-- usage_by_user.sql: events as one row for each account, user and local day.
--
-- Exact from these rows, as long as windows are whole days: usage.active_users,
-- active_days, active_weeks, days_since_last_event, stickiness, actives,
-- user_states; and by usage.quantity the number of events ("events") and what
-- they used ("quantity"). Not from these rows: anything about features, hours,
-- sessions, shares of events, or one event at a time.
--
-- UTC stands for the timezone of the pipeline; both must be the same. The time
-- of a row is that of the day's last event. Rows of days that no metric looks
-- at are read all the same: keep a WHERE such as the one below.
SELECT max("time") AS "time",
       account,
       "user",
       count(*) AS events,
       sum(quantity) AS quantity
FROM events
WHERE "time" >= timestamptz '2000-01-01'
GROUP BY account, "user", ("time" AT TIME ZONE 'UTC')::date
ORDER BY 1, 2, 3
