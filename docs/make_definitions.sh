#!/bin/sh
# SPDX-License-Identifier: MIT
#
# make_definitions.sh HALE PAGE [check]: writes what `hale docs definitions`
# prints into the page, between its two marks. With "check" nothing is written:
# it fails if the page is out of date.
set -eu
hale=${1:?the path of hale}
page=${2:?docs/definitions.md}
new=$(mktemp)
trap 'rm -f "$new"' EXIT

{
    sed '/^<!-- hale docs definitions -->$/q' "$page"
    echo
    "$hale" docs definitions
    echo
    sed -n '/^<!-- end of hale docs definitions -->$/,$p' "$page"
} >"$new"
if [ "${3-}" != check ]; then
    cat "$new" >"$page"
elif ! diff -u "$page" "$new"; then
    echo "$page is out of date: make it anew with $0 $hale $page" >&2
    exit 1
fi
