-- mistakes.lua: wrong on purpose, to show what hale says; see ../formulas.md.
title "Seats in use, with mistakes"
inputs { "active_users", "seats", "nps", "region" } -- region is not used
component "reach" {
  weight = 70,
  cruve  = ramp(0.2, 0.8),                          -- not "curve"
  value  = function(m) return ratio(m.active_users, m.seats) end,
  why    = "{active_user} of {seats} seats in use", -- not "active_users"
}
component "nps" { weight = 30, metric = "nps" }     -- no curve
cap "low" { when = { metric = "nps", lt = 3 }, max = 100 } -- holds nobody
bands { red = 10, green = 75 }                      -- 0 to 10 has no band
