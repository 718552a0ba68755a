"""Breakers: a run that is far from the published one is not published before a person says that it is right.

A file may keep all its promises and still be wrong: IDs of another county, a code that means something else by now.
Then links fail, or a rule finds thousands where it found ten. Reads both runs; changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from matcher.config.pipeline import RUN_ITSELF, Breakers
from matcher.errors import ContractError
from matcher.ingest import Acceptance, Breach, sort_out, unneeded_words
from matcher.published import PublishedRun, read_findings, read_record
from matcher.run_record import RunRecord
from matcher.storage.parquet import read_table
from matcher.storage.workspace import Workspace

_MEND: Final = (
    "look at what was delivered and at what was changed in rules and policy (请核对来源数据和规则、政策的变动)"
)


def hold_run(
    run: PublishedRun, workspace: Workspace, breakers: Breakers, acceptances: Sequence[Acceptance]
) -> tuple[PublishedRun, tuple[Acceptance, ...]]:
    """Hold a run against the published one.

    Args:
        run: The run that is being built; its tables are written.
        workspace: Where it will be published.
        breakers: How far it may be.
        acceptances: What a person lets through; only words on the run itself are looked at.

    Returns:
        The run, with what was let through in its record, and the words that nothing needed.

    Raises:
        ContractError: It is too far away, and nobody let that through.
    """
    words = [word for word in acceptances if word.source == RUN_ITSELF]
    current = workspace.current()
    breaches: list[Breach] = []
    if current is not None:
        before = workspace.run_folder(current)
        breaches = [*_findings(run, before, breakers), *_links(run, before, breakers)]
    stopping, accepted = sort_out(breaches, words)
    if stopping:
        raise ContractError([breach.fault for breach in stopping])
    record = run.record.model_copy(update={"accepted": (*run.record.accepted, *accepted)})
    return replace(run, record=record), unneeded_words(accepted, words)


def _findings(run: PublishedRun, before: Path, breakers: Breakers) -> Iterator[Breach]:
    """Compare what stands of each rule that ran in both runs."""
    times = breakers.findings_times
    if times is None:
        return
    earlier: RunRecord = read_record(before)
    was, now = _standing(read_findings(before)), _standing(run.tables["findings"])
    codes = {rule.rule: rule.code for rule in run.record.rules}
    for rule in sorted({*run.record.rules_that_ran} & {*earlier.rules_that_ran}):
        old, new = was.get(rule, 0), now.get(rule, 0)
        few, many = sorted((old, new))
        if many > few * times and many - few >= breakers.findings_apart:
            yield Breach(
                source=RUN_ITSELF,
                check="findings",
                mode="stop",
                source_files=(f"{codes[rule]} {rule}",),
                what=f"{new:,} findings of {codes[rule]} stand, {old:,} stood in the published run (疑点数骤变)",
                mend=_MEND,
                measured=str(new),
                limit=f"{old / times:.0f} to {old * times:.0f}",
            )


def _standing(findings: pa.Table) -> dict[str, int]:
    """Count findings that nothing lifts, by rule."""
    counted = findings.filter(pc.is_null(findings["exemption_code"])).group_by("rule_id").aggregate([([], "count_all")])
    return dict(zip(counted["rule_id"].to_pylist(), counted["count_all"].to_pylist(), strict=True))


def _links(run: PublishedRun, before: Path, breakers: Breakers) -> Iterator[Breach]:
    """Compare the share of each source's records that stayed alone."""
    rise = breakers.unlinked_rise
    if rise is None:
        return
    was, now = _alone(before), _alone(run.folder)
    for source in sorted(was.keys() & now.keys()):
        if now[source] - was[source] > rise:
            yield Breach(
                source=RUN_ITSELF,
                check="link_rate",
                mode="stop",
                source_files=(source,),
                what=f"{now[source]:.1%} of the records of {source} are linked to no other, "
                f"{was[source]:.1%} were in the published run (关联率骤降)",
                mend=_MEND,
                measured=f"{now[source]:.4f}",
                limit=f"{was[source] + rise:.4f}",
            )


def _alone(folder: Path) -> dict[str, float]:
    """Give the share of records that were linked to no other, by source."""
    persons = read_table(folder / "persons.parquet", ["source", "link_method"])
    told = pa.table({"source": persons["source"], "alone": pc.equal(persons["link_method"], "alone").cast(pa.int64())})
    counted = told.group_by("source").aggregate([("alone", "sum"), ([], "count_all")])
    rows = zip(*(counted[name].to_pylist() for name in ("source", "alone_sum", "count_all")), strict=True)
    return {source: alone / count for source, alone, count in rows}
