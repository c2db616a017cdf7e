/* SPDX-License-Identifier: MIT
 *
 * Descriptions: every fault is found, what is declared is shown, and structs
 * of another size are read no further than they go.
 */
#include "unit.h"

#include "plugin/inside.h"

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    (void)cx, (void)config, (void)state, (void)rows;
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    (void)cx, (void)config, (void)span, (void)state, (void)results;
    return 0;
}

/* A faultless pack that each test may spoil. */
typedef struct Made {
    hale_option option;
    const hale_option *options[3];
    hale_column column;
    const hale_column *columns[3];
    hale_need need;
    const hale_need *needs[2];
    hale_result result[3];
    const hale_result *results[4];
    hale_identity law;
    const hale_identity *laws[2];
    hale_metric metric;
    const hale_metric *metrics[3];
    hale_plugin plugin;
} Made;

static Made m;
static const signed char signs[] = {0, 1, -1};

static void make_parts(void)
{
    m.option = (hale_option){.size = sizeof m.option,
                             .name = "limit",
                             .type = HALE_OPTION_INT,
                             .fallback = "5",
                             .help = "how many count",
                             .unit = "users",
                             .min = 1,
                             .max = 10};
    m.options[0] = &m.option;
    m.column = (hale_column){.size = sizeof m.column,
                             .name = "user",
                             .type = HALE_TEXT,
                             .flags = HALE_OPTIONAL};
    m.columns[0] = &m.column;
    m.need = (hale_need){.size = sizeof m.need,
                         .role = "events",
                         .shape = HALE_EVENT,
                         .columns = m.columns};
    m.needs[0] = &m.need;
    for (int i = 0; i < 3; i++) {
        m.result[i] = (hale_result){.size = sizeof m.result[i],
                                    .name = "second",
                                    .type = HALE_INT,
                                    .help = "a count",
                                    .rollup = HALE_ROLLUP_SUM};
        m.results[i] = &m.result[i];
    }
    m.result[2].name = "third";
    m.result[0] = (hale_result){.size = sizeof m.result[0],
                                .name = "",
                                .type = HALE_REAL,
                                .unit = "fraction",
                                .help = "a share",
                                .direction = HALE_UP_IS_GOOD,
                                .rollup = HALE_ROLLUP_RATIO,
                                .numerator = 1,
                                .denominator = 2,
                                .undefined = "without users"};
    m.law = (hale_identity){
        .size = sizeof m.law, .name = "second = third", .sign = signs};
    m.laws[0] = &m.law;
}

static int begin(void **state)
{
    (void)state;
    memset(&m, 0, sizeof m);
    make_parts();
    m.metric = (hale_metric){.size = sizeof m.metric,
                             .name = "share",
                             .title = "Share of users",
                             .family = "usage",
                             .formula = "a / b",
                             .source = "a book",
                             .example = "[metric.share]\nplugin = made.share\n",
                             .flags = HALE_TAKES_WINDOW,
                             .options = m.options,
                             .needs = m.needs,
                             .results = m.results,
                             .identities = m.laws,
                             .update = update,
                             .finish = finish};
    m.metrics[0] = &m.metric;
    m.plugin = (hale_plugin){.size = sizeof m.plugin,
                             .abi_major = HALE_ABI_MAJOR,
                             .name = "made",
                             .version = "1.2.3",
                             .license = "MIT",
                             .metrics = m.metrics};
    return 0;
}

static void faults(const char *words)
{
    Text out = {0};
    size_t count = plugin_faults(&m.plugin, &out);
    if (count != 1 || !strstr(out.data, words))
        print_error("wanted once: %s\ngot %zu: %s\n", words, count,
                    text_str(&out).data);
    assert_int_equal(count, 1);
    assert_non_null(strstr(out.data, words));
    text_free(&out);
    begin(NULL);
}

static void faultless(void **state)
{
    Text out = {0};
    (void)state;
    assert_int_equal(plugin_faults(&m.plugin, &out), 0);
    assert_int_equal(out.len, 0);
}

static void faults_of_packs(void **state)
{
    (void)state;
    m.plugin.name = "Made";
    faults("name of the pack");
    m.plugin.version = "";
    faults("no version");
    m.plugin.license = NULL;
    faults("no license");
    m.plugin.abi_major = 2;
    faults("abi_major");
    m.plugin.metrics = NULL;
    faults("empty");
    m.metrics[1] = &m.metric;
    faults("share is there twice");
}

static void faults_of_metrics(void **state)
{
    (void)state;
    m.metric.size = 0;
    faults("size is 0; write .size = sizeof(hale_metric)");
    m.metric.name = "Share!";
    faults("the name must be");
    m.metric.title = NULL;
    faults("no title");
    m.metric.formula = "";
    faults("no formula");
    m.metric.family = NULL;
    faults("no family");
    m.metric.finish = NULL;
    faults("update and finish");
    m.metric.config_size = 8;
    faults("nothing that fills it");
    m.need.shape = (hale_shape)9;
    faults("shape 9");
    m.need.role = "Some Events";
    faults("no name for a role");
}

static void faults_of_columns(void **state)
{
    (void)state;
    m.column.name = "User ID";
    faults("no name for a column");
    m.column.type = (hale_type)12;
    faults("has no type (12)");
    m.column.named_by = "limit";
    faults("no option of type HALE_OPTION_COLUMN");
    m.columns[1] = &m.column;
    faults("needed twice");
    m.column.size = 0;
    faults("sizeof(hale_column)");
}

static void faults_of_options(void **state)
{
    (void)state;
    m.option.name = "Limit";
    faults("no name for an option");
    m.option.name = "plugin";
    faults("hale itself reads");
    m.option.help = NULL;
    faults("no help");
    m.option.fallback = "50";
    faults("limit = 50 is not a whole number from 1 to 10");
    m.option.min = 11;
    m.option.fallback = NULL;
    faults("ranges from 11 to 10");
    m.option.flags = HALE_REQUIRED;
    faults("required and has a default");
    m.option.type = HALE_OPTION_CHOICE;
    m.option.fallback = NULL;
    faults("a choice of nothing");
    m.option.type = (hale_option_type)77;
    m.option.fallback = NULL;
    faults("has no type (77)");
    m.options[1] = &m.option;
    faults("declared twice");
}

static void faults_of_results(void **state)
{
    (void)state;
    m.result[1].name = "third";
    faults("declared twice");
    m.result[0].numerator = 3;
    faults("not among the 3 results");
    m.result[0].help = "";
    faults("no help");
    m.result[0].rollup = (hale_rollup)11;
    faults("none of ours");
    m.result[0].rollup = HALE_ROLLUP_SUM;
    m.result[0].type = HALE_TEXT;
    faults("only int, real and money add up");
    m.result[0].type = HALE_SAME;
    m.result[0].same_as = 1;
    faults("the type of column 1 of 1");
    m.law.sign = NULL;
    faults("has no signs");
    m.result[1].type = HALE_MONEY;
    faults("adds int and money");
    m.law.closing = 9;
    faults("no result");
}

/* All faults at once, a line each. */
static void many_faults(void **state)
{
    Text out = {0};
    (void)state;
    m.metric.title = NULL;
    m.metric.formula = NULL;
    m.option.help = NULL;
    assert_int_equal(plugin_faults(&m.plugin, &out), 3);
    assert_non_null(strstr(out.data, "metric share: it has no title\n"));
    text_free(&out);
}

/* ------------------------------------------------------------------ sizes --
 */

/* A result as an older header had it, in memory that ends where it ends: the
 * sanitizer would see a read of what is not there. */
static void shorter_structs(void **state)
{
    size_t size = offsetof(hale_result, undefined);
    void *old = malloc(size);
    Arena arena = {0};
    const hale_plugin *p;
    (void)state;
    memcpy(old, &m.result[1], size);
    memcpy(old, &size, sizeof size); /* it stands first */
    m.results[1] = old;
    p = adopt(&arena, &m.plugin);
    assert_int_equal(p->metrics[0]->results[1]->rollup, HALE_ROLLUP_SUM);
    assert_null(p->metrics[0]->results[1]->undefined);
    assert_int_equal(p->metrics[0]->results[1]->size, size);
    assert_string_equal(p->metrics[0]->results[2]->name, "third");
    assert_null(p->metrics[0]->results[3]);
    assert_int_equal(list_count(p->inputs), 0);
    arena_free(&arena);
    free(old);
}

/* ------------------------------------------------------------------ shown --
 */

static void shows(const char *text, const char *words)
{
    if (!strstr(text, words))
        print_error("wanted: %s\nin:\n%s\n", words, text);
    assert_non_null(strstr(text, words));
}

static void as_text(void **state)
{
    const Pack pack = {&m.plugin, "/lib/made.so"};
    Text out = {0};
    (void)state;
    plugin_show(&out, KIND_METRIC, &m.metric, &pack, SHOW_TEXT, NULL);
    shows(out.data, "made.share  metric · family usage · version 1.2.3");
    shows(out.data, "/lib/made.so\n  Share of users\n");
    shows(out.data, "  formula   a / b\n");
    shows(out.data, "  needs     events (events): user? text\n");
    shows(out.data, "  gives     share real in fraction: a share; up is "
                    "good; of a group: sum of share_second / sum of "
                    "share_third; missing: without users\n");
    shows(out.data, "            share_second int: a count; of a group: "
                    "sum\n");
    shows(out.data, "  settings  limit = a whole number from 1 to 10 (users) "
                    "[5]: how many count\n");
    shows(out.data, "  laws      second = third\n");
    shows(out.data, "  takes     window, compare\n");
    shows(out.data, "  example   [metric.share]\n");
    text_free(&out);
}

static void as_markdown(void **state)
{
    const Pack pack = {&m.plugin, "/lib/made.so"};
    Text out = {0};
    (void)state;
    plugin_show(&out, KIND_METRIC, &m.metric, &pack, SHOW_MARKDOWN, NULL);
    shows(out.data, "## made.share\n");
    shows(out.data, "**gives**\n\n- share real in fraction");
    shows(out.data, "```ini\n[metric.share]\nplugin = made.share\n```\n");
    assert_null(strstr(out.data, "/lib/made.so")); /* of this machine */
    text_free(&out);
}

static void as_json(void **state)
{
    const Pack pack = {&m.plugin, "/lib/made.so"};
    Text out = {0};
    (void)state;
    plugin_show(&out, KIND_METRIC, &m.metric, &pack, SHOW_JSON, NULL);
    shows(out.data, "{\"kind\":\"metric\",\"pack\":\"made\","
                    "\"name\":\"share\"");
    shows(out.data, "\"min\":1,\"max\":10");
    shows(out.data, "\"numerator\":\"second\",\"denominator\":\"third\"");
    shows(out.data, "\"example\":\"[metric.share]\\nplugin = made.share\\n\"");
    shows(out.data, "\"laws\":[\"second = third\"]");
    text_free(&out);
}

static void sides_of_a_model(void **state)
{
    const Pack pack = {&m.plugin, "/lib/made.so"};
    const hale_need side = {.size = sizeof side,
                            .role = "quotas",
                            .shape = HALE_SIDE,
                            .flags = HALE_OPTIONAL,
                            .columns = m.columns};
    const hale_need *const sides[] = {&side, NULL};
    const hale_model model = {.size = sizeof model,
                              .name = "fit",
                              .title = "A fit",
                              .formula = "a line",
                              .results = m.results,
                              .sides = sides};
    Text out = {0};
    (void)state;
    plugin_show(&out, KIND_MODEL, &model, &pack, SHOW_TEXT, NULL);
    shows(out.data, "  needs     quotas (side table): user? text (may be "
                    "absent)\n");
    text_clear(&out);
    plugin_show(&out, KIND_MODEL, &model, &pack, SHOW_JSON, NULL);
    shows(out.data, "\"sides\":[{\"role\":\"quotas\","
                    "\"shape\":\"side table\"");
    text_free(&out);
}

static void add_note(void *user, const char *option, ShowFormat format,
                     Text *out)
{
    assert_null(user);
    if (!strcmp(option, "limit"))
        text_puts(out, format == SHOW_JSON ? "\"more\":1" : "limit: more");
}

static void with_what_others_say_of_options(void **state)
{
    const Pack pack = {&m.plugin, "/lib/made.so"};
    const OptionNotes notes = {add_note, NULL};
    Text out = {0};
    (void)state;
    plugin_show(&out, KIND_METRIC, &m.metric, &pack, SHOW_TEXT, &notes);
    shows(out.data, "  profiles  limit: more\n");
    text_clear(&out);
    plugin_show(&out, KIND_METRIC, &m.metric, &pack, SHOW_MARKDOWN, &notes);
    shows(out.data, "**profiles**\n\n- `limit`: see [definitions.md]");
    text_clear(&out);
    plugin_show(&out, KIND_METRIC, &m.metric, &pack, SHOW_JSON, &notes);
    shows(out.data, "\"max\":10,\"more\":1}");
    text_free(&out);
}

static void as_a_list(void **state)
{
    const Pack pack = {&m.plugin, "/lib/made.so"};
    Text out = {0};
    (void)state;
    plugin_list(&out, &pack, false);
    shows(out.data, "metric  made.share");
    shows(out.data, "usage: Share of users\n");
    text_free(&out);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, begin)
    const struct CMUnitTest tests[] = {
        TEST(faultless),
        TEST(faults_of_packs),
        TEST(faults_of_metrics),
        TEST(faults_of_columns),
        TEST(faults_of_options),
        TEST(faults_of_results),
        TEST(many_faults),
        TEST(shorter_structs),
        TEST(as_text),
        TEST(as_markdown),
        TEST(as_json),
        TEST(as_a_list),
        TEST(with_what_others_say_of_options),
        TEST(sides_of_a_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
