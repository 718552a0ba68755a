"""Laws of linking as a whole: any row order gives the same bytes, and no step compares everyone with everyone."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.link.made_up import CREMATIONS, FAR_VILLAGE, ROSTER, VILLAGE, County, ExplainingKernel, made_up_id

from matcher import tables as shapes
from matcher.engine.base import SqlStep
from matcher.engine.kernel import Kernel
from matcher.link import blocking


def realistic_county(folder, residents: int = 300) -> County:
    """Everything at once: payments, damage of each kind, conflicts, doubts, aliases, a twin."""
    county = County(folder)
    county.residents(residents)
    for number in range(60):
        identifier = made_up_id(f"19{40 + number % 50}0{1 + number % 9}1{number % 9}", 200 + number)
        name = "王李张刘陈"[number % 5] + "国秀建玉志"[number // 5 % 5] + "军英华兰明"[number // 25 % 5]
        born = date(1940 + number % 50, 1 + number % 9, 10 + number % 9)
        place = VILLAGE if number % 2 else FAR_VILLAGE
        county.resident(identifier, name, place, household_key=f"1801210{number // 3:04d}")
        damaged = (
            identifier,
            identifier[:9] + str((int(identifier[9]) + 1) % 10) + identifier[10:],
            identifier[:15] + "000",
            identifier[:6] + "********" + identifier[14:],
            None,
            identifier[:8] + identifier[9:],
        )[number % 6]
        county.paid(damaged, name, area_code=place)
        county.paid(damaged, name, area_code=place)
        county.add("benefit_spell", ROSTER, damaged, name, area_code=place, birth_date=born, sex="male")
        county.add("death", CREMATIONS, identifier if number % 7 else None, name if number % 4 else "赵明海")
    county.add("id_alias", "id_changes", made_up_id(sequence=101), "王建军", old_citizen_id=made_up_id(sequence=103))
    county.paid(made_up_id(sequence=103), "王建军")
    return county


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    return realistic_county(tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
def linked(everything):
    return everything.link()


def _tables(linked):
    return {
        "persons": linked.persons,
        "weights": linked.weights,
        "conflicts": linked.conflicts,
        "review": linked.review,
        "candidates": linked.candidates,
    }


def test_the_published_tables_have_their_shapes(linked):
    """Each is not empty, so that the laws below say something."""
    expected = {
        "persons": shapes.PERSONS.schema,
        "weights": shapes.LINK_WEIGHTS.schema,
        "conflicts": shapes.CONFLICTS.schema,
        "review": shapes.REVIEW.schema,
        "candidates": shapes.CANDIDATES.schema,
    }

    assert expected == {name: table.schema for name, table in _tables(linked).items()}
    assert all(table.num_rows > 0 for table in _tables(linked).values())


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_row_order_changes_nothing(everything, linked, seed):
    """A ministry's export tool sorts as it likes."""
    shuffled = everything.link(shuffle=seed)

    assert _tables(linked) == _tables(shuffled)
    assert linked.counts == shuffled.counts


SLOW_JOINS = ("NESTEDLOOP", "CROSSPRODUCT", "BLOCKWISENL", "IEJOIN", "PIECEWISEMERGE", "POSITIONALJOIN")


def slow_joins(plan: str) -> list[str]:
    """Give the joins of a plan that compare rows without a hash; plans write them with spaces or underscores."""
    letters = plan.upper().replace(" ", "").replace("_", "")
    return [name for name in SLOW_JOINS if name in letters]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("left_side.x + right_side.x > 5 OR left_side.x = right_side.x", ["BLOCKWISENL"]),
        ("left_side.x < right_side.x", ["PIECEWISEMERGE"]),
        ("true", ["CROSSPRODUCT"]),
        ("left_side.x = right_side.x", []),
    ],
)
def test_slow_joins_are_recognised(condition, expected):
    """The next test can fail: this is how such plans look."""
    with Kernel() as kernel:
        kernel.register("numbers", pa.table({"x": list(range(3000))}))
        sql = f"SELECT left_side.x FROM numbers AS left_side JOIN numbers AS right_side ON {condition}"

        assert slow_joins(kernel.explain(SqlStep("joined", sql))) == expected


def test_no_step_compares_everyone_with_everyone(everything, monkeypatch):
    """DuckDB 2.0 makes nested loops of some equality joins with a condition over both sides. All passes are refined."""
    ExplainingKernel.plans.clear()
    counted = blocking.large_blocks_sql

    def one_more(search, largest_block):
        sql, values = counted(search, largest_block)
        return f"SELECT pass, blocks + 1 AS blocks, pairs FROM ({sql}) ORDER BY pass", values

    monkeypatch.setattr(blocking, "large_blocks_sql", one_more)

    everything.link(kernel=ExplainingKernel)

    assert len(ExplainingKernel.plans) > 300
    assert {"link_pairs_phone_2", "link_spine_pairs_name_birth_3"} <= ExplainingKernel.plans.keys()
    assert {name: found for name, plan in ExplainingKernel.plans.items() if (found := slow_joins(plan))} == {}


def test_a_person_has_one_citizen_id_and_a_record_one_person(linked):
    """The two keys of the house."""
    persons = linked.persons
    assert len(set(persons["record_id"].to_pylist())) == persons.num_rows
    pairs = {(row["person_id"], row["citizen_id"]) for row in persons.to_pylist()}
    assert len({person_id for person_id, _ in pairs}) == len(pairs)


def test_every_record_in_review_is_a_candidate_too(linked):
    """Rules ask the candidates; people see the review."""
    candidates = {(row["record_id"], row["person_id"]) for row in linked.candidates.to_pylist()}

    assert {(row["record_id"], row["person_id"]) for row in linked.review.to_pylist()} <= candidates


def test_no_input_at_all_gives_empty_tables(tmp_path):
    """A pipeline whose sources are all absent must still say so in an orderly way."""
    linked = County(tmp_path).link()

    assert [table.num_rows for table in _tables(linked).values()] == [0] * 5
