/* SPDX-License-Identifier: MIT
 *
 * contracts.c: the columns of contracts.h. Each metric puts those that it reads
 * into a list of its own, in the order of its own numbers for them.
 */
#include "contracts.h"

const hale_column contract_arr = {
    .size = sizeof(hale_column),
    .name = "arr",
    .type = HALE_MONEY,
    .unit = "currency/year",
    .help = "what the contract is worth a year",
};

const hale_column contract_stage = {
    .size = sizeof(hale_column),
    .name = "stage",
    .type = HALE_TEXT,
    .flags = HALE_OPTIONAL,
    .help = "how its renewal stands",
};

const hale_column contract_renewed_arr = {
    .size = sizeof(hale_column),
    .name = "renewed_arr",
    .type = HALE_MONEY,
    .flags = HALE_OPTIONAL,
    .unit = "currency/year",
    .help = "what it was renewed for, a year",
};
