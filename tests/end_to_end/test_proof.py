"""What was published can be proved: every file, every byte region, the account, the snapshots, the report in a hand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest

from matcher.access import known_end
from matcher.checkpoint import Checkpoint, make_checkpoint
from matcher.closing import checkpoint_content, read_account
from matcher.errors import UsageError
from matcher.ledger import Mark, open_ledger
from matcher.pipeline import Published
from matcher.proof import verify_checkpoint, verify_ledger, verify_run
from matcher.published import read_facts, read_record
from matcher.retention import kept_runs
from matcher.storage import manifest
from matcher.storage.workspace import Workspace
from tests.end_to_end.command import matcher

RUN = "0001-2025-11-30"


@pytest.fixture(scope="module")
def workspace(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A copy of the published county; each test puts back what it changes."""
    root = tmp_path_factory.mktemp("proof") / "workspace"
    shutil.copytree(published.folder.parents[1], root)
    return Workspace(root)


@contextmanager
def changed(path: Path, change: Callable[[bytes], bytes]) -> Iterator[None]:
    """Change a file's bytes for a moment."""
    before = path.read_bytes()
    path.write_bytes(change(before))
    try:
        yield
    finally:
        path.write_bytes(before)


def flipped(at: int) -> Callable[[bytes], bytes]:
    """Flip one bit of the byte at a place."""
    return lambda content: content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def places(path: Path) -> list[int]:
    """Eight places of a file: its first and last byte, and one in every region between."""
    size = path.stat().st_size
    return sorted({*range(0, size, max(1, size // 7)), size - 1})


def named(workspace: Workspace) -> list[str]:
    """The files that are not as they were published."""
    return [Path(fault.where).name for fault in verify_run(workspace, RUN)]


def test_a_published_run_is_whole(workspace: Workspace):
    """The command says so, of the run and of the ledger."""
    result = matcher("verify", "--workspace", workspace.root, "--json")

    assert result.returncode == 0
    assert json.loads(result.stdout) == {"whole": True, "runs": [RUN], "ledger": True, "checkpoint": None}


def test_a_bit_flipped_in_any_region_of_any_file_is_named(workspace: Workspace):
    """Tables, record, model and reports alike."""
    folder = workspace.run_folder(RUN)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != manifest.NAME)

    for path in files:
        for at in places(path):
            with changed(path, flipped(at)):
                assert named(workspace) == [path.name], at
        with changed(path, lambda content: content[:-1]):
            assert named(workspace) == [path.name]


def test_a_bit_flipped_in_any_region_of_the_manifest_is_named(workspace: Workspace):
    """Also where its JSON still reads: the seal covers all of it."""
    path = workspace.run_folder(RUN) / manifest.NAME
    seal = path.read_bytes().index(b'"seal"')

    for at in [*places(path), *range(seal, path.stat().st_size)]:
        with changed(path, flipped(at)):
            assert named(workspace) == [manifest.NAME], at


def test_a_table_changed_together_with_its_digest_is_named_by_the_seal(workspace: Workspace):
    """Who can write but has not the key cannot write a manifest that fits."""
    folder = workspace.run_folder(RUN)
    table, path = folder / "findings.parquet", folder / manifest.NAME

    with changed(table, flipped(100)):
        content = manifest.read_json(path)
        forged = {**content, "outputs": manifest.digests_of(folder)}
        with changed(path, lambda _: json.dumps(forged).encode()):
            assert named(workspace) == [manifest.NAME]


def test_files_taken_away_and_added_are_named(workspace: Workspace):
    """Nobody slips a report into a run."""
    folder = workspace.run_folder(RUN)
    added = folder / "reports" / "second.xlsx"
    added.write_bytes(b"x")
    assert named(workspace) == ["second.xlsx"]
    added.unlink()

    (folder / "review.parquet").rename(workspace.root / "aside")
    assert named(workspace) == ["review.parquet"]
    (workspace.root / "aside").rename(folder / "review.parquet")
    assert named(workspace) == []


def test_what_was_read_of_a_delivery_is_held_against_the_run(workspace: Workspace):
    """Explanations show rows of snapshots: a changed one is named."""
    path = next(workspace.snapshots.glob("cremations/*/death.parquet"))

    for at in places(path):
        with changed(path, flipped(at)):
            assert named(workspace) == ["death.parquet"]


def test_rows_that_do_not_add_up_are_named_though_all_digests_hold(workspace: Workspace):
    """A program that lost a row and sealed it has not got past the law."""
    path = workspace.run_folder(RUN) / manifest.NAME
    content = json.loads(path.read_bytes())
    del content["seal"]
    content["ingest"]["files"][0]["record_rows"] -= 1
    forged = manifest.sealed(content, workspace.site_key())

    with changed(path, lambda _: json.dumps(forged).encode()):
        (fault,) = verify_run(workspace, RUN)
        assert "do not add up" in fault.what


def test_a_run_without_a_seal_says_what_brings_one(workspace: Workspace):
    """Also where the seal was taken out."""
    path = workspace.run_folder(RUN) / manifest.NAME
    content = json.loads(path.read_bytes())
    del content["seal"]

    with changed(path, lambda _: json.dumps(content).encode()):
        (fault,) = verify_run(workspace, RUN)
        assert "no seal" in fault.what
        assert "publishes the next one with a seal" in fault.mend


def test_the_checkpoint_on_the_cover_fits_run_and_ledger(workspace: Workspace):
    """It stands in workbook and page, and `verify` takes it as a person types it."""
    checkpoint = str(read_record(workspace.run_folder(RUN)).checkpoint)
    reports = workspace.run_folder(RUN) / "reports"
    assert f"核验码 {checkpoint}" in (reports / "matcher_2025-11-30.html").read_text(encoding="utf-8")
    cover = openpyxl.load_workbook(reports / "matcher_2025-11-30.xlsx", read_only=True).worksheets[0]
    assert any(
        f"核验码 {checkpoint}" in str(value) for row in cover.iter_rows(max_row=3, values_only=True) for value in row
    )

    result = matcher("verify", "--workspace", workspace.root, "--checkpoint", f" {checkpoint.lower()} ")

    assert result.returncode == 0
    assert checkpoint in result.stdout


def test_who_rewrites_all_with_the_key_is_found_by_the_checkpoint(workspace: Workspace):
    """Table, digest and seal fit again; the paper in a reader's hand does not."""
    folder = workspace.run_folder(RUN)
    checkpoint = Checkpoint.parse(str(read_record(folder).checkpoint))
    path = folder / manifest.NAME

    with changed(folder / "findings.parquet", flipped(100)):
        content = {**manifest.read_json(path), "outputs": manifest.digests_of(folder)}
        del content["seal"]
        forged = manifest.sealed(content, workspace.site_key())
        with changed(path, lambda _: json.dumps(forged).encode()):
            assert named(workspace) == []
            (fault,) = verify_checkpoint(workspace, checkpoint)
            assert "the run's tables are not those" in fault.what


def test_a_record_that_an_earlier_version_wrote_fits_its_checkpoint(workspace: Workspace):
    """Read as a record it would have what was added since, and a report of years ago would seem forged."""
    folder = workspace.run_folder(RUN)
    facts = {name: fact for name, fact in read_facts(folder).items() if name not in {"untried", "warnings"}}
    tables = {name: told for name, told in manifest.digests_of(folder).items() if "/" not in name}
    of_then = make_checkpoint(1, checkpoint_content(facts, tables), Mark(0, "0" * 64), workspace.site_key())

    with changed(folder / "facts.json", lambda _: json.dumps(facts).encode()):
        assert verify_checkpoint(workspace, of_then) == []


def test_a_ledger_that_is_lost_is_named_and_none_is_made(workspace: Workspace):
    """An empty one would hold in itself."""
    ledger = workspace.root / "ledger.sqlite"
    checkpoint = Checkpoint.parse(str(read_record(workspace.run_folder(RUN)).checkpoint))
    ledger.rename(workspace.root / "aside")
    try:
        assert [fault.what for fault in verify_ledger(workspace)] == ["the ledger is lost (台账丢失)"]
        assert len(verify_checkpoint(workspace, checkpoint)) == 1
        assert not ledger.exists()
    finally:
        (workspace.root / "aside").rename(ledger)


def test_a_ledger_of_another_workspace_is_named(workspace: Workspace):
    """It knows neither what was published here nor what was done."""
    (workspace.root / "ledger.url").write_text(f"sqlite:///{workspace.root / 'other.sqlite'}")
    open_ledger(workspace.ledger_url).close()
    try:
        end = known_end(workspace)  # each action that was logged is missed by its number
        logged = ["other.sqlite"] * (end.number if end else 0)
        assert [Path(fault.where).name for fault in verify_ledger(workspace)] == [*logged, RUN]
    finally:
        (workspace.root / "ledger.url").unlink()
    assert verify_ledger(workspace) == []


@pytest.mark.parametrize("text", ["", "{", "3", "[]", "{}"])
def test_a_damaged_manifest_is_named_by_each_command_that_reads_it(workspace: Workspace, text: str):
    """It is no fault of the program."""
    path = workspace.run_folder(RUN) / manifest.NAME

    with changed(path, lambda _: text.encode()):
        assert named(workspace) == [manifest.NAME]
        with pytest.raises(UsageError, match="cannot be read"):
            read_account(workspace.run_folder(RUN))
        with pytest.raises(UsageError, match="cannot be read"):
            kept_runs(workspace)


def test_a_ledger_written_anew_is_found_by_the_checkpoint(workspace: Workspace):
    """The chain of another ledger holds in itself; the event that the report named is another."""
    key = workspace.site_key()
    record = read_record(workspace.run_folder(RUN))
    first = Checkpoint.parse(str(record.checkpoint))
    assert (first.run_number, first.event_number) == (1, 0)

    assert first.is_of_ledger(Mark(0, "0" * 64), key)
    assert not first.is_of_ledger(Mark(0, "1" * 64), key)
    assert not first.is_of_ledger(None, key)
    assert not first.is_of_run(checkpoint_content(record.model_dump(mode="json"), {}), key)


def test_a_checkpoint_of_a_run_that_is_gone_says_so(workspace: Workspace):
    """A run that was purged, or another workspace."""
    other = Checkpoint(7, "0" * 16, 10**9, "0" * 16)

    assert [fault.what.split(",")[0] for fault in verify_checkpoint(workspace, other)] == [
        "run 7",
        "the ledger up to event 1000000000 is not what it was when the report was written (台账与报告封面的核验码不符)",
    ]


@pytest.mark.parametrize("text", ["", "0001", "0001-9F3A12CD45E67788-0", "0001-9F3A12CD45E6778G-0-AB12CD34EF567788"])
def test_what_is_no_checkpoint_is_said_to_be_none(text: str):
    """With where to copy it from."""
    with pytest.raises(UsageError, match="no checkpoint"):
        Checkpoint.parse(text)


def test_long_dashes_and_spaces_of_a_typed_checkpoint_do_not_matter():
    """As word processors and people write it."""
    typed = "0007－9f3a12cd45e67788 — 1234 – AB12CD34EF567788"

    assert str(Checkpoint.parse(typed)) == "0007-9F3A12CD45E67788-1234-AB12CD34EF567788"
