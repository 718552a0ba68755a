"""Made-up names in the frequencies of real ones: surnames with their known shares, given characters by rank.

A name is a number until it is written, so that ten million of them are drawn and copied as fast as integers. Pure.

Source: shares of the largest surnames as the Ministry of Public Security tells them every year, rounded; the rest, and
given characters, fall with their rank.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Numbers = npt.NDArray[np.int32]

_KNOWN_SURNAMES: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
_KNOWN_PERCENT: Final = (7.2, 7.1, 6.8, 5.2, 4.5, 3.1, 2.2, 2.1, 2.0, 1.9, 1.5, 1.4, 1.3, 1.3, 1.2, 1.1, 1.1, 1.0, 0.9,
                         0.9)  # fmt: skip
_OTHER_SURNAMES: Final = (
    "郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶"
    "黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童"
    "凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏"
)
_COMPOUND_SURNAMES: Final = ("欧阳", "上官", "司马", "诸葛", "司徒", "尉迟", "皇甫", "令狐")
_COMPOUND_PERCENT: Final = 0.15
_DOTTED: Final = (
    "艾山·",
    "卡德尔·",
    "吐尔逊·",
    "古丽娜·",
    "阿依努尔·",
    "帕提古丽·",
    "买买提·",
    "阿卜杜拉·",
    "热依拉·",
    "努尔江·",
)
_DOTTED_PERCENT: Final = 0.6
_FATHERS: Final = ("买买提", "艾尼", "热合曼", "玉素甫", "依明", "吾买尔", "克里木", "司马义", "沙吾提", "库尔班")

_BOTH: Final = "文明春永成兴光世海云新子国安玉天长平志德金红林宝华少庆祥学忠山青泽书开远仁和雨晨思佳欣一宇嘉诗心可"
_MALE: Final = (
    "伟强军勇建峰辉刚杰涛斌波鹏飞龙超亮正发根富贵福生财良旺义诚宏武松柏健君俊锋维智晖浩然轩豪凯旭阳毅磊洋鑫瑞博航晓东民兵荣利全胜"
    "喜顺才进有树清水川坤振业培守家传继先广大立新力鸣川昌达雄岩康宁奇恒翔帆威冬耀彬进友启仲伯"
)
_FEMALE: Final = (
    "芳英秀丽娟敏静艳霞燕玲桂香兰凤莲梅美琴珍翠素萍花月娥菊彩荣巧淑慧雪婷倩莉铃洁方琼娜颖琳晶莹媛怡蕾薇菲露瑶璐蓉芬芝爱群惠瑛玉婉"
    "银仙妹姣娇腊秋冬春莎丹虹璇梦涵萱彤琪珊妍茜筠黛馨悦岚苗贞珠凡宁楠"
)
_RARE: Final = "䶮㛃𬭎堃喆犇淼燚翀昇"
_RARE_SHARE: Final = 0.002
_TWO_CHARACTERS_SHARE: Final = 0.82

_HEADS: Final = (*_KNOWN_SURNAMES, *dict.fromkeys(_OTHER_SURNAMES), *_COMPOUND_SURNAMES, *_DOTTED)
GIVEN: Final = ("", *dict.fromkeys(_BOTH + _MALE + _FEMALE), *_RARE, *_FATHERS)
"""What may follow a surname, `""` first."""

_FIRST_DOTTED: Final = len(_HEADS) - len(_DOTTED)
_FIRST_FATHER: Final = len(GIVEN) - len(_FATHERS)
_BASE: Final = len(GIVEN)


def draw_surnames(random: np.random.Generator, count: int) -> Numbers:
    """Draw surnames by their shares, as places in the list of heads of names."""
    known = np.array(_KNOWN_PERCENT)
    rest = _FIRST_DOTTED - len(known) - len(_COMPOUND_SURNAMES)
    tail = 1 / (np.arange(rest) + 18.0)
    tail *= (100 - known.sum() - _COMPOUND_PERCENT - _DOTTED_PERCENT) / tail.sum()
    compound = np.full(len(_COMPOUND_SURNAMES), _COMPOUND_PERCENT / len(_COMPOUND_SURNAMES))
    dotted = np.full(len(_DOTTED), _DOTTED_PERCENT / len(_DOTTED))
    return _drawn(random, np.concatenate([known, tail, compound, dotted]), count)


def draw_given(random: np.random.Generator, is_male: npt.NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """Draw the first and the second character of given names; a second of 0 is none."""
    firsts, seconds = np.empty(len(is_male), np.int32), np.empty(len(is_male), np.int32)
    for chosen, own in ((is_male, _MALE), (~is_male, _FEMALE)):
        count = int(chosen.sum())
        firsts[chosen] = _drawn(random, _shares(own), count)
        seconds[chosen] = _drawn(random, _shares(own), count)
    seconds[random.random(len(is_male)) >= _TWO_CHARACTERS_SHARE] = 0
    return firsts, seconds


def name_numbers(heads: Numbers, firsts: Numbers, seconds: Numbers) -> Numbers:
    """Give the number of each name; a dotted name has its father's name for given characters."""
    dotted = heads >= _FIRST_DOTTED
    first = np.where(dotted, _FIRST_FATHER + firsts % len(_FATHERS), firsts)
    numbers: Numbers = (heads * _BASE + first) * _BASE + np.where(dotted, 0, seconds)
    return numbers


def heads_of(numbers: Numbers) -> Numbers:
    """Give the head of each name: its surname, or its own part where it is dotted."""
    heads: Numbers = numbers // (_BASE * _BASE)
    return heads


def firsts_of(numbers: Numbers) -> Numbers:
    """Give the first given character of each name."""
    firsts: Numbers = numbers // _BASE % _BASE
    return firsts


def write_names(numbers: Numbers) -> pa.Array:
    """Write names as text."""
    parts = [
        pa.array(words, pa.string()).take(pa.array(places))
        for words, places in ((_HEADS, heads_of(numbers)), (GIVEN, firsts_of(numbers)), (GIVEN, numbers % _BASE))
    ]
    return pc.binary_join_element_wise(*parts, "")


def _shares(own: str) -> npt.NDArray[np.float64]:
    """Give the share of each given character for one sex: its own ones fall with their rank, others are rarer."""
    weights = np.zeros(_BASE)
    for characters, part in ((_BOTH, 0.3), (own, 0.7 - _RARE_SHARE), (_RARE, _RARE_SHARE)):
        ranked = 1 / (np.arange(len(characters)) + 6.0)
        for character, weight in zip(characters, ranked / ranked.sum(), strict=True):
            weights[GIVEN.index(character)] += part * weight
    return weights


def _drawn(random: np.random.Generator, weights: npt.NDArray[np.float64], count: int) -> Numbers:
    """Draw places by weight."""
    bounds = np.cumsum(weights) / weights.sum()
    places = np.searchsorted(bounds, random.random(count), side="right")
    return np.minimum(places, len(weights) - 1).astype(np.int32)
