"""Every file of the gallery ends as its case says: records, named rejects and counted skips, or one clear error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.ingest.gallery.make_gallery import FOLDER, SALTED
from tests.ingest.gallery.outcomes import outcome_of
from tests.ingest.gallery.shelf import MAKERS

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))
OUTCOMES = ("records", "rejects", "skips", "notes", "error")


@pytest.mark.parametrize("case", CASES, ids=[f"{case['file']}: {case['shows']}" for case in CASES])
def test_a_file_ends_as_its_case_says(tmp_path, case):
    found = outcome_of(FOLDER / case["file"], case, tmp_path)

    last_notes = case.get("notes_end")
    if last_notes:
        assert found.pop("notes")[-len(last_notes) :] == last_notes
    assert found == {key: case[key] for key in OUTCOMES if key in case}


def test_every_file_has_a_case():
    assert {case["file"] for case in CASES} == set(MAKERS) == {path.name for path in FOLDER.iterdir()}


@pytest.mark.parametrize("name", sorted(MAKERS.keys() - SALTED))
def test_a_file_is_what_its_maker_makes(name):
    assert (FOLDER / name).read_bytes() == MAKERS[name]()
