# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# server.sh: a PostgreSQL server for one test; to be read with "." after a
# kit.sh. It lives in a folder of its own, listens on a socket there and
# nowhere else, keeps nothing on the disk for long and is gone in the end. As
# root it runs as nobody. Servers of the machine are not touched.
#
#   server_start          starts it; ends the script with 77, which is
#                         "skipped", where no PostgreSQL is installed
#   $server $postmaster   its folder; the id of its process
#   uri USER DATABASE     how to get there; both may be left out
#   sql STATEMENT         what psql says, unaligned; as hale, in "test"
#   until_sql STATEMENT   waits, ten seconds at most, until it answers with 1
#   server_stop
#
# hale may do everything and needs no password; reader needs one, secret/1@.

postgres_bin=
# shellcheck disable=SC2012 # the names are ours
for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5n) \
    "$(dirname -- "$(command -v initdb 2>/dev/null || echo /)")"; do
    [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] &&
        [ -x "$folder/psql" ] && postgres_bin=$folder
done
server=

as_nobody() (
    cd "$server" || exit 1
    if [ "$(id -u)" -eq 0 ]; then
        exec setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups \
            env HOME="$server" "$@"
    fi
    exec "$@"
)

server_stop() {
    [ -z "$server" ] && return
    kill -CONT "$postmaster" 2>/dev/null
    as_nobody "$postgres_bin/pg_ctl" -D "$server/data" -m immediate -w stop \
        >/dev/null 2>&1
    rm -rf "$server"
    server=
}

server_run() {
    as_nobody "$postgres_bin/pg_ctl" -D "$server/data" -l "$server/log" -w \
        start >/dev/null || { cat "$server/log"; exit 1; }
    postmaster=$(head -1 "$server/data/postmaster.pid")
}

server_start() {
    if [ -z "$postgres_bin" ]; then
        echo "skipped: there is no PostgreSQL server here"
        exit 77
    fi
    server=$(mktemp -d /tmp/hale-pg.XXXXXX)
    # shellcheck disable=SC2154 # work: see kit.sh
    trap 'server_stop; rm -rf "$work"' EXIT
    [ "$(id -u)" -eq 0 ] && chown nobody "$server"
    chmod 755 "$server"
    as_nobody "$postgres_bin/initdb" -D "$server/data" -U hale -A trust \
        -E UTF8 --no-locale --no-sync >"$server.init" 2>&1 ||
        { cat "$server.init"; exit 1; }
    rm -f "$server.init"
    as_nobody sh -c "cat >>'$server/data/postgresql.conf'" <<EOF
listen_addresses = ''
unix_socket_directories = '$server'
max_connections = 30
shared_buffers = 16MB
fsync = off
full_page_writes = off
EOF
    as_nobody sh -c "cat >'$server/data/pg_hba.conf'" <<EOF
local all reader scram-sha-256
local all all trust
EOF
    server_run
    "$postgres_bin/psql" -q -h "$server" -U hale postgres \
        -c "CREATE DATABASE test" \
        -c "CREATE ROLE reader LOGIN PASSWORD 'secret/1@'"
}

uri() {
    echo "host=$server user=${1:-hale} dbname=${2:-test}"
}

sql() {
    "$postgres_bin/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h "$server" -U hale \
        test -c "$1"
}

until_sql() {
    tries=0
    until [ "$(sql "$1" 2>/dev/null)" = 1 ]; do
        [ $tries -lt 100 ] || return
        tries=$((tries + 1))
        sleep 0.1
    done
}
