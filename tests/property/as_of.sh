#!/bin/sh
# SPDX-License-Identifier: MIT
#
# as_of.sh: the law that a run over many as-of dates is many runs in one: the
# rows of each date have the bytes of a run for that date alone.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/../golden/kit.sh"

# compare NAME MANY ONE DATE: the rows of the date in every table of MANY.
# Each column is in both; tables are CSV whose first column is as_of. Where users
# are not known there is nothing to rank.
compare() {
    for file in "$3"/*.csv; do
        table=${file##*/}
        rows_of "$4" "$2/$table" >many.rows
        rows_of "$4" "$file" >one.rows
        case $(wc -l <one.rows)$1$table in
        1*limitedrank_spread.csv) ;;
        1[!0-9]*) fail "$1: $table has no rows of $4" ;;
        esac
        same "$1: $table as of $4" many.rows one.rows
    done
}

# A record may have several lines, so lines are joined while quotes are open.
rows_of() {
    awk -v date="$1" '
        {
            row = open ? row "\n" $0 : $0
            open = (open + gsub(/"/, "\"")) % 2
            if (!open && (!seen++ || index(row, date ",") == 1)) print row
        }' "$2"
}

demo 0 "a range" many --set pipeline.as_of=2025-06-01..2026-01-01 \
    --set pipeline.every=month || done_testing
is "as-of dates" "$(cut -d, -f1 many/rollup_company.csv | grep -c ^20)" 8
for date in 2025-06-01 2025-07-01 2025-08-01 2025-09-01 2025-10-01 2025-11-01 \
    2025-12-01 2026-01-01; do
    demo 0 "as of $date" "one-$date" --as-of "$date"
    compare "the demo" many "one-$date" "$date"
done
demo 0 "a range on two threads" many-j2 -j 2 \
    --set pipeline.as_of=2025-06-01..2026-01-01 --set pipeline.every=month
same "a range on two threads" many many-j2

# The same for data of every shape, without a roster, with facts that were
# learned late, and with inputs that are too old as of some of the dates: how
# old they are is counted from the files. tests/property/shapes.
cp -R "$root/tests/property/shapes" shapes

# aged PIPELINE KNOWN: the settings of inputs that may be only so old.
aged() {
    events=24h
    [ -z "$2" ] || events=160h
    echo "input.events.max_age=$events"
    [ "$1" = events ] || printf '%s\n' input.terms.max_age=10d \
        input.licences.max_age=35d input.notes.max_age=4d
}

# with_users FILE: the dates as of which users are known.
with_users() {
    cut_to "$1" as_of users | grep -v ',$' | cut -d, -f1 | sort -u | tr '\n' ' '
}

for pipeline in roster nobody events; do
    for known in '' as_of; do
        for age in any limited; do
            title="shapes, $pipeline, known_at=$known, age $age"
            set --
            [ -n "$known" ] && set -- --set "pipeline.known_at=$known"
            if [ "$age" = limited ]; then
                for setting in $(aged $pipeline "$known"); do
                    set -- "$@" --set "$setting"
                done
            fi
            run 0 "$title" shapes/$pipeline.ini "$@" \
                --set "pipeline.as_of=2025-03-01..2025-07-01" \
                --set pipeline.every=month \
                --set "output.out.path=$work/many-$pipeline/{table}.csv" ||
                continue
            # Newest before March 1 46 h, April 1 7 h, May 1 and June 1 11 h,
            # July 1 118 h; of what was known then 181, 160, 507, 154, 386 h.
            case $age$known in
            limited)
                is "$title" "$(with_users many-$pipeline/accounts.csv)" \
                    "2025-04-01 2025-05-01 2025-06-01 "
                ;;
            limitedas_of)
                is "$title" "$(with_users many-$pipeline/accounts.csv)" \
                    "2025-04-01 2025-06-01 "
                ;;
            esac
            for date in 2025-03-01 2025-04-01 2025-05-01 2025-06-01 \
                2025-07-01; do
                run 0 "$title as of $date" shapes/$pipeline.ini "$@" \
                    --as-of "$date" \
                    --set "output.out.path=$work/one-$pipeline/{table}.csv"
                compare "$title" "many-$pipeline" "one-$pipeline" "$date"
            done
        done
    done
done
done_testing
