#!/bin/sh
# Install matcher from this archive, without internet. 从本安装包离线安装 matcher。
#
#   sh install.sh [DIR]        DIR: where to (安装目录); none: /opt/matcher
#
# Each version gets a folder of its own below DIR/releases; DIR/current points to the one in use, and is moved only when
# all of it is there. To go back to an earlier one: ln -sfn releases/NAME DIR/current.
set -eu
umask 022 # the service's own user runs it; nothing secret is in it
archive=$(cd "$(dirname "$0")" && pwd)
target=${1:-/opt/matcher}

refuse() { # what, how to mend it, the same in Chinese
  printf 'error: %s\n  mend: %s\n  %s\n' "$1" "$2" "$3" >&2
  exit 2
}

[ -f "$archive/SHA256SUMS" ] ||
  refuse "$archive is no unpacked archive" "unpack the archive that \`make wheelhouse\` builds, and run its install.sh" \
    "此处不是解压后的安装包：请解压安装包后运行其中的 install.sh"
platform=$(cat "$archive/PLATFORM")
wanted=$(cat "$archive/PYTHON")
[ "$(uname -m)" = "$platform" ] ||
  refuse "this archive is for $platform, this machine is $(uname -m)" "take the archive for $(uname -m)" \
    "安装包适用于 $platform，本机为 $(uname -m)：请换用对应的安装包"
glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d ' ' -f 2)
[ "$(printf '2.28\n%s\n' "${glibc:-0}" | sort -V | head -n 1)" = 2.28 ] ||
  refuse "glibc ${glibc:-(not found)} is too old: the wheels need 2.28" "install on a newer system" \
    "系统 glibc 版本过低（需要 2.28 及以上）：请在较新的系统上安装"
python=
for found in ${PYTHON:+"$PYTHON"} "python$wanted" python3 /usr/local/bin/python3; do
  if command -v "$found" >/dev/null 2>&1 &&
    [ "$("$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$wanted" ]; then
    python=$found
    break
  fi
  [ -z "${PYTHON:-}" ] || break # the one that was named, or none
done
[ -n "$python" ] ||
  refuse "Python $wanted was not found${PYTHON:+ at $PYTHON}" \
    "install it, or name it: PYTHON=/path/to/python$wanted sh install.sh" "未找到 Python $wanted：请先安装，或用 PYTHON=路径 指明"
(cd "$archive" && sha256sum --quiet --strict --check SHA256SUMS >&2) ||
  refuse "a file of the archive is not as it was packed" "copy the archive again and compare its .sha256" \
    "安装包文件与打包时不一致：请重新拷贝并核对 .sha256"

release=$(basename "$archive")
place=$target/releases/$release
[ ! "$archive" -ef "$place" ] ||
  refuse "the archive was unpacked where it would be installed" "unpack it elsewhere, in /tmp for example" \
    "安装包解压在了安装目录内：请解压到别处再安装"
for link in current venv deploy docs; do
  [ -L "$target/$link" ] || [ ! -e "$target/$link" ] ||
    refuse "$target/$link is there and no link of this installer's" "move it away, or install into another folder" \
      "$target/$link 已存在且不是本安装程序建立的链接：请移走，或换一个安装目录"
done
(mkdir -p "$target/releases" && [ -w "$target" ] && [ -w "$target/releases" ]) 2>/dev/null ||
  refuse "nothing can be written in $target" "run it as the user who owns it, or as root; or name a folder: sh install.sh DIR" \
    "无法写入 $target：请用有权限的用户运行，或指定目录：sh install.sh 目录"
[ ! -e "$place" ] || [ ! "$(readlink -f "$target/current" || true)" = "$(readlink -f "$place")" ] ||
  refuse "$release is installed and in use in $target" "nothing: it is there; run $target/venv/bin/matcher doctor" \
    "该版本已安装并正在使用：无需再装，可运行 $target/venv/bin/matcher doctor 检查"
rm -rf "$place" # of an installation that was broken off
mkdir "$place"
"$python" -m venv "$place/venv" ||
  refuse "Python cannot make virtual environments" "install its venv module (Debian: python$wanted-venv)" \
    "Python 缺少 venv 模块：请安装"
"$place/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --no-deps --require-hashes \
  --find-links "$archive/wheels" -r "$archive/requirements.txt"
for kept in deploy docs site pipelines sample_data schemas CHANGELOG.md LICENSE NOTICE README.md README.zh-CN.md SECURITY.md; do
  [ ! -e "$archive/$kept" ] || cp -R "$archive/$kept" "$place/$kept"
done
chmod -R go+rX "$place" # whoever unpacked it may have kept it to himself
"$place/venv/bin/matcher" --version >/dev/null

point() { # link, what it points to: put in place at once
  rm -f "$1.new" # of an installation that was broken off
  ln -s "$2" "$1.new"
  mv -T "$1.new" "$1"
}
for part in venv deploy docs; do
  point "$target/$part" "current/$part"
done
point "$target/current" "releases/$release" # the last: what is broken off before it is installed again
cat <<EOF
installed: $target/venv/bin/matcher (release $release)
  look:  $target/venv/bin/matcher doctor
  try:   $target/venv/bin/matcher run $target/current/pipelines/nightly.yaml --workspace DIR
已安装。检查：matcher doctor；试用样例县：见上一行。夜间运行见 $target/docs/operation.md
EOF
