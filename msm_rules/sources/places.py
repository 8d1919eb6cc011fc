"""Which facts a finding of a source is about, by the place it names.

Owns the table from fields of cards and files of checkpoints to facts. A finding about a source as a
whole is about no fact by itself.
"""

from __future__ import annotations

import re

from msm_rules.sources.findings import Finding

FIELDS: dict[str, tuple[str, ...]] = {
    "pipeline_tag": ("tasks",),
    "license": ("license", "license_chain"),
    "license_name": ("license", "license_chain"),
    "license_link": ("license", "license_chain"),
    "language": ("languages",),
    "languages": ("languages",),
    "base_model": ("base_models",),
    "base_model_relation": ("relation",),
    "datasets": ("datasets",),
    "library_name": ("libraries",),
    "tags": ("domains",),
    "model-index": ("benchmarks",),
    "max_position_embeddings": ("context_length",),
    "config.json": ("memory.kv_per_token",),
    "quantization_config": ("quantisation",),
}
"""Fields of cards (https://huggingface.co/docs/hub/model-cards) and of configurations."""

_FILES = (
    (re.compile(r"licen[cs]e|copying", re.IGNORECASE), ("license", "license_chain")),
    (re.compile(r"\.(safetensors|gguf)$|index\.json$", re.IGNORECASE), ("parameters",)),
    (re.compile(r"\.(bin|pt|pth|ckpt|pkl)$", re.IGNORECASE), ("formats",)),
)
_NAMED = re.compile(r"gives no `([^`]+)`")


def facts_of(finding: Finding) -> tuple[str, ...]:
    """The keys of the facts that a finding is about; none where it names no place of one."""
    if named := _NAMED.match(finding.message):
        return (named[1],)
    field = finding.where.rpartition(": ")[2]
    if found := FIELDS.get(field):
        return found
    return next((facts for form, facts in _FILES if form.search(field)), ())
