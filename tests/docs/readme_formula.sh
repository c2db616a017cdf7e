#!/bin/sh
# SPDX-License-Identifier: MIT
#
# readme_formula.sh ROOT: the formula in README.md is scripts/first.lua, whose
# example `hale test` runs: what a newcomer copies works.
set -eu
awk '/^```/ { inside = !inside && $0 == "```lua"; next } inside' \
    "$1/README.md" | diff - "$1/scripts/first.lua"
