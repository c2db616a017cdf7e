#!/bin/sh
# SPDX-License-Identifier: MIT
#
# scripts.sh HALE ROOT: the shipped formulas. Each has examples and they hold;
# each reads what the demo has and is checked against it without a warning. One
# that keeps bands needs a history.
set -u
hale=${1:?the path of hale}
root=${2:?the root of the project}
HALE_PLUGIN_PATH=${HALE_PLUGIN_PATH:-$(dirname -- "$hale")/../plugins}
export HALE_PLUGIN_PATH
failures=0

for formula in "$root"/scripts/*.lua; do
    "$hale" test "$formula" || failures=$((failures + 1))
    "$hale" check -q --deny-warnings "$root/etc/demo/hale.ini" \
        --set "score.health.script=$formula" --set history.trends=health || {
        echo "FAIL  $formula does not fit the demo"
        failures=$((failures + 1))
    }
    grep -qF "\`$(basename "$formula")\`" "$root/scripts/README.md" || {
        echo "FAIL  scripts/README.md does not list $formula"
        failures=$((failures + 1))
    }
done
echo "$failures failed"
[ "$failures" -eq 0 ]
