-- trend.lua: which way is it going? Levels say how good a customer is today;
-- this looks at nothing but movement, so that a large account that loses its
-- users stands out before its level is low.
--
-- A share of few is chance: from three users to two is a third less and means
-- nothing. Below `enough` users the trend of users does not count at all.

title   "Trend"
version "2026.1"

inputs {
  "active_users", "active_users_before", "days_since_last_event",
  "movements_start", "movements_end", "mrr",
}

param("enough", 4, "users before, from which a trend of users means something")
param("steep", -0.4, "change of users from which the account is in danger")

local function users(m) return change(m.active_users, m.active_users_before) end

local function enough(m, p)
  return above(m.active_users_before, p.enough - 1)
end

component "users" {
  weight = 60, label = "Users",
  value  = function(m) return users(m) end,
  when   = function(m, p) return enough(m, p) end,
  curve  = points { {-0.5, 0}, {-0.2, 40}, {0, 70}, {0.25, 100} },
  why    = "active users {value:pct}: {active_users} after {active_users_before}",
}
component "money" {
  weight = 25, label = "Money",
  value  = function(m) return change(m.movements_end, m.movements_start) end,
  curve  = ramp(-0.25, 0),          -- a quarter less: 0, the same or more: 100
  why    = "pays {movements_end:money} a month after {movements_start:money}",
}
component "recency" {
  weight = 15, label = "Recency", metric = "days_since_last_event",
  curve  = points { {1, 100}, {7, 70}, {30, 0} },
  why    = "last seen {value} days ago",
}

variant "gone" {
  when = { metric = "mrr", le = 0 },
  drop = { "users", "money", "recency" },
}

cap "steep fall" {
  when = function(m, p) return enough(m, p) and below(users(m), p.steep) end,
  max  = 45,
  why  = "active users fell from {active_users_before} to {active_users}",
}
veto "went silent" {
  when = { { metric = "active_users", le = 0 },
           { metric = "active_users_before", ge = 1 } },
  band = "red",
  why  = "{active_users_before} users before, and nobody now",
}

bands { red = 0, yellow = 50, green = 75 }
coverage { min = 0.3 }

-- Every expected score is worked out by hand:
--   (60 users + 25 money + 15 recency) / 100

-- users 18/16: +0.125: half way from 70 to 100: 85; money +0.05: 100;
-- recency 1: 100
--   51 + 25 + 15 = 91
example "growing" {
  given  = { active_users = 18, active_users_before = 16, mrr = 1050,
             movements_start = 1000, movements_end = 1050,
             days_since_last_event = 1 },
  expect = { score = 91, band = "green", coverage = 1 },
  near   = 0.0001,
}
-- users 16/20: -0.2: 40; money 0: 100; recency 4: half way from 100 to 70: 85
--   24 + 25 + 12.75 = 61.75
example "slowing down" {
  given  = { active_users = 16, active_users_before = 20, mrr = 1000,
             movements_start = 1000, movements_end = 1000,
             days_since_last_event = 4 },
  expect = { score = 61.75, band = "yellow", reason = "users" },
  near   = 0.0001,
}
-- users 0: 70; money 900/1000: -0.1: 60; recency 1: 100
--   42 + 15 + 15 = 72
example "pays less" {
  given  = { active_users = 20, active_users_before = 20, mrr = 900,
             movements_start = 1000, movements_end = 900,
             days_since_last_event = 1 },
  expect = { score = 72, band = "yellow",
             reason = "pays 900 a month after 1,000" },
  near   = 0.0001,
}
-- users 59/100: -0.41: 40 * 0.09 / 0.3 = 12; money +0.1: 100; recency 1: 100
--   7.2 + 25 + 15 = 47.2, and not above 45
example "more money does not make up for a steep fall" {
  given  = { active_users = 59, active_users_before = 100, mrr = 1100,
             movements_start = 1000, movements_end = 1100,
             days_since_last_event = 1 },
  expect = { score = 45, band = "red", reason = "steep fall" },
  near   = 0.0001,
}
-- users does not count; money 0: 100; recency 1: 100
example "from three users to two is chance" {
  given  = { active_users = 2, active_users_before = 3, mrr = 100,
             movements_start = 100, movements_end = 100,
             days_since_last_event = 1 },
  expect = { score = 100, band = "green", coverage = 1 },
  near   = 0.0001,
}
-- users does not count; money 0: 100; recency 14: 70 * 16 / 23 = 48.69565
--   (25 * 100 + 15 * 48.69565) / 40 = 80.76087, red all the same: 49.9
example "the last of three users is gone" {
  given  = { active_users = 0, active_users_before = 3, mrr = 100,
             movements_start = 100, movements_end = 100,
             days_since_last_event = 14 },
  expect = { score = 49.9, band = "red", reason = "went silent" },
  near   = 0.0001,
}
-- A customer of this month: there is nothing to compare with but recency,
-- 15 of 40.
example "new customers have a trend only if somebody is there" {
  given  = { active_users = 5, mrr = 100, movements_start = 0,
             movements_end = 100, days_since_last_event = 1 },
  expect = { score = 100, coverage = 0.375, missing = "money" },
}
example "who left has no trend" {
  given  = { active_users = 0, active_users_before = 9, mrr = 0,
             movements_start = 100, movements_end = 0,
             days_since_last_event = 20 },
  expect = { band = "unknown", variant = "gone" },
}
