"""Made-up names: common surnames and given characters drawn by chance, and the ways in which clerks miswrite them.

Pure; a name that some living person also has is chance, as it is for any two people.
"""

from __future__ import annotations

from random import Random
from typing import Final

_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦"
    "付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_WEIGHTS: Final = tuple(1 / (rank + 6) for rank in range(len(_SURNAMES)))
_COMPOUND: Final = ("欧阳", "上官", "司马", "诸葛")
_BOTH: Final = "文明春永成兴光世海云新子国安玉天长平志德金红林宝华少庆祥学忠山青泽书开远仁和"
_MALE: Final = "伟强军勇建峰辉刚杰涛斌波鹏飞龙超亮正发根富贵福生财良旺义诚宏武松柏健君俊锋维智晖"
_FEMALE: Final = "芳英秀丽娟敏静艳霞燕玲桂香兰凤莲梅美琴珍翠素萍花月娥菊彩荣巧淑慧雪婷倩莉铃洁方琼"
_DOTTED: Final = (
    ("艾山", "男"),
    ("卡德尔", "男"),
    ("吐尔逊", "男"),
    ("古丽娜", "女"),
    ("阿依努尔", "女"),
    ("帕提古丽", "女"),
)
RARE: Final = "䶮㛃𬭎堃喆犇"
"""Characters that older systems cannot write; exports put `?` or `□` in their place."""

_FATHERS: Final = ("买买提", "艾尼", "热合曼", "玉素甫", "依明")

# Pairs of characters that sound alike, and of surnames that are written in two ways, one pair after the other.
_SAME_SOUND: Final = "军君梅美芳方平萍玲铃丽莉峰锋建健志智伟维辉晖海亥明鸣华画英鹰兰岚秀绣春椿珍真国帼成诚生升"
_OTHER_FORM: Final = (
    "刘劉张張陈陳杨楊黄黃赵趙吴吳孙孫马馬罗羅郑鄭谢謝许許韩韓冯馮邓鄧叶葉苏蘇吕呂卢盧钟鍾谭譚陆陸贾賈龙龍"
    "韦韋邹鄒贺賀顾顧龚龔万萬钱錢严嚴汤湯肖萧闫阎付傅戴代邱丘"
)


def draw_name(generator: Random, sex: str, surname: str = "") -> str:
    """Draw a name for 男 or 女; children get their father's surname."""
    chance = generator.random()
    if not surname and chance < 0.004:
        given = generator.choice([name for name, whose in _DOTTED if whose == sex])
        return f"{given}·{generator.choice(_FATHERS)}"
    if not surname:
        surname = generator.choice(_COMPOUND) if chance > 0.995 else generator.choices(_SURNAMES, _WEIGHTS)[0]
    own = _BOTH + (_MALE if sex == "男" else _FEMALE) * 2
    if chance > 0.99 and chance < 0.994:
        return surname + generator.choice(RARE)
    first = generator.choice(own)
    return surname + first + (generator.choice(own) if generator.random() < 0.82 else "")


def surname_of(name: str) -> str:
    """Give the surname of a drawn name; empty for a name with a dot, which is not handed down."""
    if "·" in name:
        return ""
    return name[:2] if name[:2] in _COMPOUND else name[0]


def same_sound(name: str) -> str:
    """Replace the last character that a clerk could mishear; the name itself where there is none."""
    for place in range(len(name) - 1, 0, -1):
        found = _SAME_SOUND.find(name[place])
        if found >= 0:
            return name[:place] + _SAME_SOUND[found ^ 1] + name[place + 1 :]
    return name


def misread(generator: Random, name: str) -> str:
    """Write another last character in a name of three, as a clerk misreads handwriting; other names as they are."""
    others = [character for character in _BOTH if character not in name]
    return name[:2] + generator.choice(others) if len(name) == 3 and "·" not in name else name


def other_form(name: str) -> str:
    """Write the surname in its traditional or variant form; the name itself where it has none."""
    found = _OTHER_FORM.find(name[0])
    return name if found < 0 or found % 2 else _OTHER_FORM[found + 1] + name[1:]
