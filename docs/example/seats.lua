-- seats.lua: a first formula, explained line by line in ../formulas.md.

title   "Are the seats in use?"
version "1"

inputs { "active_users", "seats", "nps", "open_tickets_p1", "segment" }

component "reach" {
  weight = 70,
  value  = function(m) return ratio(m.active_users, m.seats) end,
  curve  = ramp(0.2, 0.8),
  why    = "{active_users} of {seats} seats in use",
}
component "nps" {
  weight = 30,
  metric = "nps",
  curve  = points { {0, 0}, {6, 40}, {8, 70}, {10, 100} },
  why    = "the last answer was {value}",
}

cap "open P1" {
  when = { metric = "open_tickets_p1", ge = 1 },
  max  = 60,
  why  = "{open_tickets_p1} urgent tickets open",
}
variant "enterprise" {
  when   = { segment = "enterprise" },
  curves = { reach = ramp(0.1, 0.6) },
}

bands    { red = 0, yellow = 50, green = 75 }
coverage { min = 0.5 }

-- reach 0.5: 50 points, nps 8: 70 points; 0.7 * 50 + 0.3 * 70 = 56
example "half the seats, fairly content" {
  given  = { active_users = 10, seats = 20, nps = 8 },
  expect = { score = 56, band = "yellow", coverage = 1 },
}
-- nobody answered: reach speaks alone
example "nobody answered" {
  given  = { active_users = 10, seats = 20 },
  expect = { score = 50, band = "yellow", coverage = 0.7, missing = "nps" },
}
example "an urgent ticket holds it at 60" {
  given  = { active_users = 20, seats = 20, nps = 10, open_tickets_p1 = 2 },
  expect = { score = 60, reason = "open P1" },
}
-- on the flatter curve 10 of 20 seats are (0.5 - 0.1) / 0.5 = 80 points
example "a large company rolls out slowly" {
  given  = { active_users = 10, seats = 20, segment = "enterprise" },
  expect = { score = 80, band = "green", variant = "enterprise" },
}
example "seats alone say nothing" {
  given  = { seats = 20 },
  expect = { band = "unknown" },
}
