/* SPDX-License-Identifier: MIT
 *
 * replay.c: `hale replay RUN`, the same run once more, compared.
 *
 * The pipeline as it is now is run from the as-ofs of that run, with rows that
 * were recorded later left out where a source says when they were; nothing is
 * written. Every table must have the bytes it had. If one does not, what is
 * another than it was then is told: settings line by line, formulas, packs,
 * the program, and how many rows the inputs gave.
 */
#include "cli/cli.h"

#include <string.h>

typedef struct Replay {
    PastView past;
    RunFact run;
    Digest *was;
    size_t count;
    Text differ, changed; /* tables; causes, a line each */
    size_t compared, moved;
} Replay;

/* ------------------------------------------------------------- the run -- */

static int find_run(Replay *r, const char *word)
{
    PastView *p = &r->past;
    RunFact *run;
    size_t count = 0;
    int64_t number;
    if (hale_read_int(str(word), (hale_signs){0}, &number) || number < 1)
        return complain(EXIT_USAGE,
                        "\"%s\" is not the number of a run; hale history "
                        "lists them",
                        word);
    if (history_runs(p->history, number, &p->arena, &run, &count, &p->error) ||
        (count && history_digests(p->history, number, &p->arena, &r->was,
                                  &r->count, &p->error)))
        return past_trouble(p);
    if (!count)
        return complain(EXIT_NO,
                        "the history has no run %s; hale history lists them",
                        word);
    r->run = run[0];
    return 0;
}

/* What rows were known then: as the run itself said, or, if it said nothing
 * and a source says when rows were recorded, those from before it was made. */
static const char *known_setting(Replay *r)
{
    const Plan *plan = &r->past.view.plan;
    char time[40];
    bool recorded = false;
    if (!strcmp(r->run.known, "as_of"))
        return "pipeline.known_at=as_of";
    for (size_t i = 0; i < plan->data_sets; i++)
        recorded |= plan->data_set[i].has_recorded;
    if (!strcmp(r->run.known, "always") && !recorded)
        return NULL;
    time_format_utc(
        strcmp(r->run.known, "at") ? r->run.made_at : r->run.known_at, time);
    return arena_printf(&r->past.arena, "pipeline.known_at=%s", time);
}

/* The as-ofs that the tables of the run have, parted by commas. */
static const char *as_ofs_of(Replay *r)
{
    Text all = {0};
    char time[40];
    for (size_t i = 0; i < r->count; i++) {
        int64_t as_of = r->was[i].as_of; /* ascending; 0: a table has none */
        if (as_of == 0 || (i > 0 && as_of == r->was[i - 1].as_of))
            continue;
        time_format_utc(as_of, time);
        text_printf(&all, "%s%s", all.len ? ", " : "", time);
    }
    const char *list =
        arena_strndup(&r->past.arena, all.data ? all.data : "", all.len);
    text_free(&all);
    return list;
}

/* The command line that would have given that run. */
static Args args_of(Replay *r)
{
    Args args = *r->past.args;
    const char *known = known_setting(r);
    args.as_of = as_ofs_of(r);
    args.every = NULL;
    args.set = arena_array(&r->past.arena, args.sets + 2, sizeof *args.set);
    if (args.sets)
        memcpy(args.set, r->past.args->set, args.sets * sizeof *args.set);
    if (known)
        args.set[args.sets++] = known;
    return args;
}

/* -------------------------------------------------------------- tables -- */

static const Digest *was_of(const Replay *r, const Digest *now)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->was[i].as_of == now->as_of &&
            !strcmp(r->was[i].table, now->table))
            return &r->was[i];
    return NULL;
}

/* What was read is told among the causes; it is no result. */
static bool is_result(const char *table)
{
    return strcmp(table, "inputs") != 0;
}

static void compare_digest(Replay *r, const Digest *now)
{
    char time[40];
    const Digest *was = was_of(r, now);
    bool same = was && !strcmp(was->hash, now->hash);
    r->compared++;
    if (same)
        return;
    r->moved++;
    past_time(&r->past, now->as_of, time);
    text_printf(&r->differ, "  %s%s%s: ", now->table,
                now->as_of ? " as of " : "", now->as_of ? time : "");
    if (was)
        text_printf(&r->differ, "%llu rows then, %llu now\n",
                    (unsigned long long)was->rows,
                    (unsigned long long)now->rows);
    else
        text_puts(&r->differ, "there was none\n");
}

static void compare_tables(Replay *r, const hale_session *h)
{
    for (size_t i = 0; i < hale_table_count(h); i++) {
        Digest *now;
        const hale_table *t = hale_table_at(h, i);
        size_t count =
            is_result(t->name) ? digests_of(&r->past.arena, t, &now) : 0;
        for (size_t k = 0; k < count; k++)
            compare_digest(r, &now[k]);
    }
    for (size_t i = 0; i < r->count; i++)
        if (is_result(r->was[i].table) &&
            !hale_table_named(h, r->was[i].table)) {
            r->moved++;
            text_printf(&r->differ, "  %s: there is none now\n",
                        r->was[i].table);
        }
}

/* --------------------------------------------------------------- causes -- */

/* "[section] key = value" of a line of settings; headers set *section. */
static bool next_line(Str *rest, Str *section, Str *line)
{
    while (str_cut(rest, '\n', line)) {
        if (line->len && line->data[0] == '[')
            *section = *line;
        else if (line->len)
            return true;
    }
    return false;
}

static bool has_line(Str text, Str section, Str line)
{
    Str in = S(""), other;
    while (next_line(&text, &in, &other))
        if (str_eq(in, section) && str_eq(other, line))
            return true;
    return false;
}

static void tell_lines(Replay *r, Str from, Str other, const char *sign)
{
    Str section = S(""), line;
    while (next_line(&from, &section, &line))
        if (!has_line(other, section, line))
            text_printf(&r->changed, "  settings: %s %.*s %.*s\n", sign,
                        PS(section), PS(line));
}

static void compare_parts(Replay *r, const char *what, const PartFact *was,
                          size_t count, const PartFact *now, size_t nows)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < nows; k++) {
            bool same = !strcmp(was[i].hash, now[k].hash) &&
                        !strcmp(was[i].version, now[k].version);
            if (!strcmp(was[i].name, now[k].name) && !same)
                text_printf(&r->changed, "  %s %s: %s -> %s%s\n", what,
                            was[i].name, was[i].version, now[k].version,
                            strcmp(was[i].version, now[k].version)
                                ? ""
                                : ", its content changed");
        }
}

static PartFact *formulas_now(Replay *r, size_t *count)
{
    const View *v = &r->past.view;
    PartFact *now =
        arena_array(&r->past.arena, v->plan.scores + 1, sizeof *now);
    *count = 0;
    for (size_t i = 0; i < v->plan.scores; i++)
        if (v->formula[i])
            now[(*count)++] = (PartFact){v->plan.score[i].label,
                                         formula_version(v->formula[i]),
                                         formula_hash(v->formula[i])};
    return now;
}

static PartFact *packs_now(Replay *r, size_t *count)
{
    const Registry *registry = &r->past.view.plan.registry;
    PartFact *now =
        arena_array(&r->past.arena, registry->packs + 1, sizeof *now);
    for (size_t i = 0; i < registry->packs; i++) {
        char hash[33];
        pack_hash(registry->pack[i], hash);
        now[i] = (PartFact){registry->pack[i]->plugin->name,
                            registry->pack[i]->plugin->version,
                            arena_printf(&r->past.arena, "%s", hash)};
    }
    *count = registry->packs;
    return now;
}

static PartFact *inputs_now(Replay *r, const hale_session *h, size_t *count)
{
    const hale_table *t = hale_table_named(h, "inputs");
    PartFact *now = arena_array(&r->past.arena, t->rows + 1, sizeof *now);
    for (size_t i = 0; i < t->rows; i++) {
        Str name = cell_text(column_named(t, "input"), i);
        now[i] = (PartFact){
            arena_printf(&r->past.arena, "%.*s", PS(name)),
            arena_printf(&r->past.arena, "%.0f rows, %.0f kept",
                         cell_number(column_named(t, "rows_read"), i),
                         cell_number(column_named(t, "rows_kept"), i)),
            ""};
    }
    *count = t->rows;
    return now;
}

static int find_causes(Replay *r, const hale_session *h)
{
    PastView *p = &r->past;
    PartFact *formula, *pack, *input;
    size_t formulas, packs, inputs, n;
    Text settings = {0};
    int64_t run = r->run.run, earlier;
    if (history_earlier(p->history, &r->run, &earlier, &p->error) ||
        history_formulas(p->history, run, &p->arena, &formula, &formulas,
                         &p->error) ||
        history_packs(p->history, run, &p->arena, &pack, &packs, &p->error) ||
        history_inputs(p->history, run, &p->arena, &input, &inputs, &p->error))
        return past_trouble(p);
    ini_text(&p->view.plan.ini, &settings);
    tell_lines(r, str(r->run.settings), text_str(&settings), "-");
    tell_lines(r, text_str(&settings), str(r->run.settings), "+");
    text_free(&settings);
    const PartFact *now = formulas_now(r, &n);
    compare_parts(r, "formula", formula, formulas, now, n);
    now = packs_now(r, &n);
    compare_parts(r, "pack", pack, packs, now, n);
    now = inputs_now(r, h, &n);
    compare_parts(r, "input", input, inputs, now, n);
    if (p->view.plan.history.trends && earlier)
        text_printf(&r->changed,
                    "  history: %lld as-ofs before it were run since, and "
                    "trends look at them\n",
                    (long long)earlier);
    if (strcmp(r->run.hale, hale_version()))
        text_printf(&r->changed, "  hale: %s -> %s\n", r->run.hale,
                    hale_version());
    return 0;
}

/* -------------------------------------------------------------- verdict -- */

static void print_verdict(Replay *r)
{
    Text out = {0};
    char made[40], first[40];
    time_format_utc(r->run.made_at - r->run.made_at % 1000000, made);
    past_time(&r->past, r->run.first_as_of, first);
    text_printf(&out, "run %lld, made %s, as of %s", (long long)r->run.run,
                made, first);
    if (r->run.as_ofs > 1)
        text_printf(&out, " and %lld more", (long long)r->run.as_ofs - 1);
    if (r->moved == 0)
        text_printf(&out, ": reproduced byte for byte, %zu tables\n",
                    r->compared);
    else
        text_printf(&out, ": %zu of %zu tables differ\n", r->moved,
                    r->compared);
    text_add(&out, text_str(&r->differ));
    if (r->changed.len) {
        text_puts(&out, r->moved ? "What changed since:\n"
                                 : "Changed since, without effect:\n");
        text_add(&out, text_str(&r->changed));
    } else if (r->moved) {
        text_puts(&out, "Settings, formulas, packs and row counts are those "
                        "of then: rows changed in place.\n");
    }
    put(stdout, &out);
}

static void print_json(Replay *r)
{
    Text out = {0};
    Str rest = text_str(&r->changed), line;
    text_printf(&out, "{\"format\":1,\"run\":%lld,\"reproduced\":%s",
                (long long)r->run.run, r->moved ? "false" : "true");
    text_printf(&out, ",\"tables\":%zu,\"differ\":%zu,\"changed\":[",
                r->compared, r->moved);
    for (bool first = true; str_cut(&rest, '\n', &line); first = false) {
        text_puts(&out, first ? "" : ",");
        text_add_json(&out, str_trim(line));
    }
    text_puts(&out, "]}\n");
    put(stdout, &out);
}

static int run_again(Replay *r)
{
    Bar bar;
    Args args = args_of(r);
    bar_begin(&bar, &args);
    hale_session *h = session_open(&args, r->past.path, &bar, true, NULL);
    int code = code_of(hale_session_run(h));
    bar_clear(&bar);
    if (code > EXIT_NO)
        session_tell(&args, h, "The run could not be repeated.");
    else if ((code = find_causes(r, h)) == 0)
        compare_tables(r, h);
    hale_close(h);
    return code;
}

int command_replay(Args *args)
{
    Replay r = {0};
    int code =
        past_find(&r.past, args, args->operands > 1 ? args->operand[1] : NULL);
    code = code ? code : find_run(&r, args->operand[0]);
    code = code ? code : view_finish(&r.past.view);
    code = code ? code : run_again(&r);
    if (!code && args->json)
        print_json(&r);
    else if (!code)
        print_verdict(&r);
    if (!code && r.moved)
        code = EXIT_NO;
    text_free(&r.differ);
    text_free(&r.changed);
    past_leave(&r.past);
    return code;
}
