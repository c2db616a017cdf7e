/* SPDX-License-Identifier: MIT
 *
 * money.c: the currency that figures are in, and the rates into it.
 *
 *     fx = constant    one rate a currency, here: fx.EUR = 1.08
 *     fx = start       dated rates; each row at the one of its own time
 *     fx = spot        dated rates; all rows at the one in force just before
 *                      the end of what is looked at
 *
 * Dated rates are rows of an input of role rates. All rates are exact
 * fractions: money is never multiplied by a double.
 */
#include "build.h"

#include <string.h>

static const char *const fx_names[] = {"constant", "start", "spot", NULL};

static bool is_currency(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.data[i] < 'A' || s.data[i] > 'Z')
            return false;
    return s.len == 3;
}

/* "1.08" as 108 / 100. */
static int rate_parse(Str s, Rate *rate)
{
    enum { MOST = 1000000000 };
    return fraction_parse(s, &rate->numerator, &rate->denominator) ||
                   rate->denominator > MOST
               ? -1
               : 0;
}

static void read_rate(Build *b, Section *s, Setting *setting)
{
    Plan *p = b->plan;
    Rate *rate = &p->rate[p->rates];
    Str code = {setting->key + 3, strlen(setting->key) - 3};
    *rate = (Rate){.currency = code.data};
    if (!is_currency(code))
        diag_error(b->diags, setting->place, s->label,
                   "%s: a currency is three capital letters, as in fx.EUR",
                   setting->key);
    else if (!strcmp(code.data, p->currency))
        diag_error(b->diags, setting->place, s->label,
                   "%s: a rate for the pipeline's own currency", setting->key);
    else if (rate_parse(str(setting->value), rate))
        diag_error(b->diags, setting->place, s->label,
                   "%s = %s is not a rate such as 1.08: a positive number "
                   "with at most 9 decimals",
                   setting->key, shown(b, str(setting->value)));
    else if (p->fx != FX_CONSTANT)
        diag_error(b->diags, setting->place, s->label,
                   "%s is a rate that never changes, and with fx = %s rates "
                   "come from the input of role rates: take one of the two "
                   "away",
                   setting->key, fx_names[p->fx]);
    else
        p->rates++;
}

/* Where fx is said; it may also come from elsewhere. */
static Place fx_place(Section *s)
{
    const Setting *fx = section_find(s, "fx");
    return fx ? fx->place : s->place;
}

void money_read(Build *b, Section *s)
{
    Plan *p = b->plan;
    Setting *own = take(b, s, "currency"), *first = NULL;
    p->rate = arena_array(&p->arena, s->settings + 1, sizeof *p->rate);
    p->fx = (Fx)take_word(b, s, "fx", fx_names, FX_CONSTANT);
    if (own && is_currency(str(own->value)))
        p->currency = own->value;
    else if (own)
        diag_error(b->diags, own->place, s->label,
                   "currency = %s is not three capital letters such as EUR",
                   shown(b, str(own->value)));
    for (size_t i = 0; i < s->settings; i++) {
        Setting *setting = &s->setting[i];
        if (!str_starts(str(setting->key), "fx."))
            continue;
        read_rate(b, s, take(b, s, setting->key));
        first = first ? first : setting;
    }
    if (!own && (first || p->fx != FX_CONSTANT))
        diag_error(b->diags, first ? first->place : fx_place(s), s->label,
                   "%s is a rate into the pipeline's currency: say which, as "
                   "in currency = USD",
                   first ? first->key : fx_names[p->fx]);
}

/* ---------------------------------------------------------- dated rates -- */

/* The only data set of role rates; NONE: what is wrong is told. */
static ptrdiff_t rates_of(Build *b, const Section *s, Place place)
{
    const Plan *p = b->plan;
    const char *fx = fx_names[p->fx];
    ptrdiff_t found = NONE;
    for (size_t i = 0; i < p->data_sets; i++) {
        if (p->data_set[i].role != role_find(S("rates")))
            continue;
        if (found != NONE) {
            diag_error(b->diags, place, s->label,
                       "fx = %s: both \"%s\" and \"%s\" are of role rates; "
                       "let one feed the other, as in feeds = %s",
                       fx, p->data_set[found].name, p->data_set[i].name,
                       p->data_set[found].name);
            return NONE;
        }
        found = (ptrdiff_t)i;
    }
    if (found == NONE && !b->holes)
        diag_error(b->diags, place, s->label,
                   "fx = %s takes dated rates, and no input has such: read "
                   "them with role = rates (date, currency, rate)",
                   fx);
    return found;
}

void rates_bind(Build *b)
{
    static const RoleColumn column[] = {{"currency", HALE_TEXT},
                                        {"rate", HALE_REAL}};
    Plan *p = b->plan;
    size_t at = 0;
    Section *s = section_next(b, "pipeline", &at);
    if (p->fx == FX_CONSTANT)
        return;
    Place place = fx_place(s);
    ptrdiff_t set = rates_of(b, s, place);
    for (size_t i = 0; set != NONE && i < COUNT(column); i++) {
        Wish wish = {.name = column[i].name,
                     .type = column[i].type,
                     .place = place,
                     .label = s->label};
        p->dated_rates = (size_t)set;
        p->rate_kept[i] = (size_t)column_want(b, (size_t)set, &wish);
    }
}
