/* SPDX-License-Identifier: MIT
 *
 * csv.c: how fast events in a CSV file become columns, on one core.
 *
 *     csv FILE [MEASURE...]      events as csgen writes them
 *
 * The measure is the least that any reader must do: finding the line ends by
 * memchr in a file that is in memory already. Everything else is told as a
 * multiple of it:
 *
 *     lines   memchr over the bytes
 *     read    the same, with the bytes read from the file block by block
 *     cells   the CSV input alone: time, account, user and feature of every row
 *     codes   that, and the three texts as codes of dictionaries
 *     store   pass 1 of a run: that, checked and appended to 64 partitions
 *
 * The figure is the processor's time in the best of five rounds, so that it
 * says what the code costs and not what else the machine was doing.
 */
#include "data/data.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 5, FIELDS = 4, BLOCK = 256 * 1024 };

typedef struct Bench {
    char *path; /* absolute: the pipeline stands elsewhere */
    Text bytes; /* all of the file */
    Plan plan;
    bool with_codes;
    uint64_t rows; /* of the last round, so that nothing is left out */
} Bench;

typedef int (*Round)(Bench *b);

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* ------------------------------------------------------------ the least -- */

static uint64_t count_lines(const char *p, size_t len)
{
    const char *end = p + len;
    uint64_t lines = 0;
    while (p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
        lines++;
        p++;
    }
    return lines;
}

static int lines_round(Bench *b)
{
    b->rows = count_lines(b->bytes.data, b->bytes.len);
    return 0;
}

static int read_round(Bench *b)
{
    static char block[BLOCK];
    ssize_t got;
    int fd = open(b->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    b->rows = 0;
    while ((got = read(fd, block, sizeof block)) > 0)
        b->rows += count_lines(block, (size_t)got);
    close(fd);
    return got < 0 ? -1 : 0;
}

/* ------------------------------------------------------ the input alone -- */

static const hale_field fields[FIELDS] = {
    {sizeof(hale_field), {"ts", 2}, HALE_TIME},
    {sizeof(hale_field), {"account_id", 10}, HALE_TEXT},
    {sizeof(hale_field), {"user_id", 7}, HALE_TEXT},
    {sizeof(hale_field), {"feature", 7}, HALE_TEXT},
};

typedef struct Tray { /* the host's columns */
    hale_cells cells[FIELDS];
    hale_cells *list[FIELDS + 1];
    hale_batch batch;
    Dict dict[FIELDS];
    uint32_t *code, *row; /* row: all of them, in order */
} Tray;

static void tray_open(Tray *t, Arena *arena)
{
    *t = (Tray){0};
    t->code = arena_array(arena, BATCH_ROWS, sizeof *t->code);
    t->row = arena_array(arena, BATCH_ROWS, sizeof *t->row);
    for (uint32_t row = 0; row < BATCH_ROWS; row++)
        t->row[row] = row;
    for (size_t i = 0; i < FIELDS; i++) {
        t->list[i] = &t->cells[i];
        t->cells[i] = (hale_cells){
            .size = sizeof t->cells[i],
            .type = fields[i].type,
            .present = arena_alloc(arena, BATCH_ROWS),
            .as.text = arena_array(arena, BATCH_ROWS, sizeof(hale_str))};
    }
    t->batch =
        (hale_batch){.size = sizeof t->batch,
                     .room = BATCH_ROWS,
                     .field = t->list,
                     .line = arena_array(arena, BATCH_ROWS, sizeof(uint64_t)),
                     .raw = arena_array(arena, BATCH_ROWS, sizeof(hale_str))};
}

static void take_codes(Tray *t)
{
    for (size_t i = 0; i < FIELDS; i++)
        if (fields[i].type == HALE_TEXT)
            dict_codes(&t->dict[i], t->cells[i].as.text, t->row, t->batch.count,
                       t->code);
}

static int read_split(Bench *b, size_t split, Tray *t)
{
    InputPlan *input = &b->plan.input[0];
    hale_cx *cx = &input->host->cx;
    void *reader = xcalloc(1, input->plugin->reader_size);
    int bad = input->plugin->start(cx, input->source, split, reader);
    do {
        bad = bad ||
              input->plugin->next(cx, input->source, reader, &t->batch) != 0;
        if (b->with_codes && !bad)
            take_codes(t);
        b->rows += bad ? 0 : t->batch.count;
    } while (!bad && t->batch.count);
    input->plugin->stop(cx, input->source, reader);
    free(reader);
    return bad ? -1 : 0;
}

static int input_round(Bench *b)
{
    const hale_field *list[] = {&fields[0], &fields[1], &fields[2], &fields[3],
                                NULL};
    const hale_request request = {.size = sizeof request,
                                  .fields = list,
                                  .field_count = FIELDS,
                                  .begin = INT64_MIN,
                                  .end = INT64_MAX,
                                  .utc = 1};
    InputPlan *input = &b->plan.input[0];
    Arena arena = {0};
    Tray tray;
    size_t splits;
    int bad =
        input->plugin->plan(&input->host->cx, input->source, &request, &splits);
    b->rows = 0;
    tray_open(&tray, &arena);
    for (size_t i = 0; i < splits && !bad; i++)
        bad = read_split(b, i, &tray);
    for (size_t i = 0; i < FIELDS; i++)
        dict_free(&tray.dict[i]);
    arena_free(&arena);
    return bad;
}

static int cells_round(Bench *b)
{
    b->with_codes = false;
    return input_round(b);
}

static int codes_round(Bench *b)
{
    b->with_codes = true;
    return input_round(b);
}

static int store_round(Bench *b)
{
    Store store;
    Error error = {0};
    int bad = store_read(&store, &b->plan, NULL, NULL, &error);
    b->rows = store.counts[0].read;
    store_free(&store);
    if (bad)
        fprintf(stderr, "%s\n", error.message);
    return bad;
}

/* ------------------------------------------------------------------ all -- */

/* A pipeline that wants those four columns, from a file without a name. */
static int make_plan(Bench *b)
{
    Diags diags = {0};
    Text ini = {0};
    char path[40];
    int fd = memfd_create("pipeline", MFD_CLOEXEC);
    text_printf(&ini,
                "[pipeline]\nas_of = 2026-01-01\ntimezone = UTC\nthreads = 1\n"
                "[input.events]\nplugin = csv\npath = %s\n"
                "column.account = account_id\ncolumn.time = ts\n"
                "column.user = user_id\n"
                "[metric.users]\nplugin = usage.active_users\n"
                "[metric.features]\nplugin = usage.features\n",
                b->path);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int bad = write(fd, ini.data, ini.len) != (ssize_t)ini.len ||
              plan_begin(&b->plan, &(PlanFrom){.path = path}, &diags) ||
              plan_finish(&b->plan, NULL, &diags) ||
              plan_connect(&b->plan, &diags);
    diags_print(&diags, stderr);
    diags_free(&diags);
    text_free(&ini);
    close(fd);
    return bad ? -1 : 0;
}

static bool is_asked_for(char **names, const char *measure)
{
    bool all = !*names;
    for (; *names; names++)
        all |= !strcmp(*names, measure);
    return all;
}

/* Nanoseconds of the best round; negative: it failed. */
static double time_rounds(Bench *b, Round round)
{
    double best = -1;
    for (int i = 0; i < ROUNDS; i++) {
        double begin = now();
        if (round(b))
            return -1;
        double took = now() - begin;
        best = best < 0 || took < best ? took : best;
    }
    return best;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        Round round;
    } measures[] = {{"lines", lines_round},
                    {"read", read_round},
                    {"cells", cells_round},
                    {"codes", codes_round},
                    {"store", store_round}};
    Error error = {0};
    Bench b = {.path = argc > 1 ? realpath(argv[1], NULL) : NULL};
    double least = 0;
    if (!b.path || file_read(b.path, SIZE_MAX, &b.bytes, &error) ||
        make_plan(&b)) {
        fprintf(stderr, "%s\n",
                b.path ? error.message : "usage: csv FILE [MEASURE...]");
        free(b.path);
        return EXIT_USAGE;
    }
    printf("%-6s %9s %9s %9s %9s\n", "", "rows", "ns/row", "MB/s", "times");
    for (size_t i = 0; i < COUNT(measures); i++) {
        if (i && !is_asked_for(argv + 2, measures[i].name))
            continue;
        double took = time_rounds(&b, measures[i].round);
        if (took < 0)
            return EXIT_NO;
        least = i ? least : took;
        printf("%-6s %9llu %9.2f %9.0f %9.2f\n", measures[i].name,
               (unsigned long long)b.rows, took / (double)b.rows,
               1e3 * (double)b.bytes.len / took, took / least);
    }
    plan_free(&b.plan);
    text_free(&b.bytes);
    free(b.path);
    return 0;
}
