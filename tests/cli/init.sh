#!/bin/sh
# SPDX-License-Identifier: MIT
#
# init.sh: a new project runs as it is, and its editor files know every word.
#
# cobalt, by hand: 3 of 20 seats = 0.15 of a ramp to 0.5 = 30 points; as many
# users as before = 70; the answer 4 on a ramp from 2 to 9 = 28.571. So
# 0.45 * 30 + 0.25 * 70 + 0.30 * 28.571 = 39.571, below the cap of its P1.
. "$(dirname -- "$0")/kit.sh"

try 0 "init" init acme-cs
silent
tells "Next: cd acme-cs && hale check && hale run"
for file in hale.ini README.md .gitignore .luarc.json .luacheckrc \
    .hale/hale.lua scripts/health.lua data/events.csv; do
    checks=$((checks + 1))
    [ -s "acme-cs/$file" ] || fail "no $file"
done
try 0 "its check" check --deny-warnings acme-cs/hale.ini
try 0 "its tests" test acme-cs/hale.ini
says "0 failed"
try 0 "its run" run acme-cs/hale.ini
tells "accounts 10"
checks=$((checks + 1))
grep -q "cobalt,.*39\.57" acme-cs/out/scores.csv || fail "cobalt is not 39.57"
try 0 "its try" try acme-cs/scripts/health.lua active_users=3 seats=20 nps=4

# What is there is left alone; an empty folder is taken.
try 73 "again" init acme-cs
tells "acme-cs is there already and not empty"
mkdir empty
try 0 "into an empty folder" init empty/
try 73 "where no folder is" init no/where
checks=$((checks + 1))
[ -z "$(find . -name '*.??????' -path '*acme-cs.*')" ] || fail "left overs"
for name in "a b" .. -- "x;y"; do
    try 64 "a bad name" init -- "$name"
done
try 64 "no name" init

# From a team's own files: names and cells tell what they are. seats, by
# hand: two users of 10 seats, one of 20.
mkdir exports
cat >"exports/Customers 2025.csv" <<'END'
Account ID,Company Name,Tier,Owner,Licenses,Signup Date,Internal Notes
c1,One,smb,ann,10,2024-01-02,x
c2,Two,mid,bob,20,2023-05-06,
END
cat >exports/logins.csv <<'END'
ts,customer_id,user_id,event_name
2026-11-20T10:00:00Z,c1,u1,login
2026-11-20T11:00:00Z,c2,u2,login
2026-11-21T10:00:00Z,c1,u3,login
END
cat >exports/subs.csv <<'END'
customer_id,start_date,end_date,mrr
c1,2024-01-02,,100
c2,2023-05-06,,250.5
END
printf 'a,b\n1,2\n' >exports/weird.csv
try 0 "init --from csv" init own --from csv exports/*.csv
tells "exports/logins.csv -> events"
tells "exports/weird.csv -> no idea"
tells "Please check lines"
for line in "column.account = Account ID" "column.seats = Licenses" \
    "; not read: Internal Notes" "column.started = start_date"; do
    checks=$((checks + 1))
    grep -qF "$line" own/hale.ini || fail "own/hale.ini lacks $line"
done
checks=$((checks + 1))
grep -A1 '^; no idea what this is:$' own/hale.ini | tail -1 |
    grep -q '^; path   = .*/exports/weird.csv$' || fail "weird.csv is not told"
try 0 "its check" check --deny-warnings own/hale.ini
try 0 "its tests" test own/hale.ini
try 0 "its run" run --as-of 2026-11-22 own/hale.ini
checks=$((checks + 1))
grep -q "^2026-11-22,c1," own/out/accounts.csv || fail "no c1"

# Cells parted by another sign than a comma.
printf 'account_id;timestamp;user\nc1;2026-11-20;u1\n' >exports/visits.csv
printf 'id\tcompany_name\tsegment\nc1\tOne\tsmb\n' >exports/clients.csv
try 0 "other delimiters" init parted --from csv exports/visits.csv \
    exports/clients.csv
tells "exports/visits.csv -> events, exports/clients.csv -> accounts"
for line in "delimiter = semicolon" "delimiter = tab"; do
    checks=$((checks + 1))
    grep -q "^$line  *; guessed$" parted/hale.ini ||
        fail "parted/hale.ini lacks $line"
done
try 0 "its check" check --deny-warnings parted/hale.ini
try 0 "its run" run --as-of 2026-11-22 parted/hale.ini
checks=$((checks + 1))
grep -q "^2026-11-22,c1,One," parted/out/accounts.csv || fail "no c1 of One"

# Several files of one kind are one data set, whatever their columns are called.
printf 'account_id,timestamp,user\nc1,2026-11-21,u9\n' >exports/logins-old.csv
try 0 "two files of events" init both --from csv exports/logins.csv \
    exports/logins-old.csv
try 0 "its check" check --deny-warnings both/hale.ini
try 0 "its run" run --as-of 2026-11-22 both/hale.ini
# By hand: u1 and u3 of the one file, u9 of the other.
checks=$((checks + 1))
grep -q '^2026-11-22,c1,3,' both/out/accounts.csv || fail "c1 has not 3 users"

try 73 "no name" init --from csv exports/logins.csv exports/subs.csv
tells "exports/logins.csv is a file; the name of the new project comes first"

# A name that no line of a pipeline can hold is left out, not written.
printf 'account_id,"Company\nName",Tier\nc1,One,smb\n' >exports/odd-accounts.csv
try 0 "a name of two lines" init odd --from csv exports/odd-accounts.csv \
    exports/logins.csv
checks=$((checks + 1))
grep -qF '; not read: Company\x0aName' odd/hale.ini ||
    fail "Company Name is read"
try 0 "its check" check --deny-warnings odd/hale.ini

# From a database: the same rows, whose keys say who is an account.
if [ -e "${2:-}/sqlite.so" ]; then
    sqlite3 crm.db <<'END'
CREATE TABLE clients (id TEXT PRIMARY KEY, company_name TEXT, tier TEXT);
CREATE TABLE visits (seen TEXT, timestamp TEXT, user_id TEXT,
    who TEXT REFERENCES clients);
CREATE TABLE notes (text TEXT);
INSERT INTO clients VALUES ('c1', 'One', 'smb');
INSERT INTO visits VALUES ('x', '2026-11-20T10:00:00Z', 'u1', 'c1');
END
    try 0 "init --from sqlite" init db --from sqlite crm.db
    tells "clients -> accounts, visits -> events"
    for line in "table  = visits" "column.account = who" \
        "; Not proposed: main.notes" "path   = $PWD/crm.db"; do
        checks=$((checks + 1))
        grep -qF "$line" db/hale.ini || fail "db/hale.ini lacks $line"
    done
    try 0 "its check" check --connect --deny-warnings db/hale.ini \
        --as-of 2026-11-22
    try 0 "its run" run --as-of 2026-11-22 db/hale.ini
    checks=$((checks + 1))
    grep -q "^2026-11-22,c1,One," db/out/accounts.csv || fail "no c1 of One"
    try 0 "one table" init one --from sqlite crm.db visits
    tells "guessed: visits -> events."
    try 66 "no such table" init b --from sqlite crm.db vists
    tells 'did you mean "visits"?'
    try 66 "no such database" init b --from sqlite nosuch.db
    try 64 "no database" init b --from sqlite
    tells "from which file?"
    sqlite3 bare.db 'VACUUM'
    try 66 "a database without tables" init b --from sqlite bare.db
    tells "the database has no tables"
fi

try 65 "nothing to score" init b --from csv exports/weird.csv
tells "exports/weird.csv -> no idea."
tells "there is nothing to score. Columns are known by names such as"
try 78 "no such input" init b --from parquet exports/weird.csv
tells 'parquet'
try 66 "no such file" init b --from csv nosuch.csv
try 64 "files without --from" init b exports/weird.csv
tells "--from csv"
try 64 "--from without files" init b --from csv
# A date column full of words is not taken for a date.
printf 'account,opened,score\nc1,yes,3\n' >exports/survey.csv
try 65 "words are not dates" init b --from csv exports/survey.csv
checks=$((checks + 1))
[ ! -e b ] || fail "something was left behind"

# The words: every pipeline figure, every word, and luacheck's list.
try 0 "docs lua" docs lua acme-cs/hale.ini
says "---@field active_users_change? number"
says '---| "open_tickets_p1"'
says "function component(name) end"
says "---@field halflife? string"
cp .stdout words.lua
try 0 "docs lua without a pipeline" -C / docs lua
says "function veto(name) end"
try 66 "docs lua of nothing" docs lua nosuch.ini
try 0 "docs words" docs words
says '| `percentile` |'
try 0 "docs luacheck" docs luacheck
says '"component",'
if command -v luac5.4 >/dev/null; then
    for file in words.lua acme-cs/.luacheckrc acme-cs/scripts/*.lua; do
        checks=$((checks + 1))
        luac5.4 -p "$file" || fail "$file is not Lua"
    done
fi
if command -v luacheck >/dev/null; then
    checks=$((checks + 1))
    (cd acme-cs && luacheck --no-color scripts >../lint) ||
        fail "luacheck: $(tail -5 lint)"
fi
done_testing
