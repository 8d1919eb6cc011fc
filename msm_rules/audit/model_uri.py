"""How a model is named to tools of the supply chain: a package URL where one is right.

Owns which: the one that a bill of materials gave, that of the Hub where its facts were read there,
and else a name of our own. The type `mlflow` of package URLs needs the address of a registry, which
no facts have, and `generic` would claim an identity that an id alone does not give.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from msm_rules.audit.statement import commit_of
from msm_rules.facts.package_url import hub_purl

_OWN = "urn:msm-rules:model:"
_PURL = re.compile(r"pkg:[A-Za-z][A-Za-z0-9.+-]*/[!-~]+")
"""How a package URL looks; what is in one is for whoever wrote the bill."""


def model_uri(proof: Mapping[str, Any]) -> str:
    """The address of the model of a proof, with its commit where that is known and the kind of
    address has a place for it."""
    model, evidence = proof["decision"]["model"], proof["facts"]["document"]["evidence"]
    kept = next((given for given in _of_bills(evidence) if _fits(given, commit_of(model))), None)
    sources = (row.get("source") for rows in evidence.values() for row in rows)
    found: str | None = kept or hub_purl(model["id"], commit_of(model), sources)
    return found or f"{_OWN}{quoted(model['id'])}"


def quoted(text: str) -> str:
    """A text as one part of an address."""
    return quote(text, safe="")


def _of_bills(evidence: Mapping[str, Any]) -> Iterator[str]:
    """The package URLs that bills of materials give of the model."""
    for row in evidence.get("id", ()):
        given = row.get("purl")
        if isinstance(given, str) and _PURL.fullmatch(given):
            yield given


def _fits(purl: str, commit: str | None) -> bool:
    """Whether a package URL names no other version than the commit that was decided on."""
    _, at, version = purl.partition("?")[0].partition("#")[0].rpartition("@")
    return not at or commit is None or version == commit
