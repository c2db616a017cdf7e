-- everything.lua: every word of the language at once, for the tests.
title   "Everything"
version "1"

inputs { "a", "b", "seg", "flag" }
param("alarm", 3, "of b")

group "top"   { weight = 3, label = "Top", missing = "skip" }
group "inner" { weight = 1, group = "top", of = "min", min_coverage = 0.1 }

component "ramp"     { group = "inner", weight = 1, metric = "a", curve = ramp(0, 10) }
component "points"   { group = "inner", weight = 1, metric = "a", curve = points { {0, 0}, {10, 50} } }
component "steps"    { weight = 1, metric = "a", curve = steps { {0, 5, 20}, {5, 10, 80} } }
component "logistic" { weight = 1, metric = "b", curve = logistic { mid = 5, width = 2 }, missing = "neutral" }
component "band"     { weight = 1, metric = "b", curve = band { lo = 4, hi = 6, fade = 2 }, missing = 10 }
component "lookup"   { weight = 1, metric = "seg", curve = lookup { x = 100, y = 0 }, missing = "zero" }
component "func" {
  weight = 1, label = "Function", when = { flag = true },
  value = function(m, p) return mix(m.a, p.alarm, 0.5) end,
  curve = ramp(0, 10), why = "{value} of {a}, {{as is}}",
}

variant "x" { when = function(m) return m.seg == "x" end, weights = { steps = 2, top = 1 }, drop = { "func" } }

cap   "cap"   { when = { metric = "b", gt = 8, le = 9 }, max = 30 }
floor "floor" { when = { { metric = "a", eq = 0 }, { flag = true } }, min = 5, why = "flag" }
veto  "veto"  { when = function(m, p) return above(m.b, p.alarm * 10) end, band = "low" }

bands    { low = 0, mid = 40, high = 80 }
coverage { min = 0.2 }
hysteresis(1)
override "never"

-- ramp 60, points 30: the least, 30; steps 80; logistic 50; band 100;
-- seg missing: 0; flag missing: func does not apply
--   (3 * 30 + 80 + 50 + 100 + 0) / 7 = 45.714286
example "no segment" {
  given  = { a = 6, b = 5 },
  expect = { score = 45.714286, band = "mid", variant = "", missing = "lookup" },
  near   = 0.000001,
}
-- The variant: top 1, steps 2: (30 + 160 + 50 + 100 + 100) / 6 = 73.333333
example "variant" {
  given  = { a = 6, b = 5, seg = "x", flag = true },
  expect = { score = 73.333333, variant = "x", coverage = 1 },
  near   = 0.000001,
}
-- func: mix(6, 3, 0.5) = 4.5: 45; b = 9: logistic 98.78, band 0
example "capped" {
  given  = { a = 6, b = 9, seg = "x2", flag = true },
  expect = { max = 30, score = 30, reason = "cap", missing = { "lookup" } },
}
