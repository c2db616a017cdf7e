/* SPDX-License-Identifier: MIT
 *
 * metrics.c: what each metric costs, in nanoseconds a row.
 *
 *     metrics [PACK.NAME...]
 *
 * Every metric that can be found is run over the same made-up accounts, one
 * after another, as pass 2 runs it: init, update with the whole run of rows,
 * finish, and the account's memory given back. Rows are laid out before the
 * clock starts; the figure is the best of seven rounds, so that it says what
 * the code costs and not what else the machine was doing. `ns/row` spreads
 * everything over the rows, `empty` is an account without any.
 *
 * Options are those of the metric's own example.
 */
#include "plugin/plugin.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ACCOUNTS = 2000, EVENTS = 200, TERMS = 4, ROUNDS = 7, WORDS = 64 };

#define AS_OF (INT64_C(20000) * HALE_DAY)
#define YEAR (365 * HALE_DAY)

/* What stands in text columns of that name; others hold u0 ... u9. */
static const struct {
    const char *column, *word[4];
} texts[] = {
    {"interval", {"month", "year", "quarter", "month"}},
    {"kind", {"nps", "nps", "csat", "ces"}},
    {"type", {"recurring", "recurring", "recurring", "recurring"}},
    {"priority", {"p1", "p2", "p3", "p4"}},
    {"stage", {"open", "won", "lost", "won"}},
    {"status", {"ok", "ok", "ok", "failed"}},
    {"direction", {"in", "out", "out", "in"}},
    {"feature", {"export", "reports", "alerts", "api"}},
};

/* Rows of one need, account after account. */
typedef struct Part {
    size_t each, columns;
    int64_t *time, *until;
    int32_t *day;
    hale_vector *column;
    const hale_vector **list;
    hale_vector *seen; /* of the account at hand */
    hale_rows rows;
} Part;

typedef struct Bench {
    const hale_metric *metric;
    Arena arena, account;
    Host host;
    Error error;
    hale_span span;
    Part *part;
    size_t parts, rows;
    void *config, *state;
    hale_value *result;
    size_t results;
} Bench;

static uint64_t draw(uint64_t *seed)
{
    uint64_t z = (*seed += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* ----------------------------------------------------------------- rows -- */

static const char *word_of(const char *column, uint64_t n)
{
    static const char *const users[] = {"u0", "u1", "u2", "u3", "u4",
                                        "u5", "u6", "u7", "u8", "u9"};
    for (size_t i = 0; i < COUNT(texts); i++)
        if (!strcmp(texts[i].column, column))
            return texts[i].word[n % 4];
    return users[n % COUNT(users)];
}

static int64_t whole_of(const char *column, hale_type type, uint64_t n)
{
    if (type == HALE_TIME)
        return AS_OF - (int64_t)(n % 700) * HALE_DAY / 2;
    if (type == HALE_MONEY)
        return (int64_t)(n % 1000 + 1) * HALE_MONEY_UNIT;
    return strstr(column, "count") ? 1 : (int64_t)(n % 50) + 1;
}

static double real_of(const char *column, uint64_t n)
{
    return !strcmp(column, "scale_min")   ? 0
           : !strcmp(column, "scale_max") ? 10
                                          : (double)(n % 11);
}

static void fill_column(Bench *b, hale_vector *v, const hale_column *c,
                        size_t count, uint64_t seed)
{
    hale_type type = c->type ? c->type : HALE_REAL;
    int64_t *i = arena_array(&b->arena, count, sizeof *i);
    double *r = (void *)i;
    uint32_t *code = (void *)i;
    uint8_t *flag = (void *)i;
    Dict *dict = arena_alloc(&b->arena, sizeof *dict);
    *v = (hale_vector){.size = sizeof *v, .type = type, .as.i = i};
    if (type == HALE_TEXT)
        v->host = dict;
    for (size_t at = 0; at < count; at++) {
        uint64_t n = draw(&seed) >> 11;
        if (type == HALE_TEXT)
            code[at] = dict_code(dict, str(word_of(c->name, n)));
        else if (type == HALE_REAL)
            r[at] = real_of(c->name, n);
        else if (type == HALE_BOOL)
            flag[at] = n & 1;
        else
            i[at] = whole_of(c->name, type, n);
    }
}

/* Oldest first, over the two years before the as-of. */
static void fill_times(Bench *b, Part *p, hale_shape shape)
{
    size_t count = ACCOUNTS * p->each;
    uint64_t seed = 7;
    p->time = arena_array(&b->arena, count, sizeof *p->time);
    p->until = arena_array(&b->arena, count, sizeof *p->until);
    p->day = arena_array(&b->arena, count, sizeof *p->day);
    for (size_t i = 0; i < count; i++) {
        int64_t step = 2 * YEAR / (int64_t)p->each;
        int64_t at = AS_OF - 2 * YEAR + (int64_t)(i % p->each) * step;
        p->time[i] = at + (int64_t)(draw(&seed) % (uint64_t)step);
        p->until[i] =
            i % p->each + 1 == p->each ? HALE_OPEN : p->time[i] + step / 2;
        p->day[i] = (int32_t)(p->time[i] / HALE_DAY);
    }
    if (shape != HALE_INTERVAL)
        p->until = NULL;
}

static void fill_part(Bench *b, Part *p, const hale_need *need, size_t index)
{
    bool event = need->shape == HALE_EVENT || !need->shape;
    p->each = event ? EVENTS : need->shape == HALE_ATTRIBUTE ? 1 : TERMS;
    p->columns = list_count(need->columns);
    p->column = arena_array(&b->arena, p->columns + 1, sizeof *p->column);
    p->seen = arena_array(&b->arena, p->columns + 1, sizeof *p->seen);
    p->list = arena_array(&b->arena, p->columns + 1, sizeof *p->list);
    fill_times(b, p, need->shape);
    for (size_t c = 0; c < p->columns; c++) {
        fill_column(b, &p->column[c], need->columns[c], ACCOUNTS * p->each,
                    index * 31 + c);
        p->list[c] = &p->seen[c];
    }
    p->rows = (hale_rows){.size = sizeof p->rows,
                          .need = index,
                          .column = p->list,
                          .span = &b->span};
    b->rows += p->each;
}

static void show_account(Part *p, size_t account)
{
    size_t first = account * p->each;
    p->rows.count = p->each;
    p->rows.time = p->time + first;
    p->rows.until = p->until ? p->until + first : NULL;
    p->rows.day = p->day + first;
    for (size_t c = 0; c < p->columns; c++) {
        hale_vector *v = &p->seen[c];
        *v = p->column[c];
        if (v->type == HALE_TEXT)
            v->as.code += first;
        else if (v->type == HALE_BOOL)
            v->as.b += first;
        else
            v->as.i += first;
    }
}

/* --------------------------------------------------------------- options -- */

/* The lines of the example that are options of the metric itself. */
static size_t example_settings(Bench *b, Setting *out)
{
    Str rest = str(b->metric->example);
    size_t count = 0;
    Str line;
    while (str_cut(&rest, '\n', &line)) {
        const char *equals = memchr(line.data, '=', line.len);
        if (!equals || line.data[0] == ';')
            continue;
        Str key = str_trim((Str){line.data, (size_t)(equals - line.data)});
        Str value = {equals + 1, line.len - (size_t)(equals + 1 - line.data)};
        for (size_t i = 0; value.len && i + 1 < value.len; i++)
            if (value.data[i] == ' ' && value.data[i + 1] == ';')
                value.len = i;
        value = str_trim(value);
        out[count++] =
            (Setting){.key = arena_strndup(&b->arena, key.data, key.len),
                      .value = arena_strndup(&b->arena, value.data, value.len)};
    }
    return count;
}

static int configure(Bench *b)
{
    const hale_metric *m = b->metric;
    Setting setting[32];
    Diags diags = {0};
    OptionsFrom from = {.section = m->name, .dir = "."};
    size_t n = m->example ? example_settings(b, setting) : 0;
    hale_value *value =
        arena_array(&b->arena, list_count(m->options) + 1, sizeof *value);
    size_t bad =
        options_read(m->options, setting, n, &from, &b->arena, &diags, value);
    diags_free(&diags);
    b->config = arena_alloc(&b->arena, m->config_size + 1);
    if (bad)
        return error_set(&b->error, EXIT_CONFIG, "needs options");
    return m->configure ? m->configure(&b->host.cx, value, b->config) : 0;
}

/* ---------------------------------------------------------------- timing -- */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int one_account(Bench *b, size_t account, bool empty)
{
    const hale_metric *m = b->metric;
    hale_cx *cx = &b->host.cx;
    rounds_next(b->host.rounds);
    memset(b->state, 0, m->state_size);
    if (m->init && m->init(cx, b->config, &b->span, b->state))
        return -1;
    for (size_t i = 0; i < b->parts; i++) {
        show_account(&b->part[i], account);
        if (empty)
            b->part[i].rows.count = 0;
        if (m->update(cx, b->config, b->state, &b->part[i].rows))
            return -1;
    }
    for (size_t i = 0; i < b->results; i++)
        b->result[i] =
            (hale_value){.type = m->results[i]->type, .missing = HALE_NO_ROWS};
    if (m->finish(cx, b->config, &b->span, b->state, b->result))
        return -1;
    arena_reset(&b->account);
    return 0;
}

/* Nanoseconds an account, the best of the rounds; negative: it failed. */
static double time_accounts(Bench *b, bool empty)
{
    double best = -1;
    for (int round = 0; round < ROUNDS; round++) {
        double begin = now();
        for (size_t a = 0; a < ACCOUNTS; a++)
            if (one_account(b, a, empty))
                return -1;
        double each = (now() - begin) / ACCOUNTS;
        best = best < 0 || each < best ? each : best;
    }
    return best;
}

static void bench_open(Bench *b, const Pack *pack, const hale_metric *m)
{
    *b = (Bench){.metric = m, .parts = list_count(m->needs)};
    host_init(&b->host, m->name, pack->plugin->version, &b->error, &b->account);
    b->host.rounds = rounds_new(&b->arena, WORDS);
    b->span = (hale_span){.size = sizeof b->span,
                          .begin = AS_OF - YEAR,
                          .end = AS_OF,
                          .begin_day = (int32_t)((AS_OF - YEAR) / HALE_DAY),
                          .last_day = (int32_t)(AS_OF / HALE_DAY) - 1,
                          .as_of = AS_OF,
                          .as_of_day = (int32_t)(AS_OF / HALE_DAY)};
    b->part = arena_array(&b->arena, b->parts + 1, sizeof *b->part);
    for (size_t i = 0; i < b->parts; i++)
        fill_part(b, &b->part[i], m->needs[i], i);
    b->results = list_count(m->results);
    b->result = arena_array(&b->arena, b->results + 1, sizeof *b->result);
    b->state = arena_alloc(&b->arena, m->state_size + 1);
}

static void time_metric(const Pack *pack, const hale_metric *m)
{
    Bench b;
    char name[80];
    snprintf(name, sizeof name, "%s.%s", pack->plugin->name, m->name);
    bench_open(&b, pack, m);
    double full = configure(&b) ? -1 : time_accounts(&b, false);
    double empty = full < 0 ? -1 : time_accounts(&b, true);
    if (empty < 0)
        printf("%-30s not timed: %s\n", name, b.error.message);
    else
        printf("%-30s %6zu %9.2f %9.1f\n", name, b.rows, full / (double)b.rows,
               empty);
    arena_free(&b.arena);
    arena_free(&b.account);
}

static bool is_asked_for(char **names, int count, const Pack *pack,
                         const hale_metric *m)
{
    char name[80];
    snprintf(name, sizeof name, "%s.%s", pack->plugin->name, m->name);
    for (int i = 0; i < count; i++)
        if (!strcmp(names[i], name) || !strcmp(names[i], pack->plugin->name))
            return true;
    return count == 0;
}

int main(int argc, char **argv)
{
    Registry registry;
    registry_open(&registry, NULL, ".");
    registry_load_all(&registry, NULL, NULL);
    printf("%-30s %6s %9s %9s\n", "metric", "rows", "ns/row", "empty ns");
    for (size_t p = 0; p < registry.packs; p++) {
        const Pack *pack = registry.pack[p];
        const hale_metric *const *m = pack->plugin->metrics;
        for (size_t i = 0; m && m[i]; i++)
            if (is_asked_for(argv + 1, argc - 1, pack, m[i]))
                time_metric(pack, m[i]);
    }
    registry_free(&registry);
    return 0;
}
