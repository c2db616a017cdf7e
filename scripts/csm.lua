-- csm.lua: what the CSM says, held against the data. Who talks to a customer
-- knows things that no event tells, so the pulse is half of the score. But a
-- pulse is worth what the contact behind it is: after weeks of silence it
-- counts less, and it cannot make green what nobody uses.

title   "CSM-weighted health"
version "2026.1"

inputs {
  "csm", "pulse", "days_since_touch", "active_users", "seats",
  "active_users_change", "nps", "champion_left",
}

param("silence", 60, "days without a talk after which a pulse counts less")

component "pulse" {
  weight = 50, label = "Pulse", metric = "pulse",
  curve  = lookup { red = 0, yellow = 50, green = 100 },
  why    = "{csm} says {value}",
}
group "data" { weight = 50, label = "Data", min_coverage = 0.5 }

component "reach" {
  group = "data", weight = 50, label = "Seats in use",
  value = function(m) return ratio(m.active_users, m.seats) end,
  curve = ramp(0.2, 0.8),
  why   = "{active_users} of {seats} seats in use",
}
component "trend" {
  group = "data", weight = 30, label = "Trend", metric = "active_users_change",
  curve = points { {-0.5, 0}, {-0.1, 50}, {0, 75}, {0.2, 100} },
  why   = "active users {value:pct} against the window before",
}
component "nps" {
  group = "data", weight = 20, label = "NPS", metric = "nps",
  curve = points { {0, 0}, {6, 40}, {8, 70}, {10, 100} },
  why   = "last NPS answer was {value}",
}

variant "out_of_touch" {
  when    = function(m, p) return above(m.days_since_touch, p.silence) end,
  weights = { pulse = 20 },
}

cap "green on paper" {
  when = function(m)
    return m.pulse == "green" and below(ratio(m.active_users, m.seats), 0.2)
  end,
  max  = 60,
  why  = "{csm} says {pulse}, and {active_users} of {seats} seats are in use",
}
cap "champion left" {
  when = { champion_left = true },
  max  = 70,
  why  = "the champion left",
}

bands { red = 0, yellow = 50, green = 75 }
coverage { min = 0.5 }
hysteresis(2)

-- Every expected score is worked out by hand:
--   data  = 0.50 reach + 0.30 trend + 0.20 nps
--   score = 0.50 pulse + 0.50 data

-- reach 26/40 = 0.65: 75; trend 0: 75; nps 8: 70; data = 37.5 + 22.5 + 14 = 74
--   0.5 * 100 + 0.5 * 74 = 87
example "the CSM is content, and so are the data" {
  given  = { csm = "Ada", pulse = "green", days_since_touch = 10,
             active_users = 26, seats = 40, active_users_change = 0, nps = 8,
             champion_left = false },
  expect = { score = 87, band = "green", variant = "", coverage = 1 },
  near   = 0.0001,
}
--   0.5 * 0 + 0.5 * 74 = 37
example "the CSM knows better" {
  given  = { csm = "Ada", pulse = "red", days_since_touch = 10,
             active_users = 26, seats = 40, active_users_change = 0, nps = 8,
             champion_left = false },
  expect = { score = 37, band = "red", reason = "Ada says red" },
  near   = 0.0001,
}
-- The same red after 75 days of silence: (20 * 0 + 50 * 74) / 70 = 52.85714
example "a pulse out of touch counts less" {
  given  = { csm = "Ada", pulse = "red", days_since_touch = 75,
             active_users = 26, seats = 40, active_users_change = 0, nps = 8,
             champion_left = false },
  expect = { score = 52.85714, band = "yellow", variant = "out_of_touch" },
  near   = 0.0001,
}
-- reach 3/40 = 0.075: 0; trend 75; no answer:
--   data = (50 * 0 + 30 * 75) / 80 = 28.125
--   50 + 14.0625 = 64.0625, not above 60; known: 0.5 + 0.5 * 0.8 = 0.9
example "green on paper" {
  given  = { csm = "Ada", pulse = "green", days_since_touch = 10,
             active_users = 3, seats = 40, active_users_change = 0,
             champion_left = false },
  expect = { score = 60, band = "yellow", coverage = 0.9,
             reason = "green on paper", missing = "nps" },
  near   = 0.0001,
}
-- Without a pulse the data stand alone: 74, half of the weight is known.
example "nobody has said anything" {
  given  = { active_users = 26, seats = 40, active_users_change = 0, nps = 8,
             champion_left = false },
  expect = { score = 74, band = "yellow", coverage = 0.5, missing = "pulse" },
  near   = 0.0001,
}
-- 74 as above: within 2 of the edge at 75, and it was green last time.
example "no flicker at the edge" {
  given  = { active_users = 26, seats = 40, active_users_change = 0, nps = 8,
             champion_left = false, band_before = "green" },
  expect = { score = 74, band = "green" },
}
-- 87 as above, not above 70.
example "the champion left" {
  given  = { csm = "Ada", pulse = "green", days_since_touch = 10,
             active_users = 26, seats = 40, active_users_change = 0, nps = 8,
             champion_left = true },
  expect = { score = 70, band = "yellow", reason = "champion left" },
}
