#!/bin/sh
# SPDX-License-Identifier: MIT
#
# figures.sh: metrics of contracts, bills, teams, tickets and users on a
# made-up book of business, against what SQLite makes of the same files by
# itself (figures.sql), account by account: every value, and what is missing.
# Subscriptions with pauses, currencies and transfers are the matter of
# property/groups.sh and rules.sh, usage that of bench.sh, books that of
# team.sh. Windows are the 90 days before 1 July 2025: from 2 April on.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/kit.sh"

awk -v seed=20250701 '
    function below(n) {
        seed = seed * 16807 % 2147483647
        return seed % n
    }
    function date(n) { # months of 28 days, so that every day is there
        n = n < 0 ? 0 : n
        return sprintf("%d-%02d-%02d", 2024 + int(n / 336),
            int(n / 28) % 12 + 1, n % 28 + 1)
    }
    function maybe(of, n) { return below(of) ? date(n) : "" }
    function one(list,   word, n) {
        n = split(list, word, " ")
        n = word[1 + below(n)]
        return n == "-" ? "" : n
    }
    function head(role, columns) {
        file[role] = role ".csv"
        print "account," columns >file[role]
    }
    function put(role, cells) { print who "," cells >file[role] }
    function life(   from, to, apart) {
        apart = below(3) ? 120 : 500
        for (from = below(520); from < 560; from += 20 + below(apart)) {
            to = from + 10 + below(200)
            put("subscriptions", date(from) "," maybe(3, to) "," \
                1 + below(900) "." 10 + below(90) "," \
                (below(5) ? "" : date(from + below(60))) "," \
                (below(4) ? "" : date(to - below(60))) "," \
                (below(5) ? "" : date(from + below(90))))
        }
        for (from = below(300); from < 540; from = to) {
            to = from + 60 + below(200)
            amount = 100 * (1 + below(90))
            put("contracts", date(from) "," date(to) "," amount "," \
                one("won lost open - -") "," \
                (below(2) ? "" : amount + 10 * (below(20) - 8)) "," \
                (below(3) ? amount : ""))
        }
    }
    function bills(   from) {
        for (from = below(200); from < 540; from += 10 + below(60))
            put("invoices", date(from) "," maybe(3, from + below(90)) "," \
                below(500) "." 10 + below(90) "," maybe(4, from + 20) "," \
                one("paid open failed declined -"))
    }
    # A line is for so many months, at a price that they divide.
    function lines(   from, months) {
        for (from = below(300); from < 560; from += 28 * months) {
            months = one("1 1 3 12")
            put("invoice_lines", date(from) "," date(from + 28 * months) "," \
                months * (20 + below(90)) "," months * below(9) "," \
                one("recurring recurring proration setup"))
        }
    }
    function work(   n, from, u) {
        for (n = below(9); n > 0; n--) {
            from = 380 + below(160)
            put("tickets", date(from) "," maybe(3, from + below(40)) "," \
                one("yes no no -") "," one("0 0 1 3 -"))
        }
        for (n = below(7); n > 0; n--) {
            from = 380 + below(160)
            put("tasks", date(from) "," maybe(3, from + below(60)) "," \
                maybe(6, from + below(50)))
        }
        for (n = below(8); n > 0; n--)
            put("touches", date(380 + below(160)) "," \
                one("inbound outbound -") "," one("email call ebr qbr -") "," \
                one("p1 p2 p3 -"))
        for (n = below(6); n > 0; n--)
            put("surveys", date(380 + below(160)) ",csat," \
                one("1 2 3 4 5 -") ",")
        for (n = below(9); n > 0; n--) {
            u = below(9)
            from = below(540)
            put("users", date(from) "," maybe(2, from + 1 + below(200)) ",u" u)
        }
        for (n = below(6); n > 0; n--)
            put("milestones", date(200 + below(340)) "," \
                one("contract_signed kickoff go_live go_live training"))
        for (n = below(12); n > 0; n--)
            put("events", date(400 + below(120)) "," \
                one("ok ok ok error timeout -"))
        for (n = below(7); n > 0; n--)
            put("orders", date(300 + below(230)) "," \
                (below(9) ? 1 + below(90) "." 10 + below(90) : "-5"))
        for (n = below(5); n > 0; n--)
            put("advocacy", date(380 + below(160)) "," \
                one("review reference") "," one("accepted asked done -"))
        for (from = below(500); from < 540; from += 40 + below(200))
            put("assignments", date(from) ",," one("ann bob cyn -"))
        for (n = below(5); n > 0; n--)
            put("pulses", date(400 + below(140)) "," one("ann bob cyn -") "," \
                one("green red -"))
    }
    BEGIN {
        head("accounts", "segment,seats,version")
        head("subscriptions", \
            "started,ended,mrr,trial_end,cancel_requested,service_start")
        head("contracts", "started,ended,arr,stage,renewed_arr,forecast_arr")
        head("invoices", "issued,paid,amount,due,status")
        head("invoice_lines", "service_start,service_end,amount,tax,type")
        head("milestones", "time,kind")
        head("tickets", "opened,closed,escalated,reopened")
        head("tasks", "created,done,due")
        head("touches", "time,direction,type,person")
        head("surveys", "time,kind,score,user")
        head("users", "created,deactivated,user")
        head("events", "time,status")
        head("orders", "time,amount")
        head("advocacy", "time,kind,status")
        head("assignments", "from,to,csm")
        head("pulses", "time,csm,pulse")
        for (a = 0; a < 300; a++) {
            who = sprintf("c%03d", a)
            put("accounts", one("small large") "," below(20) "," \
                one("4.8 4.9 4.10 5.0 -"))
            if (below(9)) life()
            if (below(9)) bills()
            if (below(9)) lines()
            if (below(9)) work()
        }
    }' </dev/null

{
    cat "$root/tests/everything.ini"
    for role in subscriptions contracts invoices invoice_lines tickets tasks \
        touches surveys users events advocacy assignments milestones; do
        printf '\n[input.%s]\nplugin = csv\npath = %s.csv\non_error = skip\n' \
            $role $role
    done
    # NAME PLUGIN, then settings
    while read -r name plugin settings; do
        printf '\n[metric.%s]\nplugin = %s\n' "$name" "$plugin"
        echo "$settings" | sed 's|; *|\n|g'
    done <<'END'
retention revenue.retention window = 90d
growth revenue.growth window = 90d
cmrr revenue.cmrr
arpu revenue.arpu
winback revenue.winback window = 90d; lost_within = 180d
trials revenue.trials window = 90d
renewals revenue.renewals window = 90d
next revenue.renewal_forecast ahead = 90d; probability = won 1, open 0.5; other = 0.25
accuracy revenue.forecast_accuracy window = 90d
overdue revenue.overdue
dso revenue.dso window = 90d
payments lifecycle.payments window = 90d
advocacy lifecycle.advocacy window = 90d
lifetime lifetime.lifetime
billed revenue.invoice_mrr recurring = recurring, proration
lines revenue.invoice_movements window = 90d; recurring = recurring, proration
coming lifecycle.renewal
onboarding lifecycle.onboarding
word lifecycle.pulse from = pulses
cadence engagement.cadence gap = 60d
resolution support.resolution window = 90d
tasks team.tasks window = 90d
rated team.rated window = 90d; from = assignments, pulses
opened support.opened window = 90d
oldest support.oldest
escalated support.escalated window = 90d
reopened support.reopened window = 90d
per_seat support.tickets_per_seat window = 90d
csat survey.csat window = 90d
touches engagement.touches window = 90d
contacts engagement.contacts window = 90d
ebr engagement.ebr window = 90d
users usage.user_growth window = 90d
errors usage.error_rate window = 90d; errors = error, timeout
version usage.version_lag from = accounts; versions = 4.8, 4.9, 4.10, 5.0
orders purchases.purchases from = orders; unit = day
END
    printf '\n[model.per_user]\nplugin = stats.ratio\n'
    printf 'part = growth_end\nof = users_closing\n'
} >hale.ini
run 0 "the book" hale.ini || done_testing

# account,figure,value of every cell
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) name[i] = $i; next }
    { for (i = 3; i <= NF; i++) print $2 "," name[i] "," $i }' \
    out/accounts.csv >cells.csv
sqlite3 -bail figures.db <"$root/tests/golden/figures.sql" >.rows 2>&1
is "what SQLite says of the files" "$(cat .rows)" ""
for figure in $(sqlite3 figures.db "SELECT DISTINCT name FROM wanted"); do
    checks=$((checks + 1))
    sqlite3 figures.db "SELECT w.account, 'wanted ' || ifnull(w.value, '?'),
        'got ' || ifnull(c.value, 'nothing')
        FROM wanted w LEFT JOIN cell c USING (account, name)
        WHERE w.name = '$figure' AND CASE
        WHEN c.value IS NULL THEN 1
        WHEN w.value IS NULL OR c.value = '?'
            THEN w.value IS NOT NULL OR c.value <> '?'
        ELSE abs(w.value - c.value) > 1e-9 * max(1, abs(w.value)) END;" >.rows
    [ -s .rows ] || continue
    fail "$figure:"
    show .rows
done
# A figure that is the same for all tests little; of one account there is a gain
# or a loss, and no ratio of both.
is "figures that never vary" "$(sqlite3 figures.db "SELECT name FROM wanted
    GROUP BY name HAVING count(DISTINCT value) < 2")" growth_quick_ratio
is "figures compared" "$(sqlite3 figures.db "SELECT count(DISTINCT name) > 80,
    count(DISTINCT account) FROM wanted")" "1|300"
done_testing
