/* SPDX-License-Identifier: MIT
 *
 * dialect.c: the options of the CSV input, declared and read.
 *
 * Each option is checked by the host alone; here they are checked against
 * each other, since two signs that are equal make rows ambiguous.
 */
#include "chars.h"
#include "csv.h"

#define OPTION(kind, ...)                                                      \
    {                                                                          \
        .size = sizeof(hale_option), .type = HALE_OPTION_##kind, __VA_ARGS__   \
    }

static const char *const encodings[] = {"utf8", "latin1", NULL};

const hale_option csv_option[OPT_COUNT] = {
    [OPT_PATH] =
        OPTION(PATH, .name = "path", .flags = HALE_REQUIRED | HALE_MANY,
               .help = "file, pattern such as data/*.csv.gz, several parted by "
                       "commas, or - for standard input"),
    [OPT_DELIMITER] = OPTION(TEXT, .name = "delimiter", .fallback = ",",
                             .help = "between cells: a character, or tab, "
                                     "semicolon, pipe, comma, space"),
    [OPT_QUOTE] = OPTION(TEXT, .name = "quote", .fallback = "\"",
                         .help = "around cells; none: quotes are text"),
    [OPT_HEADER] = OPTION(BOOL, .name = "header", .fallback = "yes",
                          .help = "the first row names the columns"),
    [OPT_COLUMNS] =
        OPTION(LIST, .name = "columns", .help = "the names, with header = no"),
    [OPT_DECIMAL] = OPTION(TEXT, .name = "decimal", .fallback = ".",
                           .help = "sign before the decimals: . or comma"),
    [OPT_THOUSANDS] =
        OPTION(TEXT, .name = "thousands", .fallback = "none",
               .help = "sign between groups of three digits, or none"),
    [OPT_SKIP] =
        OPTION(INT, .name = "skip", .fallback = "0", .unit = "lines", .min = 0,
               .max = 1e6, .help = "lines to pass before the header"),
    [OPT_TRIM] = OPTION(BOOL, .name = "trim", .fallback = "no",
                        .help = "take spaces and tabs off the cells' ends"),
    [OPT_COMMENT] = OPTION(TEXT, .name = "comment", .fallback = "none",
                           .help = "lines that begin with this character "
                                   "(or hash) are passed"),
    [OPT_ENCODING] = OPTION(CHOICE, .name = "encoding", .fallback = "utf8",
                            .choices = encodings,
                            .help = "latin1: as old Windows programs write"),
};

static int read_chars(hale_cx *cx, const hale_value *options, Dialect *d)
{
    const struct {
        int option;
        char *to;
    } chars[] = {{OPT_DELIMITER, &d->delimiter},
                 {OPT_QUOTE, &d->quote},
                 {OPT_DECIMAL, &d->cells.signs.decimal},
                 {OPT_THOUSANDS, &d->cells.signs.thousands},
                 {OPT_COMMENT, &d->comment}};
    for (size_t i = 0; i < sizeof chars / sizeof chars[0]; i++)
        if (chars_read(cx, csv_option[chars[i].option].name,
                       &options[chars[i].option], chars[i].to))
            return -1;
    return 0;
}

static int check(hale_cx *cx, const Dialect *d)
{
    if (!d->delimiter)
        return hale_fail(cx, "delimiter: there must be one");
    if (d->delimiter == d->quote)
        return hale_fail(cx, "delimiter and quote are both '%c'", d->quote);
    if (!d->cells.signs.decimal || hale_is_digit(d->cells.signs.decimal) ||
        hale_is_digit(d->cells.signs.thousands))
        return hale_fail(cx, "decimal and thousands: a sign is needed, not a "
                             "digit");
    if (d->cells.signs.decimal == d->cells.signs.thousands)
        return hale_fail(cx,
                         "decimal and thousands are both '%c'; with "
                         "decimal = comma set thousands = dot or none",
                         d->cells.signs.decimal);
    if (!d->header && d->names.count == 0)
        return hale_fail(cx, "header = no: name the columns by columns = a, "
                             "b, c");
    if (d->header && d->names.count)
        return hale_fail(cx, "columns: the file's header names them already; "
                             "take columns out, or set header = no");
    return 0;
}

int dialect_read(hale_cx *cx, const hale_value *options, Dialect *d)
{
    *d = (Dialect){
        .cells.dates = (DateForm)options[OPT_DATE_FORMAT].as.i,
        .header = options[OPT_HEADER].as.b,
        .trim = options[OPT_TRIM].as.b,
        .latin1 = options[OPT_ENCODING].as.i == 1,
        .skip = (size_t)options[OPT_SKIP].as.i,
    };
    if (cell_list(cx, &options[OPT_NULL], &d->cells.nulls) ||
        cell_list(cx, &options[OPT_COLUMNS], &d->names) ||
        read_chars(cx, options, d))
        return -1;
    return check(cx, d);
}
