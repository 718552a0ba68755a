"""No text, however strange, stops a kernel: one bad row of a million must not end a night's run."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matcher.identity.area import AreaTable, normalise_areas
from matcher.identity.certificate import normalise_certificate_numbers
from matcher.identity.citizen_id import area6, born_on, is_valid_citizen_id, normalise_citizen_ids, sex_of
from matcher.identity.codes import CodeReader
from matcher.identity.dates import normalise_dates, normalise_months
from matcher.identity.money import normalise_money
from matcher.identity.name_comparison import name_levels
from matcher.identity.person_name import normalise_names
from matcher.identity.scalars import (
    normalise_accounts,
    normalise_decimals,
    normalise_integers,
    normalise_phones,
    normalise_sexes,
    normalise_yes_no,
)
from matcher.identity.text import clean_text

AREAS = AreaTable.from_rows(["180121", "180121101"], ["青溪县", "白石镇"], [None, "180121"])

KERNELS = {
    "text": clean_text,
    "citizen IDs": lambda column: normalise_citizen_ids(column).status,
    "valid IDs": is_valid_citizen_id,
    "births": born_on,
    "sexes of IDs": sex_of,
    "areas of IDs": area6,
    "certificates": lambda column: normalise_certificate_numbers(column).status,
    "names": lambda column: normalise_names(column).status,
    "name levels": lambda column: name_levels(column, column[::-1]),
    "dates": lambda column: normalise_dates(column, serials=True).status,
    "months": lambda column: normalise_months(column).status,
    "money": lambda column: normalise_money(column).status,
    "money in ten thousands": lambda column: normalise_money(column, "ten_thousand_yuan").status,
    "areas": lambda column: normalise_areas(column, AREAS, "180121").status,
    "areas of an unknown place": lambda column: normalise_areas(column, AREAS, "99").status,
    "codes": lambda column: CodeReader({"农村低保": "rural", "-": "none"}).read(column).status,
    "phones": lambda column: normalise_phones(column).status,
    "accounts": lambda column: normalise_accounts(column).status,
    "integers": lambda column: normalise_integers(column).status,
    "decimals": lambda column: normalise_decimals(column).status,
    "yes or no": lambda column: normalise_yes_no(column).status,
    "sexes": lambda column: normalise_sexes(column).status,
}
TEXTS = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.text(alphabet="0123456789.-/()（）年月日元万亿EeXx*# ,", max_size=24),
    st.text(alphabet="零一二三四五六七八九十百千万亿两廿民国年月日元角分整张王之子·", max_size=16),
)


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=KERNELS.keys())
@given(st.lists(TEXTS, max_size=12))
@example(["9" * 5000, "一" * 5000, "1" + "0" * 400 + ".5", "民国" + "9" * 5000 + "年", "(" * 2000, "E" * 100])
@example(["1E+99", "-1E-99", "9999年99月99日", "٣٤٥", "１" * 18, "²²²", "①②③", "½"])
def test_any_text_is_read_as_something(kernel, values: list[str | None]):
    """One result per row, and no failure."""
    assert len(values) == len(kernel(pa.array(values, pa.string())))
