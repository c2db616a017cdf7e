title "Large accounts"
version "b1"
inputs { "seats" }
component "size" { weight = 1, metric = "seats", curve = ramp(0, 100) }
hysteresis(2)
