"""What a reader of the documentation site does, in order: files that a page gives, commands it shows, work by hand.

A page has three forms of it:

    ```yaml title="pipelines/own.yaml"      a file, written before what follows
    ```console                              `$ matcher …` and `$ cd …`, each followed by what is printed
    <!-- by hand: answer -->                what people do, in HANDS of test_transcripts

A line `…` stands for any lines, `…` within a line for anything in it: what differs from site to site, or is not the
point.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import Literal

_PARTS = re.compile(
    r'^```\w+ title="(?P<file>[^"]+)"\n(?P<content>.*?)^```$'
    r"|^```console\n(?P<console>.*?)^```$"
    r"|^<!-- by hand: (?P<hand>\w+) -->$",
    flags=re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Step:
    """One thing that a reader does."""

    kind: Literal["file", "command", "hand"]
    name: str
    """Path of the file; the command as typed, without `$`; what is done by hand."""
    text: str = ""
    """Content of the file; what the command prints, as the page shows it."""

    @property
    def words(self) -> list[str]:
        """The command's words."""
        return shlex.split(self.name)


def steps_of(page: str) -> list[Step]:
    """Read the steps of a page, from its Markdown."""
    steps: list[Step] = []
    for found in _PARTS.finditer(page):
        if found["file"]:
            steps.append(Step("file", found["file"], found["content"]))
        elif found["hand"]:
            steps.append(Step("hand", found["hand"]))
        else:
            steps.extend(commands_of(found["console"]))
    return steps


def commands_of(console: str) -> list[Step]:
    """Read the commands of a transcript; a command goes on in the next line behind a backslash."""
    parts = re.split(r"^\$ ", console, flags=re.MULTILINE)
    assert parts[0] == "", "a transcript begins with a command"
    steps = []
    for part in parts[1:]:
        command, _, printed = part.replace("\\\n", " ").partition("\n")
        steps.append(Step("command", re.sub(r" +", " ", command).strip(), printed))
    return steps


def fits(shown: str, printed: str) -> bool:
    """Tell whether a command printed what a page shows: line by line, blanks at the ends and empty lines aside."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "…" else ".*".join(re.escape(part) for part in line.split("…")) + r"\n"
        for line in _lines(shown)
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _lines(printed))) is not None


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]
