/* SPDX-License-Identifier: MIT
 *
 * check.c: the conformance harness, the other half of the contract.
 *
 * Each case runs in a process of its own, forked off with the pack already
 * loaded, with an alarm set and an empty folder to write in. So a plugin may
 * crash, hang or corrupt its memory, and the next case does not notice; what
 * happened comes back through a page of shared memory. Loading is a case as
 * well: constructors of a shared object run before anything was checked.
 *
 * What a plugin cannot be asked without options that nobody gave (a database,
 * a file) is skipped, and the report says so.
 */
#include "plugin/check.h"

#include <ftw.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* --------------------------------------------------------------- verdicts --
 */

static void say(Trial *t, const char *format, va_list args) PRINTF(2, 0);

static void say(Trial *t, const char *format, va_list args)
{
    vsnprintf(t->shared->words, sizeof t->shared->words, format, args);
}

void broke(Trial *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(t, format, args);
    va_end(args);
    t->shared->verdict = VERDICT_FAIL;
    _exit(1);
}

void skip(Trial *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(t, format, args);
    va_end(args);
    t->shared->verdict = VERDICT_SKIP;
    _exit(0);
}

void remark(Trial *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(t, format, args);
    va_end(args);
}

void calling(Trial *t, const char *call)
{
    snprintf(t->call, CALL_ROOM, "%s", call);
    memset(&t->error, 0, sizeof t->error);
}

int called(Trial *t, int result)
{
    const char *call = t->call;
    fences_intact(t);
    if (result != 0 && result != -1)
        broke(t, "%s returned %d; only 0 and -1 have a meaning", call, result);
    if (result == -1 && !t->error.code)
        broke(t, "%s failed without a word: return hale_fail(cx, ...)", call);
    if (result == 0 && t->error.code)
        broke(t, "%s returned 0 although it had failed: %s", call,
              t->error.message);
    if (result == -1 && t->error.message[0] == '\0')
        broke(t, "%s failed with an empty message", call);
    return result;
}

void cleaning_up(Trial *t, const char *call, Aside *aside)
{
    aside->error = t->error;
    memcpy(aside->call, t->call, CALL_ROOM);
    calling(t, call);
}

void cleaned_up(Trial *t, const Aside *aside)
{
    fences_intact(t);
    t->error = aside->error;
    memcpy(t->call, aside->call, CALL_ROOM);
}

void must(Trial *t, int result)
{
    if (called(t, result))
        broke(t, "%s failed: %s", t->call, t->error.message);
}

/* ---------------------------------------------------------------- options --
 */

int trial_check(Trial *t, int (*check)(hale_cx *cx, const hale_value *options))
{
    if (!check)
        return 0;
    calling(t, "check");
    return called(t, check(&t->host.cx, t->options));
}

const hale_option *const *trial_declared(const Trial *t)
{
    return plugin_face(t->kind, t->plugin).options;
}

/* "metric.active_users." at the head of a --set makes it ours. */
static size_t own_settings(Trial *t, Setting *out)
{
    const char *name = plugin_face(t->kind, t->plugin).name;
    const char *head =
        arena_printf(&t->arena, "%s.%s.", kind_names[t->kind], name);
    const char *const *set = t->plan->set;
    size_t count = 0;
    for (; set && *set; set++) {
        Str value = str(*set), key;
        if (!str_starts(value, head))
            continue;
        value.data += strlen(head);
        value.len -= strlen(head);
        str_cut(&value, '=', &key);
        out[count++] = (Setting){
            .key = arena_strndup(&t->arena, key.data, key.len),
            .value = arena_strndup(&t->arena, value.data, value.len),
            .place = {"--set", 0, 0},
        };
    }
    return count;
}

/* What the harness can make up itself: an output writes to the scratch
 * folder, and what a column is called is all the same to it. */
static const char *made_up(const Trial *t, const hale_option *o)
{
    if (!(o->flags & HALE_REQUIRED))
        return NULL;
    if (o->type == HALE_OPTION_PATH && t->kind == KIND_OUTPUT)
        return "published";
    return o->type == HALE_OPTION_COLUMN ? "made_up" : NULL;
}

static size_t made_up_settings(Trial *t, Setting *out, size_t count)
{
    const hale_option *const *o = trial_declared(t);
    for (; o && *o; o++) {
        bool given = false;
        for (size_t i = 0; i < count; i++)
            given |= strcmp(out[i].key, (*o)->name) == 0;
        if (!given && made_up(t, *o))
            out[count++] =
                (Setting){.key = (*o)->name, .value = made_up(t, *o)};
    }
    return count;
}

const char *trial_options(Trial *t, const char *dir)
{
    const hale_option *const *declared = trial_declared(t);
    size_t count = list_count(declared), settings, errors;
    Setting *setting = arena_array(
        &t->arena, list_count(t->plan->set) + count + 1, sizeof *setting);
    OptionsFrom from = {.section = t->name, .dir = dir};
    Diags diags = {0};
    const char *why = NULL;
    settings = own_settings(t, setting);
    settings = made_up_settings(t, setting, settings);
    t->options = fenced(t, count * sizeof *t->options, "the options");
    errors = options_read(declared, setting, settings, &from, &t->arena, &diags,
                          t->options);
    if (errors)
        why = arena_printf(&t->arena, "%s", diags.item[0].message);
    for (size_t i = 0; i < settings && !why; i++)
        if (!setting[i].used)
            why = arena_printf(&t->arena, "there is no option \"%s\"",
                               setting[i].key);
    diags_free(&diags);
    return why;
}

void trial_set_path(Trial *t, size_t index, const char *path)
{
    t->options[index].as.text = str(arena_printf(&t->arena, "%s", path));
    t->options[index].missing = HALE_PRESENT;
}

int trial_configure(Trial *t)
{
    const hale_metric *metric = t->kind == KIND_METRIC ? t->plugin : NULL;
    const hale_model *model = t->kind == KIND_MODEL ? t->plugin : NULL;
    size_t size = metric ? metric->config_size : model->config_size;
    int (*configure)(hale_cx *, const hale_value *, void *) =
        metric ? metric->configure : model->configure;
    void *config = fenced(t, size, "the config");
    int result = 0;
    calling(t, "configure");
    if (configure)
        result = configure(&t->host.cx, t->options, config);
    t->config = config;
    result = called(t, result);
    fence_lock(t, config);
    return result;
}

void trial_starve(Trial *t, size_t n)
{
    t->allocs = 0;
    t->starved = false;
    t->fail_at = n;
}

/* What every case wants done before it begins. */
static void prepare(Trial *t)
{
    const char *why;
    fences_watch(t);
    host_init(&t->host, t->name, "", &t->error, &t->memory);
    t->host.threads = 2; /* so that tasks of a plugin do meet */
    t->host.user = t;
    t->host.cx.alloc = fenced_alloc;
    if (!t->plugin)
        return;
    why = trial_options(t, t->kind == KIND_OUTPUT ? t->scratch : ".");
    if (why)
        skip(t, "%s (give it with --set %s.%s.OPTION=VALUE)", why,
             kind_names[t->kind], plugin_face(t->kind, t->plugin).name);
    fence_lock(t, t->options);
    if ((t->kind == KIND_METRIC || t->kind == KIND_MODEL) && trial_configure(t))
        skip(t, "configure refuses: %s", t->error.message);
    memory_reset(t);
}

/* -------------------------------------------------------------- processes --
 */

static int remove_one(const char *path, const struct stat *st, int type,
                      struct FTW *where)
{
    (void)st, (void)type, (void)where;
    return remove(path);
}

static void describe_end(Shared *s, int status, unsigned seconds)
{
    const char *call = s->call[0] ? s->call : "the case";
    if (s->verdict != VERDICT_NONE)
        return;
    s->verdict = VERDICT_FAIL;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        snprintf(s->words, sizeof s->words, "%s did not end within %u seconds",
                 call, seconds);
    else if (WIFSIGNALED(status))
        snprintf(s->words, sizeof s->words, "%s crashed: %s", call,
                 strsignal(WTERMSIG(status)));
    else
        snprintf(s->words, sizeof s->words,
                 "%s ended the whole process (exit %d)", call,
                 WEXITSTATUS(status));
}

static void report_case(const Trial *t, const char *name, Text *report)
{
    static const char *const words[] = {"FAIL", "ok", "FAIL", "skip"};
    const Shared *s = t->shared;
    text_printf(report, "%-4s  %-28s %s", words[s->verdict], name, t->name);
    if (s->words[0])
        text_printf(report, ": %s", s->words);
    text_char(report, '\n');
}

/* The verdict of one case; its line goes to the report. */
static Verdict run_case(Trial *t, const Case *c, Text *report)
{
    unsigned seconds = t->plan->seconds ? t->plan->seconds : 10;
    char scratch[] = "/tmp/hale-check-XXXXXX";
    int status = 0;
    pid_t child;
    memset(t->shared, 0, sizeof *t->shared);
    t->scratch = mkdtemp(scratch);
    fflush(NULL);
    child = t->scratch ? fork() : -1;
    if (child == 0) {
        alarm(seconds);
        prepare(t);
        c->run(t);
        memory_reset(t);
        fences_intact(t);
        t->shared->verdict = VERDICT_OK;
        _exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        snprintf(t->shared->words, sizeof t->shared->words,
                 "no process could be started for it");
    else
        describe_end(t->shared, status, seconds);
    if (t->scratch)
        nftw(scratch, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    report_case(t, c->name, report);
    return t->shared->verdict;
}

/* ------------------------------------------------------------------- whole --
 */

typedef struct Tally {
    size_t ran;
    int failed;
} Tally;

static void run_cases(Trial *t, const Case *cases, Text *report, Tally *tally)
{
    for (; cases->name; cases++) {
        if (t->plan->only && !str_glob(t->plan->only, str(cases->name)))
            continue;
        tally->ran++;
        if (run_case(t, cases, report) == VERDICT_FAIL)
            tally->failed++;
    }
}

static void run_kind(Trial *t, Kind kind, const void *list, const Case *cases,
                     Text *report, Tally *tally)
{
    for (size_t i = 0; list_at(list, i); i++) {
        const char *name = plugin_face(kind, list_at(list, i)).name;
        t->kind = kind;
        t->plugin = list_at(list, i);
        t->name = arena_printf(&t->arena, "%s.%s", t->pack->plugin->name, name);
        run_cases(t, cases, report, tally);
    }
}

static void load_it(Trial *t)
{
    Registry r = {0};
    Error error = {0};
    calling(t, "loading");
    if (!registry_load(&r, t->plan->path, &error))
        broke(t, "%s", error.message);
}

/* In a process of its own first, then here. */
static const Pack *load_safely(Trial *t, Registry *r, Error *error)
{
    static const Case loads = {"pack.loads", load_it};
    Text line = {0};
    Verdict verdict = run_case(t, &loads, &line);
    text_free(&line);
    if (verdict == VERDICT_OK)
        return registry_load(r, t->plan->path, error);
    error_set(error, EXIT_CONFIG, "%s", t->shared->words);
    return NULL;
}

static void run_all(Trial *t, Text *report, Tally *tally)
{
    const hale_plugin *p = t->pack->plugin;
    t->name = p->name;
    run_cases(t, pack_cases, report, tally);
    run_kind(t, KIND_INPUT, p->inputs, input_cases, report, tally);
    run_kind(t, KIND_METRIC, p->metrics, metric_cases, report, tally);
    run_kind(t, KIND_MODEL, p->models, model_cases, report, tally);
    run_kind(t, KIND_OUTPUT, p->outputs, output_cases, report, tally);
}

int plugin_check(const CheckPlan *plan, Text *report, Error *error)
{
    Trial t = {.plan = plan, .name = plan->path};
    Registry registry = {0};
    Tally tally = {0, 0};
    int result = -1;
    t.shared = mmap(NULL, sizeof *t.shared, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (t.shared == MAP_FAILED)
        return error_set(error, EXIT_TRY_AGAIN, "no shared memory");
    t.call = t.shared->call;
    t.pack = load_safely(&t, &registry, error);
    if (t.pack) {
        run_all(&t, report, &tally);
        result = tally.failed;
        if (tally.ran == 0)
            result = error_set(error, EXIT_USAGE, "%s: no case is called %s",
                               plan->path, plan->only ? plan->only : "");
    }
    munmap(t.shared, sizeof *t.shared);
    arena_free(&t.arena);
    registry_free(&registry);
    return result;
}
