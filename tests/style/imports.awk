# SPDX-License-Identifier: MIT
#
# imports.awk: who may include whom, for C files given as arguments (paths
# from the root of hale). Prints "file:line: what"; exits 1 if anything.
#
#   core     a folder sees itself and the folders before it in `order`, and of
#            those only the face: <folder>/<folder>.h
#   plugins  see hale/*.h and files of plugins/
#   include  sees hale/*.h
#   foreign  libltdl, inih, Lua and SQLite each have one place where they are
#            known

function breach(what) {
    printf "%s:%d: %s\n", FILENAME, FNR, what
    breaches++
}

function exists(path,   line, there) {
    there = (getline line < path) >= 0
    close(path)
    return there
}

function dir_of(path) {
    sub(/\/[^\/]*$/, "", path)
    return path
}

# "data" of core/data/row.c; files right in core/ belong to "run".
function folder_of(path) {
    sub(/^core\//, "", path)
    return path ~ /\// ? dir_of(path) : "run"
}

function check_core(path,   own, other, name) {
    own = folder_of(FILENAME)
    if (path ~ /^hale\// || path !~ /\//) {
        if (path !~ /\// && !exists(dir_of(FILENAME) "/" path))
            breach("\"" path "\" is not in core/" own)
        return
    }
    other = dir_of(path)
    name = substr(path, length(other) + 2)
    if (!(other in place))
        breach("\"" path "\" is no folder of the core")
    else if (other != own && place[other] > place[own])
        breach("core/" own " must not know core/" other)
    else if (other != own && name != other ".h")
        breach("\"" path "\" is private to core/" other)
}

function check_plugin(path,   dir) {
    if (path ~ /^hale\//)
        return
    for (dir = dir_of(FILENAME); dir ~ /^plugins/; dir = dir_of(dir)) {
        if (exists(dir "/" path))
            return
        if (dir == "plugins")
            break
    }
    breach("\"" path "\" is neither hale/*.h nor of plugins/")
}

function check_foreign(path) {
    if (path == "ltdl.h" && FILENAME != "core/plugin/load.c")
        breach("only core/plugin/load.c knows libltdl")
    if (path == "ini.h" && FILENAME !~ /^core\/config\/(ini|tap)\.c$/)
        breach("only core/config/ini.c and tap.c know inih")
    if (path ~ /^(lua|lauxlib|lualib|luaconf)\.h(pp)?$/ &&
        FILENAME !~ /^core\/judge\//)
        breach("only core/judge knows Lua")
    if (path == "xxhash.h" && FILENAME !~ /^core\/base\//)
        breach("only core/base knows xxHash")
    if (path == "sqlite3.h" && FILENAME ~ /^core\// &&
        FILENAME !~ /^core\/history\//)
        breach("of the core only history knows SQLite")
}

BEGIN {
    n = split("base plugin config data measure judge history run cli", order,
              " ")
    for (i = 1; i <= n; i++)
        place[order[i]] = i
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
    path = $0
    sub(/^[^"]*"/, "", path)
    sub(/".*/, "", path)
    if (FILENAME ~ /^core\//)
        check_core(path)
    else if (FILENAME ~ /^plugins\//)
        check_plugin(path)
    else if (FILENAME ~ /^include\// && path !~ /^hale\//)
        breach("\"" path "\" is not hale/*.h")
}

/^[ \t]*#[ \t]*include[ \t]*</ {
    path = $0
    sub(/^[^<]*</, "", path)
    sub(/>.*/, "", path)
    if (FILENAME !~ /^tests\//)
        check_foreign(path)
}

END { exit breaches > 0 }
