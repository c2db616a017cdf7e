#!/bin/sh
# SPDX-License-Identifier: MIT
#
# bad_sources.sh: sources that hang, break off, print nonsense or are not what
# they seem: each gives one error that says what is wrong, and the results of
# the last good run stay, byte for byte. Pipes are read as files are. And a
# password that a pipeline takes from the environment is nowhere to be found.
#
# Servers that do all this are in postgres.sh and postgres_init.sh.
# shellcheck disable=SC2016 # what stands in quotes is for others
# shellcheck source=tests/golden/kit.sh
. "$(dirname -- "$0")/kit.sh"

# with LINES...: a pipeline whose events come from what LINES say.
with() {
    {
        printf '[pipeline]\nas_of = 2026-01-01\ntimezone = UTC\n'
        printf '[metric.users]\nplugin = usage.active_users\nwindow = 28d\n'
        printf '[output.o]\nplugin = csv\npath = %s/{table}.csv\n' "$work/out"
        printf 'tables = accounts\n[input.events]\n'
        printf '%s\n' "$@"
    } >events.ini
}
with 'plugin = csv' "path = $demo/events.csv"
run 0 "a good run" events.ini
cp -R out good
is "accounts" "$([ "$(wc -l <good/accounts.csv)" -gt 100 ] && echo many)" many

# Meanwhile, a pipe that nobody writes to: ten seconds.
mkfifo nobody.csv
with 'plugin = csv' "path = $work/nobody.csv"
mv events.ini nobody.ini
"$HALE" run --no-progress nobody.ini >nobody.out 2>nobody.err &
waiting=$!

bad() { # NAME CODE TEXT LINES...
    what=$1
    wanted=$2
    text=$3
    shift 3
    with "$@"
    run "$wanted" "$what" events.ini
    has "$what" .err "$text"
    is "$what: errors" "$(sed -n 's/ error.*Nothing was .*//p' .err)" 1
    is "$what: control characters" "$(tr -d '\n -~\200-\377' <.err | wc -c)" 0
    same "$what: the last good results" good out
}

# ----------------------------------------------------------------- files --
mkdir folder
: >empty
head -c 100000 "$HALE" >program
bad "no such file" 66 'No such file' 'plugin = csv' "path = $work/none.csv"
for plugin in csv ndjson; do
    bad "a folder for $plugin" 66 'Is a directory' "plugin = $plugin" \
        "path = $work/folder"
done
bad "a folder for sqlite" 66 'Is a directory' 'plugin = sqlite' \
    "path = $work/folder" 'table = x'
bad "a folder" 66 'name the files in it' 'plugin = csv' "path = $work/folder"
bad "an empty file" 69 'is empty' 'plugin = csv' "path = $work/empty"
bad "a program for a table" 69 'program' 'plugin = csv' "path = $work/program"
bad "a pipe for a database" 69 'is no file, and a database must be one' \
    'plugin = sqlite' "path = $work/nobody.csv" 'table = events'

as_nobody() {
    if [ "$(id -u)" -ne 0 ]; then
        "$@"
    else
        setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
    fi
}
cp "$demo/events.csv" closed.csv
chmod 000 closed.csv
chmod 755 "$work"
with 'plugin = csv' "path = $work/closed.csv"
if as_nobody "$HALE" version >/dev/null 2>&1; then
    code=0
    as_nobody "$HALE" run --no-progress events.ini >.out 2>.err || code=$?
    is "a file that may not be read" "$code" 77
    has "a file that may not be read" .err 'closed.csv: Permission denied'
    same "a file that may not be read" good out
fi

# ----------------------------------------------------------------- pipes --
# piped NAME PLUGIN COMMAND: what COMMAND writes into a pipe gives the same.
piped() {
    mkfifo a.pipe
    with "plugin = $2" "path = $work/a.pipe"
    sh -c "$3" >a.pipe &
    run 0 "$1" events.ini
    wait $!
    same "$1" good out
    rm a.pipe
}
piped "a pipe" csv "cat '$demo/events.csv'"
piped "a pipe with a slow beginning" csv \
    "sleep 1; head -1 '$demo/events.csv'; sleep 1; sed 1d '$demo/events.csv'"
piped "a packed one" csv "gzip -c '$demo/events.csv'"
piped "lines of JSON" ndjson "sed 1d '$demo/events.csv' |
    awk -F, '{ print \"{\\\"time\\\":\\\"\" \$1 \"\\\",\\\"account\\\":\\\"\" \\
        \$2 \"\\\",\\\"user\\\":\\\"\" \$3 \"\\\"}\" }'"
mkfifo a.pipe
with 'plugin = csv' "path = $work/a.pipe"
: >a.pipe &
run 69 "a pipe that ends at once" events.ini
has "a pipe that ends at once" .err 'is empty'
rm a.pipe

# Whoever is told to stop while it waits does.
stops() { # NAME INPUT
    "$HALE" run --no-progress events.ini >.out 2>.err <"$2" &
    hale=$!
    sleep 0.7
    kill -TERM "$hale"
    code=0
    wait "$hale" || code=$?
    is "$1" "$code" 143
    same "$1" good out
}
mkfifo silent.csv
sleep 60 >silent.csv &
silent=$!
with 'plugin = csv' "path = $work/nobody.csv"
stops "told to stop, without a writer" /dev/null
with 'plugin = csv' "path = $work/silent.csv"
stops "told to stop, with a silent one" /dev/null
with 'plugin = ndjson' 'path = -'
stops "told to stop, at standard input" silent.csv
with 'plugin = exec' 'command = sleep 60'
stops "told to stop, with a silent command" /dev/null
kill "$silent"

# -------------------------------------------------------------- commands --
events="cat '$demo/events.csv'"
bad "a command that hangs" 69 'did not end within 1 s' 'plugin = exec' \
    'command = sleep 60' 'timeout = 1'
bad "one that hangs half-way" 69 'did not end within 1 s; it said: lost' \
    'plugin = exec' "command = $events; echo lost >&2; sleep 60" 'timeout = 1'
bad "one that dies half-way" 69 'was killed by signal 9' 'plugin = exec' \
    "command = head -c 100000 '$demo/events.csv'; kill -9 \$\$\$\$"
bad "one that fails half-way" 69 'failed with exit code 7; it said: no disk' \
    'plugin = exec' "command = $events; echo no disk >&2; exit 7"
bad "one that is not there" 69 'failed with exit code 127' \
    'plugin = exec' 'command = no_such_program_anywhere'
bad "nonsense from the beginning" 69 'command head' 'plugin = exec' \
    "command = head -c 100000 '$work/program'"
bad "nonsense on stderr" 69 'exit code 1' 'plugin = exec' \
    "command = printf '\\033[2J\\007\\377boom' >&2; exit 1"
bad "nothing at all" 69 'empty' 'plugin = exec' 'command = true'
with 'plugin = exec' "command = echo '<html><body>Log in first</body></html>'"
run 78 "a page of HTML" events.ini
has "a page of HTML" .err 'columns found: <html><body>Log in first</body></html>'
same "a page of HTML" good out
bad "the same for JSON" 69 'a row is an object' 'plugin = exec' 'format = ndjson' \
    "command = echo '<html><body>Log in first</body></html>'"

# --------------------------------------------------------------- secrets --
# In the environment, in a file, in the pipeline; in a command, in a uri.
CRM_PASSWORD=hunter2
export CRM_PASSWORD
echo hunter2 >password
with 'plugin = exec' 'command =' '    curl() { test "$2" = "-u:$CRM_PASSWORD" && \' \
    "        sleep 1.5 && $events; }" '    curl -s "-u:${CRM_PASSWORD}"'
printf '[history]\npath = past.sqlite\n' >>events.ini
# Until the process has started its command, ten seconds at most.
until_started() {
    tries=0
    until ps -o args= --ppid "$1" | grep -q HALE_EXEC_COMMAND; do
        [ $tries -lt 100 ] || return
        tries=$((tries + 1))
        sleep 0.1
    done
}
"$HALE" run -v --timings --no-progress events.ini >.out 2>.err &
hale=$!
until_started "$hale"
ps -eo args >.listed
code=0
wait "$hale" || code=$?
is "a command with a password" "$code" 0
same "a command with a password" good out
has "it is listed" .listed 'sh -c command=$HALE_EXEC_COMMAND'
is "the password in the list" "$(grep -v grep .listed | grep -c hunter2)" 0
: >everything
collect() { # WORDS...: what hale says to them
    "$HALE" "$@" >>everything 2>&1
}
cat .out .err >>everything
collect run --json --timings --no-progress events.ini
collect check --print-config events.ini
collect check --connect -v events.ini
collect check --connect --json events.ini
collect ls --json events.ini
collect history --json events.ini
collect replay 1 events.ini
collect docs lua events.ini
collect explain nobody events.ini
collect freshness events.ini
has "the printed pipeline" everything 'curl -s "-u:${CRM_PASSWORD}"'
sed 's/sleep 1.5/false/' events.ini >fails.ini
collect run --no-progress fails.ini
collect check --json fails.ini
has "the command that failed" everything 'failed with exit code 1'
for line in 'password_env = CRM_PASSWORD' 'password_file = password' \
    'password = ${CRM_PASSWORD}' 'password = hunter2'; do
    with 'plugin = postgres' "uri = host=$work user=me" "$line" 'table = x'
    collect run --no-progress events.ini
    collect check --connect --json events.ini
    collect check --print-config events.ini
done
with 'plugin = postgres' "uri = postgresql://me:hunter2@/x?host=$work" \
    'table = x'
collect check --connect events.ini
collect check --print-config events.ini
collect check --print-config --set 'input.events.password=hunter2' events.ini
collect init never --from postgres "postgresql://me:hunter2@/x?host=$work"
has "the servers that failed" everything 'cannot connect'
# A crash says where it was; SIGSEGV from outside does as well as a real one.
sed 's/sleep 1.5/sleep 60/' fails.ini | sed 's/false/sleep 60/' >crash.ini
"$HALE" run --no-progress crash.ini >>everything 2>&1 &
hale=$!
until_started "$hale"
kill -SEGV "$hale"
wait "$hale" 2>/dev/null
has "a crash" everything 'in plugin exec.exec'
is "the password in what was said" "$(grep -a hunter2 everything)" ""
is "the password in what was left" \
    "$(grep -alr hunter2 out past.sqlite* .hale 2>/dev/null)" ""

code=0
wait "$waiting" || code=$?
is "a pipe that nobody writes to" "$code" 69
has "a pipe that nobody writes to" nobody.err \
    'nobody.csv: is a pipe, and nobody writes to it (waited 10 s)'
same "a pipe that nobody writes to" good out
done_testing
