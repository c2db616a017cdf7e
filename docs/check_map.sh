#!/bin/sh
# SPDX-License-Identifier: MIT
#
# check_map.sh ROOT: does core/README.md name every source file of the core,
# in the section of its folder, and no file that is not there?
set -eu
cd -- "${1:?the root of hale}/core"
failed=0

# "folder/file" for every `file.c` and `file.h` in a table of the map.
named=$(awk '
    /^## / { folder = $2 }
    /^\| `/ {
        cell = $0
        sub(/^\| /, "", cell)
        sub(/ \|.*/, "", cell)
        count = split(cell, name, " ")
        for (i = 1; i <= count; i++) {
            gsub(/`/, "", name[i])
            if (name[i] ~ /\.[ch]$/)
                print folder "/" name[i]
        }
    }' README.md)

for file in */*.c */*.h; do
    printf '%s\n' "$named" | grep -qxF -- "$file" && continue
    echo "core/README.md does not name $file"
    failed=1
done
for file in $named; do
    [ -f "$file" ] && continue
    echo "core/README.md names $file, which is not there"
    failed=1
done
exit "$failed"
