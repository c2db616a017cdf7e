-- renewal.lua: will they sign again? Asked only of those whose renewal is
-- near; for the others the question has no answer yet, and no score. It looks
-- at what decides a signature: did it pay off (seats in use), is it still
-- paying off (trend), is the person still there who wanted it, what does the
-- CSM hear, do we talk.

title   "Renewal"
version "2026.1"

inputs {
  "days_to_renewal", "active_users", "seats", "active_users_change",
  "champion_left", "pulse", "days_since_touch", "open_tickets_p1", "mrr",
}

param("horizon", 120, "days before renewal from which the question is asked")
param("alarm", 60, "days before renewal from which there is no time left")

local function is_near(m, p) return below(m.days_to_renewal, p.alarm) end

component "value" {
  weight = 35, label = "Value",
  value  = function(m) return ratio(m.active_users, m.seats) end,
  curve  = ramp(0.2, 0.8),
  why    = "pays for {seats} seats and uses {active_users}",
}
component "trend" {
  weight = 20, label = "Trend", metric = "active_users_change",
  curve  = points { {-0.5, 0}, {-0.1, 50}, {0, 75}, {0.2, 100} },
  why    = "active users {value:pct} against the window before",
}
component "champion" {
  weight = 20, label = "Champion", metric = "champion_left",
  curve  = lookup { [false] = 100, [true] = 0 },
  why    = "champion left: {value}",
}
component "pulse" {
  weight = 15, label = "Pulse", metric = "pulse",
  curve  = lookup { red = 0, yellow = 50, green = 100 },
  why    = "the CSM's pulse is {value}",
}
component "contact" {
  weight = 10, label = "Contact", metric = "days_since_touch",
  curve  = ramp(60, 7),
  why    = "last talked {value} days ago",
}

variant "gone" {
  when = { metric = "mrr", le = 0 },
  drop = { "value", "trend", "champion", "pulse", "contact" },
}
variant "not_yet" {
  when = function(m, p) return above(m.days_to_renewal, p.horizon) end,
  drop = { "value", "trend", "champion", "pulse", "contact" },
}

cap "nobody to sign" {
  when = function(m, p) return m.champion_left and is_near(m, p) end,
  max  = 40,
  why  = "renews in {days_to_renewal} days, and the champion left",
}
cap "urgent before signing" {
  when = function(m, p) return above(m.open_tickets_p1, 0) and is_near(m, p) end,
  max  = 55,
  why  = "renews in {days_to_renewal} days with urgent tickets open: {open_tickets_p1}",
}
veto "overdue" {
  when = { metric = "days_to_renewal", lt = 0 },
  band = "at_risk",
  why  = "the renewal date has passed: {days_to_renewal} days",
}

bands { at_risk = 0, watch = 50, safe = 70 }
coverage { min = 0.6 }

-- Every expected score is worked out by hand:
--   (35 value + 20 trend + 20 champion + 15 pulse + 10 contact) / 100

-- value 26/40 = 0.65: 75; trend 0: 75; champion there: 100; green: 100;
-- contact 7: 100
--   26.25 + 15 + 20 + 15 + 10 = 86.25
example "safe" {
  given  = { days_to_renewal = 80, active_users = 26, seats = 40,
             active_users_change = 0, champion_left = false, pulse = "green",
             days_since_touch = 7, open_tickets_p1 = 0, mrr = 2000 },
  expect = { score = 86.25, band = "safe", coverage = 1 },
  near   = 0.0001,
}
-- value 75; trend -0.1: 50; champion 0; yellow: 50; contact 7: 100
--   26.25 + 10 + 0 + 7.5 + 10 = 53.75: to be watched while there is time
example "the champion left, and there is time" {
  given  = { days_to_renewal = 80, active_users = 26, seats = 40,
             active_users_change = -0.1, champion_left = true,
             pulse = "yellow", days_since_touch = 7, open_tickets_p1 = 0,
             mrr = 2000 },
  expect = { score = 53.75, band = "watch", reason = "champion" },
  near   = 0.0001,
}
-- The same 53.75 a month later: not above 40.
example "the champion left, and there is none" {
  given  = { days_to_renewal = 50, active_users = 26, seats = 40,
             active_users_change = -0.1, champion_left = true,
             pulse = "yellow", days_since_touch = 7, open_tickets_p1 = 0,
             mrr = 2000 },
  expect = { score = 40, band = "at_risk", reason = "nobody to sign" },
}
-- 86.25 as above, not above 55.
example "something urgent before signing" {
  given  = { days_to_renewal = 30, active_users = 26, seats = 40,
             active_users_change = 0, champion_left = false, pulse = "green",
             days_since_touch = 7, open_tickets_p1 = 2, mrr = 2000 },
  expect = { score = 55, band = "watch", reason = "urgent before signing" },
}
-- 86.25 as above, forced below 50.
example "the date has passed" {
  given  = { days_to_renewal = -10, active_users = 26, seats = 40,
             active_users_change = 0, champion_left = false, pulse = "green",
             days_since_touch = 7, open_tickets_p1 = 0, mrr = 2000 },
  expect = { score = 49.9, band = "at_risk", reason = "overdue" },
}
-- Without pulse and contact 75 of 100 are known:
--   (26.25 + 15 + 20) / 0.75 = 81.66667
example "a customer that nobody talks to" {
  given  = { days_to_renewal = 80, active_users = 26, seats = 40,
             active_users_change = 0, champion_left = false,
             open_tickets_p1 = 0, mrr = 90 },
  expect = { score = 81.66667, band = "safe", coverage = 0.75,
             missing = { "pulse", "contact" } },
  near   = 0.0001,
}
example "not yet a question" {
  given  = { days_to_renewal = 200, active_users = 26, seats = 40,
             active_users_change = 0, champion_left = false, pulse = "green",
             days_since_touch = 7, mrr = 2000 },
  expect = { band = "unknown", variant = "not_yet" },
}
example "who left has nothing to renew" {
  given  = { days_to_renewal = 20, active_users = 0, seats = 40,
             champion_left = true, pulse = "red", mrr = 0 },
  expect = { band = "unknown", variant = "gone" },
}
