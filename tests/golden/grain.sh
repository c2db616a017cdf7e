#!/bin/sh
# SPDX-License-Identifier: MIT
#
# grain.sh: whose the rows of an account are, and what may be wrong with what
# the roster says of it.
#
#     top <- mid <- x, y        top <- z        solo, which names itself
#
# June 2025: x pays 100 until 15 June, y 60 throughout, z 40 from 10 June,
# solo 30 until 20 June; mid and top pay nothing themselves.
#
#   grain     account       start  new  contr.  churn  end   customers
#   account   x               100                 100    0   3 at the start,
#             y                60                       60   of which 2 are
#             z                      40                 40   lost
#             solo             30                  30    0
#             together        190   40           130   100
#   parent    mid = x + y     160          100           60  2 at the start,
#             top = mid + z         40                   40  of which 1
#             solo             30                  30     0
#             together        190   40     100    30   100
#   ultimate  top             160          60           100  2 at the start,
#             solo             30                  30     0  of which 1
#             together        190          60     30    100
# A loss inside a family that stays is a contraction of the family.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/kit.sh"

cp -R "$root"/tests/golden/grain/* .

moves() {
    cut_to out/move.csv start new expansion contraction churn end \
        customers_start customers_churned
}

for threads in 1 4; do
    run 0 "by account" hale.ini -j "$threads"
    is "by account" "$(moves)" "190.00,40.00,0.00,0.00,130.00,100.00,3,2"
    run 0 "by parent" hale.ini -j "$threads" --set pipeline.grain=parent
    is "by parent" "$(moves)" "190.00,40.00,0.00,100.00,30.00,100.00,2,1"
    is "parents" "$(cut_to out/accounts.csv account name move_start)" \
        "mid,Mid,160.00
solo,Solo,30.00
top,Top,0.00"
    run 0 "by family" hale.ini -j "$threads" --set pipeline.grain=ultimate
    is "by family" "$(moves)" "190.00,0.00,0.00,60.00,30.00,100.00,2,1"
    is "families" "$(cut_to out/accounts.csv account name move_end)" \
        "solo,Solo,0.00
top,Top,100.00"
    is "rows" "$(cut_to out/inputs.csv input rows_read rows_kept orphans)" \
        "accounts,6,6,0
subscriptions,5,4,1"
done

# ------------------------------------------------------- who is left out --
# Without x the family starts with y's 60, ends with 100 and won 40 by z.
run 0 "a child left out" hale.ini --set pipeline.grain=ultimate \
    --set input.accounts.column.name=name \
    --set input.accounts.exclude.name=X
is "a child left out" "$(moves)" "90.00,0.00,40.00,0.00,30.00,100.00,2,1"
is "its rows" "$(cut_to out/inputs.csv input rows_kept excluded)" \
    "accounts,5,1
subscriptions,3,1"
# Without mid, and so without x and y, top is new by z's 40.
run 0 "a branch left out" hale.ini --set pipeline.grain=ultimate \
    --set input.accounts.exclude.name=Mid
is "a branch left out" "$(moves)" "30.00,40.00,0.00,0.00,30.00,40.00,1,1"
run 0 "a branch left out, by parent" hale.ini --set pipeline.grain=parent \
    --set input.accounts.exclude.name=Mid
is "a branch left out" "$(moves)" "30.00,40.00,0.00,0.00,30.00,40.00,1,1"
is "its rows" "$(cut_to out/inputs.csv input rows_kept excluded)" \
    "accounts,3,3
subscriptions,2,2"
run 0 "a family left out" hale.ini --set pipeline.grain=ultimate \
    --set input.accounts.exclude.name=Top
is "a family left out" "$(moves)" "30.00,0.00,0.00,0.00,30.00,0.00,1,1"
is "its rows" "$(cut_to out/inputs.csv input rows_kept excluded)" \
    "accounts,1,5
subscriptions,1,3"

# ---------------------------------------------------------------- wrong --
sed 's/^top,Top,,/top,Top,x,/' accounts.csv >circle.csv
for grain in parent ultimate; do
    run 65 "a circle, $grain" hale.ini --set pipeline.grain=$grain \
        --set input.accounts.path=circle.csv
    has "the chain" .err 'go round in a circle: "'
    tr ' ' '\n' <.err | grep -c '^->$' >arrows
    is "its length" "$(cat arrows)" 3
done
run 0 "a circle nobody looks at" hale.ini \
    --set input.accounts.path=circle.csv
sed 's/^mid,Mid,top,/mid,Mid,hq,/' accounts.csv >hq.csv
run 65 "a parent that is not there" hale.ini --set pipeline.grain=parent \
    --set input.accounts.path=hq.csv
has "who" .err '"hq" of account "mid"'
has "nothing written" .err 'Nothing was written'

# y leaves mid on 1 June: each date alone is fine, both together are not, and
# by account nothing has to be put together.
cp accounts.csv moved.csv
echo 'y,Y,,small,2025-06-01' >>moved.csv
set -- hale.ini --set input.accounts.path=moved.csv \
    --set input.accounts.column.time=since
run 0 "before it moved" "$@" --set pipeline.grain=parent --as-of 2025-05-01
is "before it moved" "$(cut_to out/accounts.csv account)" "mid
solo
top"
run 0 "after it moved" "$@" --set pipeline.grain=parent
is "after it moved" "$(cut_to out/accounts.csv account)" "mid
solo
top
y"
set -- "$@" --set pipeline.as_of=2025-05-01..2025-07-01 \
    --set pipeline.every=month
run 65 "both at once" "$@" --set pipeline.grain=parent
has "who" .err 'account "y": its parent is not the same as of 2025-05-01 and'
run 0 "both at once, by account" "$@"

# y was never mid's, which was learned on 15 May: with known_at = as_of the
# run as of 1 May still takes it for mid's, without known_at none does.
sed 's/since$/since,recorded/; s/2025-01-01$/2025-01-01,2025-01-01/' \
    accounts.csv >learned.csv
echo 'y,Y,,small,2025-01-01,2025-05-15' >>learned.csv
run 0 "with what we know now" "$@" --set pipeline.grain=parent \
    --set input.accounts.path=learned.csv
run 65 "with what was known" "$@" --set pipeline.grain=parent \
    --set pipeline.known_at=as_of --set input.accounts.path=learned.csv
has "when" .err \
    'its parent is not the same as of 2025-05-01 and as of 2025-06-01'
run 0 "as was known on 1 May" "$@" --set pipeline.grain=parent --as-of \
    2025-05-01 --set pipeline.known_at=as_of \
    --set input.accounts.path=learned.csv
is "as was known on 1 May" "$(cut_to out/accounts.csv account)" "mid
solo
top"

# At the grain of accounts it may change who is left out: y's new row alone.
sed 's/^y,Y,,small/y,Y,,gone/' moved.csv >gone.csv
run 0 "left out later" "$@" --set input.accounts.path=gone.csv \
    --set "input.accounts.column.segment=segment" \
    --set input.accounts.exclude.segment=gone
is "left out later" "$(cut_to out/accounts.csv as_of account | grep ,y)" \
    "2025-05-01,y
2025-06-01,y"
run 65 "left out later, by family" "$@" --set pipeline.grain=ultimate \
    --set input.accounts.path=gone.csv \
    --set "input.accounts.column.segment=segment" \
    --set input.accounts.exclude.segment=gone
done_testing
