/* SPDX-License-Identifier: MIT
 *
 * base.h: the ground that everything in core stands on. It knows nothing of
 * plugins, pipelines or metrics; it borrows hale_str from the contract and
 * the number and date readers from hale/parse.h.
 *
 *   memory    Arena          freed as a whole, never piece by piece
 *   text      Str, Text      a view; a growing buffer
 *   look-up   Map, Dict      text -> number; text <-> dense code
 *   trouble   Error, Diags   one failure of a run; all mistakes of a file
 *   time      Zone           instants <-> local days, spans, calendar
 *   figures   money, numbers exact, written the same everywhere
 *   files     read whole, publish atomically
 *   threads   Workers        fork-join over numbered tasks
 *
 * Out of memory: allocation in core ends the process with a message and exit
 * code 70 (nothing is half written, outputs publish on commit only). Plugins
 * and Lua get a NULL instead.
 */
#ifndef HALE_CORE_BASE_H
#define HALE_CORE_BASE_H

#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/key.h"
#include "hale/parse.h"
#include "hale/plugin.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define PRINTF(f, a) __attribute__((format(printf, f, a)))

/* Exit codes: sysexits, because schedulers act on them. */
enum {
    EXIT_NO = 1,        /* done, and the answer is "no" */
    EXIT_USAGE = 64,    /* the command line is wrong */
    EXIT_BAD_DATA = 65, /* input rows are unusable */
    EXIT_NO_INPUT = 66, /* an input file is missing */
    EXIT_UNAVAILABLE = 69,
    EXIT_BUG = 70, /* hale or a plugin is wrong */
    EXIT_CANT_CREATE = 73,
    EXIT_IO = 74,
    EXIT_TRY_AGAIN = 75,
    EXIT_NO_PERMISSION = 77,
    EXIT_CONFIG = 78, /* pipeline, formula or plugin mistake */
    EXIT_INTERRUPTED = 130
};

/* ------------------------------------------------------------- arena.c -- */

/* Memory that is freed together. Zero-initialised it is ready to use.
 * `limit`, if not 0, makes arena_try answer NULL beyond that many bytes. */
typedef struct ArenaBlock ArenaBlock;
typedef struct Arena {
    ArenaBlock *block; /* newest first */
    size_t used;       /* bytes handed out since the last reset */
    size_t limit;
} Arena;

/* Zeroed, aligned for anything. Never NULL. */
void *arena_alloc(Arena *arena, size_t bytes);
/* The same, but NULL when the limit or memory is reached. */
void *arena_try(Arena *arena, size_t bytes);
/* An array: count * size with overflow check. */
void *arena_array(Arena *arena, size_t count, size_t size);
char *arena_strndup(Arena *arena, const char *text, size_t len);
char *arena_printf(Arena *arena, const char *format, ...) PRINTF(2, 3);
hale_str arena_str(Arena *arena, hale_str text); /* copy, NUL follows */
/* Forgets all, keeps the largest block for reuse. */
void arena_reset(Arena *arena);
void arena_free(Arena *arena);

/* For a process that does nothing but one run: what is freed is kept for the
 * next who wants it. To give it back the kernel stops all threads for a moment,
 * and to have it again every page costs a fault. */
void memory_keep(void);
/* What other threads have freed lies in pools of their own: gives it back, when
 * there is much of it and another table is to come. */
void memory_give_back(void);

/* malloc family that ends the process instead of returning NULL. */
void *xmalloc(size_t bytes);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t count, size_t size);
char *xstrdup(const char *text);

/* ---------------------------------------------------------------- str.c -- */

typedef hale_str Str;
#define S(literal) ((Str){("" literal), sizeof(literal) - 1})
#define PS(s) (int)(s).len, (s).data /* for "%.*s" */

Str str(const char *text); /* NULL gives the empty one */
bool str_eq(Str a, Str b);
bool str_is(Str a, const char *text);
int str_cmp(Str a, Str b); /* bytes, then length */
bool str_starts(Str s, const char *prefix);
Str str_trim(Str s);
/* Cuts the piece before `sep` off `*rest`; false when nothing is left. */
bool str_cut(Str *rest, char sep, Str *piece);
/* Is it [a-z][a-z0-9_]*, at most 48 long? The rule for all our names. */
bool str_is_name(Str s);
/* A name pattern with * and ?. */
bool str_glob(const char *pattern, Str s);

/* A growing text. Zero-initialised it is empty; text_free when done. */
typedef struct Text {
    char *data; /* NUL-terminated once anything was added */
    size_t len, cap;
} Text;
void text_add(Text *t, Str s);
void text_puts(Text *t, const char *s);
void text_char(Text *t, char c);
void text_printf(Text *t, const char *format, ...) PRINTF(2, 3);
void text_vprintf(Text *t, const char *format, va_list args);
void text_clear(Text *t);
void text_free(Text *t);
Str text_str(const Text *t);
/* What stands for @KEY@ in a template; a list of them ends in a key NULL. */
typedef struct Filling {
    const char *key, *value;
} Filling;
/* Adds `from` with each @KEY@ of the list replaced. */
void text_fill(Text *t, Str from, const Filling *filling);
/* Bytes below 0x20 (and 0x7f) as \xNN, so that foreign text cannot drive a
 * terminal; at most `most` bytes, "..." marks a cut. */
void text_add_safe(Text *t, Str s, size_t most);
/* A JSON string with its quotes; invalid UTF-8 becomes U+FFFD. */
void text_add_json(Text *t, Str s);
/* Columns that a terminal needs for UTF-8 text. */
size_t str_width(Str s);

/* ---------------------------------------------------------------- map.c -- */

/* Text -> number. Keys are copied. Zero-initialised it is ready. */
typedef struct Map {
    struct MapSlot *slot;
    size_t cap, count;
    Arena keys;
} Map;
#define MAP_NONE SIZE_MAX
size_t map_get(const Map *map, Str key);       /* MAP_NONE: absent */
void map_put(Map *map, Str key, size_t value); /* replaces */
void map_free(Map *map);

/* Texts as dense codes 0, 1, 2 ... in order of first sight; dict.c. */
typedef struct Dict {
    Str *text; /* by code; stable bytes, NUL follows */
    uint32_t count;
    unsigned shift; /* of a tag: leaves the number of its bucket */
    size_t buckets, room;
    struct DictBucket *bucket;
    TextKey *key; /* by code, behind one that is none */
    void *memory; /* of the buckets */
    struct DictBytes *bytes;
} Dict;
uint32_t dict_code(Dict *dict, Str text);       /* adds it if new */
uint32_t dict_find(const Dict *dict, Str text); /* HALE_NO_CODE: absent */
/* The codes of text[row[0]] ... text[row[n - 1]], as n calls of dict_code. */
void dict_codes(Dict *dict, const Str *text, const uint32_t *row, size_t n,
                uint32_t *code);
void dict_clear(Dict *dict); /* forgets all, keeps room for about as much */
void dict_free(Dict *dict);
uint64_t hash_bytes(const void *data, size_t len); /* XXH3, 64 bit */
/* 128-bit content hash as 32 hex digits and a NUL. */
void hash_hex(const void *data, size_t len, char out[33]);

/* --------------------------------------------------------------- diag.c -- */

/* The failure of a run or call: one message, one exit code. */
typedef struct Error {
    int code; /* an exit code, 0: none */
    char message[1024];
} Error;
/* Always returns -1. The first failure wins. */
int error_set(Error *error, int code, const char *format, ...) PRINTF(3, 4);
/* Puts words before the message of a failure and gives it a code; one that
 * came without a word is said to have. Always returns -1. */
int error_blame(Error *error, int code, const char *format, ...) PRINTF(3, 4);
int error_errno(Error *error, int code, const char *what, const char *path);

/* Where something stands. Lines and columns count from 1; 0: unknown. */
typedef struct Place {
    const char *file;
    int line, column;
} Place;

typedef enum Severity { DIAG_ERROR, DIAG_WARNING } Severity;

/* All mistakes of a pipeline, gathered and then told together. */
typedef struct Diag {
    Severity severity;
    Place place;
    const char *section; /* "input.usage", "component adoption" or NULL */
    const char *message; /* may end in a hint: what to do */
} Diag;
typedef struct Diags {
    Diag *item;
    size_t count, cap, errors, warnings;
    Arena arena; /* of the messages and file names */
} Diags;
void diag_error(Diags *d, Place at, const char *section, const char *format,
                ...) PRINTF(4, 5);
void diag_warn(Diags *d, Place at, const char *section, const char *format, ...)
    PRINTF(4, 5);
/* By file, line and column; equal ones once. */
void diags_sort(Diags *d);
/* "file:line:column: section: message", a line each ("warning: " before the
 * message of a warning). */
void diags_print(const Diags *d, FILE *out);
/* [{"severity","file","line","column","section","message"}] */
void diags_json(const Diags *d, Text *out);
void diags_free(Diags *d);

/* The nearest of `names` (NULL-ended), or NULL: Damerau-Levenshtein distance
 * at most 2, at most 1 for words under 5 letters. */
const char *suggest(Str word, const char *const *names);
/* ", did you mean "x"?" or "", in the arena. */
const char *suggest_hint(Arena *arena, Str word, const char *const *names);

/* --------------------------------------------------------------- zone.c -- */

/* A time zone as a list of offsets from UTC. libc's tables are asked once,
 * when it is built; afterwards everything is arithmetic and thread-safe. */
typedef struct Zone Zone;
/* NULL and a message for a name the system does not know ("UTC" is always
 * known; libc would silently take any name for UTC). */
Zone *zone_open(const char *name, Error *error);
void zone_free(Zone *zone);
const char *zone_name(const Zone *zone);
bool zone_is_utc(const Zone *zone);
int32_t zone_day(const Zone *zone, int64_t instant);
int64_t zone_day_start(const Zone *zone, int32_t day);
/* Microseconds east of UTC that hold at an instant. */
int64_t zone_offset(const Zone *zone, int64_t instant);
/* hale_cx.instant. */
int64_t zone_instant(const Zone *zone, int32_t day, int64_t time_of_day);

/* Units of spans and periods. */
typedef enum Unit {
    UNIT_HOUR = 1,
    UNIT_DAY,
    UNIT_WEEK,
    UNIT_MONTH,
    UNIT_QUARTER,
    UNIT_YEAR
} Unit;
/* "28d" "12h" "4w" "3m" "2q" "1y": 28 days ... ; -1 if it is none. */
int span_parse(Str s, int64_t *count, Unit *unit);
/* The same of a count and a unit. */
void span_format(int64_t count, Unit unit, char out[24]);
/* How old something is, for people: "40 minutes", "36.4 hours", "3 days"; cut
 * up to a tenth, so that it never reads younger than it is. */
void age_format(int64_t microseconds, char out[32]);
/* `instant` moved by count units on the local calendar; the day of the month
 * is clamped (31 Jan + 1 month = 28 Feb), the time of day kept. */
int64_t span_move(const Zone *z, int64_t instant, int64_t count, Unit unit);
/* The start of the local day, Monday week, month, quarter or year in which
 * the instant lies. */
int64_t period_start(const Zone *z, int64_t instant, Unit unit);
/* "2025-06", "2025-W23", "2025-Q2", "2025", "2025-06-01". */
void period_label(const Zone *z, int64_t start, Unit unit, char out[16]);
/* "2025-12-31" if midnight in the zone, else "2025-12-31T08:30:00+01:00". */
void time_format(const Zone *z, int64_t instant, char out[40]);
/* Always "2025-12-31T07:30:00Z", with ".123456" if it has such. */
void time_format_utc(int64_t instant, char out[40]);
/* A date or date and time, local unless it carries an offset. */
int time_parse(const Zone *z, Str s, int64_t *instant);

/* ------------------------------------------------------------ numbers.c -- */

/* "1234.5" or "-0.0001": no trailing zeros, at least `digits` decimals. */
void money_format(int64_t money, int digits, char out[32]);
/* A positive number as an exact fraction: "1.08" is 108 / 100; -1 if it is
 * none, or has more than 18 decimals. */
int fraction_parse(Str s, int64_t *numerator, int64_t *denominator);
/* money * numerator / denominator, rounded half to even; -1 on overflow. */
int money_scale(int64_t money, int64_t numerator, int64_t denominator,
                int64_t *out);
/* The shortest text that reads back as the same double; -0 is 0. */
void real_format(double value, char out[32]);
/* At most two decimals: "0.5", "12", "-3.07", rounded as printf would, halves
 * to even. The value is less than 1e15 in size. */
void hundredths_format(double value, char out[32]);
/* "-1234567". */
void whole_format(int64_t value, char out[32]);
/* "1,234,567" for people. */
void count_format(int64_t value, char out[32]);
/* "$1.2M"-like is nobody's standard: "120,000" with thousands commas and
 * no decimals, for people. */
void money_for_people(int64_t money, char out[32]);
/* "2GiB" "512MiB" "64kB" "1048576"; -1 if it is none. */
int bytes_parse(Str s, uint64_t *out);

/* --------------------------------------------------------------- file.c -- */

/* The whole file, NUL follows; -1: error says why (66, 77 or 74). */
int file_read(const char *path, size_t most, Text *out, Error *error);
/* The folder part of a path, "." if none. */
char *path_dir(Arena *arena, const char *path);
/* The part of a path behind its last slash. */
const char *path_base(const char *path);
/* `path` as seen from `dir`; absolute paths and "-" as they are. */
char *path_join(Arena *arena, const char *dir, const char *path);
/* Where a path really leads, without "..", or as it is if nowhere. */
char *path_real(Arena *arena, const char *path);

/* A file that appears whole or not at all. Zero-initialised; open makes a
 * temporary file beside `path`, commit flushes, fsyncs, renames and fsyncs
 * the folder; abandon removes it. All writes are checked. */
typedef struct Publish {
    FILE *out; /* write here */
    char *path, *temporary;
} Publish;
int publish_open(Publish *p, const char *path, Error *error);
int publish_commit(Publish *p, Error *error);
void publish_abandon(Publish *p); /* harmless on one that is not open */
/* All of that for content that is there already, with these rights. */
int file_write(const char *path, Str content, unsigned mode, Error *error);

/* A file that the build put into the binary; see HaleEmbed.cmake. */
typedef struct Embedded {
    const char *name; /* without a folder; NULL ends the list */
    const unsigned char *data;
    size_t size;
} Embedded;

/* ------------------------------------------------------------ workers.c -- */

/* Runs task(shared, worker, i) for i in [0, count), each once, on `threads`
 * threads (the caller's when 1) of 8 MiB stack; returns when all are done.
 * Which worker gets which i is chance: results must not depend on it. */
typedef void (*Task)(void *shared, unsigned worker, size_t i);
void workers_run(unsigned threads, size_t count, Task task, void *shared);
/* How many threads so many rows of a table are worth: starting one takes as
 * long as some thousand rows. */
unsigned workers_for(unsigned threads, size_t rows);
unsigned workers_auto(void); /* processors that are online */

/* ------------------------------------------------------------- effort.c -- */

/* What something takes, added up by any number of threads. */
typedef struct Effort {
    atomic_int_least64_t wall, cpu; /* nanoseconds */
    atomic_uint_least64_t rows;
} Effort;
/* When it began, by both clocks; afterwards also a difference of two. */
typedef struct Since {
    int64_t wall, cpu; /* nanoseconds */
} Since;
/* On this thread, which ends it too. With NULL both do nothing. */
Since effort_begin(const Effort *effort);
void effort_end(Effort *effort, Since since, uint64_t rows);
/* The same clocks for all threads together. */
Since effort_of_process(void);

/* Very many short turns of several sections on one thread. Only the one clock
 * that costs little is looked at, once a turn; what the processor gave to all
 * of them is shared out by that. Without efforts all of it does nothing. */
typedef struct Laps {
    Effort *effort; /* one for each section; NULL: nobody asked */
    struct Lap {
        int64_t wall;
        uint64_t rows;
    } * lap;
    size_t count;
    int64_t last;
    Since since;
} Laps;
void laps_begin(Laps *l, Effort *effort, size_t count);
void laps_go(Laps *l); /* the next turn begins now */
/* It ends, and was of section `i`; another begins. */
void laps_took(Laps *l, size_t i, uint64_t rows);
void laps_end(Laps *l);

/* Set by the signal handler of the command line; long loops look. */
extern atomic_int stop_requested;

#endif
