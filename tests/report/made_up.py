"""A made-up run for the tests of the report room: rules, files, places and findings that no living person can be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from matcher.config.base import Text, month_number, month_text
from matcher.config.rule import Exemption, LegalReference, Months, Rule, Subject
from matcher.report.facts import FileFacts, RunFacts, RunTables
from matcher.tables import CONFLICTS, FINDINGS, REJECTS, REVIEW

AREA_NAMES = {
    "180121000000": "青溪县",
    "180121100000": "青溪县城关镇",
    "180121100201": "青溪县城关镇东门社区",
    "180121101000": "青溪县白石镇",
    "180121101202": "青溪县白石镇柳树村",
    "180121102000": "青溪县云岭乡",
    "180121102203": "青溪县云岭乡上坪村",
    "180121103000": "青溪县河口镇",
    "180121103204": "青溪县河口镇渡头村",
    "180121104000": "青溪县石门镇",
    "180121104205": "青溪县石门镇后沟村",
}
VILLAGES = [code for code in AREA_NAMES if not code.endswith("000")]

_DIED = ("疑似在死亡次月以后仍有发放。", "Payments seem to go on after the month of death.")
_RULES: tuple[tuple[str, str, str, str, str, str, str, str, tuple[str, str]], ...] = (
    ("B01", "minimum_living_allowance_paid_after_death", "死亡人员领取低保", "Living allowance paid after death",
     "ineligible", "certain", "minimum_living_allowance", "civil_affairs", _DIED),
    ("B02", "destitute_support_paid_after_death", "死亡人员领取特困供养金", "Destitute support paid after death",
     "ineligible", "certain", "destitute_support", "civil_affairs", _DIED),
    ("B05", "resident_pension_paid_after_death", "死亡人员领取城乡居保养老金", "Resident pension paid after death",
     "ineligible", "certain", "resident_pension", "human_resources", _DIED),
    ("B09", "public_payroll_member_paid", "财政供养人员领取低保、特困", "Person on public payroll receives assistance",
     "ineligible", "strong", "minimum_living_allowance", "civil_affairs",
     ("疑似在列入财政供养名册期间领取救助。", "Assistance seems to be paid while on the public payroll.")),
    ("B14", "minimum_living_allowance_with_worker_pension", "低保对象领取职工养老金",
     "Minimum living allowance with a worker pension", "ineligible", "strong", "minimum_living_allowance",
     "civil_affairs", ("疑似领取的职工养老金已达到低保标准。", "The worker pension seems to reach the standard.")),
    ("B40", "disability_subsidy_with_void_certificate", "残疾证失效仍领补贴", "Subsidy on a void certificate",
     "ineligible", "strong", "disability_nursing_subsidy", "disabled_federation",
     ("疑似在残疾证注销或过期后仍领取补贴。", "The subsidy seems to go on after the certificate ended.")),
    ("A01", "severe_disability_without_nursing_subsidy", "重度残疾人未享受护理补贴",
     "Severely disabled without nursing subsidy", "missing", "strong", "disability_nursing_subsidy", "civil_affairs",
     ("持有效重度残疾人证，疑似未领取护理补贴。", "A severe level is certified, but no subsidy is seen.")),
    ("A12", "elder_allowance_missing", "高龄老人未享受高龄津贴", "Elder allowance missing", "missing", "strong",
     "elder_allowance", "civil_affairs",
     ("已满 80 周岁，疑似未领取高龄津贴。", "Is 80 or older, but no elder allowance is seen.")),
)  # fmt: skip

EXEMPTIONS = (
    Exemption(exemption="e05_death_withdrawn", code="E05", title=Text(zh="死亡登记已撤销", en="death withdrawn")),
    Exemption(exemption="e06_refunded", code="E06", title=Text(zh="款项已退回", en="refunded")),
    Exemption(exemption="e22_waiver", code="E22", title=Text(zh="本人自愿放弃", en="voluntary waiver")),
)

_SUBJECT_SOURCES = {"missing": "disability_certificates", "ineligible": "card_payments"}
_SOURCES = {
    "card_payments": (
        "一卡通发放明细",
        "card payments",
        "civil_affairs",
        "民政/一卡通发放明细_202511.xlsx",
        "发放明细",
    ),
    "cremations": ("火化登记", "cremations", "civil_affairs", "民政/火化登记2025.csv", None),
    "disability_certificates": (
        "残疾人证",
        "disability certificates",
        "disabled_federation",
        "残联/持证残疾人.xlsx",
        "Sheet1",
    ),
    "pensions_paid": ("养老待遇发放", "pensions paid", "human_resources", "人社/养老待遇发放.csv", None),
}
AGENCIES = {
    "civil_affairs": Text(zh="民政局", en="Civil affairs"),
    "human_resources": Text(zh="人社局", en="Human resources"),
    "disabled_federation": Text(zh="残联", en="Disabled persons' federation"),
}
PROGRAMMES = {
    "minimum_living_allowance": Text(zh="最低生活保障", en="minimum living allowance"),
    "destitute_support": Text(zh="特困人员救助供养", en="destitute support"),
    "resident_pension": Text(zh="城乡居民养老保险待遇", en="resident pension"),
    "disability_nursing_subsidy": Text(zh="重度残疾人护理补贴", en="nursing subsidy"),
    "elder_allowance": Text(zh="高龄津贴", en="elder allowance"),
}


def make_rules() -> tuple[Rule, ...]:
    """Give eight rules of both kinds."""
    return tuple(
        Rule(
            rule=name,
            code=code,
            title=Text(zh=zh, en=en),
            kind=kind,
            severity=severity,
            reason=Text(zh=reason[0], en=reason[1]),
            to_verify=Text(
                zh="核对原始凭证和发放记录，必要时入户查看。",
                en="Check vouchers and payment records; visit where needed.",
            ),
            legal_reference=LegalReference(
                title="最低生活保障审核确认办法", number="民发〔2021〕57号", article="第二十七条"
            ),
            valid_from="2021-07",
            programmes=(programme,),
            subject=Subject(table="payment", months=Months(first="payment.benefit_month")),
            exempt=("e05_death_withdrawn", "e06_refunded") if kind == "ineligible" else ("e22_waiver",),
            amount="payment.amount_cny",
            responsible=agency,
            receives=(agency,),
        )
        for code, name, zh, en, kind, severity, programme, agency, reason in _RULES
    )


def make_facts(**changes: Any) -> RunFacts:
    """Give the facts of a made-up run."""
    files = tuple(
        FileFacts(
            source=source,
            source_title=Text(zh=zh, en=en),
            agency=agency,
            source_file=file,
            as_of_date=date(2025, 11, 30 - 7 * number),
            rows_in=12_000 + 37 * number,
            record_rows=11_950,
            rejected_rows=44 + 30 * number,
            skipped_rows=6 + 7 * number,
            valid_id_share=0.9831 - 0.01 * number,
        )
        for number, (source, (zh, en, agency, file, _)) in enumerate(_SOURCES.items())
    )
    values: dict[str, Any] = {
        "run_id": "2025-11-30-7f3a9c1e",
        "pipeline_title": Text(zh="青溪县社会救助每日比对", en="Qingxi County nightly benefit check"),
        "as_of": date(2025, 11, 30),
        "first_month": "2024-12",
        "last_month": "2025-11",
        "program_version": "0.1.0",
        "files": files,
        "rules": make_rules(),
        "exemptions": EXEMPTIONS,
        "area_names": AREA_NAMES,
        "programme_titles": PROGRAMMES,
        "source_titles": {source: Text(zh=row[0], en=row[1]) for source, row in _SOURCES.items()},
        "agency_titles": AGENCIES,
        "gone": 3,
        "link_counts": {"records": 47_800, "links_exact_G1": 45_210, "links_repair_G5": 128, "doubts_near_tie": 5},
    }
    return RunFacts(**(values | changes))


def finding(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Give one finding as a row: rule B01 unless changed."""
    row: dict[str, Any] = {
        "finding_id": f"{number * 2654435761 % 16**12:024x}",
        "catalogue_code": "B01",
        "rule_id": "minimum_living_allowance_paid_after_death",
        "kind": "ineligible",
        "severity": "certain",
        "programme": "minimum_living_allowance",
        "person_id": f"p{number}",
        "citizen_id": "180121194003051234",
        "person_name": "王小明",
        "area_code": "180121100201",
        "subject_source": "card_payments",
        "subject_file": "民政/一卡通发放明细_202511.xlsx",
        "subject_sheet": "发放明细",
        "subject_row": 12,
        "first_month": "2025-03",
        "last_month": "2025-05",
        "month_count": 3,
        "amount_cny": Decimal("1635.00"),
        "link_grade": "G1",
        "match_probability": 1.0,
        "exemption_code": None,
        "evidence": [
            {"source": "card_payments", "file": "民政/一卡通发放明细_202511.xlsx", "sheet": "发放明细", "row": 12},
            {"source": "card_payments", "file": "民政/一卡通发放明细_202511.xlsx", "sheet": "发放明细", "row": 13},
            {"source": "cremations", "file": "民政/火化登记2025.csv", "sheet": None, "row": 88},
        ],
        "status": "new",
    }
    return row | changes


def make_tables(findings: Sequence[dict[str, Any]], **others: Sequence[dict[str, Any]]) -> RunTables:
    """Give the tables of a run; those not named are empty."""
    return RunTables(
        findings=pa.Table.from_pylist(list(findings), schema=FINDINGS.schema),
        rejects=pa.Table.from_pylist(list(others.get("rejects", ())), schema=REJECTS.schema),
        conflicts=pa.Table.from_pylist(list(others.get("conflicts", ())), schema=CONFLICTS.schema),
        review=pa.Table.from_pylist(list(others.get("review", ())), schema=REVIEW.schema),
    )


_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = ("建国", "秀英", "桂兰", "伟", "志强", "玉梅", "丽", "德福", "春花", "国华", "小红")
_COMPOUND = ("欧阳明", "阿依古丽·买买提", "上官秀兰")


def many_findings(count: int) -> list[dict[str, Any]]:
    """Give many findings of all rules, villages, months and states: always the same."""
    return [_varied(number) for number in range(count)]


def _varied(number: int) -> dict[str, Any]:
    code, rule, _, _, kind, severity, programme, _, _ = _RULES[(number * 7 + number // 11) % len(_RULES)]
    first = month_number("2024-12") + number * 5 % 10
    months = 1 + number % min(8, month_number("2025-12") - first)
    name = _SURNAMES[number * 3 % len(_SURNAMES)] + _GIVEN[number * 5 % len(_GIVEN)]
    source = _SUBJECT_SOURCES[kind]
    other = {"B14": "pensions_paid", "B40": "disability_certificates"}.get(code, "cremations")
    return finding(
        number,
        catalogue_code=code,
        rule_id=rule,
        kind=kind,
        severity="verify" if number % 9 == 4 else severity,
        programme=programme,
        person_id=f"p{number - number % 17 // 16}",
        citizen_id=f"18012119{30 + number % 60}0{1 + number % 9}{10 + number % 19}{number % 1000:03d}{number % 10}",
        person_name=_COMPOUND[number % 3] if number % 23 == 5 else name,
        area_code=VILLAGES[(number * 3 + number // 7) % len(VILLAGES)] if number % 31 else "180121000000",
        first_month=month_text(first),
        last_month=month_text(first + months - 1),
        month_count=months,
        amount_cny=Decimal(months * (545 if kind == "ineligible" else 100)),
        link_grade=("G1", "G1", "G1", "G2", "G5", "G6")[number % 6],
        exemption_code=("E05" if kind == "ineligible" else "E22") if number % 8 == 3 else None,
        subject_source=source,
        evidence=[
            *({"source": source, "file": _SOURCES[source][3], "sheet": _SOURCES[source][4], "row": number * 13 + step}
              for step in range(4, months + 4)),
            *([] if kind == "missing" else
              [{"source": other, "file": _SOURCES[other][3], "sheet": _SOURCES[other][4], "row": 9 + number * 3}]),
        ],
        status=("new", "continuing", "continuing", "returned")[number % 4],
    )  # fmt: skip


def many_tables(count: int) -> RunTables:
    """Give a whole made-up run: findings, rejects, conflicts and review rows."""
    file = "民政/一卡通发放明细_202511.xlsx"
    rejects = [
        {
            "source": "card_payments",
            "source_file": file,
            "sheet": "发放明细",
            "row_number": 20 + number * 17,
            "check_name": ("benefit_month_is_a_month", "amount_is_an_amount", "row_has_all_fields")[number % 3],
            "column_name": ("所属期", "发放金额", None)[number % 3],
        }
        for number in range(44)
    ]
    conflicts = [
        {
            "citizen_id": f"18012119550{1 + number}0312{number}X",
            "record_id": f"r{number}",
            "source": "card_payments",
            "source_file": file,
            "sheet": "发放明细",
            "row_number": 210 + number,
            "reference_record_id": f"q{number}",
            "reference_source": "disability_certificates",
            "reference_file": "残联/持证残疾人.xlsx",
            "reference_sheet": "Sheet1",
            "reference_row": 77 + number,
            "name_similarity": 0.2,
            "reason": ("name", "name_and_sex")[number % 2],
        }
        for number in range(5)
    ]
    review = [
        {
            "kind": ("cannot_tell", "link")[number % 2],
            "rule_id": ("severe_disability_without_nursing_subsidy", None)[number % 2],
            "catalogue_code": ("A01", None)[number % 2],
            "record_id": f"s{number}",
            "source": "card_payments",
            "source_file": file,
            "sheet": "发放明细",
            "row_number": 400 + number,
            "person_id": f"p{number}",
            "match_weight": 6.5 + number / 4,
            "reason": ("unresolved_record", "near_tie", "unresolved_record", "below_threshold")[number % 4],
        }
        for number in range(14)
    ]
    return make_tables(many_findings(count), rejects=rejects, conflicts=conflicts, review=review)
