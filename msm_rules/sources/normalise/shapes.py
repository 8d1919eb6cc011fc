"""The shape of a network, read off its `config.json`: cache per token, context, parameters.

Owns the formulas.  A configuration in a folder without an id belongs to a model if it has the
model's architecture and its exact number of parameters; this is how one is found for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msm_rules.frozen import record
from msm_rules.sources.normalise.claims import Claim, Source

CONFIG = Source("config", "config/1")
# A fine-tune may add tokens; more than so many are another vocabulary.
_ADDED_TOKENS = 1024


@record
class Shape:
    """What a configuration says; `parameters` None where the formula does not cover it."""

    locator: str
    model_type: str
    kv_per_token: int
    context_length: int
    parameters: int | None
    per_token: int
    custom_code: bool


def shape(config: Mapping[str, Any], locator: str) -> Shape | None:
    """The shape in a `config.json`; None if it states no attention."""
    heads, layers = config.get("num_attention_heads"), config.get("num_hidden_layers")
    hidden = config.get("hidden_size")
    if not (isinstance(heads, int) and isinstance(layers, int) and isinstance(hidden, int)):
        return None
    copies = 1 if config.get("tie_word_embeddings") else 2
    return Shape(
        locator,
        str(config.get("model_type")),
        kv_per_token(config),
        int(config["max_position_embeddings"]),
        _parameters(config),
        copies * hidden,
        "auto_map" in config,
    )


def kv_per_token(config: Mapping[str, Any]) -> int:
    """Bytes of the cache of one token at 16 bits: 2 x layers x kv_heads x head_dim x 2.  With
    latent attention one vector is kept: (kv_lora_rank + qk_rope_head_dim) x layers x 2
    (DeepSeek-V2, arXiv 2405.04434, section 2.1)."""
    layers = int(config["num_hidden_layers"])
    if rank := config.get("kv_lora_rank"):
        return (int(rank) + int(config["qk_rope_head_dim"])) * layers * 2
    return 2 * layers * _kv_heads(config) * _head_dim(config) * 2


def _kv_heads(config: Mapping[str, Any]) -> int:
    return int(config.get("num_key_value_heads") or config["num_attention_heads"])


def _head_dim(config: Mapping[str, Any]) -> int:
    return int(config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"])


# Decoders whose weights are embeddings, gated MLPs, attention and RMS norms, with what their
# attention adds: biases of q, k, v (qwen2), norms of q and k (qwen3).
_DENSE = {"llama": (False, False), "mistral": (False, False)}
_DENSE |= {"qwen2": (True, False), "qwen3": (False, True), "qwen3_moe": (False, True)}


def _parameters(config: Mapping[str, Any]) -> int | None:
    """The number of parameters of a plain decoder; None for another architecture."""
    kind = _DENSE.get(str(config.get("model_type")))
    if kind is None or config.get("attention_bias") or config.get("mlp_bias"):
        return None
    bias, norms = kind
    hidden, head = int(config["hidden_size"]), _head_dim(config)
    queries, keys = int(config["num_attention_heads"]) * head, _kv_heads(config) * head
    attention = 2 * hidden * queries + 2 * hidden * keys
    attention += (queries + 2 * keys if bias else 0) + (2 * head if norms else 0)
    layer = attention + _mlp(config) + 2 * hidden
    embeddings = int(config["vocab_size"]) * hidden
    copies = 1 if config.get("tie_word_embeddings") else 2
    return copies * embeddings + int(config["num_hidden_layers"]) * layer + hidden


def _mlp(config: Mapping[str, Any]) -> int:
    hidden = int(config["hidden_size"])
    if experts := config.get("num_experts"):
        router = hidden * int(experts)
        return router + int(experts) * 3 * hidden * int(config["moe_intermediate_size"])
    return 3 * hidden * int(config["intermediate_size"])


def fits(candidate: Shape, model_type: str | None, parameters: int) -> bool:
    """Whether a model of this architecture and exact size has the candidate's shape, a few
    added tokens aside."""
    if candidate.model_type != model_type or candidate.parameters is None:
        return False
    added, rest = divmod(parameters - candidate.parameters, candidate.per_token)
    return rest == 0 and abs(added) <= _ADDED_TOKENS


def twin(found: Shape) -> Iterator[Claim]:
    """What the configuration of a model of the same architecture and size says; its context
    may have been trained longer, so only the cache carries over."""
    note = "same architecture and number of parameters"
    value = found.kv_per_token
    yield CONFIG.claim("memory.kv_per_token", value, "derived", found.locator, note=note)
