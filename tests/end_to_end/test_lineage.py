"""`matcher runs lineage`: where a run's tables come from, in the form that data catalogues read."""

from __future__ import annotations

import json
import re
import uuid
from datetime import datetime
from typing import Any

import polars as pl

from matcher.pipeline import Published
from tests.end_to_end.command import matcher


def test_events_lead_from_the_exports_to_the_reports(published: Published):
    """What a room reads, a room before it wrote; counts are those of the tables; nobody is named."""
    printed = matcher("runs", "lineage", "--workspace", published.folder.parents[1]).stdout
    events: list[dict[str, Any]] = [json.loads(line) for line in printed.splitlines()]

    assert [event["job"]["name"] for event in events] == [
        f"nightly.{room}" for room in ("ingest", "link", "evaluate", "report")
    ]
    assert len({uuid.UUID(event["run"]["runId"]) for event in events}) == 4
    written = {one["name"] for one in events[0]["inputs"]}
    assert written == {file.source_file for file in published.record.files}
    for event in events:
        assert event["eventType"] == "COMPLETE"
        assert datetime.fromisoformat(event["eventTime"]).tzinfo
        assert {one["name"] for one in event["inputs"]} <= written
        written |= {one["name"] for one in event["outputs"]}
    tables = {f"{published.record.run_id}/{path.name}" for path in published.folder.glob("*.parquet")}
    assert tables - written == set()
    findings = next(one for one in events[2]["outputs"] if one["name"].endswith("/findings.parquet"))
    table = pl.read_parquet(published.folder / "findings.parquet")
    assert findings["outputFacets"]["outputStatistics"]["rowCount"] == table.height
    assert [field["name"] for field in findings["facets"]["schema"]["fields"]] == table.columns
    assert {path.name for path in published.reports} <= {one["name"].split("/")[-1] for one in events[3]["outputs"]}
    assert re.search(r"\d{17}[\dX]", printed) is None
