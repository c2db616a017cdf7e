#!/bin/sh
# SPDX-License-Identifier: MIT
#
# aarch64.sh ROOT: is the index of the CSV reader on AArch64, made by NEON, the
# scalar one? The scanner and ways.c are compiled for it and run by an emulator,
# or as they are where this machine is one. Then faults are planted in a copy of
# scan_neon.c, which must be found: else the test would test nothing.
#
# Exits with 77, and says what is missing, where they cannot be compiled or run:
# Debian has gcc-aarch64-linux-gnu, libc6-dev-arm64-cross and qemu-user.
set -u
root=${1:?the root of hale}
scan=$root/plugins/input/csv
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

skip() {
    echo "cross.aarch64: skipped, $*"
    exit 77
}

fail() {
    echo "cross.aarch64: $*" >&2
    exit 1
}

cc=aarch64-linux-gnu-gcc
emulator=qemu-aarch64
if [ "$(uname -m)" = aarch64 ]; then
    cc=cc
    emulator=
fi
for program in $cc $emulator; do
    command -v "$program" >/dev/null || skip "there is no $program"
done
echo 'int main(void) { return 0; }' >"$work/empty.c"
$cc -static -o "$work/empty" "$work/empty.c" 2>/dev/null ||
    skip "$cc cannot link: no libc for AArch64"

cd -- "$work" || exit 1
compile() { # ARGUMENT...
    $cc -std=c11 -O2 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Wconversion \
        -Wshadow -Werror -I"$root/plugins" -I"$root/tests" -I"$scan" "$@" \
        >said 2>&1
}

# try FILE: the law, with the NEON code of that file; 1: it does not hold
try() {
    compile -static -o law "$1" scan_scalar.o ways.o scan.o ||
        fail "$1 does not compile: $(cat said)"
    $emulator ./law >said 2>&1
}

# plant SED: a fault in the NEON code
plant() {
    sed "$1" "$scan/scan_neon.c" >fault.c
    cmp -s fault.c "$scan/scan_neon.c" && fail "there is nothing to plant $1 in"
    ! try fault.c || fail "the fault $1 is not found"
    grep -q '^neon is not scalar: ' said || fail "$1 breaks more: $(cat said)"
}

compile -c "$scan/scan_scalar.c" "$root/tests/ways.c" \
    "$root/tests/cross/scan.c" || fail "does not compile: $(cat said)"
try "$scan/scan_neon.c" || fail "$(cat said)"
[ "$(cat said)" = neon ] || fail "NEON is not what is used: $(cat said)"
plant 's/vclezq_s8/vcltzq_s8/'               # a NUL is not rare
plant 's/32, 64, 128,$/32, 128, 64,/'        # two bytes change places
plant 's/bytes, signs.delimiter/bytes, signs.end/'
