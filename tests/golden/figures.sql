-- SPDX-License-Identifier: MIT
--
-- figures.sql: the figures of figures.sh as SQLite works them out, one row for
-- each account and figure in `wanted`; NULL is missing. Dates are compared as
-- text: the span is [2025-04-02, 2025-07-01), its last day 2025-06-30.
.bail on
.import --csv accounts.csv accounts
.import --csv subscriptions.csv subscriptions
.import --csv contracts.csv contracts
.import --csv invoices.csv invoices
.import --csv invoice_lines.csv invoice_lines
.import --csv milestones.csv milestones
.import --csv tickets.csv tickets
.import --csv tasks.csv tasks
.import --csv touches.csv touches
.import --csv surveys.csv surveys
.import --csv users.csv users
.import --csv events.csv events
.import --csv orders.csv orders
.import --csv advocacy.csv advocacy
.import --csv assignments.csv assignments
.import --csv pulses.csv pulses
CREATE TABLE cell (account, name, value, PRIMARY KEY (account, name));
.import --csv cells.csv cell
CREATE TABLE wanted (account, name, value REAL);

-- ---------------------------------------------------------- subscriptions --
CREATE TABLE term AS
SELECT account, max(started, trial_end) AS b,
       ifnull(nullif(ended, ''), '9999-12-31') AS e, CAST(mrr AS REAL) AS mrr,
       cancel_requested <> '' AND cancel_requested < '2025-07-01' AS asked,
       service_start < '2025-07-01' AS runs
FROM subscriptions WHERE ended = '' OR ended > max(started, trial_end);
CREATE TABLE level AS
SELECT account, total(b < '2025-04-02' AND e >= '2025-04-02') AS n0,
       total(b < '2025-07-01' AND e >= '2025-07-01') AS n1,
       total((b < '2025-04-02' AND e >= '2025-04-02') * mrr) AS m0,
       total((b < '2025-07-01' AND e >= '2025-07-01') * mrr) AS m1,
       max(CASE WHEN e < '2025-04-02' THEN e END) AS ended,
       total((b < '2025-07-01' AND e >= '2025-07-01') * runs * mrr) AS running,
       total((b < '2025-07-01' AND e >= '2025-07-01') * (NOT runs)
             * (NOT asked) * mrr) AS signed,
       total((b < '2025-07-01' AND e >= '2025-07-01') * runs * asked * mrr)
           AS going
FROM accounts LEFT JOIN term USING (account) GROUP BY account;
CREATE TABLE change AS
SELECT *, CASE WHEN n0 > 0 AND n1 > 0 THEN min(m0, m1) ELSE 0 END AS kept,
       CASE WHEN n0 > 0 AND n1 > 0 THEN m1 ELSE 0 END AS retained,
       CASE WHEN n0 = 0 AND n1 > 0 AND ended IS NULL THEN m1 ELSE 0 END AS new,
       CASE WHEN n0 > 0 AND n1 > 0 THEN max(m1 - m0, 0) ELSE 0 END AS expansion,
       CASE WHEN n0 > 0 AND n1 > 0 THEN max(m0 - m1, 0) ELSE 0 END
           AS contraction,
       max(m1 - m0, 0) AS gain, max(m0 - m1, 0) AS loss,
       n0 = 0 AND ended >= date('2025-04-02', '-180 days') IS TRUE AS lost
FROM level;
INSERT INTO wanted
SELECT account, 'retention_start', m0 FROM change
UNION ALL SELECT account, 'retention_kept', kept FROM change
UNION ALL SELECT account, 'retention_retained', retained FROM change
UNION ALL SELECT account, 'retention_customers_start', n0 > 0 FROM change
UNION ALL SELECT account, 'retention_customers_lost', n0 > 0 AND n1 = 0
    FROM change
UNION ALL SELECT account, 'retention_grr', kept / m0 FROM change
UNION ALL SELECT account, 'retention_nrr', retained / m0 FROM change
UNION ALL SELECT account, 'retention_logo_churn',
    CASE WHEN n0 > 0 THEN n1 = 0 END FROM change
UNION ALL SELECT account, 'growth_end', m1 FROM change
UNION ALL SELECT account, 'growth_new', new FROM change
UNION ALL SELECT account, 'growth_expansion', expansion FROM change
UNION ALL SELECT account, 'growth_contraction', contraction FROM change
UNION ALL SELECT account, 'growth_gain', gain FROM change
UNION ALL SELECT account, 'growth_loss', loss FROM change
UNION ALL SELECT account, 'growth_net_new', m1 - m0 FROM change
UNION ALL SELECT account, 'growth_paying', m1 > 0 FROM change
UNION ALL SELECT account, 'growth_growth_rate', (m1 - m0) / m0 FROM change
UNION ALL SELECT account, 'growth_cmgr', CASE WHEN m0 > 0
    THEN pow(m1 / m0, 1 / (90 / (365.25 / 12))) - 1 END FROM change
UNION ALL SELECT account, 'growth_quick_ratio', gain / loss FROM change
UNION ALL SELECT account, 'growth_arpa', CASE WHEN m1 > 0 THEN m1 END
    FROM change
UNION ALL SELECT account, 'cmrr', running + signed - going FROM change
UNION ALL SELECT account, 'cmrr_signed', signed FROM change
UNION ALL SELECT account, 'cmrr_cancelling', going FROM change
UNION ALL SELECT account, 'winback_lost', lost FROM change
UNION ALL SELECT account, 'winback_won_back', lost AND n1 > 0 FROM change
UNION ALL SELECT account, 'winback_rate', CASE WHEN lost THEN n1 > 0 END
    FROM change;

CREATE TABLE trial AS
SELECT account, over, went_on FROM (
    SELECT *, ended = '' OR ended > trial_end AS went_on,
           CASE WHEN ended = '' OR ended > trial_end THEN trial_end
           ELSE ended END AS over
    FROM subscriptions WHERE trial_end > started AND started < '2025-07-01'
        AND (ended = '' OR ended >= started)) WHERE over >= '2025-04-02';
CREATE TABLE tried AS
SELECT account, total(over < '2025-07-01') AS decided,
       total(over < '2025-07-01' AND went_on) AS converted,
       total(over >= '2025-07-01') AS pending
FROM accounts LEFT JOIN trial USING (account) GROUP BY account;
INSERT INTO wanted
SELECT account, 'trials_decided', decided FROM tried
UNION ALL SELECT account, 'trials_converted', converted FROM tried
UNION ALL SELECT account, 'trials_pending', pending FROM tried
UNION ALL SELECT account, 'trials_conversion', converted / decided FROM tried;

-- The first stay: all terms that begin no more than 31 days after whatever
-- was there before.
CREATE TABLE stay AS
WITH o AS (SELECT account, b, e, max(e) OVER (PARTITION BY account
        ORDER BY b, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS last
        FROM term WHERE b < '2025-07-01'),
    g AS (SELECT account, min(b) AS broken FROM o
        WHERE b > date(last, '+31 days') GROUP BY account)
SELECT account, min(b) AS b, max(e) AS e FROM o LEFT JOIN g USING (account)
WHERE broken IS NULL OR b < broken GROUP BY account;
INSERT INTO wanted
SELECT account, 'lifetime',
       julianday(min(e, '2025-07-01')) - julianday(b)
FROM accounts LEFT JOIN stay USING (account);

-- -------------------------------------------------------------- contracts --
CREATE TABLE due AS
SELECT *, CASE WHEN stage = 'won' THEN 'won' WHEN stage = 'lost' THEN 'lost'
    WHEN renewed_arr <> ''
        THEN iif(CAST(renewed_arr AS REAL) > 0, 'won', 'lost')
    WHEN date(ended, '+30 days') <= '2025-07-01' THEN 'lost' ELSE 'pending' END
    AS outcome
FROM contracts WHERE ended >= '2025-04-02' AND ended < '2025-07-01';
CREATE TABLE renewal AS
SELECT accounts.account, count(ended) AS due, total(d.arr) AS arr,
       total(outcome = 'won') AS won, total(outcome = 'lost') AS lost,
       total(outcome = 'pending') AS pending
FROM accounts LEFT JOIN due d USING (account) GROUP BY 1;
INSERT INTO wanted
SELECT account, 'renewals_due', due FROM renewal
UNION ALL SELECT account, 'renewals_due_arr', arr FROM renewal
UNION ALL SELECT account, 'renewals_renewed', won FROM renewal
UNION ALL SELECT account, 'renewals_lost', lost FROM renewal
UNION ALL SELECT account, 'renewals_pending', pending FROM renewal
UNION ALL SELECT account, 'renewals_logo_rate', won / (won + lost)
    FROM renewal;

CREATE TABLE ahead AS
SELECT *, CASE stage WHEN 'won' THEN 1 WHEN 'open' THEN 0.5 ELSE 0.25 END AS p
FROM contracts WHERE ended >= '2025-07-01'
    AND ended < date('2025-07-01', '+90 days') AND started < '2025-07-01';
INSERT INTO wanted
SELECT a.account, 'next', total(d.arr * p) FROM accounts a
LEFT JOIN ahead d USING (account) GROUP BY 1;
INSERT INTO wanted
SELECT a.account, 'next_due', count(ended) FROM accounts a
LEFT JOIN ahead d USING (account) GROUP BY 1;

CREATE TABLE foretold AS
SELECT accounts.account, count(f) AS contracts, total(f) AS f, total(r) AS r,
       total(abs(f - r)) AS error
FROM accounts LEFT JOIN (SELECT account, CAST(forecast_arr AS REAL) AS f,
        CASE WHEN stage = 'lost' THEN 0 ELSE CAST(renewed_arr AS REAL) END AS r
        FROM due WHERE forecast_arr <> ''
            AND (stage = 'lost' OR renewed_arr <> ''))
    USING (account) GROUP BY 1;
INSERT INTO wanted
SELECT account, 'accuracy', 1 - error / r FROM foretold
UNION ALL SELECT account, 'accuracy_contracts', contracts FROM foretold
UNION ALL SELECT account, 'accuracy_error_arr', error FROM foretold
UNION ALL SELECT account, 'accuracy_ratio', f / r FROM foretold;

-- ------------------------------------------------------------------ bills --
CREATE TABLE bill AS
SELECT account, CAST(amount AS REAL) AS amount, issued, status,
       issued >= '2025-04-02' AS recent,
       paid = '' OR paid >= '2025-07-01' AS open,
       ifnull(nullif(due, ''), date(issued, '+30 days')) AS due
FROM invoices WHERE issued < '2025-07-01' AND (paid = '' OR paid >= issued);
CREATE TABLE billed AS
SELECT accounts.account, total(open * amount) AS open,
       total(recent * amount) AS billed,
       total((open AND due < '2025-07-01') * amount) AS late,
       total(open AND due < '2025-07-01') AS late_bills,
       julianday('2025-07-01') - min(CASE WHEN open AND due < '2025-07-01'
           THEN julianday(due) END) AS days, total(recent) AS bills,
       total(recent AND status IN ('failed', 'declined')) AS failed
FROM accounts LEFT JOIN bill USING (account) GROUP BY 1;
INSERT INTO wanted
SELECT account, 'overdue', late FROM billed
UNION ALL SELECT account, 'overdue_open', open FROM billed
UNION ALL SELECT account, 'overdue_invoices', late_bills FROM billed
UNION ALL SELECT account, 'overdue_days', ifnull(days, 0) FROM billed
UNION ALL SELECT account, 'overdue_ratio', late / open FROM billed
UNION ALL SELECT account, 'dso_billed', billed FROM billed
UNION ALL SELECT account, 'dso', open / (billed / 90) FROM billed
UNION ALL SELECT account, 'payments', failed FROM billed
UNION ALL SELECT account, 'payments_invoices', bills FROM billed
UNION ALL SELECT account, 'payments_rate', failed / bills FROM billed;

-- ------------------------------------------------------------ team, tickets --
CREATE TABLE task AS
SELECT account, due, due >= '2025-04-02' AS recent,
       done <> '' AND done < '2025-07-01' AS done,
       done <> '' AND done < '2025-07-01' AND done <= due AS in_time
FROM tasks WHERE due <> '' AND due < '2025-07-01' AND created < '2025-07-01'
    AND (done = '' OR done >= created);
CREATE TABLE duty AS
SELECT accounts.account, total(recent) AS due, total(recent AND done) AS done,
       total(recent AND in_time) AS in_time, total(NOT done) AS backlog
FROM accounts LEFT JOIN task USING (account) GROUP BY 1;
INSERT INTO wanted
SELECT account, 'tasks', done / due FROM duty
UNION ALL SELECT account, 'tasks_due', due FROM duty
UNION ALL SELECT account, 'tasks_on_time_rate', in_time / due FROM duty
UNION ALL SELECT account, 'tasks_backlog', backlog FROM duty;

CREATE TABLE owner AS
SELECT accounts.account, nullif((SELECT csm FROM assignments s
    WHERE s.account = accounts.account AND "from" < '2025-07-01'
    ORDER BY "from" DESC, rowid DESC LIMIT 1), '') AS csm FROM accounts;
CREATE TABLE said AS
SELECT o.account, o.csm IS NOT NULL AS owned, total(p.csm = o.csm) AS by_owner,
       count(p.csm) AS ratings
FROM owner o LEFT JOIN pulses p ON p.account = o.account AND pulse <> ''
    AND time >= '2025-04-02' AND time < '2025-07-01' GROUP BY 1;
INSERT INTO wanted
SELECT account, 'rated', CASE WHEN owned THEN by_owner > 0 END FROM said
UNION ALL SELECT account, 'rated_by_owner', by_owner FROM said
UNION ALL SELECT account, 'rated_by_others', ratings - by_owner FROM said;

CREATE TABLE ticket AS
SELECT account, opened, opened >= '2025-04-02' AS recent, escalated,
       closed = '' OR closed >= '2025-07-01' AS open, reopened
FROM tickets WHERE opened < '2025-07-01' AND (closed = '' OR closed >= opened);
CREATE TABLE help AS
SELECT a.account, seats, total(recent) AS opened,
       julianday('2025-06-30') - min(CASE WHEN open THEN julianday(opened) END)
           AS oldest,
       total(recent AND escalated = 'yes') AS escalated,
       total(recent AND escalated <> '') AS told,
       total(recent AND reopened > 0 AND reopened <> '') AS again,
       total(recent AND reopened <> '' AND (NOT open OR reopened > 0))
           AS closed
FROM accounts a LEFT JOIN ticket USING (account) GROUP BY 1;
INSERT INTO wanted
SELECT account, 'opened', opened FROM help
UNION ALL SELECT account, 'oldest', oldest FROM help
UNION ALL SELECT account, 'escalated', escalated / told FROM help
UNION ALL SELECT account, 'reopened', again / closed FROM help
UNION ALL SELECT account, 'per_seat', opened / nullif(CAST(seats AS REAL), 0)
    FROM help;

-- ------------------------------------------------------- people and events --
CREATE TABLE answer AS
SELECT a.account, total(score >= 4) AS satisfied, count(score) AS answers
FROM accounts a LEFT JOIN (SELECT account, CAST(score AS REAL) AS score
    FROM surveys WHERE score <> '' AND time >= '2025-04-02'
    AND time < '2025-07-01') USING (account) GROUP BY 1;
INSERT INTO wanted
SELECT account, 'csat', satisfied / answers FROM answer
UNION ALL SELECT account, 'csat_answers', answers FROM answer;

CREATE TABLE touch AS
SELECT a.account, count(time) AS touches, total(direction = 'inbound')
           AS inbound, total(direction = 'inbound' OR type IN ('call', 'ebr'))
           AS two_way, count(DISTINCT nullif(person, '')) AS people,
       total(type IN ('ebr', 'qbr')) AS reviews
FROM accounts a LEFT JOIN (SELECT * FROM touches WHERE time >= '2025-04-02'
    AND time < '2025-07-01') USING (account) GROUP BY 1;
INSERT INTO wanted
SELECT account, 'touches', touches FROM touch
UNION ALL SELECT account, 'touches_inbound', inbound FROM touch
UNION ALL SELECT account, 'touches_two_way', two_way FROM touch
UNION ALL SELECT account, 'contacts', people FROM touch
UNION ALL SELECT account, 'ebr', reviews > 0 FROM touch
UNION ALL SELECT account, 'ebr_reviews', reviews FROM touch;

CREATE TABLE person AS
SELECT account, user, max(created < '2025-04-02'
           AND (deactivated = '' OR deactivated >= '2025-04-02')) AS was,
       max(created < '2025-07-01'
           AND (deactivated = '' OR deactivated >= '2025-07-01')) AS is_there
FROM users WHERE deactivated = '' OR deactivated > created
GROUP BY account, user;
CREATE TABLE staff AS
SELECT a.account, total(was) AS opening, total(is_there) AS closing,
       total(is_there AND NOT was) AS added, total(was AND NOT is_there) AS gone
FROM accounts a LEFT JOIN person USING (account) GROUP BY 1;
INSERT INTO wanted
SELECT account, 'users', (added - gone) / opening FROM staff
UNION ALL SELECT account, 'users_closing', closing FROM staff
UNION ALL SELECT account, 'users_added', added FROM staff
UNION ALL SELECT account, 'users_removed', gone FROM staff
UNION ALL SELECT account, 'arpu_paying_users', iif(m1 > 0, closing, 0)
    FROM staff JOIN level USING (account)
UNION ALL SELECT account, 'arpu', CASE WHEN m1 > 0 THEN m1 / closing END
    FROM staff JOIN level USING (account)
UNION ALL SELECT account, 'per_user', m1 / closing
    FROM staff JOIN level USING (account);

CREATE TABLE call AS
SELECT a.account, total(status IN ('error', 'timeout')) AS errors,
       total(status <> '') AS calls, total(status = '') AS unknown
FROM accounts a LEFT JOIN (SELECT * FROM events WHERE time >= '2025-04-02'
    AND time < '2025-07-01') USING (account) GROUP BY 1;
INSERT INTO wanted
SELECT account, 'errors', errors / calls FROM call
UNION ALL SELECT account, 'errors_unknown', unknown FROM call;

INSERT INTO wanted
SELECT account, 'version', CASE version WHEN '4.8' THEN 3 WHEN '4.9' THEN 2
    WHEN '4.10' THEN 1 WHEN '5.0' THEN 0 END FROM accounts;

CREATE TABLE purchase AS
SELECT account, time AS day, sum(CAST(amount AS REAL)) AS amount,
       row_number() OVER (PARTITION BY account ORDER BY time) AS nth
FROM orders WHERE CAST(amount AS REAL) >= 0 AND time < '2025-07-01'
GROUP BY account, time;
CREATE TABLE buyer AS
SELECT a.account, count(day) AS days, julianday(min(day)) AS first,
       julianday(max(day)) AS last, avg(CASE WHEN nth > 1 THEN amount END)
           AS value
FROM accounts a LEFT JOIN purchase USING (account) GROUP BY 1;
INSERT INTO wanted
SELECT account, 'orders_frequency', CASE WHEN days > 0 THEN days - 1 END
    FROM buyer
UNION ALL SELECT account, 'orders_recency', last - first FROM buyer
UNION ALL SELECT account, 'orders_age', julianday('2025-06-30') - first
    FROM buyer
UNION ALL SELECT account, 'orders_value', round(value, 4) FROM buyer;

CREATE TABLE act AS
SELECT a.account, count(time) AS acts,
       total(status IN ('accepted', 'done')) AS accepted
FROM accounts a LEFT JOIN (SELECT * FROM advocacy WHERE time >= '2025-04-02'
    AND time < '2025-07-01') USING (account) GROUP BY 1;
INSERT INTO wanted
SELECT account, 'advocacy', accepted FROM act
UNION ALL SELECT account, 'advocacy_acts', acts FROM act;

-- ------------------------------------------------------------ what is next --
CREATE TABLE coming AS
SELECT a.account,
       julianday(min(CASE WHEN ended >= '2025-07-01' THEN ended END))
           - julianday('2025-07-01') AS days,
       total(ended < '2025-07-01' AND stage NOT IN ('won', 'lost', ''))
           AS overdue,
       julianday('2025-07-01') - julianday(min(CASE WHEN ended < '2025-07-01'
           AND stage NOT IN ('won', 'lost', '') THEN ended END)) AS late
FROM accounts a LEFT JOIN (SELECT * FROM contracts
    WHERE started < '2025-07-01') USING (account) GROUP BY 1;
INSERT INTO wanted
SELECT account, 'coming', days FROM coming
UNION ALL SELECT account, 'coming_overdue', overdue FROM coming
UNION ALL SELECT account, 'coming_overdue_days', late FROM coming;

-- --------------------------------------------------------------- bill lines --
CREATE TABLE line AS
SELECT account, service_start AS b, service_end AS e,
       type IN ('recurring', 'proration') AS counts,
       CAST(amount AS REAL) - CAST(tax AS REAL) AS net,
       (CAST(amount AS REAL) - CAST(tax AS REAL)) / (12 * (
           substr(service_end, 1, 4) - substr(service_start, 1, 4))
           + substr(service_end, 6, 2) - substr(service_start, 6, 2)) AS mrr
FROM invoice_lines WHERE service_start < '2025-07-01';
CREATE TABLE pace AS
SELECT a.account, total((b < '2025-04-02' AND e >= '2025-04-02') * counts * mrr)
           AS was, total((e >= '2025-07-01') * counts * mrr) AS becomes,
       total((e >= '2025-07-01') * (NOT counts)) AS other
FROM accounts a LEFT JOIN line USING (account) GROUP BY 1;
INSERT INTO wanted
SELECT account, 'billed', becomes FROM pace
UNION ALL SELECT account, 'lines_start', was FROM pace
UNION ALL SELECT account, 'lines_end', becomes FROM pace
UNION ALL SELECT account, 'lines_expansion',
    CASE WHEN was > 0 AND becomes > was THEN becomes - was ELSE 0 END FROM pace
UNION ALL SELECT account, 'lines_contraction',
    CASE WHEN becomes > 0 AND becomes < was THEN was - becomes ELSE 0 END
    FROM pace
UNION ALL SELECT account, 'billed_excluded_lines', other FROM pace;

-- ---------------------------------------------------------- how it goes on --
CREATE TABLE path AS
WITH s AS (SELECT account, min(time) AS start FROM milestones
        WHERE kind IN ('contract_signed', 'kickoff') AND time < '2025-07-01'
        GROUP BY account),
    d AS (SELECT account, start,
        min(CASE WHEN kind = 'go_live' AND time >= start THEN time END) AS done,
        max(kind = 'go_live' AND time < start) AS early
        FROM s JOIN milestones USING (account) WHERE time < '2025-07-01'
        GROUP BY account)
SELECT account, julianday(done) - julianday(start) AS days,
       julianday(ifnull(done, '2025-06-30')) - julianday(start) AS age,
       start IS NOT NULL AS started, early AND done IS NULL AS wrong
FROM accounts LEFT JOIN d USING (account);
INSERT INTO wanted
SELECT account, 'onboarding', days FROM path
UNION ALL SELECT account, 'onboarding_reached',
    CASE WHEN wrong IS NOT 1 THEN days IS NOT NULL END FROM path
UNION ALL SELECT account, 'onboarding_age_days',
    CASE WHEN wrong IS NOT 1 THEN age END FROM path;

CREATE TABLE word AS
SELECT a.account, julianday('2025-06-30') - julianday(max(time)) AS age
FROM accounts a LEFT JOIN (SELECT * FROM pulses WHERE pulse <> ''
    AND time < '2025-07-01') USING (account) GROUP BY 1;
INSERT INTO wanted
SELECT account, 'word_age_days', age FROM word
UNION ALL SELECT account, 'word_fresh', ifnull(age <= 90, 0) FROM word;

CREATE TABLE silence AS
SELECT a.account, julianday('2025-06-30') - julianday(max(time)) AS days
FROM accounts a LEFT JOIN (SELECT * FROM touches WHERE time < '2025-07-01'
    AND (direction = 'inbound' OR type IN ('call', 'ebr'))) USING (account)
GROUP BY 1;
INSERT INTO wanted
SELECT account, 'cadence', ifnull(days <= 60, 0) FROM silence
UNION ALL SELECT account, 'cadence_days', days FROM silence;

CREATE TABLE solved AS
SELECT a.account, total(closed <> '' AND closed < '2025-07-01') AS n,
       count(opened) AS tickets,
       24 * total(CASE WHEN closed <> '' AND closed < '2025-07-01'
           THEN julianday(closed) - julianday(opened) END) AS hours
FROM accounts a LEFT JOIN (SELECT * FROM tickets WHERE opened < '2025-07-01'
    AND opened >= '2025-04-02' AND (closed = '' OR closed >= opened))
    USING (account) GROUP BY 1;
INSERT INTO wanted
SELECT account, 'resolution_mean', hours / n FROM solved
UNION ALL SELECT account, 'resolution_unresolved', tickets - n FROM solved
UNION ALL SELECT account, 'resolution_unresolved_share',
    (tickets - n) / nullif(CAST(tickets AS REAL), 0) FROM solved;
