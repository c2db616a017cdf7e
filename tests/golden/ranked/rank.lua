version "1"
inputs { "seats" }
component "rank" {
  weight = 1, metric = "seats", curve = percentile { min_n = 2 },
}
