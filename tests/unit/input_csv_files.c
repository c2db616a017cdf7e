/* SPDX-License-Identifier: MIT
 *
 * input_csv_files.c: which files the CSV input reads, packed ones, pipes, and
 * the law that how much is read at a time changes nothing: any room of a batch
 * and any block give the same rows and the same rejects.
 */
#include "unit.h"

#include <fcntl.h>
#include <unistd.h>

#ifdef HALE_WITH_ZLIB
#include <zlib.h>
#endif
#ifdef HALE_WITH_ZSTD
#include <zstd.h>
#endif

#include "csv_read.h"
#include "host_test.h"
#include "input/csv/csv.h"

static const char *put(const char *name, const char *text)
{
    return scratch_file(&host, name, text, strlen(text));
}

static const char *read_path(const char *path, const char *fields)
{
    const char *given[] = {"path", path, NULL};
    return csv_read(&host, &(CsvRead){.given = given, .fields = fields});
}

/* --------------------------------------------------------------- names -- */

static void test_pattern_sorts_by_bytes(void **state)
{
    (void)state;
    put("b.csv", "a\nb\n");
    put("B.csv", "a\nB\n");
    put("a10.csv", "a\na10\n");
    put("a9.csv", "a\na9\n");
    put("z.txt", "a\nz\n");
    assert_string_equal(read_path(scratch_path(&host, "*.csv"), "a"),
                        "2|B\n2|a10\n2|a9\n2|b\n");
}

static void test_several_files(void **state)
{
    char path[500];
    (void)state;
    put("2.csv", "b,a\nb2,a2\n"); /* another order of columns */
    put("1.csv", "a,b,c\na1,b1,c1\n");
    snprintf(path, sizeof path, "%s , %s", scratch_path(&host, "2.csv"),
             scratch_path(&host, "1*"));
    assert_string_equal(read_path(path, "a b"), "2|a2|b2\n2|a1|b1\n");
    /* each column is told once */
    assert_int_equal(host.founds, 3);
    assert_string_equal(host.found[2], "c");
    assert_null(read_path(path, "a c"));
    assert_contains(host.failed, "2.csv: has no column \"c\"");
}

static void test_names_with_signs(void **state)
{
    (void)state;
    assert_string_equal(read_path(put("a, b[1].csv", "a\n1\n"), "a"), "2|1\n");
}

static void test_missing_files(void **state)
{
    char path[400];
    (void)state;
    assert_null(read_path(scratch_path(&host, "none.csv"), "a"));
    assert_contains(host.failed, "none.csv: No such file or directory");
    fake_forget(&host);
    assert_null(read_path(scratch_path(&host, "none-*.csv"), "a"));
    assert_contains(host.failed, "none-*.csv: no file has such a name");
    fake_forget(&host);
    assert_null(read_path(scratch_folder(), "a"));
    assert_contains(host.failed, "Is a directory");
    fake_forget(&host);
    assert_null(read_path(" , ", "a"));
    assert_contains(host.failed, "names no file");
    fake_forget(&host);
    put("a.csv", "a\n1\n");
    snprintf(path, sizeof path, "%s,%s", scratch_path(&host, "a.csv"),
             scratch_path(&host, "*.csv"));
    assert_null(read_path(path, "a"));
    assert_contains(host.failed, "a.csv: is named twice");
}

static void test_not_csv(void **state)
{
    (void)state;
    assert_null(read_path(put("a.csv", "PK\x03\x04stuff"), "a"));
    assert_contains(host.failed, "Excel workbook or a zip archive");
    fake_forget(&host);
    assert_null(read_path(put("b.csv", "SQLite format 3"), "a"));
    assert_contains(host.failed, "SQLite");
    /* a column may be called so */
    assert_string_equal(read_path(put("c.csv", "PAR1,BZh\n1,2\n"), "PAR1"),
                        "2|1\n");
}

/* --------------------------------------------------------------- pipes -- */

static void test_standard_input(void **state)
{
    const int keep = dup(STDIN_FILENO);
    const int fd = open(put("a.csv", "a,b\n1,2\n3,4\n"), O_RDONLY);
    int ends[2];
    (void)state;
    dup2(fd, STDIN_FILENO);
    close(fd);
    /* a file behind it could be opened again, a pipe not */
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "a,b\n1,2\n3,4\n", 12), 12);
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    assert_string_equal(read_path("-", "b"), "2|2\n3|4\n");
    dup2(keep, STDIN_FILENO);
    close(keep);
}

static void test_redirected_file(void **state)
{
    const int keep = dup(STDIN_FILENO);
    const int fd = open(put("a.csv", "a,b\n1,2\n"), O_RDONLY);
    (void)state;
    dup2(fd, STDIN_FILENO);
    close(fd);
    assert_string_equal(read_path("-", "b"), "2|2\n");
    dup2(keep, STDIN_FILENO);
    close(keep);
}

static void test_pipe_starts_once(void **state)
{
    hale_cx *cx = &host.cx;
    CsvSource source = {0};
    CsvReader reader = {0};
    size_t splits;
    int ends[2];
    char path[40];
    const hale_request request = {.size = sizeof request,
                                  .fields = (const hale_field *const[]){NULL},
                                  .time_field = -1};
    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "a\n1\n", 4), 4);
    close(ends[1]);
    snprintf(path, sizeof path, "/proc/self/fd/%d", ends[0]);
    const char *given[] = {"path", path, NULL};
    assert_int_equal(
        csv_input.open(cx, fake_options(&host, csv_input.options, given),
                       &source),
        0);
    assert_int_equal(csv_input.plan(cx, &source, &request, &splits), 0);
    assert_int_equal(csv_input.start(cx, &source, 0, &reader), 0);
    csv_input.stop(cx, &source, &reader);
    assert_int_equal(csv_input.start(cx, &source, 0, &reader), -1);
    assert_contains(host.failed, "can be read only once");
    csv_input.stop(cx, &source, &reader);
    csv_input.close(cx, &source);
    close(ends[0]);
}

/* -------------------------------------------------------------- packed -- */

/* Rows enough for several blocks of the unpacker. */
static char *many_rows(size_t *len)
{
    char *data = fake_memory(&host, 2000000), *p = data;
    p += sprintf(p, "k,v\n");
    for (int i = 0; i < 50000; i++)
        p += sprintf(p, "user-%d,%d\n", i, i * 7919 % 100003);
    *len = (size_t)(p - data);
    return data;
}

static const char *sum_of(const char *path)
{
    const char *rows = read_path(path, "k v:int");
    return rows;
}

#ifdef HALE_WITH_ZLIB
static size_t gzip(const char *data, size_t len, char *out, size_t room)
{
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, 0), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)data;
    z.avail_in = (uInt)len;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    len = z.total_out;
    deflateEnd(&z);
    return len;
}
#endif

#ifdef HALE_WITH_ZSTD
static size_t zstd(const char *data, size_t len, char *out, size_t room)
{
    len = ZSTD_compress(out, room, data, len, 3);
    assert_false(ZSTD_isError(len));
    return len;
}
#endif

typedef size_t Pack(const char *data, size_t len, char *out, size_t room);

/* One part, two parts, cut off, damaged, with something behind it. */
static void check_packed(Pack *pack, const char *name)
{
    size_t len, packed, half;
    char *data = many_rows(&len);
    char *out = fake_memory(&host, 2000000);
    const char *plain = sum_of(scratch_file(&host, "plain.csv", data, len));
    assert_non_null(plain);

    packed = pack(data, len, out, 2000000);
    assert_string_equal(sum_of(scratch_file(&host, name, out, packed)), plain);

    half = pack(data, len / 2, out, 2000000);
    packed =
        half + pack(data + len / 2, len - len / 2, out + half, 2000000 - half);
    assert_string_equal(sum_of(scratch_file(&host, name, out, packed)), plain);

    assert_null(sum_of(scratch_file(&host, name, out, packed - 5)));
    assert_contains(host.failed, "is cut off");
    fake_forget(&host);
    assert_null(sum_of(scratch_file(&host, name, out, half - 5)));
    assert_contains(host.failed, "is cut off");
    fake_forget(&host);

    memcpy(out + packed, "garbage", 7);
    assert_null(sum_of(scratch_file(&host, name, out, packed + 7)));
    assert_contains(host.failed, "something follows the packed data");
    fake_forget(&host);

    memset(out + half / 2, 0x55, 64);
    assert_null(sum_of(scratch_file(&host, name, out, packed)));
    assert_contains(host.failed, "cannot be unpacked");
}

static void test_gzip(void **state)
{
    (void)state;
#ifdef HALE_WITH_ZLIB
    check_packed(gzip, "a.csv.gz");
#else
    assert_null(read_path(put("a.gz", "\x1f\x8b\x08"), "a"));
    assert_contains(host.failed, "which this hale was built without");
#endif
}

static void test_zstd(void **state)
{
    (void)state;
#ifdef HALE_WITH_ZSTD
    check_packed(zstd, "a.csv.zst");
#else
    assert_null(read_path(put("a.zst", "\x28\xb5\x2f\xfd"), "a"));
    assert_contains(host.failed, "which this hale was built without");
#endif
}

/* ---------------------------------------------------- any room and block -- */

static const char nasty[] =
    "\xef\xbb\xbfid,name,mrr,at\r\n"
    "1,\"Smith, \"\"J\"\"\",12.5,2025-01-31\r\n"
    "\r\n"
    "2,plain,,2025-02-30\r\n"
    "3,\"two\r\nlines\",1e5,2025-03-01\r\n"
    "4,caf\xc3\xa9,-7.0001,2025-03-01T10:00:00+02:00\r\n"
    "5,bad\xff,1,2025-03-01\r\n"
    "6,ragged\r\n"
    "\"7\",\"\"\"\",\"3\",\"2025-04-01\"\r\n"
    "8,\"odd\"x,1,2025-04-01\r\n"
    "9,a very long text that is longer than any of the small blocks,0,\r\n"
    "10,\"never closed,1,2025-01-01\r\n";

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

static void check_any_block(const char *data, size_t len, const char *option,
                            const char *value)
{
    static const size_t rooms[] = {1, 2, 3, 7, 4096};
    const char *given[] = {"path", scratch_file(&host, "n.csv", data, len),
                           option, value, NULL};
    CsvRead how = {.given = given,
                   .fields = "id:int name mrr:money at:time",
                   .with_raw = 1};
    const char *expected = all_of(&how);
    assert_contains(expected, "! ");
    for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++) {
        for (size_t block = 0; block < 70; block++) {
            how.room = rooms[i];
            how.block = block;
            assert_string_equal(all_of(&how), expected);
        }
    }
}

static void test_any_block(void **state)
{
    (void)state;
    check_any_block(nasty, sizeof nasty - 1, NULL, NULL);
    check_any_block(nasty, sizeof nasty - 1, "trim", "yes");
}

static void test_any_block_latin1(void **state)
{
    (void)state; /* without the mark, which says UTF-8 */
    check_any_block(nasty + 3, sizeof nasty - 4, "encoding", "latin1");
}

static void test_any_block_of_one_line_end(void **state)
{
    char other[sizeof nasty];
    size_t len = 0;
    (void)state;
    for (size_t i = 0; i < sizeof nasty - 1; i++)
        if (nasty[i] != '\n') /* "\r" alone ends lines */
            other[len++] = nasty[i];
    check_any_block(other, len, NULL, NULL);
    for (size_t i = 0; i < len; i++)
        if (other[i] == '\r')
            other[i] = '\n';
    check_any_block(other, len, NULL, NULL);
}

static void test_several_blocks(void **state)
{
    size_t len;
    char *data = many_rows(&len);
    const char *path = scratch_file(&host, "m.csv", data, len);
    const char *given[] = {"path", path, NULL};
    CsvRead how = {.given = given, .fields = "k v:int"};
    const char *expected = csv_read(&host, &how);
    (void)state;
    how.room = 4096;
    how.block = 10007;
    assert_string_equal(csv_read(&host, &how), expected);
    assert_non_null(strstr(expected, "\n50001|user-49999|"));
}

static void test_endless_row(void **state)
{
    const size_t len = 67 << 20; /* the limit is 64 MiB */
    char *data = malloc(len);
    (void)state;
    assert_non_null(data);
    memset(data, 'x', len);
    memcpy(data, "a\n1\n\"", 5);
    assert_null(read_path(scratch_file(&host, "e.csv", data, len), "a"));
    assert_contains(host.failed, "e.csv:3: a row of more than 64 MiB; is a "
                                 "quote not closed?");
    free(data);
}

static void test_progress(void **state)
{
    const char *path = put("p.csv", "a\n1\n2\n");
    const char *given[] = {"path", path, NULL};
    CsvSource source = {0};
    CsvReader reader = {0};
    hale_batch batch = {.size = sizeof batch, .room = 9};
    const hale_request request = {.size = sizeof request,
                                  .fields = (const hale_field *const[]){NULL},
                                  .time_field = -1};
    size_t splits = 0;
    (void)state;
    batch.line = fake_memory(&host, 9 * sizeof *batch.line);
    batch.raw = fake_memory(&host, 9 * sizeof *batch.raw);
    csv_input.open(&host.cx, fake_options(&host, csv_input.options, given),
                   &source);
    csv_input.plan(&host.cx, &source, &request, &splits);
    assert_int_equal(splits, 1);
    csv_input.start(&host.cx, &source, 0, &reader);
    assert_int_equal(csv_input.next(&host.cx, &source, &reader, &batch), 0);
    assert_int_equal(batch.count, 2); /* no field wanted: rows are counted */
    assert_int_equal(batch.bytes_read, 6);
    assert_int_equal(batch.bytes_total, 6);
    assert_string_equal(batch.file, path);
    csv_input.stop(&host.cx, &source, &reader);
    csv_input.close(&host.cx, &source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_pattern_sorts_by_bytes),
        TEST(test_several_files),
        TEST(test_names_with_signs),
        TEST(test_missing_files),
        TEST(test_not_csv),
        TEST(test_standard_input),
        TEST(test_redirected_file),
        TEST(test_pipe_starts_once),
        TEST(test_gzip),
        TEST(test_zstd),
        TEST(test_any_block),
        TEST(test_any_block_latin1),
        TEST(test_any_block_of_one_line_end),
        TEST(test_several_blocks),
        TEST(test_endless_row),
        TEST(test_progress),
    };
    return cmocka_run_group_tests(tests, NULL, last_teardown);
}
