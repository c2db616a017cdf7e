#!/bin/sh
# SPDX-License-Identifier: MIT
#
# make_reference.sh HALE [PAGE]: the reference of all packs of this project,
# written by the plugins' own declarations.
#
#   docs/make_reference.sh build/dev/bin/hale >docs/reference.md
#   docs/make_reference.sh build/dev/bin/hale docs/reference.md
#
# With PAGE nothing is printed: it fails if the page is out of date. Where a
# pack was not built for want of a library it exits with 77, "skipped".
set -eu
hale=${1:?the path of hale}
page=${2-}
plugins=$(CDPATH='' cd -- "$(dirname -- "$0")/../plugins" && pwd)
# Only the packs of the build: not what else is installed on this machine.
unset HALE_PLUGIN_PATH
XDG_DATA_HOME=/nonexistent
export XDG_DATA_HOME

packs_of() { # KIND: the folders of plugins/KIND
    for folder in "$plugins/$1"/*/; do
        pack=$(basename -- "$folder")
        [ "$pack" = common ] || echo "$pack"
    done
}

all_packs() {
    for kind in input metric model output; do
        packs_of "$kind"
    done | awk '!seen[$0]++'
}

head_of_page() {
    cat <<'END'
# Reference of the packs

This page is written by `docs/make_reference.sh` from what the plugins declare;
`hale plugin show NAME` prints the same. After a change in a declaration make
it anew; a test fails if it is out of date.

`name = what it may be [default]: meaning` is a setting. `user?` is a column
that may be absent; `any` is a column of whatever type. Results are named after
the section: `p1` of `[metric.open]` is the column `open_p1`.

END
    echo '| kind | plugin | what it is |'
    echo '|---|---|---|'
    "$hale" plugin list | awk -v packs=" $(all_packs | tr '\n' ' ')" '{
        pack = $2; sub(/\..*/, "", pack)
        if (!index(packs, " " pack " ")) next
        kind = $1; name = $2
        sub(/^[^ ]+ +[^ ]+ +[^ ]+ +/, "")
        printf "| %s | `%s` | %s |\n", kind, name, $0
    }'
    echo
}

make_page() {
    head_of_page
    first=yes
    for pack in $(all_packs); do
        [ "$first" = yes ] || echo
        first=no
        "$hale" plugin show "$pack" --markdown
    done
}

for pack in $(all_packs); do
    "$hale" plugin show "$pack" >/dev/null 2>&1 && continue
    echo "The pack \"$pack\" is not built here." >&2
    exit 77
done
if [ -z "$page" ]; then
    make_page
elif ! make_page | diff -u "$page" -; then
    echo "$page is out of date: make it anew with $0 $hale" >&2
    exit 1
fi
