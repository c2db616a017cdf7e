-- simple.lua: the smallest formula. A function alone is a whole score.
title "Seats in use"
inputs { "active_users", "seats" }
score = function(m) return 100 * ratio(m.active_users, m.seats) end

-- 100 * 30 / 40 = 75
example "three quarters" {
  given  = { active_users = 30, seats = 40 },
  expect = { score = 75, band = "green" },
}
