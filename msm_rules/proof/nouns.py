"""What facts are called in a sentence: `weights at 4 bits`, `the result on medqa`.

Owns one noun for each fact of the vocabulary; facts of a policy's own are called by their names.
"""

from __future__ import annotations

from collections.abc import Mapping

from msm_rules.diagnostics.cells import visible
from msm_rules.facts.keys import split_key
from msm_rules.facts.vocabulary import FactSpec, builtin, own_fact
from msm_rules.values.types import Type

NOUNS: Mapping[str, str] = {
    "id": "its id",
    "author": "its uploader",
    "revision": "its revision",
    "developer": "its developer",
    "developer_country": "the country of its developer",
    "created": "its first commit",
    "modified": "its last change",
    "released": "its publication",
    "end_of_life": "its announced end",
    "knowledge_cutoff": "the end of its training data",
    "access": "its access",
    "gated": "a gate before its download",
    "tasks": "its tasks",
    "inputs": "its inputs",
    "outputs": "its outputs",
    "capabilities": "its capabilities",
    "content_flags": "its content flags",
    "architecture": "its architecture",
    "dtype": "its number format",
    "quantisation": "its quantisation",
    "parameters": "its parameters",
    "active_parameters": "its active parameters",
    "context_length": "its context length",
    "memory.fp32": "weights at 32 bits",
    "memory.fp16": "weights at 16 bits",
    "memory.int8": "weights at 8 bits",
    "memory.int4": "weights at 4 bits",
    "memory.stored": "weight files as stored",
    "memory.kv_per_token": "cache a token",
    "training_compute": "its training compute",
    "training_tokens": "its training tokens",
    "formats": "its file formats",
    "custom_code": "code of its own to load it",
    "signed": "a valid signature",
    "license": "its licence",
    "license_declared": "its licence as declared",
    "license_chain": "the licences of its lineage",
    "base_models": "its parents",
    "ancestors": "its ancestors",
    "relation": "how it comes from its parent",
    "distilled_from": "what it was distilled from",
    "datasets": "its training data",
    "synthetic_data": "training on generated data",
    "domains": "its domains",
    "languages": "its languages",
    "libraries": "its libraries",
    "runtimes": "its runtimes",
    "documentation": "its documentation",
    "openness": "its openness class",
    "price.input": "its price for input",
    "price.output": "its price for output",
    "hosting_countries": "the countries where it is hosted",
    "downloads": "its downloads in 30 days",
    "downloads_all_time": "its downloads ever",
    "likes": "its likes",
    "contaminated": "the benchmarks it may have seen in training",
}

_ENTRIES = {"benchmarks": "its result on {}", "prototypes": "its result in your trial {}"}


def noun(key: str) -> str:
    """The fact of this key in words."""
    path, entry = split_key(key)
    if entry is not None:
        return _ENTRIES.get(path, _plain(path) + " of {}").format(visible(entry))
    return NOUNS.get(path) or _plain(path)


def _plain(name: str) -> str:
    return visible(name).replace("_", " ").replace(".", " ")


def let_noun(name: str) -> str:
    """The name of a let, a library's without its alias: `memory_needed` → `memory needed`."""
    return _plain(name.rpartition(".")[2])


def spec_of(path: str, type_: Type) -> FactSpec:
    """The row of a fact in the vocabulary, or one for a fact of the policy's own."""
    return builtin().facts.get(path) or own_fact(path, type_, "")
