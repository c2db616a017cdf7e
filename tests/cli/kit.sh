# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# kit.sh: what the tests of the command line have in common; to be read with
# "." by a script that was called with the path of hale.
#
#   try CODE NAME WORDS...   runs hale WORDS; the exit code must be CODE
#   says TEXT / tells TEXT   stdout / stderr of the last try has TEXT
#   silent / quiet           stdout / stderr of the last try is empty
#   lacks TEXT               neither has it
#   is WHAT GOT WANTED       two texts are the same
#   is_json                  stdout is one valid JSON document
#   json PATH VALUE          ... and has VALUE at PATH (of SQLite's kind)
#   done_testing             the verdict; ends the script
#
# Every script works in a fresh copy of the folder shop. What must come out
# of it, by hand: seats in use at 2025-12-31, of the 28 days before:
#   acme 8 of 10 = 80 green, Umbrella Corp 5 of 10 = 50 yellow,
#   globex 1 of 10 = 10 red (an event of 2025-11-01 is too old),
#   initech 0 of 10 = 0 red. Most money at risk: globex, 120,000.
set -u
hale=${1:?the path of hale}
case $hale in
/*) ;;
*) hale=$PWD/$hale ;;
esac
tests=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cp -R "$tests/shop/." "$work"
cd "$work" || exit 1
for name in $(env | sed -n 's/^\(HALE_[A-Z_]*\)=.*/\1/p'); do
    [ "$name" = HALE_PLUGIN_PATH ] || unset "$name"
done
unset NO_COLOR FORCE_COLOR COLUMNS
name=
failures=0
checks=0

fail() {
    echo "FAIL  $name: $*"
    failures=$((failures + 1))
}

try() {
    wanted=$1
    name=$2
    shift 2
    checks=$((checks + 1))
    code=0
    "$hale" "$@" >"$work/.stdout" 2>"$work/.stderr" </dev/null || code=$?
    [ "$code" -eq "$wanted" ] && return
    fail "exit $code, not $wanted: hale $*"
    sed 's/^/      | /' "$work/.stdout" "$work/.stderr" | head -20
}

has() {
    checks=$((checks + 1))
    grep -qF -- "$2" "$work/$1" && return
    fail "no \"$2\" in $1:"
    sed 's/^/      | /' "$work/$1" | head -20
}

says() {
    has .stdout "$1"
}

tells() {
    has .stderr "$1"
}

lacks() {
    checks=$((checks + 1))
    if grep -qF -- "$1" "$work/.stdout" "$work/.stderr"; then
        fail "there is \"$1\""
    fi
}

is() {
    checks=$((checks + 1))
    [ "$2" = "$3" ] || fail "$1: \"$2\", not \"$3\""
}

is_empty() {
    checks=$((checks + 1))
    [ -s "$work/$1" ] || return 0
    fail "$1 is not empty:"
    head -5 "$work/$1" | sed 's/^/      | /'
}

silent() {
    is_empty .stdout
}

quiet() {
    is_empty .stderr
}

# sqlite3 reads the document as a blob, so no quoting is needed.
sql_of_stdout() {
    sqlite3 :memory: "SELECT $1 FROM
        (SELECT CAST(readfile('$work/.stdout') AS TEXT) AS doc);"
}

is_json() {
    checks=$((checks + 1))
    [ "$(sql_of_stdout 'json_valid(doc)')" = 1 ] && return
    fail "not JSON:"
    head -5 "$work/.stdout" | sed 's/^/      | /'
}

json() {
    is_json
    checks=$((checks + 1))
    got=$(sql_of_stdout "json_extract(doc, '$1')")
    [ "$got" = "$2" ] || fail "$1 is \"$got\", not \"$2\""
}

done_testing() {
    echo "$checks checks, $failures failed"
    [ "$failures" -eq 0 ]
    exit
}
