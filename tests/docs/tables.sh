#!/bin/sh
# SPDX-License-Identifier: MIT
#
# tables.sh HALE ROOT: does docs/tables.md say what a run writes? The demo is
# run into a database; every table of the page names the columns and types that
# are there, in their order, and every ```sql block gives rows.
set -u
hale=${1:?the path of hale}
root=${2:?the root of the project}
page=$root/docs/tables.md
HALE_PLUGIN_PATH=${HALE_PLUGIN_PATH:-$(dirname -- "$hale")/../plugins}
export HALE_PLUGIN_PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
checks=0

cp -R "$root/etc" "$root/scripts" "$work"
"$hale" run -q "$work/etc/demo/hale.ini" --as-of 2025-01-01..2026-01-01 \
    --set pipeline.every=month --set output.history.plugin=sqlite \
    --set output.history.path="$work/hale.db" \
    --set 'output.history.tables=*' >/dev/null || exit 1

told() { # RESULT NAME
    checks=$((checks + 1))
    [ "$1" -eq 0 ] && return
    echo "FAIL  $2"
    failures=$((failures + 1))
}

ask() {
    sqlite3 -batch -bail -separator ' ' "$work/hale.db" "$1"
}

# "name type" of the rows of the first Markdown table of a section.
on_page() {
    awk -v section="### \`$1\`" '
        /^#/ { inside = $0 == section; next }
        inside && /^\| `/ { started = 1; gsub(/[|`]/, ""); print $1, $2; next }
        inside && started { exit }' "$page"
}

# SECTION REAL-COLUMNS-QUERY REST: REST says what may follow, "none" or "more".
compare() {
    on_page "$1" >"$work/page"
    ask "$2" >"$work/real"
    count=$(wc -l <"$work/page")
    [ "$3" = none ] || {
        head -n "$count" "$work/real" >"$work/first"
        mv "$work/first" "$work/real"
    }
    [ "$count" -gt 0 ] && diff "$work/page" "$work/real"
    told $? "$1"
}

results() { # SECTION TABLE REST
    compare "$1" "SELECT x.name, c.type FROM pragma_table_xinfo('hale_$2') x
        JOIN hale_column c ON c.table_name = 'hale_$2'
        AND c.column_name = x.name ORDER BY x.cid" "$3"
}

own() { # TABLE
    compare "$1" "SELECT name, type FROM pragma_table_info('hale_$1')" none
}

results accounts accounts more
results scores scores none
results components components none
results rollup_NAME rollup_company more
results rollup_NAME rollup_segment more
results METRIC movements more
results METRIC_accounts movements_accounts more
results inputs inputs none
results definitions definitions none
own run
own column
own schema

awk -v dir="$work" '
    /^```/ { inside = !inside && $0 == "```sql"
             if (inside) file = sprintf("%s/%02d.sql", dir, ++n); next }
    inside { print > file }' "$page"
for sql in "$work"/*.sql; do
    rows=$(sqlite3 -batch -bail "$work/hale.db" <"$sql") && [ -n "$rows" ]
    told $? "$(head -n 1 "$sql"): no rows"
done

# What the page says of the months holds.
[ "$(ask "SELECT count(*) > 0, sum(abs(start_x10000 + new_x10000 +
    expansion_x10000 + reactivation_x10000 - contraction_x10000 -
    churn_x10000 - end_x10000)) FROM hale_movements")" = "1 0" ]
told $? "the months do not add up"

echo "$checks checks, $failures failed"
[ "$checks" -ge 20 ] && [ "$failures" -eq 0 ]
