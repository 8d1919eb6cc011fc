"""Package URLs of models (github.com/package-url/purl-spec, types/huggingface-definition.json).

Owns when a model has one. An id alone does not say that a model is on the Hub: catalogues of other
makers write theirs in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

HUGGINGFACE = "pkg:huggingface/"

_ID = re.compile(r"(?:[\w.-]+/)?[\w.-]+")
_HUB = "hub"
"""How the names of sources begin that read a model on the Hub itself (`hub`, `hub-api`)."""


def hub_purl(id: str, version: str | None, sources: Iterable[str | None]) -> str | None:
    """The package URL of a model at a version; None unless a source of its facts found it on the
    Hub."""
    if not _ID.fullmatch(id) or not any((source or "").startswith(_HUB) for source in sources):
        return None
    at = "" if version is None else f"@{quote(version, safe='')}"
    return f"{HUGGINGFACE}{quote(id)}{at}"
