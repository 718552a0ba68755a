"""Encryption at rest: what lies in a workspace is unreadable without its key, and read as ever with it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from typer.testing import CliRunner

from matcher.cli.app import app
from matcher.doctor import _storage_key
from matcher.engine.kernel import Kernel
from matcher.errors import UsageError
from matcher.ledger import open_ledger
from matcher.storage import encryption
from matcher.storage.encryption import file_key, open_vault
from matcher.storage.parquet import (
    content_sha256_of,
    open_table,
    open_writer,
    put_table,
    read_frame,
    read_schema,
    read_table,
    scan_tables,
    sha256_of,
    write_table,
)
from matcher.storage.workspace import Workspace

KEY = "5e" * 32
ANOTHER = "a1" * 32
ROWS = 50_000  # more than pyarrow would put on one page
NAMES = pa.table(
    {"person_name": [f"王测试{row}" for row in range(ROWS)], "row_number": pa.array(range(ROWS), pa.int32())}
)


@pytest.fixture(params=["standard", "guomi"])
def root(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace whose tables are encrypted, under either suite."""
    monkeypatch.setattr(encryption, "_opened", None)
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    (tmp_path / "storage.key").write_text(KEY + "\n", encoding="ascii")
    site = f"storage: {{encryption: {{key: {{file: ../storage.key}}}}, cipher_suite: {request.param}}}\n"
    (workspace / "site.yaml").write_text(site, encoding="utf-8")
    open_vault(workspace, {})
    return workspace


def again(root: Path, key: str = KEY) -> None:
    """Open the workspace anew, as another command does."""
    (root.parent / "storage.key").write_text(key, encoding="ascii")
    open_vault(root, {})


def test_what_lies_in_the_workspace_is_encrypted_and_read_as_ever(root: Path):
    """By Arrow, by Polars, and by the kernel: whole, by columns, by rows, piece by piece."""
    paths = [write_table(NAMES.slice(0, 40_000), root / "a.parquet"), root / "b.parquet"]
    put_table(NAMES.slice(40_000), paths[1], compression="lz4", use_dictionary=["person_name"])
    again(root)

    for path in paths:
        raw = path.read_bytes()
        assert raw[-4:] == b"PARE"
        assert not any(text.encode() in raw for text in ("王测试", "person_name"))
    assert pa.concat_tables([read_table(path) for path in paths]).equals(NAMES)
    assert read_table(paths[0], ["row_number"], filters=[("row_number", "<", 2)]).to_pylist() == [
        {"row_number": 0}, {"row_number": 1},
    ]  # fmt: skip
    assert open_table(paths[0]).metadata.num_rows == 40_000
    assert read_schema(paths[1]).names == NAMES.column_names
    assert read_frame(paths[1], ["row_number"])["row_number"].sum() == sum(range(40_000, ROWS))
    assert scan_tables(paths).select(pl.col("person_name").n_unique()).collect().item() == ROWS
    with Kernel(folders=[root], file_key=file_key, encrypted=True) as kernel:
        kernel.register_parquet("names", paths, NAMES.schema, row_number="position")
        sql = "SELECT person_name, row_number, position FROM names ORDER BY row_number"
        found = kernel.fetch(sql)
        assert found.select(NAMES.column_names).equals(NAMES)
        assert found["position"].to_pylist() == [*range(40_000), *range(10_000)]
        few = pa.table({"row_number": pa.array([3, 40_001], pa.int32())})
        kernel.register("few", few)
        for condition in ("row_number IN (3, 40001)", "person_name IN ('王测试3', '王测试40001') AND row_number > 0"):
            asked = f"SELECT row_number FROM names WHERE {condition} ORDER BY 1"
            assert kernel.fetch(asked).equals(few)
        assert kernel.fetch("SELECT row_number FROM names JOIN few USING (row_number) ORDER BY 1").equals(few)
        assert kernel.fetch("SELECT row_number FROM names ORDER BY row_number DESC LIMIT 1").to_pylist() == [
            {"row_number": ROWS - 1}
        ]
        shared = kernel.share(lambda side, _: side.fetch("SELECT count(*) AS rows FROM names")["rows"][0].as_py(), [1])
        assert shared == [ROWS]


def test_a_nested_column_does_not_hinder_the_kernel_from_reading_the_others(root: Path):
    """Notes on values are lists; DuckDB cannot read such columns of encrypted files, and no step asks for them."""
    notes = pa.array([[{"column": "a", "status": "b"}]] * ROWS)
    table = NAMES.add_column(0, "value_notes", notes).append_column("last", pa.array(["z"] * ROWS))
    path = write_table(table, root / "a.parquet")

    assert read_table(path).equals(table)
    with Kernel(folders=[root], file_key=file_key, encrypted=True) as kernel:
        kernel.register_parquet("names", [path], table.schema)
        assert kernel.fetch("SELECT max(last) AS last, count(person_name) AS rows FROM names").to_pylist() == [
            {"last": "z", "rows": ROWS}
        ]


def test_plain_and_encrypted_files_are_read_as_one_table(root: Path):
    """Those of before the site began to encrypt stay as they are."""
    plain = write_table(NAMES.slice(0, 10), root.parent / "plain.parquet")
    secret = write_table(NAMES.slice(10, 10), root / "secret.parquet")

    assert plain.read_bytes()[-4:] == b"PAR1"
    assert scan_tables([plain, secret]).collect().height == 20
    with Kernel(folders=[root.parent], file_key=file_key, encrypted=True) as kernel:
        kernel.register_parquet("names", [plain, secret], NAMES.schema)
        assert kernel.fetch("SELECT sum(row_number) AS total FROM names")["total"][0].as_py() == sum(range(20))


def test_each_file_has_a_key_of_its_own_and_its_content_has_one_digest(root: Path):
    """A step is taken up by what files say: their bytes are never twice the same."""
    one, other = (write_table(NAMES, root / name) for name in ("a.parquet", "b.parquet"))
    third = write_table(NAMES.slice(1), root / "c.parquet")

    assert file_key(one) != file_key(other)
    assert sha256_of(one) != sha256_of(other)
    assert content_sha256_of(one) == content_sha256_of(other) != content_sha256_of(third)


def test_what_is_written_piece_by_piece_is_encrypted(root: Path):
    with open_writer(root / "a.parquet", NAMES.schema, compression="zstd", max_rows_per_page=1000) as writer:
        for start in (0, 25_000):
            writer.write_table(NAMES.slice(start, 25_000))

    assert read_table(root / "a.parquet").equals(NAMES)
    with Kernel(folders=[root], file_key=file_key, encrypted=True) as kernel:
        kernel.register_parquet("names", [root / "a.parquet"], NAMES.schema)
        assert kernel.fetch("SELECT sum(row_number) AS total FROM names")["total"][0].as_py() == sum(range(ROWS))


def test_a_table_for_readers_of_reports_is_not_encrypted(root: Path):
    assert write_table(NAMES, root / "findings.parquet", plainly=True).read_bytes()[-4:] == b"PAR1"


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda root: again(root, ANOTHER), "密钥与密钥环不符"),
        (lambda root: again(root, ""), "密钥或密码缺失或为空"),
        (lambda root: again(root, "no key"), "64 位十六进制数"),
        (lambda root: (root / "site.yaml").write_text("{}\n"), "未指明存储密钥"),
        (lambda root: (root / "storage.keys").unlink(), "密钥环损坏"),
        (lambda root: (root / "storage.keys").write_text("{"), "密钥环损坏"),
    ],
)
def test_a_key_that_is_wrong_or_missing_is_told_in_both_languages(break_it, said: str, root: Path):
    """With the file that it is about and what to do; the key is never quoted."""
    path = write_table(NAMES, root / "a.parquet")
    break_it(root)
    open_vault(root, {})

    with pytest.raises(UsageError, match=said) as raised:
        read_table(path)

    fault = raised.value.faults[0]
    assert any(name in fault.where for name in ("storage.key", "a.parquet", "site.yaml"))
    assert re.search(r"[a-z]{4}", fault.what)
    assert KEY not in str(raised.value)


def test_a_ring_that_lacks_the_key_of_a_file_is_named(root: Path):
    path = write_table(NAMES, root / "a.parquet")
    ring = json.loads((root / "storage.keys").read_text())
    (name,) = (one["key"] for one in ring["keys"])
    encryption.save_ring(encryption.Ring("standard", {"2": b"k" * 32}), root, bytes.fromhex(KEY))
    again(root)

    with pytest.raises(UsageError, match=f"encrypted with key '{name}'"):
        read_table(path)


def test_a_wrapped_key_cannot_stand_in_for_another(root: Path):
    """The name is bound to what is wrapped under it."""
    write_table(NAMES, root / "a.parquet")
    ring = json.loads((root / "storage.keys").read_text())
    ring["keys"][0]["key"] = "2"
    (root / "storage.keys").write_text(json.dumps(ring))
    again(root)

    with pytest.raises(UsageError, match="密钥与密钥环不符"):
        read_table(root / "a.parquet")


def test_a_kernel_that_must_not_spill_leaves_nothing_on_disk_and_says_so(root: Path):
    """DuckDB encrypts what it puts aside only with a module that has to be fetched from the internet."""
    spill = root / ".spill"
    with (
        Kernel(spill_folder=spill, memory_limit="30MB", encrypted=True) as kernel,
        pytest.raises(Exception, match="memory"),
    ):
        kernel.fetch("SELECT range AS a, repeat(range::VARCHAR, 20) AS b FROM range(3000000) ORDER BY b DESC")
    assert not [path for path in spill.rglob("*") if path.is_file()]


def test_no_other_module_opens_parquet_files():
    """One that did could not read encrypted ones, or would write plain ones."""
    package = Path(encryption.__file__).parents[1]
    exempt = {"storage/parquet.py", "storage/encryption.py", "engine/kernel.py"}
    opening = re.compile(
        r"\bpq\.|read_parquet\(|read_parquet_schema\(|scan_parquet\(|(write|sink)_parquet\(|ds\.dataset\("
    )
    found = [
        name
        for path in sorted(package.rglob("*.py"))
        if (name := path.relative_to(package).as_posix()) not in exempt and not name.startswith(("measure/", "synth/"))
        if any(
            opening.search(line.replace("pq.ParquetWriter]", "").replace("-> pq.", ""))
            for line in path.read_text("utf-8").splitlines()
        )
    ]
    assert found == []


def test_a_new_storage_key_opens_what_the_old_one_did_and_the_old_one_opens_nothing(root: Path):
    """No table is written anew; new ones are written under a new key. The change is in the access log."""
    (root / "runs").mkdir()
    before = write_table(NAMES, root / "before.parquet")
    digest = sha256_of(before)
    (root.parent / "new.key").write_text(ANOTHER, encoding="ascii")
    rotating = ["keys", "rotate", "--new-key", str(root.parent / "new.key"), "--author", "王科长", "-w", str(root)]

    result = CliRunner().invoke(app, rotating, catch_exceptions=False)

    assert result.exit_code == 0
    assert "2 keys" in result.stdout
    with open_ledger(Workspace(root).ledger_url) as ledger:
        assert [(row["command"], row["phase"]) for row in ledger.accesses()] == [
            ("matcher keys rotate", "begun"), ("matcher keys rotate", "done"),
        ]  # fmt: skip
    again(root)
    with pytest.raises(UsageError, match="密钥与密钥环不符"):
        read_table(before)
    again(root, ANOTHER)
    after = write_table(NAMES, root / "after.parquet")
    assert read_table(before).equals(read_table(after))
    assert sha256_of(before) == digest


def test_the_doctor_looks_at_the_storage_key(root: Path):
    """Whether it is the right one, whose it is, and that it does not lie beside what it locks."""
    (root / "runs").mkdir()
    write_table(NAMES, root / "a.parquet")
    key = root.parent / "storage.key"

    def said() -> list[tuple[str, str]]:
        return [(one.level, one.said.en) for one in _storage_key(Workspace(root))]

    key.chmod(0o400)
    assert said() == [("good", "the storage key is the right one, and its owner's alone")]
    key.chmod(0o644)
    assert said() == [("bad", f"others may read or write the storage key: {root / '..' / 'storage.key'}")]
    key.write_text(ANOTHER, encoding="ascii")
    assert said()[0][0] == "bad"
    (root / "storage.key").write_text(KEY, encoding="ascii")
    site = (root / "site.yaml").read_text(encoding="utf-8")
    (root / "site.yaml").write_text(site.replace("../storage.key", "storage.key"), encoding="utf-8")
    assert said() == [("bad", "the storage key lies in the workspace that it locks")]
    (root / "site.yaml").unlink()
    assert said() == []
