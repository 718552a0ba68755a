"""Tell what a run cannot look up: rules whose columns or sources were not delivered, and exemptions likewise.

"Not on the list" and "cannot be looked up" are different outcomes. A rule that needs what is not there is not judged,
by name; a rule whose exemption cannot be looked up accuses nobody for sure. Gaps come from matcher.evaluate.gaps, needs
from matcher.evaluate.needs. Pure but for the questions that it asks: whether some rows exist.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import pyarrow as pa

from matcher.config.base import Text
from matcher.config.model import ModelTable
from matcher.config.rule import REGISTER
from matcher.engine.base import quote_identifier
from matcher.evaluate.book import NotJudged, NotLookedUp, Records
from matcher.evaluate.expression import Expression
from matcher.evaluate.gaps import Gap, Provider, gaps_of, providers_of
from matcher.evaluate.needs import (
    RESTS_ON,
    Need,
    Wanted,
    conditions_of,
    exemption_needs,
    exemption_rows,
    rule_needs,
    rule_rows,
)
from matcher.evaluate.plan import ExemptionPlan, RulePlan
from matcher.evaluate.scope import Scope, columns_of
from matcher.evaluate.views import model_name

Question = Callable[[str], bool]
"""Whether a query, from its FROM on, gives a row."""

_TEXTS: Final = frozenset({"text", "code"})
_ACCUSING: Final = frozenset({"certain", "strong"})


@dataclass(frozen=True)
class Availability:
    """What cannot be looked up in a run."""

    not_judged: Mapping[str, NotJudged] = field(default_factory=dict[str, NotJudged])
    """By rule."""
    not_looked_up: Mapping[str, tuple[NotLookedUp, ...]] = field(default_factory=dict[str, tuple[NotLookedUp, ...]])
    """By rule that is judged."""

    def without(self, rare: Mapping[str, NotJudged]) -> Availability:
        """Give it with further rules that are not judged."""
        kept = {name: tried for name, tried in self.not_looked_up.items() if name not in rare}
        return Availability({**self.not_judged, **rare}, kept)

    @property
    def outcomes(self) -> dict[str, dict[str, int]]:
        """Give the outcomes of the rules that are not judged."""
        return {name: {f"not_judged:{one.lack}": 1} for name, one in self.not_judged.items()}

    def lowered(self, findings: pa.Table) -> pa.Table:
        """Give findings with those at most `verify` whose exemptions were not all looked up."""
        doubtful = {
            (rule, name) for rule, tried in self.not_looked_up.items() for one in tried for name in one.programmes
        }
        if not doubtful:
            return findings
        rows = zip(*(findings[name].to_pylist() for name in ("rule_id", "programme", "severity")), strict=True)
        severities = [
            "verify" if (rule, programme) in doubtful and severity in _ACCUSING else severity
            for rule, programme, severity in rows
        ]
        place = findings.column_names.index("severity")
        return findings.set_column(place, findings.schema.field(place), [pa.array(severities, pa.string())])


def availability_of(
    plans: Sequence[RulePlan], records: Records, model: Mapping[str, ModelTable], ask: Question
) -> Availability:
    """Find the rules and exemptions that cannot be looked up.

    Args:
        plans: Rules.
        records: What was delivered; `sources` says what should have been.
        model: Model tables by name.
        ask: Answers whether rows exist; the tables of the rules are readable as `model_<table>`.
    """
    if not records.sources.declared:
        return Availability()
    providers = providers_of(records.sources, records.files)
    scopes = cache(lambda name, table: Scope({name: columns_of(model[table])}))
    conditions = cache(lambda wanted: conditions_of(wanted, scopes(wanted.name, wanted.table)))
    look = _Look(providers, gaps_of(providers, records.sources), model, cache(ask), conditions)
    not_judged: dict[str, NotJudged] = {}
    for plan in plans:  # a rule may stand in several versions, each with its own needs
        found = look.rule(plan)
        if found:
            not_judged.setdefault(plan.rule.rule, found)
    tried: dict[str, tuple[NotLookedUp, ...]] = {}
    for plan in plans:
        if plan.rule.rule not in not_judged:
            known = tried.get(plan.rule.rule, ())
            more = tuple(one for one in look.exemptions(plan) if one not in known)
            tried[plan.rule.rule] = (*known, *more)
    return Availability(not_judged, {name: found for name, found in tried.items() if found})


@dataclass(frozen=True)
class _Look:
    """Looks up what rules need among what was delivered."""

    providers: Sequence[Provider]
    gaps: Sequence[Gap]
    model: Mapping[str, ModelTable]
    ask: Question
    conditions: Callable[[Wanted], list[Expression]]

    def rule(self, plan: RulePlan) -> NotJudged | None:
        rows = rule_rows(plan.rule, has_programme=plan.has_programme)
        missing = _told(reason for wanted in rows for reason in self._undelivered(wanted))
        if missing:
            return NotJudged(plan.rule.rule, "source_absent", _source_reason(missing))
        gaps = self._lacking(rows, rule_needs(plan.rule))
        return NotJudged(plan.rule.rule, "column_absent", _column_reason(gaps)) if gaps else None

    def exemptions(self, plan: RulePlan) -> Iterator[NotLookedUp]:
        for exemption in plan.exemptions:
            found = self._exemption(plan, exemption)
            if found:
                yield found
        register = [one for one in self.providers if one.fill.table == REGISTER]
        if register and not any(one.files for one in register):
            reason = _source_reason(_told(_title(one) for one in register))
            yield NotLookedUp(plan.rule.rule, REGISTER, reason, plan.rule.programmes)

    def _exemption(self, plan: RulePlan, exemption: ExemptionPlan) -> NotLookedUp | None:
        rule, name = plan.rule, exemption.exemption.exemption
        needs = exemption_needs(exemption.exemption, rule)
        own = rule_rows(rule, has_programme=plan.has_programme)
        reasons: list[Text] = []
        lowered: list[str] = []
        for programme in (rule.subject.programmes or rule.programmes) if plan.has_programme else ("",):
            rows = exemption_rows(exemption.exemption, rule, (programme,) if programme else ())
            undeclared = [wanted for wanted in rows if not self._providers(wanted)]
            if undeclared:  # nobody ever gave this list: known, and no reason to doubt a finding
                tables = (self.model[wanted.table].title for wanted in undeclared)
                return NotLookedUp(rule.rule, name, _no_source_reason(_told(tables)))
            missing = _told(title for wanted in rows for title in self._undelivered(wanted, is_needed_whole=True))
            gaps = self._lacking([*own, *rows], needs)
            if missing or gaps:
                reasons.append(_source_reason(missing) if missing else _column_reason(gaps))
                lowered.append(programme)
        if not reasons:
            return None
        of_rows = plan.has_programme and not rule.subject.programmes
        return NotLookedUp(rule.rule, name, reasons[0], tuple(lowered) if of_rows else rule.programmes)

    def _undelivered(self, wanted: Wanted, *, is_needed_whole: bool = False) -> list[Text]:
        """Give the titles of the sources without which rows cannot be looked up; none: they can.

        What must exist can be found in any source that is known to give such rows, or that did give some. What must
        be absent, and what lifts a finding, is looked up in every source that is known to give such rows; one that only
        could give them need not be there beside it.
        """
        providers = self._providers(wanted)
        missing = [provider for provider in providers if not provider.files]
        if not providers:
            return [] if wanted.is_optional else [self.model[wanted.table].title]
        if len(missing) == len(providers):
            return [_title(provider) for provider in missing]
        if wanted.is_absent or is_needed_whole or not self._is_given(providers, wanted):
            return [_title(provider) for provider in missing if self._surely_gives(provider, wanted)]
        return []

    def _is_given(self, providers: Collection[Provider], wanted: Wanted) -> bool:
        """Whether a source that was delivered is known to give such rows, or some of those that could gave one."""
        if any(one.files and self._surely_gives(one, wanted) for one in providers):
            return True
        return self.ask(f"{self._rows(wanted)}{self._where(wanted, self._written(wanted))}")

    def _providers(self, wanted: Wanted) -> list[Provider]:
        return [one for one in self.providers if one.fill.table == wanted.table and self._may_give(one, wanted)]

    def _may_give(self, provider: Provider, wanted: Wanted) -> bool:
        """Whether the constants of a fill let its rows be what is wanted."""
        types = {column.column: column.type for column in self.model[wanted.table].columns}
        known = {name: text for name, text in provider.fill.constants.items() if types.get(name) in _TEXTS}
        if not known:
            return True
        row = ", ".join(f"{_literal(text)} AS {quote_identifier(name)}" for name, text in known.items())
        return self.ask(f"FROM (SELECT {row}) AS {quote_identifier(wanted.name)}{self._where(wanted, known)}")

    def _surely_gives(self, provider: Provider, wanted: Wanted) -> bool:
        """Whether a fill that may give the rows is known to: programme and kind do not differ from row to row."""
        codes = {column.column for column in self.model[wanted.table].columns if column.codes and column.required}
        asked = {column for part in self._alone(wanted, codes) for _, column in part.columns}
        asked |= {"programme"} if wanted.programmes else set()
        return not asked & provider.fill.columns.keys()

    def _lacking(self, rows: Iterable[Wanted], needs: Collection[Need]) -> list[tuple[Gap, frozenset[str]]]:
        """Give the gaps that wanted rows fall into, each with the columns that are needed and lacking."""
        found: list[tuple[Gap, frozenset[str]]] = []
        for wanted in rows:
            for gap in self.gaps:
                if gap.provider.fill.table != wanted.table:
                    continue
                lacking = _unmet(needs, wanted.name, gap.headers)
                if gap.is_whole and self._may_give(gap.provider, wanted):
                    found.append((gap, frozenset(gap.headers)))
                elif not gap.is_whole and lacking and self._has_rows(gap, wanted):
                    found.append((gap, lacking))
        return found

    def _has_rows(self, gap: Gap, wanted: Wanted) -> bool:
        """Whether rows of the files that lack columns could be what is wanted, as far as their other columns say."""
        name = quote_identifier(wanted.name)
        files = ", ".join(_literal(file) for file in gap.files)
        fill = f"{name}.file_id IN ({files}) AND ends_with({name}.record_id, '-{gap.provider.index}')"
        return self.ask(f"{self._rows(wanted)}{self._where(wanted, self._written(wanted) - gap.headers.keys(), fill)}")

    def _written(self, wanted: Wanted) -> frozenset[str]:
        """Give the columns that a model table has of its own; others are derived where rules read it."""
        derived = {column for table, column in RESTS_ON if table == wanted.table} | {"born_on"}
        return frozenset(columns_of(self.model[wanted.table]).keys() - derived)

    def _rows(self, wanted: Wanted) -> str:
        return f"FROM {quote_identifier(model_name(wanted.table))} AS {quote_identifier(wanted.name)}"

    def _where(self, wanted: Wanted, known: Collection[str], *more: str) -> str:
        conditions = [*more, *(part.sql({wanted.name}) for part in self._alone(wanted, known))]
        if wanted.programmes and "programme" in known:
            names = ", ".join(_literal(name) for name in wanted.programmes)
            conditions.append(f'{quote_identifier(wanted.name)}."programme" IN ({names})')
        return f" WHERE {' AND '.join(conditions)}" if conditions else ""

    def _alone(self, wanted: Wanted, known: Collection[str]) -> list[Expression]:
        """Give the conditions that are written on known columns alone."""
        return [one for one in self.conditions(wanted) if all(column in known for _, column in one.columns)]


def _unmet(needs: Collection[Need], name: str, absent: Collection[str]) -> frozenset[str]:
    """Give the columns of one name that are needed and absent; a need of several columns is met by any of them."""
    unmet = (need for need in needs if all(of == name and column in absent for of, column in need))
    return frozenset(column for need in unmet for _, column in need)


def _title(provider: Provider) -> Text:
    return provider.source.title


def _told(texts: Iterable[Text]) -> list[Text]:
    """Give each text once, in their order."""
    return list({(text.zh, text.en): text for text in texts}.values())


def _source_reason(titles: Sequence[Text]) -> Text:
    return Text(
        zh=f"未收到：{'、'.join(title.zh for title in titles)}",
        en=f"not delivered: {', '.join(title.en for title in titles)}",
    )


def _no_source_reason(titles: Sequence[Text]) -> Text:
    return Text(
        zh=f"没有数据来源提供：{'、'.join(title.zh for title in titles)}",
        en=f"no source gives it: {', '.join(title.en for title in titles)}",
    )


def _column_reason(gaps: Sequence[tuple[Gap, frozenset[str]]]) -> Text:
    files: dict[tuple[str, str, str], set[str]] = {}
    for gap, columns in gaps:
        title = gap.provider.source.title
        for column in sorted(columns):
            files.setdefault((gap.headers[column], title.zh, title.en), set()).update(gap.files)
    zh = (f"“{header}”（{title}，{len(count)} 个文件）" for (header, title, _), count in files.items())
    en = (f"'{header}' ({title}, {_files(len(count))})" for (header, _, title), count in files.items())
    return Text(zh=f"缺少列：{'、'.join(zh)}", en=f"no column {', '.join(en)}")


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
