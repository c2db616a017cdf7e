title   "Users and money"
version "1"

inputs { "users", "mrr" }

component "usage" {
  weight = 60,
  metric = "users",
  curve  = ramp(0, 2),
}

component "money" {
  weight = 40,
  metric = "mrr",
  curve  = ramp(0, 100),
}

bands { red = 0, green = 50 }
