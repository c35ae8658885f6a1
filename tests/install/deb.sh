#!/usr/bin/env bash
# Installs a .deb in a bare root of its own and converts the seed there: the package asks for all that it needs, and
# its program writes the bytes that the build's own writes. Needs root and debootstrap.
#
#   tests/install/deb.sh PACKAGE.deb PROGRAM
set -euo pipefail
package=$(realpath "$1")
program=$(realpath "$2")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
seed=input/ai-ml-engineer-interview.txt

root=$(mktemp -d)
trap 'rm -rf --one-file-system "$root"' EXIT
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
mirror=$(apt-get indextargets --format '$(SITE)' 'Codename: '"$suite" | head -n 1)
chmod 755 "$root"
debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$root.log" 2>&1 || { cat "$root.log"; exit 1; }
rm "$root.log"

cp "$package" "$root/root/qapress.deb"
cp "$seed" "$root/root/seed.txt"
inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive chroot "$root" "$@"; }
inside apt-get -qq update
inside apt-get -qq -o APT::Sandbox::User=root install -y --no-install-recommends /root/qapress.deb >/dev/null 2>&1
inside qapress --version
inside qapress -q -o /root/ /root/seed.txt

mkdir "$root/root/expected"
cp "$seed" "$root/root/expected/seed.txt"
"$program" -q -o "$root/root/expected/" "$root/root/expected/seed.txt"
for format in pdf epub; do
    cmp "$root/root/seed.$format" "$root/root/expected/seed.$format"
done
inside apt-get -qq purge -y qapress >/dev/null 2>&1
left=$(find "$root/usr" -name '*qapress*' | head)
[ -z "$left" ] || { echo "left behind: $left"; exit 1; }
