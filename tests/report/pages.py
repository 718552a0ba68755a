"""What the tests of pages without scripts share: their words, and what none of them may do."""

import re

from tests.report.test_report_page import Outline


def text_of(page):
    """Give the words of a page, one space between them."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("</head>")[1]))


def offline_outline(page):
    """Give the elements of a page that asks for nothing, runs nothing, and has no style that its policy would drop."""
    outline = Outline(page)

    assert "://" not in page
    assert [tag for tag, _ in outline.elements if tag in {"script", "img", "iframe", "object"}] == []
    assert [attrs for _, attrs in outline.elements if "style" in attrs] == []
    return outline
