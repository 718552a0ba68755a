"""Each file of tests/broken_configs holds one fault; its first comment lines say how the message must read.

`# words:` what the message must hold, `# file:` where in the good project the file is put, and a comment `<- fault` on
the line that the message must name (or `# reported at:`, where that line is elsewhere).
"""

import re
import shutil
from pathlib import Path

import pytest

from matcher.config import load_project
from matcher.errors import ConfigurationError

BROKEN = Path(__file__).parent.parent / "broken_configs"
GOOD = Path(__file__).parent / "good_project"


def broken_files():
    return sorted(BROKEN.glob("*.yaml"))


def said(text, key):
    found = re.search(rf"^# {key}: (.*)$", text, flags=re.MULTILINE)
    return found[1] if found else None


@pytest.mark.parametrize("broken", broken_files(), ids=lambda path: path.stem)
def test_a_fault_is_named_with_its_words_file_and_line(broken, tmp_path):
    """Whoever wrote the file finds the place and the way out without reading code."""
    project = shutil.copytree(GOOD, tmp_path / "project")
    text = broken.read_text(encoding="utf-8")
    place = said(text, "file")
    (project / place).parent.mkdir(exist_ok=True)
    (project / place).write_text(text, encoding="utf-8")
    marked = [number for number, line in enumerate(text.splitlines(), start=1) if line.endswith("# <- fault")]
    where = said(text, "reported at") or f"{place}:{marked[0]}"

    with pytest.raises(ConfigurationError) as raised:
        load_project(project / "pipelines" / "nightly.yaml")

    assert [where] == [fault.where for fault in raised.value.faults]
    message = str(raised.value)
    assert [words for words in said(text, "words").split(" | ") if words not in message] == []
    assert all(fault.mend for fault in raised.value.faults)


def test_the_good_project_is_good():
    """Otherwise a broken file could be reported for a fault that is not its own."""
    project = load_project(GOOD / "pipelines" / "nightly.yaml")

    assert list(project.sources) == ["card_payments", "disability_certificates"]
