/* SPDX-License-Identifier: MIT
 *
 * plugin_check: the conformance harness without the rest of hale.
 *
 *     plugin_check FILE.so [--set KIND.NAME.KEY=VALUE]... [--only CASE]
 *                          [--seconds N] [--runs CASE]...
 *
 * It prints the report and ends with 0 if no case failed, 1 if one did and 2
 * if the pack does not load. With --fails-in it is the other way round: 0 if
 * that case failed, and with --refused TEXT: 0 if loading failed for a reason
 * that contains TEXT. That is how the harness itself is tested. A case of
 * --runs must not be skipped.
 */
#include "plugin/plugin.h"

#include <string.h>

enum { MOST_SETS = 64 };

typedef struct Asked {
    CheckPlan plan;
    const char *set[MOST_SETS + 1];
    size_t sets;
    const char *runs[MOST_SETS];
    size_t must_run;
    const char *fails_in, *refused;
} Asked;

static int read_option(Asked *a, const char *option, const char *value)
{
    int64_t seconds;
    if (!strcmp(option, "--set") && a->sets < MOST_SETS) {
        a->set[a->sets++] = value;
    } else if (!strcmp(option, "--runs") && a->must_run < MOST_SETS) {
        a->runs[a->must_run++] = value;
    } else if (!strcmp(option, "--only")) {
        a->plan.only = value;
    } else if (!strcmp(option, "--fails-in")) {
        a->plan.only = a->fails_in = value;
    } else if (!strcmp(option, "--refused")) {
        a->refused = value;
    } else if (!strcmp(option, "--seconds") &&
               hale_read_int(str(value), (hale_signs){'.', 0}, &seconds) == 0 &&
               seconds > 0 && seconds < 3600) {
        a->plan.seconds = (unsigned)seconds;
    } else {
        return -1;
    }
    return 0;
}

static int read_command(Asked *a, int argc, char **argv)
{
    if (argc < 2)
        return -1;
    a->plan.path = argv[1];
    a->plan.set = a->set;
    for (int i = 2; i < argc; i += 2)
        if (i + 1 == argc || read_option(a, argv[i], argv[i + 1]))
            return -1;
    return 0;
}

/* The cases of --runs that have no line that says "ok". */
static int skipped(const Asked *a, const Text *report)
{
    int count = 0;
    for (size_t i = 0; i < a->must_run; i++) {
        char line[64];
        snprintf(line, sizeof line, "ok    %s ", a->runs[i]);
        if (strstr(text_str(report).data, line))
            continue;
        fprintf(stderr, "%s did not run\n", a->runs[i]);
        count++;
    }
    return count;
}

static int judge(const Asked *a, int failures, const Error *error)
{
    if (a->refused)
        return failures < 0 && strstr(error->message, a->refused) ? 0 : 1;
    if (a->fails_in)
        return failures > 0 ? 0 : 1;
    return failures < 0 ? 2 : failures > 0;
}

int main(int argc, char **argv)
{
    Asked a = {.plan = {.path = NULL}};
    Text report = {0};
    Error error = {0};
    int failures;
    if (read_command(&a, argc, argv)) {
        fprintf(stderr, "usage: plugin_check FILE.so [--set KIND.NAME.KEY="
                        "VALUE]... [--only CASE] [--seconds N]\n");
        return EXIT_USAGE;
    }
    failures = plugin_check(&a.plan, &report, &error);
    if (report.len)
        fputs(report.data, stdout);
    if (failures < 0)
        fprintf(stderr, "%s\n", error.message);
    if (failures >= 0)
        failures += skipped(&a, &report);
    text_free(&report);
    return judge(&a, failures, &error);
}
