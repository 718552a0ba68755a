"""The made-up county on disk: the same bytes each time, and truth tables that point at the right rows."""

import csv
import gzip
import io
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import python_calamine

from matcher.config.areas import read_areas
from matcher.synth import SynthSummary, make_county, read_settings
from matcher.synth.citizen_ids import is_well_formed

_AS_OF = date(2025, 11, 30)
# Headers of the person that a row is about, the most telling first.
_NAME_HEADERS = (
    *(
        "享受人",
        "享受人姓名",
        "逝者名称",
        "死者姓名",
        "孤儿姓名",
        "家庭成员姓名",
        "学生姓名",
        "承包方代表姓名",
        "核对成员",
    ),
    *("申请人姓名", "纳税人姓名", "权利人", "所有人", "人员姓名", "姓名", "户主姓名"),
)
_ID_HEADERS = (
    *("享受人身份证号", "家庭成员身份证号", "现公民身份号码", "公民身份号码", "证件号码", "有效证件号码", "证件号"),
    *(
        "死者身份证号",
        "申请人身份证号",
        "身份证件号码",
        "承包方代表证件号码",
        "证照号码",
        "权利人证件号",
        "身份证明号码",
    ),
    *("身份证号", "身份证号码", "残疾人证号", "户主身份证号"),
)

Truth = dict[str, str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("county")
    make_county(out, persons=2500, seed=5, as_of=_AS_OF)
    return out


def _table(path: Path) -> list[Truth]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(io.StringIO(content.decode())))


def _grid(path: Path, sheet: str) -> list[list[str]]:
    """Give the physical rows of a file, row 1 first."""
    if path.suffix == ".xlsx":
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        return [[str(cell) for cell in row] for row in rows]
    data = path.read_bytes()
    text = data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "gb18030")
    return list(csv.reader(io.StringIO(text), delimiter="\t" if path.suffix == ".xls" else ","))


def _header_column(grid: list[list[str]], wanted: tuple[str, ...]) -> int:
    """Find the column whose header is the first of the wanted ones that is there."""
    header = next(row for row in grid if sum(bool(cell) for cell in row) > 5)
    names = [re.sub(r"\s", "", cell) for cell in header]
    return next(names.index(name) for name in wanted if name in names)


def _rows_by_sheet(made: Path, table: str) -> dict[tuple[str, str], list[Truth]]:
    groups: dict[tuple[str, str], list[Truth]] = {}
    for row in _table(made / "truth" / table):
        groups.setdefault((row["source_file"], row["sheet"]), []).append(row)
    return groups


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(made: Path, tmp_path: Path):
    again = make_county(tmp_path / "again", persons=2500, seed=5, as_of=_AS_OF)
    make_county(tmp_path / "other", persons=2500, seed=6, as_of=_AS_OF)

    def contents(folder: Path) -> dict[str, bytes]:
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    assert contents(made) == contents(tmp_path / "again")
    assert contents(made)["truth/people.csv"] != contents(tmp_path / "other")["truth/people.csv"]
    assert SynthSummary(persons=2500, files=54, rows=again.rows, violations=294, look_alikes=951) == again


def test_truth_rows_point_at_the_person_whose_name_stands_there(made: Path):
    """Names are miswritten in a few rows, whole rows never shifted."""
    names = {row["truth_person"]: row["name"] for row in _table(made / "truth" / "people.csv")}
    shares = {}
    for (file, sheet), rows in _rows_by_sheet(made, "records.csv.gz").items():
        grid = _grid(made / "inbox" / file, sheet)
        column = _header_column(grid, _NAME_HEADERS)
        right = sum(grid[int(row["row_number"]) - 1][column] == names[row["truth_person"]] for row in rows)
        shares[file, sheet] = right / len(rows)

    assert [key for key, share in shares.items() if share < 0.8] == []


def test_most_ids_are_written_well_and_a_few_are_not(made: Path):
    """About two or three of a hundred rows carry a damaged ID; the register carries none."""
    ids = {row["truth_person"]: row["citizen_id"] for row in _table(made / "truth" / "people.csv")}
    damaged: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for (file, sheet), rows in _rows_by_sheet(made, "records.csv.gz").items():
        grid = _grid(made / "inbox" / file, sheet)
        column = _header_column(grid, _ID_HEADERS)
        for row in rows:
            written = grid[int(row["row_number"]) - 1][column].strip("'").upper()
            total[row["source"]] += 1
            damaged[row["source"]] += written[:18] != ids[row["truth_person"]]

    assert damaged["household_register"] < 0.02 * total["household_register"]  # full width and spaces only
    assert damaged["major_illness_costs"] == total["major_illness_costs"]  # masked
    assert 0.01 < damaged["card_payments"] / total["card_payments"] < 0.09  # planted slips weigh more in a small county


def test_every_data_row_is_told_of_in_the_truth(made: Path):
    """A row that has a running number or a person is a record or a reject, and no other row is."""
    told: dict[tuple[str, str], set[int]] = {}
    for table in ("records.csv.gz", "rejects.csv"):
        for key, rows in _rows_by_sheet(made, table).items():
            told.setdefault(key, set()).update(int(row["row_number"]) for row in rows)
    wrong = []
    for (file, sheet), numbers in told.items():
        grid = _grid(made / "inbox" / file, sheet)
        first = 1 + next(place for place, row in enumerate(grid) if sum(bool(cell) for cell in row) > 5)
        data = {
            number
            for number, row in enumerate(grid, start=1)
            if number > first and re.fullmatch(r"\d+(\.0)?", row[0] if row else "")
        }
        wrong += [(file, sheet)] if data != numbers else []

    assert wrong == []


def test_a_rejected_row_holds_a_month_that_does_not_exist(made: Path):
    rows = _table(made / "truth" / "rejects.csv")

    assert len(rows) == 3
    for row in rows:
        grid = _grid(made / "inbox" / row["source_file"], row["sheet"])
        assert "2025-13" in grid[int(row["row_number"]) - 1]


def test_every_id_of_the_truth_is_well_formed_and_of_a_county_that_never_was(made: Path):
    ids = [row["citizen_id"] for row in _table(made / "truth" / "people.csv")]

    assert len(set(ids)) == 2500
    assert all(is_well_formed(citizen_id) and citizen_id.startswith("1801") for citizen_id in ids)


def test_the_area_table_is_one_that_a_pipeline_reads(made: Path):
    areas = read_areas(made / "areas.csv")

    assert Counter(area.kind for area in areas) == {
        "province": 1,
        "prefecture": 1,
        "county": 4,
        "township": 6,
        "village": 36,
    }
    assert all(area.area_code.startswith("18") for area in areas)
    assert len({area.name for area in areas}) == len(areas)


def test_the_readme_tells_this_county_s_figures(made: Path):
    readme = (made / "README.md").read_text(encoding="utf-8")

    assert "2,500 people" in readme
    assert "| B31 | 6 | 10 | 0 | E03, E06 |" in readme


def test_the_committed_sample_is_what_the_maker_makes(tmp_path: Path):
    """Whoever changes the maker must make the sample anew: `make sample`."""
    root = Path(__file__).parents[2]
    sample, settings = root / "sample_data", read_settings(root / "src/matcher/synth/sample_settings.yaml")
    make_county(tmp_path, persons=5000, seed=20251130, as_of=_AS_OF, settings=settings)

    def files(folder: Path) -> dict[str, bytes]:
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    expected, found = files(tmp_path), files(sample)
    assert sorted(expected) == sorted(found)
    assert [name for name in expected if expected[name] != found[name]] == []
    assert sum(len(content) for content in found.values()) < 9_000_000
