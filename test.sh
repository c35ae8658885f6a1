#!/usr/bin/env bash
# Builds qapress and runs every test, validators included, on a machine that may have nothing yet.
#
#   ./test.sh                        install what is missing, build build/release, run all its tests
#   ./test.sh PRESET [CTEST-ARGS]    another preset (see CMakePresets.json), and what ctest shall know
#
# The validators (EPUBCheck, Ace, pdf.js, the Nu checker) come from npm in locked versions to build/validators.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
preset=${1:-release}
[ $# -eq 0 ] || shift

install_validators() {
    local from=tests/support/validators to=build/validators try
    mkdir -p "$to"
    cp -R "$from/package.json" "$from/package-lock.json" "$from/.npmrc" "$from/no-canvas" "$to/"
    cmp -s "$from/package-lock.json" "$to/node_modules/.installed" && return 0
    echo "Installing the validators from npm"
    for try in 1 2 3 4 5; do
        # npm's own scripts would fetch a browser; Debian's serves.
        if (cd "$to" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >npm.log 2>&1); then
            cp "$from/package-lock.json" "$to/node_modules/.installed"
            return 0
        fi
        sleep $((try * try))
    done
    cat "$to/npm.log" >&2
    return 1
}

./build.sh --install test
install_validators
./build.sh --build "$preset"
export QAPRESS_SKIP_NOTHING=1
ctest --preset "$preset" --parallel "$(getconf _NPROCESSORS_ONLN)" "$@"
