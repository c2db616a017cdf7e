# SPDX-License-Identifier: MIT
"""with_pandas.py DATA OUT: the work, by pandas. Every figure of ../work.ini and the
score of ../work.lua, from the same files. Times stay texts, which order as
they should; money is in whole ten-thousandths."""
import sys

import pandas as pd

data, out = sys.argv[1:]
LAST = 20453  # 2025-12-31
RATE = {"USD": 100, "EUR": 108, "GBP": 127}
MONTHS = [str(p) for p in pd.period_range("2023-12", "2025-12", freq="M")]


def read(name, columns, **kinds):
    frame = pd.read_csv(f"{data}/{name}.csv", usecols=columns, dtype=kinds)
    return frame.rename(columns={"account_id": "account"})


def days(text):
    return pd.to_datetime(text.str[:10]).astype("int64") // 86400_000_000_000


def write(frame, name):
    frame.to_csv(f"{out}/{name}.csv", index=False)


accounts = read("accounts", ["account_id", "segment", "seats", "created_at"])
paid = read("subscriptions", ["account_id", "mrr", "currency", "start_date",
                              "end_date"], mrr="str")
paid["usd"] = (paid.mrr.str.replace(".", "", regex=False).astype("int64")
               * paid.currency.map(RATE))
nps = read("surveys", ["ts", "account_id", "kind", "score"])
nps = nps[(nps.kind == "nps") & (nps.ts < "2026")]
tickets = read("tickets", ["opened_at", "closed_at", "account_id"])
tickets = tickets[(tickets.opened_at < "2026")
                  & ~(tickets.closed_at < "2026")]
touches = read("touches", ["ts", "account_id"])
touches = touches[touches.ts < "2026"].groupby("account").ts.max()
events = read("events", ["ts", "account_id", "user_id", "feature", "quantity"],
              account_id="category", user_id="category", feature="category")
events = events[(events.ts < "2026") & events.account.isin(accounts.account)]

# ------------------------------------------------------------------- usage --
by = {"by": "account", "observed": True}
last = events.groupby(**by).ts.max()
quarter = events[events.ts >= "2025-10-03"]
features = quarter[["account", "feature"]].drop_duplicates().groupby(**by).size()
before = quarter[(quarter.ts >= "2025-11-06") & (quarter.ts < "2025-12-04")]
before = before.groupby(**by).size()
month = quarter[quarter.ts >= "2025-12-04"]
seen = pd.DataFrame({"account": month.account, "user": month.user_id,
                     "day": month.ts.str[:10]}).drop_duplicates()
pairs = {name: seen[["account", name]].drop_duplicates().groupby(**by).size()
         for name in ("user", "day")}

# ------------------------------------------------------------------- money --
first = paid.groupby("account").start_date.min().rename("first")
terms = paid.merge(pd.DataFrame({"month": MONTHS}), how="cross")
mrr = terms[(terms.start_date.str[:7] <= terms.month)
            & ~(terms.end_date.str[:7] <= terms.month)]
mrr = mrr.groupby(["account", "month"]).usd.sum().rename("mrr").reset_index()


def at(name):
    return mrr[mrr.month == name].set_index("account").mrr


# What an account paid at the end of the month before, and of this one.
following = dict(zip(MONTHS, MONTHS[1:]))
was = mrr[mrr.month < "2025-12"].assign(month=lambda f: f.month.map(following))
moved = was.merge(mrr[mrr.month > "2023-12"], on=["account", "month"],
                  how="outer", suffixes=("_was", "_now"))
moved = moved.merge(first, left_on="account", right_index=True)
moved["was"] = moved.mrr_was.fillna(0).astype("int64")
moved["now"] = moved.mrr_now.fillna(0).astype("int64")

# ---------------------------------------------------------------- to files --
r = accounts.set_index("account").sort_index()


def column(series, fill=None):
    series = series.reindex(r.index)
    return series if fill is None else series.fillna(fill).astype("int64")


facts = pd.DataFrame({
    "mrr": column(at("2025-12"), 0) / 1e4,
    "mrr_year_ago": column(at("2024-12"), 0) / 1e4,
    "tenure_days": LAST + 1 - days(r.created_at),
    "events": column(month.groupby(**by).size(), 0),
    "quantity": column(month.groupby(**by).quantity.sum(), 0),
    "active_users": column(pairs["user"], 0),
    "active_days": column(pairs["day"], 0),
    "stickiness": column(seen.groupby(**by).size()) / 28
                  / column(pairs["user"]),
    "features": column(features, 0)})
facts["events_change"] = facts.events / column(before) - 1
facts["days_since_event"] = column(LAST - days(last)).astype("Int64")
facts["nps"] = column(nps.sort_values("ts", kind="stable").groupby("account")
                      .score.last()).astype("Int64")
facts["open_tickets"] = column(tickets.groupby("account").size(), 0)
facts["days_since_touch"] = column(LAST - days(touches)).astype("Int64")
facts["seat_use"] = facts.active_users / r.seats
facts["health"] = (
    25 * facts.seat_use.clip(upper=1)
    + 10 * (facts.events_change.fillna(0) + 1).clip(0, 2)
    + 15 * (facts.features / 12).clip(upper=1)
    + 10 * (2 * facts.stickiness.fillna(0)).clip(upper=1)
    + facts.nps.fillna(5).astype("float")
    + 2 * (5 - facts.open_tickets).clip(lower=0)
    + (100 - facts.days_since_touch.fillna(100)).clip(0).astype("float") / 20
    + (25 - facts.days_since_event.fillna(25)).clip(0).astype("float") / 5)
write(facts.reset_index(), "accounts")
new = moved["first"].str[:7] >= moved.month
came, left = moved.was == 0, moved.now == 0
up, down = moved.now - moved.was, moved.was - moved.now
write(pd.DataFrame({
    "opening": moved.was, "new": moved.now.where(came & new, 0),
    "reactivation": moved.now.where(came & ~new, 0),
    "expansion": up.where(~came & (up > 0), 0),
    "contraction": down.where(~left & (down > 0), 0),
    "churn": moved.was.where(left, 0), "closing": moved.now,
    "customers_opening": (~came).astype("int64"),
    "customers_churned": left.astype("int64")}).groupby(moved.month).sum()
    .assign(**{name: lambda f, name=name: f[name] / 1e4 for name in (
        "opening", "new", "reactivation", "expansion", "contraction", "churn",
        "closing")}).reset_index(), "movements")
old, now = at("2024-12"), at("2025-12").reindex(at("2024-12").index).fillna(0)
write(pd.DataFrame({"grr": [old.clip(upper=now).sum() / old.sum()],
                    "nrr": [now.sum() / old.sum()]}), "retention")
asked = nps[nps.ts >= "2025-10-03"].merge(accounts, on="account")
asked["net"] = (asked.score >= 9) * 100.0 - (asked.score <= 6) * 100.0
write(asked.groupby("segment").net.agg(["size", "mean"]).reset_index()
      .rename(columns={"size": "answers", "mean": "nps"}), "nps")
write(pd.DataFrame({"month": events.ts.str[:7], "user": events.user_id})
      .drop_duplicates().groupby("month").size().rename("users")
      .reset_index(), "mau")
kept = mrr[mrr.month > "2023-12"].merge(first, left_on="account",
                                        right_index=True)
kept["cohort"] = kept["first"].str[:7]
kept = kept[kept.cohort >= "2024-01"].groupby(["cohort", "month"]).mrr
write(kept.agg(["size", "sum"]).assign(sum=lambda f: f["sum"] / 1e4)
      .reset_index().rename(columns={"size": "customers", "sum": "mrr"}),
      "cohorts")
