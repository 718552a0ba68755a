"""How a benefit roster gets dirty: kinds of damage with their shares, one function per kind.

The model of errors is that of docs/decisions/0012. Its tables of look-alikes and variants are its own: a linker that is
measured against its own tables measures nothing. Pure; chance comes from the generator passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from random import Random
from types import MappingProxyType
from typing import Final

import numpy as np

from matcher.identity.lunar import days_of_lunar_dates
from matcher.identity.name_characters import sound_of
from matcher.measure.people_names import GIVEN

ID_SHARES: Final[Mapping[str, int]] = MappingProxyType(
    {
        "wrong_digit": 26,
        "adjacent_swap": 12,
        "missing_digit": 7,
        "extra_digit": 5,
        "lost_digits": 11,
        "fifteen_digits": 7,
        "masked": 10,
        "missing_id": 18,
        "borrowed_id": 4,
    }
)
"""Percent of dirty IDs by kind; of IDs that end in X, a fifth of the dirty ones lose it (`missing_x`)."""

NAME_SHARES: Final[Mapping[str, int]] = MappingProxyType(
    {"homophone": 40, "look_alike": 15, "variant": 15, "one_character": 20, "unreadable_character": 10}
)
BIRTH_SHARES: Final[Mapping[str, int]] = MappingProxyType(
    {"day_and_month": 20, "date_digit": 40, "year_off": 25, "lunar": 15}
)
AREA_SHARES: Final[Mapping[str, int]] = MappingProxyType(
    {"other_village": 50, "other_township": 30, "other_county": 20}
)

_MISSING_X_CHANCE: Final = 0.2
_MASK: Final = "*" * 10

# Two characters each: what is meant, what hurried eyes read.
_LOOK_ALIKES: Final = (
    "伟炜 玲铃 晓皖 锋烽 娟捐 明朋 洋详 平乎 强弦 军罕 英莫 丽俪 敏海 杰然 涛祷 辉晖 刚钢 林材 国围 建健 "
    "文丈 华毕 永水 成戍 兴光 志态 红江 金全 宝玉 天夫 云去 少小 庆厌 祥详 学字 忠患 青清 泽择 书韦 开升 "
    "远运 仁仕 和知 晨震 佳住 欣欧 宇字 嘉喜 诗持 必心 勇男 峰蜂 斌赋 波坡 鹏鸥 飞乙 龙尤 超赶 亮高 根恨 "
    "富副 贵责 福副 财材 良艮 旺汪 义叉 诚城 宏宠 武式 松枞 柏伯 俊峻 维推 智知 秀季 静净 艳绝 霞瑕 燕蒸 "
    "桂挂 香杳 凤风 莲连 梅海 美羊 琴琵 珍诊 翠率 素紊 萍苹 花化 月目 彩菜 巧朽 淑椒 慧彗 雪雷 婷停 倩清 "
    "莉利 洁沽 琼惊 浩皓 然燃 轩斩 凯剀 阳阴 毅殷 鑫森 瑞端 航抗"
)
# Simplified, and its traditional or variant form.
_VARIANTS: Final = (
    "刘劉 张張 陈陳 杨楊 黄黃 赵趙 吴吳 孙孫 马馬 罗羅 郑鄭 谢謝 许許 韩韓 冯馮 邓鄧 叶葉 苏蘇 吕呂 卢盧 "
    "钟鍾 谭譚 陆陸 贾賈 龙龍 韦韋 邹鄒 贺賀 顾顧 龚龔 万萬 钱錢 严嚴 汤湯 伟偉 强強 军軍 丽麗 华華 国國 "
    "兰蘭 凤鳳 莲蓮 荣榮 辉輝 刚剛 东東 义義 贵貴 宝寶 庆慶 学學 云雲 红紅 爱愛 银銀 晓曉 静靜 艳豔 杰傑 "
    "涛濤 飞飛 财財 诚誠 维維 泽澤 书書 开開 远遠 琼瓊 洁潔 铃鈴 莹瑩 颖穎 娇嬌 峰峯 德徳 群羣 卫衛 传傳 "
    "继繼 业業"
)
_OTHERS: Final = "文玉秀国志建春明海英华平林金红芳军桂兰梅云香成永福生安庆元正景清"
_MORE_SOUNDS: Final = (
    "炜玮维唯卫为强墙蔷军钧均骏俊峻郡健剑鉴涧峰丰风枫封辉慧惠会卉刚纲钢岗杰节洁捷涛韬滔斌彬宾滨波博勃渤鹏朋棚飞非菲妃龙隆珑超朝潮亮"
    "量良梁根跟发贵桂福富夫扶财才材旺望义易艺仪毅怡宜诚成程承城宏红鸿洪弘武午伍舞松嵩柏百君菌锋丰智志治致芝之枝英鹰瑛莹颖盈秀绣袖"
    "丽莉立力利黎娟绢敏闽民珉静靖净晶敬艳燕彦雁岩霞夏侠燕玲铃灵凌龄香湘祥翔相兰岚蓝澜凤奉莲连怜梅美玫媚琴勤芹秦珍真贞振震翠脆素苏"
    "萍平苹屏花华画月悦越跃彩采菜荣容蓉融巧乔俏淑叔书舒雪学薛婷廷庭亭倩茜芊千琼穷娜那纳琳林霖临媛园圆元远怡颐蕾雷磊薇微威维"
)


def choose(random: Random, shares: Mapping[str, int]) -> str:
    """Draw a kind by its share."""
    return random.choices(list(shares), list(shares.values()))[0]


def damage_id(random: Random, citizen_id: str, other: str) -> tuple[str | None, str]:
    """Damage a citizen ID.

    Args:
        random: Source of chance.
        citizen_id: The right ID.
        other: Valid ID of somebody else, to be borrowed.

    Returns:
        What is delivered, and the kind of damage; a kind that cannot be (15 digits of one born after 1999) becomes a
        wrong digit.
    """
    if citizen_id.endswith("X") and random.random() < _MISSING_X_CHANCE:
        return citizen_id[:17], "missing_x"
    kind = choose(random, ID_SHARES)
    if kind == "fifteen_digits" and not citizen_id.startswith("19", 6):
        kind = "wrong_digit"
    if kind == "missing_id":
        return None, kind
    if kind == "borrowed_id":
        return other, kind
    return _ID_DAMAGE[kind](random, citizen_id), kind


def _wrong_digit(random: Random, text: str) -> str:
    place = random.randrange(18)
    return text[:place] + random.choice([digit for digit in "0123456789" if digit != text[place]]) + text[place + 1 :]


def _adjacent_swap(random: Random, text: str) -> str:
    place = random.choice([place for place in range(16) if text[place] != text[place + 1]])
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _missing_digit(random: Random, text: str) -> str:
    place = random.randrange(17)
    return text[:place] + text[place + 1 :]


def _extra_digit(random: Random, text: str) -> str:
    place = random.randrange(17)
    return text[:place] + random.choice((text[place], random.choice("0123456789"))) + text[place:]


_ID_DAMAGE: Final[Mapping[str, Callable[[Random, str], str]]] = MappingProxyType(
    {
        "wrong_digit": _wrong_digit,
        "adjacent_swap": _adjacent_swap,
        "missing_digit": _missing_digit,
        "extra_digit": _extra_digit,
        "lost_digits": lambda _random, text: text[:15] + "000",
        "fifteen_digits": lambda _random, text: text[:6] + text[8:17],
        "masked": lambda _random, text: text[:4] + _MASK + text[14:],
    }
)


def damage_name(random: Random, name: str) -> tuple[str, str]:
    """Miswrite a name: what is delivered, and the kind; a kind that cannot be becomes another character."""
    kind = choose(random, NAME_SHARES)
    places = range(len(name)) if kind == "variant" else range(1, len(name))
    replacements = [(place, other) for place in places for other in _others(kind, name[place])]
    if not replacements:
        kind = "one_character"
        replacements = [(len(name) - 1, other) for other in _others(kind, name[-1])]
    place, other = random.choice(replacements)
    return name[:place] + other + name[place + 1 :], kind


def _others(kind: str, character: str) -> list[str]:
    """Give what a character may be miswritten as."""
    if kind == "unreadable_character":
        return ["?"]
    if kind == "one_character":
        return [other for other in _OTHERS if other != character]
    return _replacements(kind).get(character, [])


@cache
def _replacements(kind: str) -> dict[str, list[str]]:
    if kind == "homophone":
        pool = sorted({character for character in (*GIVEN, *_MORE_SOUNDS) if len(character) == 1})
        by_sound: dict[str, list[str]] = {}
        for character in pool:
            by_sound.setdefault(sound_of(character), []).append(character)
        return {one: [other for other in same if other != one] for same in by_sound.values() for one in same}
    found: dict[str, list[str]] = {}
    for pair in (_LOOK_ALIKES if kind == "look_alike" else _VARIANTS).split():
        found.setdefault(pair[0], []).append(pair[1])
    return found


def damage_birth_date(random: Random, born: date) -> tuple[date, str]:
    """Miswrite a birth date: what is delivered, and the kind; always another real date."""
    kind = choose(random, BIRTH_SHARES)
    if kind == "day_and_month" and born.day <= 12 and born.day != born.month:
        return date(born.year, born.day, born.month), kind
    if kind == "year_off":
        return _real(born.year + random.choice((-1, 1)), born.month, born.day) or born + timedelta(366), kind
    lunar = _lunar(born) if kind == "lunar" else None
    if lunar is not None:
        return lunar, kind
    while True:
        digits = f"{born:%Y%m%d}"
        place = random.randrange(2, 8)
        digits = digits[:place] + random.choice("0123456789") + digits[place + 1 :]
        written = _real(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        if written is not None and written != born:
            return written, "date_digit"


def _lunar(born: date) -> date | None:
    """Give the date of the farmers' calendar that a birthday has, as it is written down; it runs some weeks behind."""
    written = np.datetime64(born) - np.arange(15, 60)
    months = written.astype("datetime64[M]")
    year = (months.astype("datetime64[Y]").astype(np.int32) + 1970).astype(np.int32)
    month = (months.astype(np.int32) % 12 + 1).astype(np.int32)
    day = ((written - months).astype(np.int32) + 1).astype(np.int32)
    fell_on = days_of_lunar_dates(year, month, day, in_leap_month=False)
    found = np.flatnonzero(fell_on == np.datetime64(born).astype(np.int32))
    return date.fromisoformat(str(written[found[0]])) if len(found) else None


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
