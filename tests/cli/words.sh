#!/bin/sh
# SPDX-License-Identifier: MIT
#
# words.sh: the words of the command line, the right and the wrong ones.
. "$(dirname -- "$0")/kit.sh"

try 64 "no words at all"
silent
tells "usage: hale COMMAND"
try 0 "help" help
says "read inputs, compute metrics and scores, write outputs"
quiet
for flag in -h --help; do
    try 0 "$flag" "$flag"
    says "usage: hale COMMAND"
done
try 0 "help of a command" help run
says "usage: hale run [OPTION...] [PIPELINE]"
says "--dry-run"
lacks "--print-config"
try 0 "-h behind a command" run -h
says "usage: hale run"
try 0 "-h before a command" -h explain
says "usage: hale explain [OPTION...] ACCOUNT [PIPELINE]"
try 0 "help of a group" help plugin
says "plugin check"
try 0 "-h of a group" plugin -h
says "plugin check"
try 0 "help of a command of two words" help plugin show
says "usage: hale plugin show"
try 64 "help of nothing" help rnu
tells 'did you mean "run"?'
try 64 "help of too much" help run check
tells 'what is "check"'
for command in run check explain whatif try test ls version help "plugin list" \
    "plugin show" "plugin check" "plugin new"; do
    # shellcheck disable=SC2086 # two words are two words
    try 0 "help of $command" help $command
    says "usage: hale $command"
done

try 0 "--version" --version
says "hale 0."
try 0 "version" version
says "plugin ABI 1.1"
says "Lua 5.4"
try 0 "version --json" version --json
json '$.abi' 1.1

try 64 "unknown command" rnu
tells 'no command "rnu", did you mean "run"?'
tells "See: hale help"
silent
try 64 "a command far from all" frobnicate
tells "there are: init, run, check"
try 64 "a group alone" plugin
tells "plugin needs one of: list, show, check, new"
try 64 "unknown command of a group" plugin lits
tells 'did you mean "list"?'
try 64 "commands are not abbreviated" ru
try 64 "unknown option" run --dryrun
tells "did you mean --dry-run?"
try 64 "options are not abbreviated" run --dry
try 64 "unknown letter" run -x
tells "no option -x"
try 64 "an option of another command" check --dry-run
tells "check has no option --dry-run (it is one of: run)"
try 64 "a value too many" run --json=yes
tells "--json takes no value"
try 64 "a value too few" run --as-of
tells "--as-of takes WHEN"
try 64 "an empty value" run --as-of=
try 64 "an operand too few" explain
tells "explain needs ACCOUNT"
try 64 "an operand too many" run hale.ini more.ini
tells 'what is "more.ini"?'
for jobs in 0 -1 1025 many 2x 99999999999999999999; do
    try 64 "-j $jobs" run -j "$jobs"
    tells "a number from 1 to 1024"
done
try 64 "--set without value" run --set pipeline.name
tells "SECTION.KEY=VALUE"
try 64 "--set without section" run --set name=x.y
try 64 "--color" run --color=blue
tells "auto, always or never"
try 64 "two pipelines" check hale.ini -p other.ini
tells "two pipelines"

try 0 "options before the command" -q --json check
is_json
try 0 "letters together" -qv check
try 0 "a value in its word" check -j2
try 0 "a value behind =" check --jobs=2
try 0 "-- ends the options" check -- hale.ini
try 66 "an operand that begins with -" check -- -hale.ini
try 0 "--pipeline" check -p hale.ini
try 0 "--pipeline and operand agree" check -p hale.ini hale.ini

export HALE_JOBS=many
try 64 "a wrong variable" check
tells 'HALE_JOBS takes a number from 1 to 1024, not "many"'
try 0 "a flag wins over a variable" check -j 1
unset HALE_JOBS
HALE_JSON=perhaps
export HALE_JSON
try 64 "a wrong switch" check
tells "HALE_JSON takes yes or no"
HALE_JSON=yes
try 0 "a switch from the environment" check
is_json
HALE_JSON=no
try 0 "a switch that is off" check
says "2 inputs"
HALE_JSON=
try 0 "an empty variable is none" check
says "2 inputs"
unset HALE_JSON
export HALE_DRY_RUN=perhaps
try 0 "a variable of another command" check
unset HALE_DRY_RUN
export HALE_AS_OF=2025-11-30
try 0 "--as-of from the environment" run -n --json
json '$.as_of[0]' 2025-11-30T00:00:00Z
try 0 "--as-of wins over it" run -n --json --as-of 2025-12-30
json '$.as_of[0]' 2025-12-30T00:00:00Z
unset HALE_AS_OF
export HALE_SET="pipeline.name=one
pipeline.timezone=Europe/Berlin"
try 0 "settings from the environment" run -n --json
json '$.pipeline' one
try 0 "--set wins over them" run -n --json --set pipeline.name=two
json '$.pipeline' two
json '$.as_of[0]' 2025-12-30T23:00:00Z
unset HALE_SET

mkdir -p deep/er
try 0 "-C" -C deep/er check
says "../../hale.ini"
try 66 "-C to nowhere" -C nowhere check
tells "nowhere"
rm -r hale.ini
try 66 "no pipeline anywhere" check
tells "no hale.ini in this folder or above"
done_testing
