"""The Model Openness Tool: a folder of YAML files, one a model.

Owns the reading of one record into claims: the producer, and the licence of the weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msm_rules.sources.normalise import licences
from msm_rules.sources.normalise.claims import Claim, Source
from msm_rules.sources.normalise.identity import hub_id
from msm_rules.sources.tables.forms import TEXT, Form

MOT = Source("mot", "mot/1")

FORMS: Mapping[str, Form] = {
    "release": {
        "name": TEXT,
        "producer": TEXT,
        "huggingface": TEXT,
        "license": {"distribution": {"name": TEXT}},
        "components": [{"name": TEXT, "license": TEXT}],
    }
}

_WEIGHTS = "Model parameters (Final)"
_NO_LICENCE = frozenset(("", "unlicensed", "license not specified"))


def mot_id(record: Mapping[str, Any]) -> str | None:
    """The Hub id that a record gives, else the name it calls the model by."""
    release: Mapping[str, Any] = record.get("release", {})
    return hub_id(release.get("huggingface")) or release.get("name")


def mot(path: str, record: Mapping[str, Any]) -> Iterator[Claim]:
    """A record of the tool: the producer, and the licence of the weights."""
    release: Mapping[str, Any] = record.get("release", {})
    if producer := release.get("producer"):
        yield MOT.claim("developer", producer, "declared", f"{path}: producer")
    weights = next((c for c in release.get("components") or () if c.get("name") == _WEIGHTS), None)
    if weights is None:
        return
    words = weights.get("license") or _distribution(release)
    if isinstance(words, str) and words.strip().lower() not in _NO_LICENCE:
        yield from licences.named(MOT, (words.strip(),), f"{path}: {_WEIGHTS}")


def _distribution(release: Mapping[str, Any]) -> object:
    licence = release.get("license")
    whole = licence.get("distribution") if isinstance(licence, Mapping) else None
    return whole.get("name") if isinstance(whole, Mapping) else None
