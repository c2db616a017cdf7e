#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run.sh: installs what the tests need, builds, runs every test.
#
#   tests/run.sh                  all tests
#   tests/run.sh -R unit          arguments go to ctest
#   tests/run.sh --full           also by clang, under the sanitizers and, a
#                                 part of them, on an emulated AArch64
#
# The last thing printed is the summary of ctest; the exit code is 0 only if
# every test passed. It may be run again and again.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/core/cmake/setup.sh"

presets=dev
if [ "${1-}" = --full ]; then
    shift
    presets='clang asan tsan dev'
fi

say "Tests of hale: missing packages are installed, then all is built and run."
install_packages build test
if [ "$presets" != dev ] && ! command -v clang >/dev/null 2>&1; then
    install_packages full || {
        say "There is no clang, so its build is left out."
        presets='asan tsan dev'
    }
fi
[ "$presets" = dev ] || install_cross

failed=
for preset in $presets; do
    build "$preset"
    say "Testing build/$preset"
    ctest --test-dir "$root/build/$preset" --output-on-failure \
        -j"$(processors)" "$@" ||
        failed="$failed $preset"
done
if [ -n "$failed" ]; then
    [ "$presets" = dev ] || say "Failed:$failed"
    exit 1
fi
