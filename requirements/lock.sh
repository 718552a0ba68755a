#!/bin/sh
# Pin run.txt (all that an office installs) and development.txt from pyproject.toml: exact versions, hashes, no addresses.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet 'pip-tools>=7.6,<8'
"$work/venv/bin/python" - "$work" <<'PY'
import sys, tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
extras = project["project"]["optional-dependencies"]
run = [*project["project"]["dependencies"], *extras["office"], *extras["encryption"], *extras["postgresql"], *extras["letters"]]
build = [*project["build-system"]["requires"], "editables>=0.5,<1"]
Path(sys.argv[1], "run.in").write_text("\n".join(run), encoding="utf-8")
Path(sys.argv[1], "development.in").write_text(
    "\n".join([*run, *build, *project["dependency-groups"]["dev"]]), encoding="utf-8"
)
PY
compile_pins() {
  "$work/venv/bin/pip-compile" --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate \
    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links "$@"
}
compile_pins --output-file requirements/run.txt "$work/run.in"
compile_pins --constraint requirements/run.txt --output-file requirements/development.txt "$work/development.in"
