/* SPDX-License-Identifier: MIT
 *
 * input_csv_splits.c: a file that is read in splits. The law: wherever it is
 * cut and in whatever order the splits are started, the rows, the rejects and
 * all line numbers are those of the file read as one.
 */
#include "unit.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "csv_read.h"
#include "input/csv/csv.h"
#include "host_test.h"

enum { ONE = 1 << 30 }; /* bytes of a split: the file is one */

/* ------------------------------------------------------------ any splits -- */

static const char nasty[] =
    "\xef\xbb\xbfid,name,mrr,at\r\n"
    "1,\"Smith, \"\"J\"\"\",12.5,2025-01-31\r\n"
    "\r\n"
    "2,plain,,2025-02-30\r\n"
    "# \"a comment, or a short row\r\n"
    "3,\"two\r\nlines\",1e5,2025-03-01\r\n"
    "4,5\" pipe,-7.0001,2025-03-01T10:00:00+02:00\r\n"
    "5,bad\xff,1,2025-03-01\r\n"
    "6,ragged\r\n"
    "\"7\",\"\r\n\r\n8,looks,like,rows\r\n9,but,is,text\r\n\",\"3\",2025-04-"
    "01\r\n"
    "8,\"odd\"x,1,2025-04-01\r\n"
    "9, \"blank before, and behind\" ,1,2025-04-02\r\n"
    "10,\"never closed,1,2025-01-01\r\n11,x,1,2025-01-01\r\n";

/* Rows and rejects as one text. */
static const char *all_of(const CsvRead *how)
{
    const char *rows = csv_read(&host, how);
    char *out = fake_memory(&host, 20000), *p = out;
    assert_non_null(rows);
    p += sprintf(p, "%s", rows);
    for (size_t i = 0; i < host.rejects; i++)
        p += sprintf(p, "! %llu:%llu %s %s\n",
                     (unsigned long long)host.reject[i].line,
                     (unsigned long long)host.reject[i].column,
                     host.reject[i].reason, host.reject[i].raw);
    fake_forget(&host);
    return out;
}

static void check_any_split(const char *data, size_t len, const char *option,
                            const char *value)
{
    const char *given[] = {"path", scratch_file(&host, "n.csv", data, len),
                           option, value, NULL};
    CsvRead how = {.given = given,
                   .fields = "id:int name mrr:money at:time",
                   .split = ONE,
                   .with_raw = 1};
    const char *expected = all_of(&how);
    assert_contains(expected, "! ");
    for (size_t split = 1; split < 120; split++) {
        for (int first = 0; first < 2; first++) {
            how.split = split;
            how.start_first = first;
            how.block = split % 50;
            how.room = 1 + split % 9;
            assert_string_equal(all_of(&how), expected);
        }
    }
}

static void test_any_split(void **state)
{
    (void)state;
    check_any_split(nasty, sizeof nasty - 1, NULL, NULL);
    check_any_split(nasty, sizeof nasty - 1, "trim", "yes");
    check_any_split(nasty, sizeof nasty - 1, "comment", "#");
    check_any_split(nasty, sizeof nasty - 1, "quote", "none");
    check_any_split(nasty + 3, sizeof nasty - 4, "encoding", "latin1");
}

static void test_any_split_of_old_line_ends(void **state)
{
    char other[sizeof nasty];
    size_t len = 0;
    (void)state;
    for (size_t i = 0; i < sizeof nasty - 1; i++)
        if (nasty[i] != '\n')
            other[len++] = nasty[i];
    check_any_split(other, len, NULL, NULL);
}

/* Several files, each in splits; the last has no line end. */
static void test_files_in_splits(void **state)
{
    char path[500];
    const char *given[] = {"path", path, NULL};
    CsvRead how = {.given = given, .fields = "a b", .split = 5};
    (void)state;
    scratch_file(&host, "part1.csv", "a,b\n1,2\n3,4\n5,6\n", 16);
    scratch_file(&host, "part2.csv", "b,a\n", 4);
    scratch_file(&host, "part3.csv", "b,a\n\"8\n\",7\n10,9", 15);
    snprintf(path, sizeof path, "%s", scratch_path(&host, "part?.csv"));
    for (how.start_first = 0; how.start_first < 2; how.start_first++)
        assert_string_equal(csv_read(&host, &how),
                            "2|1|2\n3|3|4\n4|5|6\n2|7|8\n\n4|9|10\n");
}

/* ------------------------------------------------------------ how many -- */

static void test_how_many(void **state)
{
    Cuts cuts = {0};
    const Cut first = {10, 2};
    (void)state;
    /* 8 MiB each, the last one what is left */
    assert_int_equal(cuts_make(&host.cx, &cuts, 8 << 20, 0, first), 0);
    assert_int_equal(cuts.splits, 1);
    cuts_free(&cuts);
    assert_int_equal(cuts_make(&host.cx, &cuts, (8 << 20) + 1, 0, first), 0);
    assert_int_equal(cuts.splits, 2);
    assert_int_equal(cuts_limit(&cuts, 0), 8 << 20);
    assert_true(cuts_limit(&cuts, 1) == UINT64_MAX);
    cuts_free(&cuts);
    /* but never more than 64: 64 GiB are 64 of a GiB and a byte */
    assert_int_equal(cuts_make(&host.cx, &cuts, UINT64_C(64) << 30, 0, first),
                     0);
    assert_int_equal(cuts.splits, 64);
    assert_int_equal(cuts_limit(&cuts, 62), 63 * ((UINT64_C(1) << 30) + 1));
    cuts_free(&cuts);
    assert_int_equal(cuts_make(&host.cx, &cuts, 0, 0, first), 0);
    assert_int_equal(cuts.splits, 1);
    cuts_free(&cuts);
}

/* ------------------------------------------------------------- a big one -- */

/* A cell of 20 MiB that is full of what looks like rows, with rows before and
 * behind it: 30 MiB, four splits of 8 MiB each at least, two of them within
 * that cell. */
static char *big_file(size_t *len)
{
    const size_t room = 31 << 20;
    char *data = malloc(room), *p = data, *cell;
    unsigned id = 0;
    assert_non_null(data);
    p += sprintf(p, "id,note\n");
    while (p < data + (5 << 20))
        p += sprintf(p, "%u,plain\n", ++id);
    p += sprintf(p, "%u,\"", ++id);
    for (cell = p; p < cell + (20 << 20);)
        p += sprintf(p, "no,row\n\"\"");
    p += sprintf(p, "\"\n");
    while (p < data + (30 << 20))
        p += sprintf(p, "%u,\"quoted\n\"\n", ++id);
    *len = (size_t)(p - data);
    return data;
}

static void test_big_cell(void **state)
{
    size_t len;
    char *data = big_file(&len);
    const char *path = scratch_file(&host, "big.csv", data, len);
    const char *given[] = {"path", path, NULL};
    CsvRead how = {.given = given, .fields = "id:int note", .split = ONE};
    const char *expected = csv_read(&host, &how);
    (void)state;
    assert_non_null(expected);
    how.split = 0;
    assert_string_equal(csv_read(&host, &how), expected);
    how.start_first = 1;
    assert_string_equal(csv_read(&host, &how), expected);
    assert_int_equal(host.rejects, 0);
    free(data);
    unlink(path);
}

/* -------------------------------------------------------------- threads -- */

enum { THREADS = 4, MOST = 64 };

typedef struct Shared {
    CsvSource source;
    atomic_size_t next;
    size_t splits;
    int64_t sum[MOST];   /* of the ids of each split, which is its place */
    uint64_t line[MOST]; /* of its first row */
} Shared;

/* Reads a split with a host and columns of its own. */
static void sum_split(Shared *shared, size_t split)
{
    enum { ROOM = 50 };
    FakeHost own;
    CsvReader reader = {0};
    uint8_t present[ROOM];
    int64_t id[ROOM];
    uint64_t line[ROOM];
    hale_str raw[ROOM];
    hale_cells cells = {
        .size = sizeof cells, .type = HALE_INT, .present = present, .as.i = id};
    hale_cells *list[] = {&cells, NULL};
    hale_batch batch = {.size = sizeof batch,
                        .room = ROOM,
                        .field = list,
                        .line = line,
                        .raw = raw};
    fake_open(&own);
    if (csv_input.start(&own.cx, &shared->source, split, &reader))
        abort();
    do {
        if (csv_input.next(&own.cx, &shared->source, &reader, &batch))
            abort();
        if (batch.count && !shared->line[split])
            shared->line[split] = line[0];
        for (size_t i = 0; i < batch.count; i++)
            shared->sum[split] += id[i];
    } while (batch.count);
    csv_input.stop(&own.cx, &shared->source, &reader);
    fake_close(&own);
}

static void *work(void *memory)
{
    Shared *shared = memory;
    size_t i;
    while ((i = atomic_fetch_add(&shared->next, 1)) < shared->splits)
        sum_split(shared, i);
    return NULL;
}

/* Rows 1 to 20000, each on a line and the header before them, so the number of
 * a row is that of its line less one. */
static void test_threads(void **state)
{
    enum { ROWS = 20000 };
    static const hale_field field = {sizeof field, {"id", 2}, HALE_INT};
    const hale_request request = {.size = sizeof request,
                                  .fields =
                                      (const hale_field *const[]){&field, NULL},
                                  .field_count = 1,
                                  .time_field = -1};
    char *data = fake_memory(&host, ROWS * 20), *p = data;
    Shared shared = {.source.split = 1};
    pthread_t thread[THREADS];
    int64_t sum = 0;
    uint64_t line = 0;
    (void)state;
    p += sprintf(p, "id,x\n");
    for (int i = 1; i <= ROWS; i++)
        p += sprintf(p, "%d,\"x,%d\"\n", i, i % 7);
    const char *given[] = {
        "path", scratch_file(&host, "t.csv", data, (size_t)(p - data)), NULL};
    assert_int_equal(
        csv_input.open(&host.cx, fake_options(&host, csv_input.options, given),
                       &shared.source),
        0);
    shared.source.split = 1;
    assert_int_equal(
        csv_input.plan(&host.cx, &shared.source, &request, &shared.splits), 0);
    assert_int_equal(shared.splits, MOST);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, work, &shared), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
    csv_input.close(&host.cx, &shared.source);
    for (size_t i = 0; i < MOST; i++) {
        assert_true(shared.line[i] > line);
        line = shared.line[i];
        sum += shared.sum[i];
    }
    assert_int_equal(shared.line[0], 2);
    assert_int_equal(sum, (int64_t)ROWS * (ROWS + 1) / 2);
}

/* --------------------------------------------------- while it is read -- */

/* The nasty file in splits of so many bytes, read in blocks of so many. */
static void open_nasty(CsvSource *source, uint64_t split, size_t block)
{
    const char *path = scratch_file(&host, "n.csv", nasty, sizeof nasty - 1);
    const char *given[] = {"path", path, NULL};
    const hale_request request = {.size = sizeof request,
                                  .fields = (const hale_field *const[]){NULL},
                                  .time_field = -1};
    size_t splits;
    *source = (CsvSource){0};
    assert_int_equal(
        csv_input.open(&host.cx, fake_options(&host, csv_input.options, given),
                       source),
        0);
    source->split = split;
    source->block = block;
    assert_int_equal(csv_input.plan(&host.cx, source, &request, &splits), 0);
    assert_true(splits > 1);
}

/* Where the second split begins, when the reader of the first one has been
 * asked so many times for a row. */
static Cut second_cut(CsvSource *source, int asked)
{
    CsvReader reader = {0};
    uint64_t line[1];
    hale_str raw[1];
    hale_batch batch = {
        .size = sizeof batch, .room = 1, .line = line, .raw = raw};
    Cut cut = {0};
    assert_int_equal(csv_input.start(&host.cx, source, 0, &reader), 0);
    for (int i = 0; i < asked; i++)
        assert_int_equal(csv_input.next(&host.cx, source, &reader, &batch), 0);
    assert_int_equal(cuts_find(&host.cx, source, source->file, 1, &cut), 0);
    csv_input.stop(&host.cx, source, &reader);
    csv_input.close(&host.cx, source);
    return cut;
}

static void test_while_it_is_read(void **state)
{
    CsvSource source;
    (void)state;
    for (uint64_t split = 30; split < 300; split += 7) {
        open_nasty(&source, split, 0);
        const Cut expected = second_cut(&source, 0);
        for (int asked = 1; asked < 9; asked++) {
            open_nasty(&source, split, 1 + split % 40);
            const Cut cut = second_cut(&source, asked);
            assert_true(cut.at == expected.at && cut.line == expected.line);
            fake_forget(&host);
        }
    }
}

/* What its reader has passed is not looked at again: if it says that it is
 * further down than it is, it is believed. */
static void test_what_is_read_is_passed(void **state)
{
    CsvSource source;
    (void)state;
    open_nasty(&source, 100, 0);
    const Cut expected = second_cut(&source, 0);
    open_nasty(&source, 100, 0);
    Cut first = source.file->first;
    first.line += 1000;
    cuts_reach(&source.file->cuts, 1, first); /* nobody reads that one yet */
    cuts_reach(&source.file->cuts, 0, first); /* not further: the same place */
    assert_int_equal(source.file->cuts.reached.line, first.line - 1000);
    first.at += sizeof "1,\"Smith, \"\"J\"\"\",12.5,2025-01-31\r\n" - 1;
    cuts_reach(&source.file->cuts, 0, first);
    assert_int_equal(second_cut(&source, 0).line, expected.line + 999);
}

/* ------------------------------------------------------------- mishaps -- */

/* A file that is cut off between its header and its rows being read. */
static void test_shortened(void **state)
{
    const char *path = scratch_file(&host, "s.csv", "a\n1\n2\n3\n4\n", 10);
    const char *given[] = {"path", path, NULL};
    const hale_request request = {.size = sizeof request,
                                  .fields = (const hale_field *const[]){NULL},
                                  .time_field = -1};
    CsvSource source = {0};
    CsvReader reader = {0};
    hale_batch batch = {.size = sizeof batch, .room = 9};
    size_t splits;
    (void)state;
    batch.line = fake_memory(&host, 9 * sizeof *batch.line);
    batch.raw = fake_memory(&host, 9 * sizeof *batch.raw);
    csv_input.open(&host.cx, fake_options(&host, csv_input.options, given),
                   &source);
    source.split = 5;
    csv_input.plan(&host.cx, &source, &request, &splits);
    assert_int_equal(splits, 2);
    assert_int_equal(truncate(path, 6), 0);
    assert_int_equal(csv_input.start(&host.cx, &source, 1, &reader), 0);
    assert_int_equal(csv_input.next(&host.cx, &source, &reader, &batch), -1);
    assert_contains(host.failed, "s.csv: became shorter while it was read");
    csv_input.stop(&host.cx, &source, &reader);
    csv_input.close(&host.cx, &source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_any_split),        TEST(test_any_split_of_old_line_ends),
        TEST(test_files_in_splits),  TEST(test_how_many),
        TEST(test_big_cell),         TEST(test_threads),
        TEST(test_while_it_is_read), TEST(test_what_is_read_is_passed),
        TEST(test_shortened),
    };
    return cmocka_run_group_tests(tests, NULL, last_teardown);
}
