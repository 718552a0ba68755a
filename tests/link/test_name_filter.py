"""Leaving names out before they are looked at one by one: nothing is lost that could be a wanted name."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.link import name_keys
from matcher.link.name_filter import names_worth_comparing

_LETTERS = "王汪李里张章单曾仇区查朴玮伟炜娜那洁杰国國玉于於尉迟长常孙欧阳?A·"
_NAMES = st.lists(st.text(alphabet=_LETTERS, min_size=1, max_size=5), min_size=1, max_size=12, unique=True)


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


def test_names_that_share_no_sound_and_no_shape_are_left_out():
    """Of millions, a few in a hundred are compared."""
    known = pa.array(["王伟", "汪玮", "李娜", "张国", "阿依古丽·买买提", "王?"])

    kept = names_worth_comparing(pa.array(["王炜"]), known, {}).to_pylist()

    assert kept == ["王伟", "汪玮", "阿依古丽·买买提", "王?"]
