"""Small wrong versions of a module: one operator, comparison, constant, condition, result or statement changed each.

Made on the syntax tree, so that lines stay where they are. Not changed: docstrings, annotations, decorators, imports,
and texts within `raise` (what a message says is no behaviour that a test should pin).
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

_SWAPPED: Final[dict[type[ast.AST], type[ast.AST]]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitOr, ast.LShift: ast.RShift,
    ast.RShift: ast.LShift, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
"""An operator → the one that stands in its place."""

_SQL: Final = re.compile(
    r"\b(select|join|order by|group by|case when|is null|is not null|coalesce|partition by|union all)\b"
    r"|^\s*(and|or|where|on)\b|\b(and|or)\s*$",
    re.IGNORECASE,
)
"""What tells that a text is a piece of SQL."""
_SQL_CHANGES: Final = (
    (r"<=", "<"), (r">=", ">"), (r"(?<![<>!=])<(?![<>=])", "<="), (r"(?<![<>!=-])>(?![<>=])", ">="),
    (r"(?<![<>!=:])=(?![=>])", "!="), (r"\band\b", "or"), (r"\bor\b", "and"), (r"\bnot (?!null)", ""),
    (r"\bis null\b", "is not null"), (r"\bis not null\b", "is null"), (r"\bleft join\b", "join"), (r"\bmin\(", "max("),
    (r"\bmax\(", "min("), (r"\bunion all\b", "union"), (r"\bdesc\b", "asc"), (r"\bdistinct ", ""),
    (r"(?<= )\+(?= )", "-"), (r"(?<= )-(?= )", "+"), (r"\btrue\b", "false"), (r"\bfalse\b", "true"),
)  # fmt: skip
"""In SQL: what is searched for, what stands in its place."""

_NOT_CHANGED: Final = frozenset({"annotation", "returns", "decorator_list", "type_comment"})
"""Fields of nodes that are left as they are."""


@dataclass(frozen=True)
class Mutant:
    """One change of one module."""

    path: str
    """The module's file, from the root of the repository."""
    number: int
    """Which of the module's changes it is: what `mutated` asks for."""
    line: int
    kind: str
    before: str
    after: str
    function: str
    """Qualified name of the outermost function that it lies in; empty: it is run as the module is imported."""
    first_line: int
    """The first line of that function, with its decorators; 0: there is none."""
    key: str
    """Names it as long as the function itself is not changed, wherever it moves."""


@dataclass(frozen=True)
class _Change:
    node: ast.AST
    kind: str
    before: str
    after: str
    make: Callable[[], None]
    function: str = ""
    first_line: int = 0


def mutants_of(source: str, path: str) -> list[Mutant]:
    """Give every mutant of a module, in the order of its text."""
    times: Counter[tuple[str, ...]] = Counter()
    mutants = []
    for number, change in enumerate(_changes(ast.parse(source))):
        what = (path, change.function, change.kind, change.before, change.after)
        times[what] += 1
        key = hashlib.sha256("\n".join((*what, str(times[what]))).encode()).hexdigest()[:16]
        line = getattr(change.node, "lineno", 0)
        mutants.append(
            Mutant(
                path, number, line, change.kind, change.before, change.after, change.function, change.first_line, key
            )
        )
    return mutants


def mutated(source: str, number: int) -> ast.Module:
    """Give the tree of a module with one of its changes made."""
    tree = ast.parse(source)
    _changes(tree)[number].make()
    return ast.fix_missing_locations(tree)


def sample_of(mutants: list[Mutant], wanted: int, seed: int) -> list[Mutant]:
    """Take those that a seeded digest of their names puts first, in this order: what is left half done is even too."""
    ranked = sorted(mutants, key=lambda mutant: hashlib.sha256(f"{seed}:{mutant.key}".encode()).hexdigest())
    return ranked[:wanted]


def _changes(tree: ast.Module) -> list[_Change]:
    found = list(_below(tree, _Place()))
    found.sort(
        key=lambda change: (getattr(change.node, "lineno", 0), getattr(change.node, "col_offset", 0), change.kind)
    )
    return found


@dataclass(frozen=True)
class _Place:
    """Where a node stands: in a class (dotted, with a dot behind), and in which outermost function."""

    names: str = ""
    function: str = ""
    first_line: int = 0

    def inside(self, node: ast.AST, field: str) -> _Place:
        """Give the place of what stands in a field of a node."""
        if self.function or field != "body":
            return self
        if isinstance(node, ast.ClassDef):
            return _Place(f"{self.names}{node.name}.")
        if isinstance(node, ast.FunctionDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            return _Place(self.names, f"{self.names}{node.name}", first)
        return self


def _below(node: ast.AST, place: _Place) -> Iterator[_Change]:
    """Give the changes of a node and of all that stands in it."""
    for change in _changes_of(node):
        yield replace(change, function=place.function, first_line=place.first_line)
    for name, value in ast.iter_fields(node):
        if name in _NOT_CHANGED:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_docstring(child):
                for change in _below(child, place.inside(node, name)):
                    if not isinstance(node, ast.Raise) or change.kind not in {"text", "SQL"}:
                        yield change


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _changes_of(node: ast.AST) -> Iterator[_Change]:
    """Give the changes of one node itself."""
    yield from _changes_of_operators(node)
    if isinstance(node, ast.Constant):
        yield from _changes_of_constant(node)
    elif isinstance(node, ast.Return):
        if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield _field(node, "result", "value", ast.Constant(None))
    elif isinstance(node, ast.comprehension):
        for index, test in enumerate(node.ifs):
            yield _item(test, "condition", node.ifs, index, ast.Constant(value=True))
    elif isinstance(node, (ast.If, ast.IfExp)):
        for outcome in (True, False):
            yield _field(node, "condition", "test", ast.Constant(outcome))
    yield from _removals(node)
    yield from _without_signs(node)


def _changes_of_operators(node: ast.AST) -> Iterator[_Change]:
    if isinstance(node, ast.Compare):
        for index, operator in enumerate(node.ops):
            yield _swap(node, node.ops, index, operator, "comparison")
    elif isinstance(node, (ast.BinOp, ast.BoolOp, ast.AugAssign)) and type(node.op) in _SWAPPED:
        kind = "boolean" if isinstance(node, ast.BoolOp) else "operator"
        yield _field(node, kind, "op", _SWAPPED[type(node.op)]())


def _without_signs(node: ast.AST) -> Iterator[_Change]:
    """Take `not`, `-` and `~` away from what stands behind them."""
    for name, value in ast.iter_fields(node):
        if isinstance(value, ast.UnaryOp):
            yield _field(node, "sign", name, value.operand)
        elif isinstance(value, list):
            for index, child in enumerate(value):
                if isinstance(child, ast.UnaryOp):
                    yield _item(child, "sign", value, index, child.operand)


def _removals(node: ast.AST) -> Iterator[_Change]:
    """Take statements away that do something: calls, raising, adding to."""
    for name in ("body", "orelse", "finalbody"):
        statements = getattr(node, name, None)
        if not isinstance(statements, list):  # the body of a lambda is an expression
            continue
        for index, statement in enumerate(statements):
            does = isinstance(statement, (ast.Raise, ast.AugAssign, ast.Continue, ast.Break, ast.Delete))
            if does or (isinstance(statement, ast.Expr) and not _is_docstring(statement)):
                yield _item(statement, "removed", statements, index, ast.Pass())


def _changes_of_constant(node: ast.Constant) -> Iterator[_Change]:
    value = node.value
    if isinstance(value, bool):
        yield _field(node, "constant", "value", ast.Constant(not value), value=not value)
    elif isinstance(value, (int, float)):
        yield _field(node, "constant", "value", ast.Constant(value + 1), value=value + 1)
    elif isinstance(value, str) and _SQL.search(value):
        for searched, instead in _SQL_CHANGES:
            for match in re.finditer(searched, value, re.IGNORECASE):
                changed = value[: match.start()] + instead + value[match.end() :]
                yield _field(node, "SQL", "value", ast.Constant(changed), value=changed)
    elif isinstance(value, str):
        yield _field(node, "text", "value", ast.Constant(f"{value}XX"), value=f"{value}XX")
    elif isinstance(value, bytes):
        yield _field(node, "text", "value", ast.Constant(value + b"XX"), value=value + b"XX")


def _field(node: ast.AST, kind: str, name: str, instead: ast.AST, *, value: object = None) -> _Change:
    """Put another node (or value) in a field of a node."""
    old = getattr(node, name)
    put = instead if value is None else value

    def make() -> None:
        if isinstance(put, ast.expr):
            ast.copy_location(put, old)
        setattr(node, name, put)

    if name == "op":
        return _Change(node, kind, ast.unparse(node), type(instead).__name__, make)
    before = repr(old) if isinstance(node, ast.Constant) else ast.unparse(old)
    return _Change(node if hasattr(node, "lineno") else old, kind, before, ast.unparse(instead), make)


def _item(node: ast.AST, kind: str, items: list[ast.AST] | list[ast.expr], index: int, instead: ast.AST) -> _Change:
    """Put another node at a place of a list of nodes."""

    def make() -> None:
        items[index] = ast.copy_location(instead, node)  # type: ignore[call-overload]

    return _Change(node, kind, ast.unparse(node), ast.unparse(instead), make)


def _swap(node: ast.Compare, operators: list[ast.cmpop], index: int, old: ast.cmpop, kind: str) -> _Change:
    instead = _SWAPPED[type(old)]()

    def make() -> None:
        operators[index] = instead  # type: ignore[call-overload]

    return _Change(node, kind, ast.unparse(node), f"{type(instead).__name__} {index}", make)
