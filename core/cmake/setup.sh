# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# setup.sh: what quickstart.sh and tests/run.sh have in common. POSIX sh, to
# be read with "." after `root` names the folder of hale.
#
#   say TEXT...            a line that tells what is going on
#   install_packages LAYER...
#                          installs what packages.txt lists and is not there;
#                          asks apt for nothing when all of it is
#   install_cross          the layer "cross", if it can be had
#   build PRESET           configures if need be, builds into build/PRESET
#
# All of it may be run again and again, from any folder, without git and, once
# everything is installed, without a network.

say() {
    printf '%s\n' "==> $*"
}

# shellcheck disable=SC2154 # root: see above
packages_of() {
    for layer in "$@"; do
        sed -n "s/^$layer  *//p" "$root/core/cmake/packages.txt"
    done
}

is_installed() {
    dpkg -s "$1" 2>/dev/null | grep -q '^Status: .* installed$'
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1; then
        sudo "$@"
    else
        say "This needs root and there is no sudo. Please run as root: $*"
        return 1
    fi
}

# Debian makes a server of its own when PostgreSQL is installed, and starts it.
# The tests bring theirs, so it is told not to; the file goes away again.
no_cluster=/etc/postgresql-common/createcluster.d/hale.conf

install_quietly() {
    case " $* " in
    *" postgresql "*)
        as_root mkdir -p "${no_cluster%/*}"
        echo "create_main_cluster = false" | as_root tee "$no_cluster" >/dev/null
        ;;
    esac
    installed=0
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "$@" || installed=$?
    as_root rm -f "$no_cluster"
    return "$installed"
}

install_packages() {
    if ! command -v dpkg >/dev/null 2>&1; then
        say "No dpkg here, so nothing is installed. hale needs the like of:"
        packages_of "$@" | sed 's/^/      /'
        return 0
    fi
    missing=
    for package in $(packages_of "$@"); do
        is_installed "$package" || missing="$missing $package"
    done
    if [ -z "$missing" ]; then
        say "All packages are installed."
        return 0
    fi
    say "Installing:$missing"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q
    # shellcheck disable=SC2086 # a list of words
    install_quietly $missing
}

# What cross.aarch64 needs; without it that test is skipped.
install_cross() {
    install_packages cross || say "Nothing is tried on AArch64, then."
}

processors() {
    getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2
}

build() {
    generator=
    if [ ! -f "$root/build/$1/CMakeCache.txt" ] &&
        command -v ninja >/dev/null 2>&1; then
        generator=-GNinja
    fi
    say "Building into build/$1"
    # shellcheck disable=SC2086 # one word or none
    told=$(cd "$root" && cmake --preset "$1" $generator 2>&1) || {
        printf '%s\n' "$told"
        return 1
    }
    cmake --build "$root/build/$1" --parallel "$(processors)"
}
