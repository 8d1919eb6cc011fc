"""GPUStack's catalogue of models to deploy (YAML, the list `model_sets`).

Owns the reading of one model set into claims about every Hub id that it deploys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msm_rules.sources.normalise import licences
from msm_rules.sources.normalise.claims import Claim, Source, between, members
from msm_rules.sources.normalise.entries import texts
from msm_rules.sources.tables.dates import day_or_raw
from msm_rules.sources.tables.forms import TEXT, TEXTS, Form

GPUSTACK = Source("gpustack", "gpustack/1")

FORMS: Mapping[str, Form] = {
    "name": TEXT,
    "capabilities": TEXTS,
    "licenses": TEXTS,
    "release_date": TEXT,
    "categories": TEXTS,
    "specs": [{"huggingface_repo_id": TEXT, "backend": TEXT}],
}

_CONTEXT = re.compile(r"context/(\d{1,9})([KM])", re.ASCII)
CATEGORIES = {
    "embedding": "feature-extraction",
    "reranker": "text-ranking",
    "image": "text-to-image",
    "speech_to_text": "automatic-speech-recognition",
    "text_to_speech": "text-to-speech",
}
_RUNTIMES = {"vllm": "vllm", "sglang": "sglang"}


def gpustack(model_set: Mapping[str, Any]) -> Iterator[tuple[str, Claim]]:
    """A model set of the catalogue: claims for each Hub id that it deploys."""
    where, say = str(model_set.get("name", "no name")), GPUSTACK.claim
    shared: list[Claim] = []
    for capability in texts(model_set.get("capabilities")):
        if found := _CONTEXT.fullmatch(capability):
            count, unit = int(found[1]), 1 if found[2] == "K" else 2
            value = between(count * 1000**unit, count * 1024**unit)
            shared.append(say("context_length", value, "declared", f"{where}: {capability}"))
    if names := texts(model_set.get("licenses")):
        shared += licences.named(GPUSTACK, names, f"{where}: licenses")
    if day := model_set.get("release_date"):
        shared.append(say("released", day_or_raw(day), "declared", f"{where}: release_date"))
    if found_tasks := {
        CATEGORIES[c] for c in texts(model_set.get("categories")) if c in CATEGORIES
    }:
        value = members(found_tasks, None)
        shared.append(say("tasks", value, "derived", f"{where}: categories"))
    deployed: dict[str, set[str]] = {}
    for spec in model_set.get("specs") or ():
        if model_id := spec.get("huggingface_repo_id"):
            deployed.setdefault(model_id, set()).add(str(spec.get("backend")).lower())
    for model_id, backends in deployed.items():
        yield from ((model_id, claim) for claim in shared)
        if runtimes := {_RUNTIMES[b] for b in backends if b in _RUNTIMES}:
            value = members(runtimes, None)
            yield model_id, say("runtimes", value, "declared", f"{where}: backend")
