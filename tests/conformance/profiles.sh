#!/bin/sh
# SPDX-License-Identifier: MIT
#
# profiles.sh HALE ROOT: every metric and model of this project that has a knob
# knows the answers of all profiles in the binary, and falls back to that of
# hale. So a profile never stops a pipeline of ours, and `profile = hale` is no
# profile at all.
set -u
hale=${1:?the path of hale}
root=${2:?the root of the project}
unset HALE_PLUGIN_PATH
XDG_DATA_HOME=/nonexistent
export XDG_DATA_HOME
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

for folder in "$root"/plugins/metric/*/ "$root"/plugins/model/*/; do
    pack=$(basename "$folder")
    [ "$pack" != common ] || continue
    "$hale" plugin show "$pack" --json >"$work/$pack.json" 2>/dev/null ||
        rm "$work/$pack.json"
done

# Answers that stand for no limit are no choice and no span.
cat >"$work/ask.sql" <<'END'
CREATE TABLE option AS SELECT
    json_extract(p.value, '$.pack') || '.' || json_extract(p.value, '$.name')
        AS plugin,
    json_extract(o.value, '$.name') AS name,
    json_extract(o.value, '$.default') AS usual, o.value AS body
    FROM json_each(CAST(readfile(:file) AS TEXT), '$.plugins') p,
        json_each(p.value, '$.options') o
    WHERE json_extract(o.value, '$.profiles') IS NOT NULL;
SELECT plugin || ': ' || name || ' = ' || a.value || ' of ' || a.key
    FROM option, json_each(body, '$.profiles') a
    WHERE json_extract(body, '$.type') = 'choice' AND a.value NOT IN
        (SELECT c.value FROM json_each(body, '$.choices') c);
SELECT plugin || ': ' || name || ' = ' || a.value || ' of ' || a.key
    FROM option, json_each(body, '$.profiles') a
    WHERE json_extract(body, '$.type') = 'days' AND a.value LIKE '%d' AND
        json_extract(body, '$.max') IS NOT NULL AND
        CAST(a.value AS INTEGER) NOT BETWEEN json_extract(body, '$.min') AND
        json_extract(body, '$.max');
SELECT plugin || ': ' || name || ' falls back to ' || usual || ', hale to ' ||
    json_extract(body, '$.profiles.hale')
    FROM option WHERE usual != json_extract(body, '$.profiles.hale');
.output knobs
SELECT count(*) FROM option;
END

knobs=0
for file in "$work"/*.json; do
    (cd "$work" && sqlite3 :memory: ".parameter init" \
        ".parameter set :file $(basename "$file")" ".read ask.sql") >"$work/out"
    [ -s "$work/out" ] && {
        cat "$work/out"
        failures=$((failures + 1))
    }
    knobs=$((knobs + $(cat "$work/knobs")))
done
echo "$knobs knobs of plugins, $failures packs with trouble"
[ "$knobs" -gt 40 ] && [ "$failures" -eq 0 ]
