/* SPDX-License-Identifier: MIT
 *
 * hale/hale.h: hale as a library.
 *
 *     hale_settings s = {.size = sizeof s, .pipeline = "etc/demo/hale.ini"};
 *     hale_session *h = hale_open(&s);
 *     if (hale_session_run(h) == 0)
 *         use(hale_table_named(h, "accounts"));
 *     else
 *         fputs(hale_messages(h), stderr);
 *     hale_close(h);
 *
 * A session reads one pipeline. Every call returns an exit code of the
 * command line (0, or a sysexits number; the table is in docs/operators.md),
 * and hale_messages says why, all mistakes at once, as "file:line:column:
 * section: what". The command line is thin on these calls. A session is used
 * by one thread at a time; it starts threads of its own.
 *
 * Structs begin with their size and grow at the end, as in hale/plugin.h.
 */
#ifndef HALE_HALE_H
#define HALE_HALE_H

#include "hale/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct hale_session hale_session;

typedef enum hale_phase {
    HALE_PHASE_READ = 1,
    HALE_PHASE_MEASURE = 2,
    HALE_PHASE_JUDGE = 3,
    HALE_PHASE_WRITE = 4,
    HALE_PHASE_DONE = 5
} hale_phase;

/* Called from one thread at a time (not always the caller's), ten times a
 * second during the read and once when a phase begins. `total` 0: not known. */
typedef struct hale_progress {
    size_t size;
    hale_phase phase;
    uint64_t done, total; /* bytes, while reading; else 0 */
    uint64_t rows;        /* read so far */
} hale_progress;

typedef struct hale_settings {
    size_t size;
    const char *pipeline;     /* path of the INI file */
    const char *const *set;   /* "section.key=value", NULL-ended, or NULL */
    const char *as_of;        /* overrides the pipeline's; or NULL */
    int64_t now;              /* microseconds; what "today" means */
    unsigned threads;         /* 0: as the pipeline says */
    int dry_run;              /* compute, write nothing */
    const char *only_account; /* write sentences and components for this one
                               * account only; NULL: for all */
    void (*progress)(void *user, const hale_progress *p); /* or NULL */
    void *user;
    /* Sections such as "metric.mrr", NULL-ended: nothing but these metrics and
     * models, no scores, roll-ups and outputs. NULL: everything. */
    const char *const *only;
    /* With `only`: each metric over one "month", "quarter" or "year", the one
     * that ends at as_of, whatever the pipeline says; or NULL. */
    const char *only_over;
    const char *every;  /* overrides [pipeline] every; or NULL */
    unsigned lock_wait; /* seconds to wait for another run of the pipeline; 0:
                         * ten */
    int timings;        /* note where the time goes; see hale_timings */
    int lean; /* without the table "scores" where no output and no history
               * wants it: "accounts" has what counts */
} hale_settings;

/* Never NULL. Reads the pipeline, loads plugins and formulas. */
HALE_EXPORT hale_session *hale_open(const hale_settings *settings);
HALE_EXPORT void hale_close(hale_session *h);

/* 0 if the pipeline is good: everything that can be known before a row is
 * read, the columns of the inputs included. Else 78, or 66, 77, 69 if the
 * only trouble is an input that cannot be opened. */
HALE_EXPORT int hale_session_check(hale_session *h);
/* Checks, reads, measures, judges, writes. Nothing is written unless
 * everything went well; a stop request gives 130 and leaves old results. */
HALE_EXPORT int hale_session_run(hale_session *h);
/* Asks the run, or the next one, to end soon; safe in a signal handler.
 * hale_close forgets it. */
HALE_EXPORT void hale_stop(void);

/* Errors and warnings so far, a line each; "" if none. */
HALE_EXPORT const char *hale_messages(const hale_session *h);
/* The same as a JSON array. */
HALE_EXPORT const char *hale_messages_json(const hale_session *h);
HALE_EXPORT size_t hale_error_count(const hale_session *h);
HALE_EXPORT size_t hale_warning_count(const hale_session *h);

/* After hale_session_run, until hale_close: the tables that outputs receive,
 * and "inputs" with the row counts. docs/operators.md lists their columns. */
HALE_EXPORT size_t hale_table_count(const hale_session *h);
HALE_EXPORT const hale_table *hale_table_at(const hale_session *h, size_t i);
HALE_EXPORT const hale_table *hale_table_named(const hale_session *h,
                                               const char *name);
HALE_EXPORT const hale_run *hale_facts(const hale_session *h);
/* After a run for only_account: when the newest row is from that the figure
 * `column` of this account rests on, at the last as_of; of an interval that is
 * its begin. -1: there is none such, or its rows have no time. */
HALE_EXPORT int hale_newest(const hale_session *h, const char *column,
                            int64_t *time);

/* How many outputs were published. All of them are written before the first
 * one is; should publishing itself fail, the ones before are out already. */
HALE_EXPORT size_t hale_published(const hale_session *h);

/* After a run that was asked to note it, until hale_close; else NULL. A row for
 * each stage, and behind it one for each of its sections (column "section",
 * missing in the stage's own): seconds, seconds of processors, rows. Seconds
 * of a section are those of the threads that worked for it, added up. */
HALE_EXPORT const hale_table *hale_timings(const hale_session *h);

HALE_EXPORT const char *hale_version(void);

#ifdef __cplusplus
}
#endif
#endif
