"""Numbered columns become rows: members beside their head of household, several people in one row."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from matcher.config.model import ModelTable
from matcher.config.source import SourceSchema
from matcher.ingest import ingest_sources
from tests.ingest.exports import AREAS, CODES, LI, TEXT, WANG, ZHAO, delivery, rows_of, write_csv

MODEL = {
    "household_member": ModelTable.model_validate(
        {
            "table": "household_member",
            "title": TEXT,
            "meaning": "one member of one household",
            "columns": [
                {"column": "kind", "type": "text", "required": True, "meaning": TEXT},
                {"column": "relation_to_head", "type": "text", "meaning": TEXT},
            ],
        }
    )
}
HEAD_COLUMNS = [
    {"column": "household", "headers": ["家庭编号"], "type": "text", "required": True},
    {"column": "head_name", "headers": ["户主姓名"], "type": "person_name"},
    {"column": "head_citizen_id", "headers": ["户主身份证"], "type": "citizen_id", "required": True},
]
MEMBER_COLUMNS = [
    {
        "column": "member_name_{n}",
        "headers": ["其他家庭成员姓名{n}", "成员{n}姓名"],
        "type": "person_name",
        "repeat": {"first": 1, "last": 6},
    },
    {
        "column": "member_citizen_id_{n}",
        "headers": ["身份证号{n}", "成员{n}身份证号"],
        "type": "citizen_id",
        "repeat": {"first": 1, "last": 6},
    },
]
HEAD_FILL = {
    "table": "household_member",
    "part": "head",
    "columns": {"citizen_id": "head_citizen_id", "person_name": "head_name", "household_key": "household"},
    "constants": {"kind": "aid", "relation_to_head": "head"},
}
MEMBER_FILL = {
    "table": "household_member",
    "part": "member",
    "repeat": {"first": 1, "last": 6},
    "columns": {
        "citizen_id": "member_citizen_id_{n}",
        "person_name": "member_name_{n}",
        "household_key": "household",
    },
    "constants": {"kind": "aid"},
}


def wide_schema(**changes):
    plain = {
        "source": "wide_roster",
        "agency": "civil_affairs",
        "title": TEXT,
        "files": ["*.csv"],
        "as_of": {"file_name": r"_(?P<year>\d{4})(?P<month>\d{2})"},
        "columns": [*HEAD_COLUMNS, *MEMBER_COLUMNS],
        "fills": [HEAD_FILL, MEMBER_FILL],
        "promise": {"max_reject_share": 1.0, "min_rows": 0},
    }
    return SourceSchema.model_validate({**plain, **changes})


def ingest_rows(tmp_path, schema, *rows):
    path = write_csv(tmp_path / "名册_202510.csv", *rows)
    return ingest_sources(
        [delivery(path, schema)], model=MODEL, codes=CODES, areas=AREAS, region="180121",
        snapshots=tmp_path / "snapshots",
    )  # fmt: skip


def members(result):
    names = ("row_number", "household_key", "person_name", "citizen_id", "relation_to_head")
    return sorted(rows_of(result.tables["household_member"], *names), key=str)


WIDE_HEADER = ("家庭编号", "户主姓名", "户主身份证", "其他家庭成员姓名1", "身份证号1", "其他家庭成员姓名2", "身份证号2")


def test_wide_members_become_rows(tmp_path):
    """As many rows as people; pairs that are empty, or not in the file, give none."""
    result = ingest_rows(
        tmp_path,
        wide_schema(),
        WIDE_HEADER,
        ("J1", "李一", LI, "王二", WANG, "赵三", ""),
        ("J2", "赵三", ZHAO, "", "", "无", "/"),
    )

    assert members(result) == [
        (2, "J1", "李一", LI, "head"),
        (2, "J1", "王二", WANG, None),
        (2, "J1", "赵三", None, None),
        (3, "J2", "赵三", ZHAO, "head"),
    ]
    report = result.reports[0]
    assert (report.rows_in, report.record_rows, report.model_rows) == (3, 2, {"household_member": 4})


def test_every_row_of_a_repeated_fill_has_its_own_record(tmp_path):
    row = ("J1", "李一", LI, "王二", WANG, "赵三", ZHAO)

    result = ingest_rows(tmp_path, wide_schema(), WIDE_HEADER, row)

    file_id = result.reports[0].file_id
    records = {record for (record,) in rows_of(result.tables["household_member"], "record_id")}
    assert records == {f"{file_id}-0-2-{fill}" for fill in (0, 1, 2)}


def test_positions_mean_nothing(tmp_path):
    """Pairs shift from month to month, and are numbered in other ways: only the number ties name and ID."""
    header = ("家庭编号", "成员二身份证号", "成员１姓名", "户主身份证", "成员二姓名", "成员一身份证号", "户主姓名")
    row = ("J1", ZHAO, "王二", LI, "赵三", WANG, "李一")

    result = ingest_rows(tmp_path, wide_schema(), header, row)

    assert members(result) == [
        (2, "J1", "李一", LI, "head"),
        (2, "J1", "王二", WANG, None),
        (2, "J1", "赵三", ZHAO, None),
    ]


def test_columns_beyond_the_last_number_are_reported(tmp_path):
    """A seventh member is not lost in silence."""
    header = ("家庭编号", "户主姓名", "户主身份证", "其他家庭成员姓名7")

    result = ingest_rows(tmp_path, wide_schema(), header, ("J1", "李一", LI, "王二"))

    (note,) = [note for note in result.reports[0].notes if note.startswith("unknown column")]
    assert note.startswith("unknown column '其他家庭成员姓名7' (did you mean '其他家庭成员姓名")


def test_a_head_among_the_members_again_is_one_person(tmp_path):
    """Counted twice, a household of two would have three."""
    fill = {**MEMBER_FILL, "skip_where_equal": {"member_citizen_id_{n}": "head_citizen_id"}}
    spaced = f"{LI[:6]} {LI[6:14]} {LI[14:]}"
    row = ("J1", "李一", LI, "李 一", spaced, "王二", WANG)

    twice = ingest_rows(tmp_path, wide_schema(), WIDE_HEADER, row)
    once = ingest_rows(tmp_path, wide_schema(fills=[HEAD_FILL, fill]), WIDE_HEADER, row)

    assert len(members(twice)) == 3
    assert members(once) == [(2, "J1", "李一", LI, "head"), (2, "J1", "王二", WANG, None)]


def test_two_empty_cells_are_not_equal(tmp_path):
    """A member without an ID is not the head without one."""
    fill = {**MEMBER_FILL, "skip_where_equal": {"member_citizen_id_{n}": "head_citizen_id"}}

    result = ingest_rows(
        tmp_path, wide_schema(fills=[HEAD_FILL, fill]), WIDE_HEADER, ("J1", "李一", "", "王二", "", "", "")
    )

    assert members(result) == [(2, "J1", "李一", None, "head"), (2, "J1", "王二", None, None)]


def test_all_pairs_must_be_equal(tmp_path):
    """Same ID, other name: two people share a number, and both are kept for linking to see."""
    pairs = {"member_citizen_id_{n}": "head_citizen_id", "member_name_{n}": "head_name"}
    schema = wide_schema(fills=[HEAD_FILL, {**MEMBER_FILL, "skip_where_equal": pairs}])

    result = ingest_rows(tmp_path, schema, WIDE_HEADER, ("J1", "李一", LI, "王二", LI, "李一", LI))

    assert members(result) == [(2, "J1", "李一", LI, "head"), (2, "J1", "王二", LI, None)]


def test_several_members_in_one_cell_are_noted_and_not_guessed(tmp_path):
    """Which name goes with which ID cannot be known."""
    row = ("J1", "李一", LI, "王二、赵三", f"{WANG}、{ZHAO}", "", "")

    result = ingest_rows(tmp_path, wide_schema(), WIDE_HEADER, row)

    columns = ("person_name", "citizen_id", "citizen_id_status", "citizen_id_raw", "value_notes")
    found = rows_of(result.tables["household_member"], *columns)
    assert found[1] == (
        None, None, "several_ids", f"{WANG}、{ZHAO}",
        [{"column": "person_name", "status": "several_names", "raw": "王二、赵三"}],
    )  # fmt: skip


def test_three_people_in_one_row_keep_their_roles(tmp_path):
    """Head of household, payee and beneficiary: three records of one row, each with its role."""
    roles = {"head": "户主", "payee": "收款人", "beneficiary": "享受人"}
    columns = [{"column": "household", "headers": ["家庭编号"], "type": "text", "required": True}]
    for role, word in roles.items():
        columns.append({"column": f"{role}_name", "headers": [f"{word}姓名"], "type": "person_name"})
        columns.append({"column": f"{role}_citizen_id", "headers": [f"{word}身份证号"], "type": "citizen_id"})
    fills = [
        {
            "table": "household_member",
            "part": role,
            "when_any_present": [f"{role}_name", f"{role}_citizen_id"],
            "columns": {
                "citizen_id": f"{role}_citizen_id",
                "person_name": f"{role}_name",
                "household_key": "household",
            },
            "constants": {"kind": "aid", "relation_to_head": role},
        }
        for role in roles
    ]
    header = ("家庭编号", *(f"{word}{what}" for word in roles.values() for what in ("姓名", "身份证号")))

    result = ingest_rows(
        tmp_path,
        wide_schema(columns=columns, fills=fills),
        header,
        ("J1", "李一", LI, "王二", WANG, "赵三", ZHAO),
        ("J2", "李一", LI, "", "", "赵三", ""),
    )

    assert members(result) == [
        (2, "J1", "李一", LI, "head"),
        (2, "J1", "王二", WANG, "payee"),
        (2, "J1", "赵三", ZHAO, "beneficiary"),
        (3, "J2", "李一", LI, "head"),
        (3, "J2", "赵三", None, "beneficiary"),
    ]


def test_a_schema_that_repeats_is_the_same_when_written_out():
    """What is read of it is what it stands for, and reading that again changes nothing."""
    schema = wide_schema()

    assert [column.column for column in schema.columns[3:5]] == ["member_name_1", "member_name_2"]
    assert schema.columns[3].headers[:2] == ("其他家庭成员姓名1", "其他家庭成员姓名一")
    assert [fill.part for fill in schema.fills] == ["head", *(f"member_{number}" for number in range(1, 7))]
    assert SourceSchema.model_validate(schema.model_dump()) == schema


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ({**MEMBER_COLUMNS[0], "column": "member_name"}, "its name and each of its headers must hold"),
        ({**MEMBER_COLUMNS[0], "headers": ["成员姓名"]}, "its name and each of its headers must hold"),
        ({**MEMBER_COLUMNS[0], "repeat": None}, "does not repeat"),
        ({**MEMBER_COLUMNS[0], "repeat": {"first": 3, "last": 2}}, "ends at 2 before it begins at 3"),
    ],
)
def test_a_number_without_its_repeat_is_refused(column, words):
    with pytest.raises(ValidationError, match=words):
        wide_schema(columns=[*HEAD_COLUMNS, column], fills=[HEAD_FILL])
