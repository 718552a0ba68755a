"""Households that apply for aid: who they are, who lives with them, what is found of them, and what cannot be known."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from matcher.config.base import Text
from matcher.config.loader import Declaration, load_declaration, load_project
from matcher.config.systems import ApplicantsFile
from matcher.errors import ConfigurationError, ContractError
from matcher.report.applicants import ApplicantFacts, ApplicantHousehold, HouseholdsAndPersons, Member, masked_facts
from matcher.report.applicants_pages import write_applicant_pages
from matcher.report.applicants_workbook import write_applicants_workbook
from matcher.report.wording import Wording
from matcher.systems.applicants import Reading, read_applications
from matcher.systems.looking_up import look_up, read_checks
from matcher.systems.run_tables import RunTables
from tests.systems.made_up_run import AS_OF, EAST, WEST, MadeUpRun, made_up_id

ROOT = Path(__file__).resolve().parents[2]
HEADER = "申请编号,村(居)委会,家庭成员姓名,身份证号,与申请人关系,申请项目,是否急难型,申请日期"
MOTHER, SON, DAUGHTER, LONER, HURRIED, EMIGRANT = 101, 102, 103, 104, 105, 106


@pytest.fixture(scope="module")
def declared() -> Declaration[ApplicantsFile]:
    return load_declaration(ROOT / "pipelines" / "applicants.yaml", ApplicantsFile)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeUpRun:
    """A mother with a son who owns a car, her daughter, a man alone; somebody who has moved away."""
    made = MadeUpRun(tmp_path_factory.mktemp("county") / "workspace")
    made.resident(MOTHER, "陈桂兰", "h1")
    made.resident(SON, "赵建国", "h1")
    made.resident(DAUGHTER, "赵春梅", "h1")
    made.resident(EMIGRANT, "赵远行", "h1", registration_status="moved_out")
    made.resident(LONER, "钱永福", "h2", WEST)
    made.resident(HURRIED, "孙大力", "h3", WEST)
    car = {"vehicle_type": "小型轿车", "vehicle_status": "正常", "value_cny": Decimal(80000), "plate": "青A12345"}
    made.add("vehicle", made_up_id(SON), "赵建国", **car)
    made.add("vehicle", made_up_id(MOTHER), "陈桂兰", vehicle_type="普通二轮摩托车", vehicle_status="正常")
    made.add("vehicle", made_up_id(HURRIED), "孙大力", **car)
    made.add("disability_certificate", made_up_id(LONER), "钱永福", certificate_status="valid", level=2)
    made.add("house", made_up_id(999), "李四", house_status="现势")
    return made


@pytest.fixture(scope="module")
def apply(
    made: MadeUpRun, declared: Declaration[ApplicantsFile], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., ApplicantFacts]:
    """Look up applications, given as lines under the header."""
    run, place = made.publish()
    project = load_project(ROOT / "pipelines" / "nightly.yaml")
    schema = next(one.item for one in project.definitions.sources if one.name == "aid_applicants")

    def applying(*lines: str, header: str = HEADER) -> ApplicantFacts:
        path = tmp_path_factory.mktemp("window") / "救助申请_20251130.csv"
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8-sig")
        with RunTables(run, place.snapshots) as tables:
            applications = read_applications(path, Reading(project, schema, AS_OF), tables, place)
            return look_up(
                applications, read_checks(declared), tables, title=Text(zh="核对", en="check"), file=path.name
            )

    return applying


def line(application: str, number: int, name: str, relation: str = "本人", **said: str) -> str:
    values = {"village": "东门社区", "id": made_up_id(number), "programme": "低保", "urgent": "否", "day": "2025-11-20"}
    values |= said
    place, given = values["village"], values["id"]
    return ",".join([application, place, name, given, relation, values["programme"], values["urgent"], values["day"]])


def told(household: ApplicantHousehold) -> list[tuple[str, bool, str, list[str]]]:
    def one(member: Member) -> tuple[str, bool, str, list[str]]:
        return (member.person_name, member.is_listed, member.basis, [hit.check for hit in member.hits])

    return [one(member) for member in household.members]


def test_members_that_are_not_named_are_completed_from_the_register_and_looked_up(apply: Callable[..., ApplicantFacts]):
    """The mother names her daughter and not the son who has a car; a motorcycle is none; who moved out is not hers."""
    facts = apply(line("SQ1", MOTHER, "陈桂兰"), line("SQ1", DAUGHTER, "赵春梅", "女儿"))

    (household,) = facts.households
    assert (household.result, household.applied_on, household.area_code) == ("hit", date(2025, 11, 20), EAST)
    assert told(household) == [
        ("陈桂兰", True, "as_written", []),
        ("赵春梅", True, "as_written", []),
        ("赵建国", False, "register", ["vehicles"]),
    ]
    (hit,) = household.members[2].hits
    assert [(title.zh, value.zh) for title, value in hit.facts][:2] == [
        ("车辆类型", "小型轿车"), ("价格", "80,000.00"),
    ]  # fmt: skip
    assert (hit.file, hit.row, hit.as_of) == ("vehicle.csv", 2, AS_OF)


def test_what_is_only_information_makes_no_hit(apply: Callable[..., ApplicantFacts]):
    (household,) = apply(line("SQ2", LONER, "钱永福", village="枫树坪村")).households

    assert household.result == "nothing"
    assert told(household) == [("钱永福", True, "as_written", ["disability"])]


def test_emergency_aid_comes_first_and_is_not_checked(apply: Callable[..., ApplicantFacts]):
    facts = apply(line("SQ3", HURRIED, "孙大力", programme="临时救助", urgent="是"), line("SQ4", LONER, "钱永福"))

    assert [(one.application, one.result) for one in facts.households] == [("SQ3", "exempt"), ("SQ4", "nothing")]
    assert told(facts.households[0]) == [("孙大力", True, "as_written", [])]
    assert facts.totals["checked"] == HouseholdsAndPersons(1, 1)
    assert facts.totals["exempt"] == HouseholdsAndPersons(1, 1)


def test_a_mistyped_id_is_put_right_and_the_report_says_so(apply: Callable[..., ApplicantFacts]):
    right = made_up_id(SON)
    wrong = right[:15] + str((int(right[15]) + 1) % 10) + right[16:]

    (household,) = apply(line("SQ5", SON, "赵建国", id=wrong)).households

    assert told(household)[0] == ("赵建国", True, "repaired", ["vehicles"])


def test_who_cannot_be_told_is_not_looked_up_and_nothing_is_no_answer(apply: Callable[..., ApplicantFacts]):
    """An ID that is somebody else's, and one that nobody could have: neither is "nothing found"."""
    facts = apply(
        line("SQ6", LONER, "钱永福"),
        line("SQ6", 0, "周未知", "其他", id="180121"),
        line("SQ7", SON, "欧阳晓晓"),
    )

    assert [one.result for one in facts.households] == ["in_part", "in_part"]
    assert told(facts.households[0])[1] == ("周未知", True, "unknown", [])
    assert told(facts.households[1])[0] == ("欧阳晓晓", True, "conflict", [])


def test_a_household_counts_once_however_much_is_found(apply: Callable[..., ApplicantFacts]):
    facts = apply(
        line("SQ8", MOTHER, "陈桂兰"), line("SQ8", SON, "赵建国", "儿子"), line("SQ8", SON, "赵建国", "儿子"),
        line("SQ9", LONER, "钱永福"),
    )  # fmt: skip

    assert facts.totals["applied"] == HouseholdsAndPersons(2, 4)  # the daughter is completed, the son counts once
    assert facts.totals["hit"] == HouseholdsAndPersons(1, 3)
    assert facts.hit_members == 1
    assert facts.by_check["vehicles"] == HouseholdsAndPersons(1, 1)
    assert facts.by_check["disability"] == HouseholdsAndPersons(1, 1)


def test_sources_that_were_not_delivered_are_told_apart_from_nothing_found(apply: Callable[..., ApplicantFacts]):
    facts = apply(line("SQ2", LONER, "钱永福"))

    deliveries = {one.check: [day for _, day in one.deliveries] for one in facts.looked_up}
    assert deliveries["vehicles"] == [AS_OF]
    assert deliveries["business"] == []


def test_a_file_without_ids_is_refused(apply: Callable[..., ApplicantFacts]):
    with pytest.raises(ContractError, match="身份证号"):
        apply("SQ1,陈桂兰", header="申请编号,家庭成员姓名")


def test_reports_mask_everybody_and_say_the_same_twice(apply: Callable[..., ApplicantFacts], tmp_path: Path):
    facts = masked_facts(apply(line("SQ1", MOTHER, "陈桂兰"), line("SQ2", LONER, "钱永福", village="枫树坪村")))
    folders = (tmp_path / "one", tmp_path / "two")

    for folder in folders:
        write_applicants_workbook(folder / "a.xlsx", facts, masked=True, wording=Wording("zh"))
        pages = write_applicant_pages(folder, facts, masked=True, wording=Wording("zh"))

    assert [path.name for path in pages] == ["180121100000.html", "180121101000.html"]
    texts = [path.read_text(encoding="utf-8") for path in pages]
    assert "陈**" in texts[0]
    assert "赵**" in texts[0]
    assert "检出 1、未检出" in texts[0] or "未检出、检出 1" in texts[0]
    assert [
        name for name in ("桂兰", "建国", "永福", made_up_id(SON), "青A") if any(name in text for text in texts)
    ] == []
    assert [(one / name).read_bytes() for one in folders[:1] for name in ("a.xlsx", "180121100000.html")] == [
        (one / name).read_bytes() for one in folders[1:] for name in ("a.xlsx", "180121100000.html")
    ]
    book = openpyxl.load_workbook(tmp_path / "one" / "a.xlsx")
    assert book.sheetnames == ["概览", "家庭核对结果", "成员核对情况", "检出明细"]
    assert [cell.value for cell in book["家庭核对结果"][5]][9] == "有检出"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("table: vehicle\n", "table: vehicles\n", "unknown model table 'vehicles'"),
        ("shows: [kind, died_on, registered_on]", "shows: [kind, certificate_number]", "says who somebody is"),
        ("shows: [kind, died_on, registered_on]", "shows: [kind, died]", "unknown column 'died'"),
    ],
)
def test_what_is_wrong_in_the_declaration_is_told(tmp_path: Path, old: str, new: str, said: str):
    (tmp_path / "pipelines").mkdir()
    (tmp_path / "schemas").symlink_to(ROOT / "schemas")
    path = tmp_path / "pipelines" / "applicants.yaml"
    text = (ROOT / "pipelines" / "applicants.yaml").read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(ConfigurationError, match=said):
        read_checks(load_declaration(path, ApplicantsFile))


def test_the_sample_applications_name_people_of_the_county():
    """What `make sample` writes beside the inbox is made up as all else is."""
    path = next((ROOT / "sample_data" / "applications").iterdir())
    people = ROOT / "sample_data" / "truth" / "people.csv"
    with people.open(encoding="utf-8", newline="") as stream:
        known = {row["citizen_id"] for row in csv.DictReader(stream)}

    rows = list(openpyxl.load_workbook(path)["Sheet1"].iter_rows(min_row=3, values_only=True))

    given = [str(row[6]) for row in rows if row[6]]
    assert len([one for one in given if one in known]) > 0.9 * len(given) > 100
