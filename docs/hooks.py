"""What mkdocs asks of this tree: pages that nobody writes, and two languages side by side.

Named under `hooks:` in mkdocs.yml; what is done for each event is told in site_pages. Nothing is fetched, neither when
the site is built nor when it is read.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from matcher.config import load_project
from matcher.config.base import Language
from site_pages import languages
from site_pages.command_pages import command_pages
from site_pages.configuration_pages import configuration_pages
from site_pages.error_pages import CATALOGUE, error_pages, overview
from site_pages.model_pages import model_pages
from site_pages.navigation import fill_in
from site_pages.outside import outside_pages
from site_pages.rule_pages import rule_pages

ROOT: Final = Path(__file__).resolve().parents[1]

_LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
_FOR_SERVERS: Final = ("404.html", "sitemap.xml")
"""What the theme makes for servers alone; the second would also tell the day of the build."""
_UNUSED: Final = ("assets/javascripts/lunr", "sitemap.xml", "sitemap.xml.gz")
_NETWORK: Final = re.compile(r"https://[\w.-]+\.com/")
"""Where the theme's script would fetch what no page here needs: diagrams, what old browsers lack, counts of stars."""
_ALTERNATE: Final = re.compile(r'<link rel="alternate"[^>]*>')
"""What would make the theme's script look for a map of the site, which only a server has."""

_parts: dict[Language, Navigation] = {}


def on_config(config: MkDocsConfig) -> None:
    """Leave out what a folder cannot show."""
    config.theme.static_templates -= set(_FOR_SERVERS)


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add the pages that are made, and name all pages in the navigation."""
    for place, content in made_pages().items():
        files.append(File.generated(config, place, content=content))
    config.nav = fill_in(config.nav or [], [file.src_uri for file in files.documentation_pages()])


def made_pages() -> dict[str, str]:
    """Give every page that nobody writes, by place."""
    project = load_project(ROOT / "pipelines" / "nightly.yaml")
    catalogue = (ROOT / "docs" / CATALOGUE).read_text(encoding="utf-8")
    pages = outside_pages(ROOT)
    for language in _LANGUAGES:
        made = command_pages(language) | configuration_pages(language) | model_pages(project, language)
        made |= rule_pages(project, language) | error_pages(catalogue, language)
        pages |= {languages.in_language(place, language): content for place, content in made.items()}
    return pages


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Part the navigation by language."""
    del config, files
    _parts.update(languages.part_in_languages(nav))


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Let lists of errors lead to the pages of their codes, and join the lines of Chinese paragraphs."""
    del config, files
    if page.file.src_uri == CATALOGUE:
        return overview(markdown)
    is_chinese = languages.language_of(page.file.src_uri) == "zh"
    return languages.join_lines(markdown) if is_chinese else markdown


def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation) -> dict[str, Any]:
    """Show a page in its language: the theme's words, the navigation, the language switch."""
    del nav
    language = languages.language_of(page.file.src_uri)
    config.site_name = languages.SITE_NAMES[language]
    config.theme["language"] = language
    config.extra["alternate"] = languages.alternates(
        page.file.src_uri, {file.src_uri: file.url for file in context["pages"]}
    )
    context["nav"] = _parts[language]
    return context


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Leave out of a page's head what is for servers."""
    del page, config
    return _ALTERNATE.sub("", output)


def on_post_build(config: MkDocsConfig) -> None:
    """Take away what no page uses, and what would look for a network."""
    site = Path(config.site_dir)
    for name in _UNUSED:
        path = site / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for path in sorted(site.rglob("*.map")):
        path.unlink()
    for path in sorted((site / "assets" / "javascripts").glob("bundle.*.js")):
        script = path.read_text(encoding="utf-8")
        path.write_text(_NETWORK.sub("", script), encoding="utf-8")
