"""LocalAI's gallery of models to run (YAML, one list).

Owns the reading of one entry into claims about the Hub repository that its files come from; where
they come from several, or from elsewhere, about the entry's own name. What an entry sets for one
run (its context, its sampling) is no fact of the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msm_rules.sources.normalise import licences
from msm_rules.sources.normalise import tags as tables
from msm_rules.sources.normalise.claims import Claim, Source, members
from msm_rules.sources.tables.forms import TEXT, TEXTS, Form

LOCALAI = Source("localai", "localai/1")

FORMS: Mapping[str, Form] = {
    "name": TEXT,
    "license": TEXT,
    "tags": TEXTS,
    "overrides": {"backend": TEXT, "known_usecases": TEXTS},
    "files": [{"filename": TEXT, "uri": TEXT}],
}

_REPOSITORY = re.compile(
    r"(?:huggingface://|https://huggingface\.co/)([\w.-]+/[\w.-]+?)(?:@[\w.-]+)?/(?:resolve/)?.+",
    re.ASCII,
)
# What the gallery's use cases are called on the Hub (LocalAI, `core/config/model_config.go`).
USE_CASES = {
    "chat": "text-generation",
    "completion": "text-generation",
    "embeddings": "feature-extraction",
    "rerank": "text-ranking",
    "tts": "text-to-speech",
    "transcript": "automatic-speech-recognition",
    "detection": "object-detection",
    "token_classify": "token-classification",
}
CAPABILITIES = {
    "reasoning": "reasoning",
    "thinking": "reasoning",
    "function-calling": "tool-use",
    "tools": "tool-use",
    "vision": "vision",
}
RUNTIMES = {"llama-cpp": "llama.cpp", "vllm": "vllm", "sglang": "sglang"}


def localai_id(entry: Mapping[str, Any]) -> str | None:
    """The Hub repository of the entry's files, else the name that the gallery gives it."""
    found = (_REPOSITORY.fullmatch(file.get("uri", "")) for file in entry.get("files", ()))
    homes = {match[1] if match else None for match in found}
    one = next(iter(homes)) if len(homes) == 1 else None
    return one or entry.get("name")


def localai(entry: Mapping[str, Any]) -> Iterator[Claim]:
    """An entry of the gallery: licence, tasks, formats, what serves it, what its tags say."""
    where, say = str(entry.get("name", "no name")), LOCALAI.claim
    if name := entry.get("license", "").strip():
        yield from licences.named(LOCALAI, (name,), f"{where}: license")
    overrides: Mapping[str, Any] = entry.get("overrides", {})
    cases = overrides.get("known_usecases", [])
    if tasks := {USE_CASES[case] for case in cases if case in USE_CASES}:
        where_said = f"{where}: overrides.known_usecases"
        yield say("tasks", members(tasks, None), "derived", where_said)
    files = [file.get("filename", "").lower() for file in entry.get("files", ())]
    if formats := tables.formats(files)[0]:
        yield say("formats", members(formats, None), "declared", f"{where}: files")
    if (backend := overrides.get("backend", "").lower()) in RUNTIMES:
        value = members((RUNTIMES[backend],), None)
        yield say("runtimes", value, "declared", f"{where}: overrides.backend")
    yield from _of_tags(where, entry.get("tags", []))


def _of_tags(where: str, tags: list[str]) -> Iterator[Claim]:
    """What the gallery's tags say; they are its keeper's, so none of these lists is whole."""
    say, at = LOCALAI.claim, f"{where}: tags"
    for fact, table in (("capabilities", CAPABILITIES), ("content_flags", tables.FLAGS)):
        if found := tables.named(table, tags):
            yield say(fact, members(found, None), "declared", at, raw=list(found.values()))
    domains = tables.domains(tags)
    if domains is not None and (sure := _sure(domains[0])):
        yield say("domains", members(sure, None), "declared", at)


def _sure(value: object) -> list[str]:
    """The members that a set surely has."""
    lower = value.get("at_least") if isinstance(value, Mapping) else value
    return [str(member) for member in lower] if isinstance(lower, list) else []
