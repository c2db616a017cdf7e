#!/bin/sh
# SPDX-License-Identifier: MIT
#
# given.sh: a law of figures that groups give their accounts: every account is
# given what the table of the roll-up says of its group, to the last digit, at
# every as-of; an account without a group is given nothing. Sums, counts, rates
# and means, and those of too few accounts; for groups by a text of the roster
# and by families, whose head has no parent.
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/../golden/kit.sh"

figures="mrr active_users movements_nrr movements_logo_churn tenure_days"
give=$(echo "$figures" | sed 's/ /, /g')
demo 0 "a demo that gives" out --as-of 2025-11-01..2025-12-31 --every month \
    --set rollup.csm.min_n=30 --set "rollup.csm.give=$give" \
    --set rollup.family.by=parent --set "rollup.family.give=$give" \
    --set "output.files.tables=accounts, rollup_*"

# differing ROLLUP GROUP: accounts that were given something else than the group
# of that name has.
differing() {
    for figure in $figures; do
        sqlite3 -csv :memory: ".import out/accounts.csv a" \
            ".import out/rollup_$1.csv g" \
            "SELECT a.as_of, account, '$figure', $1_$figure, g.$figure
             FROM a LEFT JOIN g ON g.as_of = a.as_of AND g.\"group\" != ''
                 AND g.\"group\" = $2
             WHERE $1_$figure IS NOT ifnull(g.$figure, '');"
    done | head
}
is "csm" "$(differing csm csm)" ""
is "family" "$(differing family \
    "CASE parent WHEN '' THEN account ELSE parent END")" ""

# The comparison is about something: accounts, groups, values, too few.
count() {
    sqlite3 :memory: ".import --csv out/accounts.csv a" "SELECT $1 FROM a;"
}
is "as-ofs" "$(count 'count(DISTINCT as_of)')" 2
is "values" "$(count "sum(csm_mrr != '') > 100 AND sum(csm_movements_nrr != '')
    AND count(DISTINCT csm_tenure_days) > 3")" 1
is "too few" "$(count "sum(csm_movements_nrr = '' AND csm_mrr != '') > 0")" 1
is "families" "$(count "sum(family_mrr != mrr) > 0")" 1
done_testing
