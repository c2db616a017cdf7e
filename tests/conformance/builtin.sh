#!/bin/sh
# SPDX-License-Identifier: MIT
#
# builtin.sh HALE ROOT: a binary with the packs inside (HALE_BUILTIN, through
# libltdl's preloading) gives the same bytes as one that loads them, in a
# folder where there is no plugin to be found.
set -eu
hale=$1
root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cmake -S "$root" -B "$work/build" -DHALE_BUILTIN=ON -DHALE_TESTS=OFF \
    >"$work/log" 2>&1 &&
    cmake --build "$work/build" --target hale -j2 >>"$work/log" 2>&1 || {
    tail -20 "$work/log"
    exit 1
}
cp "$work/build/bin/hale" "$work/alone"

demo() { # BINARY NAME
    "$1" run "$root/etc/demo/hale.ini" --quiet \
        --set "output.files.path=$work/$2/{table}.csv" \
        --set "output.stream.path=$work/$2/scores.ndjson" >"$work/$2.txt"
}
demo "$hale" loaded
unset HALE_PLUGIN_PATH
HOME=$work demo "$work/alone" inside
diff -r "$work/loaded" "$work/inside"
echo "the same $(ls "$work/inside" | wc -l) files"
