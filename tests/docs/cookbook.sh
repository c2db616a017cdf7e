#!/bin/sh
# SPDX-License-Identifier: MIT
#
# cookbook.sh HALE ROOT: the formulas of docs/cookbook.md. Every block fenced
# as ```lua is a complete formula: it has examples and they hold, and it reads
# what the demo has. There are ten.
set -u
hale=${1:?the path of hale}
root=${2:?the root of the project}
HALE_PLUGIN_PATH=${HALE_PLUGIN_PATH:-$(dirname -- "$hale")/../plugins}
export HALE_PLUGIN_PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
formulas=0

awk -v dir="$work" '
    /^```/ { inside = !inside && $0 == "```lua"
             if (inside) file = sprintf("%s/%02d.lua", dir, ++n); next }
    inside { print > file }' "$root/docs/cookbook.md"

for formula in "$work"/*.lua; do
    formulas=$((formulas + 1))
    "$hale" test "$formula" || failures=$((failures + 1))
    "$hale" check -q --deny-warnings "$root/etc/demo/hale.ini" \
        --set "score.health.script=$formula" || failures=$((failures + 1))
done
echo "$formulas formulas, $failures failed"
[ "$formulas" -eq 10 ] && [ "$failures" -eq 0 ]
