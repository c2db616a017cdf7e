#!/bin/sh
# SPDX-License-Identifier: MIT
#
# check.sh ROOT: style.awk over our C files, imports.awk over those that are
# built into hale. Exits 1 if either finds something.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cd -- "${1:?the root of hale}" || exit 1
LC_ALL=C
export LC_ALL

c_files() {
    find "$@" \( -name '*.c' -o -name '*.h' \) -print | sort
}

folders=
for folder in core plugins include tests; do
    [ -d "$folder" ] && folders="$folders $folder"
done

failed=0
# shellcheck disable=SC2046,SC2086 # our file names have no spaces
awk -f "$here/style.awk" $(c_files $folders) || failed=1
# shellcheck disable=SC2046,SC2086
awk -f "$here/imports.awk" $(c_files $folders) || failed=1
exit "$failed"
