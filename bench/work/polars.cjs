// SPDX-License-Identifier: MIT
//
// polars.cjs DATA OUT: the work, by Polars. Every figure of ../work.ini and
// the score of ../work.lua, from the same files. POLARS_MAX_THREADS is the
// number of threads. Times stay texts, which order as they should; money is
// in whole ten-thousandths: cents times a rate in hundredths. Without DATA it
// tells the version.
"use strict";
const pl = require("nodejs-polars");
const { col, lit, when } = pl;
const [data, out] = process.argv.slice(2);
if (!data) {
    console.log(pl.version);
    process.exit(0);
}

const read = (name, columns) =>
    pl.scanCSV(`${data}/${name}.csv`, { inferSchemaLength: 0 })
        .select(...columns);
const write = (frame, name) => frame.writeCSV(`${out}/${name}.csv`);
const day = (name) =>
    col(name).str.slice(0, 10).str.strptime(pl.Date, "%Y-%m-%d")
        .cast(pl.Int32);
const left = (a, b) => a.join(b, { on: "account", how: "left" });
const zero = (name) => col(name).fillNull(0);
const whole = (expression) => expression.cast(pl.Int64);
const within = (expression, low, high) => expression.clip(low, high);
const LAST = 20453; // 2025-12-31

const accounts = read("accounts",
    [col("account_id").alias("account"), "segment",
        col("seats").cast(pl.Int32), day("created_at").alias("created")])
    .collectSync();
const paid = read("subscriptions",
    [col("account_id").alias("account"), "mrr", "currency",
        col("start_date").alias("start"), col("end_date").alias("end")])
    .withColumn(col("mrr").str.replace(".", "", true).cast(pl.Int64)
        .mul(when(col("currency").eq(lit("EUR"))).then(lit(108))
            .when(col("currency").eq(lit("GBP"))).then(lit(127))
            .otherwise(lit(100)).cast(pl.Int64)).alias("usd"))
    .collectSync();
const nps = read("surveys",
    ["ts", col("account_id").alias("account"), "kind",
        col("score").cast(pl.Int32)])
    .filter(col("kind").eq(lit("nps")).and(col("ts").lt(lit("2026"))))
    .collectSync();
const tickets = read("tickets",
    ["opened_at", "closed_at", col("account_id").alias("account")])
    .filter(col("opened_at").lt(lit("2026"))
        .and(col("closed_at").isNull().or(col("closed_at").gtEq(lit("2026")))))
    .groupBy("account").agg(pl.len().cast(pl.Int64).alias("open_tickets"))
    .collectSync();
const touches = read("touches", ["ts", col("account_id").alias("account")])
    .filter(col("ts").lt(lit("2026")))
    .groupBy("account").agg(col("ts").max())
    .select("account", whole(lit(LAST).minus(day("ts")))
        .alias("days_since_touch"))
    .collectSync();
const events = read("events",
    [col("account_id").alias("account"), "ts", col("user_id").alias("user"),
        "feature", col("quantity").cast(pl.Int32)])
    .filter(col("ts").lt(lit("2026")))
    .join(accounts.lazy().select("account"), { on: "account", how: "semi" })
    .collectSync();

// ------------------------------------------------------------------ usage --
const month = events.lazy().filter(col("ts").gtEq(lit("2025-12-04")));
const used = events.lazy().groupBy("account")
    .agg(day("ts").max().alias("last")).collectSync();
const recent = month.groupBy("account")
    .agg(pl.len().cast(pl.Int64).alias("events"),
        col("quantity").cast(pl.Int64).sum().alias("quantity")).collectSync();
const before = events.lazy()
    .filter(col("ts").gtEq(lit("2025-11-06"))
        .and(col("ts").lt(lit("2025-12-04"))))
    .groupBy("account").agg(pl.len().cast(pl.Int64).alias("before"))
    .collectSync();
const features = events.lazy().filter(col("ts").gtEq(lit("2025-10-03")))
    .groupBy("account").agg(col("feature").nUnique().cast(pl.Int64)
        .alias("features")).collectSync();
const people = month
    .select("account", "user", col("ts").str.slice(0, 10).alias("day"))
    .unique().groupBy("account")
    .agg(col("user").nUnique().cast(pl.Int64).alias("active_users"),
        col("day").nUnique().cast(pl.Int64).alias("active_days"),
        pl.len().cast(pl.Int64).alias("user_days")).collectSync();

// ------------------------------------------------------------------ money --
const number = (name) => col(name).str.slice(0, 4).cast(pl.Int32).minus(2024)
    .mul(12).plus(col(name).str.slice(5, 2).cast(pl.Int32));
const first = paid.lazy().groupBy("account").agg(col("start").min()
    .alias("first")).collectSync();
const list = Array.from({ length: 25 }, (_, i) => i);
const months = pl.DataFrame({
    i: list,
    month: list.map((i) => new Date(Date.UTC(2023, 11 + i)).toISOString()
        .slice(0, 7)),
}).withColumn(col("i").cast(pl.Int32));
const mrr = paid.lazy()
    .withColumns(number("start").alias("from"),
        number("end").fillNull(25).alias("to"))
    .join(months.lazy(), { how: "cross" })
    .filter(col("from").ltEq(col("i")).and(col("to").gt(col("i"))))
    .groupBy(["account", "i"]).agg(col("usd").sum().alias("mrr")).collectSync();
const at = (i, name) => mrr.filter(col("i").eq(i))
    .select("account", col("mrr").alias(name));
// What an account paid at the end of the month before, and of this one.
const moved = pl.concat([
    mrr.filter(col("i").lt(24)).select("account",
        col("i").plus(1).cast(pl.Int32).alias("i"), col("mrr").alias("was"),
        whole(lit(0)).alias("now")),
    mrr.filter(col("i").gt(0)).select("account", "i",
        whole(lit(0)).alias("was"), col("mrr").alias("now")),
]).groupBy(["account", "i"]).agg(col("was").sum(), col("now").sum())
    .join(months, { on: "i" }).join(first, { on: "account" });

// --------------------------------------------------------------- to files --
const voiced = nps.sort("ts").groupBy("account").agg(col("score").last()
    .alias("nps"));
const facts = [recent, before, features, people, used, tickets, touches,
    voiced, at(24, "now"), at(12, "year")].reduce(left, accounts);
const health = within(col("seat_use"), 0, 1).mul(25)
    .plus(within(zero("events_change").plus(1), 0, 2).mul(10))
    .plus(within(col("features").div(12), 0, 1).mul(15))
    .plus(within(zero("stickiness").mul(2), 0, 1).mul(10))
    .plus(col("nps").fillNull(5))
    .plus(within(lit(5).minus(col("open_tickets")), 0, 5).mul(2))
    .plus(within(lit(100).minus(col("days_since_touch")), 0, 100).fillNull(0)
        .cast(pl.Float64).div(20))
    .plus(within(lit(25).minus(col("days_since_event")), 0, 25).fillNull(0)
        .cast(pl.Float64).div(5));
write(facts.select("account", zero("now").div(lit(1e4)).alias("mrr"),
    zero("year").div(lit(1e4)).alias("mrr_year_ago"),
    whole(lit(LAST + 1).minus(col("created"))).alias("tenure_days"),
    whole(zero("events")), whole(zero("quantity")),
    whole(zero("active_users")), whole(zero("active_days")),
    col("user_days").cast(pl.Float64).div(28)
        .div(col("active_users")).alias("stickiness"),
    whole(zero("features")),
    when(col("before").gt(0))
        .then(zero("events").cast(pl.Float64).div(col("before")).minus(1))
        .otherwise(lit(null)).alias("events_change"),
    whole(lit(LAST).minus(col("last"))).alias("days_since_event"), "nps",
    whole(zero("open_tickets")), "days_since_touch",
    zero("active_users").cast(pl.Float64).div(col("seats")).alias("seat_use"))
    .withColumn(health.alias("health")).sort("account"), "accounts");
const amount = (condition, expression) => when(condition).then(expression)
    .otherwise(lit(0)).sum().div(lit(1e4));
const was = col("was"), now = col("now");
const isNew = col("first").str.slice(0, 7).gtEq(col("month"));
write(moved.groupBy("month").agg(was.sum().div(lit(1e4)).alias("opening"),
    amount(was.eq(0).and(isNew), now).alias("new"),
    amount(was.eq(0).and(isNew.not()), now).alias("reactivation"),
    amount(was.gt(0).and(now.gt(was)), now.minus(was)).alias("expansion"),
    amount(now.gt(0).and(now.lt(was)), was.minus(now)).alias("contraction"),
    amount(now.eq(0), was).alias("churn"),
    now.sum().div(lit(1e4)).alias("closing"),
    was.gt(0).sum().alias("customers_opening"),
    now.eq(0).sum().alias("customers_churned")).sort("month"), "movements");
write(left(at(12, "a"), at(24, "b")).select(
    when(col("a").lt(zero("b"))).then(col("a")).otherwise(zero("b")).sum()
        .cast(pl.Float64).div(col("a").sum()).alias("grr"),
    zero("b").sum().cast(pl.Float64).div(col("a").sum()).alias("nrr")),
"retention");
write(nps.filter(col("ts").gtEq(lit("2025-10-03")))
    .join(accounts, { on: "account" }).groupBy("segment")
    .agg(pl.len().alias("answers"),
        col("score").gtEq(9).cast(pl.Float64).sum()
            .minus(col("score").ltEq(6).cast(pl.Float64).sum())
            .mul(100).div(pl.len()).alias("nps")).sort("segment"), "nps");
write(events.lazy()
    .select(col("ts").str.slice(0, 7).alias("month"), "user").unique()
    .groupBy("month").agg(pl.len().alias("users")).sort("month")
    .collectSync(), "mau");
write(mrr.filter(col("i").gt(0)).join(months, { on: "i" })
    .join(first.filter(col("first").gtEq(lit("2024-01"))), { on: "account" })
    .groupBy([col("first").str.slice(0, 7).alias("cohort"), col("month")])
    .agg(pl.len().alias("customers"),
        col("mrr").sum().div(lit(1e4)).alias("mrr"))
    .sort(["cohort", "month"]), "cohorts");
