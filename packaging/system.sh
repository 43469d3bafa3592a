#!/bin/sh
# Installs the system libraries that Qt and the tests need, where apt is there and something is missing.
set -u
needed="libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-render-util0 libxcb-image0
        libxkbcommon-x11-0 libegl1 libgl1 libdbus-1-3 libfontconfig1 fontconfig fonts-dejavu-core xvfb"
command -v apt-get >/dev/null 2>&1 || exit 0
missing=""
for package in $needed; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
as_root=""
if [ "$(id -u)" != 0 ]; then
  if ! sudo -n true 2>/dev/null; then
    echo "Qt may need these packages, which only an administrator can install:$missing" >&2
    exit 0
  fi
  as_root="sudo -n"
fi
$as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq $missing >/dev/null ||
  echo "These packages could not be installed; Qt may miss them:$missing" >&2
exit 0
