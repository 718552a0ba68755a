"""What `matcher run` warns of is named as people name it."""

from __future__ import annotations

import pytest

from matcher.cli.lacking import tell_unread
from matcher.ingest import UnreadFile


def test_a_file_that_nobody_reads_is_told_with_the_nearest_source_and_how_to_read_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell_unread([UnreadFile("民政局/名单.xlsx", "unmatched", "cremations", "民政局/火化*.xlsx")])

    summary, line = capsys.readouterr().err.splitlines()
    assert summary == "warning: 1 file not read:"
    assert line == (
        "  民政局/名单.xlsx: no source's pattern matches it; nearest: '民政局/火化*.xlsx' of source 'cremations'; "
        "or read it with: matcher schema draft FILE"
    )
