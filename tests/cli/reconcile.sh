#!/bin/sh
# SPDX-License-Identifier: MIT
#
# reconcile.sh: `hale reconcile`, and what a profile does elsewhere. June 2025,
# by hand. Ours: only discounts for ever lower a price, who is past due stays,
# who came and left within the month is lost. Theirs: all discounts do, past
# due for 30 days is gone, who came and left is not.
#
#              ours at the end      + all discounts    + 30 days
#   acme       100                  100 - 10 = 90      90
#   globex     200                  200                due since 10 May: gone
#                                                      on 9 June
#   umbrella    80                  80 - 20 = 60       due since 20 May: gone
#                                                      on 19 June
#   initech    came on the 5th, left on the 20th
#   MRR        380                  350                90
#
# The parts: discounts -30 (umbrella -20, acme -10), past due -260 (globex
# -200, umbrella -60). Lost are 1 (initech), then 3, then 2 when who came and
# left does not count; of 3 customers at the start that is 1/3, 1, 2/3.
. "$(dirname -- "$0")/kit.sh"

cat >hale.ini <<'END'
[pipeline]
name     = shop
as_of    = 2025-12-31
timezone = UTC
currency = EUR
roster   = accounts

[input.accounts]
plugin = csv
path   = who.csv

[input.subscriptions]
plugin = csv
path   = subscriptions.csv

[metric.mrr]
plugin = revenue.mrr

[metric.movements]
plugin  = revenue.movements
periods = 12 x month

[metric.churned]
plugin  = revenue.movements
window  = 90d
compare = previous

[metric.days]
plugin = account.tenure
from   = accounts

[output.report]
plugin = csv
path   = out/{table}.csv
tables = accounts, definitions
END
cat >who.csv <<'END'
account,created
acme,2025-01-01
globex,2025-01-01
initech,2025-06-05
umbrella,2025-01-01
hooli,2025-01-01
END
cat >subscriptions.csv <<'END'
account,started,ended,mrr,discount,discount_kind,past_due_since
acme,2025-01-01,,100,10,repeating,
globex,2025-01-01,,200,,,2025-05-10
initech,2025-06-05,2025-06-20,50,,,
umbrella,2025-01-01,,80,20,once,2025-05-20
END
mkdir profiles
cat >profiles/ours.ini <<'END'
[profile]
title = Ours

[knobs]
discounts = forever
past_due  = keep
flash     = include
trial     = include
END
cat >theirs.ini <<'END'
[profile]
title = Theirs

[knobs]
discounts = all
past_due  = 30d
flash     = exclude
trial     = exclude
END

june() { # CODE NAME WORDS...
    june_code=$1
    june_name=$2
    shift 2
    try "$june_code" "$june_name" reconcile --period 2025-06 "$@"
}

# The number at PATH, to four digits.
number() {
    is_json
    checks=$((checks + 1))
    got=$(sql_of_stdout "printf('%.4f', json_extract(doc, '$1'))")
    [ "$got" = "$2" ] || fail "$1 is $got, not $2"
}

figure() { # the path of the figure with that name
    sql_of_stdout "(SELECT f.fullkey FROM json_each(doc, '\$.figures') f
        WHERE json_extract(f.value, '\$.name') = '$1')"
}

june 0 "three rules" --a profiles/ours.ini --b theirs.ini
says "profiles/ours.ini -> theirs.ini  2025-06  shop"
says "discounts: forever -> all   -30.00  2 accounts"
says "umbrella                 -20.00"
says "acme                     -10.00"
says "past_due: keep -> 30d      -260.00  2 accounts"
says "globex                   -200.00"
says "theirs.ini                   90.00  -290.00"
says "flash: include -> exclude  -1  1 account"
says "flash: include -> exclude  -0.333333"
says "Without effect here: trial."
says "The same with both: "
quiet
lacks "days"
[ -e out ] && fail "reconcile wrote something"

june 0 "as JSON" --a profiles/ours.ini --b theirs.ini --json
json '$.as_of' 2025-07-01
json '$.rules[0].knob' discounts
json '$.rules[2].effect' 1
end=$(figure movements_end)
number "$end.a" 380.0000
number "$end.b" 90.0000
number "$end.difference" -290.0000
number "$end.parts[0].part" -30.0000
json "$end.parts[0].accounts[0].account" umbrella
number "$end.parts[0].accounts[0].part" -20.0000
number "$end.parts[1].part" -260.0000
churn=$(figure movements_logo_churn)
number "$churn.a" 0.3333
number "$churn.parts[0].part" 0.6667
number "$churn.parts[1].part" -0.3333
number "$churn.b" 0.6667

# Back again: each part the other way round where rules do not meet; what
# umbrella pays does not matter once it is gone.
june 0 "the other way" --a theirs.ini --b profiles/ours.ini --json
end=$(figure movements_end)
number "$end.parts[0].part" 10.0000
number "$end.parts[1].part" 280.0000

june 0 "one metric" --a profiles/ours.ini --b theirs.ini --metric mrr
says "mrr  EUR/month"
lacks "movements"
lacks "flash"
june 1 "--exit-code" --a profiles/ours.ini --b theirs.ini --exit-code
june 0 "alike" --a hale --b theirs.ini --metric mrr \
    --set pipeline.as_of=2025-01-01 --set metric.mrr.past_due=keep
says "hale and theirs.ini answer alike what is asked here."
try 0 "nothing differs" reconcile --a profiles/ours.ini --b theirs.ini \
    --period 2024 --exit-code
says "Without effect here: discounts, trial, past_due, flash."
lacks "EUR/"

# A section's own answer is left alone, for both.
june 0 "its own" --a profiles/ours.ini --b theirs.ini \
    --set metric.mrr.discounts=none
says "The pipeline's own, left alone: [metric.mrr] discounts = none."
says "past_due: keep -> 30d  -280.00"
# knob.NAME of the pipeline is what a profile stands for: it is replaced.
june 0 "its own, for all" --a profiles/ours.ini --b theirs.ini \
    --set pipeline.knob.past_due=1d --set pipeline.profile=stripe
says "theirs.ini                   90.00  -290.00"

# What the pipeline says of time does not count.
june 0 "a pipeline of many dates" --a profiles/ours.ini --b theirs.ini \
    --set pipeline.as_of=2025-01-01..2025-12-01 --set pipeline.every=month
says "theirs.ini                   90.00  -290.00"

# stripe: discounts for ever, past due stays; baremetrics: all, 30 days.
june 0 "two that everybody knows" --a stripe --b baremetrics --metric mrr
says "discounts: forever -> all   -30.00  2 accounts"
says "past_due: keep -> 30d      -260.00  2 accounts"
says "Not documented for baremetrics, so as hale does it: metered, oneoff,"
lacks "Not documented for stripe, so as hale does it: discounts"

# Quarters and years: by the end of either the same three customers are there.
try 0 "a quarter" reconcile --a profiles/ours.ini --b theirs.ini \
    --period 2025-Q2 --metric movements --json
number "$(figure movements_start).a" 380.0000
number "$(figure movements_churn).b" 260.0000
try 0 "a year" reconcile --a profiles/ours.ini --b theirs.ini \
    --period 2025 --metric movements --json
json '$.as_of' 2026-01-01
number "$(figure movements_start).a" 0.0000
number "$(figure movements_new).b" 90.0000

# More accounts than are shown.
cp subscriptions.csv few.csv
for i in 1 2 3 4 5 6 7 8 9; do
    echo "x$i,2025-01-01" >>who.csv
    echo "x$i,2025-01-01,,50,$i,once," >>subscriptions.csv
done
june 0 "ten are shown" --a profiles/ours.ini --b theirs.ini --metric mrr
says "and 1 more with --all"
lacks "x1 "
june 0 "--all" --a profiles/ours.ini --b theirs.ini --metric mrr --all
says "x1 "
lacks "--all"
mv few.csv subscriptions.csv

# Typed wrong.
try 64 "nothing said" reconcile
tells "reconcile needs two profiles and a period"
june 64 "no such profile" --a strpe --b hale
tells "did you mean \"stripe\"?"
june 64 "no such file" --a ./gone.ini --b hale
tells "gone.ini: No such file"
june 64 "both the same" --a stripe --b stripe
tells "there is nothing to reconcile"
for period in 2025-13 2025-6 2025-Q5 25 June 2025-06-01 2025- ''; do
    try 64 "period $period" reconcile --a stripe --b hale "--period=$period"
done
tells "--period"
june 64 "an as-of of its own" --a stripe --b hale --as-of 2025-01-01
tells "leave it out"
june 64 "no such metric" --a stripe --b hale --metric mmr
tells "--metric: no metric \"mmr\" in hale.ini, did you mean \"mrr\"?"
june 64 "a metric without knobs" --a stripe --b hale --metric days
tells "\"days\" has no knob"
sed '/^\[metric.mrr/,/^\[metric.days/{/^\[metric.days/!d;}' hale.ini >plain.ini
june 78 "a pipeline without knobs" --a stripe --b hale plain.ini
tells "no metric and no model of plain.ini has a knob"
sed 's/^past_due .*/past_duo = 30d/' theirs.ini >wrong.ini
june 64 "a knob that is none" --a hale --b wrong.ini
tells "wrong.ini:6:1: profile: there is no knob \"past_duo\", did you mean"
june 66 "no pipeline" --a stripe --b hale gone.ini
june 78 "a broken pipeline" --a stripe --b hale --set metric.mrr.tiral=include
tells "did you mean \"trial\"?"
sed 's/,2025-06-05$//' who.csv >short.csv
june 65 "a run that fails" --a stripe --b hale \
    --set input.accounts.path=short.csv
tells "short.csv:4:1: input.accounts: the row has 1 cells"
lacks "asks for it"
silent

# stripe goes by rates of dates, hale by one for all times, and of those there
# is none.
sed '/^\[metric.churned/,/^$/d' hale.ini >fx.ini
printf '\n[input.rates]\nplugin = csv\npath = rates.csv\n' >>fx.ini
printf 'date,currency,rate\n2024-01-01,USD,0.5\n' >rates.csv
sed 's/^account/currency,account/; s/^acme/USD,acme/; s/^[giu]/EUR,&/' \
    subscriptions.csv >in_usd.csv
june 65 "a rule without its data" --a stripe --b hale fx.ini \
    --set input.subscriptions.path=in_usd.csv
tells "no rate for \"USD\""
tells "that was the run with fx = constant, after stripe was done"
june 0 "with its data" --a stripe --b hale fx.ini --set pipeline.fx.USD=0.25 \
    --set input.subscriptions.path=in_usd.csv --metric mrr
says "fx: spot -> constant  -25.00  1 account"
says "  stripe"
# 100 USD x 0.5 + 200 + 80, then 100 x 0.25 + 280.
says "330.00"

# A profile in a run, and what it says of itself.
try 0 "run" run --set pipeline.profile=baremetrics --as-of 2025-07-01
tells "profile baremetrics"
grep -q '^metric.mrr,past_due,30d,profile baremetrics,$' out/definitions.csv ||
    fail "no past_due in definitions.csv"
grep -q '^metric.mrr,pause,separate,default,not documented$' \
    out/definitions.csv || fail "no pause in definitions.csv"
grep -q '^2025-07-01,globex,0.00,' out/accounts.csv ||
    fail "globex pays still: $(grep globex out/accounts.csv)"
try 0 "run --json" run --set pipeline.profile=stripe --json
json '$.profile' stripe
try 0 "no profile" run --json
json '$.profile' ""
try 0 "ls" ls
lacks "  default"
try 0 "ls definitions" ls definitions --set pipeline.profile=stripe
says "metric.movements  churn_base           start_and_new  profile stripe"
try 0 "check -v" check -v --set pipeline.profile=stripe
says "profile stripe: Stripe Billing"
says "not documented there: recognition, pause,"
try 0 "show" plugin show revenue.movements
says "  profiles  recognition: effective (chartmogul, hale), requested (maxio),"
says "            discounts: all (baremetrics, chartmogul,"
says "forever (stripe)"
says "flash: include (baremetrics, maxio, stripe)"
try 0 "show --json" plugin show revenue.mrr --json
json '$.plugins[0].options[4].name' discounts
json '$.plugins[0].options[4].profiles.stripe' forever
json '$.plugins[0].options[4].undocumented.polar' "not documented"
done_testing
