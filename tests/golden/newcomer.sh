#!/bin/sh
# SPDX-License-Identifier: MIT
#
# newcomer.sh: what people meet with their first export. A delimiter left out
# is suggested, an export that broke off does not wipe yesterday's results,
# dates stay dates east of Greenwich, and up is up also below zero.
. "$(dirname -- "$0")/kit.sh"

pipeline() { # more lines on standard input
    cat >hale.ini <<END
[pipeline]
name     = first
as_of    = 2026-01-01
timezone = Europe/Berlin
roster   = accounts
attributes = renewal
[input.accounts]
plugin = csv
path   = accounts.csv
role   = accounts
column.renewal = renewal
[output.csv]
plugin = csv
path   = out/{table}.csv
END
    cat >>hale.ini
}

printf 'account;renewal\nacme;2026-03-15\n' >accounts.csv
pipeline </dev/null
code=0
"$HALE" check hale.ini >.out 2>.err || code=$?
is "a delimiter left out: exit" "$code" 78
is "a delimiter left out: remedy" \
    "$(grep -c 'delimiter = semicolon' .err)" \
    "$(grep -c 'no column' .err)"

printf 'account,renewal\nacme,2026-03-15\n' >accounts.csv
"$HALE" run -q hale.ini >.out 2>.err
is "a renewal is a date in Berlin" "$(sed -n 2p out/accounts.csv)" \
    "2026-01-01,acme,2026-03-15"

printf 'account,renewal\n' >accounts.csv
cp out/accounts.csv before.csv
code=0
"$HALE" run -q hale.ini >.out 2>.err || code=$?
is "a roster without rows: exit" "$code" 65
is "a roster without rows: told" "$(grep -c 'has no rows' .err)" 1
same "a roster without rows" before.csv out/accounts.csv

# NPS went from -100 to 0, by an answer of 0 and then one of 8: better by
# (0 - -100) / |-100| = 1.
printf 'account,renewal\nacme,2026-03-15\n' >accounts.csv
printf 'time,account,kind,score\n2025-11-20T10:00,acme,nps,0\n' >surveys.csv
printf '2025-12-20T10:00,acme,nps,8\n' >>surveys.csv
pipeline <<END
[input.surveys]
plugin = csv
path   = surveys.csv
[metric.nps]
plugin  = survey.nps
window  = 28d
compare = previous
END
"$HALE" run -q hale.ini >.out 2>.err
is "a rise from below zero" "$(sqlite3 :memory: \
    '.mode csv' '.import out/accounts.csv t' 'select nps_change from t')" 1
done_testing
