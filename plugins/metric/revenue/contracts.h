/* SPDX-License-Identifier: MIT
 *
 * contracts.h: columns of contracts that several metrics read. What a contract
 * is worth, how its renewal stands and what it was renewed for are one thing
 * everywhere, so each is described once.
 */
#ifndef HALE_PLUGINS_CONTRACTS_H
#define HALE_PLUGINS_CONTRACTS_H

#include "hale/plugin.h"

extern const hale_column contract_arr;
extern const hale_column contract_stage;       /* optional */
extern const hale_column contract_renewed_arr; /* optional */

#endif
