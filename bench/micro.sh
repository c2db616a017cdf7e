# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154,SC2034
#
# micro.sh: the parts of the work, each by itself; to be read with "." by
# run.sh. Writes micro.md, which report.awk puts behind the tables: what each
# metric costs, each formula, reading, the history, and how many instructions
# a small run takes.

# part TITLE WORDS COMMAND...: what the command prints, as it is
part() {
    printf '\n### %s\n\n%s\n\n```\n' "$1" "$2"
    shift 2
    "$@" 2>"$out/said" || {
        echo "failed: $*"
        tail -3 "$out/said"
        failed=1
    }
    echo '```'
}

# The history after 13 month-ends, by table.
history() {
    rm -f "$out/history.sqlite"
    BENCH_DATA=$data
    BENCH_OUT=$out/history
    export BENCH_DATA BENCH_OUT
    "$HALE" run -q "$bench/work.ini" --as-of 2025-01-01..2026-01-01 \
        --every month --set "history.path=$out/history.sqlite" >/dev/null
    sqlite3 -batch "$out/history.sqlite" "
        SELECT printf('%10.1f %s', 1.0 * bytes / ($accounts * 13), name)
        FROM (SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name
              UNION ALL SELECT 'in all', sum(pgsize) FROM dbstat)
        WHERE bytes >= 10 * $accounts * 13 ORDER BY bytes;"
}

tools=${BENCH_TOOLS:-$built/bench}
{
    printf '\n## The parts (%s)\n' "$day"
    part "Metrics" "Nanoseconds a row; an account without rows." \
        "$tools/metrics"
    part "Formulas" "Nanoseconds an account." "$tools/judge" \
        "$root/scripts/b2b.lua" "$root/scripts/health.lua" "$bench/work.lua"
    part "Reading" "A file of events, against a scan for line ends." \
        "$tools/csv" "$data/events.csv"
    part "History" "Bytes an account and run: $accounts accounts, 13 runs." \
        history
    part "Instructions" "Counted by callgrind, on one thread (count.sh)." \
        "$bench/count.sh"
} >"$into/out/micro.md"
awk '$1 ~ /^(lines|codes)$/ { print "micro:" $1, $3 }' "$into/out/micro.md" \
    >"$into/out/micro.figures"
