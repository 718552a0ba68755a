"""What the codes of linking are called by people: comparisons, levels of agreement, bits as odds. Pure: texts."""

from __future__ import annotations

import math
from typing import Final

from matcher.config.base import Text
from matcher.report.wording import Wording


def texts(*entries: tuple[str, str, str]) -> dict[str, Text]:
    """Give texts by code: code, Chinese, English."""
    return {code: Text(zh=zh, en=en) for code, zh, en in entries}


COMPARISONS: Final = texts(
    ("prior", "起点", "start"),
    ("citizen_id", "身份证号", "citizen ID"),
    ("person_name", "姓名", "name"),
    ("birth_date", "出生日期", "birth date"),
    ("sex", "性别", "sex"),
    ("area", "住地", "place"),
    ("household", "家庭", "household"),
    ("phone", "手机号", "phone"),
    ("account", "银行账号", "account"),
)
"""In the order in which weights are added and shown."""

_NAMES: Final = texts(
    ("exact", "完全相同", "the same"),
    ("variant", "异体字或繁简不同", "the same in another script form"),
    ("homophone", "读音相同的字", "a character that sounds alike"),
    ("look_alike", "形近的字", "a character that looks alike"),
    ("near_homophone", "读音相近的字（如平翘舌、前后鼻音）", "a character of nearly the same sound"),
    ("one_character", "相差一字", "one character is another"),
    ("surname_only", "仅姓相同", "only the surname is the same"),
)
_IDS: Final = texts(
    ("wrong_digit", "错一位", "one wrong digit"),
    ("swapped_digits", "相邻两位颠倒", "two digits swapped"),
    ("missing_digit", "少一位", "one digit missing"),
    ("extra_digit", "多一位", "one digit too many"),
    ("lost_digits", "尾数被表格软件改写", "last digits lost by a spreadsheet"),
    ("masked", "遮住的以外都相同", "the same where it is not masked"),
    ("contradicts", "与对方证号不符", "cannot be the other's ID"),
    ("same_damage", "双方有误的证号相同", "both give the same damaged ID"),
    ("two_slips", "双方证号各错一处可互通", "one slip on each side explains both"),
    ("other_id", "双方有误的证号不是同一号码", "damaged forms of two IDs"),
)
_DATES: Final = texts(
    ("day_month_swapped", "月日颠倒", "day and month swapped"),
    ("year_off_by_one", "月日相同，年差一", "a year off, the same day"),
    ("lunar", "一方是农历日期", "one is the lunar date"),
    ("one_digit", "错一位数字", "one digit is another"),
    ("month_only", "年月相同，一方不知日", "the same month, one day unknown"),
)
_AREAS: Final = texts(
    ("village", "同村（社区）", "same village"),
    ("township_only", "同乡镇，一方未写村", "same township, one names no village"),
    ("township", "同乡镇，不同村", "same township, other village"),
    ("county_only", "同县，一方未写乡镇", "same county, one names no township"),
    ("county", "同县，不同乡镇", "same county, other township"),
    ("prefecture", "同市，不同县", "same prefecture, other county"),
)
_NUMBERS: Final = texts(
    ("one_slip", "只差一笔：错、少、多一位或相邻颠倒", "one slip: a digit wrong, missing, extra, swapped")
)
_HOUSEHOLDS: Final = texts(
    ("carried", "由同户其他人推定为同户", "one household, as others of it show"),
)
_ALL: Final = texts(
    ("one_of_known_persons", "随便取一人，恰是此人的机会", "anyone being this very person"),
    ("one_of_those_left_over", "在两份名单余下的人中，恰是此人的机会", "anyone left over being this person"),
    ("same", "相同", "the same"),
    ("different", "不同", "different"),
    ("missing", "至少一方没有", "not given on both sides"),
)
LEVELS: Final = {
    "person_name": _NAMES,
    "citizen_id": _IDS,
    "birth_date": _DATES,
    "area": _AREAS,
    "household": _HOUSEHOLDS,
    "phone": _NUMBERS,
    "account": _NUMBERS,
}


def level_words(comparison: str, level: str, wording: Wording) -> str:
    """Say a level of agreement; the code itself where it has no name."""
    return wording.say_code(LEVELS.get(comparison, {}) | _ALL, level)


def bits_text(bits: float) -> str:
    """Write a weight with its sign and one decimal: +13.5, −2.0, 0.0."""
    text = f"{bits:+.1f}".replace("-", "−")
    return "0.0" if text in {"+0.0", "−0.0"} else text


def odds_text(bits: float, wording: Wording) -> str:
    """Say bits as odds in round figures: 10 → 1000 : 1."""
    odds = 2 ** abs(bits)
    said = f"{round(odds):,}" if odds < 100 else _rounded(odds, wording)
    return f"{said} : 1" if bits >= 0 else f"1 : {said}"


_SIZES: Final = {
    "zh": ((1e12, " 万亿"), (1e8, " 亿"), (1e4, " 万")),
    "en": ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")),
}


def _rounded(odds: float, wording: Wording) -> str:
    """Write a large number with one figure that counts: 1,000, 100 万, 1 million."""
    size, name = next(((size, name) for size, name in _SIZES[wording.language] if odds >= size), (1.0, ""))
    return f"{_figures(odds / size, 1):,}{name}"


_SMALL: Final = 0.01


def chance_text(share: float) -> str:
    """Write a share so that small ones can be read: 99.3%, 4.1%, 1/12,000; cut off: 99.99% is no 100%."""
    if share >= _SMALL:
        return f"{math.floor(share * 1000) / 10:.1f}%"
    return f"1/{_figures(1 / share, 2):,}" if share > 0 else "0"


def _figures(number: float, count: int) -> int:
    """Round a number to so many figures that count."""
    return int(round(number, count - len(str(int(number)))))
