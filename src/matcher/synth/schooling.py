"""Send children and young people to school, year by year, and pay aid to those who are due it."""

from __future__ import annotations

from typing import Final

from matcher.synth.aid_events import pay_grant
from matcher.synth.county import County
from matcher.synth.means import is_here
from matcher.synth.person import Person
from matcher.synth.property_events import go_to_school
from matcher.synth.timeline import month_of

EDUCATION_AID: Final = "education_aid"
RAIN_DEW: Final = "rain_dew_plan"

_AID: Final = {"学前教育": 500, "小学": 500, "初中": 625, "高中": 1000, "中职": 1000, "高职高专": 1650, "大学": 1650}
_SEPTEMBER: Final = 8
_TERM_MONTHS: Final = (0, 5, 11)
"""Months of the window in which the aid of a term is paid: December, May, November."""


def send_to_school(county: County, person: Person) -> None:
    """Enrol a person for this and the last school year, by age on 1 September and by the track that was chosen."""
    if "studies" in person.left_out or not is_here(person):
        return
    this_year = county.window.as_of.year if county.window.as_of.month > _SEPTEMBER else county.window.as_of.year - 1
    track = county.generator.choices(("高中", "中职", ""), (55, 40, 5))[0]
    for year in (this_year - 1, this_year):
        turned = (person.born.month, person.born.day) <= (_SEPTEMBER + 1, 1)
        stage = _stage(person, year - person.born.year - (not turned), track)
        if stage:
            go_to_school(person, stage, year, last=None if year == this_year else year * 12 + _SEPTEMBER + 10)


def aid_students(county: County, person: Person) -> None:
    """Pay student aid each term to needy and disabled pupils, and training aid in registered households."""
    if "grants" in person.left_out:
        return
    for index in _TERM_MONTHS:
        month = county.window.first + index
        study = next(
            (one for one in person.studies if one.first <= month and (one.last is None or month <= one.last)), None
        )
        if study is None:
            continue
        reason = _reason(person, month)
        if reason:
            pay_grant(person, EDUCATION_AID, month, _AID[study.stage], reason=reason)
        if study.stage in ("中职", "高职高专") and person.household.poverty is not None:
            pay_grant(person, RAIN_DEW, month, 1500, reason="脱贫家庭学生")


def _stage(person: Person, age: int, track: str) -> str:
    if 3 <= age <= 5:
        return "学前教育" if person.number % 10 else ""
    if 6 <= age <= 11:
        return "小学"
    if 12 <= age <= 14:
        return "初中"
    if 15 <= age <= 17:
        return track
    is_free = not (
        person.planted or person.work or person.posts or person.welfare_post or person.household.pattern == ""
    )
    if 18 <= age <= 20 and is_free and person.relation in ("子", "女"):
        return {"高中": "大学", "中职": "高职高专"}.get(track, "")
    return ""


def _reason(person: Person, month: int) -> str:
    if any(spell.first <= month for spell in person.spells):
        return "低保等低收入家庭学生"
    if person.household.poverty is not None:
        return "脱贫和监测家庭学生"
    if any(month_of(certificate.issued_on) <= month for certificate in person.certificates):
        return "残疾学生"
    return ""
