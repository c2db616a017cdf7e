version "1"
inputs { "parent_arr" }
component "family" { weight = 1, metric = "parent_arr", curve = ramp(0, 200) }
