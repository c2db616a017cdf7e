#!/bin/sh
# SPDX-License-Identifier: MIT
#
# v1.sh: a pack that was built with the header of version 1.0 is loaded and
# gives the answers that it gave then. HALE is the program; HALE_PLUGIN_PATH
# has old.so.
. "$(dirname -- "$0")/../golden/kit.sh"

cat >accounts.csv <<'END'
account,seats
acme,60
globex,10
END
cat >events.csv <<'END'
time,account,user,pieces
2025-01-10T09:00:00Z,acme,ann,5
2025-01-11T09:00:00Z,acme,ann,20
2025-01-12T09:00:00Z,acme,bob,40
2025-01-13T09:00:00Z,globex,cho,9
END
cat >hale.ini <<'END'
[pipeline]
name     = old
as_of    = 2025-02-01
timezone = UTC
roster   = accounts
[input.accounts]
plugin = csv
path   = accounts.csv
role   = accounts
[input.events]
plugin = csv
path   = events.csv
role   = events
column.pieces = int pieces
[metric.old]
plugin = old
[model.size]
plugin = old
[output.terminal]
plugin = old
[output.accounts]
plugin = csv
path   = out_{table}.csv
END
run 0 "the pack of 1.0" hale.ini
# acme: ann and bob; of 5, 20 and 40 those from 10 on, (20 + 40) / 2; over 50
# seats. globex: cho; 9 is less than 10, so there is no mean; 10 seats.
cat >wanted.csv <<'END'
as_of,account,seats,old,old_mean,size
2025-02-01,acme,60,2,30,true
2025-02-01,globex,10,1,,false
END
same "its figures" wanted.csv out_accounts.csv
is "what its output printed" "$(cat .out)" "2 rows"
done_testing
