"""A page of many findings in a real browser: how long until it can be used, how long a filter takes, what it asks for.

`python -m tests.report.browser [FINDINGS [FOLDER]]` prints the figures at full size and takes pictures of the page.
"""

import json
import shutil
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from matcher.config.loader import load_project
from matcher.config.pipeline import ReportChoice
from matcher.measure.report_tables import made_up_run
from matcher.report.contents import gather_contents
from matcher.report.page import write_page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NIGHTLY = Path(__file__).resolve().parents[2] / "pipelines" / "nightly.yaml"

# Time from the change to the frame that shows it.
_TIMED = """async ([id, value]) => {
  const asked = document.getElementById(id);
  const begun = performance.now();
  asked.value = value;
  asked.dispatchEvent(new Event(id === 'search' ? 'input' : 'change', { bubbles: true }));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - begun;
}"""


def write_large_page(path, findings, language="zh"):
    """Write the page of a made-up run with so many findings."""
    tables, facts, details = made_up_run(load_project(NIGHTLY), findings)
    return write_page(path, gather_contents(tables, facts, ReportChoice(language=language), details))


@contextmanager
def opened(path, wait_for="#rows tr", **context):
    """Open a page: it, what it asked the network for, what went wrong in it, and milliseconds until it was there."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1440, "height": 1000}, **context).new_page()
        asked, wrong = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        begun = time.perf_counter()
        page.goto(path.as_uri())
        page.wait_for_selector(wait_for)
        opened_ms = (time.perf_counter() - begun) * 1000
        yield page, [url for url in asked if not url.startswith(("file:", "data:"))], wrong, opened_ms
        browser.close()


def change(page, name, value):
    """Fill in the search, or choose a filter; give milliseconds until the list shows it."""
    return page.evaluate(_TIMED, [name, value])


def measured(path):
    """Open a page, search and filter; give milliseconds."""
    with opened(path) as (page, asked, wrong, opened_ms):
        page.wait_for_timeout(1000)  # as long as a reader takes to find the search
        figures = {"open": opened_ms, "first search": change(page, "search", "王")}
        figures["next search"] = change(page, "search", "王 1801")
        change(page, "search", "")
        for name, place in (("rule", 3), ("severity", 1)):
            choice = page.locator(f"#filter-{name} option").nth(place).get_attribute("value")
            figures[f"filter by {name}"] = change(page, f"filter-{name}", choice)
        return {name: round(value) for name, value in figures.items()} | {"asked": asked, "wrong": wrong}


def main():
    """Print the figures; take pictures where a folder is named."""
    findings = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with TemporaryDirectory() as folder:
        for language in ("zh", "en"):
            path = write_large_page(Path(folder) / f"{language}.html", findings, language)
            figures = {"language": language, "findings": findings, "mb": round(path.stat().st_size / 1e6, 1)}
            print(json.dumps(figures | measured(path)), flush=True)  # noqa: T201
            if len(sys.argv) > 2:
                for scheme in ("light", "dark"):
                    with opened(path, color_scheme=scheme) as (page, *_):
                        page.screenshot(path=f"{sys.argv[2]}/page-{language}-{scheme}.png")
                        page.locator("#rows tr").first.click()
                        page.screenshot(path=f"{sys.argv[2]}/detail-{language}-{scheme}.png")


if __name__ == "__main__":
    main()
