# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# store.sh: histories for tests that hold for every store; to be read with "."
# after a kit.sh. Each has a short name here, and what is asked of it is SQL
# that SQLite and PostgreSQL understand alike.
#
#   store_begin STORE     "sqlite" or "postgres", which gets a server of its
#                         own (server.sh)
#   $store                which it is
#   store_lines [NAME]    the settings of [history] that lead to it; without a
#                         name those of the history that a pipeline has anyway
#   store_set NAME        the same for --set, on top of store_lines
#   store_sql NAME QUERY  the answer, cells parted by |
#   store_sum NAME        equal sums: nothing was written in between
#   store_text NAME       all that is in it, as text to be searched

store=

store_begin() {
    store=$1
    [ "$store" = sqlite ] && return
    # shellcheck source=tests/server.sh
    . "$2/server.sh"
    server_start
}

# "own" is the history that is there without another name.
store_lines() {
    if [ "$store" = postgres ]; then
        echo "uri = $(uri)"
        [ "${1:-own}" = own ] || echo "schema = $1"
    elif [ "${1:-own}" != own ]; then
        echo "path = $1.sqlite"
    fi
}

store_set() {
    if [ "$store" = postgres ]; then
        echo "history.schema=$1"
    else
        echo "history.path=$1.sqlite"
    fi
}

store_file() {
    # shellcheck disable=SC2012 # the names are ours
    [ "$1" = own ] && ls ./*-history.sqlite || echo "$1.sqlite"
}

store_schema() {
    [ "$1" = own ] && echo hale_history || echo "$1"
}

store_sql() {
    if [ "$store" = postgres ]; then
        echo "$2" | PGOPTIONS="-c search_path=$(store_schema "$1")" \
            "$postgres_bin/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h "$server" \
            -U hale test 2>&1
    else
        sqlite3 -cmd '.timeout 10000' "$(store_file "$1")" "$2"
    fi
}

# Newer ones begin and end with a word that is never the same.
store_text() {
    if [ "$store" = postgres ]; then
        "$postgres_bin/pg_dump" -h "$server" -U hale -n "$(store_schema "$1")" \
            test | grep -v '^\\\(un\)\{0,1\}restrict'
    else
        cat "$(store_file "$1")"
    fi
}

store_sum() {
    store_text "$1" | cksum
}
