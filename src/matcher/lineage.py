"""Where a run's tables come from, as OpenLineage events for a data catalogue: one event for each room.

Made from the manifest of a published run: names of files and tables, columns, counts and digests, never a row.
Form: OpenLineage 2-0-2, `RunEvent`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from matcher import __version__
from matcher.published import PublishedRun
from matcher.storage.parquet import open_table

_SPEC: Final = "https://openlineage.io/spec"
_PRODUCER: Final = f"urn:matcher:{__version__}"
_EVENT: Final = f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent"
_FACETS: Final = {
    "schema": f"{_SPEC}/facets/1-1-1/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet",
    "version": f"{_SPEC}/facets/1-0-1/DatasetVersionDatasetFacet.json#/$defs/DatasetVersionDatasetFacet",
    "inputStatistics": f"{_SPEC}/facets/1-0-0/InputStatisticsInputDatasetFacet.json"
    "#/$defs/InputStatisticsInputDatasetFacet",
    "outputStatistics": f"{_SPEC}/facets/1-0-2/OutputStatisticsOutputDatasetFacet.json"
    "#/$defs/OutputStatisticsOutputDatasetFacet",
}
_OF_INGEST: Final = ("files.parquet", "rejects.parquet")
_OF_LINK: Final = ("persons.parquet", "person_ids.parquet", "conflicts.parquet", "link_weights.parquet")
_OF_EVALUATE: Final = (
    "findings.parquet", "calculations.parquet", "exempted.parquet", "review.parquet", "evidence.parquet",
)  # fmt: skip

Event = dict[str, Any]


def lineage_events(run: PublishedRun, account: Mapping[str, Any], snapshots: Path, at: datetime) -> Iterator[Event]:
    """Give the events of a run: ingest, link, evaluate, report, in this order.

    Args:
        run: The run.
        account: Its manifest.
        snapshots: Folder of the snapshots that it was made from.
        at: When it was published, with a zone.
    """
    files = account["ingest"]["files"]
    exports = [_export(file) for file in files]
    read = [dataset for file in files for dataset in _snapshot(file, snapshots)]
    accounts, links, findings = (
        [_published(run, account, name) for name in names if name in account["outputs"]]
        for names in (_OF_INGEST, _OF_LINK, _OF_EVALUATE)
    )
    reports = [_published(run, account, name) for name in account["outputs"] if name.startswith("reports/")]
    given = _as_input
    yield _event(account, "ingest", at, exports, [*read, *accounts])
    yield _event(account, "link", at, list(map(given, read)), links)
    yield _event(account, "evaluate", at, [*map(given, read), *map(given, links[:1])], findings)
    yield _event(account, "report", at, [*map(given, findings), *map(given, links)], reports)


def _event(
    account: Mapping[str, Any],
    room: str,
    at: datetime,
    inputs: list[dict[str, Any]],
    outputs: list[dict[str, Any]],
) -> Event:
    return {
        "eventType": "COMPLETE",
        "eventTime": at.isoformat(),
        "producer": _PRODUCER,
        "schemaURL": _EVENT,
        "run": {"runId": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{account['seal']}/{room}"))},
        "job": {"namespace": "matcher", "name": f"{account['pipeline']}.{room}"},
        "inputs": inputs,
        "outputs": outputs,
    }


def _export(file: Mapping[str, Any]) -> dict[str, Any]:
    """Give a delivered file as an input."""
    counts = {"rowCount": file["rows_in"], "size": file["bytes"]}
    return {
        "namespace": "matcher.inbox",
        "name": file["source_file"],
        "facets": {"version": _facet("version", datasetVersion=file["sha256"])},
        "inputFacets": {"inputStatistics": _facet("inputStatistics", **counts)},
    }


def _snapshot(file: Mapping[str, Any], snapshots: Path) -> Iterator[dict[str, Any]]:
    """Give the tables of a snapshot as outputs."""
    for name, digest in sorted(file["snapshot"]["sha256"].items()):
        path = snapshots / file["snapshot"]["folder"] / name
        yield _table("matcher.snapshots", f"{file['snapshot']['folder']}/{name}", path, digest)


def _published(run: PublishedRun, account: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Give a published file as an output."""
    told = account["outputs"][name]
    return _table("matcher.runs", f"{run.record.run_id}/{name}", run.folder / name, told["sha256"])


def _table(namespace: str, name: str, path: Path, digest: str) -> dict[str, Any]:
    facets = {"version": _facet("version", datasetVersion=digest)}
    counts: dict[str, Any] = {}
    if path.is_file():
        counts["size"] = path.stat().st_size
        if path.suffix == ".parquet":
            footer = open_table(path)
            counts["rowCount"] = footer.metadata.num_rows
            fields = [{"name": field.name, "type": str(field.type)} for field in footer.schema_arrow]
            facets["schema"] = _facet("schema", fields=fields)
    return {
        "namespace": namespace,
        "name": name,
        "facets": facets,
        "outputFacets": {"outputStatistics": _facet("outputStatistics", **counts)},
    }


def _as_input(dataset: Mapping[str, Any]) -> dict[str, Any]:
    """Give what one room wrote as what the next one reads."""
    counts = {key: value for key, value in dataset["outputFacets"]["outputStatistics"].items() if key[0] != "_"}
    return {
        **{key: dataset[key] for key in ("namespace", "name", "facets")},
        "inputFacets": {"inputStatistics": _facet("inputStatistics", **counts)},
    }


def _facet(name: str, **content: Any) -> dict[str, Any]:
    return {"_producer": _PRODUCER, "_schemaURL": _FACETS[name], **content}
