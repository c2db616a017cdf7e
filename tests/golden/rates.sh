#!/bin/sh
# SPDX-License-Identifier: MIT
#
# rates.sh: what may be wrong with dated rates. What they give is in the cases
# "spot" and "start".
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/kit.sh"

cp -R "$root"/tests/golden/spot/* .

# Two rates for one currency and day, in two files.
printf 'date,currency,rate\n2025-05-14,EUR,2\n2025-05-15,EUR,1.1\n' >more.csv
cat >>hale.ini <<'EOF'

[input.more]
plugin = csv
path   = more.csv
feeds  = rates
role   = rates
EOF
run 65 "two rates for one day" hale.ini
has "the second" .err 'more.csv:3: a second rate for EUR on 2025-05-15'
has "the first" .err 'rates.csv:7'
printf 'date,currency,rate\n2025-05-14,EUR,1.1\n' >more.csv
run 0 "rates of two inputs" hale.ini

# The period before the first rate of GBP begins.
grep -v GBP rates.csv >late.csv
echo 2025-05-02,GBP,1.3 >>late.csv
run 65 "no rate yet" hale.ini --set input.rates.path=late.csv
has "what and when" .err 'there is no rate for GBP before 2025-05-01'
has "the first" .err 'the first is of 2025-05-02'
has "whose" .err 'account c'
has "nothing written" .err 'Nothing was written'

# The same of a fact of the roster, and of a filter.
for file in accounts subscriptions; do
    sed '1!s/,[A-Z]*$/,/' $file.csv >ours_$file.csv
done
set -- hale.ini --set pipeline.as_of=2024-12-01,2025-07-01
run 65 "no rate for a fact" "$@" \
    --set input.subscriptions.path=ours_subscriptions.csv
has "what and when" .err 'there is no rate for EUR before 2024-12-01'
run 65 "no rate for a filter" "$@" --set input.accounts.path=ours_accounts.csv \
    --set metric.money.where.mrr=1..
# Several accounts have none, in several partitions: the first one is told.
has "what and when" .err 'there is no rate for EUR before 2024-11-01'
has "whose" .err 'metric.money: account a:'

# A currency without any rate is a row that cannot be used.
run 65 "no such rate" hale.ini --set input.rates.path=more.csv \
    --set input.more.path=late.csv \
    --set input.subscriptions.path=subscriptions.csv \
    --set pipeline.currency=SEK
has "the row" .err \
    'subscriptions.csv:3: input.subscriptions: currency: no rate for "USD"'

# A rate that is none, and money that grows too large.
sed 's/1\.25/0/' rates.csv >zero.csv
run 65 "not a rate" hale.ini --set input.rates.path=zero.csv
has "its place" .err 'zero.csv:6: input.rates: rate: not a rate'
sed 's/1\.25/900000000/' rates.csv >huge.csv
sed 's/100,EUR/900000000000,EUR/' subscriptions.csv >rich.csv
run 65 "too large" hale.ini --set input.rates.path=huge.csv \
    --set input.subscriptions.path=rich.csv
has "why" .err 'money too large to convert'
done_testing
