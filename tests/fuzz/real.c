/* SPDX-License-Identifier: MIT
 *
 * real.c: any eight bytes as a real that is written.
 *
 * The law is that of printf and strtod: the text is that of the first of 15,
 * 16 and 17 digits that reads back as the same double. Most doubles are larger
 * or smaller than the quick way of shortest.c knows, so each is tried a second
 * time with an exponent from 2^-14 to 2^49.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/common/buffer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* What value_real says of whole numbers below 1e15 is their digits. */
static void expect(double value, char out[48])
{
    if (fabs(value) < 1e15 && value == trunc(value)) {
        snprintf(out, 48, "%" PRId64, (int64_t)value);
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(out, 48, "%.*g", digits, value);
        if (strtod(out, NULL) == value)
            return;
    }
}

static void check(Buffer *b, uint64_t bits)
{
    char expected[48];
    double value;
    memcpy(&value, &bits, sizeof value);
    if (!isfinite(value))
        return;
    expect(value, expected);
    b->len = 0;
    value_real(b, value);
    buffer_char(b, '\0');
    if (!b->failed && !strcmp(b->data, expected))
        return;
    fprintf(stderr, "%a: \"%s\", expected \"%s\"\n", value, b->data, expected);
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    const uint64_t exponent = UINT64_C(0x7ff) << 52;
    Buffer b = {0};
    for (uint64_t bits; len >= sizeof bits; len -= sizeof bits) {
        memcpy(&bits, data, sizeof bits);
        data += sizeof bits;
        check(&b, bits);
        check(&b, (bits & ~exponent) | (1023 - 14 + (bits >> 52) % 64) << 52);
    }
    buffer_free(&b);
    return 0;
}
