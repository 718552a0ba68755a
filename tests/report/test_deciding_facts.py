"""The facts that decide a finding are said in one plain clause a table, without birth dates or digits of IDs."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from matcher.config.base import Text, month_number
from matcher.deciding_facts.lists import LISTS
from matcher.deciding_facts.sentences import decision_text, facts_of_finding, faults_of_finding
from matcher.deciding_facts.slips import slip_text
from matcher.deciding_facts.terms import Terms
from matcher.ingest.contract import _NOUNS
from matcher.report.check_words import check_words
from matcher.report.wording import Wording

ROOT = Path(__file__).parents[2]
TERMS = Terms(
    codes={
        "certificate_status": {"cancelled": Text(zh="注销", en="cancelled"), "valid": Text(zh="正常", en="valid")},
        "disability_category": {"mental": Text(zh="精神", en="mental"), "visual": Text(zh="视力", en="visual")},
        "employment_kind": {"public_payroll": Text(zh="财政供养", en="public payroll")},
        "employment_status": {"serving": Text(zh="在编", en="serving")},
        "pension_kind": {"worker": Text(zh="职工基本养老金", en="worker pension")},
        "residence": {"rural": Text(zh="农村", en="rural")},
        "registration_status": {"registered": Text(zh="正常", en="registered")},
    },
    sources={
        "certificates": Text(zh="死亡医学证明", en="death certificates"),
        "cremations": Text(zh="火化登记", en="c"),
    },
    programmes={"minimum_living_allowance": Text(zh="低保", en="living allowance")},
    as_of=date(2025, 11, 30),
)


def said(**tables):
    return [text.zh for text in facts_of_finding(tables, TERMS)]


def death(source="certificates", **changes):
    row = {"died_on": date(2025, 2, 17), "cremated_on": None, "registered_on": None, "withdrawn_on": None}
    return row | {"source": source} | changes


def certificate(**changes):
    row = {
        "level": 2,
        "category": "visual",
        "certificate_status": "valid",
        "status_on": None,
        "issued_on": date(2020, 10, 3),
        "valid_until": date(2030, 10, 2),
        "assessed_on": date(2020, 10, 3),
        "previous_level": None,
    }
    return row | changes


def payment(amount, programme="minimum_living_allowance"):
    return {"programme": programme, "amount_cny": Decimal(amount)}


def test_a_death_seen_by_one_source_says_so():
    assert said(death=[death()]) == ["死亡日期 2025-02-17（仅见于死亡医学证明）"]


def test_a_death_seen_by_two_sources_names_both_and_the_cremation():
    rows = [death(), death("cremations", cremated_on=date(2025, 2, 19))]

    assert said(death=rows) == ["死亡日期 2025-02-17（死亡医学证明、火化登记），2025-02-19 火化"]


def test_a_withdrawn_death_says_when_it_was_withdrawn():
    assert said(death=[death(withdrawn_on=date(2025, 5, 10))])[0].endswith("该死亡登记已于 2025-05-10 撤销")


def test_a_certificate_says_status_level_and_expiry():
    row = certificate(certificate_status="cancelled", status_on=date(2025, 3, 5))

    assert said(disability_certificate=[row]) == [
        "残疾人证 二级，状态 注销（2025-03-05），2020-10-03 签发，有效期至 2030-10-02"
    ]


def test_the_kind_of_disability_is_said_only_where_it_decides():
    """Health data are shown by need: of level 3 some kinds are covered."""
    three = certificate(level=3, category="mental", assessed_on=date(2025, 4, 11), previous_level=2)

    assert "视力" not in said(disability_certificate=[certificate()])[0]
    assert said(disability_certificate=[three])[0].startswith("残疾人证 三级（精神）")
    assert said(disability_certificate=[three])[0].endswith("2025-04-11 评定，原二级")


def test_a_post_on_the_public_payroll_says_status_and_months():
    row = {"kind": "public_payroll", "status": "serving", "first_month": month_number("2020-01"), "last_month": None}

    assert said(employment=[row]) == ["财政供养 在编，自 2020-01"]


def test_a_pension_is_set_against_the_covered_persons():
    pensions = [
        {
            "pension_kind": "worker",
            "benefit_month": month_number(month),
            "amount_cny": Decimal("3210.00"),
            "retired_on": date(2015, 3, 1),
        }
        for month in ("2025-01", "2025-02")
    ]
    spell = {
        "programme": "minimum_living_allowance",
        "residence": "rural",
        "covered_count": 3,
        "first_month": month_number("2023-04"),
        "stop_month": None,
        "grace_until_month": None,
    }

    assert said(pension=pensions, benefit_spell=[spell]) == [
        "职工基本养老金 每月 3,210.00 元（2025-01 至 2025-02，2 笔），2015-03-01 起领",
        "低保（农村），保障 3 人，自 2023-04",
        "按保障 3 人折算人均 1,070.00 元",
    ]


def test_payments_are_added_up_and_reversals_told_apart():
    rows = [payment("335.00"), payment("335.00"), payment("-335.00")]

    assert said(payment=rows) == ["低保发放 2 笔共 670.00 元，冲销 1 笔共 335.00 元"]


def test_an_old_person_is_told_by_decade_and_never_by_birth_date():
    row = {
        "person_citizen_id": "180121194003051234",
        "birth_date": date(1940, 3, 5),
        "registration_status": "registered",
    }

    assert said(person=[row]) == ["已满 80 周岁，户籍状态 正常"]


def test_a_decision_of_the_register_gives_code_day_and_reason():
    row = {
        "exemption_code": "E06",
        "decided_on": date(2025, 9, 1),
        "valid_until": date(2026, 9, 3),
        "reason": "家属已退回",
    }

    assert decision_text([row]).zh == "台账认定 E06，2025-09-01 认定，有效期至 2026-09-03，理由：家属已退回"


@pytest.mark.parametrize(
    ("written", "slip"),
    [
        ("180121194003051235", "第 18 位与订正后不同"),
        ("180121194003151234", "第 13 位与订正后不同"),
        ("180121190403051234", "第 9 位与第 10 位颠倒"),
        ("180121194003051000", "末 3 位丢失（疑为表格软件改写）"),
        ("18012119400305123", "缺第 18 位"),
        ("18012194003051234", "缺第 7 位"),
        ("1801211949003051234", "第 10 位多出一位"),
        ("180121194", "只有 9 位"),
    ],
)
def test_a_repaired_id_says_where_it_was_damaged(written, slip):
    said = slip_text(written, "180121194003051234")

    assert said is not None
    assert slip == said.zh


def test_an_id_that_is_the_same_has_no_slip():
    assert slip_text("180121194003051234", "180121194003051234") is None


CAR = {"vehicle_type": "小型轿车", "plate": "云A12345", "registered_on": date(2025, 2, 27), "value_cny": Decimal(86000)}
CHECK = {"checked_on": date(2025, 1, 1), "deposits_cny": Decimal(0), "trips_abroad": 4}
COST = {"settled_on": date(2025, 3, 12), "diagnosis": "某病", "assistance_cny": Decimal(0)}


@pytest.mark.parametrize(
    ("table", "row", "text"),
    [
        ("vehicle", CAR, "机动车：2025-02-27 初次登记，价格 86,000.00 元"),
        ("economic_check", CHECK, "经济状况核对：2025-01-01 核对，出国（境）4 次"),
        ("medical_cost", COST, "医疗费用：2025-03-12 结算，医疗救助 0.00 元"),
        ("study", {"school": "某中学", "first_month": 2025 * 12, "last_month": None}, "学籍：自 2025-01"),
        ("marriage", {"spouse_name": "某人", "married_on": None}, "婚姻登记"),
    ],
)
def test_a_list_is_told_by_days_and_amounts_and_never_by_free_texts(table, row, text):
    assert said(**{table: [row]}) == [text]


def test_of_many_rows_three_are_told_and_all_are_counted():
    rows = [{"income_month": 2025 * 12 + month, "income_cny": Decimal(1500)} for month in range(11)]

    (text,) = said(tax_income=rows)

    assert text.startswith("个人所得税申报收入：2025-01，1,500.00 元；2025-02")
    assert text.endswith("2025-03，1,500.00 元；等 11 条")


def test_what_is_of_somebody_else_is_told_as_such():
    """The car of the spouse is the household's; whoever is on the list does not own it."""
    facts = facts_of_finding({"payment": [payment("500")]}, TERMS, {"vehicle": [CAR]})

    assert [text.zh for text in facts] == [
        "相关人员（非本人）机动车：2025-02-27 初次登记，价格 86,000.00 元",
        "低保发放 1 笔共 500.00 元",
    ]


def test_faults_of_the_data_name_the_list_and_how_the_id_was_read():
    rows = [
        {"source": "certificates", "citizen_id_status": "wrong_check"},
        {"source": "cremations", "citizen_id_status": "valid"},
    ]

    assert [text.zh for text in faults_of_finding({"death": rows}, TERMS)] == [
        "死亡医学证明所载证号：校验码不符（多为填错一位）",
        "见于火化登记",
    ]


def test_a_post_without_a_status_has_no_gap_where_it_would_stand():
    row = {"kind": "public_payroll", "status": None, "first_month": 2022 * 12 + 5, "last_month": None}

    assert said(employment=[row]) == ["财政供养，自 2022-06"]


def test_every_table_of_the_model_is_told():
    """A rule on a new table must not leave its reader without the deciding fact."""
    told = {
        "death",
        "disability_certificate",
        "employment",
        "person",
        "pension",
        "benefit_spell",
        "payment",
        "exemption",
    }
    tables = {path.stem: path for path in (ROOT / "schemas" / "model").glob("*.yaml")}

    assert set(tables) == {*told, *LISTS}
    for table, words in LISTS.items():
        columns = re.findall(r"column: (\w+)", tables[table].read_text(encoding="utf-8"))
        assert {part.column for part in words.parts} <= set(columns)
        assert not words.has_months or {"first_month", "last_month"} <= set(columns)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("noun", [noun for kind, noun in sorted(_NOUNS.items()) if kind != "text"])
def test_every_check_of_a_column_has_words_of_its_own(noun, language):
    """No machine word reaches a reader, and no check falls back to the general one."""
    words = check_words(f"benefit_is_{noun}", Wording(language))

    assert "_" not in words
    assert words != check_words("something_else", Wording(language))


def test_rows_that_fail_two_checks_say_both():
    assert check_words("amount_is_present, month_is_a_month", Wording("zh")) == "应填未填；不是可识别的年月"
