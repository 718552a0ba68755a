"""How the decision on one record and one person is told, in the terminal and in pictures. Pure: texts only."""

from __future__ import annotations

from typing import Final

from matcher.report.linkage_words import texts

VERDICTS: Final = texts(
    ("one_person", "认定为同一人", "one person"),
    ("review", "未认定，送人工辨认", "not linked: left to people"),
    ("conflict", "同号不同人，未关联", "one ID, different people: kept apart"),
    ("two_ids", "不是同一人：双方各有有效身份证号，且不相同", "not one person: both have valid IDs, and they are two"),
    ("not_weighed", "未比较，或把握太小而未列出", "not compared, or too little spoke for it to be listed"),
)

SENTENCES: Final = texts(
    (
        "exact",
        "身份证号有效且完全一致。校验码能识别任何一位填错或相邻两位颠倒，两个有效号码不会只差一笔，因此无须打分。",
        "Both bear the same valid ID. Its check character finds every single slip, so nothing had to be weighed.",
    ),
    (
        "alias",
        "新旧证号对照表说明两个号码属于同一人，因此无须打分。",
        "The table of changed IDs says that both numbers are one person's; nothing had to be weighed.",
    ),
    (
        "conflict",
        "身份证号相同，但姓名相似度只有 {similarity:.2f}，不像同一个名字，因此不关联，列入冲突待核实。",
        "The ID is the same, but the names are only {similarity:.2f} alike: listed as a conflict, to be checked.",
    ),
    (
        "borrowed",
        "本记录所填身份证号有效，但登记在另一姓名名下，未予采信，已列入冲突；以下按其他信息认定。",
        "The ID of this record is valid, and somebody's of another name: a conflict. The rest tells who it is.",
    ),
    (
        "two_ids",
        "两个有效号码不会由一次笔误互相变成，因此不再比较其他信息。",
        "One slip never turns a valid ID into another valid one, so nothing else was compared.",
    ),
    (
        "not_weighed",
        "没有可比的共同条件，或分值低于送人工的界线。",
        "They share no condition to be compared on, or weigh less than what people are shown.",
    ),
    ("own", "本记录没有与其他记录关联，自成一人。", "The record is linked to no other: a person of its own."),
)

WORDS: Final = texts(
    ("record", "记录", "record"),
    ("person", "人员", "person"),
    ("verdict", "结论", "verdict"),
    ("comparison", "比较项", "comparison"),
    ("level", "程度", "level"),
    ("ours", "本记录", "this record"),
    ("theirs", "此人其他记录", "the person's records"),
    ("bits", "比特", "bits"),
    ("running", "累计", "sum"),
    ("sum", "合计", "sum"),
    ("counted_elsewhere", "已在别项计分", "counted elsewhere"),
    ("total", "合计 {0} 比特，{1}", "{0} bits, {1}"),
    ("chances", "把握约 {0}，概率 {1}", "odds of {0}, probability {1}"),
    ("accept", "可认定 {0:g}", "linked from {0:g}"),
    ("review", "送人工 {0:g}", "to people from {0:g}"),
    ("second", "第二像的人 {0}", "second best person {0}"),
    ("other", "更像或同样像的人 {0}", "another person {0}"),
    (
        "second_none",
        "没有别的人接近到 {0:g} 比特以内",
        "no other person came within {0:g} bits",
    ),
    ("distance", "相差 {0:.1f} 比特，须至少 {1:g}", "{0:.1f} bits apart, at least {1:g} needed"),
    ("records", "全部记录（{0} 条）", "all records ({0})"),
    ("source", "来源", "source"),
    ("place", "位置", "place"),
    ("method", "认定方式", "how linked"),
    ("grade", "等级", "grade"),
    ("probability", "概率", "probability"),
    ("weighed", "推断认定的记录", "records linked by inference"),
    ("in_review", "可能是此人、未认定的记录", "records that could be this person, not linked"),
    ("conflicts", "证号相同、姓名不符的记录", "records of the same ID and another name"),
    ("picture", "逐项得分", "Weight by comparison"),
)
