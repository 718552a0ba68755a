"""Read person names: one form for the name, an alias where brackets hold one, `?` for each character not readable.

Reads a column of text, one distinct text at a time. Traditional characters and variants stay as written: comparing
folds them, reading does not. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from matcher.identity.name_tables import common_surnames, compound_surnames
from matcher.identity.numerals import NUMERAL_CHARACTERS
from matcher.identity.reading import gathered, mask_array, put_rows, read_distinct, remembered, text_column
from matcher.identity.text import LONGEST_VALUE, clean_one

STATUSES: Final = {
    "cleaned": "read after taking away spaces, titles, notes in brackets, numbers, labels",
    "partly_unreadable": "some characters are not readable (□, ?, pinyin, private glyphs, 某): each is a `?`",
    "description": "says whose child or relative it is, not the name (李四之子); the name is null, the text in alias",
    "several_names": "several people in one cell; the name is null, the text in alias",
    "empty": "nothing there, or a word that stands for no name",
    "unreadable": "no name",
}
"""Status → meaning. Null: read as written."""

WILDCARD: Final = "?"
"""Stands for one character that could not be read."""

MIDDLE_DOT: Final = "·"

_HAN: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_TEXT: Final = pa.string()
_PLAIN: Final = r"^(?:[\x{4E00}-\x{9FFF}]{2,4}|[\x{4E00}-\x{9FFF}]{1,12}(?:·[\x{4E00}-\x{9FFF}]{1,12}){1,3})$"
_SPACES: Final = r"[\s\x{A0}\x{200B}\x{3000}\x{FEFF}]+"
_TWO_AND_TWO: Final = (
    rf"^{_SPACES[:-1]}*[\x{{4E00}}-\x{{9FFF}}]{{2}}{_SPACES}[\x{{4E00}}-\x{{9FFF}}]{{2}}{_SPACES[:-1]}*$"
)
"""Spaces within it may part two people: 王伟 张丽. Spaces elsewhere (王 伟) are there for the looks."""
# What a plain run of Han characters may be besides a name; such rows are looked at one by one.
_SUSPECT: Final = (
    r"之|某|先生|女士|同志|老师|小姐|师傅|等|户主|户$|已|故$|死亡|姓名|合计|总计|小计|不详|暂无|没有|无名|未|待|"
    r"空白|名称|新生|的|家|和|及|以上|共|本人|村|社区|家庭|配偶|儿子|女儿|妻子|丈夫|父亲|母亲"
)
_DOTS: Final = re.compile(r"[·•‧⋅・･●∙\u0387.．。｡\-‐‑–—_]+")
_LABEL: Final = re.compile(r"^(?:户主姓名|户主|姓名|本人|申请人|享受人|受益人|成员|收款人|领款人|监护人|逝者)[:：]+")
_LABEL_WITHOUT_COLON: Final = re.compile(r"^(?:户主)(?=\S{2,})")
_TITLE: Final = re.compile(r"(?<=..)(?:先生|女士|同志|老师|小姐)$")
_NOTE: Final = re.compile(
    "[亡死故迁残代领证号岁之村组镇乡转补未无不待错误]|^[男女大小老新夫妻子父母]$|户主|本人|注销|停发|五保|低保|特困|新增|重名|同名|妻子|丈夫|父亲"
    "|母亲|儿子|女儿|孙子|孙女|去世|外嫁|出嫁|在校|服刑|失踪|离异|离婚|丧偶|社区|孤儿|单亲|精神|外出|务工|同一人|双胞胎|老人|学生|户口"
)
_ALIAS: Final = re.compile(r"^(?:曾用名|原名|又名|别名|小名|乳名|俗名|本名|现名|原|又|曾用)[:：]?")
_DESCRIBED: Final = re.compile(r"[上左外内].{1,2}[下右里内外].{1,2}|.{1,3}(?:加|字?旁|字头|字底).{0,3}")
_BRACKETS: Final = re.compile(r"[(\[{【〔<《]([^()\[\]{}【】〔〕<>《》]*)[)\]}】〕>》]?")
_RELATIVE: Final = re.compile(
    r".{2,5}(?:之|的|家(?=[长次大小]))(?:长|次|三|四|大|小|幼|养|继)?"
    r"(?:儿子|女儿|妻子|孙子|孙女|婴儿|[子女妻夫父母孙儿婴男妹弟兄姐媳])[一二三1-3]?"
)
_NO_NAME: Final = re.compile(
    r"(?:不详|未知|无名氏?|没有|未取名|未起名|待定|待取名|暂无|未上户|新生儿|姓名|名称|合计|总计|小计|空白|共计?\d*.?)"
)
_SEVERAL: Final = re.compile(r"[、,，;；/|\\]")
_WORD: Final = re.compile(rf"[{_HAN}]{{2,3}}")
_JOINED: Final = re.compile(rf"[{_HAN}]{{2,3}}[和及与](?P<second>[{_HAN}]{{2,3}})")
_AND_OTHERS: Final = re.compile(rf"[{_HAN}]{{2,}}等(?:[\d{NUMERAL_CHARACTERS}]+[人口名位]?)?")
_SURNAME_AND_TITLE: Final = re.compile(rf"[{_HAN}](?:先生|女士|同志|老师|小姐|师傅)")
_UNREADABLE_CHARACTER: Final = re.compile("[?□■〓*\ufffd▯▢☐○◇◆#×\ue000-\uf8ff\U000f0000-\U0010ffff某]")
_PINYIN_IN_HAN: Final = re.compile(r"[A-Za-züÜāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+[0-5]?")
_MARK_AFTER: Final = re.compile(r"(?<=..)(?:[0-9]+|[A-Z])$")
_HAN_ALIAS: Final = re.compile(rf"[{_HAN}·]{{2,4}}")
_HAN_NAME: Final = re.compile(rf"[{_HAN}?]+(?:·[{_HAN}?]+)*")
_LATIN_NAME: Final = re.compile(r"[A-Z][A-Z'\- .]*[A-Z.]")


@dataclass(frozen=True)
class Names:
    """A column of person names, read.

    Attributes:
        person_name: The name in one form: no spaces between Han characters, `·` between the parts of a name, `?` for a
            character that is not readable, Latin letters in upper case; null where there is none.
        alias: A former or other name, or the text where it is no name; null otherwise.
        status: A word of `STATUSES`; null where read as written.
    """

    person_name: pa.Array
    alias: pa.Array
    status: pa.Array


def normalise_names(raw: pa.Array | pa.ChunkedArray) -> Names:
    """Read a column of person names.

    Args:
        raw: Text as delivered; null = empty.
    """
    encoded = text_column(raw).dictionary_encode(null_encoding="encode")
    texts, rows = encoded.dictionary, encoded.indices
    plain = _is_plain(texts)
    if bool(pc.all(plain, min_count=0, skip_nulls=False).as_py()):
        unsaid = pa.nulls(len(rows), _TEXT)
        return Names(encoded, unsaid, unsaid)
    dirty = ~pc.fill_null(plain, fill_value=False).to_numpy(zero_copy_only=False)
    nothing = pa.nulls(len(texts), _TEXT)
    known = zip((texts, nothing, nothing), _read_dirty(texts.filter(mask_array(dirty))), strict=True)
    return Names(*(gathered(put_rows(some, dirty, read), rows) for some, read in known))


def _read_dirty(texts: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Read texts that are not a name as written into names, aliases and statuses: of most only spaces are taken."""
    names = pc.replace_substring_regex(texts, pattern=_SPACES, replacement="")
    spaced = pc.and_(_is_plain(names), pc.invert(pc.match_substring_regex(texts, _TWO_AND_TWO)))
    spaced = pc.and_(spaced, pc.less_equal(pc.utf8_length(texts), LONGEST_VALUE))
    other = ~pc.fill_null(spaced, fill_value=False).to_numpy(zero_copy_only=False)
    read = read_distinct(texts.filter(mask_array(other)), read_name, (_TEXT,) * 3, absent=(None, None, "empty"))
    known = (names, pa.nulls(len(texts), _TEXT), pa.repeat("cleaned", len(texts)))
    name, alias, status = (put_rows(some, other, rest) for some, rest in zip(known, read, strict=True))
    return name, alias, status


def _is_plain(texts: pa.Array) -> pa.Array:
    """Mark the texts that are a name as written, so surely that they need not be looked at one by one."""
    formed = pc.match_substring_regex(texts, _PLAIN)
    return pc.and_(formed, pc.invert(pc.match_substring_regex(texts, _SUSPECT)))


@remembered
def read_name(text: str) -> tuple[str | None, str | None, str | None]:
    """Read one text into name, alias and status."""
    cleaned = unicodedata.normalize("NFKC", clean_one(text)).strip("'\"`‘’“”:：")
    if not cleaned or _NO_NAME.fullmatch(cleaned) or re.fullmatch(r"[\d.]+", cleaned):
        return None, None, "empty"
    if len(cleaned) > LONGEST_VALUE:
        return None, None, "unreadable"
    body, alias = _without_brackets(_LABEL_WITHOUT_COLON.sub("", _LABEL.sub("", cleaned)))
    other = _other_than_a_name(body) or ("several_names" if _are_several_words(text) else None)
    if other:
        return None, cleaned, other
    if _SURNAME_AND_TITLE.fullmatch(body):  # 张先生: what he is called is not written
        body = body[0] + WILDCARD
    name = _in_one_form(body.strip("、,，;；/|\\ "))
    if not name or not (_HAN_NAME.fullmatch(name) or _LATIN_NAME.fullmatch(name)) or not name.strip("?·"):
        return None, alias, "unreadable"
    if WILDCARD in name:
        return name, alias, "partly_unreadable"
    return name, alias, None if name == text else "cleaned"


def _are_several_words(text: str) -> bool:
    """Tell whether words in one cell are names of several people: each of two or three Han, with a common surname.

    `买买提 艾山` and `欧阳 娜娜` are one name each, and so is `王 五`, spaced to stand under longer names.
    """
    words = unicodedata.normalize("NFKC", text).split()
    return (
        len(words) > 1
        and words[0] not in compound_surnames()
        and all(_WORD.fullmatch(word) and word[0] in common_surnames() for word in words)
    )


def _other_than_a_name(body: str) -> str | None:
    """Give the status of a text that is several names, or says whose relative someone is."""
    if _SEVERAL.search(body.strip("、,，;；/|\\")) or _AND_OTHERS.fullmatch(body):
        return "several_names"
    joined = _JOINED.fullmatch(body)
    if joined and joined["second"][0] in common_surnames():
        return "several_names"
    return "description" if _RELATIVE.fullmatch(body.replace(" ", "")) else None


def _without_brackets(text: str) -> tuple[str, str | None]:
    """Take brackets out, and give the first alias in them; a character described in them becomes a wildcard."""
    aliases: list[str] = []

    def replacement(found: re.Match[str]) -> str:
        inside = found[1].replace(" ", "")
        named = _ALIAS.sub("", inside)
        if _DESCRIBED.fullmatch(inside):
            # After a name that is whole the description only says how its last character is written.
            return "" if found.end() == len(text) and found.start() > 2 else WILDCARD
        if named and (named != inside or (_HAN_ALIAS.fullmatch(inside) and not _NOTE.search(inside))):
            aliases.append(named)
        return ""

    return _BRACKETS.sub(replacement, text), aliases[0] if aliases else None


def _in_one_form(text: str) -> str:
    """Give the name in one form, whatever it is worth."""
    if re.search(rf"[{_HAN}]", text):
        name = _DOTS.sub(MIDDLE_DOT, re.sub(r"\s+", "", text)).strip(MIDDLE_DOT)
        name = _TITLE.sub("", _MARK_AFTER.sub("", _UNREADABLE_CHARACTER.sub(WILDCARD, name)))
        return _PINYIN_IN_HAN.sub(WILDCARD, name).strip(MIDDLE_DOT)
    latin = re.sub(r"\s+", " ", re.sub(r"[·•]", " ", text)).upper()
    return re.sub(r"[0-9]+$", "", latin).strip()
