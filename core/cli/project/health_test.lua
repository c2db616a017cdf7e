-- health_test.lua: what must stay true of health.lua.      hale test

example "an open P1 holds the score at 60" {
  given  = { active_users = 25, seats = 50, active_users_change = 0, nps = 9,
             nps_age_days = 10, tenure_days = 400, open_tickets_p1 = 1 },
  expect = { score = 60, band = "yellow", reason = "open P1" },
}
example "nobody there, and the renewal is near" {
  given  = { active_users = 0, seats = 20, active_users_change = -1, nps = 10,
             nps_age_days = 10, tenure_days = 400, days_to_renewal = 30 },
  -- 0.45 * 0 + 0.25 * 0 + 0.30 * 100 = 30, capped
  expect = { score = 20, band = "red", reason = "quiet before renewal" },
}
-- 15 of 100 seats is half of what is asked of them:
-- 0.45 * 50 + 0.25 * 70 + 0.30 * 100 = 70
example "large companies are asked for less" {
  given  = { active_users = 15, seats = 100, active_users_change = 0, nps = 9,
             nps_age_days = 10, tenure_days = 400, segment = "enterprise" },
  expect = { score = 70, variant = "enterprise" },
}
-- 2 of 16 seats: half of the ramp to a quarter. 0.45 * 50 of 0.45 is 50.
example "new customers are given time" {
  given  = { active_users = 2, seats = 16, tenure_days = 20 },
  expect = { score = 50, variant = "onboarding", missing = "voice" },
}

property "more users never hurt" { rising = "active_users" }
property "silence is never green" {
  known = { "active_users", "seats" },
  when  = { metric = "active_users", lt = 1 },
  never = "green",
}
