"""Drafts of source schemas for exports that no shipped schema knows: what they say, and how often they are right."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pytest
import yaml

from matcher.config.source import SourceSchema
from matcher.errors import ContractError
from matcher.identity.area import AreaTable
from matcher.identity.text import normalise_header
from matcher.ingest.draft import (
    DraftedSource,
    DraftRequest,
    Knowledge,
    draft_facts,
    draft_schema,
    read_knowledge,
    write_draft,
)
from matcher.ingest.draft.profile import profile_column
from matcher.ingest.draft.unknown import guess_header
from matcher.ingest.normalise import Lookups
from tests.ingest.unknown_exports import (
    CADRES,
    PUBLIC_RENTALS,
    UNKNOWN_EXPORTS,
    VEHICLES,
    UnknownExport,
    birth,
    citizen_id,
    name,
)

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
HIDDEN = "hidden"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return read_knowledge(SCHEMAS)


def hide(kind: str, value: str) -> str:
    """Hide every sample."""
    return HIDDEN


def targets(drafted: DraftedSource) -> dict[str, str]:
    """Give what each header is proposed for, as `UnknownExport.columns` writes it."""
    found = {}
    for column in drafted.draft.columns:
        wish = column.fit.wish if column.fit else None
        target = "ignore" if wish is None else wish.column if wish.is_identity else f"{wish.table}.{wish.column}"
        found[column.profile.header] = target
    return found


def columns_of(export: UnknownExport) -> dict[str, str]:
    return {header: target for header, (target, _) in export.columns.items()}


def drafted_csv(
    tmp_path: Path, knowledge: Knowledge, lines: list[str], file: str = "名单_20251130.csv"
) -> DraftedSource:
    path = tmp_path / file
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return draft_schema(DraftRequest(path), knowledge)


def test_at_least_nine_columns_of_ten_are_proposed_rightly(tmp_path, knowledge):
    wrong, count = [], 0
    for export in UNKNOWN_EXPORTS:
        found = targets(draft_schema(DraftRequest(export.write(tmp_path)), knowledge))
        for header, target in columns_of(export).items():
            count += 1
            if found.get(header) != target:
                wrong.append((export.path, header, target, found.get(header)))

    assert count == 99
    assert len(wrong) <= 0.1 * count, wrong


@pytest.mark.parametrize("export", UNKNOWN_EXPORTS, ids=lambda export: export.table)
def test_the_table_and_its_constants_are_told_from_columns_and_words(export, tmp_path, knowledge):
    drafted = draft_schema(DraftRequest(export.write(tmp_path)), knowledge)

    assert [(fill.table, fill.constants) for fill in drafted.draft.fills] == [(export.table, export.constants)]


@pytest.mark.parametrize("export", UNKNOWN_EXPORTS, ids=lambda export: export.path.split("/")[0])
def test_the_draft_is_a_source_schema(export, tmp_path, knowledge):
    text = write_draft(draft_schema(DraftRequest(export.write(tmp_path)), knowledge), hide)

    schema = SourceSchema.model_validate(yaml.load(text, Loader=yaml.BaseLoader))
    headers = {header for column in schema.columns for header in column.headers} | set(schema.ignore_columns)
    assert headers == {" ".join(header.split()) for header in export.columns}


def test_the_same_file_gives_the_same_bytes(tmp_path, knowledge):
    path = VEHICLES.write(tmp_path)

    first, second = (write_draft(draft_schema(DraftRequest(path), knowledge), hide) for _ in range(2))
    assert first == second


def test_no_value_of_a_person_stands_in_a_draft_whose_samples_are_hidden(tmp_path, knowledge):
    text = write_draft(draft_schema(DraftRequest(PUBLIC_RENTALS.write(tmp_path)), knowledge), hide)

    assert HIDDEN in text
    assert [value for row in range(40) for value in (citizen_id(row), name(row)) if value in text] == []


def test_the_header_is_found_below_titles_and_told_with_its_row(tmp_path, knowledge):
    drafted = draft_schema(DraftRequest(CADRES.write(tmp_path)), knowledge)

    assert drafted.file.sheets.row == 2
    assert drafted.file.sheets.names == ["东关镇", "西塘乡"]
    assert drafted.file.sheets.rows == 40
    assert "# Header: row 2 of sheet 东关镇, 西塘乡" in write_draft(drafted, hide)


def test_a_row_of_data_is_no_header_and_a_title_of_one_cell_neither():
    head = (
        ("青溪县人员花名册", None, None),
        ("姓名", "所在地方", "何时来的"),
        ("王小明", "石桥村", "2020-01-05"),
        ("李丽", "柳河村", "2021-03-07"),
    )

    guess = guess_header(head, frozenset({"姓名"}))
    assert guess is not None
    assert (guess.row.first, guess.known, guess.over_data) == (1, 1, True)


def test_without_any_row_of_words_there_is_no_header():
    assert guess_header((("1", "2"), ("3", "4")), frozenset()) is None


def test_a_file_without_a_header_is_refused_with_what_to_do(tmp_path, knowledge):
    with pytest.raises(ContractError) as refused:
        drafted_csv(tmp_path, knowledge, ["1,2,3", "4,5,6"])
    assert refused.value.faults[0].what == "no row at the top of the file looks like a header"


def test_coded_headers_are_told_by_what_the_cells_hold(tmp_path, knowledge):
    lines = ["AAC003,AAC147,AAE005", *(f"{name(n)},{citizen_id(n)},139{n:08d}" for n in range(20))]

    drafted = drafted_csv(tmp_path, knowledge, lines)
    assert targets(drafted) == {"AAC003": "person_name", "AAC147": "citizen_id", "AAE005": "phone"}
    assert all("chosen by what the cells hold" in " ".join(column.unsure) for column in drafted.draft.columns)


def test_a_header_that_says_id_over_something_else_is_not_believed(tmp_path, knowledge):
    lines = ["姓名,身份证号", *(f"{name(n)},东关镇第{n}组" for n in range(20))]

    assert targets(drafted_csv(tmp_path, knowledge, lines))["身份证号"] != "citizen_id"


def test_a_guardian_is_not_the_person_of_the_row(tmp_path, knowledge):
    lines = [
        "监护人姓名,监护人身份证号,学生姓名,学生身份证号",
        *(f"{name(n, 3)},{citizen_id(n, 5)},{name(n)},{citizen_id(n)}" for n in range(20)),
    ]

    assert targets(drafted_csv(tmp_path, knowledge, lines, "学生名单_20251130.csv")) == {
        "监护人姓名": "ignore",
        "监护人身份证号": "ignore",
        "学生姓名": "person_name",
        "学生身份证号": "citizen_id",
    }


def test_repeated_ids_make_no_key_and_no_once_only(tmp_path, knowledge):
    lines = ["姓名,身份证号,车辆类型", *(f"{name(n % 5)},{citizen_id(n % 5)},轿车" for n in range(20))]

    drafted = drafted_csv(tmp_path, knowledge, lines)
    assert not drafted.draft.once_only
    assert drafted.draft.keys == ()


def test_payments_and_rosters_are_told_apart(tmp_path, knowledge):
    people = [f"{name(n)},{citizen_id(n)}" for n in range(20)]
    paid = ["姓名,身份证号,补贴月份,补贴金额", *(f"{one},2025-0{n % 9 + 1},80" for n, one in enumerate(people))]
    listed = [
        "姓名,身份证号,起始享受年月,月保障金额",
        *(f"{one},2024-0{n % 9 + 1},545" for n, one in enumerate(people)),
    ]

    payments = drafted_csv(tmp_path, knowledge, paid, "农村低保金发放_20251130.csv")
    roster = drafted_csv(tmp_path, knowledge, listed, "农村低保名册_20251130.csv")
    allowance = {"programme": "minimum_living_allowance"}
    assert [(fill.table, fill.constants) for fill in payments.draft.fills] == [("payment", allowance)]
    assert [(fill.table, fill.constants) for fill in roster.draft.fills] == [("benefit_spell", allowance)]
    assert "\nsnapshot: all" in write_draft(payments, hide)
    assert "\nsnapshot: all" not in write_draft(roster, hide)


@pytest.mark.parametrize(
    ("file", "told", "groups"),
    [
        ("名单_20251130.csv", True, ("2025", "11", "30")),
        ("名单2025-11-30.csv", True, ("2025", "11", "30")),
        ("2025年3月份名单.csv", True, ("2025", "3", None)),
        ("名单202511.csv", True, ("2025", "11", None)),
        ("7372人名单.csv", False, None),
    ],
)
def test_the_day_is_read_from_the_file_name(file, told, groups, tmp_path, knowledge):
    lines = ["姓名,身份证号,车辆类型", *(f"{name(n)},{citizen_id(n)},轿车" for n in range(5))]

    drafted = drafted_csv(tmp_path, knowledge, lines, file)
    found = re.search(drafted.names.file_name_date, file)
    assert drafted.names.date_told is told
    assert (found and (found["year"], found["month"], found.groupdict().get("day"))) == groups
    assert ("unsure: the name of this file tells no day" in write_draft(drafted, hide)) is not told


def test_names_that_are_taken_are_not_proposed_again(tmp_path, knowledge):
    path = VEHICLES.write(tmp_path)
    first = draft_schema(DraftRequest(path), knowledge)
    taken = knowledge.sources[0].model_copy(update={"source": first.names.source})
    second = draft_schema(DraftRequest(path), Knowledge(knowledge.model, knowledge.codes, (*knowledge.sources, taken)))

    assert (first.names.source, second.names.source) == ("vehicle_list", "vehicle_list_2")


def test_shares_are_of_what_is_written_not_of_the_rows(knowledge):
    cells = pa.array([citizen_id(1), None, "无", citizen_id(2)], pa.string())
    profile = profile_column(0, "证件", cells, Lookups(knowledge.codes, AreaTable({}, {}, {}), ""))
    assert (profile.filled, profile.rows, profile.share("citizen_id"), profile.share("date")) == (2, 4, 1.0, 0.0)


def test_two_amounts_in_a_row_become_two_payments(tmp_path, knowledge):
    lines = [
        "姓名,身份证号,补贴月份,困难残疾人生活补贴（元）,重度残疾人护理补贴（元）,合计金额",
        *(f"{name(n)},{citizen_id(n)},2025-0{n % 9 + 1},80,{100 if n % 2 else ''},180" for n in range(20)),
    ]

    drafted = drafted_csv(tmp_path, knowledge, lines, "两项补贴发放_20251130.csv")
    assert [(fill.part, fill.when_present, fill.constants) for fill in drafted.draft.fills] == [
        (
            "disability_living_subsidy",
            ("disability_living_subsidy_amount",),
            {"programme": "disability_living_subsidy"},
        ),
        (
            "disability_nursing_subsidy",
            ("disability_nursing_subsidy_amount",),
            {"programme": "disability_nursing_subsidy"},
        ),
    ]
    assert targets(drafted)["合计金额"] == "ignore"
    SourceSchema.model_validate(yaml.load(write_draft(drafted, hide), Loader=yaml.BaseLoader))


def test_a_table_that_nothing_fills_whole_is_passed_over_and_said(tmp_path, knowledge):
    lines = [
        "姓名,身份证号,补贴金额,发放日期,收款人",
        *(f"{name(n)},{citizen_id(n)},80,2025-03-0{n % 9 + 1},{name(n)}" for n in range(9)),
    ]

    drafted = drafted_csv(tmp_path, knowledge, lines, "高龄津贴发放_20251130.csv")
    assert drafted.draft.ranking[0].table == "payment"
    assert drafted.draft.fills[0].table != "payment"
    assert "'payment' would fit better, but nothing fills its benefit_month" in drafted.draft.fills[0].unsure


def test_a_list_that_nothing_tells_fills_no_table(tmp_path, knowledge):
    lines = [
        "姓名,身份证号,签约日期,签约团队",
        *(f"{name(n)},{citizen_id(n)},2025-03-0{n % 9 + 1},第{n % 3}团队" for n in range(20)),
    ]

    drafted = drafted_csv(tmp_path, knowledge, lines, "家庭医生签约_20251130.csv")
    written = yaml.load(write_draft(drafted, hide), Loader=yaml.BaseLoader)
    assert (written["source"], written["fills"]) == ("unknown_list", [])
    assert draft_facts(drafted, hide)["fills"] == []
    assert "disability_certificate" in drafted.draft.could_fill


@pytest.mark.parametrize(
    ("damaged", "told", "promised"),
    [(0, [], "0.95"), (10, ["only 50% of the cells read as citizen_id"], "0.45"), (20, None, None)],
)
def test_only_ids_that_can_be_joined_on_are_readable(damaged, told, promised, tmp_path, knowledge):
    ids = [f"{citizen_id(n)[:6]}********{citizen_id(n)[14:]}" if n < damaged else citizen_id(n) for n in range(20)]
    lines = ["姓名,身份证号,车辆类型", *(f"{name(n)},{ids[n]},轿车" for n in range(20))]

    drafted = drafted_csv(tmp_path, knowledge, lines, "车辆名单_20251130.csv")
    written = yaml.load(write_draft(drafted, hide), Loader=yaml.BaseLoader)
    column = next(column for column in drafted.draft.columns if column.name == "citizen_id")
    assert list(column.unsure) == (["only 0% of the cells read as citizen_id"] if told is None else told)
    assert written.get("promise", {}).get("min_valid_id_share") == promised


def test_a_header_of_two_rows_is_joined(tmp_path, knowledge):
    lines = [
        "姓名,身份证号,车辆,,",
        ",,车辆类型,初次登记日期,核定载客",
        *(f"{name(n)},{citizen_id(n)},小型轿车,2019-03-0{n % 9 + 1},5" for n in range(12)),
    ]

    drafted = drafted_csv(tmp_path, knowledge, lines, "车辆名单_20251130.csv")
    assert drafted.file.sheets.rows == 12
    assert sorted(targets(drafted).values()) == [
        "citizen_id",
        "person_name",
        "vehicle.registered_on",
        "vehicle.seats",
        "vehicle.vehicle_type",
    ]


def test_days_that_the_ids_hold_are_birth_dates_whatever_the_header_says(tmp_path, knowledge):
    lines = ["XM,ZJHM,RQ", *(f"{name(n)},{citizen_id(n)},{birth(n)}" for n in range(20))]

    assert targets(drafted_csv(tmp_path, knowledge, lines))["RQ"] == "birth_date"


def test_households_are_proposed_beside_the_roster_that_names_them(tmp_path, knowledge):
    lines = [
        "家庭编号,姓名,身份证号,与户主关系,起始享受年月,保障金额",
        *(
            f"DB{n // 2:04d},{name(n)},{citizen_id(n)},{'户主' if n % 2 else '配偶'},2024-0{n % 9 + 1},545"
            for n in range(20)
        ),
    ]

    fills = drafted_csv(tmp_path, knowledge, lines, "城市低保名册_20251130.csv").draft.fills
    assert [(fill.table, fill.constants) for fill in fills] == [
        ("benefit_spell", {"programme": "minimum_living_allowance"}),
        ("household_member", {"kind": "aid"}),
    ]
    assert "relation_to_head" in fills[1].columns


SHIPPED = (
    ("cremations", "民政局/火化登记_20251130.xlsx"),
    ("public_payroll", "人社局/财政供养人员_20251130.xlsx"),
    ("monitored_persons", "乡村振兴局/监测对象和脱贫人口信息_20251130.xlsx"),
    ("disability_certificates", "残联/残疾人证_20251130.csv"),
    ("death_certificates", "卫健局/死亡医学证明_20251130.csv"),
    ("public_welfare_posts", "人社局/公益性岗位_20251130.xlsx"),
)


@pytest.mark.parametrize(("source", "file"), SHIPPED, ids=[source for source, _ in SHIPPED])
def test_a_shipped_source_is_found_again_when_its_schema_is_not_known(source, file, knowledge):
    others = tuple(one for one in knowledge.sources if one.source != source)
    own = next(one for one in knowledge.sources if one.source == source)
    drafted = draft_schema(
        DraftRequest(SCHEMAS.parent / "sample_data" / "inbox" / file),
        Knowledge(knowledge.model, knowledge.codes, others),
    )

    wanted = {
        normalise_header(header): {
            f"{fill.table}.{name}" for fill in own.fills for name, one in fill.columns.items() if one == column.column
        }
        for column in own.columns
        for header in column.headers
    }
    right = 0
    for header, target in targets(drafted).items():
        fills = {one.split(".")[1] for one in wanted.get(normalise_header(header), set())} or {"ignore"}
        right += target.split(".")[-1] in fills
    assert drafted.draft.fills[0].table == own.fills[0].table
    assert right >= 0.9 * len(drafted.draft.columns)
