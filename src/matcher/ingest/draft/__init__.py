"""Draft a source schema for an export that no schema knows: what its columns hold, and what of the model they fill.

`read_knowledge` gathers what is known, `draft_schema` reads the file and proposes, `write_draft` says it in YAML.
"""

from matcher.ingest.draft.drafting import DraftedSource, DraftRequest, draft_schema
from matcher.ingest.draft.knowledge import Knowledge, read_knowledge
from matcher.ingest.draft.proposals import Draft
from matcher.ingest.draft.writing import draft_facts, write_draft

__all__ = [
    "Draft",
    "DraftRequest",
    "DraftedSource",
    "Knowledge",
    "draft_facts",
    "draft_schema",
    "read_knowledge",
    "write_draft",
]
