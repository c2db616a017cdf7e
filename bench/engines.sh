# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154
#
# engines.sh: how each engine is asked to do the work; to be read with "." by
# run.sh, which sets $bench $data $into $out $HALE $PYTHON. A turn is
# ENGINE-THREADS. Every engine writes its tables into $out/TURN, what it says
# to $out/TURN.log, and what it cost to $out/cost.
#
# Beside the engines there are turns that only say what something costs:
# limited (hale with little memory for rows), months (hale, 24 month-ends in one
# run), start (hale, one account) and node (the program that carries the
# packages of other engines, doing nothing).

is_engine() {
    case $1 in
    hale | limited | months | start | node | duckdb | clickhouse | polars | pandas) ;;
    sqlite) ;;
    *) return 1 ;;
    esac
}

# version ENGINE: what it calls itself; fails if it is not here
version() {
    case $1 in
    hale | limited | months | start) "$HALE" --version | head -1 ;;
    sqlite) sqlite3 --version | cut -d' ' -f1 ;;
    pandas) "$PYTHON" -c 'import pandas; print(pandas.__version__)' ;;
    polars) node "$bench/work/polars.cjs" ;;
    node) node --version ;;
    duckdb) duckdb --version || node "$bench/work/sql.cjs" duckdb ;;
    clickhouse) clickhouse --version || node "$bench/work/sql.cjs" clickhouse ;;
    esac 2>/dev/null
}

# fill FILE OUT THREADS: a script of work/ with its places filled in
fill() {
    sed "s|@DATA@|$data|g;s|@OUT@|$2|g;s|@THREADS@|$3|g" "$bench/work/$1"
}

# timed COMMAND...
timed() {
    "$into/out/cost" "$out/cost" "$@" >"$to.log" 2>&1
}

# hale DATA [WORDS]
hale() {
    BENCH_DATA=$1
    BENCH_OUT=$to/hale
    shift
    export BENCH_DATA BENCH_OUT
    timed "$HALE" run -q -j "$threads" "$@" "$bench/work.ini"
}

# What `limited` has for its rows: far less than they take.
limit() {
    case $size in
    L) echo 1GiB ;;
    M) echo 32MiB ;;
    *) echo 1MiB ;;
    esac
}

# sql PROGRAM WORDS: by the program if it is here, or else by its package
sql() {
    fill "$engine.sql" "$to" "$threads" >"$to.sql"
    if command -v "$1" >/dev/null; then
        timed "$@"
    else
        timed node "$bench/work/sql.cjs" "$engine" "$to.sql"
    fi
}

# once TURN [WORD]: the word is for hale alone
once() {
    engine=${1%-*}
    threads=${1#*-}
    to=$out/$1
    shift
    rm -rf "$to" "$out/cost"
    mkdir -p "$to"
    case $engine in
    hale) hale "$data" "$@" ;;
    limited) hale "$data" --set "pipeline.memory=$(limit)" ;;
    months) hale "$data" --as-of 2024-02-01..2026-01-01 --every month ;;
    start) hale "$into/data/one" ;;
    node) timed node -e '' ;;
    duckdb) sql duckdb :memory: -c ".read $to.sql" ;;
    clickhouse) sql clickhouse local --queries-file "$to.sql" ;;
    sqlite) sql sqlite3 -batch :memory: ".read $to.sql" ;;
    polars)
        POLARS_MAX_THREADS=$threads
        export POLARS_MAX_THREADS
        timed node "$bench/work/polars.cjs" "$data" "$to"
        ;;
    pandas) timed "$PYTHON" -B "$bench/work/with_pandas.py" "$data" "$to" ;;
    esac || return
    # 24 times the tables: too much to keep from turn to turn
    [ "$engine" != months ] || rm -rf "$to"
}

# compare TURN: with the first engine that had its turn; 1 if a cell differs
compare() {
    case $1 in
    months-* | start-* | node-*) return 0 ;;
    hale-* | limited-*) fill hale.sql "$out/$1" 1 | sqlite3 -batch :memory: ;;
    esac
    if [ -z "${first:-}" ]; then
        first=$1
        return 0
    fi
    awk -f "$bench/compare.awk" -v wanted="$out/$first" -v got="$out/$1" \
        "$bench/cells.txt" >"$out/$1.differs" && equal=0 || equal=1
    printf '%s\t%s\n' "$1" "$(tail -1 "$out/$1.differs")" >>"$out.cells"
    [ "$equal" -eq 0 ] || {
        echo "$first and $1 differ:"
        cat "$out/$1.differs"
    }
    return "$equal"
}
