/* SPDX-License-Identifier: MIT
 *
 * host.c: what a plugin may ask of us, all of it.
 *
 * A hale_cx is a table of functions with the host's own data behind it; a
 * plugin imports nothing, so this table is the whole surface. Each service
 * stands on a lower layer (arenas, dictionaries, the time zone) or on a hook
 * that the caller of the plugin has set.
 *
 * The code that goes with a plugin's failure is EXIT_UNAVAILABLE; a caller
 * who knows better puts another into the Error before the call returns to
 * the user.
 */
#include "plugin/inside.h"

#include "plugin/set.h"

#include <string.h>

static Host *host_of(hale_cx *cx)
{
    return cx->host;
}

/* --------------------------------------------------------------- talking -- */

static int cx_fail(hale_cx *cx, const char *format, ...) PRINTF(2, 3);
static void cx_warn(hale_cx *cx, const char *format, ...) PRINTF(2, 3);

static int cx_fail(hale_cx *cx, const char *format, ...)
{
    char message[sizeof((Error *)NULL)->message];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    return error_set(host_of(cx)->error, EXIT_UNAVAILABLE, "%s", message);
}

static void cx_warn(hale_cx *cx, const char *format, ...)
{
    Host *h = host_of(cx);
    char message[sizeof((Error *)NULL)->message];
    va_list args;
    if (!h->warned)
        return;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    h->warned(h->user, h->plugin, message);
}

/* ---------------------------------------------------------------- memory -- */

static void *cx_alloc(hale_cx *cx, size_t bytes)
{
    Host *h = host_of(cx);
    void *memory = arena_try(h->arena, bytes);
    if (!memory)
        error_set(h->error, EXIT_TRY_AGAIN,
                  "%s asked for %zu bytes and there is no memory left",
                  h->plugin, bytes);
    return memory;
}

/* ----------------------------------------------------------------- texts -- */

static const Dict *dict_of(const hale_vector *texts)
{
    return texts && texts->type == HALE_TEXT ? texts->host : NULL;
}

static hale_str cx_text(hale_cx *cx, const hale_vector *texts, size_t row)
{
    const Dict *dict = dict_of(texts);
    (void)cx;
    if (!dict || !HALE_HAS(texts, row) || texts->as.code[row] >= dict->count)
        return S("");
    return dict->text[texts->as.code[row]];
}

static uint32_t cx_code(hale_cx *cx, const hale_vector *texts, hale_str text)
{
    const Dict *dict = dict_of(texts);
    (void)cx;
    return dict ? dict_find(dict, text) : HALE_NO_CODE;
}

/* ------------------------------------------------------------------ sets -- */

static SetMemory memory_of(hale_cx *cx)
{
    return (SetMemory){cx->alloc, cx};
}

static hale_set *cx_set(hale_cx *cx)
{
    SetMemory memory = memory_of(cx);
    return set_new(&memory, host_of(cx)->rounds);
}

static int cx_set_put(hale_cx *cx, hale_set *set, int64_t value)
{
    SetMemory memory = memory_of(cx);
    return set_put(&memory, set, value);
}

static int cx_set_add(hale_cx *cx, hale_set *set, const hale_vector *column,
                      size_t first, size_t count)
{
    SetMemory memory = memory_of(cx);
    if (!column)
        return 0;
    if (column->type != HALE_TEXT && column->type != HALE_INT &&
        column->type != HALE_TIME)
        return cx_fail(cx, "set_add takes columns of type text, int or time");
    if (column->type == HALE_TEXT)
        return set_put_codes(&memory, set, column->as.code + first,
                             column->present ? column->present + first : NULL,
                             count);
    for (size_t i = first; i < first + count; i++)
        if (HALE_HAS(column, i) && set_put(&memory, set, column->as.i[i]))
            return -1;
    return 0;
}

static size_t cx_set_count(hale_cx *cx, const hale_set *set)
{
    (void)cx;
    return set_count(set);
}

/* ------------------------------------------------------------------ time -- */

static int64_t cx_instant(hale_cx *cx, int32_t day, int64_t time_of_day)
{
    const Zone *zone = host_of(cx)->zone;
    return zone ? zone_instant(zone, day, time_of_day)
                : day * HALE_DAY + time_of_day;
}

static int32_t cx_day(hale_cx *cx, int64_t instant)
{
    const Zone *zone = host_of(cx)->zone;
    int64_t day = instant / HALE_DAY - (instant % HALE_DAY < 0);
    return zone ? zone_day(zone, instant) : (int32_t)day;
}

static int cx_stopped(hale_cx *cx)
{
    (void)cx;
    return atomic_load(&stop_requested) != 0;
}

/* ----------------------------------------------------------------- hooks -- */

static int cx_found(hale_cx *cx, hale_str name)
{
    Host *h = host_of(cx);
    return h->found ? h->found(h->user, name) : 0;
}

static int cx_reject(hale_cx *cx, const hale_reject *why)
{
    Host *h = host_of(cx);
    return h->rejected ? h->rejected(h->user, why) : 0;
}

static int cx_emit(hale_cx *cx, size_t report, const hale_value *row)
{
    Host *h = host_of(cx);
    return h->emitted ? h->emitted(h->user, report, row) : 0;
}

/* Without the hook no rate of the run ever changes. */
static int cx_money_at(hale_cx *cx, const hale_vector *money, size_t row,
                       int64_t at, int64_t *out)
{
    Host *h = host_of(cx);
    if (h->money_at)
        return h->money_at(h->user, money, row, at, out);
    *out = money->as.i[row];
    return 0;
}

static const hale_table *cx_side(hale_cx *cx, size_t side)
{
    Host *h = host_of(cx);
    return h->side ? h->side(h->user, side) : NULL;
}

/* --------------------------------------------------------------- threads -- */

/* What a plugin wants done, and which one is to blame if that crashes. */
typedef struct Errand {
    void (*task)(void *user, size_t i);
    void *user;
    Crumb crumb;
} Errand;

static void run_errand(void *shared, unsigned worker, size_t i)
{
    const Errand *e = shared;
    (void)worker;
    crash_stack();
    crumb = e->crumb;
    e->task(e->user, i);
}

static void cx_each(hale_cx *cx, size_t count,
                    void (*task)(void *user, size_t i), void *user)
{
    Errand errand = {task, user, crumb};
    workers_run(host_of(cx)->threads, count, run_errand, &errand);
}

void host_init(Host *h, const char *plugin, const char *version, Error *error,
               Arena *arena)
{
    memset(h, 0, sizeof *h);
    h->plugin = plugin;
    h->version = version;
    h->error = error;
    h->arena = arena;
    h->cx = (hale_cx){
        .size = sizeof h->cx,
        .abi_major = HALE_ABI_MAJOR,
        .abi_minor = HALE_ABI_MINOR,
        .host = h,
        .fail = cx_fail,
        .warn = cx_warn,
        .alloc = cx_alloc,
        .text = cx_text,
        .code = cx_code,
        .set = cx_set,
        .set_add = cx_set_add,
        .set_put = cx_set_put,
        .set_count = cx_set_count,
        .found = cx_found,
        .reject = cx_reject,
        .instant = cx_instant,
        .day = cx_day,
        .stopped = cx_stopped,
        .emit = cx_emit,
        .money_at = cx_money_at,
        .side = cx_side,
        .each = cx_each,
    };
}
