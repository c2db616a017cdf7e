/* SPDX-License-Identifier: MIT
 *
 * fake_host.c: the services of fake_host.h, and the texts they look up.
 *
 * All memory hangs on one list that fake_close frees, so that under ASan a
 * plugin that keeps memory of its own is the only thing that can leak. Every
 * block is malloc'ed by itself: ASan sees a write past any of them. Texts and
 * sets are looked up by walking: tests are small.
 */
#include "fake_host.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct FakeBlock {
    struct FakeBlock *next;
    void *data;
};

struct hale_set {
    int64_t *value; /* ascending */
    size_t count, cap;
};

typedef struct FakeTexts { /* hangs on hale_vector.host */
    const char **text;     /* by code */
    uint32_t count;
} FakeTexts;

/* ------------------------------------------------------------- memory -- */

void *fake_memory(FakeHost *host, size_t bytes)
{
    struct FakeBlock *block = malloc(sizeof *block);
    void *data = calloc(1, bytes ? bytes : 1);
    if (!block || !data)
        abort();
    block->next = host->memory;
    block->data = data;
    host->memory = block;
    return data;
}

static const char *keep(FakeHost *host, const char *data, size_t len)
{
    char *copy = fake_memory(host, len + 1);
    if (len)
        memcpy(copy, data, len);
    return copy;
}

static const char *keep_text(FakeHost *host, const char *text)
{
    return text ? keep(host, text, strlen(text)) : NULL;
}

/* An array that grows by one: its old copy stays on the list. */
static void *grown(FakeHost *host, const void *old, size_t count, size_t size)
{
    void *array;
    if (count & (count - 1)) /* there is room until the next power of two */
        return (void *)(uintptr_t)old;
    array = fake_memory(host, (count ? 2 * count : 1) * size);
    if (count)
        memcpy(array, old, count * size);
    return array;
}

/* ------------------------------------------------------ what hangs on cx -- */

static FakeHost *host_of(hale_cx *cx)
{
    return cx->host;
}

static int fail(hale_cx *cx, const char *format, ...)
{
    FakeHost *host = host_of(cx);
    va_list args;
    va_start(args, format);
    if (host->failures++ == 0)
        vsnprintf(host->failed, sizeof host->failed, format, args);
    va_end(args);
    return -1;
}

static void warn(hale_cx *cx, const char *format, ...)
{
    FakeHost *host = host_of(cx);
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    host->warning =
        grown(host, host->warning, host->warnings, sizeof *host->warning);
    host->warning[host->warnings++] = keep_text(host, text);
}

static void *alloc(hale_cx *cx, size_t bytes)
{
    FakeHost *host = host_of(cx);
    host->allocs++;
    if (host->alloc_most && host->allocs > host->alloc_most) {
        hale_fail(cx, "out of memory");
        return NULL;
    }
    return fake_memory(host, bytes);
}

static hale_str text(hale_cx *cx, const hale_vector *texts, size_t row)
{
    const FakeTexts *of = texts->host;
    (void)cx;
    if (!HALE_HAS(texts, row))
        return (hale_str){"", 0};
    const char *s = of->text[texts->as.code[row]];
    return (hale_str){s, strlen(s)};
}

static uint32_t code(hale_cx *cx, const hale_vector *texts, hale_str wanted)
{
    const FakeTexts *of = texts->host;
    (void)cx;
    for (uint32_t i = 0; i < of->count; i++)
        if (strlen(of->text[i]) == wanted.len &&
            memcmp(of->text[i], wanted.data, wanted.len) == 0)
            return i;
    return HALE_NO_CODE;
}

static hale_set *set(hale_cx *cx)
{
    host_of(cx)->sets++;
    return alloc(cx, sizeof(hale_set));
}

static int set_put(hale_cx *cx, hale_set *of, int64_t value)
{
    size_t at = 0;
    while (at < of->count && of->value[at] < value)
        at++;
    if (at < of->count && of->value[at] == value)
        return 0;
    if (of->count == of->cap) {
        size_t cap = of->cap ? 2 * of->cap : 8;
        int64_t *more = alloc(cx, cap * sizeof *more);
        if (!more)
            return -1;
        if (of->count)
            memcpy(more, of->value, of->count * sizeof *more);
        of->value = more;
        of->cap = cap;
    }
    memmove(of->value + at + 1, of->value + at,
            (of->count - at) * sizeof *of->value);
    of->value[at] = value;
    of->count++;
    return 0;
}

static int set_add(hale_cx *cx, hale_set *of, const hale_vector *column,
                   size_t first, size_t count)
{
    for (size_t i = first; i < first + count; i++) {
        int64_t value;
        if (!HALE_HAS(column, i))
            continue;
        value = column->type == HALE_TEXT ? (int64_t)column->as.code[i]
                                          : column->as.i[i];
        if (set_put(cx, of, value))
            return -1;
    }
    return 0;
}

static size_t set_count(hale_cx *cx, const hale_set *of)
{
    (void)cx;
    return of->count;
}

static int found(hale_cx *cx, hale_str name)
{
    FakeHost *host = host_of(cx);
    host->found = grown(host, host->found, host->founds, sizeof *host->found);
    host->found[host->founds++] = keep(host, name.data, name.len);
    return 0;
}

static int reject(hale_cx *cx, const hale_reject *why)
{
    FakeHost *host = host_of(cx);
    host->reject =
        grown(host, host->reject, host->rejects, sizeof *host->reject);
    host->reject[host->rejects++] = (FakeReject){
        .file = keep_text(host, why->file),
        .field = keep_text(host, why->field),
        .reason = keep_text(host, why->reason),
        .raw = keep(host, why->raw.data, why->raw.len),
        .raw_len = why->raw.len,
        .line = why->line,
        .column = why->column,
    };
    if (host->reject_most && host->rejects >= host->reject_most)
        return hale_fail(cx, "too many rejected rows");
    return 0;
}

static int64_t instant(hale_cx *cx, int32_t day, int64_t time_of_day)
{
    FakeHost *host = host_of(cx);
    host->instants++;
    return day * HALE_DAY + time_of_day - host->offset * HALE_SECOND;
}

static int32_t day_of(const FakeHost *host, int64_t at)
{
    int64_t local = at + host->offset * HALE_SECOND;
    return (int32_t)(local / HALE_DAY - (local % HALE_DAY < 0));
}

static int32_t day(hale_cx *cx, int64_t at)
{
    return day_of(host_of(cx), at);
}

static int stopped(hale_cx *cx)
{
    return host_of(cx)->stop;
}

static int emit(hale_cx *cx, size_t report, const hale_value *row)
{
    FakeHost *host = host_of(cx);
    size_t width = report < 16 ? host->emit_width[report] : 0;
    hale_value *copy = fake_memory(host, (width + 1) * sizeof *copy);
    for (size_t i = 0; i < width; i++) {
        copy[i] = row[i];
        if (row[i].type == HALE_TEXT && row[i].missing == HALE_PRESENT)
            copy[i].as.text.data =
                keep(host, row[i].as.text.data, row[i].as.text.len);
    }
    host->row = grown(host, host->row, host->rows, sizeof *host->row);
    host->row[host->rows++] = (FakeRow){.report = report, .value = copy};
    return 0;
}

static const hale_table *side(hale_cx *cx, size_t side)
{
    const FakeHost *host = host_of(cx);
    return side < 8 ? host->side[side] : NULL;
}

static int money_at(hale_cx *cx, const hale_vector *money, size_t row,
                    int64_t at, int64_t *out)
{
    const FakeHost *host = host_of(cx);
    *out = money->as.i[row];
    if (host->exchange)
        *out = host->exchange(*out, at);
    return 0;
}

/* From last to first: a task may not count on those before it. */
static void each(hale_cx *cx, size_t count, void (*task)(void *user, size_t i),
                 void *user)
{
    (void)cx;
    for (size_t i = count; i > 0; i--)
        task(user, i - 1);
}

void fake_open(FakeHost *host)
{
    memset(host, 0, sizeof *host);
    host->cx = (hale_cx){
        .size = sizeof(hale_cx),
        .abi_major = HALE_ABI_MAJOR,
        .abi_minor = HALE_ABI_MINOR,
        .host = host,
        .fail = fail,
        .warn = warn,
        .alloc = alloc,
        .text = text,
        .code = code,
        .set = set,
        .set_add = set_add,
        .set_put = set_put,
        .set_count = set_count,
        .found = found,
        .reject = reject,
        .instant = instant,
        .day = day,
        .stopped = stopped,
        .emit = emit,
        .side = side,
        .money_at = money_at,
        .each = each,
    };
}

void fake_close(FakeHost *host)
{
    while (host->memory) {
        struct FakeBlock *block = host->memory;
        host->memory = block->next;
        free(block->data);
        free(block);
    }
    memset(host, 0, sizeof *host);
}

void fake_forget(FakeHost *host)
{
    host->failed[0] = '\0';
    host->failures = host->warnings = host->founds = 0;
    host->rejects = host->rows = 0;
}

const hale_vector *fake_texts(FakeHost *host, const char *const *texts,
                              size_t count)
{
    FakeTexts *of = fake_memory(host, sizeof *of);
    uint32_t *codes = fake_memory(host, count * sizeof *codes);
    uint8_t *present = fake_memory(host, count);
    hale_vector *v = fake_memory(host, sizeof *v);
    of->text = fake_memory(host, (count + 1) * sizeof *of->text);
    *v =
        (hale_vector){.size = sizeof *v, .type = HALE_TEXT, .present = present};
    v->as.code = codes;
    v->host = of;
    for (size_t i = 0; i < count; i++) {
        if (!texts[i]) {
            codes[i] = HALE_NO_CODE; /* whoever looks at it, falls */
            continue;
        }
        present[i] = 1;
        codes[i] = code(&host->cx, v, (hale_str){texts[i], strlen(texts[i])});
        if (codes[i] == HALE_NO_CODE) {
            codes[i] = of->count;
            of->text[of->count++] = texts[i];
        }
    }
    return v;
}
