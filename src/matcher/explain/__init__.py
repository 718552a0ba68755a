"""Why a finding stands, and why records are, or are not, one person.

Reads one published run and the snapshots that it was made from; gives plain data. Masked unless asked otherwise.
"""

from __future__ import annotations

from matcher.explain.finding import EvidenceRow, Explanation, explain_amount, explain_finding
from matcher.explain.links import LinkExplanation, PersonExplanation, Place, explain_link, explain_person, person_of
from matcher.explain.subject import Subject, find_subject
from matcher.explain.telling import Teller, ToldLink
from matcher.explain.weights import Step, steps_of

__all__ = [
    "EvidenceRow",
    "Explanation",
    "LinkExplanation",
    "PersonExplanation",
    "Place",
    "Step",
    "Subject",
    "Teller",
    "ToldLink",
    "explain_amount",
    "explain_finding",
    "explain_link",
    "explain_person",
    "find_subject",
    "person_of",
    "steps_of",
]
