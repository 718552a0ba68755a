"""How right findings are: per rule, kind and severity, against the planted cases of a made-up county.

A finding is met with the truth by catalogue code, truth person and programme: whose most records its person holds. A
true case counts once, however many findings show it. A finding that stands and meets neither a true case nor an
undecidable one is a false one. Undecidable cases, which no export can tell from violations, are counted apart.
Data-quality rules are scored where the truth names their code; of all others it is taken to name every case. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import polars as pl

from matcher.measure.score_truth import Truth

_KEY: Final = ["catalogue_code", "truth_person", "programme"]
_KINDS: Final = {"A": "missing", "B": "ineligible", "C": "duplicate or amount", "Q": "data quality"}
_SEVERITIES: Final = ("certain", "strong", "verify", "watch")
_SHOWN: Final = ["first_month", "last_month", "month_count", "amount_cny"]


@dataclass(frozen=True)
class RuleScore:
    """How right the findings of one group of rules are; a share of nothing is null."""

    group: str
    """`all rules`, a kind, a severity, or a catalogue code."""
    true_cases: int | None
    """Planted violations; None where the truth cannot be divided so (a severity is the finding's)."""
    found: int
    """Of them, those that a standing finding names."""
    exact: int
    """Of these, those whose months and amount are as planted."""
    missed_in_doubt: int | None
    """Of those not found, those of whom the rule says that it cannot tell."""
    false_findings: int
    """Standing findings that are no planted violation."""
    look_alikes: int | None
    look_alikes_standing: int
    """Look-alikes that a standing finding names; each is among the false findings."""
    undecidable: int | None
    undecidable_standing: int
    undecidable_too_severe: int
    """Undecidable ones that stand as more than `verify`."""
    precision: float | None
    recall: float | None

    def to_json(self) -> dict[str, object]:
        """Give the score as a JSON object."""
        return asdict(self)


@dataclass(frozen=True)
class DecoyScore:
    """What became of the look-alikes that one exemption, or plain time, makes lawful."""

    exemption_code: str
    """E-code that must lift the hit; empty where not even a hit may arise."""
    look_alikes: int
    lifted: int
    """Kept as a finding that this code lifts."""
    lifted_by_another: int
    not_hit: int
    standing: int
    """Accused in spite of it."""


@dataclass(frozen=True)
class FindingsScore:
    """The scores of one set of findings."""

    links: str
    """Whose links: found, perfect, bare_id, bare_join."""
    groups: tuple[RuleScore, ...]
    """Over all rules, by kind, by severity."""
    rules: tuple[RuleScore, ...]
    """By catalogue code."""
    decoys: tuple[DecoyScore, ...]
    """By the E-code that must lift them."""
    not_scored: Mapping[str, int] = field(default_factory=dict)
    """Standing findings of data-quality rules that the truth does not name, by code."""

    def to_json(self) -> dict[str, object]:
        """Give everything as a JSON object."""
        return {
            "links": self.links,
            "groups": [score.to_json() for score in self.groups],
            "rules": [score.to_json() for score in self.rules],
            "decoys": [asdict(decoy) for decoy in self.decoys],
            "not_scored": dict(self.not_scored),
        }


def score_findings(
    findings: pl.DataFrame, review: pl.DataFrame, persons: pl.DataFrame, truth: Truth, *, links: str = "found"
) -> FindingsScore:
    """Score findings against planted cases.

    Args:
        findings: matcher.tables.FINDINGS.
        review: matcher.tables.REVIEW: what the rules could not tell.
        persons: matcher.tables.PERSONS, whose `person_id` the findings bear.
        truth: Who is who, and what was planted.
        links: What the persons were made by.
    """
    whose = truth_of_persons(persons, truth)
    cases = _strongest_role(truth.cases)
    met = findings.join(whose, on="person_id", how="left").join(cases, on=_KEY, how="left", suffix="_planted")
    known = set(cases["catalogue_code"])
    is_scored = pl.col("catalogue_code").is_in(sorted(known)) | ~pl.col("catalogue_code").str.starts_with("Q")
    standing = met.filter(pl.col("exemption_code").is_null())
    doubts = review.filter(pl.col("kind") == "cannot_tell").join(whose, on="person_id", how="inner")
    outcomes = _outcomes(cases, met, doubts)
    accused = standing.filter(is_scored)
    codes = sorted(known | set(accused["catalogue_code"]))
    kinds = [kind for kind in _KINDS if any(code.startswith(kind) for code in codes)]
    left_out = standing.filter(~is_scored).group_by("catalogue_code").len().sort("catalogue_code")
    return FindingsScore(
        links=links,
        groups=(
            _score("all rules", outcomes, accused),
            *(_score(f"{kind}: {_KINDS[kind]}", *_of_code(kind, outcomes, accused)) for kind in kinds),
            *_by_severity(accused),
        ),
        rules=tuple(_score(code, *_of_code(code, outcomes, accused)) for code in codes),
        decoys=tuple(_decoys(outcomes)),
        not_scored=dict(left_out.iter_rows()),
    )


def truth_of_persons(persons: pl.DataFrame, truth: Truth) -> pl.DataFrame:
    """Give each person's truth person: whose most records it holds, by name where two have as many.

    A row of which the truth names two people says nothing here.
    """
    place = ["source_file", "sheet", "row_number"]
    one = truth.records.group_by(place).agg(
        pl.col("truth_person").min(), pl.col("truth_person").n_unique().alias("people")
    )
    sure = one.filter(pl.col("people") == 1).drop("people")
    records = persons.select("person_id", "source_file", pl.col("sheet").fill_null(""), "row_number")
    votes = records.join(sure, on=place, how="inner").group_by("person_id", "truth_person").len()
    ordered = votes.sort(["person_id", "len", "truth_person"], descending=[False, True, False])
    return ordered.unique("person_id", keep="first", maintain_order=True).select("person_id", "truth_person")


def _strongest_role(cases: pl.DataFrame) -> pl.DataFrame:
    """Keep one case per key: who breaks a rule in some months may look as if in others."""
    order = {"violation": 0, "undecidable": 1, "look_alike": 2}
    ranked = cases.with_columns(pl.col("role").replace_strict(order, return_dtype=pl.Int8).alias("rank"))
    return ranked.sort([*_KEY, "rank", "exemption_code"]).unique(_KEY, keep="first", maintain_order=True).drop("rank")


def _outcomes(cases: pl.DataFrame, met: pl.DataFrame, doubts: pl.DataFrame) -> pl.DataFrame:
    """Say of each planted case what became of it: one row per case."""
    stands = pl.col("exemption_code").is_null()
    shown = (
        met.with_columns(pl.col("month_count", "amount_cny").cast(pl.String))
        .group_by(_KEY)
        .agg(
            stands.any().alias("is_standing"),
            (stands & pl.col("severity").is_in(["certain", "strong"])).any().alias("is_severe"),
            pl.col("exemption_code").drop_nulls().unique().alias("lifted_by"),
            *(pl.col(name).filter(stands).sort().alias(f"{name}_found") for name in _SHOWN),
        )
    )
    told = doubts.select("catalogue_code", "truth_person").unique().with_columns(is_doubted=pl.lit(value=True))
    joined = cases.join(shown, on=_KEY, how="left").join(told, on=["catalogue_code", "truth_person"], how="left")
    is_exact = pl.all_horizontal(
        (pl.col(f"{name}_found").list.len() == 1) & (pl.col(f"{name}_found").list.first() == pl.col(name))
        for name in _SHOWN
    )
    return joined.with_columns(
        pl.col("is_standing", "is_severe", "is_doubted").fill_null(value=False),
        is_exact.fill_null(value=False).alias("is_exact"),
    )


def _of_code(start: str, *frames: pl.DataFrame) -> tuple[pl.DataFrame, ...]:
    return tuple(frame.filter(pl.col("catalogue_code").str.starts_with(start)) for frame in frames)


def _score(group: str, outcomes: pl.DataFrame, accused: pl.DataFrame) -> RuleScore:
    violations, look_alikes, undecidable = (
        outcomes.filter(pl.col("role") == role) for role in ("violation", "look_alike", "undecidable")
    )
    found = violations.filter("is_standing")
    missed = violations.filter(~pl.col("is_standing") & pl.col("is_doubted"))
    false_findings = _false(accused)
    return RuleScore(
        group=group,
        true_cases=violations.height,
        found=found.height,
        exact=found.filter("is_exact").height,
        missed_in_doubt=missed.height,
        false_findings=false_findings,
        look_alikes=look_alikes.height,
        look_alikes_standing=look_alikes.filter("is_standing").height,
        undecidable=undecidable.height,
        undecidable_standing=undecidable.filter("is_standing").height,
        undecidable_too_severe=undecidable.filter("is_severe").height,
        precision=_share(found.height, found.height + false_findings),
        recall=_share(found.height, violations.height),
    )


def _by_severity(accused: pl.DataFrame) -> Iterable[RuleScore]:
    """Score what stands under each severity: what was missed has none."""
    for severity in _SEVERITIES:
        group = accused.filter(pl.col("severity") == severity)
        if group.is_empty():
            continue
        found = group.filter(pl.col("role") == "violation").select(_KEY).n_unique()
        apart = group.filter(pl.col("role") == "undecidable").height
        false_findings = _false(group)
        yield RuleScore(
            group=f"severity {severity}",
            true_cases=None,
            found=found,
            exact=0,
            missed_in_doubt=None,
            false_findings=false_findings,
            look_alikes=None,
            look_alikes_standing=group.filter(pl.col("role") == "look_alike").height,
            undecidable=None,
            undecidable_standing=apart,
            undecidable_too_severe=apart if severity in ("certain", "strong") else 0,
            precision=_share(found, found + false_findings),
            recall=None,
        )


def _false(accused: pl.DataFrame) -> int:
    return accused.filter(pl.col("role").is_null() | (pl.col("role") == "look_alike")).height


def _decoys(outcomes: pl.DataFrame) -> Iterable[DecoyScore]:
    """Count look-alikes by the code that must lift them."""
    look_alikes = outcomes.filter(pl.col("role") == "look_alike").with_columns(
        pl.col("exemption_code").fill_null(""), pl.col("lifted_by").fill_null([])
    )
    for code in sorted(set(look_alikes["exemption_code"])):
        rows = look_alikes.filter(pl.col("exemption_code") == code)
        standing = rows.filter("is_standing").height
        quiet = rows.filter(~pl.col("is_standing"))
        lifted = quiet.filter(pl.col("lifted_by").list.contains(code)).height
        hit = quiet.filter(pl.col("lifted_by").list.len() > 0).height
        yield DecoyScore(code, rows.height, lifted, hit - lifted, quiet.height - hit, standing)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None


def as_frame(table: Any) -> pl.DataFrame:
    """Give an Arrow table as a frame."""
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)  # noqa: S101  # nosec B101  # a table is never a series
    return frame
