#!/usr/bin/env bash
# A minimal Debian 12 as an archive for `docker import`, without an image registry: debian.sh ARCHIVE. As root.
# debootstrap checks Debian's signatures. DEBIAN_MIRROR and DEBIAN_SECURITY_MIRROR name other mirrors.
set -euo pipefail
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

debootstrap --variant=minbase bookworm "$root" ${DEBIAN_MIRROR:-} >"$root.log" || { tail "$root.log" >&2; exit 1; }
rm "$root.log"
# debootstrap leaves the release as it was on its last point release; security fixes come on top
read -r _ mirror _ <"$root/etc/apt/sources.list"
echo "deb ${DEBIAN_SECURITY_MIRROR:-$mirror-security} bookworm-security main" >>"$root/etc/apt/sources.list"
printf 'path-exclude /usr/share/%s/*\n' doc man locale info >"$root/etc/dpkg/dpkg.cfg.d/slim"
printf 'APT::Install-Recommends "false";\nAPT::Install-Suggests "false";\n' >"$root/etc/apt/apt.conf.d/slim"
# no device nodes, no package lists, no documents; the folders of the manual stay, Java's installation links into them
tar -C "$root" -cf "$1" --exclude='./dev/*' --exclude='./var/cache/apt/*' --exclude='./var/lib/apt/lists/*' \
  --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*/*' --exclude='./usr/share/locale/*' --exclude='./usr/share/info/*' .
