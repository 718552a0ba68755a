"""The reference of configuration: every key of every kind of YAML file, from the models that read them. Pure."""

from __future__ import annotations

import types
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from matcher.config.base import ConfigModel, Language, Text
from matcher.config.model import CodeSystem, ModelTable
from matcher.config.pipeline import Pipeline
from matcher.config.policy import Policy
from matcher.config.rule import RuleFile
from matcher.config.site import SiteFile
from matcher.config.source import SourceSchema
from matcher.config.systems import ApplicantsFile, CoverageFile, WarningsFile
from site_pages import markdown

_INTRODUCTION: Final = Text(
    zh="""# 配置文件的键

每一种 YAML 文件的全部键，由读取它们的程序生成；键的说明为英文。`matcher check` 会指出不认识的键和写错的值。""",
    en="""# Keys of configuration files

Every key of every kind of YAML file, made from the program that reads them. `matcher check` names an unknown key and a
wrong value, with file and line.""",
)
_FILES: Final[tuple[tuple[type[ConfigModel], str, Text], ...]] = (
    (SourceSchema, "schemas/sources/AGENCY/SOURCE.yaml", Text(zh="数据源", en="A source: what an agency exports")),
    (Pipeline, "pipelines/NAME.yaml", Text(zh="比对方案", en="A pipeline: what a run reads and applies")),
    (RuleFile, "pipelines/rules/*.yaml", Text(zh="规则和豁免", en="Rules and exemptions")),
    (Policy, "pipelines/policy/*.yaml", Text(zh="政策参数", en="Policy parameters")),
    (ModelTable, "schemas/model/TABLE.yaml", Text(zh="数据模型的表", en="A table of the data model")),
    (CoverageFile, "pipelines/NAME.yaml", Text(zh="覆盖率统计", en="Coverage of target groups")),
    (ApplicantsFile, "pipelines/NAME.yaml", Text(zh="申请核对", en="Checks of applicants")),
    (WarningsFile, "pipelines/NAME.yaml", Text(zh="动态监测预警", en="Warnings")),
    (SiteFile, "WORKSPACE/site.yaml", Text(zh="站点配置", en="The site file: what a workspace says of its machine")),
    (CodeSystem, "schemas/codes/SYSTEM.yaml", Text(zh="代码表", en="A code system")),
)
_COLUMNS: Final = Text(zh="键|写法|必填|说明（英文）", en="key|written as|required|meaning")
_REQUIRED: Final = Text(zh="必填", en="required")
_PLAIN: Final[dict[type, Text]] = {
    str: Text(zh="文本", en="text"),
    int: Text(zh="整数", en="whole number"),
    float: Text(zh="数", en="number"),
    Decimal: Text(zh="数", en="number"),
    bool: Text(zh="true 或 false", en="true or false"),
    date: Text(zh="日期", en="day"),
    Text: Text(zh="`{zh: …, en: …}`", en="`{zh: …, en: …}`"),
}
_LIST: Final = Text(zh="列表：{0}", en="list of {0}")
_HOLDING: Final[dict[Any, Text]] = {
    dict: Text(zh="`名称: 值`，值为{0}", en="`name: value`, each value {0}"),
    tuple: _LIST,
    list: _LIST,
    frozenset: _LIST,
}
_OR: Final = Text(zh="或", en=" or ")


def configuration_pages(language: Language) -> dict[str, str]:
    """Give the page of configuration, by place within the language."""
    told: set[type[ConfigModel]] = {Text}
    parts = [_INTRODUCTION.say(language)]
    for model, place, title in _FILES:
        parts += [f"## {title.say(language)} {{ #{model.__name__} }}", f"`{place}`"]
        parts += _keys(model, told, language)
    return {"reference/configuration.md": markdown.page(*parts)}


def _keys(model: type[ConfigModel], told: set[type[ConfigModel]], language: Language) -> Iterator[str]:
    """Give the tables of a model and of the models within it that were not told yet."""
    told.add(model)
    meanings = model.meanings()
    rows = [
        (f"`{name}`", _form(field.annotation, language), _required(field, language), meanings.get(name, ""))
        for name, field in model.model_fields.items()
    ]
    yield markdown.table(_COLUMNS.say(language).split("|"), rows)
    for field in model.model_fields.values():
        for inner in _models(field.annotation):
            if inner not in told:
                yield f"### {inner.__name__} {{ #{inner.__name__} }}"
                yield markdown.plain((inner.__doc__ or "").split("\n\n")[0])
                yield from _keys(inner, told, language)


def _required(field: FieldInfo, language: Language) -> str:
    return _REQUIRED.say(language) if field.is_required() else ""


def _form(kind: Any, language: Language) -> str:
    """Say how a value of a type is written."""
    kind = _bare(kind)
    if isinstance(kind, type) and issubclass(kind, ConfigModel) and kind is not Text:
        return f"[{kind.__name__}](#{kind.__name__})"
    origin = get_origin(kind)
    parts = [part for part in get_args(kind) if part not in (type(None), Ellipsis)]
    if origin is Literal:
        return _OR.say(language).join(f"`{part}`" for part in parts)
    if origin in (Union, types.UnionType):
        return _OR.say(language).join(dict.fromkeys(_form(part, language) for part in parts))
    if origin in _HOLDING:
        return _HOLDING[origin].say(language).format(_form(parts[-1], language))
    return _PLAIN.get(kind, _PLAIN[str]).say(language)


def _models(kind: Any) -> Iterator[type[ConfigModel]]:
    """Give the models that a type holds."""
    kind = _bare(kind)
    if isinstance(kind, type) and issubclass(kind, ConfigModel):
        yield kind
    for part in get_args(kind):
        yield from _models(part)


def _bare(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind
