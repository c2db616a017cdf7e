# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# kit.sh: what the tests of whole runs have in common; to be read with "." by
# a script of tests/golden or tests/property.
#
#   HALE                  the path of the program, from the environment;
#                         HALE_PLUGIN_PATH has the pack "rows" of this folder
#   $root $demo           of the project, of etc/demo
#   $work                 a fresh folder, the current one; gone in the end
#   run CODE NAME WORDS   hale run WORDS; the exit code must be CODE; what it
#                         says is in .out and .err
#   demo CODE NAME DIR WORDS   the demo, its results in DIR
#   same NAME A B         two files, or two folders of files, have equal bytes
#   has NAME FILE TEXT    a line of the file has the text
#   is NAME GOT WANTED    two texts are equal
#   cut_to FILE COLUMN... those columns of a table without quotes
#   done_testing          the verdict; ends the script
set -u
: "${HALE:?the path of hale}"
case $HALE in
/*) ;;
*) HALE=$PWD/$HALE ;;
esac
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
demo=$root/etc/demo
: "${HALE_PLUGIN_PATH:=$(dirname -- "$HALE")/../tests/packs}"
export HALE_PLUGIN_PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work" || exit 1
for name in $(env | sed -n 's/^\(HALE_[A-Z_]*\)=.*/\1/p'); do
    [ "$name" = HALE_PLUGIN_PATH ] || unset "$name"
done
LC_ALL=C
HALE_WAIT=100 # other tests may be running the demo
export LC_ALL HALE_WAIT
checks=0
failures=0

fail() {
    echo "FAIL  $*"
    failures=$((failures + 1))
}

show() {
    head -20 "$@" | sed 's/^/      | /'
}

run() {
    wanted=$1
    name=$2
    shift 2
    checks=$((checks + 1))
    code=0
    "$HALE" run --no-progress "$@" >.out 2>.err || code=$?
    [ "$code" -eq "$wanted" ] && return
    fail "$name: exit $code, not $wanted: hale run $*"
    show .err
    false
}

demo() {
    wanted=$1
    name=$2
    into=$3
    shift 3
    run "$wanted" "$name" "$demo/hale.ini" \
        --set "output.files.path=$work/$into/{table}.csv" \
        --set "output.stream.path=$work/$into/scores.ndjson" "$@"
}

same() {
    checks=$((checks + 1))
    diff -r "$2" "$3" >.diff 2>&1 && return
    fail "$1: $2 and $3 differ:"
    cut -c1-160 .diff | show
    false
}

has() {
    checks=$((checks + 1))
    grep -qF -- "$3" "$2" && return
    fail "$1: there is no \"$3\" in $2:"
    show "$2"
    false
}

is() {
    checks=$((checks + 1))
    [ "$2" = "$3" ] && return
    fail "$1: \"$2\", not \"$3\""
    false
}

cut_to() {
    file=$1
    shift
    awk -F, -v wanted="$*" '
        BEGIN { n = split(wanted, want, " ") }
        FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        {
            line = ""
            for (i = 1; i <= n; i++)
                line = line (i > 1 ? "," : "") \
                    (want[i] in at ? $at[want[i]] : "no such column")
            print line
        }' "$file"
}

done_testing() {
    echo "$checks checks, $failures failed"
    [ "$failures" -eq 0 ]
    exit
}
