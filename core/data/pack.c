/* SPDX-License-Identifier: MIT
 *
 * pack.c: a run of numbers in as few bytes as their range takes.
 *
 * The rows that are waiting for their partition are most of the memory of a
 * run. A few hundred of them, next to each other in time, differ by little:
 * what is stored is the least of the numbers and, of each, how far it is above
 * that, in 0 to 8 bytes, the same for all. Times are mostly whole seconds or
 * days and money whole cents, so the distances are counted in the largest such
 * unit that divides them all. Reals that are whole numbers, as counts are in a
 * file of text, are packed as such; others keep their 8 bytes, none if all are
 * the same.
 *
 * Everything comes back to the last bit, -0 and the ends of the range too. The
 * bytes are the machine's own: they never leave the run. A number is written
 * and read by one move of 8 bytes whatever its width, so behind the last one
 * there have to be PACK_SPARE bytes that may be touched.
 */
#include "data/part.h"

#include <endian.h>
#include <string.h>

static const uint64_t units[] = {1, 100, 1000, 10000, 1000000, 86400000000};

/* If all distances are multiples of the unit, counts them in it. */
static inline bool count_in(uint64_t unit, uint64_t *distance, size_t n)
{
    uint64_t in_units[CHUNK_ROWS];
    for (size_t i = 0; i < n; i++) {
        in_units[i] = distance[i] / unit;
        if (in_units[i] * unit != distance[i])
            return false;
    }
    memcpy(distance, in_units, n * sizeof *distance);
    return true;
}

/* Which of the units; written out because dividing by a constant is cheap. */
static uint8_t choose_unit(uint64_t *distance, size_t n)
{
    if (count_in(86400000000, distance, n))
        return 5;
    if (count_in(1000000, distance, n))
        return 4;
    if (count_in(10000, distance, n))
        return 3;
    if (count_in(1000, distance, n))
        return 2;
    return count_in(100, distance, n) ? 1 : 0;
}

/* How many bytes a number up to `most` takes. */
static uint8_t bytes_of(uint64_t most)
{
    uint8_t width = 0;
    for (; most; most >>= 8)
        width++;
    return width;
}

/* The numbers as distances from the least one; returns the largest. */
static uint64_t measure(Packing *pack, const int64_t *value, size_t n,
                        uint64_t *distance)
{
    int64_t least = value[0], most = value[0];
    for (size_t i = 1; i < n; i++) {
        least = value[i] < least ? value[i] : least;
        most = value[i] > most ? value[i] : most;
    }
    for (size_t i = 0; i < n; i++)
        distance[i] = (uint64_t)value[i] - (uint64_t)least;
    pack->least = least;
    return (uint64_t)most - (uint64_t)least;
}

size_t pack_numbers(Packing *pack, const int64_t *value, size_t n,
                    unsigned char *out)
{
    uint64_t distance[CHUNK_ROWS];
    *pack = (Packing){0};
    if (n == 0)
        return 0;
    uint64_t most = measure(pack, value, n, distance);
    if (most > UINT8_MAX) { /* one byte is as good as it gets */
        pack->unit = choose_unit(distance, n);
        most /= units[pack->unit];
    }
    size_t width = pack->width = bytes_of(most);
    for (size_t i = 0; width && i < n; i++) {
        uint64_t bytes = htole64(distance[i]);
        memcpy(out + i * width, &bytes, sizeof bytes);
    }
    return n * width;
}

void unpack_numbers(const Packing *pack, const unsigned char *in, size_t n,
                    int64_t *value)
{
    uint64_t unit = units[pack->unit], least = (uint64_t)pack->least;
    size_t width = pack->width;
    if (width == 0) {
        for (size_t i = 0; i < n; i++)
            value[i] = pack->least;
        return;
    }
    uint64_t mask = UINT64_MAX >> (64 - 8 * width);
    for (size_t i = 0; i < n; i++) {
        uint64_t bytes;
        memcpy(&bytes, in + i * width, sizeof bytes);
        value[i] = (int64_t)((le64toh(bytes) & mask) * unit + least);
    }
}

/* ---------------------------------------------------------------- reals -- */

/* A whole number, and not -0, whose bits would be lost. */
static bool whole(int64_t bits, int64_t *number)
{
    static const double most = 9007199254740992; /* 2^53 */
    double real;
    memcpy(&real, &bits, sizeof real);
    if (!(real >= -most && real <= most))
        return false;
    *number = (int64_t)real;
    double back = (double)*number;
    return memcmp(&back, &bits, sizeof back) == 0;
}

size_t pack_reals(Packing *pack, const int64_t *bits, size_t n,
                  unsigned char *out)
{
    int64_t number[CHUNK_ROWS];
    size_t i = 0;
    while (i < n && whole(bits[i], &number[i]))
        i++;
    size_t size = pack_numbers(pack, i == n ? number : bits, n, out);
    pack->whole = i == n;
    return size;
}

void unpack_reals(const Packing *pack, const unsigned char *in, size_t n,
                  int64_t *bits)
{
    unpack_numbers(pack, in, n, bits);
    for (size_t i = 0; pack->whole && i < n; i++) {
        double real = (double)bits[i];
        memcpy(&bits[i], &real, sizeof real);
    }
}

/* ------------------------------------------------------------- presence -- */

size_t pack_presence(Packing *pack, const uint8_t *present, size_t n,
                     unsigned char *out)
{
    size_t there = 0, size = (n + 7) / 8;
    for (size_t i = 0; i < n; i++)
        there += present[i];
    pack->presence = there == n ? ALL_THERE : there ? SOME_THERE : NONE_THERE;
    if (pack->presence != SOME_THERE)
        return 0;
    memset(out, 0, size);
    for (size_t i = 0; i < n; i++)
        out[i / 8] = (unsigned char)(out[i / 8] | present[i] << i % 8);
    return size;
}

void unpack_presence(const Packing *pack, const unsigned char *in, size_t n,
                     uint8_t *present)
{
    if (pack->presence != SOME_THERE)
        memset(present, pack->presence == ALL_THERE, n);
    else
        for (size_t i = 0; i < n; i++)
            present[i] = in[i / 8] >> i % 8 & 1;
}
