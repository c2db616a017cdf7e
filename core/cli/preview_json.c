/* SPDX-License-Identifier: MIT
 *
 * preview_json.c: a preview as JSON: all segments, and all accounts that change
 * band, with both verdicts and what their components make of the difference.
 */
#include "cli/preview.h"

#include <math.h>

/* The first member of an object. */
static void json_first(Text *out, const char *name, Str text)
{
    text_printf(out, "{\"%s\":", name);
    text_add_json(out, text);
}

static void json_money(Text *out, const Preview *p, int64_t money)
{
    char number[40] = "null";
    if (p->money)
        money_format(money, 2, number);
    text_printf(out, ",\"money\":%s", number);
}

static void json_formula(Text *out, const Ruled *r)
{
    json_first(out, "title", str(formula_title(r->formula)));
    json_text(out, "version", formula_version(r->formula));
    json_text(out, "hash", formula_hash(r->formula));
    text_char(out, '}');
}

static const char *band_name(const Ruled *r, size_t place)
{
    return place < r->bands ? r->names[place] : "unknown";
}

static void json_tally(Text *out, const Preview *p, const Tally *t)
{
    text_printf(out, "\"accounts\":%zu,\"scored\":%zu", t->accounts, t->scored);
    json_number(out, "mean", preview_mean(t->sum, t->scored));
    json_number(out, "coverage", preview_mean(t->coverage, t->accounts));
    json_money(out, p, t->money);
    text_puts(out, ",\"bands\":{");
    for (size_t i = 0; i <= p->is.bands; i++) {
        text_puts(out, i ? "," : "");
        text_add_json(out, str(band_name(&p->is, i)));
        text_printf(out, ":%zu", t->band[i]);
    }
    text_char(out, '}');
}

static void json_groups(Text *out, const Preview *p)
{
    text_puts(out, ",\"by\":");
    if (!p->by) {
        text_puts(out, "null");
        return;
    }
    json_first(out, "column", str(p->by->name));
    text_puts(out, ",\"groups\":[");
    for (size_t i = 0; i < p->groups; i++) {
        text_puts(out, i ? "," : "");
        json_first(out, "group", p->group[i].group);
        text_char(out, ',');
        json_tally(out, p, &p->group[i]);
        text_char(out, '}');
    }
    text_puts(out, "]}");
}

static void json_ways(Text *out, const Preview *p)
{
    bool any = false;
    text_puts(out, ",\"ways\":[");
    for (size_t from = 0; from <= p->was.bands; from++)
        for (size_t to = 0; to <= p->is.bands; to++) {
            const Tally *t = &p->way[from * (p->is.bands + 1) + to];
            if (!t->accounts)
                continue;
            text_puts(out, any ? "," : "");
            json_first(out, "from", str(band_name(&p->was, from)));
            json_text(out, "to", band_name(&p->is, to));
            text_printf(out, ",\"accounts\":%zu", t->accounts);
            json_money(out, p, t->money);
            text_char(out, '}');
            any = true;
        }
    text_char(out, ']');
}

static void json_account(Text *out, const Preview *p, const Seen *s,
                         const Both *b)
{
    json_first(out, "account",
               cell_text(column_named(p->table, "account"), s->row));
    json_money(out, p, s->money);
    text_puts(out, ",\"was\":");
    verdict_json(out, &b->was);
    text_puts(out, ",\"is\":");
    verdict_json(out, &b->is);
    text_puts(out, ",\"differs\":[");
    for (size_t i = 0; i < b->losts; i++) {
        text_puts(out, i ? "," : "");
        json_first(out, "component", str(b->lost[i].part->id));
        json_number(out, "points", b->lost[i].points);
        text_char(out, '}');
    }
    text_char(out, ']');
    json_number(out, "limits", b->limits);
    text_char(out, '}');
}

static void json_against(Text *out, const Preview *p, Judge *is, Judge *was)
{
    text_puts(out, ",\"against\":");
    if (!p->was.formula) {
        text_puts(out, "null");
        return;
    }
    json_first(out, "score", str(p->was.name));
    text_puts(out, ",\"formula\":");
    json_formula(out, &p->was);
    text_printf(out, ",\"changed\":%zu", p->moved);
    json_money(out, p, p->moved_money);
    json_ways(out, p);
    text_puts(out, ",\"accounts\":[");
    for (size_t i = 0; i < p->moved; i++) {
        Both both;
        preview_judge(p, &p->seen[i], is, was, &both);
        text_puts(out, i ? "," : "");
        json_account(out, p, &p->seen[i], &both);
    }
    text_puts(out, "]}");
}

void preview_json(const Preview *p, Judge *is, Judge *was)
{
    Text out = {0};
    text_puts(&out, "{\"format\":1");
    json_text(&out, "hale", hale_version());
    json_text(&out, "pipeline", hale_facts(p->told->session)->pipeline);
    text_puts(&out, ",\"formula\":");
    json_formula(&out, &p->is);
    text_printf(&out, ",\"not_judged\":%zu,\"errors\":%zu,", p->not_judged,
                p->errors);
    json_tally(&out, p, &p->all);
    text_puts(&out, ",\"tens\":[");
    for (size_t i = 0; i < TENS; i++)
        text_printf(&out, "%s%zu", i ? "," : "", p->tens[i]);
    text_char(&out, ']');
    json_groups(&out, p);
    json_against(&out, p, is, was);
    text_puts(&out, "}\n");
    put(stdout, &out);
}
