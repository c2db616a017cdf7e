#!/bin/sh
# SPDX-License-Identifier: MIT
#
# book.sh GENERATE: the generator of the demo writes its files again, byte by
# byte. Who changes one changes the other.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/kit.sh"

"$1" "$work" >.out 2>.err
is "the generator" "$?" 0
for file in "$demo"/*.csv; do
    same "$(basename "$file")" "$file" "$work/$(basename "$file")"
done
is "files" "$(ls "$work" | grep -c 'csv$')" "$(ls "$demo" | grep -c 'csv$')"
done_testing
