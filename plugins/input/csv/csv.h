/* SPDX-License-Identifier: MIT
 *
 * csv.h: the parts of the CSV reader, and how they hang together.
 *
 *     dialect.c  options       ->  Dialect: how these files are written
 *     files.c    path          ->  the list of files
 *     cuts.c     a large file  ->  where its splits begin
 *     fill.c     bytes         ->  a buffer with whole rows in it
 *     index.h    buffer        ->  edges of cells and rows, 64 bytes a step,
 *                                  by the means of scan_*.c
 *     scan.c     edges         ->  rows, one by one
 *     careful.c  the same for odd rows; a cell's text
 *     header.c   first row     ->  names, and which cell is which field
 *     slices.c   many edges    ->  a column of texts
 *     columns.c  many rows     ->  typed values in the host's columns, by
 *                                  ../common/cell.h
 *     cells.c    an odd row    ->  the same, or a reject
 *     csv.c      all of it behind hale_input
 *
 * A split is a file, or a stretch of a large one. The source is read-only once
 * planned, but for the cuts, which have a lock; so the readers of all splits
 * run side by side.
 */
#ifndef HALE_CSV_H
#define HALE_CSV_H

#include <pthread.h>

#include "../common/bytes.h"
#include "../common/cell.h"
#include "hale/parse.h"
#include "index.h"

/* ----------------------------------------------------------- dialect.c -- */

typedef struct Dialect {
    char delimiter;
    char quote;   /* 0: quotes mean nothing */
    char comment; /* a line that begins so is skipped; 0: none */
    int header;   /* 0: `names` are the columns */
    int trim, latin1;
    size_t skip;            /* lines before the header */
    struct hale_list names; /* when there is no header */
    CellRules cells;
} Dialect;

/* The options that csv.c declares, as indices into their values. */
enum {
    OPT_PATH,
    OPT_DELIMITER,
    OPT_QUOTE,
    OPT_HEADER,
    OPT_COLUMNS,
    OPT_NULL,
    OPT_DECIMAL,
    OPT_THOUSANDS,
    OPT_DATE_FORMAT,
    OPT_SKIP,
    OPT_TRIM,
    OPT_COMMENT,
    OPT_ENCODING,
    OPT_COUNT
};
/* Those of them that no other input has. */
extern const hale_option csv_option[OPT_COUNT];

/* All but the path, for a list of options. */
#define CSV_DIALECT                                                            \
    [OPT_DELIMITER] = &csv_option[OPT_DELIMITER],                              \
    [OPT_QUOTE] = &csv_option[OPT_QUOTE],                                      \
    [OPT_HEADER] = &csv_option[OPT_HEADER],                                    \
    [OPT_COLUMNS] = &csv_option[OPT_COLUMNS], [OPT_NULL] = &null_option,       \
    [OPT_DECIMAL] = &csv_option[OPT_DECIMAL],                                  \
    [OPT_THOUSANDS] = &csv_option[OPT_THOUSANDS],                              \
    [OPT_DATE_FORMAT] = &date_format_option,                                   \
    [OPT_SKIP] = &csv_option[OPT_SKIP], [OPT_TRIM] = &csv_option[OPT_TRIM],    \
    [OPT_COMMENT] = &csv_option[OPT_COMMENT],                                  \
    [OPT_ENCODING] = &csv_option[OPT_ENCODING]

/* Refuses what contradicts itself. Copies what it keeps to cx's memory. */
int dialect_read(hale_cx *cx, const hale_value *options, Dialect *out);

/* ------------------------------------------------------------- files.c -- */

/* The files that `path` names: pieces parted by commas, each a file, a
 * pattern or "-"; in the order of the pieces, those of a pattern by the bytes
 * of their names. In cx's memory. */
int files_list(hale_cx *cx, hale_str path, const char *const **files,
               size_t *count);

/* ------------------------------------------------- fill.c and scan.c -- */

/* A row as it stands in the buffer, until the next scan_fill. */
typedef struct Row {
    const char *data; /* without its line end */
    size_t len;
    uint64_t line;  /* on which it begins */
    uint64_t lines; /* over how many it goes */
    size_t cells;
    const uint32_t *edge; /* where they end, in the buffer; the last with
                           * its line end */
    int quoted;           /* 0: surely no quotes surround its cells */
    int ascii;            /* 1: surely it has no byte above 0x7f */
    const char *trouble;  /* why it is unusable, or NULL */
    size_t trouble_at;    /*   and where, a byte of the row */
} Row;

/* Rows of the index, side by side, all there and each of as many cells as was
 * asked for: cell c of row r, from 0, stands between edge[r * cells + c] and
 * the edge behind that. */
typedef struct Run {
    const uint32_t *edge;
    size_t begin, end;         /* index->row[begin, end) */
    int quoted, doubled, rare; /* 0: surely none is, as in IndexRow */
    int returns;               /* 1: some end in "\r\n" */
} Run;

typedef struct Scan {
    const Dialect *dialect;
    Bytes bytes;
    size_t block;        /* bytes that scan_fill adds at most */
    char *data;          /* [at, len) is still to be scanned; behind it stand */
    size_t at, len, cap; /*   INDEX_SLACK line ends */
    uint64_t offset;     /* of data[0] in the file */
    uint64_t limit;      /* rows that begin at or behind it are another's, */
    size_t stop;         /*   so those that begin before data[stop] are shown */
    char end;            /* ends a line: '\n', or '\r' where it stands alone */
    int last;            /* no more bytes will come */
    uint64_t line;       /* of data[at] */
    IndexFill *fill;     /* how it is done on this processor */
    int index_only;      /* 1: no row is looked at without it, for tests */
    Index *index;        /* rows of the buffer from */
    size_t begin;        /*   here on; the one at index->row[next] */
    size_t next;
    uint32_t *edge;  /* of a row not indexed, with room for so */
    size_t room;     /*   many; the others are only counted */
    char *side;      /* unescaped cells of this buffer, made on demand, */
    size_t side_len; /*   for cells that are asked for so many times at */
    size_t askers;   /*   most */
} Scan;

/* A place in a file where a row begins, or its end. */
typedef struct Cut {
    uint64_t at, line;
} Cut;

/* Takes over bytes that are open, finds out how their lines end, passes the
 * byte order mark and the lines to skip. `block` 0: the usual. On failure they
 * are closed. */
int scan_open(Scan *scan, hale_cx *cx, const Dialect *dialect, size_t block,
              const Bytes *bytes);
/* The same of bytes that are open at a place behind the header of a file whose
 * lines end in `end`: rows that begin at `limit` or behind are not shown. */
int scan_open_at(Scan *scan, hale_cx *cx, const Dialect *dialect, size_t block,
                 const Bytes *bytes, char end, Cut from, uint64_t limit);
void scan_close(Scan *scan);
/* Where the next row begins. */
Cut scan_place(const Scan *scan);
/* 1: the next row that is neither blank nor a comment; 0: the buffer has no
 * whole row more. */
int scan_row(Scan *scan, Row *row);
/* Throws away what was scanned and reads on. 1: there is something to scan
 * (scan_row may still answer 0), 0: the file has ended, -1: failed. */
int scan_fill(Scan *scan, hale_cx *cx);
/* 1: the next rows, at most so many, that have `cells` cells each and are by
 * the book; 0: the next row is not, or there is none: ask scan_row. */
int scan_run(Scan *scan, size_t cells, size_t most, Run *run);
/* What comes before index->row[row] of that run, or of its end, is done. */
void scan_pass(Scan *scan, size_t row);
/* Passes the rows of the buffer that are all there if no quote stands in any of
 * them, without a look at where each ends; else none. */
void scan_pass_plain(Scan *scan);
/* scan_row and scan_fill until there is a row: 1, 0 at the end, -1. */
int scan_next(Scan *scan, hale_cx *cx, Row *row);
/* Room for the edges of `cells` cells. */
int scan_expect(Scan *scan, hale_cx *cx, size_t cells);
/* --------------------------------------------------------- careful.c -- */

/* The length of the row that begins at scan->at, found by looking at each
 * byte; SIZE_MAX when it is not all there. */
size_t careful_row(Scan *scan, Row *row);
/* The text of a cell of the last row: trimmed, unquoted, unescaped. -1: no
 * memory. */
int careful_cell(Scan *scan, const Row *row, size_t cell, hale_str *text);
/* Takes the doubled quotes of a text that stood within quotes apart; for each
 * cell but once. -1: no memory. */
int careful_unescape(Scan *scan, hale_str *text);
/* The text without blanks around it. */
hale_str careful_trim(const Dialect *dialect, hale_str text);

/* 1: the row of so many bytes ends in the '\r' of "\r\n". */
static inline size_t ends_in_return(const Scan *scan, const char *row,
                                    size_t len)
{
    return scan->end == '\n' && len && row[len - 1] == '\r';
}

static inline hale_str scan_slice(const Scan *scan, const Row *row, size_t cell)
{
    const char *from = cell ? scan->data + row->edge[cell - 1] + 1 : row->data;
    const char *end = cell + 1 == row->cells ? row->data + row->len
                                             : scan->data + row->edge[cell];
    return (hale_str){from, (size_t)(end - from)};
}

/* ------------------------------------------------------------ header.c -- */

typedef struct Header {
    hale_str *name; /* in cx's memory */
    size_t count;
} Header;

/* The first row of the file, or the names that the options give. */
int header_read(hale_cx *cx, Scan *scan, Header *out);
/* Which cell is called `name`: exactly, or but for case and surrounding
 * spaces. -1 after hale_fail: there is none, or more than one. */
int header_find(hale_cx *cx, const Header *header, const char *file,
                hale_str name, size_t *cell);
/* Passes the header of a file that is read again. */
int header_pass(hale_cx *cx, Scan *scan, const Header *known);

/* ------------------------------------------------------------ slices.c -- */

/* The bytes from one edge to another, `width` cells further on. */
static inline hale_str slice(const char *data, const uint32_t *edge,
                             size_t width)
{
    const uint32_t from = edge[0] + 1;
    return (hale_str){data + from, edge[width] - from};
}

/* Those of so many rows of `cells` cells each, of which `edge` is the first
 * one's. 1: some are empty. */
int slices(const char *data, const uint32_t *edge, size_t cells, size_t width,
           size_t rows, hale_str *text);
/* The same for any processor, and for one with AVX2. */
int slices_plain(const char *data, const uint32_t *edge, size_t cells,
                 size_t width, size_t rows, hale_str *text);
int slices_avx2(const char *data, const uint32_t *edge, size_t cells,
                size_t width, size_t rows, hale_str *text);

/* -------------------------------------------------------------- cuts.c -- */

typedef struct Cuts {
    size_t splits;
    uint64_t each; /* bytes of each split but the last */
    pthread_mutex_t lock;
    int has_lock;
    size_t known; /* the beginnings of so many splits are known, */
    Cut *cut;     /*   these */
    Cut reached;  /* a row of the last of them, or its end: what comes before
                   * was read */
} Cuts;

/* Cuts a file of `size` bytes, whose first row behind the header stands at
 * `first`, into splits of `least` bytes (0: the usual) or more. */
int cuts_make(hale_cx *cx, Cuts *cuts, uint64_t size, uint64_t least,
              Cut first);
void cuts_free(Cuts *cuts); /* harmless on one that was never made */
/* The nominal end of a split. */
uint64_t cuts_limit(const Cuts *cuts, size_t split);
/* Where a split begins, as its predecessor's reader saw it. */
void cuts_learn(Cuts *cuts, size_t split, Cut cut);
/* Where the reader of a split is now: a row, or the split's end. */
void cuts_reach(Cuts *cuts, size_t split, Cut cut);
/* Where it begins, even if nobody has seen it yet. */
struct CsvSource;
struct CsvFile;
int cuts_find(hale_cx *cx, const struct CsvSource *source, struct CsvFile *file,
              size_t split, Cut *cut);

/* -------------------------------------------------------------- csv.c -- */

typedef struct CsvFile {
    const char *path;
    const char *label; /* for messages */
    Header header;
    size_t *cell; /* of each field */
    Scan held;    /* a pipe, open since its header was read */
    int is_held, was_started;
    int is_whole;  /* not to be cut: a pipe, packed, or to be converted */
    char end;      /* of its lines */
    uint64_t size; /* when its header was read */
    Cut first;     /* the row behind the header */
    Cuts cuts;     /* unless it is whole */
} CsvFile;

typedef struct CsvField {
    hale_str name; /* NUL follows */
    hale_type type;
    size_t index; /* in the request */
} CsvField;

typedef struct CsvSource {
    Dialect dialect;
    CsvFile *file;
    size_t files;
    CsvField *field; /* that of the time first: it may spare the others */
    size_t fields;
    ptrdiff_t time_field; /* in the request */
    int64_t begin, end;
    size_t block;   /* bytes that are read at a time; 0: the usual */
    uint64_t split; /* bytes of a split at least; 0: the usual */
} CsvSource;

enum { RUN_MOST = 256 };

typedef struct CsvReader {
    const CsvSource *source;
    CsvFile *file;
    size_t split; /* of the file */
    Scan scan;
    size_t pace; /* how many rows columns_take takes, RUN_MOST at most */
    LocalDays days;
} CsvReader;

extern const hale_input csv_input;

/* Instead of csv_input.open: one source of bytes that are open already and
 * are taken over, also when it fails. options[OPT_PATH] is not looked at. */
int csv_open_bytes(hale_cx *cx, const hale_value *options, const Bytes *bytes,
                   CsvSource *source);

/* The scanner of one split of a file that is not whole. */
int csv_open_split(hale_cx *cx, const CsvSource *source, const CsvFile *file,
                   size_t split, const Cut *from, Scan *scan);

/* ----------------------------------------------------------- columns.c -- */

/* Puts the next rows, some hundred at most, into the batch, those left out
 * that are not needed. 1: go on so; 0: the next row, if there is one, is for
 * cells_take; -1: stop. */
int columns_take(hale_cx *cx, CsvReader *reader, hale_batch *batch);

/* ------------------------------------------------------------- cells.c -- */

/* Puts a row into row `at` of the batch. 1: it is there; 0: it was rejected
 * or is not needed; -1: stop. */
int cells_take(hale_cx *cx, CsvReader *reader, const Row *row,
               hale_batch *batch, size_t at);

#endif
