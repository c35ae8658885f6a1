#!/usr/bin/env bash
# Builds qapress and converts what lies in input/ to output/, on a machine that may have nothing yet.
#
#   ./build.sh                   install what is missing, build build/release/qapress, convert input/*
#   ./build.sh --install SET     only install: SET is build, test (build and more) or ci (test and more)
#   ./build.sh --build PRESET    only build, with a preset of CMakePresets.json
#
# Packages come from apt, Homebrew or dnf, as root or through sudo, and only those that are missing are asked for.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# Package lists, one line a set. "command=package" asks for the package only where no such command exists.
packages() { # MANAGER SET
    case "$1-$2" in
    apt-build) echo "cc=gcc libc6-dev cmake=cmake ninja=ninja-build pkg-config=pkg-config
        libhpdf-dev libzip-dev libxml2-dev libharfbuzz-dev libicu-dev libhyphen-dev libmd4c-dev libyaml-dev
        libdeflate-dev libpng-dev libjpeg-dev nettle-dev" ;;
    apt-test) echo "libcmocka-dev locales qpdf=qpdf pdftotext=poppler-utils mutool=mupdf-tools
        xmllint=libxml2-utils python3=python3 make=make
        npm=npm chromium=chromium java=default-jre-headless" ;;
    apt-ci) echo "gcc=gcc clang=clang make=make zsh=zsh fish=fish llvm-symbolizer=llvm libclang-rt-dev
        debootstrap=debootstrap dpkg-shlibdeps=dpkg-dev file=file slurmctld=slurm-wlm munged=munge parallel=parallel sshd=openssh-server" ;;
    brew-build) echo "cmake=cmake ninja=ninja pkg-config=pkgconf
        libharu libzip libxml2 harfbuzz icu4c md4c libyaml libdeflate libpng jpeg-turbo nettle" ;;
    brew-test) echo "cmocka qpdf=qpdf pdftotext=poppler mutool=mupdf-tools npm=node java=openjdk" ;;
    dnf-build) echo "cc=gcc cmake=cmake ninja=ninja-build pkg-config=pkgconf-pkg-config
        libharu-devel libzip-devel libxml2-devel harfbuzz-devel libicu-devel hyphen-devel md4c-devel libyaml-devel
        libdeflate-devel libpng-devel libjpeg-turbo-devel nettle-devel" ;;
    dnf-test) echo "libcmocka-devel glibc-locale-source qpdf=qpdf pdftotext=poppler-utils mutool=mupdf
        xmllint=libxml2 python3=python3 make=make
        npm=npm chromium-browser=chromium java=java-latest-openjdk-headless" ;;
    dnf-ci) echo "clang=clang compiler-rt" ;;
    esac
}

installed() { # MANAGER PACKAGE
    case $1 in
    apt) [ "$(dpkg-query -W -f '${db:Status-Status}' "$2" 2>/dev/null)" = installed ] ;;
    brew) brew list --versions "$2" >/dev/null 2>&1 ;;
    dnf) rpm -q --whatprovides "$2" >/dev/null 2>&1 ;;
    esac
}

missing() { # MANAGER SET...
    local manager=$1 set word
    shift
    for set in "$@"; do
        for word in $(packages "$manager" "$set"); do
            case $word in
            *=*) command -v "${word%%=*}" >/dev/null 2>&1 || echo "${word#*=}" ;;
            *) installed "$manager" "$word" || echo "$word" ;;
            esac
        done
    done
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1; then
        sudo "$@"
    else
        echo "This needs root, or sudo: $*" >&2
        return 1
    fi
}

install_packages() { # SET...
    local manager="" candidate wanted
    for candidate in apt-get:apt brew:brew dnf:dnf; do
        command -v "${candidate%:*}" >/dev/null 2>&1 && { manager=${candidate#*:}; break; }
    done
    if [ -z "$manager" ]; then
        echo "No apt, Homebrew or dnf here: going on with what is installed." >&2
        return 0
    fi
    # Chrome under another name serves as well; the tests look for all of them.
    wanted=$(missing "$manager" "$@" | sort -u | tr '\n' ' ')
    [ -n "${wanted// /}" ] || return 0
    echo "Installing: $wanted"
    # The lists are words without blanks, so the splitting is meant.
    # shellcheck disable=SC2086
    case $manager in
    apt)
        local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=5 -o DPkg::Lock::Timeout=600
            -o APT::Sandbox::User=root -qq)
        as_root "${apt[@]}" update || echo "Updating the package lists failed: trying with the old ones." >&2
        as_root "${apt[@]}" install -y --no-install-recommends $wanted >/dev/null
        ;;
    brew) brew install $wanted ;;
    dnf) as_root dnf install -y --setopt=install_weak_deps=False $wanted ;;
    esac
}

# Homebrew keeps some libraries out of the default search path.
homebrew_paths() {
    command -v brew >/dev/null 2>&1 || return 0
    local prefix keg
    prefix=$(brew --prefix)
    for keg in icu4c libxml2 jpeg-turbo; do
        PKG_CONFIG_PATH="$prefix/opt/$keg/lib/pkgconfig:${PKG_CONFIG_PATH:-}"
    done
    export PKG_CONFIG_PATH CMAKE_PREFIX_PATH="$prefix:${CMAKE_PREFIX_PATH:-}"
}

build() { # PRESET [TARGET]
    homebrew_paths
    mkdir -p build
    local log="build/$1.configure.log"
    cmake --preset "$1" >"$log" 2>&1 || { cat "$log" >&2; return 1; }
    cmake --build --preset "$1" ${2:+--target "$2"}
}

convert_all() {
    local inputs=(input/*) file name
    mkdir -p output
    build/release/qapress -o output/ "${inputs[@]}"
    for file in "${inputs[@]}"; do
        name=${file##*/}
        for name in "output/${name%.*}.pdf" "output/${name%.*}.epub"; do
            [ -s "$name" ] || { echo "$name was not written" >&2; return 1; }
            echo "Wrote $name ($(($(wc -c <"$name") / 1024)) KB)"
        done
    done
}

case "${1:-}" in
"")
    install_packages build
    build release qapress
    convert_all
    ;;
--install)
    case "${2:-}" in
    build) install_packages build ;;
    test) install_packages build test ;;
    ci) install_packages build test ci ;;
    *) echo "usage: $0 [--install build|test|ci]" >&2; exit 2 ;;
    esac
    ;;
--build) build "${2:?a preset}" ;;
*) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
