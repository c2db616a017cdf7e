/* SPDX-License-Identifier: MIT
 *
 * registry.c: from a name in a pipeline to a plugin.
 *
 * Name to file is a rule, not a catalogue: "usage.active_users" is the plugin
 * active_users in the pack usage.so, in the first folder of the search path
 * that has such a file. Nothing is scanned, nothing is loaded that was not
 * asked for. A file that is there but unfit is an error and not a reason to
 * look further: the user meant that one.
 */
#include "plugin/inside.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef HALE_PLUGINDIR
#define HALE_PLUGINDIR "/usr/local/lib/hale/plugins"
#endif
#ifndef HALE_PLUGINDIR_FROM_BIN
#define HALE_PLUGINDIR_FROM_BIN "../lib/hale/plugins"
#endif

const char *const kind_names[4] = {"input", "metric", "model", "output"};

/* ----------------------------------------------------------- search path -- */

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void add_folder(Registry *r, const char *folder)
{
    const char **grown;
    for (size_t i = 0; i < r->folders; i++)
        if (strcmp(r->folder[i], folder) == 0)
            return;
    grown = arena_array(&r->arena, r->folders + 1, sizeof *grown);
    if (r->folders)
        memcpy(grown, r->folder, r->folders * sizeof *grown);
    grown[r->folders++] = folder;
    r->folder = grown;
}

/* Relative folders are seen from `dir`; NULL: they are left out, because the
 * current directory never counts. */
static void add_folders(Registry *r, const char *list, const char *dir)
{
    Str rest = str(list), piece;
    while (str_cut(&rest, ':', &piece)) {
        const char *folder;
        piece = str_trim(piece);
        if (piece.len == 0 || (piece.data[0] != '/' && !dir))
            continue;
        folder = arena_strndup(&r->arena, piece.data, piece.len);
        add_folder(r, dir ? path_join(&r->arena, dir, folder) : folder);
    }
}

/* In a build tree build/bin/hale and build/tests/unit_x use build/plugins; an
 * installed hale that was moved as a whole uses the folder it came with. */
static void add_own_folders(Registry *r)
{
    char exe[PATH_MAX], folder[PATH_MAX];
    const char *dir, *up;
    ssize_t len = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (len <= 0)
        return;
    exe[len] = '\0';
    dir = up = path_dir(&r->arena, exe);
    for (int level = 0; level < 2; level++, up = path_dir(&r->arena, up)) {
        const char *cache = arena_printf(&r->arena, "%s/CMakeCache.txt", up);
        const char *plugins = arena_printf(&r->arena, "%s/plugins", up);
        if (access(cache, F_OK) == 0 && is_folder(plugins))
            add_folder(r, plugins);
    }
    if (realpath(arena_printf(&r->arena, "%s/%s", dir, HALE_PLUGINDIR_FROM_BIN),
                 folder))
        add_folder(r, arena_printf(&r->arena, "%s", folder));
}

static void add_user_folder(Registry *r)
{
    const char *data = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    if (data && data[0] == '/')
        add_folder(r, arena_printf(&r->arena, "%s/hale/plugins", data));
    else if (home && home[0] == '/')
        add_folder(
            r, arena_printf(&r->arena, "%s/.local/share/hale/plugins", home));
}

void registry_open(Registry *r, const char *plugin_path, const char *dir)
{
    memset(r, 0, sizeof *r);
    add_folders(r, plugin_path ? plugin_path : "", dir);
    add_folders(r, getenv("HALE_PLUGIN_PATH"), NULL);
    add_own_folders(r);
    add_user_folder(r);
    add_folder(r, HALE_PLUGINDIR);
}

void registry_free(Registry *r)
{
    arena_free(&r->arena);
    memset(r, 0, sizeof *r);
}

/* --------------------------------------------------------------- loading -- */

static const Pack *keep(Registry *r, const hale_plugin *plugin,
                        const char *path, Error *error)
{
    Pack *pack;
    if (r->packs == COUNT(r->pack)) {
        error_set(error, EXIT_CONFIG, "%s: more than %zu packs are loaded",
                  path, COUNT(r->pack));
        return NULL;
    }
    pack = arena_alloc(&r->arena, sizeof *pack);
    pack->plugin = plugin;
    pack->path = arena_strndup(&r->arena, path, strlen(path));
    r->pack[r->packs++] = pack;
    return pack;
}

/* What a pack says about itself agrees with us, with its file and with the
 * rules. */
static int acceptable(const hale_plugin *plugin, Str name, const char *path,
                      Error *error)
{
    Text faults = {0};
    size_t count;
    if (plugin->abi_major != HALE_ABI_MAJOR)
        return error_set(error, EXIT_CONFIG,
                         "%s: built for hale plugin ABI %u.%u, this hale "
                         "speaks %d.%d: update hale or rebuild the plugin",
                         path, plugin->abi_major, plugin->abi_minor,
                         HALE_ABI_MAJOR, HALE_ABI_MINOR);
    if (!plugin->name || !str_is(name, plugin->name))
        return error_set(error, EXIT_CONFIG,
                         "%s: the pack calls itself \"%s\", its file "
                         "\"%.*s.so\": the two must agree",
                         path, plugin->name ? plugin->name : "", PS(name));
    count = plugin_faults(plugin, &faults);
    if (count)
        error_set(error, EXIT_CONFIG,
                  "%s: the description has %zu fault%s:\n%s", path, count,
                  count == 1 ? "" : "s", faults.data);
    text_free(&faults);
    return count ? -1 : 0;
}

static const Pack *take(Registry *r, Entry entry, Str name, const char *path,
                        Error *error)
{
    const hale_plugin *plugin = entry();
    if (!plugin) {
        error_set(error, EXIT_CONFIG, "%s: hale_plugin_v1 returned NULL", path);
        return NULL;
    }
    plugin = adopt(&r->arena, plugin);
    if (acceptable(plugin, name, path, error))
        return NULL;
    return keep(r, plugin, path, error);
}

static Str file_stem(const char *path)
{
    Str name = str(strrchr(path, '/') + 1);
    name.len -= 3; /* .so */
    return name;
}

static const Pack *loaded(const Registry *r, Str name)
{
    for (size_t i = 0; i < r->packs; i++)
        if (str_is(name, r->pack[i]->plugin->name))
            return r->pack[i];
    return NULL;
}

static const Pack *load_real(Registry *r, const char *real, Error *error)
{
    Str name = file_stem(real);
    const Pack *same = loaded(r, name);
    Entry entry;
    if (same && strcmp(same->path, real) == 0)
        return same;
    if (same) {
        error_set(error, EXIT_CONFIG,
                  "%s: a pack of that name is loaded already, from %s", real,
                  same->path);
        return NULL;
    }
    if (object_trusted(real, error) || object_whole(real, error))
        return NULL;
    entry = load_object(real, error);
    return entry ? take(r, entry, name, real, error) : NULL;
}

const Pack *registry_load(Registry *r, const char *path, Error *error)
{
    char real[PATH_MAX];
    size_t len;
    if (!realpath(path, real)) {
        error_errno(error, EXIT_CONFIG, "cannot load plugin", path);
        return NULL;
    }
    len = strlen(real);
    if (len < 4 || strcmp(real + len - 3, ".so") != 0) {
        error_set(error, EXIT_CONFIG,
                  "%s: not a plugin: the name of the file must end in .so",
                  real);
        return NULL;
    }
    return load_real(r, real, error);
}

/* ---------------------------------------------------------------- asking -- */

/* The packs of one folder as a NULL-ended list of names, unsorted. */
static const char **folder_names(Arena *arena, const char *folder)
{
    size_t count = 0, cap = 8;
    const char **name = arena_array(arena, cap, sizeof *name);
    struct dirent *entry;
    DIR *dir = opendir(folder);
    while (dir && (entry = readdir(dir)) != NULL) {
        size_t len = strlen(entry->d_name);
        if (len < 4 || strcmp(entry->d_name + len - 3, ".so") != 0)
            continue;
        if (count + 1 == cap) {
            const char **more = arena_array(arena, cap * 2, sizeof *more);
            memcpy(more, name, count * sizeof *more);
            name = more;
            cap *= 2;
        }
        name[count++] = arena_strndup(arena, entry->d_name, len - 3);
    }
    if (dir)
        closedir(dir);
    return name;
}

static void say_no_pack(Registry *r, Str name, Error *error)
{
    Arena arena = {0};
    Text folders = {0};
    const char *hint = suggest_hint(&arena, name, load_builtins());
    for (size_t i = 0; i < r->folders; i++) {
        text_printf(&folders, "%s%s", i ? ", " : "", r->folder[i]);
        if (!*hint)
            hint =
                suggest_hint(&arena, name, folder_names(&arena, r->folder[i]));
    }
    error_set(error, EXIT_CONFIG,
              "no plugin file %.*s.so%s (searched %s; set plugin_path or "
              "HALE_PLUGIN_PATH for other folders)",
              PS(name), hint, text_str(&folders).data);
    text_free(&folders);
    arena_free(&arena);
}

/* The file NAME.so of the search path; NULL: there is none. */
static const char *find_file(Registry *r, const char *name)
{
    for (size_t i = 0; i < r->folders; i++) {
        const char *path =
            arena_printf(&r->arena, "%s/%s.so", r->folder[i], name);
        if (access(path, F_OK) == 0)
            return path;
    }
    return NULL;
}

/* The name as a C string; NULL: it cannot be one, which is told. */
static const char *pack_name(Registry *r, Str name, Error *error)
{
    if (str_is_name(name))
        return arena_strndup(&r->arena, name.data, name.len);
    error_set(error, EXIT_CONFIG,
              "\"%.*s\" cannot be the name of a plugin: names are "
              "lower-case letters, digits and _",
              PS(name));
    return NULL;
}

const Pack *registry_pack(Registry *r, Str name, Error *error)
{
    const Pack *pack = loaded(r, name);
    const char *cname, *path;
    Entry entry;
    if (pack)
        return pack;
    cname = pack_name(r, name, error);
    if (!cname)
        return NULL;
    path = find_file(r, cname);
    if (path)
        return registry_load(r, path, error);
    entry = load_builtin(cname);
    if (entry)
        return take(r, entry, name, "built in", error);
    say_no_pack(r, name, error);
    return NULL;
}

/* ---------------------------------------------------------------- stores -- */

static StoreEntry find_store(Registry *r, const char *name, Error *error)
{
    char real[PATH_MAX];
    const char *path = find_file(r, name);
    if (!path)
        return load_builtin_store(name);
    if (!realpath(path, real)) {
        error_errno(error, EXIT_CONFIG, "cannot load plugin", path);
        return NULL;
    }
    if (object_trusted(real, error) || object_whole(real, error))
        return NULL;
    return load_store(real, error);
}

/* Struct for struct: it grew with hale, so a shorter one is an older one. */
static int store_fits(const hale_store *store, Str name, Error *error)
{
    if (store && store->major == HALE_STORE_MAJOR &&
        store->size >= sizeof *store && str_is(name, store->name))
        return 0;
    return error_set(error, EXIT_CONFIG,
                     "the database for histories of %.*s.so is of another "
                     "version than this hale, or of another name: rebuild it",
                     PS(name));
}

const hale_store *registry_store(Registry *r, Str name, Error *error)
{
    const char *cname = pack_name(r, name, error);
    StoreEntry entry = cname ? find_store(r, cname, error) : NULL;
    if (entry) {
        const hale_store *store = entry();
        return store_fits(store, name, error) ? NULL : store;
    }
    if (cname && !error->code)
        say_no_pack(r, name, error);
    return NULL;
}

/* ------------------------------------------------------------ everything -- */

typedef struct Found {
    const char *name, *path; /* path NULL: built in */
} Found;

static int by_name(const void *a, const void *b)
{
    const Found *x = a, *y = b;
    return strcmp(x->name, y->name);
}

/* The first folder that has a name wins, as in registry_pack. */
static size_t add_found(Found *found, size_t count, size_t most,
                        const char *name, const char *path)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(found[i].name, name) == 0)
            return count;
    if (count < most)
        found[count++] = (Found){name, path};
    return count;
}

static size_t find_all(Registry *r, Found *found, size_t most)
{
    const char *const *builtin = load_builtins();
    size_t count = 0;
    for (size_t i = 0; i < r->folders; i++) {
        const char **name = folder_names(&r->arena, r->folder[i]);
        for (; *name; name++)
            count = add_found(
                found, count, most, *name,
                arena_printf(&r->arena, "%s/%s.so", r->folder[i], *name));
    }
    for (; *builtin; builtin++)
        count = add_found(found, count, most, *builtin, NULL);
    qsort(found, count, sizeof *found, by_name);
    return count;
}

void registry_load_all(Registry *r,
                       void (*bad)(void *, const char *path, const char *why),
                       void *user)
{
    Found found[COUNT(r->pack)];
    size_t count = find_all(r, found, COUNT(found));
    for (size_t i = 0; i < count; i++) {
        Error error = {0};
        const Pack *pack = found[i].path
                               ? registry_load(r, found[i].path, &error)
                               : registry_pack(r, str(found[i].name), &error);
        if (!pack && bad)
            bad(user, found[i].path ? found[i].path : found[i].name,
                error.message);
    }
}

/* --------------------------------------------------------------- finding -- */

static const void *kind_list(const hale_plugin *plugin, Kind kind)
{
    switch (kind) {
    case KIND_INPUT:
        return plugin->inputs;
    case KIND_METRIC:
        return plugin->metrics;
    case KIND_MODEL:
        return plugin->models;
    case KIND_OUTPUT:
        return plugin->outputs;
    }
    return NULL;
}

/* Every description begins with its size and its name. */
static const char *item_name(const void *item)
{
    const char *name;
    memcpy(&name, (const char *)item + offsetof(hale_metric, name),
           sizeof name);
    return name;
}

static const void *find_in(const hale_plugin *plugin, Kind kind, Str name)
{
    const void *list = kind_list(plugin, kind), *item;
    for (size_t i = 0; (item = list_at(list, i)) != NULL; i++)
        if (str_is(name, item_name(item)))
            return item;
    return NULL;
}

static const char **names_in(Arena *arena, const hale_plugin *plugin, Kind kind)
{
    const void *list = kind_list(plugin, kind);
    size_t count = list_count(list);
    const char **name = arena_array(arena, count + 1, sizeof *name);
    for (size_t i = 0; i < count; i++)
        name[i] = item_name(list_at(list, i));
    return name;
}

static void say_not_in_pack(const Pack *pack, Kind kind, Str name, Error *error)
{
    Arena arena = {0};
    Text has = {0};
    const char *hint =
        suggest_hint(&arena, name, names_in(&arena, pack->plugin, kind));
    for (int k = 0; k < 4; k++) {
        const char **item = names_in(&arena, pack->plugin, (Kind)k);
        for (; *item; item++)
            text_printf(&has, "%s%s %s", has.len ? ", " : "", kind_names[k],
                        *item);
    }
    error_set(error, EXIT_CONFIG,
              "the pack \"%s\" has no %s \"%.*s\"%s (it has: %s; %s)",
              pack->plugin->name, kind_names[kind], PS(name), hint,
              text_str(&has).data, pack->path);
    text_free(&has);
    arena_free(&arena);
}

const void *registry_find(Registry *r, Kind kind, Str reference,
                          const Pack **pack, Error *error)
{
    Str name = reference, pack_name;
    const Pack *found;
    const void *item;
    if (!str_cut(&name, '.', &pack_name)) {
        error_set(error, EXIT_CONFIG, "the name of a plugin is empty");
        return NULL;
    }
    if (pack_name.len == reference.len)
        name = pack_name;
    found = registry_pack(r, pack_name, error);
    if (!found)
        return NULL;
    item = find_in(found->plugin, kind, name);
    if (!item)
        say_not_in_pack(found, kind, name, error);
    else if (pack)
        *pack = found;
    return item;
}
