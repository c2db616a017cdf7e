#!/bin/sh
# SPDX-License-Identifier: MIT
#
# out_of_tree.sh BUILD: what an author of plugins does, from the beginning.
# Installs hale into a scratch prefix, lets `hale plugin new` write a pack of
# each kind, builds it with CMake and with make, runs its own tests and its
# pipeline. Nothing of the source tree is used.
set -eu
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

die() {
    echo "FAIL: $*" >&2
    exit 1
}

quietly() { # WHAT command...: says nothing unless it fails
    what=$1
    shift
    "$@" >"$work/log" 2>&1 || {
        cat "$work/log" >&2
        die "$what"
    }
}

quietly install cmake --install "$build" --prefix "$work/first"
mv "$work/first" "$work/prefix" # a moved tree works as well
prefix=$work/prefix
hale=$prefix/bin/hale
pc=$(find "$prefix" -name hale.pc)
PKG_CONFIG_PATH=$(dirname "$pc")
CMAKE_PREFIX_PATH=$prefix
export PKG_CONFIG_PATH CMAKE_PREFIX_PATH
unset HALE_PLUGIN_PATH
HOME=$work
XDG_DATA_HOME=$work/data
export HOME XDG_DATA_HOME

# The headers are clean by themselves, in each language that may use them.
strict='-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -fsyntax-only'
for header in plugin store parse arrow hale; do
    echo "#include <hale/$header.h>" >"$work/one.c"
    for std in c11 c17; do
        # shellcheck disable=SC2086
        quietly "$header.h as $std" ${CC:-cc} -std=$std $strict \
            -I"$prefix/include" "$work/one.c"
    done
    if command -v c++ >/dev/null; then
        # shellcheck disable=SC2086
        quietly "$header.h as C++17" c++ -std=c++17 $strict -x c++ \
            -I"$prefix/include" "$work/one.c"
    fi
done

# The library, from C, found by pkg-config.
cat >"$work/use.c" <<'END'
#include <hale/hale.h>
#include <stdio.h>
int main(void)
{
    hale_settings s = {.size = sizeof s, .pipeline = "nowhere.ini"};
    hale_session *h = hale_open(&s);
    int code = hale_session_check(h);
    fputs(hale_messages(h), stdout);
    hale_close(h);
    return code == 0;
}
END
# shellcheck disable=SC2046,SC2086
quietly "a program with libhale" ${CC:-cc} "$work/use.c" -o "$work/use" \
    $(pkg-config --cflags --libs libhale)
libs=$(pkg-config --variable=libdir libhale)
quietly "running it" env LD_LIBRARY_PATH="$libs" "$work/use"
grep -q nowhere.ini "$work/log" || die "libhale does not say what is missing"

cd "$work"
for kind in metric input model output; do
    name=my_$kind
    quietly "new $kind" "$hale" plugin new "$kind" "$name"
    quietly "$kind/test.sh" "$name/test.sh"
    grep -q "1 tests\? passed\|100% tests passed" "$name/build/log" ||
        die "$kind: its test did not run"
    quietly "run with $kind" sh -c "cd $name && '$hale' run hale.ini"
    if command -v make >/dev/null && command -v pkg-config >/dev/null; then
        quietly "$kind with make" make -C "$name" check
    else
        echo "no make or no pkg-config: the Makefile of $kind is left out"
    fi
    echo "ok $kind"
done

# What they answered. Of events.csv: acme on 2 days, globex on 1.
(cd my_metric && "$hale" run hale.ini 2>/dev/null) >table
grep -q 'acme *2' table || die "my_metric: acme should have 2"
grep -q 'globex *1' table || die "my_metric: globex should have 1"
grep -q 'initech *0' table || die "my_metric: initech should have 0"
# The input reads the same events: 3 of acme's, 1 of globex's.
(cd my_input && "$hale" run hale.ini 2>/dev/null) >table
grep -q 'acme *3' table || die "my_input: acme should have 3"
# 10 of 50 seats are 0.2; initech's are not known.
(cd my_model && "$hale" run hale.ini 2>/dev/null) >table
grep -q 'acme .*0\.2' table || die "my_model: acme should have 0.2"
grep -q 'table: accounts (3 rows)' my_output/summary.txt ||
    die "my_output: no summary"

# Installed, it is found by name without any plugin_path.
quietly "make install" cmake --install my_metric/build
quietly "show" "$hale" plugin show my_metric
