-- SPDX-License-Identifier: MIT
--
-- hale.sql: the tables that hale wrote, as SQLite reads them, with the columns
-- and the order of the other engines. It is not timed, and computes nothing
-- but 1 - churn. @OUT@ is filled in.
.bail on
.mode csv
.import '@OUT@/hale/accounts.csv' accounts
.import '@OUT@/hale/movements.csv' movements
.import '@OUT@/hale/rollup_company.csv' company
.import '@OUT@/hale/rollup_segment.csv' segments
.import '@OUT@/hale/mau.csv' mau
.headers on
.mode list
.separator ,
.once '@OUT@/accounts.csv'
SELECT account, mrr, year_start AS mrr_year_ago, tenure_days, events, quantity,
       active_users, active_days, stickiness, features, events_change,
       days_since_last_event AS days_since_event, nps, open_tickets,
       days_since_touch, seat_use, health
FROM accounts ORDER BY account;
.once '@OUT@/movements.csv'
SELECT period AS month, start AS opening, new, reactivation, expansion,
       contraction, churn, "end" AS closing,
       customers_start AS customers_opening, customers_churned
FROM movements WHERE rollup = 'company' ORDER BY month;
.once '@OUT@/retention.csv'
SELECT 1 - year_gross_churn AS grr, year_nrr AS nrr FROM company;
.once '@OUT@/nps.csv'
SELECT "group" AS segment, nps_90d_answers AS answers, nps_90d AS nps
FROM segments WHERE nps_90d_answers > 0 ORDER BY segment;
.once '@OUT@/mau.csv'
SELECT period AS month, mau AS users FROM mau
WHERE rollup = 'company' ORDER BY month;
.once '@OUT@/cohorts.csv'
SELECT "group" AS cohort, period AS month, customers_end AS customers,
       "end" AS mrr
FROM movements
WHERE rollup = 'cohort' AND "group" >= '2024-01' AND customers_end > 0
ORDER BY cohort, month;
