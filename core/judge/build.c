/* SPDX-License-Identifier: MIT
 *
 * build.c: runs a script with our words in its room, so that a Formula grows.
 *
 * The same is done for every judge (formula_room): the script runs again in
 * the judge's own room, what it declares is thrown away, and its functions
 * are there under the same numbers, because nothing a script can see differs
 * from one run to the next.
 */
#include "judge/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_INPUTS = 500 };

Build *build_of(lua_State *L)
{
    Room *room = room_of(L);
    if (!room->loading || !room->builder)
        luaL_error(L,
                   "\"%s\" declares: it cannot be called by a function of "
                   "the formula",
                   lua_type(L, lua_upvalueindex(1)) == LUA_TSTRING
                       ? lua_tostring(L, lua_upvalueindex(1))
                       : "?");
    room_charge(L, ROOM_WORD);
    return room->builder;
}

Spot spot_here(lua_State *L)
{
    const char *word = lua_tostring(L, lua_upvalueindex(1));
    At at = room_here(L);
    return (Spot){build_of(L), word, word, at.line, at.file};
}

Spot spot_main(lua_State *L)
{
    Spot s = spot_here(L);
    if (s.file)
        luaL_error(L,
                   "\"%s\" belongs into the formula itself: a file that is "
                   "used holds functions, curves and params",
                   s.in);
    if (formula_is_test(s.b->f, s.file, s.line) && strcmp(s.in, "example") &&
        strcmp(s.in, "property"))
        luaL_error(L,
                   "\"%s\" belongs into the formula itself: a file of tests "
                   "holds examples and properties",
                   s.in);
    return s;
}

static Str text_at(lua_State *L, int index)
{
    Str s;
    s.data = lua_tolstring(L, index, &s.len);
    return s;
}

/* ---------------------------------------------------------- simple words -- */

static int word_text(lua_State *L)
{
    Spot s = spot_main(L);
    Formula *f = s.b->f;
    if (lua_type(L, 1) != LUA_TSTRING) {
        spot_wrong(&s, NULL, "%s must be a text", s.in);
    } else if (!strcmp(s.in, "title")) {
        f->title = spot_safe(&s, text_at(L, 1));
        f->line = s.line;
    } else {
        f->version = spot_safe(&s, text_at(L, 1));
    }
    return 0;
}

static void add_input(const Spot *s, const char *name)
{
    Formula *f = s->b->f;
    if (!str_is_name(str(name))) {
        spot_wrong(s, name, "\"%s\" is no name of a column", name);
        return;
    }
    if (formula_input(f, name) >= 0) {
        spot_wrong(s, name, "\"%s\" stands there twice", name);
        return;
    }
    f->input = list_grow(&f->arena, f->input, f->inputs, sizeof *f->input);
    f->input[f->inputs++] =
        (Input){.name = name, .line = script_place(f, 0, s->line, name).line};
}

static int word_inputs(lua_State *L)
{
    Spot s = spot_main(L);
    if (!lua_istable(L, 1)) {
        spot_wrong(&s, NULL, "inputs takes a list: inputs { \"seats\" }");
        return 0;
    }
    size_t named = 0, count = lua_rawlen(L, 1);
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1))
        named += lua_type(L, -2) != LUA_TNUMBER;
    if (count > MOST_INPUTS) {
        spot_wrong(&s, NULL, "%zu inputs are too many: at most %d", count,
                   MOST_INPUTS);
        return 0;
    }
    if (named)
        spot_wrong(&s, NULL, "inputs is a list of names, without \"name =\"");
    for (size_t i = 1; i <= count; i++, lua_pop(L, 1)) {
        if (lua_rawgeti(L, 1, (lua_Integer)i) == LUA_TSTRING)
            add_input(&s, spot_safe(&s, text_at(L, -1)));
        else
            spot_wrong(&s, NULL, "entry %zu is not a text", i);
    }
    return 0;
}

static int word_coverage(lua_State *L)
{
    Spot s = spot_main(L);
    if (!lua_istable(L, 1)) {
        spot_wrong(&s, NULL, "coverage takes a table: coverage { min = 0.6 }");
        return 0;
    }
    read_keys(&s, L, 1);
    double min = read_number(L, 1, "min", 0);
    if (!(min >= 0 && min <= 1))
        spot_wrong(&s, "min", "min is a share, 0 to 1");
    else
        s.b->f->min_coverage = min;
    return 0;
}

static void add_band(const Spot *s, const char *name, double edge)
{
    Formula *f = s->b->f;
    f->band = list_grow(&f->arena, f->band, f->bands, sizeof *f->band);
    size_t i = f->bands++;
    for (; i && f->band[i - 1].edge > edge; i--)
        f->band[i] = f->band[i - 1];
    f->band[i] = (Band){name, edge};
}

static int word_bands(lua_State *L)
{
    Spot s = spot_main(L);
    if (!lua_istable(L, 1)) {
        spot_wrong(&s, NULL,
                   "bands takes a table: bands { red = 0, green = "
                   "75 }");
        return 0;
    }
    if (s.b->f->bands)
        spot_wrong(&s, NULL, "bands stand there twice");
    s.b->f->bands_line = s.line;
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) {
        const char *name = lua_type(L, -2) == LUA_TSTRING
                               ? spot_safe(&s, text_at(L, -2))
                               : "?";
        double edge =
            lua_type(L, -1) == LUA_TNUMBER ? lua_tonumber(L, -1) : NAN;
        if (!str_is_name(str(name)) || !isfinite(edge))
            spot_wrong(&s, name, "bands holds name = lower edge");
        else if (!strcmp(name, "unknown"))
            spot_wrong(&s, name,
                       "\"unknown\" is the band of those without a "
                       "score");
        else
            add_band(&s, name, edge);
    }
    return 0;
}

static int word_hysteresis(lua_State *L)
{
    Spot s = spot_main(L);
    Formula *f = s.b->f;
    double points = lua_type(L, 1) == LUA_TNUMBER ? lua_tonumber(L, 1) : NAN;
    if (f->hysteresis_line)
        spot_wrong(&s, NULL, "hysteresis stands there twice");
    else if (!(points > 0 && points < 100))
        spot_wrong(&s, NULL,
                   "hysteresis takes points, more than 0: hysteresis(2)");
    else
        f->hysteresis = points;
    f->hysteresis_line = s.line;
    return 0;
}

static int word_override(lua_State *L)
{
    Spot s = spot_main(L);
    const char *says = lua_type(L, 1) == LUA_TSTRING ? lua_tostring(L, 1) : "";
    if (!strcmp(says, "never"))
        s.b->f->by_rule = true;
    else
        spot_wrong(&s, NULL,
                   "override takes one word, override \"never\": scores set "
                   "by hand come from an input of role overrides");
    return 0;
}

/* ---------------------------------------------------------------- param -- */

static bool setting_value(const Setting *setting, hale_value *v, Arena *arena)
{
    hale_signs signs = {0};
    Str text = str(setting->value);
    int64_t whole;
    if (v->type == HALE_BOOL)
        return !hale_read_bool(text, &v->as.b);
    if (v->type == HALE_TEXT) {
        v->as.text = arena_str(arena, text);
        return true;
    }
    if (v->type == HALE_REAL)
        return !hale_read_real(text, signs, &v->as.r) && isfinite(v->as.r);
    if (hale_read_int(text, signs, &whole))
        return false;
    v->as.i = whole;
    return true;
}

static void override_param(const Spot *s, const char *name, hale_value *v)
{
    static const char *const what[] = {[HALE_BOOL] = "yes or no",
                                       [HALE_INT] = "a whole number",
                                       [HALE_REAL] = "a number",
                                       [HALE_TEXT] = "a text"};
    Build *b = s->b;
    for (size_t i = 0; i < b->settings; i++) {
        Setting *setting = &b->setting[i];
        if (strcmp(setting->key, name))
            continue;
        setting->used = true;
        if (!setting_value(setting, v, &b->f->arena))
            diag_error(b->diags, setting->place, NULL,
                       "%s = %s must be %s (a param of %s)", name,
                       setting->value, what[v->type], b->f->file);
    }
}

static void push_value(lua_State *L, const hale_value *v)
{
    if (v->type == HALE_BOOL)
        lua_pushboolean(L, v->as.b);
    else if (v->type == HALE_INT)
        lua_pushinteger(L, v->as.i);
    else if (v->type == HALE_REAL)
        lua_pushnumber(L, v->as.r);
    else
        lua_pushlstring(L, v->as.text.data, v->as.text.len);
}

static bool find_param(const Formula *f, const char *name, hale_value *v)
{
    for (size_t i = 0; f && i < f->params; i++) {
        if (!strcmp(f->param[i].name, name)) {
            *v = f->param[i].value;
            return true;
        }
    }
    return false;
}

static int word_param(lua_State *L)
{
    Spot s = spot_here(L);
    Formula *f = s.b->f;
    hale_value v, twice;
    const char *name =
        lua_type(L, 1) == LUA_TSTRING ? spot_safe(&s, text_at(L, 1)) : "";
    lua_settop(L, 2);
    if (!str_is_name(str(name)) || !read_value(&s, L, 2, &v)) {
        spot_wrong(&s, NULL,
                   "param takes a name, a default and a help text: "
                   "param(\"alarm\", 90, \"days\")");
        return 1;
    }
    if (find_param(f, name, &twice))
        spot_wrong(&s, NULL, "param \"%s\" stands there twice", name);
    if (!find_param(s.b->model, name, &v))
        override_param(&s, name, &v);
    f->param = list_grow(&f->arena, f->param, f->params, sizeof *f->param);
    f->param[f->params++] = (Param){name, v};
    push_value(L, &v);
    lua_pushvalue(L, -1);
    room_param(s.b->room, name);
    return 1;
}

/* floor "x" { ... } declares a lowest score, floor(2.5) is 2. */
static int word_floor(lua_State *L)
{
    return lua_type(L, 1) == LUA_TSTRING ? word_declare(L) : room_floor(L);
}

/* -------------------------------------------- names that do not exist -- */

static bool strayed(void *builder, At at, const char *name, bool write)
{
    Build *b = builder;
    Spot s = {b, "file", NULL, at.line, at.file};
    const char *safe = spot_safe(&s, str(name));
    b->stumbled = at;
    b->f->lost |= !write;
    if (write)
        spot_wrong(&s, NULL, "\"%s\" is not declared: write \"local %s\"%s",
                   safe, safe, word_hint(&b->f->arena, "file", str(name)));
    else if (formula_input(b->f, safe) >= 0)
        spot_wrong(&s, NULL,
                   "\"%s\" is an input: it can be read as m.%s by "
                   "a function(m)",
                   safe, safe);
    else {
        const char *hint = word_hint(&b->f->arena, "file", str(name));
        if (!*hint)
            hint = word_hint(&b->f->arena, "curve", str(name));
        if (!*hint)
            hint = suggest_hint(&b->f->arena, str(name), helper_names);
        spot_wrong(&s, NULL, "there is no word \"%s\"%s", safe, hint);
    }
    return true;
}

/* score = function(m) ... end. The value is on top. */
static void scored(void *builder, At at, lua_State *L)
{
    Build *b = builder;
    Formula *f = b->f;
    Spot s = {b, "file", "score", at.line, at.file};
    if (at.file)
        luaL_error(L, "\"score\" belongs into the formula itself");
    if (lua_type(L, -1) != LUA_TFUNCTION) {
        spot_wrong(&s, NULL,
                   "score must be a function: score = function(m) "
                   "return ... end");
        return;
    }
    if (f->score_line) {
        spot_wrong(&s, NULL, "score is set twice");
        return;
    }
    f->score_line = at.line;
    f->part = list_grow(&f->arena, f->part, f->parts, sizeof *f->part);
    f->part[f->parts++] = (Part){.id = "score",
                                 .label = "score",
                                 .section = "score",
                                 .line = at.line,
                                 .finished = true,
                                 .weight = 100,
                                 .metric = -1,
                                 .function = room_keep(b->room, lua_gettop(L))};
}

/* --------------------------------------------------------------- running -- */

static const luaL_Reg our_words[] = {
    {"title", word_text},
    {"version", word_text},
    {"inputs", word_inputs},
    {"param", word_param},
    {"bands", word_bands},
    {"coverage", word_coverage},
    {"hysteresis", word_hysteresis},
    {"override", word_override},
    {"component", word_declare},
    {"group", word_declare},
    {"cap", word_declare},
    {"floor", word_floor},
    {"veto", word_declare},
    {"variant", word_declare},
    {"example", word_declare},
    {"ramp", word_ramp},
    {"points", word_pairs},
    {"steps", word_pairs},
    {"logistic", word_logistic},
    {"band", word_band},
    {"lookup", word_lookup},
    {"percentile", word_percentile},
    {"property", word_declare},
    {"use", word_use},
    {NULL, NULL},
};

static Room *run(Build *b, Fault *fault)
{
    Room *room = b->room = room_open(our_words);
    if (!room) {
        snprintf(fault->text, sizeof fault->text, "no memory for a room");
        return NULL;
    }
    room->builder = b;
    room->strayed = strayed;
    room->scored = scored;
    int failed = room_load(room, b->f->text, fault);
    room->builder = NULL;
    b->f->functions = room->function_count;
    if (!failed)
        return room;
    room_close(room);
    return NULL;
}

Room *formula_build(Formula *f, Setting *params, size_t count, Diags *diags)
{
    Build b = {.f = f, .diags = diags, .setting = params, .settings = count};
    Fault fault = {0};
    Room *room = run(&b, &fault);
    bool told = b.stumbled.line && b.stumbled.line == fault.at.line &&
                b.stumbled.file == fault.at.file;
    if (!room && !told)
        diag_error(diags, script_place(f, fault.at.file, fault.at.line, NULL),
                   NULL, "%s", fault.text);
    f->could_take = room && !room->calls
                        ? script_most_steps(f, room->kept, room->helpers)
                        : 0;
    return room;
}

/* Counting instructions costs a tenth and more, so functions that cannot but
 * end within the budget are spared: no loop, no function that could call
 * itself, and helpers only called by their names (seal.c and script.c). */
static bool needs_counting(const Formula *f)
{
    int64_t steps = f->most_steps ? f->most_steps : ROOM_STEPS;
    return !f->could_take || f->could_take > steps;
}

Room *formula_room(const Formula *f)
{
    Diags ignored = {0};
    Fault fault = {0};
    Formula again = {.text = f->text, .path = f->path, .file = f->file};
    again.group = list_grow(&again.arena, NULL, 0, sizeof *again.group);
    again.group[again.groups++] = (Group){.id = ""};
    Build b = {.f = &again, .model = f, .diags = &ignored};
    Room *room = run(&b, &fault);
    if (room && again.functions != f->functions) {
        room_close(room);
        room = NULL;
    }
    if (room && room_prepare(room, f->input_name, f->input_read)) {
        room_close(room);
        room = NULL;
    }
    if (room) {
        room_limits(room, f->most_steps, f->most_bytes);
        room->counted = needs_counting(f);
    }
    arena_free(&again.arena);
    diags_free(&ignored);
    return room;
}
