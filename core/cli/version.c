/* SPDX-License-Identifier: MIT
 *
 * version.c: what this hale is and what it was built with, for bug reports.
 * The build names the libraries in HALE_BUILT_WITH ("Lua 5.4.4, inih 55"),
 * as found when it was configured.
 */
#include "cli/cli.h"

#ifndef HALE_BUILT_WITH
#define HALE_BUILT_WITH ""
#endif

int command_version(Args *args)
{
    Text out = {0};
    if (args->json) {
        text_puts(&out, "{\"format\":1,\"hale\":");
        text_add_json(&out, str(hale_version()));
        text_printf(&out, ",\"abi\":\"%d.%d\",\"built_with\":", HALE_ABI_MAJOR,
                    HALE_ABI_MINOR);
        text_add_json(&out, S(HALE_BUILT_WITH));
        text_puts(&out, "}\n");
    } else {
        text_printf(&out, "hale %s\nplugin ABI %d.%d\n", hale_version(),
                    HALE_ABI_MAJOR, HALE_ABI_MINOR);
        if (*HALE_BUILT_WITH)
            text_puts(&out, "built with " HALE_BUILT_WITH "\n");
    }
    put(stdout, &out);
    return 0;
}
