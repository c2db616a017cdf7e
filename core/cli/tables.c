/* SPDX-License-Identifier: MIT
 *
 * tables.c: the commands and the options of hale, once. Parsing, help,
 * suggestions and the HALE_* variables all come from here; to add a command
 * or an option, add a line.
 *
 * An option without commands is for all of them. Names are unique across
 * commands, so that options may stand anywhere, the command's name included.
 */
#include "cli/cli.h"

#define AT(member) offsetof(Args, member)

static const char *const colours[] = {"auto", "always", "never", NULL};

const Option options[] = {
    {'n', "dry-run", NULL, TAKES_NOTHING, AT(dry_run), "run",
     "compute, write nothing", NULL},
    {0, "print-config", NULL, TAKES_NOTHING, AT(print_config), "check",
     "print the pipeline as it is understood, secrets hidden", NULL},
    {0, "deny-warnings", NULL, TAKES_NOTHING, AT(deny_warnings), "check",
     "exit 1 if there are warnings", NULL},
    {0, "score", "NAME", TAKES_TEXT, AT(score), "explain,whatif",
     "of this score (default: the first)", NULL},
    {0, "reach", "BAND", TAKES_TEXT, AT(reach), "whatif",
     "which figure would have to change for that band?", NULL},
    {0, "run", "PATTERN", TAKES_TEXT, AT(run), "test",
     "only examples whose names contain PATTERN", NULL},
    {0, "coverage", NULL, TAKES_NOTHING, AT(coverage), "test",
     "tell what no example reaches: caps, variants, bands", NULL},
    {0, "junit", "FILE", TAKES_TEXT, AT(junit), "test",
     "also write the outcome as JUnit XML, for build servers", NULL},
    {0, "markdown", NULL, TAKES_NOTHING, AT(markdown), "plugin show",
     "print Markdown", NULL},
    {0, "only", "CASE", TAKES_TEXT, AT(only), "plugin check",
     "run this case alone", NULL},
    {0, "dir", "DIR", TAKES_TEXT, AT(dir), "plugin new",
     "make the folder in DIR (default: here)", NULL},
    {'p', "pipeline", "FILE", TAKES_TEXT, AT(pipeline), NULL,
     "the pipeline (default: hale.ini, here or above)", NULL},
    {'C', "directory", "DIR", TAKES_TEXT, AT(directory), NULL,
     "go to DIR first", NULL},
    {0, "set", "SECTION.KEY=VALUE", TAKES_TEXT, AT(set), NULL,
     "override a setting; may be repeated", NULL},
    {0, "as-of", "WHEN", TAKES_TEXT, AT(as_of), NULL,
     "override as_of: a date, today, last-month-end", NULL},
    {'j', "jobs", "N", TAKES_COUNT, AT(jobs), NULL,
     "use N threads; results do not depend on it", NULL},
    {0, "json", NULL, TAKES_NOTHING, AT(json), NULL,
     "print one JSON document instead of text", NULL},
    {'q', "quiet", NULL, TAKES_NOTHING, AT(quiet), NULL,
     "print results and errors only", NULL},
    {'v', "verbose", NULL, TAKES_NOTHING, AT(verbose), NULL,
     "say more on stderr", NULL},
    {0, "color", "WHEN", TAKES_TEXT, AT(color), NULL, "auto, always or never",
     colours},
    {0, "no-progress", NULL, TAKES_NOTHING, AT(no_progress), NULL,
     "show no progress bar", NULL},
    {'h', "help", NULL, TAKES_NOTHING, AT(help), NULL, "show this help", NULL},
    {0, "version", NULL, TAKES_NOTHING, AT(version), NULL, "show the version",
     NULL},
    {0, NULL, NULL, TAKES_NOTHING, 0, NULL, NULL, NULL}};

const Command commands[] = {
    {"run", "[PIPELINE]",
     "read inputs, compute metrics and scores, write outputs",
     "Nothing is written unless everything went well: a run that fails or is\n"
     "interrupted leaves the results of the last one as they were.",
     "hale run\n"
     "hale run -n nightly.ini\n"
     "hale run --as-of 2025-12-31 --set score.health.renewal_alarm=60",
     0, 1, command_run},
    {"check", "[PIPELINE]", "find every mistake before anything runs",
     "Looks at the pipeline, the plugins, the formulas and the columns of\n"
     "the inputs, and tells all mistakes at once. Exits with 78 if there\n"
     "are any, as `run` would.",
     "hale check\nhale check --print-config nightly.ini", 0, 1, command_check},
    {"explain", "ACCOUNT [PIPELINE]", "why does this account have this score?",
     "Computes everything anew and writes nothing.",
     "hale explain globex\nhale explain globex --score health --json", 1, 2,
     command_explain},
    {"whatif", "ACCOUNT [NAME=VALUE...]",
     "the score of an account if some figures were others",
     "NAME is an input of the formula. VALUE is a value, +20 (20 more than\n"
     "now; +-20 less), or nothing: as if it were not known. --reach looks\n"
     "for the smallest change of one figure that reaches the band, within\n"
     "what is seen among the accounts; exit 1 if there is none.",
     "hale whatif globex seats=20 nps=9\n"
     "hale whatif globex active_users=+5 -p nightly.ini\n"
     "hale whatif globex --reach green",
     1, 1000, command_whatif},
    {"try", "FORMULA [NAME=VALUE...]",
     "score a made-up account with a formula, no pipeline needed",
     "NAME is an input of the formula; one that is not given is missing.\n"
     "VALUE is true, false, a number or a text; a text that looks like one\n"
     "of those stands in quotes: plan='\"7\"'.",
     "hale try scripts/simple.lua active_users=30 seats=40", 1, 1000,
     command_try},
    {"test", "[FILE...]", "run the examples in formulas",
     "FILE is a formula (.lua) or a pipeline, whose formulas are then\n"
     "tested with its parameters. Without one: the pipeline. Finding no\n"
     "example is a failure. A file expected.csv beside the pipeline, with\n"
     "the columns account, min, max, band, says what accounts of the data\n"
     "must come to.",
     "hale test\nhale test scripts/health.lua --run \"open P1\"", 0, 1000,
     command_test},
    {"ls", "[inputs|metrics|scores|outputs|columns] [PIPELINE]",
     "list what the pipeline has", NULL, "hale ls\nhale ls columns --json", 0,
     2, command_ls},
    {"plugin list", "", "list all plugins that can be found", NULL,
     "hale plugin list --json", 0, 0, plugin_list_command},
    {"plugin show", "NAME", "describe a plugin, or all of a pack",
     "NAME is pack.name as a pipeline says it, a pack, or the path of one.",
     "hale plugin show usage.active_users\nhale plugin show csv --markdown", 1,
     1, plugin_show_command},
    {"plugin check", "FILE", "try a plugin against hostile cases",
     "FILE is a shared object. Options that a plugin cannot do without are\n"
     "given as --set KIND.NAME.OPTION=VALUE.",
     "hale plugin check ./my_pack.so\n"
     "hale plugin check ./csv.so --set input.csv.path=data.csv",
     1, 1, plugin_check_command},
    {"plugin new", "KIND NAME", "write a plugin that builds and is tested",
     "KIND is input, metric, model or output.",
     "hale plugin new metric first_value", 2, 2, plugin_new_command},
    {"version", "", "versions of hale and of what it was built with", NULL,
     "hale version", 0, 0, command_version},
    {"help", "[COMMAND]", "show help", NULL, "hale help run", 0, 2,
     command_help},
    {NULL, NULL, NULL, NULL, NULL, 0, 0, NULL}};
