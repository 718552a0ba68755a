"""Draft a source schema for one unknown export: read it, judge its columns, choose what they fill, name the source."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from matcher.identity.area import AreaTable
from matcher.ingest.draft.knowledge import Knowledge
from matcher.ingest.draft.naming import SourceNames, names_of
from matcher.ingest.draft.profile import profile_column
from matcher.ingest.draft.proposals import Draft, propose
from matcher.ingest.draft.subject import subject_of
from matcher.ingest.draft.unknown import UnknownFile, open_unknown
from matcher.ingest.normalise import Lookups


@dataclass(frozen=True)
class DraftRequest:
    """What is asked for."""

    path: Path
    """The export."""
    source: str | None = None
    """Name of the source; None: proposed."""
    agency: str | None = None
    """Agency; None: proposed."""
    areas: AreaTable | None = None
    """Places, where a pipeline names them: columns of places are then told by their names."""
    region: str = ""
    """Area code of the place that the pipeline is for."""


@dataclass(frozen=True)
class DraftedSource:
    """An export, and the schema that is proposed for it."""

    file: UnknownFile
    """What was read."""
    names: SourceNames
    """Names of the source."""
    draft: Draft
    """Columns and fills."""


def draft_schema(request: DraftRequest, knowledge: Knowledge) -> DraftedSource:
    """Propose a schema. The same file and schemas give the same draft.

    Raises:
        ContractError: The file cannot be read, or has no header.
    """
    file = open_unknown(request.path, knowledge)
    sheets = file.sheets
    lookups = Lookups(knowledge.codes, request.areas or AreaTable({}, {}, {}), request.region)
    profiles = [
        profile_column(position, header, sheets.column(position), lookups)
        for position, header in enumerate(sheets.headers)
        if header
    ]
    texts = [request.path.stem, request.path.parent.name, *sheets.titles, *filter(None, sheets.names)]
    subject = subject_of(texts, [profile.header for profile in profiles], knowledge)
    draft = propose(profiles, subject, knowledge)
    table = draft.fills[0].table if not draft.could_fill else "unknown"
    names = names_of(request.path, table, subject, knowledge, (request.source, request.agency))
    return DraftedSource(file, names, draft)
