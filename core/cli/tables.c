/* SPDX-License-Identifier: MIT
 *
 * tables.c: the commands and the options of hale, once. Parsing, help,
 * suggestions and the HALE_* variables all come from here; to add a command
 * or an option, add a line.
 *
 * An option without commands is for all of them. What a name takes and where it
 * is kept is the same in all commands, so that options may stand anywhere, the
 * command's name included; what it means there may have a line of its own.
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
    {0, "connect", NULL, TAKES_NOTHING, AT(connect), "check",
     "read every input, each alone: rows, times, rejects, speed", NULL},
    {0, "score", "NAME", TAKES_TEXT, AT(score), "explain,whatif,preview,diff",
     "of this score (default: the first)", NULL},
    {0, "from", "WHEN", TAKES_TEXT, AT(from), "explain",
     "why is the score another one than it was then?", NULL},
    {0, "from", "INPUT", TAKES_TEXT, AT(from), "init",
     "guess a pipeline from your data: csv, ndjson, postgres, sqlite", NULL},
    {0, "to", "WHEN", TAKES_TEXT, AT(to), "explain",
     "with --from: than it was when (default: as_of)", NULL},
    {0, "was", "FORMULA", TAKES_TEXT, AT(was), "explain",
     "with --from: the formula that judged it then", NULL},
    {0, "by", "COLUMN", TAKES_TEXT, AT(by), "preview",
     "by this column of texts (default: segment)", NULL},
    {0, "money", "COLUMN", TAKES_TEXT, AT(money), "preview",
     "how much of this moves (default: arr, else mrr)", NULL},
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
    {0, "a", "PROFILE", TAKES_TEXT, AT(a), "reconcile",
     "the profile to begin with, or its file", NULL},
    {0, "b", "PROFILE", TAKES_TEXT, AT(b), "reconcile", "the one to end with",
     NULL},
    {0, "period", "PERIOD", TAKES_TEXT, AT(period), "reconcile",
     "2025-06, 2025-Q2 or 2025", NULL},
    {0, "metric", "NAME", TAKES_TEXT, AT(metric), "reconcile",
     "this metric or model alone", NULL},
    {0, "all", NULL, TAKES_NOTHING, AT(all), "reconcile",
     "show all accounts, not the first ten", NULL},
    {0, "all", NULL, TAKES_NOTHING, AT(all), "diff,restatement",
     "show all lines", NULL},
    {0, "top", "N", TAKES_COUNT, AT(top), "diff,restatement",
     "show so many lines (default: 20)", NULL},
    {0, "by", "COLUMN", TAKES_TEXT, AT(by), "diff",
     "also by this text figure of the accounts", NULL},
    {0, "timings", NULL, TAKES_NOTHING, AT(timings), "run",
     "tell what each stage and section took", NULL},
    {0, "wait", "SECONDS", TAKES_COUNT, AT(wait), "run",
     "for another run of the pipeline to end (default: 10)", NULL},
    {0, "exit-code", NULL, TAKES_NOTHING, AT(exit_code),
     "reconcile,diff,restatement", "exit 1 if there are differences", NULL},
    {0, "exit-code", NULL, TAKES_NOTHING, AT(exit_code), "freshness",
     "exit 1 if an input is older than it may be", NULL},
    {'p', "pipeline", "FILE", TAKES_TEXT, AT(pipeline), NULL,
     "the pipeline (default: hale.ini, here or above)", NULL},
    {'C', "directory", "DIR", TAKES_TEXT, AT(directory), NULL,
     "go to DIR first", NULL},
    {0, "set", "SECTION.KEY=VALUE", TAKES_TEXT, AT(set), NULL,
     "override a setting; may be repeated", NULL},
    {0, "as-of", "WHEN", TAKES_TEXT, AT(as_of), NULL,
     "override as_of: a date, today, last-month-end, FROM..TO", NULL},
    {0, "every", "UNIT", TAKES_TEXT, AT(every), NULL,
     "with --as-of FROM..TO: day, week, month, quarter or year", NULL},
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
    {"init", "NAME [FILE...] [URI] [TABLE...]",
     "make a project that runs as it is",
     "Writes the folder NAME: a pipeline, a formula with its tests, made-up\n"
     "customers, and what the Lua language server and luacheck need. With\n"
     "--from the pipeline is proposed from your own files or the tables of a\n"
     "database, every guess marked as one. INPUT is the plugin that reads\n"
     "them. Without a URI the database is that of DATABASE_URL, which the\n"
     "pipeline will ask for; without TABLEs hale chooses.",
     "hale init acme-cs\n"
     "hale init acme-cs --from csv exports/*.csv\n"
     "hale init acme-cs --from postgres postgresql://reader@db/product\n"
     "hale init acme-cs --from sqlite crm.db accounts logins",
     1, 1000, command_init},
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
     "are any, as `run` would. With --connect the rows are read as well, as\n"
     "a run would read them, and what each input holds is told, also when\n"
     "another one failed.",
     "hale check\nhale check --connect\n"
     "hale check --print-config nightly.ini",
     0, 1, command_check},
    {"freshness", "[PIPELINE]", "how old are the inputs?",
     "Reads the times of all rows and nothing else, and tells for each input\n"
     "how old its newest row is at the as-of, how old it may be (max_age), "
     "and\n"
     "what a run would make of it. An input that cannot be read is told in "
     "its\n"
     "row, and makes the exit code that `check` has for it.",
     "hale freshness\nhale freshness nightly.ini --as-of today --exit-code", 0,
     1, command_freshness},
    {"explain", "ACCOUNT [PIPELINE]", "why does this account have this score?",
     "Computes everything anew and writes nothing.",
     "hale explain globex\nhale explain globex --score health --json", 1, 2,
     command_explain},
    {"whatif", "ACCOUNT [NAME=VALUE...]",
     "the score of an account if some figures were others",
     "NAME is an input of the formula. VALUE is a value, +20 (20 more than\n"
     "now; +-20 less), +20% (a fifth more), +30d (a date so much later), or\n"
     "nothing: as if it were not known. --reach looks for the smallest change\n"
     "of one figure that reaches the band, within what is seen among the\n"
     "accounts and as a share of that range; exit 1 if there is none.",
     "hale whatif globex seats=20 nps=9\n"
     "hale whatif globex active_users=+5 -p nightly.ini\n"
     "hale whatif globex --reach green",
     1, 1000, command_whatif},
    {"preview", "FORMULA [PIPELINE]",
     "what would this formula do to our accounts?",
     "Judges the pipeline's accounts by FORMULA and writes nothing: scores,\n"
     "bands and segments, and who changes band against the score that is in\n"
     "use now: --score, or the one of the formula's name, or the only one.\n"
     "Params of that score are taken over; --set score.preview.KEY=VALUE\n"
     "gives others.",
     "hale preview scripts/health.lua\n"
     "hale preview new.lua nightly.ini --score health --by region",
     1, 2, command_preview},
    {"try", "FORMULA [NAME=VALUE...]",
     "score a made-up account with a formula, no pipeline needed",
     "NAME is an input of the formula; one that is not given is missing.\n"
     "VALUE is true, false, a number or a text; a text that looks like one\n"
     "of those stands in quotes: plan='\"7\"'.",
     "hale try scripts/simple.lua active_users=30 seats=40", 1, 1000,
     command_try},
    {"test", "[FILE...]", "run the examples in formulas",
     "FILE is a formula (.lua) or a pipeline, whose formulas are then\n"
     "tested with its parameters. Without one: the pipeline. The examples\n"
     "and properties of NAME_test.lua beside a formula NAME.lua are its\n"
     "tests too. Finding none is a failure. A file expected.csv beside the "
     "pipeline, with\n"
     "the columns account, min, max, band, says what accounts of the data\n"
     "must come to.",
     "hale test\nhale test scripts/health.lua --run \"open P1\"", 0, 1000,
     command_test},
    {"ls", "[inputs|metrics|scores|outputs|columns|definitions] [PIPELINE]",
     "list what the pipeline has",
     "definitions, by which rules its figures are made, has to be asked for.",
     "hale ls\nhale ls columns --json", 0, 2, command_ls},
    {"reconcile", "[PIPELINE]",
     "why do two tools show two figures for the same month?",
     "Goes from the definitions of one profile to those of another, rule by\n"
     "rule, and tells what each one moves and with which accounts. The parts\n"
     "add up to the difference. Nothing is written; a setting that a section\n"
     "gives itself is left alone. A profile is one of those that\n"
     "`hale docs definitions` lists, or a file.",
     "hale reconcile --a stripe --b profitwell --period 2025-06\n"
     "hale reconcile --a hale --b ours.ini --period 2025 --metric movements",
     0, 1, command_reconcile},
    {"history", "[PIPELINE]", "list the runs that are remembered",
     "A pipeline with a section [history] remembers its runs: what decided\n"
     "the figures, and the figures. docs/history.md has the tables.",
     "hale history\nhale history nightly.ini --json", 0, 1, command_history},
    {"diff", "FROM TO [PIPELINE]", "what moved between two dates, and why",
     "Reads the history and computes nothing. FROM and TO are as-ofs of\n"
     "earlier runs.",
     "hale diff 2025-11-30 2025-12-31\n"
     "hale diff 2025-11-30 2025-12-31 --by csm --top 5",
     2, 3, command_diff},
    {"replay", "RUN [PIPELINE]", "repeat a run and compare, writing nothing",
     "RUN is a number that `hale history` lists. Exit 1 if a table differs;\n"
     "then what changed since is told. Overrides of that run, as by --set,\n"
     "have to be given again.",
     "hale replay 12", 1, 2, command_replay},
    {"restatement", "[PIPELINE]", "past figures that moved when run again",
     "With --as-of of that as-of alone.",
     "hale restatement\nhale restatement --as-of 2025-11-30 --exit-code", 0, 1,
     command_restatement},
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
    {"docs lua", "[PIPELINE]", "the words of formulas, for editors",
     "Annotations for the Lua language server: completion and help for each\n"
     "word, and for each figure of the pipeline if there is one.",
     "hale docs lua > .hale/hale.lua", 0, 1, docs_lua_command},
    {"docs luacheck", "", "the words of formulas, for luacheck", NULL,
     "hale docs luacheck > .luacheckrc", 0, 0, docs_luacheck_command},
    {"docs definitions", "", "what profiles can differ in, as a page",
     "The points on which definitions of the same figure differ, and what\n"
     "each profile answers.",
     "hale docs definitions", 0, 0, docs_definitions_command},
    {"docs words", "", "the words of formulas, as a page", NULL,
     "hale docs words", 0, 0, docs_words_command},
    {"version", "", "versions of hale and of what it was built with", NULL,
     "hale version", 0, 0, command_version},
    {"help", "[COMMAND]", "show help", NULL, "hale help run", 0, 2,
     command_help},
    {NULL, NULL, NULL, NULL, NULL, 0, 0, NULL}};
