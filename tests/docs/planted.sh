#!/bin/sh
# SPDX-License-Identifier: MIT
#
# planted.sh HALE ROOT: does run_docs.sh notice a command that fails, one that
# exits otherwise than the page says, and a page that has none?
# shellcheck disable=SC2016 # back-quotes are meant as such
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
page=$(mktemp)
trap 'rm -f "$page"' EXIT
failures=0

must() { # CODE NAME
    code=0
    "$here/run_docs.sh" "$hale" "$root" "$page" >/dev/null 2>&1 || code=$?
    if [ "$code" -eq "$1" ]; then
        echo "ok    $2"
    else
        echo "FAIL  $2: exit $code, not $1"
        failures=$((failures + 1))
    fi
}

hale=$1
root=$2
printf '```console\n$ hale version\nhale 0\n```\n' >"$page"
must 0 "a command that runs"
printf '```console\n$ hale vresion\n```\n' >"$page"
must 1 "a command that does not"
printf '```console\n$ hale vresion # exit 64\n```\n' >"$page"
must 0 "a command that should not"
printf '```console\n$ hale version   # exit 64\n```\n' >"$page"
must 1 "a command that should not, and does"
printf '```text\n$ hale version\n```\n' >"$page"
must 1 "a page without commands"
[ "$failures" -eq 0 ]
