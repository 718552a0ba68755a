#!/bin/sh
# Install an archive of `make wheelhouse` where there is no network, and run the sample county with what was installed.
#
#   tests/deploy/offline.sh ARCHIVE
set -eu
archive=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
tar -xzf "$archive" -C "$place"
cd "$place"/matcher-*
if unshare --map-root-user --net true 2>/dev/null; then
  alone="unshare --map-root-user --net"
else
  echo "no namespace without a network can be made here: pip is told to ask nobody, and that is all" >&2
  alone=
fi
$alone env -u PYTHONPATH -u VIRTUAL_ENV HOME="$place" PIP_CONFIG_FILE=/dev/null sh -euc '
  sh install.sh "$1/opt"
  "$1/opt/venv/bin/matcher" run "$1/opt/current/pipelines/nightly.yaml" --workspace "$1/workspace" --quiet
  "$1/opt/venv/bin/matcher" verify --workspace "$1/workspace"
' sh "$place"
