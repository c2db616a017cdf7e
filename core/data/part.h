/* SPDX-License-Identifier: MIT
 *
 * part.h: private to data. Rows between an input and their partition: how a
 * reading thread gathers them (clerk.c), how they wait (part.c, chunk.c,
 * pack.c, glossary.c), and who looks at them while they do (rates, kin, side).
 */
#ifndef HALE_CORE_DATA_PART_H
#define HALE_CORE_DATA_PART_H

#include "data/data.h"

#include <pthread.h>
#include <stdalign.h>

enum {
    CHUNK_ROWS = 255, /* so that the number of a row + 1 fits a byte */
    PACK_SPARE = 8
};

/* ------------------------------------------------------------ packing -- */

/* How a lane of a chunk is packed. */
typedef struct Packing {
    int64_t least; /* of texts: how many there are */
    size_t at;     /* where its bytes are, from the begin of the chunk's data */
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

/* --------------------------------------------------------- glossaries -- */

/* The texts of a lane of a chunk that is being gathered, each once. Rows hold
 * their numbers, for which a byte is enough. */
typedef struct Glossary {
    uint32_t count;
    uint8_t slot[512];       /* number + 1; 0: free */
    Text bytes;              /* of the LONG ones, */
    TextKey key[CHUNK_ROWS]; /* whose */
    size_t at[CHUNK_ROWS];   /* is where they begin */
} Glossary;

/* Makes an empty one of memory that holds anything. */
void glossary_open(Glossary *g);

/* Keys of texts (base/key.h) in columns. */
typedef struct Keys {
    const uint64_t *a, *b;
    const uint8_t *len;
} Keys;

/* The numbers of text[row[0]] ... text[row[n - 1]]; new ones are added, at most
 * CHUNK_ROWS between two calls of glossary_clear. `present` (NULL: all are)
 * says which of the n are there; the others get 0. */
void glossary_numbers(Glossary *g, const Str *text, const uint32_t *row,
                      const uint8_t *present, size_t n, uint8_t *number);
/* The same of texts that are all there, and whose keys are known. */
void glossary_find(Glossary *g, Keys keys, const Str *text, const uint32_t *row,
                   size_t n, uint8_t *number);
/* It is looked at soon: brings it nearer. */
void glossary_fetch(const Glossary *g);
/* The most bytes that glossary_pack writes, PACK_SPARE apart. */
size_t glossary_room(const Glossary *g);
/* Packs the texts, in order of their numbers; returns how many bytes of `out`
 * they take. */
size_t glossary_pack(const Glossary *g, unsigned char *out);
/* `count` texts as they were packed; they point into `in`. */
void glossary_unpack(const unsigned char *in, size_t count, Str *text);
void glossary_clear(Glossary *g); /* keeps its memory */
void glossary_free(Glossary *g);

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
    size_t bytes;
    uint32_t rows;
    alignas(Packing) unsigned char data[];
};

/* A lane of a chunk as numbers: instants, money, bits of doubles. */
void chunk_lane(const Chunk *chunk, size_t lane, bool real, int64_t *out);
/* The texts of a lane, each once; returns how many there are. They live as long
 * as the chunk. */
size_t chunk_texts(const Chunk *chunk, size_t lane, Str text[CHUNK_ROWS]);
/* Which of them each row has; a row without a text, any number. */
const uint8_t *chunk_words(const Chunk *chunk, size_t lane);
/* Which cells of the lane are there: ALL_THERE ... */
uint8_t chunk_presence(const Chunk *chunk, size_t lane);
/* The same a byte a row, in `room`; NULL: all are. */
const uint8_t *chunk_there(const Chunk *chunk, size_t lane, uint8_t *room);
/* A copy of one in the clerk's file, with its data; to be freed. */
Chunk *chunk_load(const Chunk *chunk, const Clerk *clerk);
/* Brings back the chunks that are in the clerk's file. */
void part_load(Part *part, const Clerk *clerk);
void part_free(Part *part);

/* Of the chunk that a PartReader is at: a cell as a value. Texts are gone when
 * the next chunk is read. */
hale_value part_cell(const PartReader *r, size_t column, size_t row);
Str part_account(const PartReader *r, size_t row);
Place part_place(const PartReader *r, size_t row);

/* Which partition an account belongs to: by its name alone. Of the hash, the
 * lowest bits say that, the next ones where a glossary looks, and the upper
 * half where a Dict does; so none of them finds its texts in a heap. */
static inline unsigned partition_of(TextKey account)
{
    return (unsigned)(text_key_hash(account) % PARTITIONS);
}

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

/* Rows of a partition that do not fill a chunk yet; by lane, then row. */
typedef struct Stage {
    uint32_t rows;
    int64_t *cell;       /* numbers, */
    uint8_t *word;       /* or of a text its number in */
    Glossary **glossary; /* the one of its lane; NULL: it has numbers */
    uint8_t *present;    /* by Kept, then row */
} Stage;

/* Rows of a batch that are to be kept; arrays by row of the batch. */
typedef struct Sheaf {
    size_t count;
    uint8_t *presence;            /* of the cells of each Kept, as in Packing */
    uint32_t row[BATCH_ROWS];     /* which, ascending */
    uint32_t foreign[BATCH_ROWS]; /* currencies, if the data set keeps them */
    Str owner[BATCH_ROWS];        /* whose they are, with kin */
    /* The keys of their accounts, and both by partition. */
    uint64_t a[2][BATCH_ROWS], b[2][BATCH_ROWS];
    uint8_t len[2][BATCH_ROWS];
    uint32_t sorted[BATCH_ROWS];
} Sheaf;

/* What a reading thread has for itself. */
struct Clerk {
    Stage stage[PARTITIONS];
    unsigned char *staging; /* their memory */
    size_t staging_size;
    Glossary *glossary; /* and their glossaries */
    size_t glossaries;
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
Clerk *clerk_new(Waiting *waiting);
/* Before the first batch of a split and after its last one. -1, as below: a
 * temporary file cannot be written, as the split's error says. */
void clerk_begin(Intake *in);
int clerk_end(Intake *in);
/* Of a lane of a data set: the type of its column; of what every row has, text
 * for the account and int for all else. */
hale_type lane_type(const Intake *in, size_t lane);
/* Packs what is on a stage, and appends it to the part (chunk.c). */
int chunk_pack(Intake *in, Stage *stage, Part *part);
/* Appends the rows of the clerk's sheaf to the parts of the split. */
int clerk_take(Intake *in, const hale_batch *batch);
void clerk_free(Clerk *clerk);
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
