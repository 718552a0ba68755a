"""Read one citizen ID that is not written cleanly: what is meant, or what is wrong with it.

Reads one text; gives the canonical ID where it is certain, a status and the compact text. It never guesses: what takes
evidence from other columns (a wrong digit, a lost one) is left to linking. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from matcher.identity.check_digit import check_character, is_birth_date
from matcher.identity.text import PLACEHOLDERS

CitizenIdForm = tuple[str | None, str | None, str | None]
"""Canonical ID or none, status, compact text."""

_JUNK: Final = re.compile(
    "[\\s'\"`´‘’“”,，、.。;；:：_=~\x00-\x1f\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+"
)
_HYPHENS: Final = re.compile("[-‐‑‒–—―−－]+")
_LABEL: Final = re.compile(r"^(?:居民|公民)?(?:身份证件|身份证|身份)(?:号码|号)?|^(?:证件号码|证件号|SFZH|ID)(?=\d)")
_X_LOOK_ALIKES: Final = str.maketrans({"Х": "X", "х": "X", "Χ": "X", "χ": "X", "×": "X", "✕": "X", "╳": "X", "✗": "X"})
DIGIT_LOOK_ALIKES: Final = str.maketrans(
    {"O": "0", "Q": "0", "D": "0", "〇": "0", "○": "0", "О": "0", "Ο": "0", "L": "1", "I": "1", "|": "1", "!": "1",
     "Z": "2", "S": "5", "B": "8"}
)  # fmt: skip
_NOTE: Final = re.compile(r"[(\[【](?:本人|残|残疾|残疾人|身份证|新|新证|正确|已核|已核实|已核对|18位|15位)[)\]】]")
"""Notes beside an ID that say nothing of whose it is; others, such as (妻), may make it another person's."""
_SCIENTIFIC: Final = re.compile(r"(\d)(?:\.(\d+))?E\+?(\d{1,2})", re.ASCII)
_AS_FLOAT: Final = re.compile(r"(\d+)\.0*", re.ASCII)
_NO_ID_WORDS: Final = re.compile(
    r"0*|NONE|NULL|NAN|不详|未知|不明|不清楚|遗失|丢失|补办中|待补.*|待查|待核.*|未办.*|没有.*|无证|无身份证.*|无户口.*|未上户.*|暂无.*|身份证|身份证号"
)
_PLACEHOLDER_NUMBER: Final = re.compile(r"9{6}.*|0{6}.*|(\d)\1{7,}X?|1234567890?\d*X?")
_OTHER_DOCUMENT: Final = re.compile(
    r"[A-Z]{3}\d{12}"  # permanent residence card of 2017
    r"|[A-Z]{1,2}\d{6,10}"  # passport, travel permit, birth certificate
    r"|.*(?:护照|军官|士兵|军字|武字|字第|通行证|户口|驾驶|出生|港澳|台胞|回乡|残疾军人).*"
)
_PERMANENT_RESIDENCE_2017: Final = re.compile(r"[A-Z]{3}\d{12}")
_MASK: Final = re.compile(r"[*#?●■□]|X(?=.*X)")
_WORTH_WRITING_OUT: Final = 14
"""Digits that scientific notation must have kept for the number to say where and when someone was born."""
_ID: Final = re.compile(r"[0-9]{17}[0-9X]")
_OLD_ID: Final = re.compile(r"[0-9]{15}")
_MASKED_CHECK: Final = re.compile(r"[0-9]{17}\*")
_LONG_FLOAT: Final = re.compile(r"[0-9]{16,}\.0*")
_CUT_CERTIFICATE: Final = re.compile(r"[0-9]{15}0{5}")
_DIGITS: Final = re.compile(r"[0-9]+X?")
_BETWEEN: Final = re.compile(r"[\s、,,;;/|\\和及与]+")
_TWO_OLD_IDS: Final = 30
_CERTIFICATE: Final = re.compile(r"[0-9]{17}[0-9X][1-7][1-4](B[0-9])?")


def compact_text(text: str) -> str:
    """Take away what is never part of an ID: width, case, spaces, quotes, hyphens, labels before it."""
    folded = unicodedata.normalize("NFKC", text).upper().translate(_X_LOOK_ALIKES)
    folded = _NOTE.sub("", folded.removeprefix("Ï»¿"))
    number = re.sub(r"[\s'‘’`\"]+", "", folded)
    if _SCIENTIFIC.fullmatch(number):
        return number
    as_float = _AS_FLOAT.fullmatch(number)
    if as_float:
        return as_float[1] if len(as_float[1]) <= 15 else number  # a float keeps 15 digits exactly
    return _LABEL.sub("", _HYPHENS.sub("", _JUNK.sub("", folded)))


def read_citizen_id(text: str) -> CitizenIdForm:
    """Read one text as a citizen ID; see `matcher.identity.citizen_id.STATUSES`."""
    if not _JUNK.sub("", text):
        return None, None, None
    compact = compact_text(text)
    if _ID.fullmatch(compact):
        return _read_eighteen(compact, as_written=compact == text)
    return _read_other_form(compact, text)


def status_of_eighteen(identifier: str) -> str:
    """Give the status of 17 digits and a digit or X: `valid`, a kind of permit, or what is wrong."""
    if _PLACEHOLDER_NUMBER.fullmatch(identifier):
        return "placeholder"
    if identifier[0] == "0":
        return "wrong_characters"  # no province begins with 0
    if check_character(identifier[:17]) != identifier[17]:
        return "lost_digits" if identifier.endswith("000") else "wrong_check"
    return _kind_of_checked(identifier) if is_birth_date(identifier[6:14]) else "wrong_date"


def _kind_of_checked(identifier: str) -> str:
    """Tell citizens, permit holders and permanent residents apart by the first digits."""
    if identifier[0] == "9":
        return "permanent_resident"
    return "permit" if identifier[:2] in {"81", "82", "83"} else "valid"


_JOINABLE: Final = frozenset({"valid", "permit", "permanent_resident"})


def _read_eighteen(identifier: str, *, as_written: bool) -> CitizenIdForm:
    status = status_of_eighteen(identifier)
    if status not in _JOINABLE:
        return None, status, identifier
    if status == "valid":
        return (identifier, "valid", None) if as_written else (identifier, "cleaned", identifier)
    return identifier, status, identifier


def _read_other_form(compact: str, text: str) -> CitizenIdForm:
    """Read what is not 17 digits and a check character."""
    if compact in PLACEHOLDERS or _NO_ID_WORDS.fullmatch(compact) or _PLACEHOLDER_NUMBER.fullmatch(compact):
        return None, "placeholder", compact or text.strip()
    if _OLD_ID.fullmatch(compact):
        return _read_fifteen(compact)
    if _SCIENTIFIC.fullmatch(compact) or _LONG_FLOAT.fullmatch(compact) or _CUT_CERTIFICATE.fullmatch(compact):
        return None, "lost_digits", _written_out(compact)
    if _MASKED_CHECK.fullmatch(compact) and status_of_eighteen(compact[:17] + "X") == "valid":
        return compact[:17] + "X", "cleaned", compact
    if _from_certificate(compact):
        return compact[:18], "cleaned", compact
    several = unicodedata.normalize("NFKC", text).strip() if _holds_several(compact, text) else None
    return (None, "several_ids", several) if several else _read_unreadable(compact)


def _holds_several(compact: str, text: str) -> bool:
    """Tell whether a text is IDs one after the other, with something between them."""
    if len(compact) < _TWO_OLD_IDS:
        return False
    parts = [part for part in _BETWEEN.split(unicodedata.normalize("NFKC", text).upper()) if part]
    return len(parts) > 1 and all(_ID.fullmatch(part) or _OLD_ID.fullmatch(part) for part in parts)


def _read_unreadable(compact: str) -> CitizenIdForm:
    """Say what is wrong with a text that is no ID, unless look-alike characters explain it."""
    if _MASK.search(compact) and re.search(r"\d{2}", compact):
        return None, "masked", compact
    corrected = compact.translate(DIGIT_LOOK_ALIKES)
    if corrected != compact and _ID.fullmatch(corrected) and status_of_eighteen(corrected) == "valid":
        return corrected, "corrected", compact
    if _OTHER_DOCUMENT.fullmatch(compact):
        return None, "permanent_resident" if _PERMANENT_RESIDENCE_2017.fullmatch(compact) else "other_document", compact
    if _DIGITS.fullmatch(compact):
        return None, "wrong_length", compact
    return None, "wrong_characters", compact


def _read_fifteen(identifier: str) -> CitizenIdForm:
    """Upgrade an ID of before 1999: put the century in, append the check character.

    Sequence numbers 996 to 999 were kept for people born in the century before (GB 11643-1989).
    """
    centuries = ("18", "19") if identifier[12:] >= "996" else ("19",)
    for century in centuries:
        first17 = identifier[:6] + century + identifier[6:]
        whole = first17 + check_character(first17)
        if is_birth_date(whole[6:14]):
            status = status_of_eighteen(whole)
            return (whole, "upgraded", identifier) if status == "valid" else (None, status, identifier)
    return None, "wrong_date", identifier


def _from_certificate(compact: str) -> bool:
    """Tell whether this is a disability certificate number that holds a valid ID."""
    return bool(_CERTIFICATE.fullmatch(compact)) and status_of_eighteen(compact[:18]) == "valid"


def _written_out(compact: str) -> str:
    """Write a number out where its notation kept nearly all digits a spreadsheet knows; else leave it as it is."""
    found = _SCIENTIFIC.fullmatch(compact)
    if not found:
        return compact.partition(".")[0]
    digits = found[1] + (found[2] or "")
    length = int(found[3]) + 1
    return digits.ljust(length, "0") if _WORTH_WRITING_OUT <= len(digits) <= length <= 22 else compact
