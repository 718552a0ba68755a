"""What the built site holds: every page that is made, in the languages it is made in, and nothing to be fetched."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from matcher.config import load_project
from matcher.config.base import ConfigModel
from matcher.config.model import ModelTable
from matcher.config.pipeline import Pipeline, SourceUse
from matcher.config.policy import Policy
from matcher.config.promise import Promise
from matcher.config.rule import Exemption, Fact, Rule
from matcher.config.site import SiteFile
from matcher.config.source import Fill, SourceColumn, SourceSchema
from site_pages import languages
from site_pages.command_pages import command_names, command_titles
from site_pages.error_pages import error_classes, exit_codes, read_texts
from site_pages.navigation import fill_in
from tests.report import browser

ROOT = Path(__file__).resolve().parents[2]
LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href", "use": "href"}
"""Elements that make a browser fetch something, and where they say what."""


@pytest.fixture(scope="module")
def project():
    return load_project(ROOT / "pipelines" / "nightly.yaml")


class Reader(HTMLParser):
    """Gathers the ids of a page, and what a browser would load and follow."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.loaded: list[str] = []
        self.languages: dict[str, str] = {}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids.add(given.get("id") or "")
        if LOADS.get(tag) in given:
            self.loaded.append(given[LOADS[tag]])
        if tag == "a" and "hreflang" in given:
            self.languages[given["hreflang"]] = given["href"]


@pytest.mark.parametrize("folder", ["", "zh/"])
def test_every_command_is_on_the_page_of_commands(site, folder):
    page = (site / f"{folder}reference" / "commands.html").read_text(encoding="utf-8")

    assert re.findall(r"<h2[^>]*>(matcher [a-z -]+)<", page) == command_names()


def test_every_command_has_a_chinese_title():
    """A new command needs a line in docs/site_pages/command_titles.yaml."""
    assert sorted(command_titles()) == sorted(command_names())


@pytest.mark.parametrize("folder", ["", "zh/"])
def test_every_key_of_a_configuration_can_be_looked_up(site, folder):
    """Each with what it means: a site writes its sources without reading code."""
    page = (site / f"{folder}reference" / "configuration.html").read_text(encoding="utf-8")
    sources: list[type[ConfigModel]] = [SourceSchema, SourceColumn, Fill, Promise, ModelTable]
    rules: list[type[ConfigModel]] = [Pipeline, SourceUse, Rule, Fact, Exemption, Policy, SiteFile]

    for model in sources + rules:
        assert f'id="{model.__name__}"' in page
        assert sorted(set(model.model_fields) - set(model.meanings())) == []
        assert [name for name in model.model_fields if f"<code>{name}</code>" not in page] == []


@pytest.mark.parametrize("folder", ["", "zh/"])
def test_every_table_code_system_and_rule_can_be_looked_up(site, project, folder):
    """In English and in Chinese."""
    tables = (site / f"{folder}reference/model.html").read_text(encoding="utf-8")
    codes = Reader(site / f"{folder}reference/codes.html").ids
    rules = {one for path in (site / f"{folder}reference/rules").iterdir() for one in Reader(path).ids}

    assert [name for name in project.model if f">{name} · " not in tables] == []
    assert set(project.codes) <= codes
    assert {rule.rule for rule in project.rules} <= rules


def test_every_fault_of_a_configuration_is_told_in_chinese(site):
    """A new example in tests/broken_configs needs a line in docs/site_pages/configuration_faults.yaml."""
    page = (site / "zh/reference/errors/MATCH-C001.html").read_text(encoding="utf-8")
    examples = {path.stem for path in (ROOT / "tests" / "broken_configs").glob("*.yaml")}

    assert [name for name in sorted(examples) if f"<code>{name}</code>" not in page] == []


@pytest.mark.parametrize("folder", ["", "zh/"])
def test_every_error_code_has_a_page(site, folder):
    """Whoever searches for the code that a message begins with finds what it means."""
    codes = {error.code for error in error_classes()}
    listed = (site / f"{folder}errors.html").read_text(encoding="utf-8")

    assert {path.stem for path in (site / f"{folder}reference/errors").iterdir()} == codes
    assert [code for code in codes if f"reference/errors/{code}.html" not in listed] == []
    assert set(read_texts()) == codes
    assert {error.exit_code for error in error_classes()} == set(exit_codes()) - {0}


def test_the_language_switch_leads_to_the_same_page_or_to_the_first(site):
    pages = [path for path in site.rglob("*.html") if path.parent.name != "assets"]

    for page in pages:
        place = page.relative_to(site).as_posix()
        within = place.removeprefix("zh/")
        wanted = {"en": site / within, "zh": site / "zh" / within}
        found = {code: (page.parent / link).resolve() for code, link in Reader(page).languages.items()}
        first = {"en": site / "index.html", "zh": site / "zh" / "index.html"}
        assert found == {code: path if path.is_file() else first[code] for code, path in wanted.items()}


def test_every_written_page_of_one_language_that_is_new_with_the_site_has_its_fellow():
    """The first page, the tutorial, how-to and explanation pages are written twice."""
    docs = ROOT / "docs"
    written = {path.relative_to(docs).as_posix() for path in docs.glob("*/*.md")} | {"index.md", "tutorial.md"}
    english = {one for one in written if one.startswith(("howto/", "explanation/")) or "/" not in one}
    chinese = {path.relative_to(docs / "zh").as_posix() for path in (docs / "zh").rglob("*.md")}

    assert {one for one in english if (docs / one).is_file()} <= chinese


def test_nothing_is_loaded_from_elsewhere(site):
    """An office machine without a network shows every page whole."""
    pages = {path: Reader(path).loaded for path in site.rglob("*.html")}
    sheets = [path.read_text(encoding="utf-8") for path in site.rglob("*.css")]
    scripts = [path.read_text(encoding="utf-8") for path in site.rglob("*.js") if path.parent.name != "search"]

    loaded = [address for addresses in pages.values() for address in addresses]
    loaded += [address for sheet in sheets for address in re.findall(r"url\(\s*['\"]?([^'\")]+)|@import", sheet)]
    assert len(pages) > 50
    assert [address for address in loaded if re.match(r"(https?:)?//", address)] == []
    assert [address for script in scripts for address in re.findall(r"[\"'`]https?://[a-z][^\"'`]*", script)] == []


def test_the_same_tree_gives_the_same_pages(site):
    """No day of the build, no packed map of the site."""
    assert not list(site.glob("sitemap*"))
    assert [path for path in site.rglob("*.html") if "Build Date" in path.read_text(encoding="utf-8")] == []


@pytest.mark.skipif(browser.CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize(
    ("first", "sought", "found"),
    [
        ("index.html", "MATCH-I002", "reference/errors/MATCH-I002.html"),
        ("zh/index.html", "缺少数据", "zh/reference/errors/MATCH-I002.html"),
    ],
)
def test_search_works_from_a_folder(site, first, sought, found):
    """Opened as a file, without a server, and asking no network."""
    with browser.opened(site / first, wait_for=".md-search__input") as (page, asked, wrong, _):
        page.click(".md-search__input")
        page.keyboard.type(sought)
        page.keyboard.press("End")
        page.wait_for_selector(".md-search-result__item")
        first_hit = page.locator(".md-search-result__item a").first.get_attribute("href")
        assert first_hit.startswith((site / found).as_uri())
        assert (asked, wrong) == ([], [])


def test_a_pattern_of_the_navigation_means_the_pages_that_no_line_names():
    places = ["decisions/2.md", "decisions/1.md", "index.md", "other.md", "zh/index.md"]

    assert fill_in(["index.md", {"Decisions": ["decisions/*.md"]}, "*.md"], places) == [
        "index.md",
        {"Decisions": ["decisions/1.md", "decisions/2.md"]},
        "other.md",
    ]


def test_lines_of_a_chinese_paragraph_are_joined_and_those_of_code_are_not():
    text = "疑点只是\n“疑似”。\n\n```console\n导出\n表\n```\nA\n表\n"

    assert languages.join_lines(text) == "疑点只是“疑似”。\n\n```console\n导出\n表\n```\nA\n表\n"
