title "Getting value"
inputs { "active_users", "seats", "nps", "open_tickets_p1" }
component "reach" {
  weight = 60, value = function(m) return ratio(m.active_users, m.seats) end,
  curve = ramp(0.2, 0.8), why = "{active_users} of {seats} seats in use",
}
component "voice" {
  weight = 40, metric = "nps", curve = ramp(0, 10), missing = "skip",
  why = "last NPS answer was {value}",
}
cap "open P1" { when = { metric = "open_tickets_p1", ge = 1 }, max = 60,
                why = "urgent tickets open: {open_tickets_p1}" }
bands { red = 0, yellow = 50, green = 75 }
example "half the seats, one fan" {  -- 0.6 * 50 + 0.4 * 90 = 66
  given = { active_users = 5, seats = 10, nps = 9, open_tickets_p1 = 0 }, expect = { score = 66 } }
