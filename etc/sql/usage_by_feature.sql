-- SPDX-License-Identifier: MIT
--
-- usage_by_feature.sql: events as one row for each account, user, feature and
-- local day.
--
-- Exact from these rows, as long as windows are whole days: all that
-- usage_by_user.sql is good for, with where.feature too, and usage.features.
-- Not from these rows: hours, sessions, or one event at a time; usage.adoption
-- counts rows where it asks how often a feature was used.
--
-- UTC stands for the timezone of the pipeline; both must be the same.
SELECT max("time") AS "time",
       account,
       "user",
       feature,
       count(*) AS events,
       sum(quantity) AS quantity
FROM events
WHERE "time" >= timestamptz '2000-01-01'
GROUP BY account, "user", feature, ("time" AT TIME ZONE 'UTC')::date
ORDER BY 1, 2, 3, 4
