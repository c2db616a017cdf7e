#!/bin/sh
# SPDX-License-Identifier: MIT
#
# terminal.sh: colour and width. script(1) lends a terminal where there is
# one; without it only the streams that are none are tried.
. "$(dirname -- "$0")/kit.sh"
escape=$(printf '\033')

for words in run "run -n" check "explain acme" ls test "plugin list" help; do
    # shellcheck disable=SC2086
    try 0 "no escapes where no terminal is: $words" $words
    lacks "$escape"
done
try 0 "--color always" --color always explain acme
says "${escape}[32m"
try 0 "--color=never" --color=never explain acme
lacks "$escape"
FORCE_COLOR=1
export FORCE_COLOR
try 0 "FORCE_COLOR" explain acme
says "${escape}[32m"
NO_COLOR=1
export NO_COLOR
try 0 "NO_COLOR wins over it" explain acme
lacks "$escape"
try 0 "--color wins over both" explain acme --color always
says "${escape}[32m"
unset FORCE_COLOR NO_COLOR
export HALE_COLOR=always
try 0 "HALE_COLOR" explain acme
says "${escape}[32m"
unset HALE_COLOR

# A run whose input comes late, so that it takes more than a second.
slow_on_terminal() {
    variables=$1
    shift
    (sleep 1.5; cat events.csv) >slow.csv &
    script -qec "env -u CI $variables '$hale' run -n $* \
        --set input.events.path=- <slow.csv" /dev/null </dev/null \
        >.stdout 2>/dev/null
    : >.stderr
    wait
}

# on_terminal VARIABLES WORDS...: .stdout holds what the terminal got.
on_terminal() {
    variables=$1
    shift
    script -qec "env $variables '$hale' $*" /dev/null </dev/null \
        >.stdout 2>/dev/null
    : >.stderr
}

# Some containers have script(1) and no terminals to lend.
if timeout 10 script -qec true /dev/null </dev/null >/dev/null 2>&1; then
    name="colour on a terminal"
    on_terminal TERM=xterm explain acme
    says "${escape}[32m"
    name="TERM=dumb"
    on_terminal TERM=dumb explain acme
    lacks "${escape}["
    name="NO_COLOR on a terminal"
    on_terminal "TERM=xterm NO_COLOR=1" explain acme
    lacks "${escape}["
    name="words are cut to the width"
    sed -i 's/seats in use",/seats in use, which is far less than was sold",/' \
        health.lua
    on_terminal "TERM=xterm COLUMNS=66 NO_COLOR=1" explain acme
    says "…"
    long=$(tr -d '\r' <.stdout | LC_ALL=C sed "s/$(printf '[\200-\277]')//g" |
        awk 'length($0) > 66')
    [ -z "$long" ] || fail "longer than 66 columns: $long"
    mkfifo slow.csv
    name="a long run shows a bar, and takes it away"
    slow_on_terminal TERM=xterm
    says "reading "
    says "${escape}[K"
    for quiet in --no-progress -q; do
        name="no bar with $quiet"
        slow_on_terminal TERM=xterm $quiet
        lacks "reading "
    done
    name="no bar in CI"
    slow_on_terminal "CI=true TERM=xterm"
    lacks "reading "
    name="a short run shows no bar"
    on_terminal "TERM=xterm NO_COLOR=1" run -n
    lacks "${escape}[K"
fi
done_testing
