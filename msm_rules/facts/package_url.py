"""Package URLs of models (github.com/package-url/purl-spec, types/huggingface-definition.json).

Owns when a model has one, and whether one that was given is that of a model. An id alone does not
say that a model is on the Hub: catalogues of other makers write theirs in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote

HUGGINGFACE = "pkg:huggingface/"

_ID = re.compile(r"(?:[\w.-]+/)?[\w.-]+")
HUB_SOURCES = ("hub", "hub-api")
"""The names of the sources that read a model on the Hub itself."""
_OF_MODELS = ("huggingface", "mlflow")
"""The types of package URLs that are of models; all others are of programs and the like."""
_PURL = re.compile(r"pkg:([A-Za-z][A-Za-z0-9.+-]*)/([!-~]+)")


def hub_purl(id: str, version: str | None, sources: Iterable[str | None]) -> str | None:
    """The package URL of a model at a version; None unless a source of its facts found it on the
    Hub."""
    if not _ID.fullmatch(id) or not any(source in HUB_SOURCES for source in sources):
        return None
    at = "" if version is None else f"@{quote(version, safe='')}"
    return f"{HUGGINGFACE}{quote(id)}{at}"


def is_purl_of(given: str, id: str, version: str | None) -> bool:
    """Whether a text is a package URL of this model, and of no other version; it need not name one,
    and names any where none is known of the model."""
    found = _PURL.fullmatch(given)
    if found is None or found[1].lower() not in _OF_MODELS:
        return False
    path = found[2].partition("#")[0].partition("?")[0]
    name, _, at = path.partition("@")  # in names it is written `%40`
    return unquote(name) == id and (not at or version is None or unquote(at) == version)
