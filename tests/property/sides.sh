#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sides.sh: laws of what is settled before rows are put together.
#
#   exclude    leaving accounts out is the same as never having had their rows
#   grain      putting families together is the same as writing the head's name
#              into every file
#   fx         the rate of each row's own time is the same as money that was
#              converted before it came; a rate of one is the same as none
#
# The files are rewritten by awk, which knows nothing of hale, nor of quotes:
# the few rows of the demo that have some are taken out first. Not compared is
# the table "inputs", which tells what was read.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/../golden/kit.sh"

files="accounts subscriptions events surveys tickets touches"

mkdir base
for file in $files; do
    awk -F, 'NR == 1 { n = NF } NF == n && !/"/' "$demo/$file.csv" \
        >"base/$file.csv"
done

# The account stands in that column of a file.
column_of() {
    head -1 "base/$1.csv" | tr ',' '\n' | grep -n '^account$' | cut -d: -f1
}

tables="accounts, scores, components, rollup_*, movements*"

# from DIR CODE NAME INTO WORDS: the demo with the files of that folder.
from() {
    dir=$1
    shift
    for file in $files; do
        set -- "$@" --set "input.$file.path=$work/$dir/$file.csv"
    done
    demo "$@" --set "output.files.tables=$tables"
}

# dated CODE NAME INTO WORDS: the demo with the rates of rates.csv.
dated() {
    demo "$@" --set "output.files.tables=$tables" \
        --set input.rates.plugin=csv --set "input.rates.path=$work/rates.csv"
}

compare() {
    rm -f "$2/inputs.csv" "$3/inputs.csv"
    same "$1" "$2" "$3"
}

# --------------------------------------------------------------- exclude --
awk -F, 'NR > 1 && $3 == "smb" { print $1 }' base/accounts.csv >out.txt
[ -s out.txt ] || fail "nobody is of segment smb"
mkdir less
for file in $files; do
    awk -F, -v c="$(column_of "$file")" '
        NR == FNR { out[$1] = 1; next }
        FNR == 1 || !($c in out)' out.txt "base/$file.csv" >"less/$file.csv"
done
from base 0 "left out" excluded --set input.accounts.exclude.segment=smb
from less 0 "never there" without
compare "left out is never there" excluded without

# ----------------------------------------------------------------- grain --
# Every third account belongs to the one before it: chains of two, by number.
mkdir family joined
awk -F, -v OFS=, '
    NR == 1 { for (i = 1; i <= NF; i++) if ($i == "parent") p = i; print; next }
    { $p = NR % 3 == 2 ? "" : last; last = $1; print }
' base/accounts.csv >family/accounts.csv
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "parent") p = i; next }
    { head = $p == "" ? $1 : top[$p]; top[$1] = head; print $1 "," head }
' family/accounts.csv >heads.txt
is "heads" "$(cut -d, -f2 heads.txt | sort -u | wc -l | tr -d ' ')" \
    "$(awk 'NR > 1 && NR % 3 == 2' base/accounts.csv | wc -l | tr -d ' ')"
for file in $files; do
    [ "$file" = accounts ] && continue
    cp "base/$file.csv" "family/$file.csv"
    awk -F, -v OFS=, -v c="$(column_of "$file")" '
        NR == FNR { head[$1] = $2; next }
        $c in head { $c = head[$c] }
        { print }' heads.txt "base/$file.csv" >"joined/$file.csv"
done
awk -F, 'NR == FNR { head[$2] = 1; next } FNR == 1 || $1 in head' \
    heads.txt family/accounts.csv >joined/accounts.csv
from family 0 "together" grain --set pipeline.grain=ultimate
from joined 0 "joined before" before
compare "families" grain before
from family 0 "together, one thread" one --set pipeline.grain=ultimate -j 1
compare "families, one thread" grain one

# -------------------------------------------------------------------- fx --
# Two rates, by the day on which a subscription starts; times 2 and 3 a double
# is exact enough.
printf 'date,currency,rate\n2000-01-01,EUR,2\n2024-07-01,EUR,3\n' >rates.csv
sed 's/,USD,/,EUR,/' base/subscriptions.csv >euro.csv
awk -F, -v OFS=, '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print; next }
    {
        rate = $(at["started"]) < "2024-07-01" ? 2 : 3
        $(at["mrr"]) = sprintf("%.4f", $(at["mrr"]) * rate)
        print
    }' base/subscriptions.csv >dollars.csv
dated 0 "at its own time" start --set pipeline.fx=start \
    --set "input.subscriptions.path=$work/euro.csv"
demo 0 "converted before" dollars \
    --set "input.subscriptions.path=$work/dollars.csv" \
    --set "output.files.tables=$tables"
compare "at its own time" start dollars
printf 'date,currency,rate\n2000-01-01,EUR,1\n2025-03-01,EUR,1.0\n' >rates.csv
dated 0 "a rate of one" spot --set pipeline.fx=spot \
    --set "input.subscriptions.path=$work/euro.csv"
demo 0 "no rate" plain --set "output.files.tables=$tables"
compare "a rate of one" spot plain
done_testing
