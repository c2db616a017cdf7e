#!/bin/sh
# SPDX-License-Identifier: MIT
#
# bench.sh CSGEN: a made-up book of business of 300 accounts and 20,000 events
# (bench/csgen.c), measured by bench/work.ini and by SQLite, account by
# account. Whole numbers and money must be equal, reals agree to 1e-9; what
# has no value here has none there.
case $1 in
/*) csgen=$1 ;;
*) csgen=$PWD/$1 ;;
esac
. "$(dirname -- "$0")/kit.sh"
here=$root/tests/golden/bench

"$csgen" -o data -a 300 -e 20000 || {
    fail "csgen: exit $?"
    done_testing
}
cat "$root/bench/work.ini" "$here/more.ini" >work.ini
cp "$root/bench/work.lua" .
run 0 "the work" work.ini --set output.files.null=NULL || done_testing
{
    cat "$here/wanted.sql"
    for table in accounts mau rollup_segment; do
        echo ".import --csv out/$table.csv got_$table"
    done
} >load.sql
sqlite3 -bail hale.db <load.sql >.rows 2>&1
is "what SQLite says of the files" "$(cat .rows)" ""

# sql NAME QUERY: the query must give no row.
sql() {
    checks=$((checks + 1))
    sqlite3 -bail hale.db "$2" >.rows 2>&1
    [ -s .rows ] || return 0
    fail "$1:"
    show .rows
}

# all RULE THEIRS=OURS...: compares columns of all accounts. The rule says of
# two values when they differ.
all() {
    rule=$1
    shift
    for pair; do
        sql "column $pair" "SELECT * FROM (SELECT account,
                w.\"${pair%%=*}\" AS wanted, g.\"${pair#*=}\" AS got
            FROM wanted w JOIN got_accounts g USING (account))
            WHERE (wanted IS NULL) <> (got = 'NULL') OR ($rule);"
        sql "column $pair says something" "SELECT 'the same in all accounts'
            WHERE (SELECT count(DISTINCT \"${pair%%=*}\") FROM wanted) < 2;"
    done
}

sql "accounts that one side lacks" "SELECT account FROM wanted EXCEPT
    SELECT account FROM got_accounts;
    SELECT account FROM got_accounts EXCEPT SELECT account FROM wanted;"
is "accounts" "$(sqlite3 hale.db 'SELECT count(*) FROM got_accounts')" 300

all "wanted <> CAST(round(got * 10000) AS INTEGER)" mrr=mrr \
    mrr_year_ago=year_start
all "wanted <> CAST(got AS INTEGER)" events=events events_before=events_before \
    users=active_users days=active_days features=features \
    silent=days_since_last_event nps=nps tickets=open_tickets \
    urgent=open_tickets_p1 untouched=days_since_touch weekly=actives_wau \
    users=actives_mau weeks=active_weeks sessions=sessions new=states_new \
    retained=states_retained resurrected=states_resurrected \
    dormant=states_dormant velocity=adoption_velocity events=trend_now events_before=trend_before
all "abs(wanted - got) > 1e-9 * max(1, abs(wanted))" stickiness=stickiness \
    seat_use=seat_use dau=actives_dau stickiness=actives_dau_mau \
    rolling=actives_stickiness_rolling minutes=sessions_minutes \
    concentration=concentration quick=states_quick_ratio trend=trend \
    slope=trend_slope scaled=scaled breadth=adoption depth=adoption_depth \
    logins=logins pes=pes

# ---------------------------------------------------------------- company --
is "months" "$(sqlite3 hale.db "SELECT count(*) FROM got_mau
    WHERE rollup = 'company'")" 12
sql "users of each month" "SELECT month, users, g.* FROM wanted_mau
    LEFT JOIN got_mau g ON g.period = month AND g.rollup = 'company'
    WHERE g.mau IS NOT CAST(users AS TEXT);"
sql "NPS of the segments" "SELECT w.*, g.nps_90d FROM wanted_nps w
    LEFT JOIN got_rollup_segment g ON g.\"group\" = segment
    WHERE ifnull(abs(g.nps_90d - w.nps), 1) > 1e-9
        OR g.nps_90d_answers <> CAST(w.n AS TEXT);"
done_testing
