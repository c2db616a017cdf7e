#!/bin/sh
# SPDX-License-Identifier: MIT
#
# catalogue.sh HALE: every metric and model of this project says what a reader
# needs: what it is, by what formula, whose, with an example; every figure its
# unit, direction, roll-up and what makes it missing; every rate what it is a
# rate of, and whether groups show its interval.
#
# Then all examples together are one pipeline, and it runs: over files that
# have a header and no row, but for one account. What comes out must be the
# truth about nobody: counts of 0 and rates that are missing.
set -u
hale=${1:?the path of hale}
tests=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
unset HALE_PLUGIN_PATH
XDG_DATA_HOME=/nonexistent
export XDG_DATA_HOME
LC_ALL=C
export LC_ALL
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0

none() { # NAME: there must be nothing in the file NAME
    [ -s "$1" ] || return 0
    echo "FAIL  $1:"
    sed 's/^/      | /' "$1"
    failures=$((failures + 1))
}

"$hale" plugin list --json >list.json || exit 1
cat >catalogue.sql <<'END'
CREATE TABLE raw AS SELECT
    json_extract(value, '$.pack') || '.' || json_extract(value, '$.name')
        AS name, json_extract(value, '$.kind') AS kind,
    json_extract(value, '$.example') AS example, value AS body
    FROM json_each(CAST(readfile('list.json') AS TEXT), '$.plugins')
    WHERE json_extract(value, '$.kind') IN ('metric', 'model');
-- A section's name that two examples have gets a number. Models come after
-- what they read; one reads what another tells.
CREATE TABLE plugin AS
WITH e AS (SELECT *, substr(example, instr(example, '.') + 1,
        instr(example, ']') - instr(example, '.') - 1) AS own,
        kind || (name = 'company.acquisition') AS place FROM raw),
    n AS (SELECT *, row_number() OVER (PARTITION BY own
        ORDER BY place, name) AS nth FROM e)
SELECT name, body, own || CASE nth WHEN 1 THEN '' ELSE '_' || nth END
        AS section, '[' || kind || '.' AS head,
        substr(example, instr(example, ']')) AS rest FROM n ORDER BY place;
CREATE TABLE result AS
SELECT name AS plugin, section, '' AS report,
       json_extract(r.value, '$.name') AS name, r.value AS body
    FROM plugin, json_each(body, '$.results') r
UNION ALL
SELECT plugin.name, section, json_extract(t.value, '$.name'),
       json_extract(c.value, '$.name'), c.value
    FROM plugin, json_each(body, '$.reports') t,
        json_each(t.value, '$.columns') c;

.output plugins-without-a-word
SELECT name || ': no ' || w.value FROM plugin, json_each(
    '["title", "family", "formula", "source", "example"]') w
    WHERE ifnull(json_extract(body, '$.' || w.value), '') = '';
SELECT name || ': family ' || json_extract(body, '$.family') FROM plugin
    WHERE json_extract(body, '$.family') NOT IN
        ('financial', 'health', 'usage', 'team');
.output figures-without-a-word
SELECT plugin || ', ' || report || ' ' || name || ': no ' || w.value
    FROM result, json_each(
    '["type", "unit", "help", "direction", "rollup", "undefined"]') w
    WHERE ifnull(json_extract(body, '$.' || w.value), '') = '';
-- The edges of an interval, a mean of daily rates and a compound rate are of
-- no two sums; what a model tells account by account is no rate.
.output rates-of-nothing
SELECT plugin || ', ' || name || ' is a fraction of nothing' FROM result
    WHERE report = '' AND json_extract(body, '$.type') = 'real'
    AND json_extract(body, '$.unit') = 'fraction'
    AND json_extract(body, '$.rollup') != 'ratio'
    AND name NOT IN ('low', 'high')
    AND plugin || '.' || name NOT IN ('usage.actives.stickiness_rolling',
        'revenue.growth.cmgr', 'company.concentration.share');
SELECT plugin || ', ' || name || ': no ' || w.value
    FROM result, json_each('["numerator", "denominator"]') w
    WHERE json_extract(body, '$.rollup') = 'ratio'
    AND json_extract(body, '$.' || w.value) IS NULL;
-- A share of counts has its 95 % interval in groups, unless its parts are no
-- draws of their own: the users, features and weeks of one account go together,
-- more may be in use than was bought, and a difference is no part of anything.
.output shares-without-an-interval
WITH part AS (SELECT r.plugin || '.' || r.name AS name,
    json_extract(r.body, '$.unit') = 'fraction' AND
        min(json_extract(p.body, '$.type') = 'int') AS counts,
    json_extract(r.body, '$.proportion') AS proportion
    FROM result r JOIN result p ON p.section = r.section AND p.report = ''
        AND p.name IN (json_extract(r.body, '$.numerator'),
            json_extract(r.body, '$.denominator'))
    WHERE r.report = '' AND json_extract(r.body, '$.rollup') = 'ratio'
    GROUP BY r.section, r.name)
SELECT name || ': counts, and no interval' FROM part
    WHERE counts AND NOT proportion
    AND name NOT IN ('usage.active_weeks.share', 'usage.actives.wau_mau',
        'usage.adoption.', 'usage.adoption.depth', 'usage.concentration.',
        'usage.seat_use.', 'usage.seat_use.assigned_share',
        'usage.seat_use.active_share', 'usage.trend.', 'usage.user_growth.',
        'revenue.retention.retention_en')
UNION ALL SELECT name || ': an interval, and no share of counts' FROM part
    WHERE proportion AND NOT counts
UNION ALL SELECT 'no share has an interval'
    WHERE NOT EXISTS (SELECT 1 FROM part WHERE proportion);
.output counted
SELECT (SELECT count(*) FROM plugin), (SELECT count(*) FROM result);

-- Every role with the columns that somebody reads.
.output roles
SELECT json_extract(n.value, '$.role') || '=' ||
       group_concat(DISTINCT json_extract(c.value, '$.name'))
    FROM plugin, json_each(json_array(json_extract(body, '$.needs'),
        json_extract(body, '$.sides'))) k, json_each(k.value) n,
        json_each(n.value, '$.columns') c
    WHERE json_extract(n.value, '$.role') NOT NULL
        AND json_extract(n.value, '$.role') != 'accounts'
    GROUP BY json_extract(n.value, '$.role');
.output examples
SELECT head || section || rest FROM plugin ORDER BY rowid;
END
sqlite3 -bail hale.db ".read catalogue.sql" >sqlite 2>&1
none sqlite
for file in plugins-without-a-word figures-without-a-word rates-of-nothing \
    shares-without-an-interval; do
    none $file
done

echo 'account,segment,csm,created,renewal,seats,version,pulse
one,small,ann,2025-01-01,2026-01-01,5,5.2,' >accounts.csv
cp "$tests/everything.ini" hale.ini || exit 1
echo account,time,amount >orders.csv
echo account,time,csm,pulse >pulses.csv
while IFS='=' read -r role columns; do
    echo "account,time,until,$columns" >"$role.csv"
    printf '\n[input.%s]\nplugin = csv\npath = %s.csv\n' "$role" "$role"
    case $role in
    costs | quotas) sed -i 's/^account,time,until,//' "$role.csv" ;;
    events | milestones | surveys | touches | advocacy)
        echo 'column.time = time' ;;
    *) printf 'column.time = time\ncolumn.until = until\n' ;;
    esac
done <roles >>hale.ini
cat examples >>hale.ini

"$hale" run -q --no-progress hale.ini --set output.out.tables='*' \
    --set pipeline.attributes=segment,csm >said 2>&1 || {
    echo "FAIL  the examples do not run:"
    head -30 said
    exit 1
}

# "column value" of the one account.
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) name[i] = $i }
    NR == 2 { for (i = 1; i <= NF; i++) print name[i] "," $i }' \
    out/accounts.csv >cells.csv
cat >nobody.sql <<'END'
CREATE TABLE cell (name TEXT, value TEXT);
.import --csv cells.csv cell
CREATE TABLE figure AS SELECT plugin, r.name, body, value
    FROM result r JOIN cell c ON report = '' AND c.name =
        section || CASE r.name WHEN '' THEN '' ELSE '_' || r.name END;
.output rates-that-are-not-missing
SELECT f.plugin || ', ' || f.name || ' = ' || f.value FROM figure f
    JOIN figure d ON d.plugin = f.plugin
        AND d.name = json_extract(f.body, '$.denominator')
    WHERE (d.value = '?' OR CAST(d.value AS REAL) = 0) AND f.value != '?';
.output rates-that-are-missing
SELECT f.plugin || ', ' || f.name FROM figure f
    JOIN figure d ON d.plugin = f.plugin
        AND d.name = json_extract(f.body, '$.denominator')
    JOIN figure n ON n.plugin = f.plugin
        AND n.name = json_extract(f.body, '$.numerator')
    WHERE n.value != '?' AND d.value != '?' AND CAST(d.value AS REAL) > 0
        AND f.value = '?';
.output sums
SELECT count(*) FROM figure;
SELECT count(*) FROM figure WHERE value = '?';
END
sqlite3 -bail hale.db ".read nobody.sql" >sqlite 2>&1
none sqlite
none rates-that-are-not-missing
none rates-that-are-missing
cat counted sums | tr '\n' ' '
echo "plugins|results, figures, of them missing"
[ "$(cut -d'|' -f1 counted)" -gt 70 ] && [ "$(head -1 sums)" -gt 150 ] &&
    [ "$failures" -eq 0 ]
