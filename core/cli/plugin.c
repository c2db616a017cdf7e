/* SPDX-License-Identifier: MIT
 *
 * plugin.c: `hale plugin list`, `show`, `check` and `new`.
 *
 * Plugins are looked for where a run would: HALE_PLUGIN_PATH, the folders of
 * the user and the system, and the plugin_path of the pipeline if --pipeline
 * names one. A pack that does not load is told on stderr; the others are
 * listed all the same.
 */
#include "cli/cli.h"

#include <string.h>

/* Opens the registry as the pipeline of --pipeline would. */
static int open_registry(Registry *r, const Args *args)
{
    Ini ini = {0};
    Diags diags = {0};
    const char *path = NULL, *dir = ".";
    if (args->pipeline) {
        ini_read(&ini, args->pipeline, args->set, &diags);
        dir = ini.dir ? ini.dir : ".";
        for (size_t i = 0; i < ini.sections; i++)
            if (strcmp(ini.section[i].kind, "pipeline") == 0)
                path = view_setting(&ini.section[i], "plugin_path");
    }
    size_t errors = diags.errors;
    if (errors)
        diags_print(&diags, stderr);
    else
        registry_open(r, path, dir);
    ini_free(&ini);
    diags_free(&diags);
    return errors ? EXIT_CONFIG : 0;
}

static void tell_bad(void *user, const char *path, const char *why)
{
    (void)user;
    complain(EXIT_CONFIG, "%s: %s", path, why);
}

/* Plugins stand one a line, so a comma for each line between them. */
static void put_json(Text *lines)
{
    Text out = {0};
    text_puts(&out, "{\"format\":1,\"plugins\":[");
    Str rest = str_trim(text_str(lines)), line;
    for (bool first = true; str_cut(&rest, '\n', &line); first = false) {
        text_puts(&out, first ? "" : ",");
        text_add(&out, line);
    }
    text_puts(&out, "]}\n");
    text_free(lines);
    put(stdout, &out);
}

int plugin_list_command(Args *args)
{
    Registry r = {0};
    Text out = {0};
    int code = open_registry(&r, args);
    if (code)
        return code;
    registry_load_all(&r, tell_bad, NULL);
    for (size_t i = 0; i < r.packs; i++)
        plugin_list(&out, r.pack[i], args->json);
    if (args->json)
        put_json(&out);
    else
        put(stdout, &out);
    if (!r.packs && !args->quiet)
        complain(0, "no plugins found; set HALE_PLUGIN_PATH");
    registry_free(&r);
    return 0;
}

typedef struct Show {
    Text out;
    ShowFormat format;
    OptionNotes notes;
    size_t shown;
} Show;

static void show_one(Show *s, Kind kind, const void *plugin, const Pack *pack)
{
    if (s->shown++ && s->format != SHOW_JSON)
        text_char(&s->out, '\n');
    plugin_show(&s->out, kind, plugin, pack, s->format, &s->notes);
}

static void show_pack(Show *s, const Pack *pack)
{
    const hale_plugin *p = pack->plugin;
    for (size_t i = 0; p->inputs && p->inputs[i]; i++)
        show_one(s, KIND_INPUT, p->inputs[i], pack);
    for (size_t i = 0; p->metrics && p->metrics[i]; i++)
        show_one(s, KIND_METRIC, p->metrics[i], pack);
    for (size_t i = 0; p->models && p->models[i]; i++)
        show_one(s, KIND_MODEL, p->models[i], pack);
    for (size_t i = 0; p->outputs && p->outputs[i]; i++)
        show_one(s, KIND_OUTPUT, p->outputs[i], pack);
}

/* "pack.name", or "pack" for all of it, or the path of one. The errors of
 * kinds that lack the name only matter when all four do. */
static int show_named(Show *s, Registry *r, const char *name, Error *error)
{
    const Pack *pack;
    Error none = {0};
    if (strchr(name, '/')) {
        pack = registry_load(r, name, error);
    } else if (!strchr(name, '.')) {
        pack = registry_pack(r, str(name), error);
    } else {
        for (int kind = 0; kind < 4; kind++) {
            Error *told = kind == (int)KIND_METRIC ? error : &none;
            none = (Error){0};
            const void *p =
                registry_find(r, (Kind)kind, str(name), &pack, told);
            if (p)
                show_one(s, (Kind)kind, p, pack);
        }
        return s->shown ? 0 : -1;
    }
    if (pack)
        show_pack(s, pack);
    return pack ? 0 : -1;
}

int plugin_show_command(Args *args)
{
    Registry r = {0};
    Error error = {0};
    Show show = {.format = args->json       ? SHOW_JSON
                           : args->markdown ? SHOW_MARKDOWN
                                            : SHOW_TEXT};
    int code = open_registry(&r, args);
    if (code)
        return code;
    Profiles *profiles = profiles_open(&show.notes);
    if (show_named(&show, &r, args->operand[0], &error))
        code = complain(error.code, "%s", error.message);
    else if (args->json)
        put_json(&show.out);
    else
        put(stdout, &show.out);
    text_free(&show.out);
    profiles_close(profiles);
    registry_free(&r);
    return code;
}

int plugin_check_command(Args *args)
{
    Text report = {0};
    Error error = {0};
    CheckPlan plan = {
        .path = args->operand[0], .only = args->only, .set = args->set};
    int code = file_trouble(plan.path);
    if (code)
        return code;
    int failures = plugin_check(&plan, &report, &error);
    if (args->json && failures >= 0) {
        Text out = {0};
        text_printf(&out,
                    "{\"format\":1,\"exit\":%d,\"failures\":%d,"
                    "\"report\":",
                    failures ? EXIT_NO : 0, failures);
        text_add_json(&out, text_str(&report));
        text_puts(&out, "}\n");
        text_free(&report);
        report = out;
    }
    put(stdout, &report);
    if (failures < 0)
        return complain(error.code ? error.code : EXIT_CONFIG, "%s",
                        error.message);
    return failures ? EXIT_NO : 0;
}

int plugin_new_command(Args *args)
{
    Error error = {0};
    const char *names[5] = {kind_names[0], kind_names[1], kind_names[2],
                            kind_names[3], NULL};
    const char *name = args->operand[1], *dir = args->dir ? args->dir : ".";
    int kind = 0;
    while (names[kind] && strcmp(names[kind], args->operand[0]) != 0)
        kind++;
    if (!names[kind])
        return complain(
            EXIT_USAGE,
            "no kind of plugin \"%s\"%s (there are: input, "
            "metric, model, output)",
            args->operand[0],
            suggest_hint(&args->arena, str(args->operand[0]), names));
    if (!str_is_name(str(name)))
        return complain(EXIT_USAGE,
                        "\"%s\" cannot be a name: small letters, digits and "
                        "_, a letter first",
                        name);
    if (plugin_new((Kind)kind, name, dir, &error))
        return complain(error.code, "%s", error.message);
    if (!args->quiet)
        fprintf(stderr, "Made %s/%s. Next: read its README.md\n", dir, name);
    return 0;
}
