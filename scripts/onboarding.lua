-- onboarding.lua: are new customers getting there in time? In the first weeks
-- levels are low for everybody; what tells the good from the bad is whether
-- they keep to the plan: so many seats, so many features by so many days. On
-- day 45 of 90 half of the goal is full marks.
--
-- Customers who are through have no score here; health.lua or b2b.lua is for
-- them. In these weeks silence is not "unknown": nobody logged in is a fact,
-- and so is that nobody called. Both count as zero.

title   "Onboarding"
version "2026.1"

inputs {
  "tenure_days", "active_users", "seats", "features",
  "days_since_last_event", "days_since_touch", "mrr_customer",
}

param("plan_days", 90, "days in which a customer should have moved in")
param("goal_seats", 0.6, "share of the seats in use by then")
param("goal_features", 4, "features in use by then")

-- How much of the plan's time is over; some days of grace at the start.
local function elapsed(m, p)
  return clamp(ratio(m.tenure_days, p.plan_days), 0.1, 1)
end

component "seats" {
  weight = 45, label = "Seats",
  value  = function(m, p)
    return ratio(ratio(m.active_users, m.seats), p.goal_seats * elapsed(m, p))
  end,
  curve  = ramp(0, 1),
  why    = "{active_users} of {seats} seats in use on day {tenure_days}: {value:pct} of plan",
}
component "features" {
  weight = 25, label = "Features",
  value  = function(m, p)
    return ratio(m.features, p.goal_features * elapsed(m, p))
  end,
  curve  = ramp(0, 1),
  why    = "features in use on day {tenure_days}: {features}",
}
component "rhythm" {
  weight = 15, label = "Rhythm", metric = "days_since_last_event",
  curve  = points { {1, 100}, {3, 80}, {7, 40}, {14, 0} },
  missing = "zero",
  why    = "days since somebody logged in: {value}",
}
component "company" {
  weight = 15, label = "Contact", metric = "days_since_touch",
  curve  = ramp(30, 7),
  missing = "zero",
  why    = "days since we talked: {value}",
}

-- The head of a group without a subscription of its own is no customer.
variant "none" {
  when = { metric = "mrr_customer", le = 0 },
  drop = { "seats", "features", "rhythm", "company" },
}
variant "through" {
  when = function(m, p) return above(m.tenure_days, p.plan_days) end,
  drop = { "seats", "features", "rhythm", "company" },
}

veto "never started" {
  when = { { metric = "active_users", le = 0 },
           { metric = "tenure_days", ge = 14 } },
  band = "late",
  why  = "day {tenure_days}, and nobody has started",
}

bands { late = 0, behind = 50, on_plan = 80 }
coverage { min = 0.5 }

-- Every expected score is worked out by hand:
--   (45 seats + 25 features + 15 rhythm + 15 contact) / 100

-- Day 45 of 90, half of the goals: 0.3 of the seats, 2 features. 9 of 30 are
-- 0.3: 100; 2: 100; rhythm 1: 100; contact 7: 100
example "half way, and half way there" {
  given  = { tenure_days = 45, active_users = 9, seats = 30, features = 2,
             days_since_last_event = 1, days_since_touch = 7 },
  expect = { score = 100, band = "on_plan" },
  near   = 0.0001,
}
-- seats 0.1 of 0.3: 33.33333; features 1 of 2: 50; rhythm 5: half way from 80
-- to 40: 60; contact 21: 100 * 9 / 23 = 39.13043
--   15 + 12.5 + 9 + 5.869565 = 42.369565
example "half way, and a third there" {
  given  = { tenure_days = 45, active_users = 3, seats = 30, features = 1,
             days_since_last_event = 5, days_since_touch = 21 },
  expect = { score = 42.369565, band = "late", reason = "seats" },
  near   = 0.0001,
}
-- Day 3 counts as day 9, a tenth: 0.06 of the seats, 0.4 features.
-- seats 1/50 = 0.02 of 0.06: 33.33333; features 1: 100; both others 100
--   15 + 25 + 15 + 15 = 70
example "the first days" {
  given  = { tenure_days = 3, active_users = 1, seats = 50, features = 1,
             days_since_last_event = 0, days_since_touch = 1 },
  expect = { score = 70, band = "behind" },
  near   = 0.0001,
}
-- Only contact 7: 100 counts for something: 15. That nobody ever logged in
-- counts as zero, but is not known: 0.85.
example "nobody has started" {
  given  = { tenure_days = 20, active_users = 0, seats = 30, features = 0,
             days_since_touch = 7 },
  expect = { score = 15, band = "late", coverage = 0.85,
             missing = "rhythm", reason = "never started" },
  near   = 0.0001,
}
-- Day 90, all of the goals; seats are not known and the rest carries them:
-- features 2 of 4: 50; rhythm 1: 100; contact 7: 100
--   (25 * 50 + 15 * 100 + 15 * 100) / 55 = 77.27273
example "nobody knows how many seats they have" {
  given  = { tenure_days = 90, active_users = 9, features = 2,
             days_since_last_event = 1, days_since_touch = 7 },
  expect = { score = 77.27273, band = "behind", coverage = 0.55 },
  near   = 0.0001,
}
example "who is through has no score here" {
  given  = { tenure_days = 91, active_users = 9, seats = 30, features = 2,
             days_since_last_event = 1, days_since_touch = 7 },
  expect = { band = "unknown", variant = "through" },
}
example "the head of a group buys nothing itself" {
  given  = { tenure_days = 20, active_users = 0, seats = 5, features = 0,
             mrr_customer = 0 },
  expect = { band = "unknown", variant = "none" },
}
