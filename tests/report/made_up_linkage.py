"""Made-up figures of linking, small enough to be counted by hand."""

from __future__ import annotations

from typing import Any


def level(comparison: str, name: str, **changes: Any) -> dict[str, Any]:
    """Give one level; by default one that no pair reached."""
    plain = {
        "comparison": comparison,
        "level": name,
        "m": None,
        "u": None,
        "learnt": 0,
        "pairs": 0,
        "links": 0,
        "lowest": None,
        "median": None,
        "highest": None,
    }
    return {**plain, **changes}


def source(name: str = "payments", **changes: Any) -> dict[str, Any]:
    """Give one source of 1,000 records: most by ID, some by repair, some by nobody."""
    plain = {
        "source": name,
        "records": 1000,
        "filled": {"citizen_id": 960, "person_name": 1000, "village": 0},
        "given": {"valid_id": 960, "damaged_id": 30, "name_and_place": 7, "bare_name": 3},
        "lone": {"name_and_place": 4, "bare_name": 3},
        "outcomes": {
            "exact_G1": 940,
            "exact_G2": 12,
            "alias_G7": 3,
            "repair_G5": 30,
            "scored_G4": 3,
            "conflict_G3": 5,
            "alone": 7,
        },
    }
    return {**plain, **changes}


BLOCKED = {
    "records": 1400,
    "records_under_borrowed_ids": 2,
    "block_name_birth_pairs": 1200,
    "block_name_birth_refined_blocks": 2,
    "block_name_birth_pairs_left_out": 77,
}

REGISTER = source(
    "register",
    records=400,
    filled={"citizen_id": 400, "person_name": 400, "village": 399},
    given={"valid_id": 400},
    lone={},
    outcomes={"exact_G1": 400},
)


def linkage(**changes: Any) -> dict[str, Any]:
    """Give the figures of one run."""
    plain = {
        "title": {"zh": "惠民资金比对", "en": "Benefit check"},
        "as_of": "2025-11-30",
        "program_version": "1.0",
        "source_titles": {"payments": {"zh": "发放表", "en": "Payments"}, "register": {"zh": "户籍", "en": "Register"}},
        "link_counts": BLOCKED,
        "accept_weight": 10.0,
        "review_weight": 0.0,
        "near_tie_bits": 3.0,
        "model_origin": "learnt",
        "learning_pairs": 5000,
        "persons": 420,
        "bins": [
            {"first_bit": -43, "accepted": 0, "review": 0, "apart": 9},
            {"first_bit": 4, "accepted": 0, "review": 5, "apart": 0},
            {"first_bit": 21, "accepted": 31, "review": 0, "apart": 1},
        ],
        "levels": [
            level("prior", "one_of_known_persons", pairs=46, links=31, lowest=-12.3, median=-12.3, highest=-12.3),
            level(
                "person_name", "exact", m=0.9999, u=0.00008, learnt=4900, pairs=40, links=31,
                lowest=11.2, median=13.5, highest=14.0,
            ),
            level("person_name", "different", m=0.0005, u=0.5),
            level("birth_date", "same", m=0.96, u=0.00001, pairs=9, links=9, lowest=16.6, median=16.6, highest=16.6),
        ],
        "sources": [source(), REGISTER],
        "cluster_sizes": {"1": 20, "2": 390, "10": 10},
        "source_pairs": [
            {"first": "payments", "second": "payments", "persons": 80},
            {"first": "payments", "second": "register", "persons": 60},
            {"first": "register", "second": "register", "persons": 400},
        ],
        "counted_of": 1,
    }  # fmt: skip
    return {**plain, **changes}
