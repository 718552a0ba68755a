"""Which files are read, and as of which day."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.config.pipeline import SourceUse
from matcher.errors import ContractError, InputMissingError
from matcher.ingest import find_deliveries, search_deliveries, unread_files
from tests.ingest.exports import source_schema

USE = (SourceUse(source="payments"),)


@pytest.fixture
def inbox(tmp_path):
    """An input folder."""
    (tmp_path / "民政局").mkdir()
    return tmp_path


def put(folder, *names):
    for name in names:
        (folder / name).write_bytes(b"x")


def found(schema, inbox, as_of=None, uses=USE):
    deliveries = find_deliveries([schema], uses, inbox, as_of)
    return [(delivery.source_file, delivery.as_of_date) for delivery in deliveries]


def test_the_newest_delivery_of_a_roster_counts(inbox):
    put(inbox, "发放_202509.csv", "发放_202510.csv", "别的_202511.csv")

    assert [("发放_202510.csv", date(2025, 10, 31))] == found(source_schema(), inbox)


def test_deliveries_of_payments_add_up(inbox):
    put(inbox, "发放_202510.csv", "发放_202509.csv")

    assert [("发放_202509.csv", date(2025, 9, 30)), ("发放_202510.csv", date(2025, 10, 31))] == found(
        source_schema(snapshot="all"), inbox
    )


def test_files_of_later_days_than_the_run_are_not_looked_at(inbox):
    put(inbox, "发放_202509.csv", "发放_202510.csv")

    assert [("发放_202509.csv", date(2025, 9, 30))] == found(source_schema(), inbox, date(2025, 10, 15))


def test_a_day_in_the_name_is_taken_as_it_is(inbox):
    put(inbox / "民政局", "发放_20251009.csv")
    schema = source_schema(
        files=["民政局/*.csv"], as_of={"file_name": r"_(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})?\."}
    )

    assert [("民政局/发放_20251009.csv", date(2025, 10, 9))] == found(schema, inbox)


def test_a_pattern_that_matches_nothing_is_a_missing_input(inbox):
    with pytest.raises(InputMissingError) as caught:
        found(source_schema(), inbox)

    assert caught.value.exit_code == 5
    assert caught.value.faults[0].what == "no file for the required source 'payments'"
    assert "*发放*.csv" in caught.value.faults[0].where


def test_a_source_that_is_not_required_may_be_missing(inbox):
    assert found(source_schema(), inbox, uses=[SourceUse(source="payments", required=False)]) == []


def test_two_files_for_one_day_are_a_fault_that_names_both(inbox):
    put(inbox, "发放_202510.csv", "发放二_202510.csv")

    with pytest.raises(ContractError) as caught:
        found(source_schema(), inbox)

    assert caught.value.faults[0].what == "source 'payments' has 2 files for 2025-10-31"
    assert caught.value.faults[0].where == "发放_202510.csv, 发放二_202510.csv"


def test_two_files_for_one_day_may_be_parts(inbox):
    put(inbox, "发放_202510.csv", "发放二_202510.csv")

    assert len(found(source_schema(several_files=True), inbox)) == 2


@pytest.mark.parametrize("name", ["发放.csv", "发放_202513.csv"])
def test_a_name_that_says_no_day_is_a_fault(inbox, name):
    put(inbox, name)

    with pytest.raises(ContractError, match="does not say which day") as caught:
        found(source_schema(), inbox)

    assert name == caught.value.faults[0].where


def test_a_roster_older_than_promised_is_a_missing_input(inbox):
    put(inbox, "发放_202508.csv")

    with pytest.raises(InputMissingError, match="is 91 days old; at most 45 are promised"):
        found(source_schema(promise={"max_age_days": 45}), inbox, date(2025, 11, 30))


def test_age_that_only_warns_is_noted_with_the_delivery(inbox):
    put(inbox, "发放_202508.csv")
    schema = source_schema(promise={"max_age_days": 45, "on_breach": "warn"})

    (delivery,) = find_deliveries([schema], USE, inbox, date(2025, 11, 30))

    assert delivery.notes == ("source 'payments' is 91 days old; at most 45 are promised",)


def test_lock_files_and_files_outside_the_folder_are_passed_over(inbox, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "发放_202510.csv"
    outside.write_bytes(b"x")
    (inbox / "发放_202510.csv").symlink_to(outside)
    put(inbox, "~$发放_202510.xlsx", "发放_202509.csv")

    assert [("发放_202509.csv", date(2025, 9, 30))] == found(source_schema(), inbox)


def test_the_newest_of_the_files_that_add_up_must_not_be_too_old(inbox):
    """Months of long ago are history; a stream of payments that ended is out of date."""
    put(inbox, "发放_202507.csv", "发放_202509.csv")
    schema = source_schema(snapshot="all", promise={"max_age_days": 40})

    assert [("发放_202507.csv", date(2025, 7, 31)), ("发放_202509.csv", date(2025, 9, 30))] == found(
        schema, inbox, date(2025, 10, 31)
    )
    with pytest.raises(InputMissingError) as caught:
        found(schema, inbox, date(2025, 11, 30))
    assert [fault.where for fault in caught.value.faults] == ["发放_202509.csv"]


def test_a_search_tells_what_is_wrong_beside_what_is_there(inbox):
    """Files that are there can be looked at although others are missing."""
    put(inbox, "发放_202510.csv", "发放_十月.csv")
    schemas = [source_schema(), source_schema(source="rosters", files=["名册_*.csv"])]

    search = search_deliveries(schemas, (*USE, SourceUse(source="rosters")), inbox, None)

    assert [one.source_file for one in search.deliveries] == ["发放_202510.csv"]
    assert [fault.where for fault in search.broken] == ["发放_十月.csv"]
    assert [fault.what for fault in search.missing] == ["no file for the required source 'rosters'"]


def test_files_that_nobody_reads_are_named_with_the_reason(inbox):
    """A list under a name that no pattern matches, an older one, one of a day to come; never a hidden file."""
    put(inbox, "发放_202508.csv", "发放_202509.csv", "发放_202511.csv", "~$发放_202509.csv", ".DS_Store")
    put(inbox / "民政局", "发放表十月.xls")
    search = search_deliveries([source_schema()], USE, inbox, date(2025, 10, 31))

    unread = unread_files(search, [source_schema()], inbox, date(2025, 10, 31))

    assert [(one.source_file, one.why, one.source) for one in unread] == [
        ("发放_202508.csv", "superseded", "payments"),
        ("发放_202511.csv", "later", "payments"),
        ("民政局/发放表十月.xls", "unmatched", "payments"),
    ]


def test_the_nearest_pattern_is_told_of_a_file_that_none_matches(inbox):
    """The name that was meant stands in the message."""
    put(inbox, "名册2025年.csv")
    schemas = [source_schema(), source_schema(source="rosters", files=["别的.csv", "名册_*.csv"])]

    (unread,) = unread_files(search_deliveries(schemas, USE, inbox, None), schemas, inbox, None)

    assert (unread.source, unread.pattern) == ("rosters", "名册_*.csv")
