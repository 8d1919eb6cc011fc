"""Open facts in the words of somebody who has to find them out.

Owns which facts are one question (a licence and its lineage are looked up together) and how the
question reads after "wait for".
"""

from __future__ import annotations

from functools import lru_cache

from msm_rules.facts import split_key

LICENCE = "licence "

_LINEAGE = "their licence and lineage"
_SIZE = "their size"
_PARENTS = "what they descend from"
_PRICE = "what they cost where they are hosted"

_TOPICS = {
    "license": _LINEAGE,
    "license_chain": _LINEAGE,
    "base_models": _PARENTS,
    "ancestors": _PARENTS,
    "parameters": _SIZE,
    "memory.fp32": _SIZE,
    "memory.fp16": _SIZE,
    "memory.int8": _SIZE,
    "memory.int4": _SIZE,
    "memory.stored": "the size of their files",
    "memory.kv_per_token": "the size of their cache",
    "price.input": _PRICE,
    "price.output": _PRICE,
    "active_parameters": "how many parameters they use for a token",
    "context_length": "how long a context they take",
    "tasks": "what they are for",
    "inputs": "what they take in",
    "outputs": "what they give out",
    "capabilities": "what they can do beyond their task",
    "domains": "the fields they were made for",
    "languages": "the languages they speak",
    "datasets": "the data they were trained on",
    "modified": "when they were last changed",
    "released": "when they were published",
    "developer": "who trained them",
    "developer_country": "where they were trained",
    "gated": "whether access has to be asked for",
    "access": "how one gets at them",
    "custom_code": "whether they need code of their own",
    "signed": "whether they are signed",
    "training_compute": "the compute spent on their training",
    "training_tokens": "how much they were trained on",
    "contaminated": "which benchmarks they may have seen",
    "documentation": "how much their card documents",
    "formats": "the formats of their files",
}
"""The question of each fact; those with the same words are asked together."""

_RESULTS = {"benchmarks": "a result on", "prototypes": "a trial run of your own:"}


@lru_cache(maxsize=4096)
def topic_of(name: str) -> str:
    """The question that an open fact belongs to: `model.license`, `licence mit: hosting`."""
    if name.startswith(LICENCE):
        licence = name.removeprefix(LICENCE).partition(":")[0]
        return f"what the licence {licence} says"
    path, entry = split_key(name.removeprefix("model."))
    if entry is None:
        return _TOPICS.get(path, path.replace("_", " "))
    return f"{_RESULTS.get(path, path.replace('_', ' '))} {entry}"
