"""The reference of the rules: what each finds, its law, its severity, what lifts it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from matcher.config.base import Language, Text
from matcher.config.project import Project
from matcher.config.rule import Exemption, Rule
from matcher.report.codes import KINDS, SEVERITIES, SEVERITY_MEANINGS
from matcher.report.rule_words import law_text
from site_pages import markdown

_FAMILIES: Final[Mapping[str, tuple[str, Text]]] = {
    "A": ("missing", Text(zh="应享未享的模型", en="Rules: should have, but missing")),
    "B": ("ineligible", Text(zh="违规享受的模型", en="Rules: ineligible, but paid")),
    "C": ("amounts", Text(zh="重复与金额的模型", en="Rules: paid twice, wrong amounts")),
    "Q": ("quality", Text(zh="数据质量的模型", en="Rules: quality of data")),
}
"""First letter of the catalogue code → name of the page, and its title."""

_INTRODUCTION: Final = Text(
    zh="""每条模型检出的内容、政策依据、疑点等级、试过的豁免。疑点只是“疑似”：怎样核实写在每条下面。本页由
`pipelines/rules/` 生成；各编号的覆盖情况见[覆盖说明](../../../coverage.md)（英文）。""",
    en="""What each rule finds, its law, how severe its findings may be, and the exemptions that it tries. A finding is
a suspicion: how to verify it stands below each. This page is made from `pipelines/rules/`; [what is
covered](../../coverage.md) says what no rule can see yet.""",
)
_PARTS: Final = {
    "rule": Text(zh="规则名", en="rule"),
    "kind": Text(zh="问题类型", en="kind"),
    "severity": Text(zh="疑点等级（最高）", en="severity, at most"),
    "law": Text(zh="政策依据", en="law"),
    "months": Text(zh="适用月份", en="months"),
    "verify": Text(zh="核实内容", en="to verify"),
    "exemptions": Text(zh="豁免", en="exemptions"),
    "responsible": Text(zh="责任部门", en="responsible"),
    "parameters": Text(zh="使用的政策参数", en="parameters of policy"),
}
_SINCE: Final = Text(zh="{first} 起", en="from {first}")
_UNTIL: Final = Text(zh="{first} 至 {last}", en="{first} to {last}")
_SEVERITIES: Final = Text(zh="## 疑点等级", en="## Severity")
_EXEMPTIONS: Final = Text(
    zh="# 豁免\n\n命中模型但有合规理由的情形。命中仍然保留，注明编号。本页由 `pipelines/rules/` 生成。",
    en="# Exemptions\n\nLawful reasons why a hit is no finding. The hit is kept, under the code. "
    "This page is made from `pipelines/rules/`.",
)
_EXEMPTION_COLUMNS: Final = Text(zh="编号|规则中的名称|内容", en="code|name in rules|what it is")
_COLUMNS: Final = Text(zh="等级|代码|含义", en="severity|code|what it says")


def rule_pages(project: Project, language: Language) -> dict[str, str]:
    """Give a page of rules for each family, and one of the exemptions, by place within the language."""
    exemptions = {one.exemption: one for one in project.exemptions}
    pages = {}
    for letter, (name, title) in _FAMILIES.items():
        rules = [rule for rule in project.rules if rule.code.startswith(letter)]
        sections = [part for rule in rules for part in _section(rule, project, exemptions, language)]
        head = (f"# {title.say(language)}", _INTRODUCTION.say(language), *_severities(language))
        pages[f"reference/rules/{name}.md"] = markdown.page(*head, *sections)
    rows = [(one.code, f"`{one.exemption}`", one.title.say(language)) for one in _by_code(project)]
    table = markdown.table(_EXEMPTION_COLUMNS.say(language).split("|"), rows)
    return pages | {"reference/rules/exemptions.md": markdown.page(_EXEMPTIONS.say(language), table)}


def _severities(language: Language) -> tuple[str, str]:
    rows = [
        (name.say(language), f"`{code}`", SEVERITY_MEANINGS[code].say(language)) for code, name in SEVERITIES.items()
    ]
    return _SEVERITIES.say(language), markdown.table(_COLUMNS.say(language).split("|"), rows)


def _by_code(project: Project) -> list[Exemption]:
    return sorted(project.exemptions, key=lambda one: (one.code, one.exemption))


def _section(rule: Rule, project: Project, exemptions: Mapping[str, Exemption], language: Language) -> list[str]:
    other: Language = "en" if language == "zh" else "zh"
    agencies = {entry.code: entry.title for entry in project.codes["agency"].entries}
    told = {
        "rule": f"`{rule.rule}`",
        "kind": KINDS[rule.kind].say(language),
        "severity": SEVERITIES[rule.severity].say(language),
        "law": law_text(rule.legal_reference),
        "months": _months(rule, language),
        "verify": rule.to_verify.say(language),
        "exemptions": _exemptions(rule, exemptions, language),
        "responsible": agencies[rule.responsible].say(language),
        "parameters": ", ".join(f"`{name}`" for name in rule.parameters),
    }
    colon = "：" if language == "zh" else ": "
    items = [f"- **{_PARTS[part].say(language)}**{colon}{markdown.cell(text)}" for part, text in told.items() if text]
    return [
        f"## {rule.code} {rule.title.say(language)} {{ #{rule.rule} }}",
        f"*{rule.title.say(other)}*",
        markdown.plain(rule.reason.say(language)),
        "\n".join(items),
    ]


def _months(rule: Rule, language: Language) -> str:
    said = _UNTIL if rule.valid_until else _SINCE
    return said.say(language).format(first=rule.valid_from, last=rule.valid_until)


def _exemptions(rule: Rule, exemptions: Mapping[str, Exemption], language: Language) -> str:
    named = [exemptions[name] for name in rule.exempt if name in exemptions]
    return ("；" if language == "zh" else "; ").join(f"{one.code} {one.title.say(language)}" for one in named)
