"""Whole deliveries are held to what their source promises: each promise kept, and broken."""

from __future__ import annotations

from typing import Any, ClassVar

from matcher.errors import ContractError
from tests.ingest.exports import (
    HEADERS,
    LI,
    PAYMENT_COLUMNS,
    PAYMENT_FILL,
    ROWS,
    WANG,
    ZHAO,
    delivery,
    ingest,
    source_schema,
    write_csv,
    write_workbook,
)

KEPT = {"max_reject_share": 1.0, "min_rows": 0}
TOTAL = ("合计", "", "", "", "260", "")


def promising(**promise):
    return source_schema(promise={**KEPT, **promise})


def faults_of(tmp_path, schema, *rows, name="发放_202510.csv"):
    path = write_csv(tmp_path / name, HEADERS, *rows)
    return faults_of_file(tmp_path, path, schema)


def faults_of_file(tmp_path, path, schema):
    try:
        ingest(delivery(path, schema), snapshots=tmp_path / "snapshots")
    except ContractError as error:
        return [fault.what for fault in error.faults]
    return []


class TestKeys:
    """No two rows of a file have a promised key in common."""

    KEY = promising(keys=[["citizen_id", "benefit_month"]])

    def test_keys_that_differ_keep_the_promise(self, tmp_path):
        assert faults_of(tmp_path, self.KEY, *ROWS, (*ROWS[0][:3], "202509", "80", "")) == []

    def test_a_repeated_key_is_counted_and_named_by_row(self, tmp_path):
        """However it is written: the values are compared, not the texts."""
        again = ("9", "李 一", f"'{LI}", "2025年10月", "90", "")

        assert faults_of(tmp_path, self.KEY, *ROWS, again) == [
            "1 of 4 rows repeat the citizen_id, benefit_month of an earlier row (25.0%; at most 0.0% promised): row 5"
        ]

    def test_a_share_may_be_allowed(self, tmp_path):
        schema = promising(keys=[["citizen_id"]], max_repeated_share=0.25)

        assert faults_of(tmp_path, schema, *ROWS, ROWS[0]) == []

    def test_rows_without_the_key_are_not_compared(self, tmp_path):
        schema = promising(keys=[["citizen_id"]])
        nobody = ("1", "李一", "", "202510", "80", "")

        assert faults_of(tmp_path, schema, nobody, nobody, nobody) == []

    def test_keys_are_compared_over_all_sheets(self, tmp_path):
        path = write_workbook(tmp_path / "发放_202510.xlsx", {"甲": [HEADERS, *ROWS], "乙": [HEADERS, ROWS[1]]})

        assert faults_of_file(tmp_path, path, self.KEY) == [
            (
                "1 of 4 rows repeat the citizen_id, benefit_month of an earlier row (25.0%; at most 0.0% promised): "
                "sheet '乙' row 2"
            )
        ]

    def test_bad_ids_are_compared_as_written(self, tmp_path):
        """Two unreadable IDs are one key only if they are one text."""
        schema = promising(keys=[["citizen_id"]])
        bad = [("1", "李一", text, "202510", "80", "") for text in ("180121", "180122", "１８０１２１")]

        assert faults_of(tmp_path, schema, *bad) == [
            "1 of 3 rows repeat the citizen_id of an earlier row (33.3%; at most 0.0% promised): row 4"
        ]


class TestCodes:
    """Codes are those of their code system."""

    SCHEMA: ClassVar[dict[str, Any]] = {
        "columns": [
            *PAYMENT_COLUMNS,
            {"column": "programme", "headers": ["序号"], "type": "code", "codes": "programme"},
        ],
        "fills": [{**PAYMENT_FILL, "columns": {**PAYMENT_FILL["columns"], "programme": "programme"}, "constants": {}}],
        "ignore_columns": [],
    }

    def rows(self, *codes):
        return [(code, *ROWS[0][1:]) for code in codes]

    def test_known_codes_keep_the_promise(self, tmp_path):
        schema = source_schema(**self.SCHEMA, promise={**KEPT, "max_unknown_code_share": 0})

        assert faults_of(tmp_path, schema, *self.rows("护理", "生活补贴", "living", "")) == []

    def test_codes_outside_the_system_are_counted(self, tmp_path):
        schema = source_schema(**self.SCHEMA, promise={**KEPT, "max_unknown_code_share": 0.3})

        assert faults_of(tmp_path, schema, *self.rows("护理", "其他甲", "其他乙", "")) == [
            "2 of 3 values of 'programme' are no code or spelling that is known (66.7%; at most 30.0% promised)"
        ]


class TestIds:
    """Enough citizen IDs can be joined on."""

    def test_a_share_of_bad_ids_is_borne(self, tmp_path):
        bad = ("1", "李一", LI[:17], "202510", "80", "")

        assert faults_of(tmp_path, promising(min_valid_id_share=0.75), *ROWS, bad) == []

    def test_too_many_bad_ids_break_the_promise(self, tmp_path):
        """As when a spreadsheet has eaten the last digits; empty cells are another promise's."""
        bad = [("1", "李一", text, "202510", "80", "") for text in ("1.80121E+17", f"{WANG[:15]}000", "")]

        assert faults_of(tmp_path, promising(min_valid_id_share=0.9), ROWS[0], *bad) == [
            "1 of 3 citizen IDs in 'citizen_id' can be joined on (33.3%; at least 90.0% promised)"
        ]


class TestEmptyValues:
    """Required columns are there and filled."""

    def test_filled_columns_keep_the_promise(self, tmp_path):
        assert faults_of(tmp_path, promising(max_empty_share=0.3), *ROWS) == []

    def test_an_empty_required_column_breaks_it(self, tmp_path):
        """Empty, or a word that stands for nothing; columns that are not required may be empty."""
        empty = [("1", "", LI, "202510", "80", ""), ("2", "无", WANG, "202510", "80", "")]

        assert faults_of(tmp_path, promising(max_empty_share=0.3), ROWS[0], *empty) == [
            "the required column 'name' is empty in 2 of 3 rows (66.7%; at most 30.0% promised)"
        ]


class TestCountInName:
    """The number in the file name is the number of data rows."""

    SCHEMA = promising(count_in_name="persons")

    def test_the_count_agrees(self, tmp_path):
        """Skipped rows do not count, rejected ones do."""
        bad = ("4", "李一", LI, "某月", "80", "")

        assert faults_of(tmp_path, self.SCHEMA, *ROWS, bad, TOTAL, name="４人发放台账_202510.csv") == []

    def test_a_cut_file_is_found_out(self, tmp_path):
        assert faults_of(tmp_path, self.SCHEMA, *ROWS[:2], name="1,003人发放台账_202510.csv") == [
            "the name of the file says 1003 persons; it has 2 rows of data"
        ]

    def test_a_name_without_a_count_breaks_the_promise(self, tmp_path):
        assert faults_of(tmp_path, self.SCHEMA, *ROWS) == [
            "the name of the file does not say how many persons it has; it has 3 rows of data"
        ]

    def test_rows_are_counted_in_other_words(self, tmp_path):
        schema = promising(count_in_name="rows")

        assert faults_of(tmp_path, schema, *ROWS, name="发放（3条）_202510.csv") == []
        assert faults_of(tmp_path, schema, *ROWS, name="3人发放4笔_202510.csv") == [
            "the name of the file says 4 rows; it has 3 rows of data"
        ]


def test_each_check_has_its_own_mode(tmp_path):
    """A repeated key may warn while too few rows stop."""
    schema = promising(keys=[["citizen_id"]], min_rows=100, breaches={"repeated_keys": "warn"})

    assert faults_of(tmp_path, schema, *ROWS, ROWS[0]) == [
        "the file has 4 rows of data; source 'payments' promises 100"
    ]


def test_all_broken_promises_are_told_at_once(tmp_path):
    schema = promising(keys=[["citizen_id"]], min_rows=100, count_in_name="rows")

    assert len(faults_of(tmp_path, schema, ROWS[0], ROWS[0])) == 3


def test_a_promise_about_a_column_that_no_fill_uses_is_kept_too(tmp_path):
    """It is read for the promise alone."""
    columns = [*PAYMENT_COLUMNS, {"column": "number", "headers": ["序号"], "type": "text"}]
    schema = source_schema(columns=columns, ignore_columns=[], promise={**KEPT, "keys": [["number"]]})

    assert faults_of(tmp_path, schema, ROWS[0], ("1", "赵三", ZHAO, "202510", "80", "")) == [
        "1 of 2 rows repeat the number of an earlier row (50.0%; at most 0.0% promised): row 3"
    ]
