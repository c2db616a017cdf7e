-- health.lua: is this customer getting what they came for?
title   "Customer health"
version "1"

inputs { "active_users", "active_users_change", "seats", "nps",
         "open_tickets_p1", "days_to_renewal", "tenure_days", "segment" }

param("renewal_alarm", 60, "days before the renewal at which silence is a risk")

component "reach" {
  weight = 45,
  value  = function(m) return ratio(m.active_users, m.seats) end,
  curve  = ramp(0, 0.5),              -- half of the seats is all we hope for
  why    = "{active_users} of {seats} seats in use",
}
component "trend" {
  weight = 25,
  metric = "active_users_change",
  curve  = points { {-0.5, 0}, {0, 70}, {0.25, 100} },
  why    = "active users {value:pct} against the 28 days before",
}
component "voice" {
  weight = 30,
  metric = "nps",
  curve  = ramp(2, 9),
  stale  = { after = "90d", halflife = "60d" },
  why    = "the last answer was {value}",
}

-- Who has just come is not expected to use everything yet.
variant "onboarding" {
  when   = { metric = "tenure_days", lt = 90 },
  drop   = { "trend" },
  curves = { reach = ramp(0, 0.25) },
}
-- In a large company half of the seats is a lot to ask.
variant "enterprise" {
  when   = { segment = "enterprise" },
  curves = { reach = ramp(0, 0.3) },
}

cap "open P1" {
  when = { metric = "open_tickets_p1", ge = 1 }, max = 60,
  why  = "{open_tickets_p1} urgent tickets open",
}
cap "quiet before renewal" {
  when = function(m, p)
    return below(m.days_to_renewal, p.renewal_alarm)
       and below(m.active_users, 1)
  end,
  max  = 20,
  why  = "renews in {days_to_renewal} days and nobody is there",
}

bands { red = 0, yellow = 50, green = 75 }
coverage { min = 0.4 }                -- less known than this: no score

-- 25 of 50 seats are 100 points, no change 70, a nine 100:
-- 0.45 * 100 + 0.25 * 70 + 0.30 * 100 = 92.5
example "busy and content" {
  given  = { active_users = 25, seats = 50, active_users_change = 0, nps = 9,
             nps_age_days = 10, tenure_days = 400 },
  expect = { score = 92.5, band = "green" },
}
