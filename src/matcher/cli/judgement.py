"""`matcher judgement`: people judge whether two records are one person; runs follow them, and learn from them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.access import WhoUnmasks, WhyUnmasked, action_of, holding, note_unmasked, purpose_of
from matcher.cli.clock import now
from matcher.cli.options import (
    DEFAULT_WORKSPACE,
    AsJson,
    Language,
    PipelineFile,
    RunId,
    Unmasked,
    WorkspaceFolder,
)
from matcher.cli.printing import out, print_json, print_table
from matcher.config.loader import load_project
from matcher.errors import Fault, UsageError
from matcher.judging import Asking, Taken, ask_pairs, read_answers, take_answers
from matcher.link.calibration import FEWEST_JUDGED, calibrate, rates
from matcher.link.judgement import append_asked, append_given, read_book
from matcher.published import open_run
from matcher.report.judgement_texts import REFUSALS
from matcher.report.judgement_workbook import write_judgement_workbook
from matcher.report.wording import Wording
from matcher.storage.workspace import find_workspace

_RATES = ["kind", "group", "pairs", "judged", "wrong", "share", "from", "to"]
_STEPS = ["bits from", "judged", "same", "probability"]

app = typer.Typer(
    help="Have people judge whether records are one person; every later run follows what they found.",
    no_args_is_help=True,
)


@app.command("export")
def export(
    pipeline: PipelineFile,
    workbook: Annotated[
        Path, typer.Argument(help="Workbook to write.", dir_okay=False, metavar="FILE.xlsx", show_default=False)
    ],
    most: Annotated[int, typer.Option(help="Most pairs to ask about.", min=1, max=100_000)] = 200,
    sample: Annotated[
        bool,
        typer.Option("--sample", help="Let chance choose, among accepted links as well, so that rates can be told."),
    ] = False,
    run_id: RunId = None,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    lang: Language = None,
    unmasked: Unmasked = False,
    reason: WhyUnmasked = None,
    author: WhoUnmasks = None,
    as_json: AsJson = False,
) -> None:
    """Write a workbook of pairs to be judged: what was left to people, the likeliest first; or a sample."""
    purpose = purpose_of(unmasked=unmasked, reason=reason, author=author)
    if workbook.suffix.lower() != ".xlsx":
        raise UsageError(Fault("a workbook of judgements is written as .xlsx", str(workbook), "end its name in .xlsx"))
    if workbook.exists():
        mend = "name another file: what people wrote into this one would be lost"
        raise UsageError(Fault("the file is there already", str(workbook), mend))
    project, place = load_project(pipeline), find_workspace(workspace)
    action = action_of("matcher judgement export", author, reason)
    with holding(place, action) as done:
        run = open_run(place.require_run(run_id))
        asking = Asking(
            choice="sample" if sample else "queue",
            most=most,
            masked=not unmasked,
            wording=Wording(lang.value if lang else project.pipeline.reports.language),
            at=now().isoformat(timespec="seconds"),
        )
        asked = ask_pairs(run, place.snapshots, place.site_key(), read_book(place.judgements), asking)
        done.run_id, done.row_count = run.record.run_id, 2 * len(asked.questions)
        note_unmasked(place, purpose, action.command, done.run_id, done.row_count)
        append_asked(asked.asked, place.judgements)
        write_judgement_workbook(workbook, asked.questions, run.record.as_of, asking.wording)
    told = {"run_id": run.record.run_id, "pairs": len(asked.questions), "pairs_left": asked.left, "file": str(workbook)}
    if as_json:
        print_json(told)
    else:
        out.print(f"{workbook}: {len(asked.questions)} pairs to judge, {asked.left} more in the run", markup=False)


@app.command("import")
def take(
    pipeline: PipelineFile,
    workbooks: Annotated[
        list[Path],
        typer.Argument(
            help="Workbooks that came back.", exists=True, dir_okay=False, metavar="FILE...", show_default=False
        ),
    ],
    by: Annotated[str, typer.Option("--by", help="Who judged.", metavar="NAME", show_default=False)],
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
) -> None:
    """Take the judgements of returned workbooks; each row is taken or refused with a reason."""
    load_project(pipeline)
    if not by.strip():
        raise UsageError(Fault("nobody is named as who judged", "--by", "give a name: --by 王科长"))
    place = find_workspace(workspace)
    with holding(place, action_of("matcher judgement import", by)) as done:
        book = read_book(place.judgements)
        rows = [row for path in workbooks for row in read_answers(path)]
        taken = take_answers(rows, book, by=by.strip(), at=now().isoformat(timespec="seconds"))
        append_given(taken.given, place.judgements)
        done.row_count = len(taken.given)
    if as_json:
        print_json(_counts(taken) | {"refused_rows": [asdict(one) for one in taken.refused]})
        return
    print_table("Judgements", ["what", "rows"], list(_counts(taken).items()))
    if taken.refused:
        refused = [(one.file, one.sheet, one.row_number, REFUSALS[one.reason].en) for one in taken.refused]
        print_table("Rows refused", ["file", "sheet", "row", "why"], refused)
    if taken.contradicting:
        out.print(
            f"{len(taken.contradicting)} pairs are judged in two ways by different people: neither is believed, and "
            f"they are asked about again: {', '.join(taken.contradicting[:10])}",
            markup=False,
        )


@app.command("rates")
def tell_rates(pipeline: PipelineFile, workspace: WorkspaceFolder = DEFAULT_WORKSPACE, as_json: AsJson = False) -> None:
    """Tell how many links are false and how many were missed, with intervals of 95 %, and probabilities by weight."""
    project, place = load_project(pipeline), find_workspace(workspace)
    book = read_book(place.judgements)
    outcomes = book.outcomes()
    found = rates(outcomes)
    calibration = calibrate(outcomes, project.pipeline.linkage.accept_weight)
    contradicting = sum(len(verdicts) > 1 for verdicts in book.verdicts().values())
    if as_json:
        print_json(
            {
                "judged_pairs": len(outcomes),
                "contradicting_pairs": contradicting,
                "rates": [asdict(rate) for rate in found],
                "calibration": asdict(calibration) if calibration else None,
            }
        )
        return
    cells = [
        (one.kind, one.group, one.pairs, one.judged, one.wrong, *(f"{x:.2%}" for x in (one.share, one.low, one.high)))
        for one in found
    ]
    print_table("Rates of error among judged pairs, chosen by chance (95 %)", _RATES, cells)
    if calibration:
        steps = [(f"{one.from_bits:+d}", one.pairs, one.same, f"{one.probability:.4f}") for one in calibration.steps]
        print_table("Probability by weight, for later runs", _STEPS, steps)
    else:
        out.print(
            f"Probabilities stay those of the model until {FEWEST_JUDGED} fitting pairs are judged.", markup=False
        )
    out.print(f"{len(outcomes)} pairs judged; {contradicting} judged in two ways, which are left out.", markup=False)


def _counts(taken: Taken) -> dict[str, int]:
    return {
        **{f"taken_{verdict}": count for verdict, count in taken.verdicts.items()},
        "taken": len(taken.given),
        "unchanged": taken.unchanged,
        "blank": taken.blank,
        "refused": len(taken.refused),
        "contradicting_pairs": len(taken.contradicting),
    }
