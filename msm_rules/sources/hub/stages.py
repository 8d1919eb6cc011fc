"""Which step settles which facts of a model on the Hub, by the first answer alone.

Owns the table of facts by step.  A step is there only where there are files for it, and for no fact
that the first answer has settled already; so what was settled once is never changed by a step.
"""

from __future__ import annotations

from msm_rules.decide.progressive import Stage
from msm_rules.sources.card import README
from msm_rules.sources.checkpoint.config import CONFIG
from msm_rules.sources.hub.weights import has_weights
from msm_rules.sources.normalise import sizes
from msm_rules.sources.normalise.claims import words
from msm_rules.sources.normalise.entries import Entry
from msm_rules.sources.normalise.identity import name_of

OF_CARD = words(
    """license license_declared license_chain ancestors base_models relation languages datasets
    domains benchmarks"""
)
"""What a card says that the Hub has not read itself: it gives no `cardData` for a broken card."""
_OF_CONFIG = words(
    """context_length memory.kv_per_token quantisation custom_code active_parameters architecture
    dtype"""
)
_OF_HEADERS = words(
    "parameters active_parameters memory.fp32 memory.fp16 memory.int8 memory.int4 dtype"
)
LINEAGE = Stage("lineage", frozenset(), words("ancestors license_chain"))
"""Asking for one more ancestor: the line and its licences can only grow by it."""


def stages_of(entry: Entry) -> tuple[Stage, ...]:
    """The steps that look into files of a model, the cheapest first."""
    files, told = frozenset(entry.files or ()), _told(entry)
    found: list[Stage] = []
    if CONFIG in files:
        found.append(Stage("config", _OF_CONFIG - told))
    if README in files and not entry.card:
        found.append(Stage("card", OF_CARD))
    if has_weights(files):
        found.append(Stage("sizes", words("memory.stored")))
        if _uncounted(entry):
            found.append(Stage("headers", _OF_HEADERS - told))
    return tuple(found)


def _told(entry: Entry) -> frozenset[str]:
    """The facts of files that the first answer has settled: the Hub has read these files."""
    context = entry.gguf.get("context_length")
    told = {
        "architecture": entry.model_type is not None,
        "context_length": isinstance(context, int) and context > 0,
        "dtype": sizes.dominant_dtype(entry.dtypes) is not None,
        "custom_code": "custom_code" in entry.tags,
    }
    return frozenset(fact for fact, known in told.items() if known)


def _uncounted(entry: Entry) -> bool:
    """Whether the first answer leaves the number of parameters to the headers: it has none, or
    only bounds, since several may be packed in a word.  Where it and the name dispute, headers
    settle nothing.
    """
    total = entry.gguf.get("total")
    if isinstance(total, int) and total > 0:
        return False
    if not entry.dtypes and not entry.total:
        return True
    count = sizes.parameters(name_of(entry.id), entry.dtypes, entry.total, entry.tags)
    return count is None or (count[0].lo != count[0].hi and not count[0].disputed)
