#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sources.sh: where rows come from changes no byte of what comes out. The demo
# is run from its CSV files, from lines of JSON, from an SQLite database with
# columns of numbers and of doubles, and from commands; every table must be
# the same as that of the CSV files.
#
# SQLite's own reader of CSV and writer of JSON make the other sources.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/kit.sh"

tables="accounts subscriptions events surveys tickets touches"

# What SQL makes of @, a cell's text: JSON, with numbers as they are written;
# and what SQLite keeps in a column of no type.
as_json="CASE WHEN @ = '' THEN json('null') WHEN json_valid(@)
    THEN json(@) ELSE @ END"
as_value="CASE WHEN @ = '' THEN NULL WHEN NOT json_valid(@) THEN @
    WHEN json_type(@) = 'integer' THEN CAST(@ AS INTEGER)
    WHEN json_type(@) = 'real' THEN CAST(@ AS REAL) ELSE @ END"

# each TABLE BEFORE SQL AFTER: BEFORE SQL AFTER for each column; # is its name.
each() {
    sqlite3 demo.db "SELECT name FROM pragma_table_info('$1')" |
        while read -r column; do
            echo "$2$3$4" | sed "s/@/\"$column\"/g; s/#/$column/g"
        done | tr '\n' ' ' | sed 's/, *$//'
}

for table in $tables; do
    sqlite3 demo.db ".import --csv '$demo/$table.csv' $table"
    sqlite3 demo.db "SELECT json_object($(each "$table" "'#', " \
        "$(echo "$as_json" | tr '\n' ' ')" ,)) FROM $table ORDER BY rowid" \
        >"$table.ndjson"
    sqlite3 demo.db "CREATE TABLE typed_$table AS SELECT $(each "$table" "" \
        "$(echo "$as_value" | tr '\n' ' ')" ' AS "#",') FROM $table
        ORDER BY rowid"
    gzip -c "$table.ndjson" >"$table.ndjson.gz"
    command -v zstd >/dev/null && zstd -q "$table.ndjson"
    is "lines of $table.ndjson" "$(wc -l <"$table.ndjson")" \
        "$(sqlite3 demo.db "SELECT count(*) FROM $table")"
done
is "there are doubles to be read as money" "$(sqlite3 demo.db \
    "SELECT typeof(mrr) FROM typed_subscriptions LIMIT 1")" real

# from NAME PLUGIN KEYS: the demo with other sources. KEYS are lines, parted by
# ";;", in which @ stands for the name of the input.
from() {
    source=$1
    sed "s|^script = .*|script = $root/scripts/health.lua|" "$demo/hale.ini" |
        awk -v plugin="$2" -v keys="$3" '
            /^\[/ { input = "" }
            /^\[input\./ { input = $0; gsub(/^\[input\.|\].*/, "", input) }
            input && /^plugin/ { print "plugin = " plugin; next }
            input && /^path/ {
                n = split(keys, key, /;;/)
                for (i = 1; i <= n; i++) {
                    gsub(/@/, input, key[i])
                    print key[i]
                }
                next
            }
            { print }' >"$source.ini"
    run 0 "from $source" "$source.ini" \
        --set "output.files.path=$work/$source/{table}.csv" \
        --set "output.stream.path=$work/$source/scores.ndjson" || return
    [ "$source" = csv ] ||
        same "from $source as from CSV" csv "$source"
    # Nor do they age differently.
    run 0 "ages from $source" "$source.ini" --as-of 2025-12-15T12:00 \
        --set input.events.max_age=1h --set input.tickets.max_age=1d \
        --set output.files.tables=inputs \
        --set "output.files.path=$work/$source.inputs.csv" \
        --set "output.stream.path=$work/$source.ndjson"
    cut_to "$source.inputs.csv" input newest age max_age state >"$source.ages"
    same "ages from $source" csv.ages "$source.ages"
}

printf '[\n{"account":\n"a"}\n]\n' >one.json

from csv csv "path = $demo/@.csv"
is "tables" "$(find csv -type f | wc -l)" 8
from ndjson ndjson "path = $work/@.ndjson"
from gzip ndjson "path = $work/@.ndjson.gz"
[ -e events.ndjson.zst ] && from zstd ndjson "path = $work/@.ndjson.zst"
from sqlite sqlite "path = $work/demo.db;;table = typed_@"
from texts sqlite "path = $work/demo.db;;table = @"
from query sqlite "path = $work/demo.db;;query = SELECT * FROM typed_@ ORDER BY rowid"
from exec exec "command = cat '$demo/@.csv'"
from script exec "command = cat @.ndjson;;format = ndjson;;folder = $work"

# --------------------------------------------- what goes wrong says so --
# fails NAME CODE TEXT LINES...: a run whose accounts come from what LINES say
fails() {
    what=$1
    exit_code=$2
    text=$3
    shift 3
    {
        printf '[pipeline]\nas_of = 2026-01-01\ntimezone = UTC\n'
        printf 'roster = accounts\n[input.accounts]\nrole = accounts\n'
        printf '%s\n' "$@"
        printf '[metric.tenure]\nplugin = account.tenure\n'
        printf '[output.o]\nplugin = csv\npath = %s/{table}.csv\n' "$work/bad"
    } >bad.ini
    run "$exit_code" "$what" bad.ini
    has "$what" .err "$text"
    is "$what: what was published" "$(ls bad 2>/dev/null)" ""
}
# Options that do not go together are mistakes in the pipeline, at their line.
fails "one sign for two things" 78 \
    "bad.ini:9:1: input.accounts: delimiter and quote are both '|'" \
    'plugin = csv' "path = $demo/accounts.csv" 'delimiter = |' 'quote = |'
fails "a header, and names" 78 "bad.ini:9:1: input.accounts: columns: " \
    'plugin = csv' "path = $demo/accounts.csv" 'columns = account, name'
fails "the same of a command" 78 "bad.ini:9:1: input.accounts: columns: " \
    'plugin = exec' "command = cat '$demo/accounts.csv'" 'columns = account'
fails "no command" 78 "bad.ini:8:1: input.accounts: command: there must be one" \
    'plugin = exec' 'command ='
fails "table and query" 78 "bad.ini:9:1: input.accounts: table and query: say one" \
    'plugin = sqlite' "path = $work/demo.db" 'table = a' 'query = SELECT 1'
fails "neither" 78 "bad.ini:5:1: input.accounts: table or query: say what" \
    'plugin = sqlite' "path = $work/demo.db"
fails "a table that is not there" 69 'has no table "account"; it has: accounts' \
    'plugin = sqlite' "path = $work/demo.db" 'table = account'
fails "no such database" 66 'No such file' \
    'plugin = sqlite' "path = $work/nothing.db" 'table = accounts'
fails "not a database" 69 'file is not a database' \
    'plugin = sqlite' "path = $demo/accounts.csv" 'table = accounts'
fails "SQL that is wrong" 69 'no such column: acount' \
    'plugin = sqlite' "path = $work/demo.db" 'query = SELECT acount FROM accounts'
fails "a command that fails in the end" 69 \
    'failed with exit code 3; it said: no more money' 'plugin = exec' \
    "command = cat '$demo/accounts.csv'" '    echo no more money >&2' '    exit 3'
fails "a command that fails late" 69 'failed with exit code 1' \
    'plugin = exec' 'command = echo account,created' \
    "    seq -f 'a%.0f,2025-01-01' 20000" '    false'
fails "a command that never ends" 69 'did not end within 1 s' \
    'plugin = exec' 'command = echo account,created' '    sleep 100' \
    'timeout = 1'
fails "a file that is one document" 69 "jq -c '.[]'" \
    'plugin = ndjson' "path = $work/one.json"
done_testing
