title "Small accounts"
version "s1"
inputs { "seats" }
component "size" { weight = 1, metric = "seats", curve = ramp(0, 10) }
