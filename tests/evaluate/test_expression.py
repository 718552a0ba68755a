"""What expressions may say, what they become, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.engine.kernel import Kernel
from matcher.evaluate.expression import read_expression
from matcher.evaluate.pieces import ExpressionError
from matcher.evaluate.scope import Known, Scope

SCOPE = Scope(
    columns={
        "payment": {
            "benefit_month": Known("month"),
            "amount_cny": Known("number"),
            "payment_status": Known("text", "payment_status"),
            "paid_on": Known("date"),
            "batch": Known("text"),
            "payee": Known("text"),
            "level": Known("integer"),
            "is_first": Known("boolean"),
        }
    },
    parameters={"levels": Known("integers"), "standard": Known("number"), "grace_months": Known("integer")},
    has_month=True,
    subject="payment",
    codes={"payment_status": frozenset({"paid", "failed"})},
)


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("payment.amount_cny > 0", '("payment"."amount_cny" > 0)'),
        ("subject.amount_cny > 0.5", '("payment"."amount_cny" > 0.5)'),
        ("payment.batch = 'it''s'", "(\"payment\".\"batch\" = 'it''s')"),
        ("payment.batch is not null", '(NOT ("payment"."batch" IS NULL))'),
        ("payment.is_first", '"payment"."is_first"'),
        ("trial_month - payment.benefit_month = 1", '((trial."trial_month" - "payment"."benefit_month") = 1)'),
        ("contains(levels, payment.level)", 'list_contains(trial."levels", "payment"."level")'),
        ("payment.level in (1, 2)", '("payment"."level" IN (1, 2))'),
        ("payment.level between 1 and 2", '("payment"."level" BETWEEN 1 AND 2)'),
        ("payment.paid_on <= as_of", '("payment"."paid_on" <= $as_of)'),
        ("payment.paid_on > date '2025-01-31'", '("payment"."paid_on" > DATE \'2025-01-31\')'),
        (
            "payment.amount_cny >= payment.level * standard",
            '("payment"."amount_cny" >= ("payment"."level" * trial."standard"))',
        ),
        ("payment.amount_cny > 0 -- whatever follows", '("payment"."amount_cny" > 0)'),
    ],
)
def test_an_expression_becomes_sql_of_known_names_only(text: str, sql: str):
    """The SQL is written anew: brackets and quotes are ours, comments are gone."""
    assert sql == read_expression(text, SCOPE, {"boolean"}).sql({"payment"})


def test_a_column_that_was_joined_before_is_read_from_the_working_table():
    """The working table calls it by the fact's name and its own."""
    expression = read_expression("payment.amount_cny * grace_months", SCOPE, {"number"})

    expected = '(trial."payment.amount_cny" * trial."grace_months")'
    assert expected == expression.sql()
    assert frozenset({("payment", "amount_cny")}) == expression.columns
    assert frozenset({"grace_months"}) == expression.parameters


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("payment.amount_cny > 0; DROP TABLE payment", "not one expression"),
        ("payment.amount_cny >", "not one expression"),
        ("", "not one expression"),
        ("SELECT 1", "is not"),
        ("(SELECT 1) = 1", "'subquery' is not allowed"),
        ("EXISTS (SELECT 1)", "unknown function 'exists'"),
        ("payment.level IN (SELECT 1)", "needs a list"),
        ("getenv('HOME') = 'x'", "unknown function 'getenv'"),
        ("read_text('/etc/passwd') = 'x'", "unknown function 'read_text'"),
        ("payment.batch LIKE 'a%'", "'like' is not allowed"),
        ("payment.batch || 'a' = 'b'", "is not allowed"),
        ("payment.level::text = '1'", "types cannot be changed"),
        ("payment.amount_cny / 3 > 1", "division is not allowed"),
        ("main.payment.amount_cny > 0", "too many parts"),
        ("payment.* = 1", "too many parts"),
        ("payment.amount > 0", "unknown column 'payment.amount'"),
        ("paymnt.amount_cny > 0", "unknown table or fact 'paymnt'"),
        ("grace_month > 0", "unknown parameter 'grace_month'"),
        ("payment.batch = 1", "a text is compared with a integer"),
        ("payment.batch > 'a'", "a text has no order"),
        ("payment.benefit_month = payment.paid_on", "a month is compared with a date"),
        ("payment.benefit_month = 24300", "a month is compared with a integer"),
        ("payment.payment_status = 'payed'", "has no code 'payed'"),
        ("coalesce(payment.payment_status, 'payed') = 'paid'", "has no code 'payed'"),
        ("payment.batch = null", "never true"),
        ("payment.is_first is true", "stands only before null"),
        ("payment.level and payment.is_first", "a integer stands where a condition is needed"),
        ("payment.amount_cny", "its value is of kind number"),
        ("payment.benefit_month * 2 > 3", "month * integer has no meaning"),
        ("payment.benefit_month + payment.amount_cny > trial_month", "month + number has no meaning"),
        ("contains(levels, payment.batch)", "has no meaning"),
        ("month(payment.benefit_month) = trial_month", "month(month) has no meaning"),
        ("round(payment.amount_cny, payment.level) > 1", "is not told how many places"),
        ("round(payment.amount_cny) > 1", "round(number) has no meaning"),
        ("position('a' in payment.batch) = 1", "position(text, text) has no meaning"),
        ("length(payment.level) = 1", "length(integer) has no meaning"),
        ("case when payment.is_first then 1 else 'a' end = 1", "values of several kinds"),
        ("payment.level = 1e99", "not a plain number"),
        ("payment.paid_on > date '2025-02-30'", "types cannot be changed"),
    ],
)
def test_what_is_not_allowed_is_refused_in_words(text: str, what: str):
    """Each fault says what is wrong; the mend is never empty."""
    with pytest.raises(ExpressionError) as raised:
        read_expression(text, SCOPE, {"boolean"})

    assert what in raised.value.what
    assert raised.value.mend


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("payment.benefit_mont = trial_month", "did you mean 'benefit_month'?"),
        ("paymnt.amount_cny > 0", "did you mean 'payment'?"),
        ("grace_month > 0", "did you mean 'grace_months'?"),
        ("coalesc(payment.level, 1) = 1", "did you mean 'coalesce'?"),
        ("payment.payment_status = 'pad'", "did you mean 'paid'?"),
    ],
)
def test_the_nearest_name_is_suggested(text: str, hint: str):
    """Most faults are slips of the keyboard."""
    with pytest.raises(ExpressionError) as raised:
        read_expression(text, SCOPE, {"boolean"})

    assert hint in raised.value.mend


def test_trial_month_has_no_meaning_where_no_month_is_on_trial():
    """The rows of the subject are chosen before months are."""
    alone = Scope({"payment": SCOPE.columns["payment"]})

    with pytest.raises(ExpressionError, match="unknown parameter 'trial_month'"):
        read_expression("payment.benefit_month = trial_month", alone, {"boolean"})


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    """A kernel for all examples: opening one takes longer than what is asked of it."""
    with Kernel(threads=1) as opened:
        yield opened


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30))
def test_any_text_literal_means_itself(text: str, kernel: Kernel):
    """Quotes, comment signs and line breaks in a literal never become SQL."""
    quoted = text.replace("'", "''")
    sql = read_expression(f"payment.batch = '{quoted}'", SCOPE, {"boolean"}).sql({"payment"})

    found = kernel.fetch(f'SELECT {sql} AS same FROM (SELECT $text AS batch) AS "payment"', {"text": text})

    is_the_same = found.column("same").to_pylist()
    assert all(is_the_same)
    assert len(is_the_same) == 1


@given(st.text(alphabet="payment.benfitmohludc_yAND()'+-*/,;= <>[]{}$0123456789\n", max_size=40))
def test_no_text_does_anything_but_be_read_or_refused(text: str):
    """Whatever a rule holds, the answer is an expression or a fault in words."""
    try:
        answer = read_expression(text, SCOPE, {"boolean"}).sql()
    except ExpressionError as error:
        answer = error.what and error.mend

    assert answer


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("month(payment.paid_on) = trial_month", True),
        ("age_in_years(payment.paid_on, trial_month) = 0", True),
        ("age_in_years(payment.paid_on, trial_month + 11) = 0", True),
        ("age_in_years(payment.paid_on, trial_month + 12) = 1", True),
        ("year(payment.paid_on) = 2025", True),
        ("least(payment.level, 2) = 2 and greatest(payment.level, 2) = 3 and abs(-payment.level) = 3", True),
        ("contains(levels, payment.level)", False),
        ("not contains(levels, payment.level) or payment.batch = 'x'", True),
        ("case payment.level when 3 then 'c' else 'd' end = 'c'", True),
        ("payment.level between 3 and 4 and payment.level in (3)", True),
        ("payment.amount_cny * 3 = 545.1 * 3", True),
        ("coalesce(payment.batch, 'paid') = 'paid'", True),
        ("payment.batch = 'paid'", None),
        ("day(payment.paid_on) = 31", True),
        ("year(trial_month) = 2025 and year(trial_month + 10) = 2026", True),
        ("month_of_year(trial_month) = 3 and month_of_year(payment.paid_on) = 3", True),
        ("days_between(payment.paid_on, date '2025-04-02') = 2", True),
        ("days_between(date '2025-04-02', payment.paid_on) = -2", True),
        ("length(payment.payee) = 3 and substr(payment.payee, 2, 1) = '小'", True),
        ("starts_with(payment.payee, '赵') and ends_with(payment.payee, '明')", True),
        ("has_text(payment.payee, '大')", False),
        ("has_text(payment.batch, '大')", None),
        ("floor(payment.amount_cny) = 545 and ceil(payment.amount_cny) = 546", True),
        ("floor(-payment.amount_cny) = -546 and ceil(payment.level) = 3", True),
        ("round(payment.amount_cny * 0.25, 1) = 136.3 and round(payment.amount_cny * 0.25, 0) = 136", True),
        ("round(-payment.amount_cny * 0.5, 1) = -272.6", True),
        ("position(levels, 2) = 2", True),
        ("position(levels, payment.level) is null", True),
    ],
)
def test_functions_and_operators_give_their_meaning(text: str, value: bool | None):
    """Money is reckoned exactly; what is not known stays unknown."""
    sql = read_expression(text, SCOPE, {"boolean"}).sql({"payment"})
    payment = (
        "(SELECT DATE '2025-03-31' AS paid_on, 3 AS level, CAST(545.10 AS DECIMAL(14, 2)) AS amount_cny,"
        " CAST(NULL AS VARCHAR) AS batch, '赵小明' AS payee) AS \"payment\""
    )
    trial = "(SELECT CAST(2025 * 12 + 2 AS INTEGER) AS trial_month, [1, 2] AS levels) AS trial"

    with Kernel(threads=1) as kernel:
        found = kernel.fetch(f"SELECT {sql} AS value FROM {payment}, {trial}")

    assert [value] == found.column("value").to_pylist()
