"""What must not matter does not: order of rows, threads, buckets, place, time zone (whole: determinism.py)."""

from __future__ import annotations

from pathlib import Path

from tests.reliability.determinism import Way, differing, run, shuffle, ways


def test_findings_do_not_depend_on_the_order_of_rows_or_on_how_the_work_is_cut(tmp_path: Path):
    """Everything at once: where nothing differs, nothing of it matters."""
    plain = ways([])[0]
    otherwise = Way(
        "otherwise",
        {"PYTHONHASHSEED": "4711", "TZ": "Asia/Shanghai", "LC_ALL": "C"},
        ("--threads", "3"),
        buckets=7,
        folder="另一台机器",
        change=shuffle,
        rows_move=True,
    )

    found = [(way, run(way, tmp_path / f"{number}", small=True)) for number, way in enumerate([plain, otherwise])]

    assert differing(found) == []
    assert found[0][1].tables != found[1][1].tables
