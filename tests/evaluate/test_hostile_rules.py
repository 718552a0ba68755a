"""Rules are texts that somebody wrote: whatever they hold, they are read as one expression, or refused in words.

More than five thousand texts that want more than an expression may: every function that DuckDB knows, statements,
commands, files, brackets without end, characters that are none. None is run, and none breaks the program.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import suppress

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from matcher.evaluate.expression import read_expression
from matcher.evaluate.functions import FUNCTIONS
from matcher.evaluate.gathering import read_gathered
from matcher.evaluate.parsing import LONGEST
from matcher.evaluate.pieces import ExpressionError
from tests.evaluate.test_expression import SCOPE

STATEMENTS = (
    "DROP TABLE payment",
    "DELETE FROM payment",
    "UPDATE payment SET amount_cny = 0",
    "INSERT INTO payment VALUES (1)",
    "CREATE TABLE x AS SELECT 1",
    "CREATE MACRO m() AS 1",
    "COPY payment TO 'out.csv'",
    "COPY payment FROM 'in.csv'",
    "ATTACH 'other.db'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "RESET lock_configuration",
    "PRAGMA add_parquet_key('k', '0123456789112345')",
    "CALL pragma_version()",
    "EXPORT DATABASE 'x'",
    "IMPORT DATABASE 'x'",
    "VACUUM",
    "CHECKPOINT",
    "EXECUTE q",
    "PREPARE q AS SELECT 1",
    "SELECT * FROM read_csv('in.csv')",
    "FROM 'in.parquet'",
    "SUMMARIZE payment",
    "DESCRIBE payment",
    "WITH RECURSIVE t AS (SELECT 1 UNION ALL SELECT 1 FROM t) SELECT * FROM t",
    "VALUES (1)",
    "PIVOT payment ON batch",
)
AROUND = (
    "{0}",
    "{0};",
    "payment.is_first; {0}",
    "payment.is_first;; {0}; --",
    "payment.is_first) ; {0} ; (1 = 1",
    "payment.batch = ''; {0}; --'",
    "payment.batch = 'x' /* */ ; {0}",
    "payment.is_first\n;\n{0}",
    "({0})",
    "({0}) IS NULL",
    "payment.level IN ({0})",
    "EXISTS ({0})",
    "payment.level = ANY ({0})",
    "CASE WHEN ({0}) THEN true END",
    "coalesce(({0}), true)",
    "payment.is_first AND ({0})",
    "payment.is_first UNION {0}",
    "payment.is_first INTERSECT ({0})",
    "payment.is_first WHERE true; {0}",
    '"; {0}; --" = 1',
)
CALLS = (
    "{0}()",
    "{0}('x')",
    "{0}(payment.batch)",
    "{0}(payment.level, 1)",
    "payment.batch.{0}()",
    "{0}(payment.level) OVER ()",
)
SHAPES = (
    "payment.*",
    "*",
    "COLUMNS(*) > 1",
    "COLUMNS('a.*') > 1",
    "#1 = 1",
    "$1 = 1",
    "$as_of = 1",
    "? = 1",
    "@x = 1",
    ":x = 1",
    "payment.level::integer = 1",
    "CAST(payment.level AS text) = '1'",
    "TRY_CAST(payment.level AS text) = '1'",
    "payment.level AT TIME ZONE 'x'",
    "payment.batch COLLATE nocase = 'x'",
    "payment.batch SIMILAR TO 'x'",
    "payment.batch ~ 'x'",
    "payment.batch GLOB '*'",
    "[1, 2][1] = 1",
    "{'a': 1}.a = 1",
    "MAP {'a': 1} = 1",
    "list_transform([1], x -> x) = [1]",
    "[x FOR x IN [1]] = [1]",
    "payment.level = 1e99",
    "payment.level = 0x1F",
    "payment.level = 1_000",
    "payment.batch = E'\\x41'",
    "payment.batch = $$x$$",
    "payment.batch = $tag$x$tag$",
    "payment.batch = X'41'",
    "payment.batch = U&'\\0041'",
    "payment.level ** 2 = 1",
    "payment.level // 2 = 1",
    "payment.level % 2 = 1",
    "payment.level & 1 = 1",
    "payment.level << 1 = 1",
    "~payment.level = 1",
    "payment.level! = 1",
    "@payment.level = 1",
    "interval 1 day",
    "current_setting('x') = 'x'",
    "current_user = 'x'",
    "current_date = date '2025-01-01'",
    "ROW(1, 2) = (1, 2)",
    "payment = payment",
    "rowid = 1",
    "payment.rowid = 1",
    "trial.\"payment.batch\" = 'x'",
    "main.payment.batch = 'x'",
    "memory.main.payment.batch = 'x'",
    "information_schema.tables = 1",
    "ｐayment.batch = 'x'",
    "payment․batch = 'x'",
    "payment.batch ＝ 'x'",
    "payment.batch = ‘x’",
    "\ufeffpayment.is_first",
    "payment.is_\u200bfirst",
    "\u202epayment.is_first",
    "payment.batch = 'x",
    'payment.batch = "x',
    "payment.is_first /*",
    "payment.is_first */",
    "--",
    "/**/",
    "''",
    "()",
    "",
    " ",
    "\n\t",
)
DEEP = (
    ("(", "payment.is_first", ")"),
    ("not ", "payment.is_first", ""),
    ("-", "payment.level > 0", ""),
    ("coalesce(", "payment.is_first", ")"),
    ("case when ", "payment.is_first", " then true end"),
    ("payment.is_first and ", "true", ""),
    ("payment.is_first or (", "true", ")"),
    ("[", "1", "]"),
    ("(select ", "1", ")"),
)


def functions_of_duckdb() -> list[str]:
    """Name every function of the database."""
    with duckdb.connect() as connection:
        rows = connection.execute("SELECT DISTINCT function_name FROM duckdb_functions() ORDER BY 1").fetchall()
    return [name for (name,) in rows]


def hostile_texts() -> Iterator[str]:
    """Give the texts, always the same ones."""
    for statement in STATEMENTS:
        for around in AROUND:
            yield around.format(statement)
    yield from (form.format(name) for name in functions_of_duckdb() if name.isidentifier() for form in CALLS)
    yield from SHAPES
    for before, inside, after in DEEP:
        for depth in (50, 200, 900, 5000):
            yield before * depth + inside + after * depth
    for code in [*range(32), 127, 0xD800, 0xDFFF, 0xFFFF, 0x10FFFF]:
        yield f"payment.batch = '{chr(code)}'"
        yield f"payment.{chr(code)}batch = 'x'"
    yield from _damaged(["payment.amount_cny > 0 and payment.level in (1, 2)", "coalesce(payment.batch, 'x') = 'y'"])


def _damaged(texts: list[str]) -> Iterator[str]:
    """Give texts with signs of SQL put into them; seeded, so the same ones each time."""
    dice = random.Random(20251130)
    signs = (";", "'", '"', "--", "/*", "*/", "(", ")", "$", "\\", "::", "..", ",", "select ", " from ", "\x00")
    for _ in range(400):
        text = dice.choice(texts)
        for _ in range(dice.randint(1, 4)):
            place = dice.randrange(len(text))
            text = text[:place] + dice.choice(signs) + text[place:]
        yield text


TEXTS = list(dict.fromkeys(hostile_texts()))


def test_there_are_more_than_five_thousand_hostile_texts():
    """All different."""
    assert len(TEXTS) >= 5000


def answers() -> Iterator[tuple[str, str | ExpressionError]]:
    """Give each text with the SQL that it became, or with the fault that it is."""
    for text in TEXTS:
        try:
            yield text, read_expression(text, SCOPE, {"boolean"}).sql({"payment"})
        except ExpressionError as error:
            yield text, error


@pytest.fixture
def deep_stack() -> Iterator[None]:
    """Room for the test itself to parse what the program wrote with all its brackets."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)
    yield
    sys.setrecursionlimit(before)


def test_every_hostile_text_is_refused_in_words_or_is_one_harmless_expression(request: pytest.FixtureRequest):
    """What is accepted is written anew from columns, parameters, literals and the functions of the language alone."""
    accepted = {}
    for text, answer in list(answers()):
        if isinstance(answer, str):
            accepted[text] = answer
        else:
            assert 0 < len(answer.what) < 300, text
            assert answer.mend, text

    assert len(accepted) < len(TEXTS) / 20
    request.getfixturevalue("deep_stack")
    for text, sql in accepted.items():
        (tree,) = sqlglot.parse(sql, dialect="duckdb")
        assert isinstance(tree, exp.Condition), text
        assert not list(tree.find_all(exp.Query, exp.Command, exp.Star, exp.Placeholder, exp.Anonymous)), text
        assert {column.table for column in tree.find_all(exp.Column)} <= {"payment", "trial"}, text


def test_what_is_accepted_runs_where_nothing_else_could():
    """Each accepted text, over no row, on a connection that may touch nothing."""
    columns = (
        "NULL::INT benefit_month, NULL::DECIMAL(14, 2) amount_cny, NULL::VARCHAR payment_status, NULL::DATE paid_on"
    )
    more = "NULL::VARCHAR batch, NULL::VARCHAR payee, NULL::INT AS level, NULL::BOOLEAN is_first"
    trial = "SELECT 0 AS trial_month, [1] AS levels, 1.0 AS standard, 1 AS grace_months"
    tables = f'(SELECT {columns}, {more} LIMIT 0) AS "payment", ({trial}) AS trial'
    with duckdb.connect(config={"enable_external_access": "false", "lock_configuration": "true"}) as connection:
        for text, answer in answers():
            if isinstance(answer, str):
                assert connection.execute(f"SELECT {answer} FROM {tables}").fetchall() == [], text


def test_gathered_values_are_read_as_carefully():
    """The same texts, in the place of what is counted or added up."""
    for text in TEXTS[::7]:
        for whole in (text, f"sum({text})", f"some({text})"):
            with suppress(ExpressionError):
                assert read_gathered("total", whole, SCOPE).how in ("count", "count_distinct", "sum", "some"), whole


def test_only_functions_of_the_language_are_called():
    """Of all that DuckDB knows, those of the list alone."""
    called = set()
    for name in functions_of_duckdb():
        with suppress(ExpressionError):
            read_expression(f"{name}(payment.level, payment.level) = 1", SCOPE, {"boolean"})
            called.add(name)

    assert called <= set(FUNCTIONS)


@pytest.mark.parametrize("length", [LONGEST + 1, 10_000_000])
def test_an_expression_without_end_is_refused_before_it_is_parsed(length: int):
    """Whatever it says."""
    with pytest.raises(ExpressionError, match="characters"):
        read_expression("payment.batch = '" + "x" * length + "'", SCOPE, {"boolean"})
