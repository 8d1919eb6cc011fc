"""Xinference's list of model families (JSON).

Owns the reading of one family into claims about the Hub ids that hold its plain weights; what it
says of packed ones (GGUF, GPTQ, AWQ, ...) would be said of the wrong files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msm_rules.sources.normalise.claims import Claim, Json, Source, between, members
from msm_rules.sources.normalise.languages import languages
from msm_rules.sources.normalise.sizes import band
from msm_rules.sources.tables.forms import FIGURE, NUMBER, TEXT, TEXTS, Form

XINFERENCE = Source("xinference", "xinference/1")

FORMS: Mapping[str, Form] = {
    "model_name": TEXT,
    "context_length": NUMBER,
    "model_lang": TEXTS,
    "model_ability": TEXTS,
    "model_specs": [
        {
            "model_format": TEXT,
            "model_size_in_billions": FIGURE,
            "activated_size_in_billions": FIGURE,
            "model_src": {"huggingface": {"model_id": TEXT}},
        }
    ],
}


def xinference(family: Mapping[str, Any]) -> Iterator[tuple[str, Claim]]:
    """A family of the list: claims for each Hub id that holds its plain weights."""
    where = f"{family.get('model_name', 'no model_name')}"
    for spec in family.get("model_specs", ()):
        model_id = spec.get("model_src", {}).get("huggingface", {}).get("model_id")
        if spec.get("model_format") != "pytorch" or not model_id or "{" in model_id:
            continue
        for claim in _spec(where, family, spec):
            yield model_id, claim


def _spec(where: str, family: Mapping[str, Any], spec: Mapping[str, Any]) -> Iterator[Claim]:
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
            yield say(fact, _size(size), "estimated", f"{where}: {key}", raw=size)
    able = {"chat": "chat", "tools": "tool-use", "vision": "vision", "reasoning": "reasoning"}
    abilities = set(family.get("model_ability") or ())
    if {"chat", "generate"} & abilities and not {"vision", "audio", "omni", "ocr"} & abilities:
        value = members(("text-generation",), None)
        yield say("tasks", value, "derived", f"{where}: model_ability")
    if found_able := {able[a] for a in family.get("model_ability") or () if a in able}:
        yield say("capabilities", members(found_able, None), "declared", f"{where}: model_ability")


_LARGEST = 1e6  # billions


def _size(written: object) -> Json:
    """The bounds of a size in billions, `6_7` is 6.7; what is none stays as it is."""
    try:
        billions = float(str(written).replace("_", "."))
    except ValueError:
        return str(written)
    return between(*band(billions * 1e9)) if 0 < billions < _LARGEST else str(written)
