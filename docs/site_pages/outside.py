"""Documents that lie outside docs/ and have a page in the site all the same. Pure but for reading them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_PAGES: Final = {
    "SECURITY.md": "security.md",
    "CHANGELOG.md": "changelog.md",
    "sample_data/README.md": "sample_county.md",
}
"""File of the tree → its place in the site."""


def outside_pages(root: Path) -> dict[str, str]:
    """Give the documents by their place in the site, with links that hold there."""
    return {place: site_links((root / file).read_text(encoding="utf-8")) for file, place in _PAGES.items()}


def site_links(text: str) -> str:
    """Turn links of a document at the top of the tree into links of the site; what has no page there keeps its text."""
    return re.sub(r"\[([^\]]*)\]\(([^)\s]+)\)", _site_link, text)


def _site_link(found: re.Match[str]) -> str:
    words, target = found[1], found[2]
    if target.startswith("docs/") and ".md" in target:
        return f"[{words}]({target.removeprefix('docs/')})"
    return f"[{words}]({_PAGES[target]})" if target in _PAGES else words
