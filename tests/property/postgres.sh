#!/bin/sh
# SPDX-License-Identifier: MIT
#
# postgres.sh: whoever reads what hale writes into PostgreSQL sees all of one
# run, whatever happens: while it is replaced 50 times, while runs are killed
# at every moment of theirs, while two write at once.
#
# Each run replaces all rows of the one before (mode = last) in two tables that
# must agree: as many accounts in one as the other counts, of one as-of.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/../golden/kit.sh"
# shellcheck source=tests/server.sh
. "$root/tests/server.sh"
server_start

accounts=2000
awk -v n=$accounts 'BEGIN { print "account,created"
    for (i = 1; i <= n; i++) printf "a%d,2024-01-%02d\n", i, i % 28 + 1 }' \
    >accounts.csv
cat >small.ini <<EOF
[pipeline]
as_of = 2026-01-01
timezone = UTC
roster = accounts
[input.accounts]
plugin = csv
path = accounts.csv
[metric.tenure]
plugin = account.tenure
[output.o]
plugin = postgres
uri = $(uri hale)
tables = accounts, rollup_company
mode = last
EOF

# "2000 1 2000 1 t": rows, as-ofs, what the other table counts, its rows, and
# whether both are of one day.
state="SELECT count(*), count(DISTINCT a.as_of),
    (SELECT sum(accounts) FROM hale_rollup_company),
    (SELECT count(*) FROM hale_rollup_company),
    max(a.as_of) = (SELECT max(as_of) FROM hale_rollup_company)
    FROM hale_accounts a;"
whole="$accounts|1|$accounts|1|t"
day() {
    printf '2025-%02d-%02d' $(($1 % 12 + 1)) $(($1 % 28 + 1))
}

# ------------------------------------------------- readers and 50 runs --
run 0 "first" small.ini
state=$(echo "$state" | tr '\n' ' ')
{
    while [ ! -e stop ]; do
        echo "$state"
        # the same, asked with two statements that look at one moment
        echo "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM hale_run;
              SELECT pg_sleep(0.01); $state COMMIT;"
    done
} | "$postgres_bin/psql" -X -q -A -t -h "$server" -U hale test |
    grep -v '^$' | sort | uniq -c >seen &
reader=$!
i=0
while [ $i -lt 50 ]; do
    i=$((i + 1))
    run 0 "run $i" small.ini --as-of "$(day $i)"
done
touch stop
wait "$reader"
is "what readers saw" "$(sed 's/^ *[0-9]* //' seen)" "$whole"
is "readers were there" "$(awk '{ print ($1 >= 50) }' seen)" 1

# ----------------------------------------------------- killed at random --
# Delays go from nothing to one and a half times what a run takes.
began=$(date +%s%N)
run 0 "measured" small.ini
took=$((($(date +%s%N) - began) / 1000000 + 1))
old=0
new=0
i=0
while [ $i -lt 40 ]; do
    before=$(sql "SELECT max(as_of) FROM hale_accounts")
    "$HALE" run -q --no-progress small.ini --as-of "$(day $((i + 7)))" \
        >.out 2>.err &
    hale=$!
    delay=$((took * 3 * i / 80))
    sleep "$((delay / 1000)).$(printf '%03d' $((delay % 1000)))"
    kill -9 "$hale" 2>/dev/null
    wait "$hale" 2>/dev/null
    i=$((i + 1))
    is "after kill $i" "$(sql "$state")" "$whole" || break
    if [ "$(sql "SELECT max(as_of) FROM hale_accounts")" = "$before" ]; then
        old=$((old + 1))
    else
        new=$((new + 1))
    fi
done
echo "killed $i times: the old rows stood $old times, the new ones $new times"
is "killed before and after" "$([ $old -gt 0 ] && [ $new -gt 0 ] && echo both)" \
    both
run 0 "after all that" small.ini --as-of 2025-06-15
is "after all that" "$(sql "$state")" "$whole"

# -------------------------------------------------------- two at a time --
"$HALE" run -q --no-progress small.ini --as-of 2025-07-01 &
one=$!
"$HALE" run -q --no-progress small.ini --as-of 2025-07-02 &
two=$!
code=0
wait $one || code=$?
wait $two || code=$?
is "both went well" $code 0
is "one of them was last" "$(sql "$state")" "$whole"
done_testing
