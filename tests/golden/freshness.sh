#!/bin/sh
# SPDX-License-Identifier: MIT
#
# freshness.sh: inputs that are older than they may be. What the files hold and
# how old they are is worked out in freshness/hale.ini.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/kit.sh"

cp -R "$root"/tests/golden/freshness/* .

# ask WORDS: another command of hale; what it says is in .out and .err.
ask() {
    "$HALE" "$@" >.out 2>.err
}

# ------------------------------------------------------ missing, in all tables
for threads in 1 4; do
    run 0 "missing" hale.ini -j "$threads"
    has "what it says" .err "hale.ini:26:1: input.events: warning: stale: events\
 is 37 hours old, allowed 36h, as of 2025-07-01 (at 1 of 2 as-ofs); what rests\
 on it is missing"
    has "the summary" .err "ages     events is 37 hours old, allowed 36h, newest\
 2025-06-29T11:00:00Z: stale"
    is "accounts" "$(cut_to out/accounts.csv as_of account users mrr csm_users)" \
        "2025-06-01,a,2,100.00,3
2025-06-01,b,1,50.00,3
2025-06-01,c,0,0.00,0
2025-07-01,a,?,100.00,?
2025-07-01,b,?,50.00,?
2025-07-01,c,?,0.00,?"
    is "groups" "$(cut_to out/rollup_csm.csv as_of group users mrr)" \
        "2025-06-01,ann,3,150.00
2025-06-01,bob,0,0.00
2025-07-01,ann,?,150.00
2025-07-01,bob,?,0.00"
    is "the company" "$(cut_to out/rollup_company.csv as_of users)" \
        "2025-06-01,3
2025-07-01,?"
    is "periods" "$(cut_to out/monthly.csv as_of rollup period monthly |
        grep company)" \
        "2025-06-01,company,2025-04,0
2025-06-01,company,2025-05,3
2025-07-01,company,2025-05,?
2025-07-01,company,2025-06,?"
    is "periods by account" \
        "$(cut_to out/monthly_accounts.csv as_of account period monthly |
            grep 2025-05)" \
        "2025-06-01,a,2025-05,2
2025-06-01,b,2025-05,1
2025-06-01,c,2025-05,0
2025-07-01,a,2025-05,?
2025-07-01,b,2025-05,?
2025-07-01,c,2025-05,?"
    # 2 users are worth 100, and 100 of money; without users money decides.
    is "scores" "$(cut_to out/scores.csv as_of account value coverage)" \
        "2025-06-01,a,100,1
2025-06-01,b,50,1
2025-06-01,c,0,1
2025-07-01,a,100,0.4
2025-07-01,b,50,0.4
2025-07-01,c,0,0.4"
    is "the reason" "$(cut_to out/components.csv as_of account component \
        missing | grep '07-01,b')" "2025-07-01,b,usage,stale
2025-07-01,b,money,?"
    is "inputs" "$(cut_to out/inputs.csv input newest age max_age state)" \
        "accounts,?,?,?,?
events,2025-06-29T11:00:00Z,37,36,stale
more,2025-06-30T20:00:00Z,4,?,?
subscriptions,2025-06-30T12:00:00Z,12,?,?
quotas,2025-06-29T00:00:00Z,48,?,?"
done

# Groups of which nobody's value is known for that reason are stale as well.
ask explain b hale.ini -v
has "an account" .out "- (stale)  users          stale: events is 37 hours old,\
 allowed 36h"
is "its group" "$(awk '$1 == "csm_users" { print $2 $3 }' .out)" "-(stale)"
ask explain b hale.ini --json
has "an account as JSON" .out '"stale":"events is 37 hours old, allowed 36h"'
ask explain b hale.ini -v --as-of 2025-06-01
is "not then" "$(grep -c 'stale' .out)" 0

# ----------------------------------------------------------------- the limit
run 0 "to the hour" hale.ini --set input.events.max_age=37h
has "fresh" .err "events is 37 hours old, allowed 37h, newest\
 2025-06-29T11:00:00Z: fresh"
is "known" "$(cut_to out/accounts.csv as_of users | grep 07-01)" \
    "2025-07-01,1
2025-07-01,1
2025-07-01,0"
# The window is of a day, and rows of a week count for the age: however early
# the input drops what no metric looks at.
sed '/^\[metric.monthly/,/^$/d' hale.ini >short.ini
run 0 "older than every window" short.ini --as-of 2025-07-01 \
    --set metric.users.window=1d \
    --set input.events.max_age=7d
has "it is not empty" .err "events is 37 hours old, allowed 7d"
run 0 "longer than any row" hale.ini --set input.events.max_age=5y
has "all of it" .err "events is 37 hours old, allowed 5y"

# Days are those of the calendar: on 30 March 2025 Berlin's has 23 hours. What
# came at noon the day before is a day old at noon, though 23 hours ago.
set -- hale.ini --set pipeline.timezone=Europe/Berlin \
    --set input.events.path=march.csv --as-of 2025-03-30T12:00
printf 'account,time,user\na,2025-03-29T12:00:00,u1\n' >march.csv
run 0 "a short day" "$@" --set input.events.max_age=1d
has "a day" .err "events is 23 hours old, allowed 1d"
has "is fresh" .err "fresh"
is "its hours" "$(cut_to out/inputs.csv input age max_age | head -2 |
    tail -1)" "events,23,23"
run 0 "a short day" "$@" --set input.events.max_age=22h
has "22 hours are not" .err "events is 23 hours old, allowed 22h"

# -------------------------------------------------- several inputs, recorded
# more is 280 hours old as of June 1, and events is fresh then.
run 0 "any of them" hale.ini --set input.more.max_age=1d \
    --set input.events.max_age=2d
has "the other" .err "input.more: warning: stale: more is 11.7 days old,\
 allowed 1d, as of 2025-06-01 (at 1 of 2 as-ofs)"
is "any of them" "$(cut_to out/accounts.csv as_of users | sort -u)" \
    "2025-06-01,?
2025-07-01,0
2025-07-01,1"
# c begins in August and was recorded 12 hours before July.
run 0 "what was recorded" hale.ini --set input.subscriptions.max_age=12h
is "what was recorded" "$(cut_to out/accounts.csv as_of account mrr)" \
    "2025-06-01,a,?
2025-06-01,b,?
2025-06-01,c,?
2025-07-01,a,100.00
2025-07-01,b,50.00
2025-07-01,c,0.00"
run 0 "what began" hale.ini --set input.subscriptions.max_age=12h \
    --set input.subscriptions.column.recorded=
is "what began" "$(cut_to out/accounts.csv as_of mrr | sort -u)" \
    "2025-06-01,?
2025-07-01,?"

# ------------------------------------------------------------- side tables --
run 0 "a side table" hale.ini --set input.quotas.max_age=1d
is "a model without it" "$(cut_to out/sides_quotas.csv as_of csm)" \
    "2025-06-01,ann
2025-06-01,bob"

# ------------------------------------------------------------ warn and fail --
run 0 "fresh and limited" hale.ini --set input.events.max_age=37h
cp -R out fresh
run 0 "warn" hale.ini --set input.events.on_stale=warn
has "it says so" .err "it is used all the same, as on_stale = warn says"
rm out/inputs.csv fresh/inputs.csv
same "warn changes nothing" out fresh
run 65 "fail" hale.ini --set input.events.on_stale=fail
has "why" .err "hale.ini:26:1: input.events: stale: events is 37 hours old,\
 allowed 36h, as of 2025-07-01 (at 1 of 2 as-ofs); on_stale = fail ends the run"
has "the verdict" .err "too old to run on: events"
has "nothing" .err "Nothing was written"
same "what was there stays" out fresh
run 65 "two fail" hale.ini --set input.events.on_stale=fail \
    --set input.more.max_age=1h --set input.more.on_stale=fail
has "both" .err "too old to run on: events, more"
run 0 "fail, and it is fresh" hale.ini --set input.events.on_stale=fail \
    --as-of 2025-06-01
# A roster says when it was written, or it cannot be too old.
sed 's/$/,2025-06-20/; 1s/,[^,]*$/,loaded/' accounts.csv >dated.csv
run 65 "a roster" hale.ini --set input.accounts.path=dated.csv \
    --set input.accounts.column.recorded=loaded \
    --set input.accounts.max_age=1w --set input.accounts.on_stale=fail
has "a roster" .err "accounts is 11 days old, allowed 1w, as of 2025-07-01"
run 78 "a roster that may be missing" hale.ini \
    --set input.accounts.path=dated.csv \
    --set input.accounts.column.recorded=loaded \
    --set input.accounts.max_age=1w
has "a roster that may be missing" .err "which cannot be missing"

# ------------------------------------------------------------------- no rows
echo account,time,user >march.csv
run 0 "no row" hale.ini --set input.events.path=march.csv
has "no row" .err "stale: events has no row within the 36h that are allowed, as\
 of 2025-07-01 (at 2 of 2 as-ofs)"
is "no row" "$(cut_to out/inputs.csv input newest age max_age state |
    grep events)" "events,?,?,36,stale"
printf 'account,time,user\na,2025-07-01,u1\n' >march.csv
run 0 "too late" hale.ini --set input.events.path=march.csv --as-of 2025-07-01
has "too late" .err "events has no row within"
done_testing
