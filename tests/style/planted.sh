#!/bin/sh
# SPDX-License-Identifier: MIT
#
# planted.sh: does check.sh find what it is there to find? Each breach is
# planted alone into a small tree that is otherwise clean, and must be told
# with its file and in its words.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

plant_clean_tree() {
    rm -rf "${tree:?}"/*
    mkdir -p "$tree/core/base" "$tree/core/data" "$tree/core/judge" \
        "$tree/core/plugin" "$tree/core/config" "$tree/plugins/metric/a" \
        "$tree/include/hale" "$tree/tests"
    for file in core/base/base.h core/data/data.h core/data/inside.h \
        core/judge/judge.h core/config/config.h plugins/metric/a/a.h; do
        head_of "$file"
    done
    head_of core/base/a.c '#include "base/base.h"'
    head_of core/data/a.c '#include "data/data.h"' '#include "inside.h"' \
        '#include "base/base.h"'
    head_of core/plugin/load.c '#include "base/base.h"' '#include <ltdl.h>'
    sed -i 's|"base/base.h"|"plugin/plugin.h"|' "$tree/core/plugin/load.c"
    head_of core/judge/a.c '#include "judge/judge.h"' '#include <lua.h>'
    head_of core/config/ini.c '#include "config/config.h"' '#include <ini.h>'
    head_of plugins/metric/a/a.c '#include "a.h"' '#include "hale/plugin.h"'
    head_of include/hale/plugin.h
}

# FILE LINE...: a file with a proper head and these lines.
head_of() {
    file=$1
    shift
    {
        printf '/* SPDX-License-Identifier: MIT\n *\n'
        printf ' * A file.\n */\n'
        [ $# -eq 0 ] || printf '%s\n' "$@"
    } >"$tree/$file"
}

# NAME FILE WORDS: check.sh must tell FILE with these words.
must_tell() {
    if "$here/check.sh" "$tree" >"$tree/told" 2>&1; then
        echo "FAIL  $1: not found"
        failures=$((failures + 1))
    elif ! grep -q "^$2:[0-9]*: .*$3" "$tree/told"; then
        echo "FAIL  $1: told otherwise:"
        cat "$tree/told"
        failures=$((failures + 1))
    elif [ "$(wc -l <"$tree/told")" -ne 1 ]; then
        echo "FAIL  $1: told more than that:"
        cat "$tree/told"
        failures=$((failures + 1))
    else
        echo "ok    $1"
    fi
    plant_clean_tree
}

add_lines() { # FILE COUNT TEXT
    awk -v n="$2" -v text="$3" 'BEGIN { for (; n > 0; n--) print text }' \
        >>"$tree/$1"
}

plant_clean_tree
if "$here/check.sh" "$tree"; then
    echo "ok    a clean tree is clean"
else
    echo "FAIL  a clean tree is clean"
    failures=$((failures + 1))
fi

a=core/base/a.c
sed -i '1s/SPDX.*/hello/' "$tree/$a"
must_tell "no licence" "$a" "first line is not"
sed -i 's/ \* A file\./ */' "$tree/$a"
must_tell "no essay" "$a" "does not say what the file is"
add_lines "$a" 1 "$(printf '%081d' 0)"
must_tell "81 columns" "$a" "81 columns"
add_lines "$a" 1 "$(printf '%079dé' 0)"
add_lines "$a" 1 "$(printf '%080dé' 0)"
must_tell "columns are characters" "$a" "81 columns"
printf '\tint a;\n' >>"$tree/$a"
must_tell "a tab" "$a" "a tab"
printf 'int a; \n' >>"$tree/$a"
must_tell "a space at the end" "$a" "spaces at the end"
{ echo "int f(void)"; echo "{"; } >>"$tree/$a"
add_lines "$a" 61 "    g();"
echo "}" >>"$tree/$a"
must_tell "a long function" "$a" "function of 61 lines"
{ echo "int f(void)"; echo "{"; } >>"$tree/$a"
add_lines "$a" 60 "    g();"
echo "}" >>"$tree/$a"
add_lines "$a" 1 "$(printf '%081d' 0)"
must_tell "60 lines are no long function" "$a" "81 columns"
add_lines "$a" 500 "int a;"
must_tell "a long file" "$a" "more than 500 lines"
echo "/* TODO: more */" >>"$tree/$a"
must_tell "a word of things undone" "$a" "finish it"
echo "/* good enough for now */" >>"$tree/$a"
must_tell "two words of things undone" "$a" "for now"
head_of "$a" '#include <stdio.h>' '#include "base/base.h"'
must_tell "own header not first" "$a" "first include is not"

echo '#include "judge/judge.h"' >>"$tree/core/data/a.c"
must_tell "upward" core/data/a.c "must not know core/judge"
echo '#include "data/inside.h"' >>"$tree/core/judge/a.c"
must_tell "private header" core/judge/a.c "private to core/data"
echo '#include "inside.h"' >>"$tree/core/judge/a.c"
must_tell "private header by name" core/judge/a.c "is not in core/judge"
echo '#include "misc/misc.h"' >>"$tree/core/judge/a.c"
must_tell "unknown folder" core/judge/a.c "no folder of the core"
echo '#include <ltdl.h>' >>"$tree/core/config/ini.c"
must_tell "libltdl elsewhere" core/config/ini.c "knows libltdl"
echo '#include <ini.h>' >>"$tree/core/judge/a.c"
must_tell "inih elsewhere" core/judge/a.c "know inih"
echo '#include <lua.h>' >>"$tree/core/data/a.c"
must_tell "Lua elsewhere" core/data/a.c "knows Lua"
echo '#include <xxhash.h>' >>"$tree/core/data/a.c"
must_tell "xxHash elsewhere" core/data/a.c "knows xxHash"
echo '#include "base/base.h"' >>"$tree/plugins/metric/a/a.c"
must_tell "a plugin that knows core" plugins/metric/a/a.c "neither hale"
echo '#include "base/base.h"' >>"$tree/include/hale/plugin.h"
must_tell "a contract that knows core" include/hale/plugin.h "is not hale"

[ "$failures" -eq 0 ]
