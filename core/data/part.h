/* SPDX-License-Identifier: MIT
 *
 * part.h: private to data. Rows between an input and their partition: how a
 * reading thread gathers them (clerk.c), how they wait (part.c, pack.c), and
 * who looks at them while they do (rates, kin, side).
 */
#ifndef HALE_CORE_DATA_PART_H
#define HALE_CORE_DATA_PART_H

#include "data/data.h"

#include <pthread.h>
#include <stdalign.h>

enum { CHUNK_ROWS = 256, PACK_SPARE = 8 };

/* ------------------------------------------------------------ packing -- */

/* How a lane of a chunk is packed. */
typedef struct Packing {
    int64_t least;
    uint32_t at; /* where its bytes are, from the begin of the chunk's data */
    uint8_t unit, width;
    uint8_t whole;    /* reals that were whole numbers */
    uint8_t presence; /* of its cells: */
} Packing;
enum { ALL_THERE, SOME_THERE, NONE_THERE };

/* Packs up to CHUNK_ROWS numbers; returns how many bytes of `out` they take.
 * Up to PACK_SPARE bytes more are written to, and read from when unpacking. */
size_t pack_numbers(Packing *pack, const int64_t *value, size_t n,
                    unsigned char *out);
void unpack_numbers(const Packing *pack, const unsigned char *in, size_t n,
                    int64_t *value);
/* The same for doubles, given and got back as their bits. */
size_t pack_reals(Packing *pack, const int64_t *bits, size_t n,
                  unsigned char *out);
void unpack_reals(const Packing *pack, const unsigned char *in, size_t n,
                  int64_t *bits);
/* The same for a byte a row, 0 or 1; sets nothing but pack->presence. */
size_t pack_presence(Packing *pack, const uint8_t *present, size_t n,
                     unsigned char *out);
void unpack_presence(const Packing *pack, const unsigned char *in, size_t n,
                     uint8_t *present);

/* -------------------------------------------------------------- parts -- */

/* Which lane of the rows of a data set is what; -1: it has none of those. */
typedef struct Layout {
    int until, recorded, currency, file, line;
    size_t kept, lanes; /* the first lane of the Kept columns */
} Layout;
enum { LANE_ACCOUNT, LANE_TIME, LANE_FIXED };
Layout layout_of(const DataSet *set);

/* Packed rows: a Packing for each lane, then the bytes of the lanes. */
struct Chunk {
    struct Chunk *next;
    int64_t at; /* where its data are in the clerk's file; -1: here */
    uint32_t rows, bytes;
    alignas(Packing) unsigned char data[];
};

/* A lane of a chunk as numbers: codes, instants, bits of doubles. */
void chunk_lane(const Chunk *chunk, size_t lane, bool real, int64_t *out);
/* Which cells of the lane are there, a byte a row, in `room`; NULL: all are. */
const uint8_t *chunk_there(const Chunk *chunk, size_t lane, uint8_t *room);
/* Is none of them? */
bool chunk_is_empty(const Chunk *chunk, size_t lane);
/* Brings back the chunks that are in the clerk's file. */
void part_load(Part *part, const Clerk *clerk);
void part_free(Part *part);

/* Of the chunk that a PartReader is at: a cell as a value; its text stays with
 * the store. */
hale_value part_cell(const PartReader *r, size_t column, size_t row);
Str part_account(const PartReader *r, size_t row);
Place part_place(const PartReader *r, size_t row);

/* The bytes of one value of a block's column. */
size_t cell_size(hale_type type);
/* Which partition an account belongs to: by its name alone. */
unsigned partition_of(Str account);

/* ------------------------------------------------------------- spill -- */

/* A file of rows that wait. Zero-initialised it is ready, and not open. */
typedef struct Spill {
    int file;
    int64_t size; /* with what is in the buffer */
    unsigned char *buffer;
    size_t used;
} Spill;
/* Appends; *at is where. -1: the error says why it cannot be written. */
int spill_put(Spill *s, const char *folder, const void *data, size_t size,
              int64_t *at, Error *error);
/* Before anything is read back. */
int spill_flush(Spill *s, const char *folder, Error *error);
/* From any thread; ends the process if it cannot be read. */
void spill_get(const Spill *s, int64_t at, void *data, size_t size);
void spill_close(Spill *s);

/* ------------------------------------------------------------- clerks -- */

/* The accounts of a partition in order of first sight, as codes of Clerk. */
struct Names {
    uint32_t *code;
    uint32_t count, room;
};

/* Rows of a partition that do not fill a chunk yet. */
typedef struct Stage {
    uint32_t rows;
    int64_t *cell;    /* [lane * CHUNK_ROWS + row] */
    uint8_t *present; /* [kept * CHUNK_ROWS + row] */
} Stage;

/* Rows of a batch that are to be kept; arrays by row of the batch. */
typedef struct Sheaf {
    size_t count;
    uint32_t row[BATCH_ROWS];     /* which, ascending */
    uint32_t foreign[BATCH_ROWS]; /* currencies, if the data set keeps them */
    Str owner[BATCH_ROWS];        /* whose they are, with kin */
    uint32_t code[BATCH_ROWS], account[BATCH_ROWS], sorted[BATCH_ROWS];
} Sheaf;

/* What a reading thread has for itself. */
struct Clerk {
    unsigned number; /* in Store.clerk */
    Dict account;    /* all names it has seen */
    uint32_t *home;  /* of each: PARTITIONS * its number in its partition, plus
                      * the partition */
    size_t homes, home_room;
    Names names[PARTITIONS];
    Dict **words; /* data set -> [partition * kept_count + kept] */
    Stage stage[PARTITIONS];
    void *staging; /* their memory */
    size_t staging_size;
    unsigned char *packed; /* where a chunk is packed */
    size_t packed_size;
    Spill spill;
    Waiting *waiting; /* of all clerks */
    Sheaf sheaf;
};

/* What a split's reading thread needs besides the split. */
typedef struct Intake {
    const Plan *plan;
    const InputPlan *input;
    const DataSet *set;
    Split *split;
    Clerk *clerk;
    /* Where the fixed columns stand among the requested fields; -1: not
     * asked for. kept[i] likewise for each Kept. */
    ptrdiff_t account, time, until, recorded, currency, *kept;
    ptrdiff_t stamp; /* the one that says how old a row is; -1: none does */
    const hale_request *request;
    int64_t known_before; /* rows recorded at or after it are not known yet */
    const Rates *rates;   /* dated ones; NULL: not read yet, or none */
    const Kin *kin;       /* NULL: all rows are their account's own */
    uint32_t foreign;     /* the currency of the row at hand, if kept */
    Layout layout;
    char reason[96]; /* of a reject, where it is not a constant */
} Intake;

/* Takes a filled batch: checks, converts, drops or appends each row.
 * -1 when the input has had enough rejects. */
int intake_batch(Intake *in, const hale_batch *batch);
Clerk *clerk_new(unsigned number, const Plan *plan, Waiting *waiting);
/* Before the first batch of a split and after its last one. -1, as below: a
 * temporary file cannot be written, as the split's error says. */
void clerk_begin(Intake *in);
int clerk_end(Intake *in);
/* Appends the rows of the clerk's sheaf to the parts of the split. */
int clerk_take(Intake *in, const hale_batch *batch);
/* The texts of a partition of a data set are not needed any more. */
void clerk_forget(Clerk *clerk, const DataSet *set, size_t data_set, size_t p);
void clerk_free(Clerk *clerk, const Plan *plan);
/* One more row that was recorded late (late.c). */
void late_add(Late *late, Str account, const char *file, uint64_t line);

/* What is asked of an input so that its age can be told (fresh.c). */
void fresh_ask(const Plan *plan, const InputPlan *in, hale_request *request);
/* Before the first batch of a split; then each batch; then all splits. */
void fresh_begin(Intake *in);
void fresh_note(const Intake *in, const hale_batch *batch);
void fresh_gather(Store *s);

/* A rate as read -> an exact fraction; -1: it is none. */
int rate_from_real(double real, int64_t *numerator, int64_t *denominator);
/* From the rows of the data set of dated rates; -1: two for one day. */
int rates_gather(Rates *r, const Store *s, Error *error);
void rates_free(Rates *r);

/* Does the roster say more than who exists? Then it is read first. */
bool needs_kin(const Plan *plan);
/* From the rows of the roster; -1: the error says what is wrong with them. */
int kin_gather(Kin *kin, const Store *s, Error *error);
void kin_free(Kin *kin);
/* The account that has the rows of `account`; one that is left out or not
 * known has its own. */
Str kin_account(const Kin *kin, Str account);

/* One row that cannot be used: kept for the file and for the user. Answers
 * 0, or -1 when the input has had enough of them. */
int reject_add(Rejects *r, const Plan *plan, const InputPlan *input,
               const hale_reject *why);
void rejects_join(Rejects *into, Rejects *from); /* empties `from` */
void rejects_free(Rejects *r);
/* -1 if on_error or max_rejects says that the run must end. */
int rejects_judge(const Store *s, Error *error);

/* Tells a listener how the read comes along; watch.c. */
typedef struct Watch {
    Store *store;
    Progress progress; /* NULL: nobody listens */
    void *user;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool over, running;
} Watch;
void watch_start(Watch *w);
void watch_stop(Watch *w);

#endif
