#!/bin/sh
# Build one archive from which a machine without internet installs matcher: wheels, hashes, an installer, documents, the
# sample county. The same commit gives the same bytes.
#
#   deploy/wheelhouse.sh [PLATFORM [PYTHON]]
#
# PLATFORM: x86_64 or aarch64 (glibc 2.28 or newer); none: this machine's. PYTHON: 3.11 and newer; none: the running one's.
set -eu
cd "$(dirname "$0")/.."
run=${PYTHON:-python3}
platform=${1:-$(uname -m)}
python=${2:-$("$run" -c 'import sys; print("%d.%d" % sys.version_info[:2])')}
case $platform in
x86_64 | aarch64) ;;
*) echo "no wheels are built for the platform '$platform': give x86_64 or aarch64" >&2 && exit 2 ;;
esac
if [ -n "$(git status --porcelain)" ]; then
  echo "the archive is built from what is committed; what is not yet is left out" >&2
fi
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git archive --prefix=tree/ HEAD | tar -x -C "$work"
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$work/tree/src/matcher/__init__.py")
name=matcher-$version-linux-$platform-python$python
packed=$work/$name
mkdir -p "$packed/wheels" build

# pip takes the tags that it is given and no older ones: all that glibc 2.28 can run.
tags=
for glibc in 28 27 26 24 17 12 5; do
  tags="$tags --platform manylinux_2_${glibc}_$platform"
done
tags="$tags --platform manylinux2014_$platform"
# shellcheck disable=SC2086  # one word for each tag
"$run" -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
  $tags --python-version "$python" --implementation cp --abi "cp$(echo "$python" | tr -d .)" --abi abi3 --abi none \
  --dest "$packed/wheels" -r "$work/tree/requirements/run.txt"
"$run" -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir "$packed/wheels" "$work/tree"

cp "$work/tree/requirements/run.txt" "$packed/requirements.txt"
own=$(basename "$packed"/wheels/matcher-*.whl)
printf 'matcher==%s \\\n    --hash=sha256:%s\n' "$version" "$(sha256sum "$packed/wheels/$own" | cut -d ' ' -f 1)" \
  >>"$packed/requirements.txt"
for kept in deploy docs pipelines sample_data schemas CHANGELOG.md LICENSE NOTICE README.md README.zh-CN.md SECURITY.md; do
  mv "$work/tree/$kept" "$packed/$kept"
done
if [ -d build/site ]; then
  cp -R build/site "$packed/site"
fi
mv "$packed/deploy/install.sh" "$packed/install.sh"
rm "$packed/deploy/wheelhouse.sh"
printf '%s\n' "$platform" >"$packed/PLATFORM"
printf '%s\n' "$python" >"$packed/PYTHON"
(cd "$packed" && find . -type f ! -name SHA256SUMS -print0 | LC_ALL=C sort -z | xargs -0 sha256sum >SHA256SUMS)

tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX \
  -C "$work" -cf - "$name" | gzip -n -6 >"$work/$name.tar.gz"
mv "$work/$name.tar.gz" "build/$name.tar.gz"
(cd build && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
echo "build/$name.tar.gz"
