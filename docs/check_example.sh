#!/bin/sh
# SPDX-License-Identifier: MIT
#
# check_example.sh HALE PAGE: is the first C listing of the page what `hale
# plugin new metric busy_days` writes?
set -eu
hale=${1:?the path of hale}
page=${2:?the page}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$hale" plugin new metric busy_days --dir "$work" >/dev/null 2>&1
awk '/^```c$/ { inside = 1; next } /^```/ && inside { exit } inside' "$page" \
    >"$work/listing.c"
diff -u "$work/listing.c" "$work/busy_days/busy_days.c" || {
    echo "$page shows another metric than hale plugin new writes" >&2
    exit 1
}
