/* SPDX-License-Identifier: MIT
 *
 * metric_revenue_more: committed MRR, reasons of movements, revenue per user,
 * days sales outstanding, the accuracy of forecasts, and movements from
 * invoices, each by hand. A month is the days [30, 60).
 */
#include "revenue_kit.h"

typedef struct Days { /* to 0: it goes on */
    int64_t from, to;
} Days;

/* Rows of any role over the days [begin, end): `day` has each from and
 * to. */
static const hale_rows *rows_of(FakeHost *host, size_t need, const Days *day,
                                size_t n, int64_t begin, int64_t end,
                                const hale_vector *const *column)
{
    int64_t *time = fake_memory(host, 2 * (n + 1) * sizeof *time);
    int64_t *until = time + n + 1;
    hale_span *span = fake_memory(host, sizeof *span);
    for (size_t i = 0; i < n; i++) {
        time[i] = day[i].from * HALE_DAY;
        until[i] = day[i].to ? day[i].to * HALE_DAY : HALE_OPEN;
    }
    *span = fake_span(host, begin == INT64_MIN ? begin : begin * HALE_DAY,
                      end * HALE_DAY);
    return fake_rows(host, need, span, time, until, n, column);
}

/* Whole currency units as a column; -1 is an empty cell. */
static const hale_vector *usd(FakeHost *host, const int64_t *units, size_t n)
{
    int64_t *money = fake_memory(host, (n + 1) * sizeof *money);
    uint8_t *present = fake_memory(host, n + 1);
    for (size_t i = 0; i < n; i++) {
        present[i] = units[i] != -1;
        money[i] = USD(units[i]);
    }
    return fake_money(host, money, present, n);
}

/* ------------------------------------------------------------------- cmrr */

/* 100 in service; 30 signed on day 50 for day 90; 20 of service since day 40,
 * its cancellation asked for on day 55; 7 signed for day 90 and cancelled
 * before; 9 gone. Committed: 120 + 30 - 20 = 130. */
static void committed_mrr(void **state)
{
    FakeHost *host = *state;
    const KitTerm t[] = {
        {.from = 1, .to = 20, .amount = USD(9)},
        {.from = 1, OPEN_TERM, .amount = USD(100)},
        {.from = 35, .to = 99, .amount = USD(20), .cancel_requested = 55},
        {.from = 50, OPEN_TERM, .amount = USD(30)},
        {.from = 50, OPEN_TERM, .amount = USD(7), .cancel_requested = 52}};
    const int64_t day[] = {0, 0, 40, 90, 90};
    const uint8_t present[] = {0, 0, 1, 1, 1};
    const hale_metric *m = kit_metric("cmrr");
    const hale_rows *rows = kit_terms(host, t, 5, 30, 60);
    const hale_vector **column = fake_memory(host, 17 * sizeof *column);
    int64_t service[5];
    hale_rows with = *rows;
    hale_value r[KIT_RESULTS];
    for (size_t i = 0; i < 5; i++)
        service[i] = day[i] * HALE_DAY;
    memcpy(column, rows->column, 16 * sizeof *column);
    column[16] = fake_times(host, service, present, 5);
    with.column = column;
    kit_everyhow(host, m, KIT_NONE, &with, r);
    assert_int_equal(kit_int(m, r, "mrr"), USD(120));
    assert_int_equal(kit_int(m, r, "signed"), USD(30));
    assert_int_equal(kit_int(m, r, "cancelling"), USD(20));
    assert_int_equal(kit_int(m, r, ""), USD(130));
}

/* ---------------------------------------------------------------- reasons */

/* s1: 3 seats of 100 become 4 of 110, 30 off become 10 off. Net 270 -> 430:
 * discount +20, quantity 300 / 3 = +100, the rest of 440 - 300 is price +40.
 * s2: 120 a month becomes 1,200 a year: interval -20. s3 is dropped, 50; s4
 * is extra, 15. Change 160 - 20 - 50 + 15 = 105. */
static void reasons_by_hand(void **state)
{
    static const char *const given[] = {"per", "interval", NULL};
    const KitTerm t[] = {{.from = 1,
                          .to = 40,
                          .amount = USD(300),
                          .interval = "month",
                          .quantity = 3,
                          .discount = USD(30),
                          .product = "s1"},
                         {.from = 1,
                          .to = 45,
                          .amount = USD(120),
                          .interval = "month",
                          .product = "s2"},
                         {.from = 1,
                          .to = 50,
                          .amount = USD(50),
                          .interval = "month",
                          .product = "s3"},
                         {.from = 40,
                          OPEN_TERM,
                          .amount = USD(440),
                          .interval = "month",
                          .quantity = 4,
                          .discount = USD(10),
                          .product = "s1"},
                         {.from = 41,
                          OPEN_TERM,
                          .amount = USD(15),
                          .interval = "month",
                          .product = "s4"},
                         {.from = 45,
                          OPEN_TERM,
                          .amount = USD(1200),
                          .interval = "year",
                          .product = "s2"}};
    const hale_metric *m = kit_metric("reasons");
    hale_value r[KIT_RESULTS];
    kit_month(*state, "reasons", given, t, 6, r);
    assert_int_equal(kit_int(m, r, "quantity"), USD(100));
    assert_int_equal(kit_int(m, r, "price"), USD(40));
    assert_int_equal(kit_int(m, r, "discount"), USD(20));
    assert_int_equal(kit_int(m, r, "interval"), USD(-20));
    assert_int_equal(kit_int(m, r, "extra"), USD(15));
    assert_int_equal(kit_int(m, r, "dropped"), USD(50));
    assert_int_equal(kit_int(m, r, ""), USD(105));
    assert_int_equal(kit_over(*state, "movements", given, t, 6, "expansion"),
                     USD(105));
}

/* Who came or left has no reasons; an id that is not given is not known. */
static void no_reasons(void **state)
{
    const KitTerm left[] = {
        {.from = 1, .to = 40, .amount = USD(5), .product = "s1"}};
    const KitTerm blank[] = {
        {.from = 1, OPEN_TERM, .amount = USD(5), .product = "s1"},
        {.from = 1, OPEN_TERM, .amount = USD(5)}};
    hale_value r[KIT_RESULTS];
    assert_int_equal(kit_over(*state, "reasons", KIT_NONE, left, 1, ""), 0);
    assert_int_equal(kit_over(*state, "reasons", KIT_NONE, left, 1, "dropped"),
                     0);
    kit_month(*state, "reasons", KIT_NONE, blank, 2, r);
    assert_int_equal(kit_missing(kit_metric("reasons"), r, ""), HALE_NOT_GIVEN);
}

/* ------------------------------------------------------------------- arpu */

static void arpu_of(FakeHost *host, const KitTerm *term, size_t terms,
                    const hale_vector *user, hale_value *r)
{
    static const Days day[] = {{1, 0}, {2, 90}, {3, 50}, {4, 60}, {5, 0}};
    const hale_metric *m = kit_metric("arpu");
    const hale_vector *const column[] = {user, NULL};
    const hale_rows *list[] = {kit_terms(host, term, terms, 30, 60),
                               rows_of(host, 1, day, 5, 30, 60, column), NULL};
    assert_int_equal(fake_measure(host, m, KIT_NONE, list[0]->span, list, r),
                     0);
    kit_laws(m, r);
}

/* 100 for ann (twice), bob and cho; dee left on day 50. 100 / 3. Without
 * names there are four rows. Who pays nothing has no paying users. */
static void revenue_of_a_user(void **state)
{
    static const char *const who[] = {"ann", "bob", "dee", "cho", "ann"};
    const KitTerm pays[] = {{.from = 1, OPEN_TERM, .amount = USD(100)}};
    const hale_metric *m = kit_metric("arpu");
    FakeHost *host = *state;
    hale_value r[KIT_RESULTS];
    arpu_of(host, pays, 1, fake_texts(host, who, 5), r);
    assert_int_equal(kit_int(m, r, "paying_users"), 3);
    assert_near(kit_real(m, r, ""), 100.0 / 3, 1e-12);
    arpu_of(host, pays, 1, NULL, r);
    assert_near(kit_real(m, r, ""), 25, 1e-12);
    arpu_of(host, pays, 0, NULL, r);
    assert_int_equal(kit_int(m, r, "paying_users"), 0);
    assert_int_equal(kit_missing(m, r, ""), HALE_ZERO_DENOMINATOR);
}

/* -------------------------------------------------------------------- dso */

/* Over thirty days 900 were billed, 30 a day. Open: 200 of before, 400 of
 * now, and 100 that were paid only on day 60. 700 / 30. */
static void days_outstanding(void **state)
{
    static const Days day[] = {{5, 20}, {10, 0}, {30, 45}, {40, 0}, {59, 60}};
    static const int64_t amount[] = {999, 200, 400, 400, 100};
    static const int64_t hole[] = {999, 200, -1, 400, 100};
    FakeHost *host = *state;
    const hale_metric *m = kit_metric("dso");
    const hale_vector *column[] = {usd(host, amount, 5), NULL};
    hale_value r[KIT_RESULTS];
    kit_everyhow(host, m, KIT_NONE, rows_of(host, 0, day, 5, 30, 60, column),
                 r);
    assert_int_equal(kit_int(m, r, "open"), USD(700));
    assert_int_equal(kit_int(m, r, "billed"), USD(900));
    assert_near(kit_real(m, r, ""), 700.0 / 30, 1e-12);
    kit_everyhow(host, m, KIT_NONE,
                 rows_of(host, 0, day, 2, INT64_MIN, 60, column), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NO_ROWS);
    kit_everyhow(host, m, KIT_NONE, rows_of(host, 0, day, 2, 30, 60, column),
                 r);
    assert_int_equal(kit_missing(m, r, ""), HALE_ZERO_DENOMINATOR);
    column[0] = usd(host, hole, 5);
    kit_everyhow(host, m, KIT_NONE, rows_of(host, 0, day, 5, 30, 60, column),
                 r);
    assert_int_equal(kit_int(m, r, "open"), USD(700));
    assert_int_equal(kit_missing(m, r, ""), HALE_NOT_GIVEN);
}

/* --------------------------------------------------------------- accuracy */

/* Forecast 100, came 120; forecast 50, lost, whatever else the row says, as in
 * revenue.renewals; forecast 80, came 80; one that nobody decided; one without
 * a forecast; one due elsewhere. 200 came, 230 were forecast, 70 were wrong:
 * 1 - 70 / 200 = 0.65; ratio 1.15. */
static void forecasts_by_hand(void **state)
{
    static const Days day[] = {{1, 40}, {1, 41}, {1, 59},
                               {1, 50}, {1, 50}, {1, 60}};
    static const int64_t forecast[] = {100, 50, 80, 7, -1, 9};
    static const int64_t renewed[] = {120, 5, 80, -1, 30, 9};
    static const char *const stage[] = {NULL,   "Lost", "won",
                                        "open", "won",  "won"};
    FakeHost *host = *state;
    const hale_metric *m = kit_metric("forecast_accuracy");
    const hale_vector *column[] = {usd(host, forecast, 6),
                                   usd(host, renewed, 6),
                                   fake_texts(host, stage, 6), NULL};
    hale_value r[KIT_RESULTS];
    kit_everyhow(host, m, KIT_NONE, rows_of(host, 0, day, 6, 30, 60, column),
                 r);
    assert_int_equal(kit_int(m, r, "contracts"), 3);
    assert_int_equal(kit_int(m, r, "pending"), 1);
    assert_int_equal(kit_int(m, r, "error_arr"), USD(70));
    assert_near(kit_real(m, r, ""), 0.65, 1e-12);
    assert_near(kit_real(m, r, "ratio"), 1.15, 1e-12);
    kit_everyhow(host, m, KIT_NONE, rows_of(host, 0, day, 0, 30, 60, column),
                 r);
    assert_int_equal(kit_missing(m, r, ""), HALE_ZERO_DENOMINATOR);
}

/* --------------------------------------------------------------- invoices */

typedef struct Line {
    Days day;
    int64_t amount, tax;
    const char *type, *subscription;
} Line;

static void billed(FakeHost *host, const char *const *given, const Line *line,
                   size_t n, int64_t begin, int64_t end, hale_value *r)
{
    Days day[8];
    int64_t amount[8], tax[8];
    const char *type[8], *subscription[8];
    for (size_t i = 0; i < n; i++) {
        day[i] = line[i].day;
        amount[i] = line[i].amount;
        tax[i] = line[i].tax;
        type[i] = line[i].type;
        subscription[i] = line[i].subscription;
    }
    const hale_vector *column[] = {usd(host, amount, n), usd(host, tax, n),
                                   fake_texts(host, type, n),
                                   fake_texts(host, subscription, n), NULL};
    kit_everyhow(host, kit_metric("invoice_movements"), given,
                 rows_of(host, 0, day, n, begin, end, column), r);
}

static int64_t is(const hale_value *r, const char *name)
{
    return kit_int(kit_metric("invoice_movements"), r, name);
}

/* January, February and from 2 March (60 is that day) on: 119 with 19 of tax
 * a month, then 150; a set-up fee and a credit move nothing. The day between
 * is a gap, but not with a day of grace. */
static void movements_of_invoices(void **state)
{
    static const char *const grace[] = {"grace", "1d", NULL};
    static const char *const events[] = {"basis", "events", "net_window",
                                         "none", NULL};
    static const Line line[] = {{{0, 31}, 119, 19, "recurring", NULL},
                                {{31, 59}, 119, 19, "recurring", NULL},
                                {{40, 70}, 500, 0, "one_off", NULL},
                                {{45, 70}, -30, 0, "credit", NULL},
                                {{60, 91}, 150, 0, "subscription", NULL}};
    FakeHost *host = *state;
    hale_value r[KIT_RESULTS];
    billed(host, KIT_NONE, line, 5, 0, 31, r);
    assert_int_equal(is(r, "new"), USD(100));
    billed(host, events, line, 5, 31, 59, r);
    assert_int_equal(is(r, "start"), USD(100));
    assert_int_equal(is(r, "lost"), 0);
    billed(host, events, line, 5, 59, 91, r);
    assert_int_equal(is(r, "churn"), USD(100));
    assert_int_equal(is(r, "reactivation"), USD(150));
    billed(host, grace, line, 5, 59, 91, r);
    assert_int_equal(is(r, "churn"), 0);
    assert_int_equal(is(r, "expansion"), USD(50));
}

/* 1,200 for the year of 365 days from day 0 on, 50 a month beside it, and a
 * refund of the first on day 40. It has no effect, or ends that year. */
static void ec_15_refunds(void **state)
{
    static const char *const cancel[] = {"refunds", "annual_cancel", NULL};
    static const Line line[] = {{{0, 365}, 1200, 0, "recurring", "big"},
                                {{31, 59}, 50, 0, "recurring", "small"},
                                {{40, 41}, 1000, 0, "refund", "big"}};
    static const Line other[] = {{{0, 365}, 1200, 0, "recurring", "big"},
                                 {{40, 41}, 50, 0, "refund", "small"}};
    FakeHost *host = *state;
    hale_value r[KIT_RESULTS];
    billed(host, KIT_NONE, line, 3, 35, 50, r);
    assert_int_equal(is(r, "end"), USD(150));
    billed(host, cancel, line, 3, 35, 50, r);
    assert_int_equal(is(r, "start"), USD(150));
    assert_int_equal(is(r, "contraction"), USD(100));
    billed(host, cancel, other, 2, 35, 50, r);
    assert_int_equal(is(r, "end"), USD(100));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(committed_mrr),
        WITH_HOST(reasons_by_hand),
        WITH_HOST(no_reasons),
        WITH_HOST(revenue_of_a_user),
        WITH_HOST(days_outstanding),
        WITH_HOST(forecasts_by_hand),
        WITH_HOST(movements_of_invoices),
        WITH_HOST(ec_15_refunds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
