"""Leaving names out before they are looked at one by one: nothing is lost that could be a wanted name."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.link import name_keys
from matcher.link.name_filter import names_worth_comparing

_LETTERS = "王汪李里张章单曾仇区查朴玮伟炜娜那洁杰国國玉于於尉迟长常孙欧阳郁池?A·"
_LATIN = st.sampled_from(["WANG WEI", "WEI WANG", "Li Na", "YUCHI GUO", "ZHANG GUOWEI", "NA"])
_NAMES = st.lists(
    st.one_of(st.text(alphabet=_LETTERS, min_size=1, max_size=5), _LATIN), min_size=1, max_size=12, unique=True
)


def _with_every_name(wanted: pa.Array, known: pa.Array) -> pa.Table:
    """Give the same comparison with nothing left out."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(name_keys, "names_worth_comparing", lambda wanted, known, shapes: known)
        return name_keys.compatible_names(wanted, known)


@given(wanted=_NAMES, known=_NAMES)
def test_what_is_left_out_could_be_no_wanted_name(wanted, known):
    """Homophones, look-alikes, variants, unread characters, letters, surnames of two characters."""
    left, right = pa.array(wanted), pa.array(known)

    assert name_keys.compatible_names(left, right) == _with_every_name(left, right)


@given(wanted=_NAMES, known=_NAMES)
def test_heads_that_are_left_out_begin_no_name_that_could_be_wanted(wanted, known):
    """Known names are first told apart by their first two characters, of which there are thousands."""
    plain = [name for name in known if len(name) in (2, 3) and not set(name) & set("?A· ") and not name.isascii()]
    heads = pa.array(sorted({name[:2] for name in plain}), pa.string())
    kept = set(name_keys.compatible_heads(pa.array(wanted), heads).to_pylist())

    could_be = _with_every_name(pa.array(wanted), pa.array(plain, pa.string()))["known_name"].to_pylist()

    assert {name[:2] for name in could_be} - kept == set()


@pytest.mark.parametrize("odd", ["王·伟", "尉迟?", "阿依古丽·买买提", "欧阳国玉", "LI NA", "?"])
def test_one_odd_wanted_name_does_not_keep_every_name(odd):
    """Among thousands of wanted names some are always dotted, unread in part or in letters."""
    known = pa.array(["张国", "张国杰", "曾洁", "区那玉"])

    assert names_worth_comparing(pa.array(["朴玮", odd]), known, {}).to_pylist() == []


def test_names_that_share_no_sound_and_no_shape_are_left_out():
    """Of millions, a few in a hundred are compared."""
    known = pa.array(["王伟", "汪玮", "李娜", "张国", "阿依古丽·买买提", "王?"])

    kept = names_worth_comparing(pa.array(["王炜"]), known, {}).to_pylist()

    assert kept == ["王伟", "汪玮", "阿依古丽·买买提", "王?"]
