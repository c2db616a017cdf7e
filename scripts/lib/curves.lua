-- curves.lua: curves that many formulas draw, so that "the last answer was 6"
-- is worth the same in all of them. In a formula beside this folder:
--
--   local curves = use "lib/curves"
--   component "nps"  { weight = 40, metric = "nps", curve = curves.answer }
--   component "seen" { weight = 60, metric = "days_since_last_event",
--                      curve = curves.recency(1, 30) }
--
-- A field is a curve, or a function that draws one from your own numbers.

return {
  -- An answer of 0 to 10: critics end at 6, fans begin at 9.
  answer = points { {0, 0}, {6, 40}, {8, 70}, {10, 100} },

  -- A change against the time before: halved is 0, as before is 75.
  change = points { {-0.5, 0}, {-0.1, 50}, {0, 75}, {0.2, 100} },

  -- What somebody says with a colour.
  light = lookup { red = 0, yellow = 50, green = 100 },

  -- Something that should be so, or should not.
  wanted   = lookup { [true] = 100, [false] = 0 },
  unwanted = lookup { [true] = 0, [false] = 100 },

  -- Days since something good: all points up to `fresh`, none from `gone` on.
  recency = function(fresh, gone) return ramp(gone, fresh) end,

  -- A count of something bad: a first one hurts most, none left at `most`.
  trouble = function(most)
    return points { {0, 100}, {1, 60}, {most, 0} }
  end,
}
