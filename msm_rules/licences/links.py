"""Addresses of licences: which licence's text stands at a link.

Owns the form in which links are compared, and the sites whose addresses hold a licence's id. The
table of links is data (`aliases.json`), the addresses of texts are the entries' own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from msm_rules.licences.knowledge import entries, resolve, table

_SCHEME = re.compile(r"^https?://(www\.)?")
_VIEW = re.compile(r"/(blob|raw|resolve)/(?=main/|master/)")

# Sites with a page for each licence, whose address holds its id in SPDX's spelling or the Hub's.
_PAGES = (
    re.compile(r"spdx\.org/licenses/([a-z0-9.+-]+?)(?:\.(?:html|json|txt))?"),
    re.compile(r"(?:choosealicense\.com/licenses|opensource\.org/licenses?)/([a-z0-9.+-]+)"),
    re.compile(
        r"huggingface\.co/datasets/choosealicense/licenses/main/markdown/([a-z0-9.+-]+)\.md"
    ),
)


def linked(url: str) -> str | None:
    """The canonical id of the licence whose text is at `url`: where the table of links lists it, an
    entry names it, or a site that has a page a licence has it under the licence's id."""
    bare = fold_link(url)
    return _links().get(bare) or _by_id(bare)


def fold_link(url: str) -> str:
    """The form in which links are compared: no scheme, `www.`, query or view of a repository."""
    bare = _SCHEME.sub("", url.strip().lower()).split("#")[0].split("?")[0].rstrip("/")
    return _VIEW.sub("/", bare, count=1)


def _by_id(bare: str) -> str | None:
    """The licence whose id stands in the address of its page."""
    ids = (found[1] for pages in _PAGES if (found := pages.fullmatch(bare)))
    return next((id for text in ids if (id := resolve(text)) is not None), None)


@cache
def _links() -> Mapping[str, str]:
    """Folded link -> canonical id. An address that two entries have in common leads to neither."""
    found: dict[str, set[str]] = {}
    for entry in entries():
        for url in (entry.text.url, entry.text.official):
            if url is not None:
                found.setdefault(fold_link(url), set()).add(entry.id)
    own = {url: min(ids) for url, ids in found.items() if len(ids) == 1}
    listed = table("aliases")["links"]["aliases"]
    return own | {fold_link(url): id for url, id in listed.items()}
