#!/bin/sh
# SPDX-License-Identifier: MIT
#
# rejects.sh: rows that cannot be used. With on_error = fail the run tells the
# first mistakes, all with their places, and writes nothing; with skip the rows
# end in the reject file and the run goes on, up to a limit.
#
# Of nine events six are wrong, of five subscriptions two:
#   events.csv         3 no such day      4 no account    5 no time
#                      6 "x" is no number, in column 17
#                      7 two cells of four
#                     10 "7y" is no number, in column 20; the row before it
#                        goes over two lines
#   subscriptions.csv  2 ends before it begins    5 a currency without a rate
# What is left: a 1 event, b 2 with sizes; b pays 10.00001, in ten-thousandths
# 10.0000, and 30 without a currency; a's subscription has no length.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/kit.sh"

cp "$root"/tests/golden/rejects/* .

# What `find` tells of files: the same inode and time, so the very file.
very_files() {
    find out -type f -exec ls -il --full-time {} + | sort
}

# ----------------------------------------------------------------- fail --
head -2 events.csv >good.csv
grep -v -e CHF -e 2025-01-31 subscriptions.csv >terms.csv
run 0 "nothing wrong" hale.ini --set input.events.path=good.csv \
    --set input.subscriptions.path=terms.csv
cp -Rp out before
very_files >before.ls
run 65 "on_error = fail" hale.ini
for place in events.csv:3:1 events.csv:4: events.csv:5: events.csv:6:17 \
    events.csv:7:1 events.csv:10:20 subscriptions.csv:2: \
    subscriptions.csv:5:; do
    has "its place" .err "$place"
done
has "a day" .err '"2025-02-30"'
has "no account" .err 'events.csv:4: input.events: account: no account'
has "no time" .err 'events.csv:5: input.events: time: no time'
has "a number" .err 'size: not a whole number: "x"'
has "cells" .err 'the row has 2 cells, the header 4'
has "an interval" .err 'ended: ends before it begins'
has "a currency" .err 'currency: no rate for "CHF"'
has "what to do" .err 'on_error = skip'
has "nothing written" .err 'Nothing was written'
same "on_error = fail leaves the old results" before out
very_files >after.ls
same "... the very files" before.ls after.ls
[ -e hale-rejects.csv ] && fail "on_error = fail wrote rejects"
is "other files" "$(find . -name '.*.tmp')" ""

# Twenty mistakes of a file are told, and then it is enough.
awk 'BEGIN {
    print "time,account,user,size"
    for (i = 0; i < 5000; i++) print "2025-02-30,a,u1,1"
}' >many.csv
run 65 "many mistakes" hale.ini --set input.events.path=many.csv \
    --set input.subscriptions.path=terms.csv
is "mistakes that are told" "$(grep -c 'many.csv:[0-9]*:1:' .err)" 20
has "the first" .err many.csv:2:1
has "the twentieth" .err many.csv:21:1

# ----------------------------------------------------------------- skip --
cat >wanted.csv <<'E'
file,line,column,field,reason,raw
"events.csv",3,1,"time","not a date: ""2025-02-30""; date_format wants YYYY-MM-DD","2025-02-30,a,u1,1"
"events.csv",4,,"account","no account","2025-06-01,,u1,1"
"events.csv",5,,"time","no time",",a,u1,1"
"events.csv",6,17,"size","not a whole number: ""x""","2025-06-02,a,u1,x"
"events.csv",7,1,"","the row has 2 cells, the header 4","2025-06-03,a"
"events.csv",10,20,"size","not a whole number: ""7y""","2025-06-05,b,""u,2"",7y"
"subscriptions.csv",2,,"ended","ends before it begins","a,2025-02-01,2025-01-31,10,EUR"
"subscriptions.csv",5,,"currency","no rate for ""CHF""; rates stand in [pipeline], as in fx.USD = 0.92","b,2025-02-01,,20,CHF"
E
cat >wanted_accounts.csv <<'E'
as_of,account,n,mrr,mrr_arr,mrr_subscriptions,mrr_customer,mrr_paying,mrr_list,mrr_held,mrr_trial,mrr_in_grace,mrr_overlaps
2025-07-01,a,1,0.00,0.00,0,0,0,0.00,0.00,0.00,0,0
2025-07-01,b,2,40.00,480.00,2,1,1,40.00,0.00,0.00,0,0
E
skip() { # CODE NAME WORDS: on_error = skip
    wanted=$1
    name=$2
    shift 2
    run "$wanted" "$name" hale.ini --set pipeline.on_error=skip "$@"
}
rejected() { # the reject file without the folder
    sed "s|^\"[^\"]*/|\"|" hale-rejects.csv
}
for threads in 1 4; do
    rm -rf out hale-rejects.csv
    skip 0 "on_error = skip" -j "$threads"
    rejected >got.csv
    same "the reject file" wanted.csv got.csv
    same "what is left" wanted_accounts.csv out/accounts.csv
    has "counts" out/inputs.csv events,events,csv,9,3,0,0,0,6,0
    has "counts" out/inputs.csv subscriptions,subscriptions,csv,5,3,0,0,0,2,0
    has "a warning" .err 'events.csv:6:17: input.events: warning:'
done
rm -rf out hale-rejects.csv
skip 0 "a dry run" -n
[ -e hale-rejects.csv ] && fail "a dry run wrote rejects"
skip 0 "another reject file" --set pipeline.rejects=other.csv
[ -e other.csv ] || fail "there is no other.csv"
[ -e hale-rejects.csv ] && fail "both reject files were written"

# One input may be strict while the others are not.
skip 0 "to begin with"
cp hale-rejects.csv old.csv
skip 65 "one strict input" --set input.subscriptions.on_error=fail
has "who" .err "input.subscriptions has rows that cannot be used"

# The reject file is yesterday's until a run has rejects or ends without.
cp old.csv hale-rejects.csv
run 65 "on_error = fail" hale.ini
same "a failed run leaves the rejects" old.csv hale-rejects.csv
skip 0 "no rejects any more" --set input.events.path=good.csv \
    --set input.subscriptions.path=terms.csv
is "the reject file" "$(cat hale-rejects.csv)" \
    "file,line,column,field,reason,raw"

# --------------------------------------------------------------- limits --
skip 0 "as many as allowed" --set pipeline.max_rejects=8
rm -rf before
cp -Rp out before
for limit in 7 6 5 0; do
    skip 65 "max_rejects = $limit" --set "pipeline.max_rejects=$limit"
    has "the limit" .err "max_rejects = $limit"
    same "max_rejects = $limit leaves the old results" before out
done
# 8 of 16 rows (2 accounts, 9 events, 5 subscriptions) are half of them.
skip 0 "half of the rows" --set pipeline.max_rejects=50%
skip 65 "more than 49 %" --set pipeline.max_rejects=49%
has "the share" .err "8 of 16 rows rejected, max_rejects = 49%"
skip 65 "none at all" --set pipeline.max_rejects=0%
skip 78 "a wrong limit" --set pipeline.max_rejects=many
has "a wrong limit" .err "max_rejects = many"

# An input that is not there.
run 66 "no such file" hale.ini --set input.events.path=nowhere.csv
has "no such file" .err nowhere.csv
same "no such file leaves the old results" before out
skip 66 "... whatever on_error says" --set input.events.path=nowhere.csv
done_testing
