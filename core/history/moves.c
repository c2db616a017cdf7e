/* SPDX-License-Identifier: MIT
 *
 * moves.c: what moved between two as-ofs, and why.
 *
 * A score before its limits is the sum of share * points over its components.
 * Between two as-ofs the change of each term is split in two, with no rest:
 *
 *     by its points   (w0 + w1) / 2 * (s1 - s0)
 *     by its share    (s0 + s1) / 2 * (w1 - w0)
 *
 * Every part is then put down to one of four: to the formula, if another one
 * judged and the figure itself did not move; to missing data, if a component
 * lost or found its figure, and with it the shares of all others; to limits,
 * what caps and floors added or took; to the data, the rest. The four add up
 * to the change of the score.
 */
#include "history/inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct Term { /* one component at one as-of */
    int64_t word;     /* the number of its name */
    const char *name, *value;
    double points, share;
} Term;

typedef struct Side { /* one account at one as-of */
    const char *account, *band, *version, *hash;
    double value, raw;
    Term *term;
    size_t terms;
} Side;

typedef struct Sides {
    Side *side; /* by account */
    size_t count;
} Sides;

/* -------------------------------------------------------------- reading -- */

static void *grow(void *items, size_t count, size_t *cap, size_t size)
{
    if (count < *cap)
        return items;
    *cap = *cap ? 2 * *cap : 64;
    return xrealloc(items, *cap, size);
}

static int read_sides(History *h, const char *score, int64_t as_of,
                      Arena *arena, Sides *out, Error *error)
{
    size_t cap = 0;
    Rows rows;
    int rc = db_ask(
        h, error, &rows,
        "SELECT a.text, s.value, s.raw, b.text, v.text, f.text FROM score s"
        " JOIN word n ON n.id = s.score JOIN word a ON a.id = s.account"
        " LEFT JOIN word b ON b.id = s.band"
        " LEFT JOIN word v ON v.id = s.version"
        " LEFT JOIN word f ON f.id = s.hash"
        " WHERE n.text = $1 AND s.as_of = $2 ORDER BY a.text",
        "trrttt", "ti", score, as_of);
    while (rc >= 0 && (rc = db_next(&rows, error)) > 0) {
        out->side = grow(out->side, out->count, &cap, sizeof *out->side);
        out->side[out->count++] = (Side){.account = row_text(&rows, 0, arena),
                                         .value = row_real(&rows, 1),
                                         .raw = row_real(&rows, 2),
                                         .band = row_text(&rows, 3, arena),
                                         .version = row_text(&rows, 4, arena),
                                         .hash = row_text(&rows, 5, arena)};
    }
    db_end(&rows);
    return rc;
}

/* The components of one account, of its JSON; their names are still numbers.
 */
static void read_terms(Str parts, Side *side, Arena *arena)
{
    Str *token;
    size_t tokens = scalars_of(parts, arena, &token);
    side->terms = tokens / 4;
    side->term = arena_array(arena, side->terms + 1, sizeof *side->term);
    for (size_t i = 0; i < side->terms; i++, token += 4)
        side->term[i] = (Term){.word = scalar_int(token[0]),
                               .points = scalar_real(token[1]),
                               .share = scalar_real(token[2]),
                               .value = scalar_text(token[3], arena)};
}

/* Names that were looked up. */
typedef struct Names {
    int64_t *word;
    const char **text;
    size_t count, cap;
} Names;

static const char *name_of(History *h, Names *names, int64_t word, Arena *arena,
                           Error *error)
{
    Rows rows;
    for (size_t i = 0; i < names->count; i++)
        if (names->word[i] == word)
            return names->text[i];
    int rc = db_ask(h, error, &rows, "SELECT text FROM word WHERE id = $1", "t",
                    "i", word);
    const char *text =
        rc == 0 && db_next(&rows, error) > 0 ? row_text(&rows, 0, arena) : "";
    db_end(&rows);
    size_t cap = names->cap;
    names->word = grow(names->word, names->count, &cap, sizeof *names->word);
    names->text =
        grow(names->text, names->count, &names->cap, sizeof *names->text);
    names->word[names->count] = word;
    return names->text[names->count++] = text;
}

static int name_terms(History *h, Sides *sides, Arena *arena, Error *error)
{
    Names names = {0};
    for (size_t i = 0; i < sides->count && !error->code; i++)
        for (size_t k = 0; k < sides->side[i].terms && !error->code; k++) {
            Term *t = &sides->side[i].term[k];
            t->name = name_of(h, &names, t->word, arena, error);
        }
    free(names.word);
    free(names.text);
    return error->code ? -1 : 0;
}

static int read_parts(History *h, const char *score, int64_t as_of,
                      Arena *arena, Sides *sides, Error *error)
{
    size_t at = 0;
    Rows rows;
    int rc = db_ask(
        h, error, &rows,
        "SELECT a.text, p.parts FROM part p JOIN word n ON n.id = p.score"
        " JOIN word a ON a.id = p.account"
        " WHERE n.text = $1 AND p.as_of = $2 ORDER BY a.text",
        "tt", "ti", score, as_of);
    while (rc >= 0 && (rc = db_next(&rows, error)) > 0) {
        Str account = row_str(&rows, 0);
        while (at < sides->count && !str_is(account, sides->side[at].account))
            at++;
        if (at == sides->count)
            break;
        read_terms(row_str(&rows, 1), &sides->side[at], arena);
    }
    db_end(&rows);
    return rc < 0 ? -1 : name_terms(h, sides, arena, error);
}

/* Where the cells of an as-of have a text figure; SIZE_MAX: nowhere. */
static int find_place(History *h, const char *figure, int64_t as_of,
                      Arena *arena, size_t *place, Error *error)
{
    Rows rows;
    Str *metric = NULL;
    size_t metrics = 0;
    int rc = db_ask(h, error, &rows,
                    "SELECT l.metrics FROM moment o JOIN layout l"
                    " ON l.layout = o.layout WHERE o.as_of = $1",
                    "t", "i", as_of);
    if (rc == 0 && (rc = db_next(&rows, error)) > 0)
        metrics = scalars_of(str(row_text(&rows, 0, arena)), arena, &metric);
    db_end(&rows);
    *place = SIZE_MAX;
    if (rc >= 0)
        rc = db_ask(h, error, &rows,
                    "SELECT metric FROM metric WHERE name = $1"
                    " AND type = 'text'",
                    "i", "t", figure);
    while (rc >= 0 && (rc = db_next(&rows, error)) > 0)
        for (size_t i = 0; i < metrics; i++)
            if (scalar_int(metric[i]) == row_int(&rows, 0))
                *place = i;
    db_end(&rows);
    return rc;
}

/* Sets the group of each move from the figures at `as_of`. */
static int read_groups(History *h, const char *by, int64_t as_of, Arena *arena,
                       Moves *out, Error *error)
{
    Map group = {0};
    Rows rows = {0};
    size_t cap = 0, count = 0, place;
    const char **name = NULL;
    int rc = find_place(h, by, as_of, arena, &place, error);
    if (rc || place == SIZE_MAX)
        return rc;
    rc = db_ask(h, error, &rows,
                "SELECT a.text, f.cells FROM figure f"
                " JOIN word a ON a.id = f.account WHERE f.as_of = $1",
                "tt", "i", as_of);
    while (rc >= 0 && (rc = db_next(&rows, error)) > 0) {
        Str *cell;
        size_t cells = scalars_of(row_str(&rows, 1), arena, &cell);
        name = grow(name, count, &cap, sizeof *name);
        map_put(&group, row_str(&rows, 0), count);
        name[count++] = place < cells ? scalar_text(cell[place], arena) : NULL;
    }
    db_end(&rows);
    for (size_t i = 0; i < out->count; i++) {
        size_t at = map_get(&group, str(out->move[i].account));
        if (at != MAP_NONE && !out->move[i].group)
            out->move[i].group = name[at];
    }
    map_free(&group);
    free(name);
    return rc;
}

/* ------------------------------------------------------------ splitting -- */

static const Term *term_named(const Side *s, const char *name)
{
    for (size_t i = 0; i < s->terms; i++)
        if (!strcmp(s->term[i].name, name))
            return &s->term[i];
    return NULL;
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

static double known(double value)
{
    return isnan(value) ? 0 : value;
}

/* A component; `a` or `b` is NULL where it does not occur. */
static PartMove part_move(const Term *a, const Term *b)
{
    double s0 = a ? a->points : (double)NAN, w0 = a ? known(a->share) : 0;
    double s1 = b ? b->points : (double)NAN, w1 = b ? known(b->share) : 0;
    PartMove p = {.name = a ? a->name : b->name,
                  .was = a ? a->value : NULL,
                  .now = b ? b->value : NULL};
    if (isnan(s0) != isnan(s1)) {
        p.missed = w1 * known(s1) - w0 * known(s0);
    } else if (!isnan(s0)) {
        p.value = (w0 + w1) / 2 * (s1 - s0);
        p.weight = (s0 + s1) / 2 * (w1 - w0);
    }
    return p;
}

static double size_of(const PartMove *p)
{
    return fabs(p->value + p->weight + p->missed);
}

static int by_size(const void *a, const void *b)
{
    double x = size_of(a), y = size_of(b);
    if (x != y)
        return x > y ? -1 : 1;
    return strcmp(((const PartMove *)a)->name, ((const PartMove *)b)->name);
}

/* Puts the effects down to what brought them about. */
static void attribute(Move *m, const Side *a, const Side *b)
{
    double limits_was = a->value - a->raw, limits_now = b->value - b->raw;
    double shares = 0, sum = 0;
    bool toggled = false;
    m->other_formula = !same_text(a->hash, b->hash);
    for (size_t i = 0; i < m->parts; i++) {
        const PartMove *p = &m->part[i];
        toggled |= p->missed != 0;
        shares += p->weight;
        sum += p->value + p->weight + p->missed;
        if (m->other_formula && same_text(p->was, p->now))
            m->formula += p->value;
        else
            m->data += p->value;
        *(m->other_formula && !p->now == !p->was ? &m->formula : &m->missing) +=
            p->missed;
    }
    /* Groups that take the worst of their parts are no sum of shares. */
    shares += b->raw - a->raw - sum;
    *(m->other_formula ? &m->formula
      : toggled        ? &m->missing
                       : &m->data) += shares;
    m->limits = limits_now - limits_was;
}

static void split(Move *m, const Side *a, const Side *b, Arena *arena)
{
    m->part = arena_array(arena, a->terms + b->terms + 1, sizeof *m->part);
    for (size_t i = 0; i < a->terms; i++)
        m->part[m->parts++] =
            part_move(&a->term[i], term_named(b, a->term[i].name));
    for (size_t i = 0; i < b->terms; i++)
        if (!term_named(a, b->term[i].name))
            m->part[m->parts++] = part_move(NULL, &b->term[i]);
    if (!isnan(m->was) && !isnan(m->now))
        attribute(m, a, b);
    qsort(m->part, m->parts, sizeof *m->part, by_size);
}

/* -------------------------------------------------------------- joining -- */

static Move move_of(const Side *a, const Side *b, Arena *arena)
{
    Move m = {.account = a ? a->account : b->account,
              .is_new = !a,
              .is_gone = !b,
              .was = a ? a->value : (double)NAN,
              .now = b ? b->value : (double)NAN,
              .band_was = a ? a->band : NULL,
              .band_now = b ? b->band : NULL,
              .formula_was = a ? a->version : NULL,
              .formula_now = b ? b->version : NULL};
    if (a && b)
        split(&m, a, b, arena);
    return m;
}

static void join(const Sides *was, const Sides *now, Arena *arena, Moves *out)
{
    size_t i = 0, k = 0;
    out->move =
        arena_array(arena, was->count + now->count + 1, sizeof *out->move);
    while (i < was->count || k < now->count) {
        const Side *a = i < was->count ? &was->side[i] : NULL;
        const Side *b = k < now->count ? &now->side[k] : NULL;
        int order = !a ? 1 : !b ? -1 : strcmp(a->account, b->account);
        out->move[out->count++] =
            move_of(order <= 0 ? a : NULL, order >= 0 ? b : NULL, arena);
        i += order <= 0;
        k += order >= 0;
    }
}

/* ---------------------------------------------------------------- bands -- */

static size_t band_at(const Moves *m, const char *band)
{
    size_t i = 0;
    while (i < m->bands && strcmp(m->band[i], band))
        i++;
    return i;
}

typedef struct BandMean {
    const char *band;
    double sum, count;
} BandMean;

/* From the lowest scores up; without scores last. */
static int by_mean(const void *a, const void *b)
{
    const BandMean *x = a, *y = b;
    double mean_x = x->count > 0 ? x->sum / x->count : INFINITY;
    double mean_y = y->count > 0 ? y->sum / y->count : INFINITY;
    if (mean_x != mean_y)
        return mean_x < mean_y ? -1 : 1;
    return strcmp(x->band, y->band);
}

static void add_band(BandMean **mean, size_t *count, size_t *cap,
                     const char *band, double value)
{
    size_t i = 0;
    if (!band)
        return;
    while (i < *count && strcmp((*mean)[i].band, band))
        i++;
    if (i == *count) {
        *mean = grow(*mean, *count, cap, sizeof **mean);
        (*mean)[(*count)++] = (BandMean){.band = band};
    }
    if (isnan(value))
        return;
    (*mean)[i].sum += value;
    (*mean)[i].count++;
}

static void find_bands(Moves *m, Arena *arena)
{
    BandMean *mean = NULL;
    size_t cap = 0;
    for (size_t i = 0; i < m->count; i++) {
        const Move *v = &m->move[i];
        add_band(&mean, &m->bands, &cap, v->band_was, v->was);
        add_band(&mean, &m->bands, &cap, v->band_now, v->now);
    }
    if (m->bands)
        qsort(mean, m->bands, sizeof *mean, by_mean);
    m->band = arena_array(arena, m->bands + 1, sizeof *m->band);
    for (size_t i = 0; i < m->bands; i++)
        m->band[i] = mean[i].band;
    free(mean);
    m->transition =
        arena_array(arena, m->bands * m->bands + 1, sizeof *m->transition);
}

/* --------------------------------------------------------------- totals -- */

static void count_move(Moves *m, const Move *v)
{
    m->fresh += v->is_new;
    m->gone += v->is_gone;
    if (v->is_new || v->is_gone)
        return;
    if (v->band_was && v->band_now)
        m->transition[band_at(m, v->band_was) * m->bands +
                      band_at(m, v->band_now)]++;
    bool both = !isnan(v->was) && !isnan(v->now);
    m->unknown += isnan(v->was) != isnan(v->now);
    m->up += both && v->now > v->was;
    m->down += both && v->now < v->was;
    m->same += v->now == v->was || (isnan(v->was) && isnan(v->now));
    m->data += v->data;
    m->formula += v->formula;
    m->missing += v->missing;
    m->limits += v->limits;
}

static double change_of(const Move *m)
{
    return isnan(m->was) || isnan(m->now) ? 0 : fabs(m->now - m->was);
}

/* The largest change first; then who came, who went. */
static int by_change(const void *a, const void *b)
{
    const Move *x = a, *y = b;
    int kind_x = x->is_new + 2 * x->is_gone,
        kind_y = y->is_new + 2 * y->is_gone;
    if (kind_x != kind_y)
        return kind_x - kind_y;
    if (change_of(x) != change_of(y))
        return change_of(x) > change_of(y) ? -1 : 1;
    return strcmp(x->account, y->account);
}

int history_moves(History *h, const char *score, const char *by, int64_t from,
                  int64_t to, Arena *arena, Moves *out, Error *error)
{
    Sides was = {0}, now = {0};
    *out = (Moves){0};
    int bad = read_sides(h, score, from, arena, &was, error) ||
              read_parts(h, score, from, arena, &was, error) ||
              read_sides(h, score, to, arena, &now, error) ||
              read_parts(h, score, to, arena, &now, error);
    if (!bad) {
        join(&was, &now, arena, out);
        find_bands(out, arena);
        for (size_t i = 0; i < out->count; i++)
            count_move(out, &out->move[i]);
        if (out->count)
            qsort(out->move, out->count, sizeof *out->move, by_change);
        bad = by && (read_groups(h, by, to, arena, out, error) ||
                     read_groups(h, by, from, arena, out, error));
    }
    free(was.side);
    free(now.side);
    return bad ? -1 : 0;
}
