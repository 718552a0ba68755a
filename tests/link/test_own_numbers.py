"""Telephones and accounts that are one person's own, as the data show: what they let pass, and when they are silent."""

from __future__ import annotations

from datetime import date

import pytest
from tests.link.made_up import FAR_VILLAGE, VILLAGE, link_of, made_up_id, persons_by_record

BORN = date(1990, 1, 1)
ELDER = made_up_id("19900101", 124)
OWN_PHONE, OWN_ACCOUNT = "13800009999", "6217000000000009999"
PEOPLE = 160
"""Enough that none of another name among them shows that numbers are personal."""


def _with_numbers(county, *, shared: int, people: int = PEOPLE):
    """Add people with numbers of their own, each on a list without IDs, too; so many give a sister's number."""
    for number in range(people):
        name = f"李{'国秀建玉'[number % 4]}{chr(0x4E00 + number)}"
        birth = date(1940 + number % 60, 1 + number % 12, 1 + number % 28)
        numbers = {"phone": f"139{number:08d}", "account": f"62170000000{number:08d}"}
        county.resident(made_up_id(birth.strftime("%Y%m%d"), number), name, **numbers)
        listed = f"李小{chr(0x5E00 + number)}" if number < shared else name
        county.paid(None, listed, birth_date=birth, area_code=VILLAGE, **numbers)
    county.resident(ELDER, "王小丽", phone=OWN_PHONE, account=OWN_ACCOUNT)
    return county


def _link(county, name, **said):
    record = county.paid(None, name, **said)
    linked = county.link()
    is_she = persons_by_record(linked)[record]["citizen_id"] == ELDER
    return link_of(linked, record), is_she


HELD = [
    ("another character", "王小兴", {"birth_date": BORN, "area_code": VILLAGE, "phone": OWN_PHONE}),
    ("like-sounding", "王小莉", {"birth_date": BORN, "account": OWN_ACCOUNT}),
    ("moved", "王小丽", {"birth_date": BORN, "area_code": FAR_VILLAGE, "phone": OWN_PHONE}),
    ("year off by one", "王小丽", {"birth_date": date(1991, 1, 1), "area_code": VILLAGE, "phone": OWN_PHONE}),
    ("no birth date", "王小丽", {"area_code": VILLAGE, "account": OWN_ACCOUNT}),
]


@pytest.mark.parametrize(("name", "said"), [case[1:] for case in HELD], ids=[case[0] for case in HELD])
def test_a_number_of_ones_own_makes_up_for_one_fault(county, name, said):
    """Name, birth date or place has a fault, and nobody else gives that number: grade G4."""
    link, is_she = _link(_with_numbers(county, shared=0), name, **said)

    assert link == ("scored", "G4")
    assert is_she


@pytest.mark.parametrize(("name", "said"), [case[1:] for case in HELD], ids=[case[0] for case in HELD])
def test_numbers_that_families_share_make_up_for_nothing(county, name, said):
    """One in twenty-five of these numbers is also given by a sister: then it could be her here, too."""
    link, _ = _link(_with_numbers(county, shared=7), name, **said)

    assert link == ("alone", None)


def test_few_numbers_show_nothing(county):
    """A list of three rows cannot show whether families share telephones."""
    county.residents(100)
    county.resident(ELDER, "王小丽", phone=OWN_PHONE)

    link, _ = _link(county, "王小莉", birth_date=BORN, area_code=VILLAGE, phone=OWN_PHONE)

    assert link == ("alone", None)


AGAINST = [
    ("another given name", "王国庆", {"birth_date": BORN, "area_code": VILLAGE, "phone": OWN_PHONE}),
    ("another sex", "王小丽", {"birth_date": BORN, "sex": "male", "phone": OWN_PHONE}),
    ("name and birth date with a fault each", "王小莉", {"birth_date": date(1991, 1, 1), "phone": OWN_PHONE}),
    ("a name with a fault and no birth date", "王小莉", {"area_code": VILLAGE, "account": OWN_ACCOUNT}),
    ("another place and no birth date", "王小丽", {"area_code": FAR_VILLAGE, "account": OWN_ACCOUNT}),
]


@pytest.mark.parametrize(("name", "said"), [case[1:] for case in AGAINST], ids=[case[0] for case in AGAINST])
def test_a_number_of_ones_own_makes_up_for_no_more(county, name, said):
    """Two faults, or a fact that speaks against it, and people decide."""
    link, _ = _link(_with_numbers(county, shared=0), name, **said)

    assert link == ("alone", None)


def test_a_number_that_somebody_of_another_name_gives_is_not_hers_alone(county):
    """Numbers of this list are personal, but this one is the mother's too, and perhaps a twin's."""
    _with_numbers(county, shared=0, people=250)
    county.resident(made_up_id("19650101", 122), "张桂兰", phone=OWN_PHONE)

    link, _ = _link(county, "王小莉", birth_date=BORN, area_code=VILLAGE, phone=OWN_PHONE)

    assert link == ("alone", None)


def test_a_twin_who_bears_the_very_name_is_not_outweighed_by_a_number(county):
    """Both twins are registered: the name is the younger's, the telephone the elder's; people decide."""
    _with_numbers(county, shared=0)
    county.resident(made_up_id("19900101", 126), "王小莉")

    link, _ = _link(county, "王小莉", birth_date=BORN, area_code=VILLAGE, phone=OWN_PHONE)

    assert link == ("alone", None)


@pytest.mark.parametrize("said", [{"area_code": VILLAGE}, {"area_code": VILLAGE, "birth_date": date(1965, 1, 2)}])
def test_father_and_son_of_one_name_and_one_telephone_are_a_doubt(county, said):
    """The telephone is the father's, and the son gives it as well: without a birth date either could be meant."""
    household, phone = "18012100777", "13811112222"
    _with_numbers(county, shared=0)
    county.resident(made_up_id("19650101", 121), "王国庆", phone=phone, household_key=household)
    county.resident(made_up_id("19650103", 121), "王国庆", household_key=household)

    link, _ = _link(county, "王国庆", phone=phone, **said)

    assert link == ("alone", None)


def test_a_namesake_elsewhere_is_no_rival_of_who_gives_the_number(county):
    """Her name and her birth date, and a telephone of her own; a namesake in another township changes nothing."""
    _with_numbers(county, shared=0)
    county.resident(made_up_id("19900101", 126), "王小丽", FAR_VILLAGE)

    link, is_she = _link(county, "王小丽", area_code=VILLAGE, birth_date=date(1991, 1, 1), phone=OWN_PHONE)

    assert link == ("scored", "G4")
    assert is_she


def test_a_sister_who_gives_the_number_in_any_list_shares_it(county):
    """Her name is as near as that of the elder, and both are known by IDs to give the telephone."""
    _with_numbers(county, shared=0, people=250)
    younger = made_up_id("19930202", 122)
    county.resident(younger, "王小妮")
    county.paid(younger, "王小妮", phone=OWN_PHONE)

    link, _ = _link(county, "王小莉", birth_date=BORN, area_code=VILLAGE, phone=OWN_PHONE)

    assert link == ("alone", None)
