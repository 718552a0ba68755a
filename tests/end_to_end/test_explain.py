"""What a masked explanation shows can never be put together to what it hides, and it shows only what it rests on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from matcher.cli.explain_finding import print_finding
from matcher.config.base import Language
from matcher.explain import Explanation, delivered, explain_amount, explain_finding
from matcher.identity.check_digit import check_characters
from matcher.pipeline import Published
from matcher.published import PublishedRun, open_run
from matcher.report.wording import Wording
from matcher.storage.parquet import read_table
from tests.end_to_end.command import matcher

_MASKED_ID = re.compile(r"(\d{6})\*{8}(\d{3}[\dX])")
Explain = Callable[..., Explanation]
_YEAR_OF_BIRTH = re.compile(r"^(\d{4})-\*\*-\*\*$")


WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"


@pytest.fixture(scope="module")
def run(published: Published) -> PublishedRun:
    return open_run(published.folder)


@pytest.fixture(scope="module")
def snapshots(published: Published) -> Path:
    return published.folder.parents[1] / "snapshots"


@pytest.fixture(scope="module")
def explain(run: PublishedRun, snapshots: Path) -> Iterator[Explain]:
    """Explain a finding, masked unless told otherwise: each once for all tests, and each snapshot is read once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivered, "read_table", cache(read_table))

        @cache
        def explained(finding_id: str, masked: bool = True) -> Explanation:
            return explain_finding(run, snapshots, finding_id, masked=masked)

        yield explained


def texts(value: Any) -> Iterator[str]:
    """Give every text of nested data."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from texts(part)
    elif value is not None:
        yield str(value)


def shown(explanation: Explanation) -> list[str]:
    return list(texts([explanation.finding, [asdict(row) for row in explanation.evidence]]))


def births_shown(explanation: Explanation) -> list[str]:
    """Give what is shown of births; that of a pension file may be another than the ID's, which is what B47 tells."""
    return [value.read_as for row in explanation.evidence for value in row.values if value.column == "birth_date"]


def candidates(said: list[str], births: list[str]) -> set[str]:
    """Put together every ID that agrees with all that is shown: its ends, a birth date or year, its check digit."""
    ends = {found.groups() for text in said if (found := _MASKED_ID.fullmatch(text))}
    years = {int(found[1]) for text in births if (found := _YEAR_OF_BIRTH.match(text))} or set(range(1920, 2026))
    days = [day for year in sorted(years) for day in days_of(year)]
    return {
        f"{start}{day}{end}"
        for start, end in ends
        for known in [weighted(start, 0) + weighted(end[:3], 14)]
        for day, sum_of_day in days
        if CHECK_CHARACTERS[(known + sum_of_day) % 11] == end[3]
    }


@cache
def days_of(year: int) -> list[tuple[str, int]]:
    """Give each day of a year as an ID writes it, and what it adds to the sum that the check character is of."""
    days = [date(year, 1, 1) + timedelta(offset) for offset in range(366)]
    return [(text, weighted(text, 6)) for day in days if day.year == year for text in [f"{day:%Y%m%d}"]]


def weighted(digits: str, place: int) -> int:
    """Add up digits that stand at a place of an ID and after it, each by its weight."""
    return sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS[place:], strict=False))


def check_character(text: str) -> str:
    return CHECK_CHARACTERS[weighted(text[:17], 0) % 11]


def test_no_masked_explanation_allows_the_id_to_be_put_together(run: PublishedRun, explain: Explain):
    """Neither in one piece, nor from its ends and what else is said of the birth."""
    findings = pl.DataFrame(run.tables["findings"]).drop_nulls("citizen_id")
    assert findings.height > 100
    for finding_id, citizen_id in findings.select("finding_id", "citizen_id").iter_rows():
        explanation = explain(finding_id)
        said = shown(explanation)
        born = f"{citizen_id[6:10]}-{citizen_id[10:12]}"
        possible = candidates(said, births_shown(explanation))

        assert citizen_id in possible
        assert len(possible) > 20
        assert [text for text in said if citizen_id[6:14] in text or text.startswith(f"{born}-")] == []


def test_no_masked_explanation_holds_a_name_a_number_or_a_free_text(run: PublishedRun, explain: Explain):
    """Free texts, and what was written where it could not be read, may say anything."""
    findings = pl.DataFrame(run.tables["findings"])
    hidden = ("reason", "diagnosis", "employer", "batch", "decided_by", "household_key", "school", "post")
    seen = set()
    for finding_id in findings["finding_id"]:
        plain = explain(finding_id, masked=False)
        masked = explain(finding_id)
        values = [value for row in masked.evidence for value in row.values]
        seen |= {value.column for value in values}
        names = {value.read_as for row in plain.evidence for value in row.values if value.column.endswith("_name")}

        assert (names - {"", "*"}) & {value.read_as for value in values} == set()
        assert [value for value in values if value.column in hidden and re.search(r"\w", value.read_as)] == []
        assert [value for value in values if value.written and re.search(r"\w", value.written)] == []
    assert {"birth_date", "household_key", "reason"} <= seen


def test_a_row_of_two_subsidies_shows_the_one_that_the_finding_is_about(run: PublishedRun, explain: Explain):
    findings = pl.DataFrame(run.tables["findings"]).filter(pl.col("programme") == "disability_nursing_subsidy")
    shown_programmes = {
        value.read_as
        for finding_id in findings["finding_id"]
        for row in explain(finding_id).evidence
        for value in row.values
        if value.column == "programme"
    }

    assert findings.height > 5
    assert "disability_nursing_subsidy" in shown_programmes
    assert "disability_living_subsidy" not in shown_programmes


def test_the_other_side_of_a_finding_keeps_its_own_programme(run: PublishedRun, explain: Explain):
    """Both allowances at once: the second one is the evidence."""
    findings = pl.DataFrame(run.tables["findings"]).filter(pl.col("catalogue_code") == "B31")
    explanation = explain(findings["finding_id"][0])
    programmes = {value.read_as for row in explanation.evidence for value in row.values if value.column == "programme"}

    assert programmes == {"minimum_living_allowance", "destitute_support"}


def test_the_check_character_of_this_file_is_that_of_the_program():
    """It is written out here, so that a fault of the program cannot hide a leak."""
    digits = np.array([[int(digit) for digit in "18012119400307002"]])
    assert chr(int(np.ravel(check_characters(digits))[0])) == check_character("18012119400307002")


LABELS: dict[Language, list[str]] = {
    "zh": [
        "疑点编号",
        "人员",
        "月份",
        "涉及金额",
        "疑点等级",
        "豁免情形",
        "为何存疑",
        "本地标准",
        "政策依据",
        "需核实内容",
        "责任单位",
        "已核豁免",
    ],
    "en": [
        "finding",
        "person",
        "months",
        "amount",
        "severity",
        "exempted by",
        "why",
        "local standards",
        "law",
        "to verify",
        "responsible",
        "exemptions tried",
    ],
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_finding_is_told_in_the_language_asked_for(
    language: Language, run: PublishedRun, explain: Explain, capsys: pytest.CaptureFixture[str]
):
    explanation = explain(run.tables["findings"]["finding_id"][0].as_py())

    print_finding(explanation, run.record, Wording(language))

    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"{explanation.rule.code} {explanation.rule.title.say(language)}"
    assert [line.strip()[: len(label)] for line, label in zip(said[1:], LABELS[language], strict=False)] == LABELS[
        language
    ]


def test_in_chinese_a_code_is_told_by_its_title(
    run: PublishedRun, explain: Explain, capsys: pytest.CaptureFixture[str]
):
    """Who reads of a man on the allowance must not meet `male` and `minimum_living_allowance`."""
    finding = next(row for row in run.tables["findings"].to_pylist() if row["catalogue_code"] == "B02")
    explanation = explain(finding["finding_id"])
    codes = {value.read_as for row in explanation.evidence for value in row.values if value.column == "programme"}

    print_finding(explanation, run.record, Wording("zh"))

    printed = capsys.readouterr().out
    assert codes == {"destitute_support"}
    assert "特困人员救助供养" in printed
    assert [
        line for line in printed.splitlines() if line and line.split()[-1] in {*codes, "male", "female", "head"}
    ] == []


@pytest.mark.parametrize(("language", "said"), [("zh", "未登记地区"), ("en", "no place on record")])
def test_what_is_not_on_record_is_told_in_words(
    language: Language, said: str, run: PublishedRun, explain: Explain, capsys: pytest.CaptureFixture[str]
):
    """A person without a place, an ID, an amount."""
    explanation = explain(run.tables["findings"]["finding_id"][0].as_py())
    unknown = dict.fromkeys(("area_code", "citizen_id", "amount_cny", "link_grade", "exemption_code"))

    print_finding(replace(explanation, finding=explanation.finding | unknown), run.record, Wording(language))

    printed = capsys.readouterr().out
    assert said in printed
    assert "None" not in printed


def test_an_explanation_shows_how_the_amount_came_about(run: PublishedRun):
    """Months times what was paid, to the amount of the finding: an auditor need not add up the rows."""
    findings = [row for row in run.tables["findings"].to_pylist() if row["catalogue_code"] == "B02"]

    said = {row["finding_id"]: explain_amount(run, row["finding_id"]) for row in findings}

    assert findings
    for row in findings:
        text = said[row["finding_id"]]
        assert text is not None
        assert text.en.endswith(f"{row['amount_cny']:,.2f} yuan") or not row["amount_cny"] or "in all" in text.en


def test_explain_speaks_chinese_of_a_finding_unless_told_otherwise(run: PublishedRun, snapshots: Path):
    command = ("explain", run.tables["findings"]["finding_id"][0].as_py(), "--workspace", snapshots.parent)

    assert "疑点编号" in matcher(*command).stdout
    assert "exempted by" in matcher(*command, "--lang", "en").stdout
