#!/bin/sh
# SPDX-License-Identifier: MIT
#
# shuffle.sh: the law that the order of rows means nothing, as long as no two
# rows of an account bear the same instant. Every input of the demo is
# shuffled, several times, and every file has the same bytes.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/../golden/kit.sh"

# shuffle SEED < CSV: the header stays; a record may have several lines. The
# order comes from a generator of Park and Miller, not from the machine.
shuffle() {
    awk -v seed="$1" '
        NR == 1 { print; next }
        {
            row = open ? row "\n" $0 : $0
            open = (open + gsub(/"/, "\"")) % 2
            if (!open) rows[n++] = row
        }
        END {
            for (i = n - 1; i > 0; i--) {
                seed = seed * 16807 % 2147483647
                j = seed % (i + 1)
                row = rows[i]; rows[i] = rows[j]; rows[j] = row
            }
            for (i = 0; i < n; i++) print rows[i]
        }'
}

# Where the newest row counts, equal instants would be told apart by order.
ties=$(sqlite3 :memory: ".import --csv '$demo/surveys.csv' s" \
    "SELECT count(*) FROM (SELECT 1 FROM s GROUP BY account, kind, time
     HAVING count(*) > 1);")
is "answers of one kind at one instant" "$ties" 0
twice=$(sqlite3 :memory: ".import --csv '$demo/accounts.csv' a" \
    "SELECT count(*) - count(DISTINCT account) FROM a;")
is "accounts that stand twice in the roster" "$twice" 0

demo 0 "in order" plain || done_testing
for seed in 1 2025 77777; do
    set --
    for file in accounts subscriptions events surveys tickets touches; do
        shuffle "$seed" <"$demo/$file.csv" >"$file-$seed.csv"
        cmp -s "$demo/$file.csv" "$file-$seed.csv" &&
            fail "$file was not shuffled"
        set -- "$@" --set "input.$file.path=$work/$file-$seed.csv"
    done
    demo 0 "seed $seed" "shuffled-$seed" "$@"
    same "seed $seed" plain "shuffled-$seed"
done
done_testing
