"""Other people's catalogues: Xinference, GPUStack, the Model Openness Tool.

Owns the reading of one record of each into claims about Hub ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msm_rules.sources.normalise import licences
from msm_rules.sources.normalise.claims import Claim, Json, Source, between, members, month
from msm_rules.sources.normalise.entries import texts
from msm_rules.sources.normalise.languages import languages
from msm_rules.sources.normalise.sizes import band

XINFERENCE = Source("xinference", "xinference/1")
GPUSTACK = Source("gpustack", "gpustack/1")
MOT = Source("mot", "mot/1")


def xinference(family: Mapping[str, Any]) -> Iterator[tuple[str, Claim]]:
    """A family of Xinference's list: claims for each Hub id that holds its plain weights."""
    where = f"{family['model_name']}"
    for spec in family["model_specs"]:
        model_id = spec["model_src"].get("huggingface", {}).get("model_id")
        if spec["model_format"] != "pytorch" or not model_id or "{" in model_id:
            continue
        for claim in _xinference_spec(where, family, spec):
            yield model_id, claim


def _xinference_spec(
    where: str, family: Mapping[str, Any], spec: Mapping[str, Any]
) -> Iterator[Claim]:
    say = XINFERENCE.claim
    if context := family.get("context_length"):
        yield say("context_length", int(context), "declared", f"{where}: context_length")
    if (found := languages(family.get("model_lang"))) and found.tags:
        value = members(found.tags, None)  # a short list of a serving tool, not of all it speaks
        yield say("languages", value, "declared", f"{where}: model_lang")
    for fact, key in (
        ("parameters", "model_size_in_billions"),
        ("active_parameters", "activated_size_in_billions"),
    ):
        if size := spec.get(key):
            value = between(*band(float(str(size).replace("_", ".")) * 1e9))
            yield say(fact, value, "estimated", f"{where}: {key}", raw=size)
    able = {"chat": "chat", "tools": "tool-use", "vision": "vision", "reasoning": "reasoning"}
    abilities = set(family.get("model_ability") or ())
    if {"chat", "generate"} & abilities and not {"vision", "audio", "omni", "ocr"} & abilities:
        value = members(("text-generation",), None)
        yield say("tasks", value, "derived", f"{where}: model_ability")
    if found_able := {able[a] for a in family.get("model_ability") or () if a in able}:
        yield say("capabilities", members(found_able, None), "declared", f"{where}: model_ability")


_CONTEXT = re.compile(r"context/(\d+)([KM])")
_CATEGORIES = {
    "embedding": "feature-extraction",
    "reranker": "text-ranking",
    "image": "text-to-image",
    "speech_to_text": "automatic-speech-recognition",
    "text_to_speech": "text-to-speech",
}
_RUNTIMES = {"vllm": "vllm", "sglang": "sglang"}


def gpustack(model_set: Mapping[str, Any]) -> Iterator[tuple[str, Claim]]:
    """A model set of GPUStack's catalogue: claims for each Hub id that it deploys."""
    where, say = str(model_set["name"]), GPUSTACK.claim
    shared: list[Claim] = []
    for capability in texts(model_set.get("capabilities")):
        if found := _CONTEXT.fullmatch(capability):
            count, unit = int(found[1]), 1 if found[2] == "K" else 2
            value = between(count * 1000**unit, count * 1024**unit)
            shared.append(say("context_length", value, "declared", f"{where}: {capability}"))
    if names := texts(model_set.get("licenses")):
        shared += _named_licence(GPUSTACK, names, f"{where}: licenses")
    if day := model_set.get("release_date"):
        shared.append(say("released", month(str(day)), "declared", f"{where}: release_date"))
    if found_tasks := {
        _CATEGORIES[c] for c in texts(model_set.get("categories")) if c in _CATEGORIES
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


def _named_licence(source: Source, names: tuple[str, ...], where: str) -> Iterator[Claim]:
    """A licence in free text; of the chain it tells one member and nothing of ancestors."""
    found = licences.from_names(names)
    yield from licences.claims(source, found, where)
    if len(found.possible) == 1:
        chain, member = members(found.possible, None), found.possible[0]
        fields: dict[str, Json] = {"member": member, "raw": found.raw}
        yield source.claim("license_chain", chain, "declared", where, **fields)


_WEIGHTS = "Model parameters (Final)"
_NO_LICENCE = frozenset(("", "unlicensed", "license not specified"))


def mot(path: str, record: Mapping[str, Any]) -> Iterator[Claim]:
    """A record of the Model Openness Tool: the producer, and the licence of the weights."""
    release = record["release"]
    if producer := release.get("producer"):
        yield MOT.claim("developer", producer, "declared", f"{path}: producer")
    weights = next((c for c in release.get("components") or () if c.get("name") == _WEIGHTS), None)
    if weights is None:
        return
    words = weights.get("license") or _distribution(release)
    if isinstance(words, str) and words.strip().lower() not in _NO_LICENCE:
        yield from _named_licence(MOT, (words.strip(),), f"{path}: {_WEIGHTS}")


def _distribution(release: Mapping[str, Any]) -> object:
    licence = release.get("license")
    whole = licence.get("distribution") if isinstance(licence, Mapping) else None
    return whole.get("name") if isinstance(whole, Mapping) else None
