"""Quiet IDs: which IDs need nobody's attention, and that leaving them alone changes nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.link.made_up import CARDS, CREMATIONS, FAR_VILLAGE, REGISTER, ROSTER, VILLAGE, County, made_up_id
from tests.link.test_steps import realistic_county

from matcher.config.linkage import Linkage
from matcher.engine.base import SqlStep
from matcher.engine.kernel import Kernel
from matcher.identity.citizen_id import normalise_citizen_ids, sex_of
from matcher.link import Linked, decide_links, quiet

_EVERY_ID_TOLD = SqlStep("link_told", "SELECT DISTINCT person FROM link_quiet")
WHOLE = made_up_id("19520314", 123)
ENDS_IN_ZEROS = made_up_id("19520314", 100, "180123")


def _linked_one_by_one(county: County, linkage: Linkage | None = None) -> Linked:
    """Link with every ID told: each record is collapsed, compared and judged."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(quiet, "TOLD_STEP", _EVERY_ID_TOLD)
        return county.link(linkage)


def _published(linked: Linked) -> dict[str, object]:
    tables = ("persons", "weights", "conflicts", "review", "candidates", "counts")
    return {name: getattr(linked, name) for name in tables}


def test_leaving_quiet_ids_alone_changes_nothing_in_a_county(tmp_path):
    """All kinds of damage, conflicts, aliases, households: every published row is the same."""
    county = realistic_county(tmp_path)

    assert _published(county.link()) == _published(_linked_one_by_one(county))


_PEOPLE = (
    ("19520314", 123, "180121", "王建军"),
    ("19520314", 124, "180121", "王建国"),
    ("19520315", 123, "180121", "李秀英"),
    ("19520314", 100, "180123", "张伟"),
    ("19520314", 101, "180123", "张伟"),
    ("19880203", 2, "180122", "赵明海"),
    ("19520314", 130, "180121", "欧阳娜娜"),
)
_DAMAGE = {
    "whole": lambda text: text,
    "wrong digit": lambda text: text[:9] + str((int(text[9]) + 1) % 10) + text[10:],
    "swapped": lambda text: text[:12] + text[13] + text[12] + text[14:],
    "missing digit": lambda text: text[:8] + text[9:],
    "lost tail": lambda text: text[:15] + "000",
    "masked": lambda text: text[:6] + "********" + text[14:],
    "none": lambda text: None,
}
_ROWS = st.lists(
    st.tuples(
        st.integers(0, len(_PEOPLE) - 1),
        st.sampled_from([("person", REGISTER), ("payment", CARDS), ("benefit_spell", ROSTER), ("death", CREMATIONS)]),
        st.sampled_from(sorted(_DAMAGE)),
        st.sampled_from(["", "一字", "别人", "无名"]),
        st.sampled_from([None, VILLAGE, FAR_VILLAGE, "180121102000", "180000000000"]),
        st.sampled_from([None, None, "18012100123", "7"]),
        st.sampled_from([None, None, date(1952, 3, 14), date(1988, 2, 3)]),
        st.sampled_from([None, None, "13800000001"]),
    ),
    min_size=1,
    max_size=14,
)


def _name(name: str, change: str) -> str | None:
    changed = {"": name, "一字": name[:-1] + "兴", "别人": "欧阳娜娜", "无名": None}
    return changed[change]


@given(rows=_ROWS, aliased=st.booleans())
@settings(max_examples=10, deadline=None)
def test_leaving_quiet_ids_alone_changes_nothing(rows, aliased):
    """Few people, and all that can be said of them by four sources."""
    with TemporaryDirectory() as folder:
        county = County(Path(folder))
        county.residents(20)
        for person, (table, source), damage, change, area, household, birth, phone in rows:
            birth_digits, sequence, county_code, known_name = _PEOPLE[person]
            raw_id = _DAMAGE[damage](made_up_id(birth_digits, sequence, county_code))
            said = {"area_code": area, "household_key": household, "birth_date": birth, "phone": phone}
            county.add(table, source, raw_id, _name(known_name, change), **said)
        if aliased:
            old_id = made_up_id(*_PEOPLE[1][:3])
            county.add("id_alias", "id_changes", WHOLE, "王建军", old_citizen_id=old_id)

        assert _published(county.link()) == _published(_linked_one_by_one(county))


def _is_told(county: County, citizen_id: str) -> bool:
    """Say whether the records of an ID are judged one by one, the learning sample left aside."""
    tables = {name: [county._write(name, rows, None)] for name, rows in sorted(county.rows.items())}
    with Kernel(folders=[county.folder]) as kernel:
        decide_links(tables, county._files(), linkage=Linkage(), kernel=kernel)
        told = kernel.fetch("SELECT person FROM link_told ANTI JOIN link_sample USING (person)")["person"].to_pylist()
    return int(citizen_id[:17]) in told


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([("payment", CARDS, WHOLE, "王伟")], False, id="once"),
        pytest.param([("payment", CARDS, WHOLE, "王伟")] * 3, False, id="one name"),
        pytest.param([("payment", CARDS, WHOLE, "王伟"), ("payment", CARDS, WHOLE, None)], False, id="no name"),
        pytest.param([("payment", CARDS, WHOLE, "王伟"), ("payment", CARDS, WHOLE, "汪伟")], True, id="two names"),
        pytest.param([("person", REGISTER, WHOLE, "王伟")] * 2, True, id="listed twice where once is the rule"),
        pytest.param([("payment", CARDS, ENDS_IN_ZEROS[:15] + "000", "王伟")], False, id="zeros that do not check"),
    ],
)
def test_an_id_is_told_where_its_records_disagree(tmp_path, rows, expected):
    """What all its records say alike needs no comparing."""
    county = County(tmp_path)
    for row in rows:
        county.add(*row)

    assert _is_told(county, rows[0][2]) == expected


@pytest.fixture(scope="module")
def kernel():
    """A kernel for all examples: opening one takes longer than what is asked of it."""
    with Kernel() as opened:
        yield opened


@given(
    area=st.integers(0, 99_999),
    birth=st.dates(date(1900, 1, 1), date(2020, 12, 31)),
    sequence=st.integers(0, 999),
)
def test_a_number_and_its_id_tell_the_same(area, birth, sequence, kernel):
    """Check character, birth date and sex, from 17 digits alone."""
    citizen_id = made_up_id(birth.strftime("%Y%m%d"), sequence, f"1{area:05d}")
    kernel.register("ids", pa.table({"citizen_id": [citizen_id]}))

    (row,) = kernel.fetch(f"""
        SELECT person, {quiet.citizen_id_of("person")} AS citizen_id, {quiet.birth_date_of("person")} AS birth_date,
            {quiet.sex_of("person")} AS sex
        FROM (SELECT {quiet.person_of("citizen_id")} AS person FROM ids)
    """).to_pylist()

    assert row["citizen_id"] == citizen_id
    assert row["birth_date"] == birth
    assert row["sex"] == sex_of(pa.array([citizen_id]))[0].as_py()


def test_other_documents_are_never_numbers():
    """They have fewer characters, or begin with a letter."""
    others = ["H1234567800", "M12345678", "830000199201300022", WHOLE]
    found = normalise_citizen_ids(pa.array(others)).citizen_id
    with Kernel() as kernel:
        kernel.register("ids", pa.table({"citizen_id": found}))
        rows = kernel.fetch(f"SELECT citizen_id FROM ids WHERE {quiet.is_person('citizen_id')}").to_pylist()

    texts = [row["citizen_id"] for row in rows]
    assert all(len(text) == 18 and text[:17].isdigit() for text in texts)
    assert WHOLE in texts
