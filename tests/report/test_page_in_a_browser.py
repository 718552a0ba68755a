"""The page in a real browser: quiet and right. How quick it is: python -m tests.report.browser."""

import pytest

from tests.report import browser

pytestmark = pytest.mark.skipif(browser.CHROMIUM is None, reason="no Chromium on this machine")
FINDINGS = 10_000
ROWS_OF_A_PAGE = 50


@pytest.fixture(scope="module")
def large_page(tmp_path_factory):
    """The page of a run with many findings."""
    return browser.write_large_page(tmp_path_factory.mktemp("page") / "page.html", FINDINGS)


def test_a_large_page_asks_for_nothing_and_lays_out_one_page_of_rows(large_page):
    """No request, no script or style refused; what opens and searches quickly is that few of ten thousand rows are laid
    out at any time (how quickly: python -m tests.report.browser)."""
    with browser.opened(large_page) as (page, asked, wrong, _):
        laid_out = [page.locator("#rows tr").count()]
        for name, value in (("search", "王"), ("search", ""), ("filter-severity", "verify")):
            browser.change(page, name, value)
            laid_out.append(page.locator("#rows tr").count())

    assert (asked, wrong) == ([], [])
    assert all(0 < count <= ROWS_OF_A_PAGE for count in laid_out), laid_out


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
