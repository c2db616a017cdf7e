#!/bin/sh
# SPDX-License-Identifier: MIT
#
# quickstart.sh: from a fresh Debian or Ubuntu to health scores.
#
# Installs the packages that are missing, builds hale, runs the demo pipeline
# and says where the results are. It may be run again and again.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$root/core/cmake/setup.sh"

case ${1-} in
'') ;;
*)
    say "usage: quickstart.sh"
    say "Installs what is missing, builds hale, runs the demo pipeline."
    [ "$1" = -h ] || [ "$1" = --help ] || exit 64
    exit 0
    ;;
esac

say "hale: customer-success metrics and health scores from your own data"
say "This installs missing packages, builds hale and runs a demo."
install_packages build
build release

hale=$root/build/release/bin/hale
say "Running the demo: hale run etc/demo/hale.ini"
(cd "$root" && "$hale" run etc/demo/hale.ini)

say "Done. The results are in etc/demo/out:"
for file in "$root"/etc/demo/out/*; do
    printf '      %s\n' "${file#"$root"/}"
done
say "Next, in $root:"
cat <<END
      build/release/bin/hale explain aldermoor etc/demo/hale.ini
      build/release/bin/hale help
      ./tests/run.sh
END
