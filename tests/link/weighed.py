"""One compared pair, weighed: what the tests of bits share."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from matcher.link.model_file import default_model
from matcher.link.scoring import weigh_pairs
from matcher.link.weights import Model

PAIR: dict[str, object] = {
    "identity": 1,
    "person": 1,
    "source": "card_payments",
    "citizen_id_level": "missing",
    "id_choices": 1,
    "id_persons": 90_000,
    "person_name_level": "exact",
    "person_name_persons": 50,
    "birth_date_level": "same",
    "birth_date_persons": 4,
    "sex_level": "missing",
    "area_level": "village",
    "area_persons": 500,
    "household_level": "missing",
    "household_persons": None,
    "phone_level": "missing",
    "phone_persons": None,
    "account_level": "missing",
    "account_persons": None,
}
TYPES = {name: pa.string() for name, value in PAIR.items() if isinstance(value, str)} | {
    "account_is_personal": pa.bool_()
}
MODEL = replace(default_model(), persons=100_000)


def pairs_of(**changed: object) -> pa.Table:
    """A table of one compared pair: an ordinary one, but for what is changed."""
    row = PAIR | changed
    return pa.table({name: pa.array([value], type=TYPES.get(name, pa.int64())) for name, value in row.items()})


def weigh(**changed: object) -> dict[str, object]:
    """Weigh one compared pair with the shipped model."""
    return weigh_with(MODEL, **changed)


def weigh_with(model: Model, **changed: object) -> dict[str, object]:
    """Weigh it with a model."""
    rows: list[dict[str, object]] = weigh_pairs(pairs_of(**changed), model).to_pylist()
    return rows[0]
