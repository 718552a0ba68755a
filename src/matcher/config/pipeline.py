"""A pipeline file: which sources, rules, policy and reports make one run. Pure: plain data."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

from pydantic import Field

from matcher.config.base import Code, ConfigModel, Identifier, Language, Month, Text
from matcher.config.linkage import Linkage

RUN_ITSELF = "run"
"""What stands for the run itself, where others name a source: `--accept run:findings`."""

RunCheck = Literal["findings", "link_rate"]
"""Names of what a run as a whole is held to."""

RUN_CHECKS: tuple[RunCheck, ...] = get_args(RunCheck)


class SourceUse(ConfigModel):
    """One source of a pipeline."""

    source: Identifier
    """Source schema to read with."""
    required: bool = True
    """Whether the run stops when no file is there for it (exit code 5)."""
    fresh_days: int | None = Field(default=None, ge=1)
    """Days after which findings that rest on it are lowered one step of severity; none: as its schema says."""


class RuleChoice(ConfigModel):
    """Which of the rules under pipelines/rules/ are applied."""

    include: tuple[Code, ...] = ("*",)
    """Catalogue codes (`B01`), rule ids, or `*` for all."""
    exclude: tuple[Code, ...] = ()
    """Catalogue codes or rule ids to leave out."""


class ReportChoice(ConfigModel):
    """What is written for readers."""

    language: Language = "zh"
    """Language of workbook and page."""
    workbook: bool = True
    """Whether a workbook is written."""
    workbook_per: Literal["run", "county"] = "run"
    """Whether all findings are in one workbook, or those of each county in one of its own."""
    page: bool = True
    """Whether an HTML page is written."""
    linkage: bool = True
    """Whether an HTML page on linking is written: how records found their person, and how surely."""
    masking: Literal["masked", "unmasked"] = "masked"
    """Whether names and citizen IDs are masked in reports."""


class Breakers(ConfigModel):
    """How far a run may be from the published one before a person must say that it is right; checks of `run`."""

    findings_times: float | None = Field(default=3, gt=1)
    """Most findings of a rule as a multiple of those of the published run, or that multiple of fewer; None: not looked
    at (check `findings`)."""
    findings_apart: int = Field(default=50, ge=1)
    """By so many findings at least, more or fewer, must a rule differ: three in place of one say nothing."""
    unlinked_rise: float | None = Field(default=0.05, gt=0, le=1)
    """Most by which the share of a source's records that no other record is linked to may rise, 0..1; None: not looked
    at (check `link_rate`)."""


class Pipeline(ConfigModel):
    """One pipeline: everything that a run needs to know beside the files themselves."""

    pipeline: Identifier
    """Name."""
    title: Text
    """What people call it."""
    region: Code
    """Area code of the place the run is for (2, 4 or 6 digits); decides parameters where a record names no place."""
    inputs: str
    """Folder of the exports, relative to the pipeline file."""
    areas: str
    """Area table (CSV: area_code, name, parent_code, kind), relative to the pipeline file."""
    schemas: str = "../schemas"
    """Folder of model tables, codes and source schemas, relative to the pipeline file."""
    rules_folder: str = "rules"
    """Folder of rule files, relative to the pipeline file."""
    policy_folder: str = "policy"
    """Folder of policy files, relative to the pipeline file."""
    as_of: date | None = None
    """Day the run describes; `--as-of` overrides it. None: the newest as-of date of the inputs."""
    first_month: Month
    """First benefit month on trial."""
    sources: tuple[SourceUse, ...] = Field(min_length=1)
    """Sources, in the order in which they are read."""
    rules: RuleChoice = RuleChoice()
    """Rules that are applied."""
    linkage: Linkage = Linkage()
    """Thresholds of the link room."""
    breakers: Breakers = Breakers()
    """How far a run may be from the published one."""
    reports: ReportChoice = ReportChoice()
    """What is written for readers."""
