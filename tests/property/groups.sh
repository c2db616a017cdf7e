#!/bin/sh
# SPDX-License-Identifier: MIT
#
# groups.sh: the law that what accounts take along adds up. Made-up accounts
# change CSM, segment and parent, have several subscriptions in three currencies
# whose rates change, put them on hold, leave and return, up and down within a
# month, and hand subscriptions over to each other. SQLite works out, of the
# same files and by itself, what every customer and every group had in every
# month: start, every movement, paused, fx, transfer, end, customers. No
# difference is allowed. Then what must hold of any such table; and the same at
# the grain of parents, where the rows of a family are those of one customer.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/../golden/kit.sh"

# data SEED: accounts.csv, families.csv (where nothing changes),
# subscriptions.csv and rates.csv, the same for the same seed.
data() {
    awk -v "seed=$1" '
        function below(n) {
            seed = seed * 16807 % 2147483647
            return seed % n
        }
        # A day of month m from January 2024 on, often the first.
        function date(m) {
            m = m < 0 ? 0 : m
            return sprintf("%d-%02d-%02d", 2024 + int(m / 12), m % 12 + 1,
                below(3) ? 1 + below(28) : 1)
        }
        function fact(who, day) {
            printf "%s,%s,%s,%s,%s\n", who, day,
                csm[1 + below(5)],
                below(9) ? "s" below(3) : "",
                below(3) ? "" : "p" below(6) >accounts
        }
        # A currency has one rate a day.
        function price(day, what) {
            if (!priced[day, what]++)
                printf "%s,%s,%.2f\n", day, what, 0.5 + below(150) / 100 >rates
        }
        function name(a) {
            return sprintf("a%03d", a)
        }
        function hold(m,   from) {
            from = below(4) ? "," : date(m) ","
            return from == "," || below(3) == 0 ? from : from date(m + below(4))
        }
        # One of 150 that is known by then, or nobody.
        function heir(who, day,   to) {
            to = name(below(150))
            return to != who && first[to] <= day ? to : ""
        }
        # A subscription from month m on, handed over now and then.
        function term(who, begin, m, amount, from,   end, to) {
            m += 1 + below(8)
            end = below(4) ? date(m) : ""
            to = end > begin && below(5) == 0 ? heir(who, end) : ""
            printf "%s,%s,%s,%s,%s,%s,%s\n", who, begin, end, amount,
                hold(m - below(9)), from, to >terms
            if (to != "")
                term(to, end, m, amount, who)
            return end == "" ? 99 : m
        }
        # Day by day now and then: new, more, less and gone within a month.
        function bustle(who, m,   day, next_day) {
            for (day = 2 + below(5); day < 19; day = next_day) {
                next_day = day + 1 + below(9)
                printf "%s,%s%02d,%s%02d,%d,EUR,,,,\n", who,
                    substr(date(m), 1, 8), day, substr(date(m), 1, 8),
                    next_day, 1 + below(99) >terms
            }
        }
        BEGIN {
            split("ann,bob,cyn,dan,", csm, ",") # the last one is nobody
            split("EUR,USD,GBP,EUR", currency, ",")
            accounts = "accounts.csv"
            families = "families.csv"
            terms = "subscriptions.csv"
            rates = "rates.csv"
            print "account,since,csm,segment,parent" >accounts
            print "account,since,csm,segment,parent" >families
            print "account,started,ended,mrr,currency,paused_from,paused_to," \
                "moved_from,moved_to" >terms
            print "date,currency,rate" >rates
            for (c = 2; c < 4; c++) {
                price("2023-01-01", currency[c])
                for (m = 0; m < 24; m += below(3))
                    price(date(m), currency[c])
            }
            for (a = 0; a < 40; a++)
                printf "p%d,2024-01-01,,,\n", a >families
            for (a = 0; a < 150; a++) {
                who = name(a)
                m = below(14)
                first[who] = date(m)
                fact(who, first[who])
                for (m += 1 + below(9); m < 20; m += 1 + below(9))
                    fact(who, date(m))
                printf "%s,2024-01-01,,,%s\n", who,
                    below(3) ? "p" below(40) : "" >families
            }
            for (a = 0; a < 150; a++) {
                for (s = below(3); s >= 0; s--)
                    for (m = below(20); m < 20; m += below(4))
                        m = term(name(a), date(m), m, sprintf("%d.%02d,%s",
                            1 + below(900), below(99), currency[1 + below(4)]))
                if (below(4) == 0)
                    bustle(name(a), 2 + below(16))
            }
        }' </dev/null
}

cat >hale.ini <<'END'
[pipeline]
as_of    = 2025-08-11
timezone = UTC
currency = EUR
fx       = spot
roster   = accounts

[input.accounts]
plugin      = csv
path        = accounts.csv
column.time = since

[input.subscriptions]
plugin = csv
path   = subscriptions.csv

[input.rates]
plugin = csv
path   = rates.csv

[metric.movements]
plugin  = revenue.movements
periods = 18 x month

[metric.lead]
plugin = account.attribute
from   = accounts
column = csm

[rollup.csm]
by = csm

[rollup.last]
by    = csm
owner = end

[rollup.days]
by    = csm
owner = weighted

[rollup.lead]
by = lead

[rollup.segment]
by = segment

[rollup.parent]
by = parent

[output.out]
plugin = csv
path   = out/{table}.csv
tables = movements, movements_accounts
END

# sql NAME QUERY: the query must give no row.
sql() {
    checks=$((checks + 1))
    echo "$2" | sqlite3 -bail hale.db >.rows 2>&1
    [ -s .rows ] || return 0
    fail "seed $seed, $1:"
    show .rows
}

columns='accounts, start, new, expansion, contraction, churn, reactivation,
    paused, fx, transfer, "end", customers_start, customers_new,
    customers_churned, customers_reactivated, customers_transferred,
    customers_end'

laws() {
    sql "start + movements + transfer = end" "SELECT rollup, grp, period
        FROM got WHERE rollup <> 'days' AND start + new + expansion
        + reactivation - contraction - churn - paused + fx + transfer
        <> \"end\"
        OR rollup <> 'days' AND customers_start + customers_new
        + customers_reactivated - customers_churned + customers_transferred
        <> customers_end;"
    sql "a month starts where the last one ended" "SELECT * FROM (
        SELECT rollup, grp, period, start, customers_start,
            lag(\"end\", 1, 0) OVER w AS was,
            lag(customers_end, 1, 0) OVER w AS were,
            lag(period) OVER w AS before FROM got WHERE rollup <> 'days'
        WINDOW w AS (PARTITION BY rollup, grp ORDER BY period))
        WHERE before IS NOT NULL AND (start <> was
            OR customers_start <> were);"
    for column in accounts start new expansion churn paused fx end \
        customers_churned customers_end; do
        sql "groups add up to the company, $column" "SELECT g.rollup, g.period
            FROM (SELECT rollup, period, sum(\"$column\") AS n FROM got
                WHERE rollup <> 'company' AND rollup <> 'days'
                GROUP BY rollup, period) g
            JOIN got c ON c.rollup = 'company' AND c.period = g.period
            WHERE g.n <> c.\"$column\";"
    done
    sql "transfers add up to nothing" "SELECT rollup, period FROM got
        WHERE rollup <> 'days' GROUP BY rollup, period
        HAVING sum(transfer) <> 0;"
    # Two customers that become one are one less.
    sql "transfers of customers do not" "SELECT rollup, period FROM got
        WHERE rollup <> 'days' GROUP BY rollup, period
        HAVING sum(customers_transferred) <> (SELECT customers_transferred
            FROM got c WHERE rollup = 'company' AND c.period = got.period);"
    sql "nothing to see" "SELECT name FROM (
            SELECT 'nobody returns' AS name, sum(reactivation > 0) AS n FROM got
            UNION ALL SELECT 'nothing is put on hold', sum(paused > 0) FROM got
            UNION ALL SELECT 'nothing goes on', sum(paused < 0) FROM got
            UNION ALL SELECT 'rates do not rise', sum(fx > 0) FROM got
            UNION ALL SELECT 'rates do not fall', sum(fx < 0) FROM got
            UNION ALL SELECT 'nobody has an heir', sum(came > 0) FROM state)
        WHERE n < 9;"
}

# compare SEED: what hale says and what SQLite makes of fact.csv, unit.csv and
# the other files.
compare() {
    rm -f hale.db
    sqlite3 -bail hale.db <"$root/tests/property/groups.sql" >.rows 2>&1
    is "$1: SQLite reads the files" "$(cat .rows)" ""
    sql "customers that differ" "SELECT * FROM differs;"
    sql "customers that are not there" "SELECT * FROM absent;"
    sql "what SQLite has and hale has not" "SELECT rollup, grp, period,
        $columns FROM wanted EXCEPT
        SELECT rollup, grp, period, $columns FROM got;"
    sql "what hale has and SQLite has not" "SELECT rollup, grp, period,
        $columns FROM got WHERE rollup <> 'days' EXCEPT
        SELECT rollup, grp, period, $columns FROM wanted;"
    sql "shares by days" "SELECT w.grp, w.period, w.days, w.start, g.start,
            w.\"end\", g.\"end\" FROM shared w LEFT JOIN got g
        ON g.rollup = 'days' AND g.grp = w.grp AND g.period = w.period
        WHERE g.grp IS NULL
        OR abs(g.start * w.days - w.start) * 2 > w.days
        OR abs(g.\"end\" * w.days - w.\"end\") * 2 > w.days
        OR abs(g.churn * w.days - w.churn) * 2 > w.days;"
    laws
}

# Several dates in one read are those dates one by one.
ranges() {
    run 0 "a range" hale.ini --as-of 2025-05-01..2025-07-01 \
        --set pipeline.every=month
    cp out/movements.csv range.csv
    for day in 2025-05-01 2025-06-01 2025-07-01; do
        run 0 "$day" hale.ini --as-of "$day"
        grep "^$day," range.csv >one.csv
        sed 1d out/movements.csv >other.csv
        same "$day of a range" one.csv other.csv
    done
}

for seed in 7 4711 20250811; do
    data "$seed"
    rm -rf out
    run 0 "seed $seed" hale.ini -j 4 || continue
    cp out/movements.csv four.csv
    run 0 "seed $seed, one thread" hale.ini -j 1
    same "seed $seed, threads" four.csv out/movements.csv
    cp accounts.csv fact.csv
    awk -F, -v OFS=, '!seen[$1]++ { print $1, NR == 1 ? "unit" : $1 }' \
        accounts.csv >unit.csv
    compare "seed $seed"
    sql "nobody changes hands" "SELECT 'nobody' FROM (SELECT count(*) AS n
        FROM got WHERE rollup = 'csm' AND transfer <> 0) WHERE n < 20;"
    sql "a metric gives the same groups" "SELECT grp, period, $columns
        FROM got WHERE rollup = 'csm' EXCEPT SELECT grp, period, $columns
        FROM got WHERE rollup = 'lead';"

    # A family is one customer; it may hand over to itself.
    run 0 "seed $seed, parents" hale.ini --set pipeline.grain=parent \
        --set input.accounts.path=families.csv || continue
    cp families.csv fact.csv
    awk -F, -v OFS=, '{ print $1, NR == 1 ? "unit" : $5 == "" ? $1 : $5 }' \
        families.csv >unit.csv
    compare "seed $seed, parents"
done
ranges

# What [pipeline] says holds for the roll-ups that do not.
run 0 "an owner for all" hale.ini --set pipeline.owner=end
awk -F, -v OFS=, '$2 == "csm" { $2 = ""; print }' out/movements.csv >csm.csv
awk -F, -v OFS=, '$2 == "last" { $2 = ""; print }' out/movements.csv >last.csv
same "an owner for all" last.csv csm.csv
done_testing
