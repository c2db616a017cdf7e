-- work.lua: the health score of the work that is timed. Curves and weights,
-- no functions; what it gives is said again in SQL in work/, and compared.

title   "Health"
version "1"

inputs {
  "seat_use", "events_change", "features", "stickiness", "nps",
  "open_tickets", "days_since_touch", "days_since_last_event",
}

component "seats" {
  weight = 25, label = "Seats in use", metric = "seat_use",
  curve  = ramp(0, 1), why = "{value:pct} of the seats in use",
}
component "trend" {
  weight = 20, label = "Trend", metric = "events_change", missing = "neutral",
  curve  = ramp(-1, 1), why = "events {value:pct} against the window before",
}
component "depth" {
  weight = 15, label = "Features", metric = "features",
  curve  = ramp(0, 12), why = "features in use: {value}",
}
component "habit" {
  weight = 10, label = "Habit", metric = "stickiness", missing = "zero",
  curve  = ramp(0, 0.5), why = "stickiness {value:pct}",
}
component "voice" {
  weight = 10, label = "NPS", metric = "nps", missing = "neutral",
  curve  = ramp(0, 10), why = "last NPS answer was {value}",
}
component "tickets" {
  weight = 10, label = "Tickets", metric = "open_tickets",
  curve  = ramp(5, 0), why = "open tickets: {value}",
}
component "contact" {
  weight = 5, label = "Contact", metric = "days_since_touch", missing = "zero",
  curve  = ramp(100, 0), why = "last talked {value} days ago",
}
component "silence" {
  weight = 5, label = "Silence", metric = "days_since_last_event",
  missing = "zero", curve = ramp(25, 0), why = "silent for {value} days",
}

coverage { min = 0 }

-- 25 * 50 + 20 * 75 + 15 * 50 + 10 * 100 + 10 * 90 + 10 * 60 + 5 * 80 + 5 * 100
-- = 6900, over 100
example "by hand" {
  given  = { seat_use = 0.5, events_change = 0.5, features = 6,
             stickiness = 0.5, nps = 9, open_tickets = 2,
             days_since_touch = 20, days_since_last_event = 0 },
  expect = { score = 69, band = "yellow" },
  near   = 0.0001,
}
-- Nothing is known but 1 ticket: 20 * 50 + 10 * 50 + 10 * 80 = 2300; seats and
-- features skipped: over 60
example "silent since ever" {
  given  = { open_tickets = 1 },
  expect = { score = 38.333333, band = "red" },
  near   = 0.0001,
}
