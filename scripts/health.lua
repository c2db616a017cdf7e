-- health.lua: is this customer getting what they came for, and would they say
-- so if we asked? Four views, each with the weight of what it foretells: do
-- they use it, do they like it, does it work, do we know the people?
--
-- What is missing is left out and its weight goes to its neighbours; when
-- less than half of the weight is known there is no score at all.

title   "Customer health"
version "2026.1"

inputs {
  "active_users", "active_users_before", "active_users_change", "seats",
  "days_since_last_event", "nps", "open_tickets", "open_tickets_p1",
  "days_to_renewal", "mrr", "segment", "pulse", "champion_left",
}

param("renewal_alarm", 90, "days before renewal from which silence is a risk")

group "usage"        { weight = 50, label = "Usage" }
group "voice"        { weight = 15, label = "Voice" }
group "support"      { weight = 15, label = "Support" }
group "relationship" { weight = 20, label = "Relationship" }

-- Usage: how many, which way, how recently.

component "reach" {
  group = "usage", weight = 40,
  value = function(m) return ratio(m.active_users, m.seats) end,
  curve = ramp(0.2, 0.8),           -- a fifth of the seats: 0, four fifths: 100
  why   = "{active_users} of {seats} seats in use",
}
component "trend" {
  group = "usage", weight = 35, metric = "active_users_change",
  curve = points { {-0.5, 0}, {-0.1, 50}, {0, 75}, {0.2, 100} },
  why   = "active users {value:pct}: {active_users} after {active_users_before}",
}
component "recency" {
  group = "usage", weight = 25, metric = "days_since_last_event",
  curve = points { {1, 100}, {7, 70}, {30, 0} },
  why   = "last seen {value} days ago",
}

-- Voice: what they say. The latest answer to the NPS question, 0 to 10.

component "nps" {
  group = "voice", weight = 100, metric = "nps",
  curve = points { {0, 0}, {6, 40}, {8, 70}, {10, 100} },
  label = "NPS", why = "last NPS answer was {value}",
}

-- Support: what hurts right now.

component "tickets" {
  group = "support", weight = 60, metric = "open_tickets",
  curve = points { {0, 100}, {2, 80}, {6, 40}, {12, 0} },
  why   = "{value} tickets open",
}
component "urgent" {
  group = "support", weight = 40, metric = "open_tickets_p1",
  curve = points { {0, 100}, {1, 20}, {2, 0} },
  why   = "{value} of them urgent",
}

-- Relationship: what the people who know the account say.

component "pulse" {
  group = "relationship", weight = 70, metric = "pulse",
  curve = lookup { red = 0, yellow = 50, green = 100 },
  why   = "the CSM's pulse is {value}",
}
component "champion" {
  group = "relationship", weight = 30, metric = "champion_left",
  curve = lookup { [false] = 100, [true] = 0 },
  why   = "champion left: {value}",
}

-- Who does not pay any more gets no score, rather than a bad one.
variant "gone" {
  when = { metric = "mrr", le = 0 },
  drop = { "reach", "trend", "recency", "nps", "tickets", "urgent", "pulse",
           "champion" },
}
-- Large companies buy seats for everybody and roll out slowly.
variant "enterprise" {
  when   = { segment = "enterprise" },
  curves = { reach = ramp(0.1, 0.6) },
}

cap "open P1" {
  when = { metric = "open_tickets_p1", ge = 1 },
  max  = 60,
  why  = "urgent tickets open: {open_tickets_p1}",
}

local function quiet(m)
  return below(m.active_users_change, -0.25)
      or below(ratio(m.active_users, m.seats), 0.4)
      or above(m.days_since_last_event, 14)
end

cap "quiet before renewal" {
  when = function(m, p)
    return below(m.days_to_renewal, p.renewal_alarm)
       and above(m.days_to_renewal, -1)
       and quiet(m)
  end,
  max  = 45,
  why  = "renews in {days_to_renewal} days and is quiet",
}
cap "champion left" {
  when = { { champion_left = true },
           { metric = "active_users_change", lt = -0.1 } },
  max  = 45,
  why  = "the champion left, and active users {active_users_change:pct}",
}
veto "nobody there" {
  when = { metric = "active_users", le = 0 },
  band = "red",
  why  = "nobody uses it any more, at {mrr:money} a month",
}

bands { red = 0, yellow = 50, green = 75 }
coverage { min = 0.5 }

-- Every expected score is worked out by hand. With everything known:
--   usage        = 0.40 reach + 0.35 trend + 0.25 recency
--   support      = 0.60 tickets + 0.40 urgent
--   relationship = 0.70 pulse + 0.30 champion
--   score        = 0.50 usage + 0.15 nps + 0.15 support + 0.20 relationship

-- reach 40/50 = 0.8: 100; trend 0: 75; recency: 100; nps 9: 85
--   usage = 40 + 26.25 + 25 = 91.25
--   score = 45.625 + 0.15 * 85 + 15 + 20 = 93.375
example "used well and content" {
  given  = { active_users = 40, active_users_before = 40, seats = 50,
             active_users_change = 0, days_since_last_event = 1, nps = 9,
             open_tickets = 0, open_tickets_p1 = 0, days_to_renewal = 200,
             mrr = 5000, segment = "mid-market", pulse = "green",
             champion_left = false },
  expect = { score = 93.375, band = "green", coverage = 1, variant = "" },
  near   = 0.0001,
}
-- tickets 1: 90; urgent 1: 20; support = 54 + 8 = 62
--   before the cap: 45.625 + 12.75 + 9.3 + 20 = 87.675
example "an open P1 holds it at 60" {
  given  = { active_users = 40, active_users_before = 40, seats = 50,
             active_users_change = 0, days_since_last_event = 1, nps = 9,
             open_tickets = 1, open_tickets_p1 = 1, days_to_renewal = 200,
             mrr = 5000, segment = "mid-market", pulse = "green",
             champion_left = false },
  expect = { score = 60, band = "yellow", reason = "open P1" },
  near   = 0.0001,
}
-- Nobody answered, so 50 + 15 + 20 = 85 of 100 is known.
-- reach 0.5: 50; trend -0.375: 50 * 0.125 / 0.4 = 15.625; recency 100
--   usage = 20 + 5.46875 + 25 = 50.46875
--   before the cap: (50 * 50.46875 + 1500 + 2000) / 85 = 70.86397
example "a green pulse hides nothing before renewal" {
  given  = { active_users = 15, active_users_before = 24, seats = 30,
             active_users_change = -0.375, days_since_last_event = 1,
             open_tickets = 0, open_tickets_p1 = 0, days_to_renewal = 47,
             mrr = 9191.67, segment = "mid-market", pulse = "green",
             champion_left = false },
  expect = { score = 45, band = "red", coverage = 0.85, missing = "nps",
             reason = "quiet before renewal" },
  near   = 0.0001,
}
-- The same far from renewal: no cap, the yellow of 70.86397.
example "the same far from renewal" {
  given  = { active_users = 15, active_users_before = 24, seats = 30,
             active_users_change = -0.375, days_since_last_event = 1,
             open_tickets = 0, open_tickets_p1 = 0, days_to_renewal = 247,
             mrr = 9191.67, segment = "mid-market", pulse = "green",
             champion_left = false },
  expect = { score = 70.86397, band = "yellow", reason = "trend" },
  near   = 0.0001,
}
-- reach 0.8: 100; trend -0.2: 50 * 0.3 / 0.4 = 37.5; recency 100
--   usage = 40 + 13.125 + 25 = 78.125; relationship = 70
--   before the cap: 39.0625 + 12.75 + 15 + 14 = 80.8125
example "the champion left and use is falling" {
  given  = { active_users = 20, active_users_before = 25, seats = 25,
             active_users_change = -0.2, days_since_last_event = 1, nps = 9,
             open_tickets = 0, open_tickets_p1 = 0, days_to_renewal = 200,
             mrr = 1200, segment = "smb", pulse = "green",
             champion_left = true },
  expect = { score = 45, band = "red", reason = "champion left" },
  near   = 0.0001,
}
-- usage 0; (0 + 1500 + 2000) / 85 = 41.17647
example "nobody there is red, whatever the pulse says" {
  given  = { active_users = 0, active_users_before = 5, seats = 20,
             active_users_change = -1, days_since_last_event = 40,
             open_tickets = 0, open_tickets_p1 = 0, days_to_renewal = 300,
             mrr = 800, segment = "smb", pulse = "green",
             champion_left = false },
  expect = { score = 41.17647, band = "red", reason = "nobody there" },
  near   = 0.0001,
}
-- reach 0.3 on the flatter curve: 100 * 0.2 / 0.5 = 40
--   usage = 16 + 26.25 + 25 = 67.25; score = 33.625 + 12.75 + 15 + 20 = 81.375
example "a large company rolls out slowly" {
  given  = { active_users = 30, active_users_before = 30, seats = 100,
             active_users_change = 0, days_since_last_event = 1, nps = 9,
             open_tickets = 0, open_tickets_p1 = 0, days_to_renewal = 200,
             mrr = 20000, segment = "enterprise", pulse = "green",
             champion_left = false },
  expect = { score = 81.375, band = "green", variant = "enterprise" },
  near   = 0.0001,
}
-- pulse alone: 0.20 * 0.70 = 0.14 of the weight, less than a half
example "too little is known for a score" {
  given  = { seats = 10, mrr = 100, segment = "smb", pulse = "green" },
  expect = { band = "unknown", coverage = 0.14,
             missing = { "reach", "trend", "recency", "nps" } },
}
example "who left gets no score" {
  given  = { active_users = 0, active_users_before = 0, seats = 10,
             days_since_last_event = 90, open_tickets = 0,
             open_tickets_p1 = 0, mrr = 0, segment = "smb", pulse = "red" },
  expect = { band = "unknown", variant = "gone" },
}
