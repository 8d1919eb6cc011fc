"""How a model is named to tools of the supply chain: a package URL where one is right.

Owns which: the one that a bill of materials gave if it is that of the model, that of the Hub where
its facts were read there, and else a name of our own. The type `mlflow` of package URLs needs the
address of a registry, which no other facts have, and `generic` would claim an identity that an id
alone does not give.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from msm_rules.audit.statement import commit_of
from msm_rules.facts.package_url import hub_purl, is_purl_of

_OWN = "urn:msm-rules:model:"


def model_uri(proof: Mapping[str, Any]) -> str:
    """The address of the model of a proof, with its commit where that is known and the kind of
    address has a place for it."""
    model, evidence = proof["decision"]["model"], proof["facts"]["document"]["evidence"]
    kept = next(_of_bills(evidence, model), None)
    sources = (row.get("source") for rows in evidence.values() for row in rows)
    found: str | None = kept or hub_purl(model["id"], commit_of(model), sources)
    return found or f"{_OWN}{quoted(model['id'])}"


def quoted(text: str) -> str:
    """A text as one part of an address."""
    return quote(text, safe="")


def _of_bills(evidence: Mapping[str, Any], model: Mapping[str, Any]) -> Iterator[str]:
    """The package URLs that bills of materials give of the model; one of something else, or of
    another version, is not the model's."""
    for row in evidence.get("id", ()):
        given = row.get("purl")
        if isinstance(given, str) and is_purl_of(given, model["id"], model["revision"]):
            yield given
