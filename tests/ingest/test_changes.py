"""A delivery is held against the one before it: what jumps, what is gone, and what is no new delivery at all."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.errors import ContractError
from matcher.ingest import Acceptance, DeliveryFigures, figures_of, ingest_sources, together
from tests.ingest.exports import (
    AREAS,
    CODES,
    HEADERS,
    LI,
    MODEL,
    PAYMENT_COLUMNS,
    PAYMENT_FILL,
    WANG,
    delivery,
    source_schema,
    write_csv,
)

SEPTEMBER = date(2025, 9, 30)
OCTOBER = date(2025, 10, 31)
BEFORE = ("payments", SEPTEMBER)


def promising(**promise):
    return source_schema(promise={"max_reject_share": 1.0, "min_rows": 0, **promise})


def months(count, first=1):
    """Give one row per month of a person's payments."""
    return [("1", "李一", LI, f"2024{month:02d}", "80", "") for month in range(first, first + count)]


def ingest_with(path, schema, snapshots, **more):
    day = more.pop("day", date(2025, 10, 31))
    return ingest_sources(
        [delivery(path, schema, day)], model=MODEL, codes=CODES, areas=AREAS, region="180121", snapshots=snapshots,
        **more,
    )  # fmt: skip


class TestRowChange:
    """A delivery has about as many rows as the one before it."""

    SCHEMA = promising(row_change={"at_least": 0.7, "at_most": 1.5})

    def result(self, tmp_path, rows, previous, **more):
        path = write_csv(tmp_path / "发放_202510.csv", HEADERS, *rows)
        return ingest_with(path, more.pop("schema", self.SCHEMA), tmp_path / "snapshots", previous=previous, **more)

    def test_about_as_many_rows_keep_the_promise(self, tmp_path):
        result = self.result(tmp_path, months(7), {BEFORE: DeliveryFigures(10)})

        assert (result.accepted, result.unneeded, result.reports[0].record_rows) == ((), (), 7)

    def test_a_truncated_export_stops_the_run(self, tmp_path):
        """Four rows of ten gone would be four people without their money, or four thousand."""
        with pytest.raises(ContractError) as caught:
            self.result(tmp_path, months(6), {BEFORE: DeliveryFigures(10)})

        (fault,) = caught.value.faults
        assert fault.what == (
            "source 'payments' has 6 rows for 2025-10-31, 0.60 times the 10 of 2025-09-30 in the last published run; "
            "at least 0.70 times is promised"
        )
        assert fault.where == "发放_202510.csv"
        assert fault.mend.endswith('or let it through with --accept payments:row_change --reason "…"')

    def test_far_too_many_rows_stop_the_run(self, tmp_path):
        with pytest.raises(ContractError, match=r"at most 1\.50 times is promised"):
            self.result(tmp_path, months(8), {BEFORE: DeliveryFigures(5)})

    def test_the_delivery_of_the_same_day_is_what_it_replaces(self, tmp_path):
        """A file delivered again is compared with itself, not with the month before."""
        previous = {
            BEFORE: DeliveryFigures(6),
            ("payments", OCTOBER): DeliveryFigures(10),
        }

        with pytest.raises(ContractError, match=r"0\.60 times the 10 of 2025-10-31"):
            self.result(tmp_path, months(6), previous)

    def test_nothing_is_compared_with_later_days_or_other_sources(self, tmp_path):
        """A run for an earlier day, and a first delivery."""
        previous = {
            ("payments", date(2025, 11, 30)): DeliveryFigures(1000),
            ("pensions", date(2025, 9, 30)): DeliveryFigures(1000),
        }

        assert self.result(tmp_path, months(3), previous).accepted == ()

    def test_parts_of_one_delivery_are_one(self, tmp_path):
        """One file per township: together they have the rows."""
        first = write_csv(tmp_path / "白石发放_202510.csv", HEADERS, *months(5))
        second = write_csv(tmp_path / "青石发放_202510.csv", HEADERS, *months(4, first=6))
        schema = promising(row_change={"at_least": 0.9})

        result = ingest_sources(
            [delivery(first, schema), delivery(second, schema)], model=MODEL, codes=CODES, areas=AREAS,
            region="180121", snapshots=tmp_path / "snapshots", previous={BEFORE: DeliveryFigures(10)},
        )  # fmt: skip

        assert [report.record_rows for report in result.reports] == [5, 4]

    def test_it_may_only_warn(self, tmp_path):
        schema = promising(row_change={"at_least": 0.7}, breaches={"row_change": "warn"})

        result = self.result(tmp_path, months(1), {BEFORE: DeliveryFigures(10)}, schema=schema)

        assert [note for note in result.reports[0].notes if "0.10 times" in note] != []
        assert result.accepted == ()

    @pytest.mark.parametrize("check", [None, "row_change"])
    def test_a_person_lets_it_through_on_record(self, tmp_path, check):
        word = Acceptance("payments", check, "两个乡镇并入邻县", "clerk")

        result = self.result(tmp_path, months(6), {BEFORE: DeliveryFigures(10)}, acceptances=[word])

        (accepted,) = result.accepted
        assert (accepted.source, accepted.check, accepted.measured, accepted.limit) == (
            "payments", "row_change", "0.6000", "at least 0.70",
        )  # fmt: skip
        assert (accepted.reason, accepted.accepted_by) == ("两个乡镇并入邻县", "clerk")
        assert accepted.source_files == ("发放_202510.csv",)
        assert result.unneeded == ()
        assert accepted.what in result.reports[0].notes

    def test_a_word_for_another_check_lets_nothing_through(self, tmp_path):
        word = Acceptance("payments", "totals", "合计未更新", "clerk")

        with pytest.raises(ContractError, match=r"0\.60 times"):
            self.result(tmp_path, months(6), {BEFORE: DeliveryFigures(10)}, acceptances=[word])

    def test_a_word_that_nothing_needs_is_given_back(self, tmp_path):
        word = Acceptance("payments", "row_change", "没有必要", "clerk")

        assert self.result(tmp_path, months(6), {}, acceptances=[word]).unneeded == (word,)


LONG = [("1", "李一", LI, f"{2000 + month // 12}{month % 12 + 1:02d}", "80", "上河村") for month in range(60)]
"""Sixty payments: so many that their shares say something."""


def figures(tmp_path, rows, headers=HEADERS, **schema):
    """What is kept of a delivery for September with these rows."""
    path = write_csv(tmp_path / "发放_202509.csv", headers, *rows)
    result = ingest_with(path, source_schema(**schema), tmp_path / "kept")
    return together(((report.source, SEPTEMBER), figures_of(report)) for report in result.reports)


def faults(tmp_path, rows, previous, headers=HEADERS, **schema):
    """What stops a run with these rows for October."""
    path = write_csv(tmp_path / "发放_202510.csv", headers, *rows)
    try:
        ingest_with(path, source_schema(**schema), tmp_path / "snapshots", previous=previous)
    except ContractError as error:
        return [fault.what for fault in error.faults]
    return []


class TestUnchanged:
    """A later delivery is another file."""

    def test_last_months_file_under_a_new_name_stops_the_run(self, tmp_path):
        """Nothing that happened since would be seen, and everybody would look as alive as a month ago."""
        (told,) = faults(tmp_path, LONG, figures(tmp_path, LONG))

        assert told == (
            "the delivery of 2025-10-31 is byte for byte that of 2025-09-30 in the last published run "
            "(文件与上期完全相同)"
        )

    def test_one_row_more_is_a_new_delivery(self, tmp_path):
        assert faults(tmp_path, [*LONG, ("2", "王二", WANG, "202510", "80", "")], figures(tmp_path, LONG)) == []

    def test_the_same_day_delivered_again_may_be_the_same_file(self, tmp_path):
        """A night that is run twice."""
        (same,) = figures(tmp_path, LONG).values()
        previous = {("payments", OCTOBER): same}

        assert faults(tmp_path, LONG, previous) == []

    def test_a_short_list_may_stay_as_it_is(self, tmp_path):
        """Nobody may have come or gone."""
        assert faults(tmp_path, LONG[:10], figures(tmp_path, LONG[:10])) == []

    def test_a_source_may_say_that_its_files_stay(self, tmp_path):
        assert faults(tmp_path, LONG, figures(tmp_path, LONG), promise={"new_content": False}) == []


def test_what_is_read_otherwise_of_the_same_files_is_no_fault_of_the_agency(tmp_path):
    """A schema or a program that was changed: nobody can ask for another export."""
    before = {("payments", OCTOBER): next(iter(figures(tmp_path, LONG).values()))}
    path = write_csv(tmp_path / "发放_202510.csv", HEADERS, *LONG)
    renamed = [*PAYMENT_COLUMNS[:4], {**PAYMENT_COLUMNS[4], "headers": ["村名"]}]

    with pytest.raises(ContractError) as caught:
        ingest_with(path, source_schema(columns=renamed), tmp_path / "snapshots", previous=before)

    (fault,) = caught.value.faults
    assert fault.mend.startswith("the files are those of that run, so the schema or the program reads them otherwise")


class TestRejectChange:
    """No more rows are rejected than before."""

    BAD = ("1", "李一", LI, "202510", "见附件", "上河村")

    def test_a_jump_stops_the_run(self, tmp_path):
        previous = figures(tmp_path, [*LONG[:59], self.BAD])

        (told,) = faults(tmp_path, [*LONG[:57], *[self.BAD] * 3], previous)

        assert told == (
            "5.0% of the rows for 2025-10-31 were rejected, 1.7% of those of 2025-09-30 in the last published run "
            "(退回率骤升); a rise of 3.0% is promised at most"
        )

    def test_as_many_as_before_are_no_news(self, tmp_path):
        rows = [*LONG[:57], *[self.BAD] * 3]

        assert faults(tmp_path, [*rows, LONG[0]], figures(tmp_path, rows)) == []


class TestEmptyChange:
    """No column is emptier than before."""

    def without_village(self, count):
        return [(*row[:5], "" if place < count else row[5]) for place, row in enumerate(LONG)]

    def test_a_jump_stops_the_run(self, tmp_path):
        (told,) = faults(tmp_path, self.without_village(30), figures(tmp_path, self.without_village(6)))

        assert told == (
            "column 'village' is empty in 50.0% of the rows for 2025-10-31, in 10.0% of those of 2025-09-30 in the "
            "last published run (空值率骤升); a rise of 20.0% is promised at most"
        )

    @pytest.mark.parametrize("count", [6, 18])
    def test_a_rise_up_to_what_is_promised_is_none(self, tmp_path, count):
        assert faults(tmp_path, self.without_village(count), figures(tmp_path, self.without_village(7))) == []


class TestHeaders:
    """Each column that had a header has one again."""

    SHORT = HEADERS[:5]

    def test_a_column_that_is_gone_stops_the_run(self, tmp_path):
        rows = [row[:5] for row in LONG]

        (told,) = faults(tmp_path, rows, figures(tmp_path, LONG), self.SHORT)

        assert told == (
            "the delivery of 2025-10-31 has no header for 'village' (村(居)委会); that of 2025-09-30 in the last "
            "published run had one in every sheet (表头缺少原有的列): rules that read it could no longer decide"
        )

    def test_a_column_that_was_never_there_is_not_missed(self, tmp_path):
        rows = [row[:5] for row in LONG]

        assert faults(tmp_path, rows, figures(tmp_path, rows[1:], self.SHORT), self.SHORT) == []

    def test_a_column_that_only_the_schema_gained_is_not_missed(self, tmp_path):
        """The night after an update: no delivery had a header for it, so none has lost one."""
        before = figures(tmp_path, LONG)
        wider = [*PAYMENT_COLUMNS, {"column": "account", "headers": ["银行账号"], "type": "account"}]
        fill = {**PAYMENT_FILL, "columns": {**PAYMENT_FILL["columns"], "payee_citizen_id": "account"}}

        assert faults(tmp_path, LONG[1:], before, columns=wider, fills=[fill]) == []

    def test_a_file_in_which_the_header_is_missing_is_told_of_alone(self, tmp_path):
        """One township's list lacks it; that of the other has it still."""
        paths = [
            write_csv(tmp_path / "东镇发放_202510.csv", HEADERS, *LONG),
            write_csv(tmp_path / "西镇发放_202510.csv", self.SHORT, *(row[:5] for row in LONG[:10])),
        ]

        with pytest.raises(ContractError) as caught:
            ingest_sources(
                [delivery(path, promising()) for path in paths], model=MODEL, codes=CODES,
                areas=AREAS, region="180121", snapshots=tmp_path / "snapshots", previous=figures(tmp_path, LONG),
            )  # fmt: skip

        (fault,) = caught.value.faults
        assert fault.what.startswith("the delivery of 2025-10-31 has no header for 'village' (村(居)委会)")
        assert fault.where == "西镇发放_202510.csv"

    def test_a_list_is_as_wide_as_its_largest_household(self, tmp_path):
        """Nobody has a third member this month: the third pair of columns is not there, and nothing is lost."""
        wider = [
            *PAYMENT_COLUMNS,
            {"column": "payee_{n}", "headers": ["领取人{n}"], "type": "text", "repeat": {"last": 3}},
        ]
        fill = {"columns": {**PAYMENT_FILL["columns"], "payee_citizen_id": "payee_{n}"}, "repeat": {"last": 3}}
        columns = {"columns": wider, "fills": [{**PAYMENT_FILL, **fill}]}
        headers = (*HEADERS, "领取人1", "领取人2", "领取人3")
        rows = [(*row, "甲", "乙" if place < 40 else "", "丙" if place < 3 else "") for place, row in enumerate(LONG)]
        before = figures(tmp_path, rows, headers, **columns)

        assert faults(tmp_path, [row[:8] for row in rows], before, headers[:8], **columns) == []
        (told,) = faults(tmp_path, [row[:7] for row in rows], before, headers[:7], **columns)
        assert "has no header for 'payee_2' (领取人2);" in told

    def test_a_column_that_comes_is_welcome(self, tmp_path):
        assert faults(tmp_path, LONG, figures(tmp_path, [row[:5] for row in LONG], self.SHORT)) == []


def test_a_run_of_an_earlier_version_says_how_many_rows_it_had_and_no_more(tmp_path):
    """Its record holds neither contents nor cells: nothing is held against it but rows."""
    assert faults(tmp_path, [row[:5] for row in LONG], {BEFORE: DeliveryFigures(60)}, HEADERS[:5]) == []


def test_the_figures_of_a_delivery_do_not_depend_on_the_order_of_its_files():
    """Files come in the order of their names, which an agency may change."""
    one = DeliveryFigures(1, 2, ("b",), {"name": 3}, {"name": 1}, ("village",))
    other = DeliveryFigures(4, 5, ("a",), {"amount": 9, "name": 9}, {}, ("amount",))
    key = ("payments", OCTOBER)

    expected = DeliveryFigures(5, 7, ("a", "b"), {"amount": 9, "name": 12}, {"name": 1}, ("amount", "village"))
    assert together([(key, one), (key, other)]) == together([(key, other), (key, one)]) == {key: expected}
