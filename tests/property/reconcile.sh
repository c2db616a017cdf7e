#!/bin/sh
# SPDX-License-Identifier: MIT
#
# reconcile.sh: what holds for every pair of profiles, on 150 made-up accounts
# with discounts, usage, trials, pauses, unpaid bills, returns and three
# currencies.
#
#   the parts of the rules add up to the difference, exactly
#   the parts of the accounts add up to that of the rule, exactly
#   the figures at both ends are those of a run with that profile
#   profile = hale is a pipeline without a profile, byte for byte
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/../golden/kit.sh"

awk 'function draw(n) {
    seed = seed * 16807 % 2147483647
    return int(seed / 7) % n
}
function day(d) { # of 2025, 28 days a month
    return sprintf("2025-%02d-%02d", 1 + int(d / 28), 1 + d % 28)
}
function some(percent, text) {
    return draw(100) < percent ? text : ""
}
BEGIN {
    seed = 41
    print "account,started,ended,mrr,currency,discount,discount_kind,type," \
        "committed,trial_end,cancel_requested,paid_through,past_due_since," \
        "paused_from,paused_to"
    for (i = 1; i <= 150; i++) {
        from = draw(200)
        for (k = draw(3); k >= 0; k--) {
            to = from + 1 + draw(90)
            price = draw(12) ? 1 + draw(90000) / 100 : 0
            off = some(40, draw(40) ? draw(2000) / 100 : 2000)
            kind = off == "" ? "" : \
                (draw(3) ? (draw(2) ? "once" : "repeating") : "forever")
            type = draw(8) ? "recurring" : (draw(2) ? "metered" : "one_off")
            ends = k > 0 || draw(2)
            pause = some(15, from + draw(to - from))
            print sprintf("a%03d", i) "," day(from) "," \
                (ends ? day(to) : "") "," price "," \
                substr("EURUSDGBP", 1 + 3 * (draw(4) ? 0 : draw(3)), 3) "," \
                off "," kind "," type "," \
                (type == "metered" ? draw(3000) / 100 : "") "," \
                some(20, day(from + draw(15))) "," \
                (ends ? some(70, day(from + draw(to - from))) : "") "," \
                (ends ? some(60, day(to + draw(20))) : "") "," \
                some(15, day(from + draw(60))) "," \
                (pause == "" ? "" : day(pause)) "," \
                (pause == "" ? "" : day(pause + draw(20)))
            from = to + (draw(3) ? draw(40) : 0)
        }
    }
}' >subscriptions.csv
awk 'BEGIN {
    print "account"
    for (i = 1; i <= 150; i++) printf "a%03d\n", i
}' >accounts.csv
cat >rates.csv <<'END'
date,currency,rate
2024-01-01,USD,0.9
2025-04-10,USD,0.8
2025-05-20,USD,0.85
2024-01-01,GBP,1.2
2025-05-05,GBP,1.15
END
cat >hale.ini <<'END'
[pipeline]
name     = made-up
as_of    = 2025-06-01
timezone = UTC
currency = EUR
fx.USD   = 0.91
fx.GBP   = 1.19
roster   = accounts

[input.accounts]
plugin = csv
path   = accounts.csv

[input.subscriptions]
plugin = csv
path   = subscriptions.csv

[input.rates]
plugin = csv
path   = rates.csv

[metric.mrr]
plugin = revenue.mrr

[metric.movements]
plugin  = revenue.movements
periods = 3 x month

[metric.retention]
plugin  = revenue.retention
periods = 3 x month

[metric.growth]
plugin  = revenue.growth
periods = 3 x month

[model.ltv]
plugin = ltv.simple
margin = 0.8

[output.out]
plugin = csv
path   = out/{table}.csv
tables = rollup_company, accounts, definitions
END

run 0 "no profile" hale.ini || done_testing
cp -R out none
run 0 "hale" hale.ini --set pipeline.profile=hale
rm out/definitions.csv none/definitions.csv
same "profile = hale changes nothing" out none

profiles=$(cd "$root/etc/profiles" && ls ./*.ini | sed 's/^..//; s/\.ini$//')
for p in $profiles; do
    # The company's figures, one a line: what reconcile must begin and end with.
    run 0 "$p" hale.ini --set "pipeline.profile=$p"
    awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) name[i] = $i }
        NR == 2 { for (i = 4; i <= NF; i++) print name[i] "," $i }' \
        out/rollup_company.csv >"figures-$p.csv"
done
[ "$(cat figures-*.csv | sort -u | wc -l)" -gt 200 ] ||
    fail "the profiles hardly differ"

# Names of figures whose parts do not add up to the difference (reals but for
# their last digits), or accounts to a part; sums are counted in
# ten-thousandths.
cat >law.sql <<'END'
CREATE TABLE doc AS SELECT CAST(readfile('pair.json') AS TEXT) AS doc;
CREATE TABLE figure AS SELECT
    json_extract(value, '$.name') AS name,
    json_extract(value, '$.a') AS a, json_extract(value, '$.b') AS b,
    json_extract(value, '$.difference') AS difference, value AS body
    FROM doc, json_each(doc, '$.figures');
CREATE TABLE part AS SELECT name, p.key AS rule,
    json_extract(p.value, '$.part') AS part, p.value AS body
    FROM figure, json_each(figure.body, '$.parts') p;
SELECT name FROM figure WHERE difference IS NOT NULL AND abs(difference -
    (SELECT coalesce(sum(part), 0) FROM part WHERE part.name = figure.name))
    > 1e-9 * (1 + abs(a));
SELECT name || ' accounts' FROM part WHERE
    json_array_length(body, '$.accounts') > 0 AND
    round(part * 10000) != (SELECT sum(CAST(round(
        json_extract(value, '$.part') * 10000) AS INTEGER))
        FROM json_each(part.body, '$.accounts'));
.mode list
.separator ,
.output a.csv
SELECT name, a FROM figure;
.output b.csv
SELECT name, b FROM figure;
END

# Two lists of name,figure: those of the first that the second has otherwise.
differences() {
    awk -F, 'NR == FNR { is[$1] = $2; next }
        ($2 == "") != (is[$1] == "") ||
            ($2 - is[$1]) ^ 2 > 1e-18 * (1 + $2 ^ 2) {
            print $1 ": " $2 ", not " is[$1] }' "$2" "$1"
}

pairs=0
parts=0
for a in $profiles; do
    for b in $profiles; do
        [ "$a" \< "$b" ] || continue
        pairs=$((pairs + 1))
        "$HALE" reconcile --a "$a" --b "$b" --period 2025-05 --json \
            >pair.json 2>.err || {
            fail "$a -> $b does not run"
            show .err
            continue
        }
        sqlite3 :memory: <law.sql >broken
        # Two that answer alike need no run, and have no figures then.
        [ "$(wc -l <a.csv)" -gt 20 ] || grep -q '"rules":\[\]' pair.json ||
            fail "$a -> $b: hardly any figures"
        is "$a -> $b adds up" "$(head -3 broken)" ""
        is "$a -> $b begins at $a" "$(differences a.csv "figures-$a.csv")" ""
        is "$a -> $b ends at $b" "$(differences b.csv "figures-$b.csv")" ""
        parts=$((parts + $(grep -o '"part":' pair.json | wc -l)))
    done
done
is "pairs" "$pairs" 66
[ "$parts" -gt 5000 ] || fail "only $parts parts in all"
done_testing
