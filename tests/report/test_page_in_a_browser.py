"""The page in a real browser: quick, quiet, and right. At full size: python -m tests.report.browser."""

import pytest

from tests.report import browser

pytestmark = pytest.mark.skipif(browser.CHROMIUM is None, reason="no Chromium on this machine")
FINDINGS = 10_000


@pytest.fixture(scope="module")
def large_page(tmp_path_factory):
    """The page of a run with many findings."""
    return browser.write_large_page(tmp_path_factory.mktemp("page") / "page.html", FINDINGS)


def test_a_large_page_opens_soon_and_searches_at_once(large_page):
    """It asks the network for nothing, and no script or style of it is refused."""
    figures = browser.measured(large_page)

    assert (figures.pop("asked"), figures.pop("wrong")) == ([], [])
    assert figures.pop("open") < 3000
    assert max(figures.values()) < 200


def test_the_list_shows_what_was_asked_for(large_page):
    """A search by name, by masked ID, by rule; and all of it again."""
    with browser.opened(large_page) as (page, _, wrong, _):
        all_standing = page.inner_text("#shown")
        browser.change(page, "search", "王 180121********")
        names = page.locator("#rows tr td:nth-child(3)").all_inner_texts()
        assert names
        assert all(text.startswith("王") for text in names)
        browser.change(page, "search", "nobody is called so")
        assert page.is_visible("#none")
        page.click("#reset")
        assert page.inner_text("#shown") == all_standing
        page.locator("#rows tr").first.press("Enter")
        assert page.locator("#drawer").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator("#drawer").is_visible()
        assert wrong == []
