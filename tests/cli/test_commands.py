"""Commands are there under their names, and a short one does not wait for what others need."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from matcher.cli.app import app

NAMES = list(typer.main.get_group(app).commands)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_can_be_loaded_and_tells_what_it_does(name: str):
    done = CliRunner().invoke(app, [name, "--help"])

    assert done.exit_code == 0
    assert f"matcher {name} " in done.stdout


def test_a_command_that_was_mistyped_is_told_its_nearest():
    done = CliRunner().invoke(app, ["evaluat"])

    assert done.exit_code == 2
    assert "'evaluate'" in done.stderr


def test_the_version_is_told_without_loading_what_reads_data():
    program = "import sys; sys.argv = ['matcher', '--version']; from matcher.cli import main\ntry: main()\n"
    program += "finally: print(sorted({'polars', 'duckdb', 'pyarrow', 'sqlalchemy', 'pydantic'} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"
