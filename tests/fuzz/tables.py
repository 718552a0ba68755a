"""Damage to delimited text: its cells, rows, delimiters, quotes, line ends and encoding."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from tests.fuzz import nasty
from tests.fuzz.damage import DAMAGE, chain
from tests.fuzz.seeds import decoded

_LINE_ENDS: Final = (
    "\n",
    "\r\n",
    "\r",
    "\n\r",
    "\r\r\n",
    "\n\n",
    "\x85",
    "\u2028",
    "\x0b",
    "\x0c",
    "\x1c",
    "",
    "\x00\n",
)
_DELIMITERS: Final = (",", "\t", ";", "|", "，", "、", " ", ":", "^", "~", "\x01", ",,", ", ", "\u3000", "\x00")
_QUOTES: Final = ('"', '""', "'", "“", "”", "\\", '\\"', '"\n', '"\r\n', ',"', '",', '"""', "\x00")
_ENCODINGS: Final = (
    "utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "big5", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7",
    "cp1252", "hz", "iso2022_jp", "shift_jis", "euc_kr", "cp437", "ascii",
)  # fmt: skip
_MARKS: Final = (
    b"", codecs.BOM_UTF8, codecs.BOM_UTF8 * 2, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE,
    codecs.BOM_UTF32_BE, b"\x00", b"\x1a", b"\xef\xbb", b"\x84\x31\x95\x33", b"+/v8-",
)  # fmt: skip
_BROKEN: Final = (
    b"\x80", b"\xff", b"\xfe", b"\xc0\xaf", b"\xe0\x80\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
    b"\xf8\x88\x80\x80\x80",
    b"\x81", b"\x81\x30", b"\x81\x30\x81", b"\xe3\x32\x9a\x35", b"\xfe\x39\xfe\x39", b"\xa3\xac", b"\x00", b"\x1b$)A",
    b"\xe6\x9d", b"\xd5\xc5\xc8", b"\x5c", b"\xbf\x5c", b"\x81\x7c", b"\x81\x22",
)  # fmt: skip
_FEET: Final[tuple[list[str], ...]] = (
    ["合计", "", "", "", "260"], ["小计：", "80"], ["填表人：", "", "审核人："], ["单位（盖章）"],
    ["备注：本表一式三份"],
    ["以下空白"], ["第1页/共3页"], ["共3户5人"], ["----"], ["=SUM(E2:E4)"], [""], [" "] * 6, ["\u3000"] * 6, [],
)  # fmt: skip


@dataclass(frozen=True)
class Grid:
    """A delimited file as rows of cells."""

    rows: list[list[str]]
    delimiter: str
    line_end: str
    encoding: str

    @classmethod
    def of(cls, content: bytes) -> Grid:
        """Cut a file into rows and cells; quotes mean nothing here."""
        text, encoding = decoded(content[:1_000_000])
        end = "\r\n" if "\r\n" in text else "\r" if "\n" not in text and "\r" in text else "\n"
        lines = text.split(end)
        delimiter = max((",", "\t", ";", "|", "，"), key=lines[0].count)
        return cls([line.split(delimiter) for line in lines], delimiter, end, encoding)

    def bytes(self) -> bytes:
        """Give the file again."""
        text = self.line_end.join(self.delimiter.join(row) for row in self.rows)
        return text.encode(self.encoding, "surrogatepass" if self.encoding.startswith("utf") else "replace")


Change = Callable[[Random, Grid], Grid]


def nasty_cells(dice: Random, grid: Grid) -> Grid:
    """Put values that programs stumble over into a few cells, most of them not of the header."""
    rows = [list(row) for row in grid.rows]
    for _ in range(dice.choice((1, 1, 2, 5, 30))):
        row = dice.choice(rows[1:] if len(rows) > 1 and dice.random() < 0.95 else rows)
        if row:
            row[dice.randrange(len(row))] = dice.choice(nasty.CELLS)
    return replace(grid, rows=rows)


def one_value_everywhere(dice: Random, grid: Grid) -> Grid:
    """Fill a whole column with one value."""
    place, value = dice.randrange(max(len(grid.rows[0]), 1)), dice.choice(nasty.CELLS)
    rows = [[value if at == place else cell for at, cell in enumerate(row)] for row in grid.rows[1:]]
    return replace(grid, rows=[grid.rows[0], *rows])


def quoted_cells(dice: Random, grid: Grid) -> Grid:
    """Quote some cells rightly, with whatever may stand in quotes."""
    inner = dice.choice(("", "\n", "\r\n", "\r", grid.delimiter, '""', "\n" * 50, '""' * 50))
    rows = [[f'"{cell}{inner}"' if dice.random() < 0.3 else cell for cell in row] for row in grid.rows]
    return replace(grid, rows=rows)


def stray_quotes(dice: Random, grid: Grid) -> Grid:
    """Put quotes where they open or close what they should not."""
    rows = [list(row) for row in grid.rows]
    for _ in range(dice.choice((1, 1, 2, 9))):
        row = dice.choice(rows)
        if row:
            place = dice.randrange(len(row))
            at = dice.randint(0, len(row[place]))
            row[place] = row[place][:at] + dice.choice(_QUOTES) + row[place][at:]
    return replace(grid, rows=rows)


def other_delimiter(dice: Random, grid: Grid) -> Grid:
    """Write the file, or some of its rows, with another delimiter."""
    other = dice.choice(_DELIMITERS)
    if dice.random() < 0.5:
        return replace(grid, delimiter=other)
    rows = [[other.join(row)] if dice.random() < 0.2 else row for row in grid.rows]
    return replace(grid, rows=rows)


def other_line_ends(dice: Random, grid: Grid) -> Grid:
    """End all lines, or some of them, in another way."""
    other = dice.choice(_LINE_ENDS)
    if dice.random() < 0.4:
        return replace(grid, line_end=other)
    rows = [[*row[:-1], row[-1] + other] if row and dice.random() < 0.2 else row for row in grid.rows]
    return replace(grid, rows=rows)


def uneven_rows(dice: Random, grid: Grid) -> Grid:
    """Give some rows too few fields, or too many."""

    def one(row: list[str]) -> list[str]:
        if dice.random() < 0.7:
            return row
        return dice.choice(
            (row[: dice.randint(0, len(row))], [*row, "多"], [*row, "", ""], row * 3, [*row, *[""] * 400])
        )

    return replace(grid, rows=[one(row) for row in grid.rows])


def other_rows(dice: Random, grid: Grid) -> Grid:
    """Leave rows out, repeat them, or put them in another order."""
    rows = list(grid.rows)
    a, b = sorted((dice.randint(0, len(rows)), dice.randint(0, len(rows))))
    changed = dice.choice(
        (
            rows[:a] + rows[b:],
            rows[:b] + rows[a:b] * dice.choice((1, 3, 30)) + rows[b:],
            [*rows[:a], rows[0], *rows[a:]],
            [rows[0], *dice.sample(rows[1:], len(rows) - 1)],
            dice.sample(rows, len(rows)),
            rows[:1] * dice.choice((2, 40)),
            rows[1:],
            rows[:1],
            [row for row in rows for _ in range(dice.randint(0, 2))],
        )
    )
    return replace(grid, rows=changed or [[]])


def strange_rows(dice: Random, grid: Grid) -> Grid:
    """Put titles, totals, notes and blanks among the rows."""
    rows = list(grid.rows)
    for _ in range(dice.choice((1, 2, 8))):
        rows.insert(dice.choice((0, 1, dice.randint(0, len(rows)), len(rows))), list(dice.choice(_FEET)))
    blanks = [[""] for _ in range(dice.choice((0, 0, 0, 40, 3000)))]
    return replace(grid, rows=rows + blanks if dice.random() < 0.5 else blanks + rows)


def other_columns(dice: Random, grid: Grid) -> Grid:
    """Leave a column out, repeat it, or put all in another order."""
    width = max(map(len, grid.rows), default=0)
    order = list(range(width))
    place = dice.randrange(width) if width else 0
    order = dice.choice(
        (
            order[:place] + order[place + 1 :],
            [*order, place],
            dice.sample(order, width),
            order * 2,
            [place],
            order[:place],
        )
    )
    return replace(grid, rows=[[row[at] for at in order if at < len(row)] for row in grid.rows])


def split_header(dice: Random, grid: Grid) -> Grid:
    """Spread the header over two rows, or damage its words."""
    head = list(grid.rows[0])
    cut = dice.randint(0, len(head))
    other = dice.choice(
        (
            [head[:cut] + [""] * (len(head) - cut), [""] * cut + head[cut:]],
            [[f"{cell}{dice.choice((' ', '　', '：', '*', '(元)', '/', chr(10)))}" for cell in head]],
            [["补贴对象"] * len(head), head],
            [[cell if dice.random() < 0.6 else dice.choice(nasty.TEXTS) for cell in head]],
        )
    )
    return replace(grid, rows=[*other, *grid.rows[1:]])


def written_otherwise(dice: Random, content: bytes) -> bytes:
    """Write the text in another encoding, or one half of it."""
    text, _ = decoded(content)
    first, second = dice.choice(_ENCODINGS), dice.choice(_ENCODINGS)
    cut = dice.choice((len(text), dice.randint(0, len(text))))
    return text[:cut].encode(first, "replace") + text[cut:].encode(second, "replace")


def read_wrongly_and_written(dice: Random, content: bytes) -> bytes:
    """Take the bytes for another encoding and write what was read: text that looks like nothing."""
    wrong, out = dice.choice(_ENCODINGS[:11]), dice.choice(("utf-8", "gb18030", "utf-16"))
    return content.decode(wrong, "replace").encode(out, "replace")


def other_mark(dice: Random, content: bytes) -> bytes:
    """Put a byte order mark, right or wrong, before the text or into it."""
    bare = re.sub(rb"^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)", b"", content)
    at = dice.choice((0, 0, 0, dice.randint(0, len(bare))))
    return bare[:at] + dice.choice(_MARKS) + bare[at:]


def broken_characters(dice: Random, content: bytes) -> bytes:
    """Put bytes in that are no character, or half of one."""
    for _ in range(dice.choice((1, 1, 3, 20))):
        at = dice.choice((0, len(content), dice.randint(0, len(content))))
        content = content[:at] + dice.choice(_BROKEN) + content[at:]
    return content


def changed(dice: Random, content: bytes, changes: tuple[Change, ...]) -> bytes:
    """Change a file as rows of cells, one to three times."""
    grid = Grid.of(content)
    for _ in range(dice.randint(1, 3)):
        grid = dice.choice(changes)(dice, grid)
        if not grid.rows:
            grid = replace(grid, rows=[[]])
    return grid.bytes()


def cells(dice: Random, content: bytes) -> bytes:
    """Damage cells."""
    return changed(dice, content, (nasty_cells, nasty_cells, one_value_everywhere))


def delimiters(dice: Random, content: bytes) -> bytes:
    """Damage delimiters, quotes and line ends."""
    return changed(dice, content, (quoted_cells, stray_quotes, other_delimiter, other_line_ends, stray_quotes))


def rows(dice: Random, content: bytes) -> bytes:
    """Damage rows, columns and headers."""
    return changed(dice, content, (uneven_rows, other_rows, strange_rows, other_columns, split_header, nasty_cells))


def encodings(dice: Random, content: bytes) -> bytes:
    """Damage the encoding."""
    return chain(
        dice, content, (written_otherwise, read_wrongly_and_written, other_mark, broken_characters, broken_characters)
    )


def text_bytes(dice: Random, content: bytes) -> bytes:
    """Damage bytes of text."""
    return chain(dice, content, DAMAGE)
