#!/bin/sh
# SPDX-License-Identifier: MIT
#
# plugins.sh: `hale plugin list`, `show`, `check` and `new`. Called with the
# path of hale and the folder of the plugins.
. "$(dirname -- "$0")/kit.sh"
plugins=${2:?the folder of the plugins}

try 0 "list" plugin list
says "usage.active_users"
says "input   csv"
try 0 "list --json" plugin list --json
json '$.plugins[0].kind' "$(sql_of_stdout "json_extract(doc, '$.plugins[0].kind')")"
[ -n "$got" ] || fail "no plugins"
try 64 "list of something" plugin list usage

try 0 "show a metric" plugin show usage.active_users
says "usage.active_users"
try 0 "show a pack" plugin show usage
says "usage.active_users"
says "usage.stickiness"
try 0 "show a path" plugin show "$plugins/usage.so"
says "usage.stickiness"
try 0 "show --markdown" plugin show usage.active_users --markdown
says "#"
try 0 "show --json" plugin show usage.active_users --json
json '$.plugins[0].name' active_users
# A share of counts has its interval in groups; a rate of money has none.
try 0 "show a proportion" plugin show revenue.renewals
says "/ sum of renewals_decided, with its 95 % interval; missing"
try 0 "show a proportion as JSON" plugin show revenue.renewals --json
of=$(sql_of_stdout "(SELECT group_concat(json_extract(value, '\$.name') ||
    ' ' || json_extract(value, '\$.proportion'))
    FROM json_each(doc, '\$.plugins[0].results')
    WHERE json_extract(value, '\$.rollup') = 'ratio')")
[ "$of" = "logo_rate 1,gross_rate 0,net_rate 0" ] || fail "proportions are $of"
try 78 "show nearly" plugin show usage.actve_users
tells "active_users"
try 78 "show a pack nearly" plugin show usgae
tells "usage"
silent

echo "not a plugin" >broken.so
try 0 "a broken one is told, the others are listed" plugin list \
    --set pipeline.plugin_path=. -p hale.ini
tells "broken.so"
says "usage.active_users"

try 0 "check" plugin check "$plugins/usage.so"
says "ok"
try 78 "check of what is none" plugin check broken.so
tells "broken.so"
try 66 "check of nothing" plugin check nowhere.so
tells "nowhere.so"

try 64 "new of no kind" plugin new mertic one
tells 'did you mean "metric"?'
try 64 "new with a name that is none" plugin new metric First-Value
tells "cannot be a name"
try 0 "new" plugin new metric first_value
tells "first_value"
[ -f first_value/CMakeLists.txt ] || fail "no CMakeLists.txt"
try 73 "new over an old one" plugin new metric first_value
try 73 "--dir that is not there" plugin new output wall --dir deep
mkdir deep
try 0 "--dir" plugin new output wall --dir deep
[ -d deep/wall ] || fail "no deep/wall"
done_testing
