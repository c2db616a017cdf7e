#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run_docs.sh HALE ROOT [FILE...]: do the commands that the documentation
# shows still run? In every block fenced as ```console a line that begins with
# "$ " is a command; it is run by sh in a fresh copy of the project's files
# (without builds), `hale` being the program under test. Blocks of one page
# run one after another in one folder, as a reader would.
#
# A command must exit with 0. Where the page shows another outcome, the line
# ends in a comment that says so:     $ hale run wrong.ini   # exit 78
# Lines without "$ " are output and not compared: figures change with taste,
# commands must not. Blocks fenced otherwise (```text, ```sh) are not run.
#
# Without FILE: README.md and docs/*.md. A page without such blocks is fine;
# no block in all pages is a failure.
set -u
hale=${1:?the path of hale}
root=${2:?the root of the project}
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
commands=0
failures=0

mkdir "$work/bin"
ln -s "$hale" "$work/bin/hale"
PATH=$work/bin:$PATH
HALE_PLUGIN_PATH=${HALE_PLUGIN_PATH:-$(dirname -- "$hale")/../plugins}
export PATH HALE_PLUGIN_PATH
unset NO_COLOR FORCE_COLOR HALE_AS_OF HALE_JSON HALE_SET

# The commands of a page, "line<tab>exit<tab>command" each.
commands_of() {
    awk '
        /^```/ { inside = !inside && $0 ~ /^```console[ \t]*$/; next }
        inside && /^\$ / {
            command = substr($0, 3); code = 0
            if (match(command, /# exit [0-9]+[ \t]*$/)) {
                code = substr(command, RSTART + 7) + 0
                command = substr(command, 1, RSTART - 1)
            }
            printf "%d\t%d\t%s\n", NR, code, command
        }' "$1"
}

copy_project() {
    rm -rf "$work/project"
    mkdir "$work/project"
    for part in README.md docs etc scripts include tests/cli; do
        [ -e "$root/$part" ] || continue
        mkdir -p "$work/project/$(dirname "$part")"
        cp -R "$root/$part" "$work/project/$part"
    done
    rm -rf "$work/project/etc/demo/out"
}

run_page() {
    page=$1
    commands_of "$page" >"$work/commands"
    [ -s "$work/commands" ] || return 0
    copy_project
    tab=$(printf '\t')
    while IFS=$tab read -r line wanted command; do
        commands=$((commands + 1))
        code=0
        (cd "$work/project" && sh -c "$command") >"$work/told" 2>&1 \
            </dev/null || code=$?
        if [ "$code" -eq "$wanted" ]; then
            echo "ok    $page:$line: $command"
            continue
        fi
        failures=$((failures + 1))
        echo "FAIL  $page:$line: exit $code, not $wanted: $command"
        head -20 "$work/told" | sed 's/^/      | /'
    done <"$work/commands"
}

if [ $# -eq 0 ]; then
    for page in "$root"/README.md "$root"/docs/*.md; do
        [ -f "$page" ] && run_page "$page"
    done
else
    for page in "$@"; do
        run_page "$page"
    done
fi
echo "$commands commands, $failures failed"
[ "$commands" -gt 0 ] && [ "$failures" -eq 0 ]
