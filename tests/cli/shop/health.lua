title   "Seats in use"
version "1"

inputs { "active_users", "seats" }

param("full", 1, "share of the seats that is worth 100 points")

component "seats" {
  weight = 100,
  value  = function(m, p) return ratio(m.active_users, m.seats) end,
  curve  = ramp(0, 1),
  why    = "{active_users} of {seats} seats in use",
}

bands { red = 0, yellow = 40, green = 75 }

example "all seats in use" {
  given  = { active_users = 10, seats = 10 },
  expect = { score = 100, band = "green" },
}
example "half of the seats in use" {
  given  = { active_users = 5, seats = 10 },
  expect = { score = 50, band = "yellow" },
}
