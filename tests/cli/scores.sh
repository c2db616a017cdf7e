#!/bin/sh
# SPDX-License-Identifier: MIT
#
# scores.sh: one score of several formulas, limits of a section, and what can
# be typed wrong about them.
#
# arr: acme 50,000, globex 120,000, initech 64,000, Umbrella Corp 30,000. With
# large.lua for those from 100,000 on, globex is worth its seats, 10 of 10: 100
# green; initech is neither large nor below 60,000 and nobody's.
. "$(dirname -- "$0")/kit.sh"

cat >large.lua <<'END'
title   "Large"
version "L"
inputs { "seats" }
component "seats" { weight = 1, metric = "seats", curve = ramp(0, 10) }
bands { red = 0, yellow = 40, green = 75 }
hysteresis(2)
example "near the edge" {
  given  = { seats = 7.4, band_before = "green" },
  expect = { score = 74, band = "green" },
}
END
cat >>hale.ini <<'END'
[score.large]
as        = health
script    = large.lua
where.arr = 100000..
END
# The section of the rest must not be first, or it would be for everybody.
sed -i 's/^script = health.lua/&\nwhere.arr = ..60000/' hale.ini

try 0 "two sections" check -v
tells 'hysteresis: warning: it has no effect here: there is no column "health_band_before", which trends = health in [history] gives'
printf '[history]\ntrends = health\n' >history.ini
cat history.ini >>hale.ini
try 0 "with a history" check --deny-warnings -v
says "health: Seats in use 1, reads 2 values"
says "large as health: Large L, reads 2 values"
try 0 "two sections" run --no-progress
tells "health: 0 red · 1 yellow · 2 green · 1 unknown"
try 0 "the large one" explain globex
says "globex  health 100"
says "Large L"
try 0 "one of the others" explain acme
says "Seats in use 1"
try 0 "nobody's" explain initech
says "nobody judges it: not covered"
try 1 "nobody's, changed" whatif initech seats=3
tells "health does not judge initech: not covered"
try 0 "by its own formula" whatif globex seats=5
says "50 yellow"
try 64 "a figure of the other formula" whatif globex active_users=5
tells "active_users"
try 0 "both are listed" ls scores
says "large"
try 0 "both are tested" test hale.ini
says "near the edge"
says "half of the seats in use"

# ------------------------------------------------------------ typed wrong --
try 0 "never reached" check --set score.large.where.arr=..50000
tells "score.large: warning: it never judges anybody: [score.health] in line"
try 1 "never reached" check --deny-warnings --set score.large.where.arr=..50000
sed 's/yellow = 40/amber = 40/' large.lua >other.lua
try 78 "other bands" check --set score.large.script=other.lua
tells "its bands are red, amber, green, those of [score.health]"
tells "are red, yellow, green: sections of one score need the same bands"
try 78 "no such key" check --set score.large.wiegh_by=arr
tells 'unknown key "wiegh_by": it is neither a setting of a score nor a param of'
tells 'did you mean "weigh_by"?'
try 78 "no such column" check --set score.large.where.ar=1..
tells 'needs "ar", which no metric gives and the roster does not have, did you mean "arr"?'
echo 'param("budget", 3, "a name that is taken")' >>other.lua
try 78 "a param that is a setting" check --set score.large.script=other.lua
tells 'has a param "budget", which is a setting of every score'
try 78 "a budget" check --set score.large.budget=-1
tells "budget = -1 is not a whole number from 1 to 1000000000"

# ----------------------------------------------------------------- limits --
cat >slow.lua <<'END'
inputs { "seats" }
score = function(m) for i = 1, 1000 * m.seats do end return 50 end
bands { red = 0, yellow = 40, green = 75 }
END
try 0 "in time" run -n --no-progress --set score.large.script=slow.lua
lacks "instructions"
try 78 "a small budget" run -n --no-progress \
    --set score.large.script=slow.lua --set score.large.budget=5000
tells "score.large: the formula failed for every account"
tells "more than 5000 instructions (account globex)"

# --------------------------------------------------------------- overrides --
cat >overrides.csv <<'END'
account,from,expires,score,band,author,reason
acme,2025-12-01,2026-02-01,health,red,ann,sponsor left
globex,2025-01-01,2025-06-01,health,red,ann,long over
END
cat >>hale.ini <<'END'
[input.overrides]
plugin = csv
path   = overrides.csv
role   = overrides
END
try 0 "set by hand" explain acme
says "acme  health 39.9"
says "set by hand by ann until 2026-02-01; the formula says 80 green"
says "because: sponsor left"
try 0 "over" explain globex
lacks "by hand"
try 0 "as JSON" explain acme --json
json '$.score.overridden' 1
json '$.score.computed_band' green
echo 'acme,2025-12-02,,health,rde,bob,a slip' >>overrides.csv
try 0 "no such band" run -n --no-progress
tells '1 override could not be followed: account acme: there is no band "rde", did you mean "red"?'
echo 'globex,2025-12-02,,helth,red,bob,a slip' >>overrides.csv
try 0 "no such score" run -n --no-progress
tells 'an override names the score "helth", which is none'
echo 'override "never"' >>health.lua
try 0 "by the rules" run -n --no-progress
tells 'account acme: its formula says override "never"'
echo 'globex,soon,,health,red,bob,a slip' >>overrides.csv
try 65 "no date" run -n --no-progress
tells 'overrides.csv:6:8'
tells '"soon"'

done_testing
