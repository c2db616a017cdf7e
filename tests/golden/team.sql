-- SPDX-License-Identifier: MIT
--
-- What etc/team.ini must answer as of 2026-01-01 UTC, worked out by SQLite
-- from the files of the demo and by nothing of hale, as views over the tables
-- of the same names. @DATA@ is etc/demo. Money is whole ten-thousandths.
.bail on
.import --csv @DATA@/accounts.csv accounts
.import --csv @DATA@/subscriptions.csv subscriptions
.import --csv @DATA@/contracts.csv contracts
.import --csv @DATA@/assignments.csv assignments
.import --csv @DATA@/quotas.csv quotas
.import --csv @DATA@/costs.csv costs
.import --csv @DATA@/surveys.csv surveys
.import --csv @DATA@/touches.csv touches

CREATE TABLE instants (at TEXT);
INSERT INTO instants VALUES ('2025-01-01'), ('2025-04-01'), ('2025-07-01'),
    ('2025-10-01'), ('2026-01-01');

-- Who is responsible just before each instant.
CREATE TABLE owned AS
SELECT i.at, a.account, h.csm, h.team, h."from"
FROM instants i CROSS JOIN accounts a
LEFT JOIN assignments h ON h.account = a.account AND h.role = 'csm'
    AND h."from" < i.at AND (h."to" = '' OR h."to" >= i.at);

-- Who pays just before an instant, and what a month.
CREATE TABLE paying AS
SELECT i.at, s.account, sum(CAST(round(s.mrr * 10000) AS INTEGER)) AS mrr
FROM instants i JOIN subscriptions s
    ON s.started < i.at AND (s.ended = '' OR s.ended >= i.at)
GROUP BY i.at, s.account;

-- Customers of a year ago, whose they were, and whether they are lost.
CREATE TABLE stay AS
SELECT a.account, a.segment, was.csm AS before, now.team AS team,
       s.mrr IS NOT NULL AS start,
       s.mrr IS NOT NULL AND e.mrr IS NULL AS lost
FROM accounts a
JOIN owned was ON was.account = a.account AND was.at = '2025-01-01'
JOIN owned now ON now.account = a.account AND now.at = '2026-01-01'
LEFT JOIN paying s ON s.account = a.account AND s.at = '2025-01-01'
LEFT JOIN paying e ON e.account = a.account AND e.at = '2026-01-01';

CREATE VIEW rates AS
SELECT segment, sum(start) AS start, sum(lost) AS lost,
       1.0 * sum(lost) / sum(start) AS rate
FROM stay GROUP BY segment;

CREATE VIEW books AS
SELECT ifnull(before, '') AS name, sum(start) AS start, sum(lost) AS lost,
       sum(start * rate) AS expected
FROM stay JOIN (SELECT segment, rate FROM rates) USING (segment)
GROUP BY 1;

CREATE VIEW team_books AS
SELECT ifnull(team, '') AS name, sum(start) AS start, sum(lost) AS lost,
       sum(start * rate) AS expected
FROM stay JOIN (SELECT segment, rate FROM rates) USING (segment)
GROUP BY 1;

-- Contracts that ended in a quarter of 2025, by who had the account on the
-- day it began, or else on the day it ended.
CREATE VIEW due AS
SELECT c.account, 'Q' || ((CAST(substr(c.ended, 6, 2) AS INTEGER) + 2) / 3)
       AS quarter, c.stage, CAST(round(c.arr * 10000) AS INTEGER) AS arr,
       CAST(round(c.renewed_arr * 10000) AS INTEGER) AS renewed
FROM contracts c WHERE c.ended >= '2025-01-01' AND c.ended < '2026-01-01';

CREATE TABLE quarters (quarter TEXT, "begin" TEXT, "end" TEXT);
INSERT INTO quarters VALUES ('Q1', '2025-01-01', '2025-04-01'),
    ('Q2', '2025-04-01', '2025-07-01'), ('Q3', '2025-07-01', '2025-10-01'),
    ('Q4', '2025-10-01', '2026-01-01');

CREATE VIEW renewed AS
SELECT q.quarter, ifnull(coalesce(b.csm, e.csm), '') AS name,
       count(d.account) AS due, total(d.stage = 'won') AS won,
       ifnull(sum(d.arr), 0) AS arr,
       ifnull(sum(CASE d.stage WHEN 'won' THEN d.renewed END), 0) AS renewed,
       count(DISTINCT a.account) AS accounts
FROM quarters q CROSS JOIN accounts a
JOIN owned b ON b.account = a.account AND b.at = q."begin"
JOIN owned e ON e.account = a.account AND e.at = q."end"
LEFT JOIN due d ON d.account = a.account AND d.quarter = q.quarter
GROUP BY 1, 2;

-- The quotas of the last quarter, and what was renewed in it.
CREATE VIEW asked AS
SELECT csm, team, kind, CAST(round(target * 10000) AS INTEGER) AS target
FROM quotas WHERE period = '2025-Q4';

CREATE VIEW brought AS
SELECT o.account, ifnull(o.csm, '') AS csm, ifnull(o.team, '') AS team,
       ifnull((SELECT sum(d.renewed) FROM due d WHERE d.account = o.account
               AND d.quarter = 'Q4' AND d.stage = 'won'), 0) AS won
FROM owned o WHERE o.at = '2026-01-01';

CREATE VIEW attained AS
SELECT 'csm' AS level, csm AS name, sum(won) AS actual, sum(won) AS counted,
       (SELECT target FROM asked q WHERE q.csm = b.csm AND q.csm <> ''
        AND kind = 'renewal') AS target
FROM brought b GROUP BY csm
UNION ALL
SELECT 'team', team, sum(won),
       sum(won) FILTER (WHERE csm IN (SELECT csm FROM asked
                                      WHERE kind = 'renewal')),
       (SELECT sum(target) FROM asked q WHERE q.team = b.team
        AND kind = 'renewal')
FROM brought b GROUP BY team
UNION ALL
SELECT 'company', 'company', sum(won),
       sum(won) FILTER (WHERE csm IN (SELECT csm FROM asked
                                      WHERE kind = 'renewal')),
       (SELECT sum(target) FROM asked WHERE kind = 'renewal')
FROM brought;

-- The month of an account's first subscription, and what was spent in it.
CREATE VIEW joined AS
SELECT a.account, a.segment, (SELECT substr(min(s.started), 1, 7)
    FROM subscriptions s WHERE s.account = a.account) AS month
FROM accounts a;

CREATE VIEW spent AS
SELECT segment, substr(month, 1, 7) AS month,
       sum(CAST(round(amount * 10000) AS INTEGER)) AS costs
FROM costs WHERE kind <> 'hosting' GROUP BY 1, 2;

CREATE VIEW cac AS
SELECT s.segment AS name, s.month, s.costs,
       (SELECT count(*) FROM joined j WHERE j.segment = s.segment
        AND j.month = s.month) AS fresh
FROM spent s WHERE s.segment <> ''
UNION ALL
SELECT 'all', month, sum(costs),
       (SELECT count(*) FROM joined j WHERE j.month = s.month)
FROM spent s GROUP BY month;

CREATE VIEW worth AS
SELECT a.segment AS name, count(*) AS paying, sum(p.mrr) AS mrr
FROM paying p JOIN accounts a USING (account) WHERE p.at = '2026-01-01'
GROUP BY 1
UNION ALL
SELECT 'all', count(*), sum(mrr) FROM paying WHERE at = '2026-01-01';

-- Who pays by owner, a year, and what of it has a contract that ends within
-- 90 days.
CREATE VIEW full AS
SELECT ifnull(o.csm, '') AS name, count(*) AS customers,
       sum(12 * p.mrr) AS value, total(CASE WHEN EXISTS (SELECT 1
           FROM contracts c WHERE c.account = p.account
           AND c.ended >= '2026-01-01' AND c.ended < '2026-04-01')
           THEN 12 * p.mrr END) AS at_risk,
       sum(CASE a.segment WHEN 'enterprise' THEN 20 WHEN 'mid-market' THEN 6
           ELSE 1.5 END) AS hours
FROM paying p JOIN accounts a USING (account)
JOIN owned o ON o.account = p.account AND o.at = '2026-01-01'
WHERE p.at = '2026-01-01' GROUP BY 1;

-- The newest answer of each user within 180 days, by owner of the account.
CREATE VIEW said AS
SELECT ifnull(o.csm, '') AS name, count(s.score) AS answers,
       count(s.score) FILTER (WHERE s.score >= 9) AS promoters,
       count(s.score) FILTER (WHERE s.score < 7) AS detractors
FROM owned o LEFT JOIN (SELECT account, CAST(score AS INTEGER) AS score,
        row_number() OVER (PARTITION BY account, user ORDER BY time DESC) AS n
    FROM surveys WHERE kind = 'nps' AND time >= '2025-07-05') s
    ON s.account = o.account AND s.n = 1
WHERE o.at = '2026-01-01' GROUP BY 1;

-- Days since the last touch, ranked within each owner's book.
CREATE VIEW silent AS
SELECT name, days, row_number() OVER (PARTITION BY name ORDER BY days) AS at,
       count(*) OVER (PARTITION BY name) AS n
FROM (SELECT o.csm AS name, CAST(julianday('2025-12-31')
          - julianday(substr(max(t.time), 1, 10)) AS INTEGER) AS days
      FROM owned o JOIN touches t USING (account)
      WHERE o.at = '2026-01-01' AND o.csm IS NOT NULL GROUP BY o.account);
