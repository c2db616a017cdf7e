/* SPDX-License-Identifier: MIT
 *
 * people.c: values as people like to read them.
 *
 * Rounded, where an exact value would only be noise: four decimals for reals,
 * cents for money. Whoever needs the last digit reads the CSV file.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "grid.h"

#define DASH "\xe2\x80\x93" /* an en dash */

PeopleForm people_form(const hale_table_column *column, size_t rows)
{
    PeopleForm form = {0};
    for (size_t i = 0; column->type == HALE_MONEY && i < rows; i++)
        if (!value_missing(column, i) && column->as.i[i] % HALE_MONEY_UNIT)
            form.money_digits = 2;
    return form;
}

/* Rounds to cents, a half to the even one. */
static int64_t to_cents(int64_t money)
{
    const int64_t cent = HALE_MONEY_UNIT / 100;
    int64_t cents = money / cent, rest = money % cent;
    if (rest < 0) {
        rest += cent;
        cents--;
    }
    if (rest > cent / 2 || (rest == cent / 2 && cents % 2 != 0))
        cents++;
    return cents;
}

static void put_grouped(Buffer *out, const char *digits, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            buffer_char(out, ',');
        buffer_char(out, digits[i]);
    }
}

static void put_money(Buffer *out, int64_t money, int digits)
{
    const int64_t cents = to_cents(money);
    const uint64_t size = cents < 0 ? 0 - (uint64_t)cents : (uint64_t)cents;
    char text[32];
    int len =
        snprintf(text, sizeof text, "%llu", (unsigned long long)(size / 100));
    if (cents < 0)
        buffer_char(out, '-');
    put_grouped(out, text, (size_t)len);
    if (digits) {
        snprintf(text, sizeof text, ".%02u", (unsigned)(size % 100));
        buffer_puts(out, text);
    }
}

static void put_real(Buffer *out, double value)
{
    char text[64];
    size_t len;
    if (value == 0) {
        buffer_char(out, '0');
        return;
    }
    if (fabs(value) < 0.0001 || fabs(value) >= 1e15) {
        snprintf(text, sizeof text, "%.5g", value);
        value_plain_point(text);
        buffer_puts(out, text);
        return;
    }
    snprintf(text, sizeof text, "%.4f", value);
    value_plain_point(text);
    for (len = strlen(text); text[len - 1] == '0'; len--)
        ;
    len -= text[len - 1] == '.';
    buffer_add(out, text, len);
}

void people_cell(hale_cx *cx, Buffer *out, const hale_table_column *column,
                 PeopleForm form, size_t row)
{
    if (value_missing(column, row)) {
        buffer_puts(out, DASH);
        return;
    }
    switch (column->type) {
    case HALE_TEXT:
        buffer_add(out, column->as.text[row].data, column->as.text[row].len);
        break;
    case HALE_MONEY:
        put_money(out, column->as.i[row], form.money_digits);
        break;
    case HALE_REAL:
        put_real(out, column->as.r[row]);
        break;
    case HALE_BOOL:
        buffer_puts(out, column->as.b[row] ? "yes" : "no");
        break;
    default:
        value_cell(cx, out, column, row);
    }
}
