/* SPDX-License-Identifier: MIT
 *
 * restatement.c: `hale restatement`, past figures that moved.
 *
 * When an as-of is run again, what differs from what was said before is kept.
 * Here it is told, a block for each as-of and pair of runs: why, as far as
 * the runs themselves differ; which rows were recorded in between; and the
 * figures, then and now.
 */
#include "cli/cli.h"

#include <string.h>

enum { TOP = 20 };

/* The figures of one block: items [begin, end). */
typedef struct Episode {
    const Restated *item;
    size_t begin, end;
    const char *causes;
    LateRows *late;
    size_t lates;
} Episode;

static Episode block_at(const Restated *item, size_t begin, size_t count)
{
    Episode b = {.item = item, .begin = begin, .end = begin};
    while (b.end < count && item[b.end].as_of == item[begin].as_of &&
           item[b.end].old_run == item[begin].old_run &&
           item[b.end].new_run == item[begin].new_run)
        b.end++;
    return b;
}

static int find_causes(PastView *p, Episode *b)
{
    const Restated *r = &b->item[b->begin];
    if (history_causes(p->history, r->old_run, r->new_run, &p->arena,
                       &b->causes, &p->error) ||
        history_late(p->history, r->new_run, &p->arena, &b->late, &b->lates,
                     &p->error))
        return past_trouble(p);
    return 0;
}

static size_t accounts_of(const Episode *b)
{
    Map seen = {0};
    for (size_t i = b->begin; i < b->end; i++)
        map_put(&seen, str(b->item[i].account), i);
    size_t count = seen.count;
    map_free(&seen);
    return count;
}

/* Money and instants are whole numbers in the file. */
static const char *shown_value(PastView *p, const char *type, const char *text)
{
    char out[40];
    int64_t value;
    if (!text)
        return "-";
    if (hale_read_int(str(text), (hale_signs){0}, &value))
        return text;
    if (!strcmp(type, "money"))
        money_format(value, 2, out);
    else if (!strcmp(type, "time"))
        past_time(p, value, out);
    else
        return text;
    return arena_printf(&p->arena, "%s", out);
}

static void print_figures(PastView *p, const Episode *b, Text *out)
{
    Grid g = {0};
    size_t top = p->args->top ? (size_t)p->args->top : TOP;
    size_t end = b->end;
    if (!p->args->all && end - b->begin > top)
        end = b->begin + top;
    grid_begin(&g, "Llrlr");
    for (size_t i = b->begin; i < end; i++) {
        const Restated *r = &b->item[i];
        grid_add_safe(&g, PLAIN, r->account);
        grid_add_safe(&g, FAINT, r->figure);
        grid_add_safe(&g, PLAIN, shown_value(p, r->type, r->old_value));
        grid_add(&g, FAINT, S("->"));
        grid_add_safe(&g, PLAIN, shown_value(p, r->type, r->new_value));
    }
    grid_end(&g, out, &p->args->out, 4);
    if (end < b->end)
        text_printf(out, "    and %zu more with --all\n", b->end - end);
}

static void print_block(PastView *p, const Episode *b, Text *out)
{
    const Restated *r = &b->item[b->begin];
    char time[40];
    past_time(p, r->as_of, time);
    text_printf(out, "%s, run %lld -> run %lld: ", time, (long long)r->old_run,
                (long long)r->new_run);
    text_count(out, (int64_t)(b->end - b->begin), "figure", "figures");
    text_puts(out, " of ");
    text_count(out, (int64_t)accounts_of(b), "account", "accounts");
    text_puts(out, "\n");
    if (*b->causes)
        text_printf(out, "  not the same: %s\n", b->causes);
    for (size_t i = 0; i < b->lates; i++) {
        text_printf(out, "  recorded in between: %s ", b->late[i].input);
        text_count(out, (int64_t)b->late[i].rows, "row", "rows");
        text_printf(out, ": %s\n", b->late[i].first);
    }
    if (b->lates == 0 && !*b->causes)
        text_puts(out, "  rows changed in place, or their input does not say "
                       "when they were recorded\n");
    print_figures(p, b, out);
}

static void json_block(const Episode *b, Text *out)
{
    const Restated *r = &b->item[b->begin];
    text_printf(out, "{\"old_run\":%lld,\"new_run\":%lld",
                (long long)r->old_run, (long long)r->new_run);
    json_time(out, "as_of", r->as_of);
    json_text(out, "causes", b->causes);
    text_puts(out, ",\"recorded\":[");
    for (size_t i = 0; i < b->lates; i++) {
        text_puts(out, i ? ",{\"input\":" : "{\"input\":");
        text_add_json(out, str(b->late[i].input));
        text_printf(out, ",\"rows\":%llu", (unsigned long long)b->late[i].rows);
        json_text(out, "first", b->late[i].first);
        text_char(out, '}');
    }
    text_puts(out, "],\"figures\":[");
    for (size_t i = b->begin; i < b->end; i++) {
        const Restated *f = &b->item[i];
        text_puts(out, i > b->begin ? ",{\"account\":" : "{\"account\":");
        text_add_json(out, str(f->account));
        json_text(out, "figure", f->figure);
        json_text(out, "type", f->type);
        json_text(out, "old", f->old_value);
        json_text(out, "new", f->new_value);
        text_char(out, '}');
    }
    text_puts(out, "]}");
}

static int print_all(PastView *p, const Restated *item, size_t count)
{
    Text out = {0};
    bool json = p->args->json;
    text_puts(&out, json ? "{\"format\":1,\"restated\":[" : "");
    for (size_t i = 0; i < count;) {
        Episode b = block_at(item, i, count);
        if (find_causes(p, &b)) {
            text_free(&out);
            return p->error.code;
        }
        if (json) {
            text_puts(&out, i ? "," : "");
            json_block(&b, &out);
        } else {
            print_block(p, &b, &out);
        }
        i = b.end;
    }
    text_puts(&out, json ? "]}\n" : "");
    if (!json && count == 0)
        text_puts(&out, "no figure moved\n");
    put(stdout, &out);
    return 0;
}

int command_restatement(Args *args)
{
    PastView p;
    Restated *item;
    size_t count = 0;
    int64_t as_of = 0;
    int code = past_find(&p, args, args->operands ? args->operand[0] : NULL);
    if (!code && args->as_of)
        code = past_as_of(&p, args->as_of, &as_of);
    if (!code &&
        history_restated(p.history, as_of, &p.arena, &item, &count, &p.error))
        code = past_trouble(&p);
    code = code ? code : print_all(&p, item, count);
    if (!code && args->exit_code && count)
        code = EXIT_NO;
    past_leave(&p);
    return code;
}
