"""A network's `config.json` under one name a setting, whatever its architecture calls it.

Owns the names of settings, the nesting of a language model in a larger one, and the check that
they are numbers a network can have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msm_rules.facts.problems import found
from msm_rules.frozen import record
from msm_rules.sources.findings import Finding

CONFIG = "config.json"

# Names of one setting in transformers' configurations, the commonest first.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "num_hidden_layers": ("num_hidden_layers", "n_layer", "n_layers", "num_layers"),
    "num_attention_heads": ("num_attention_heads", "n_head", "n_heads"),
    "hidden_size": ("hidden_size", "n_embd", "d_model"),
    "num_key_value_heads": (
        *("num_key_value_heads", "num_kv_heads", "n_head_kv", "multi_query_group_num"),
        "kv_n_heads",
    ),
    "head_dim": ("head_dim", "kv_channels"),
    "kv_lora_rank": ("kv_lora_rank",),
    "qk_rope_head_dim": ("qk_rope_head_dim",),
    "max_position_embeddings": (
        *("max_position_embeddings", "n_positions", "seq_length", "max_seq_len"),
        *("max_sequence_length", "model_max_length"),
    ),
    "intermediate_size": ("intermediate_size", "ffn_hidden_size", "n_inner"),
    "moe_intermediate_size": ("moe_intermediate_size",),
    "experts": ("num_experts", "num_local_experts", "n_routed_experts", "moe_num_experts"),
    "experts_per_token": ("num_experts_per_tok", "moe_top_k", "num_experts_per_token"),
    "dense_layers": ("first_k_dense_replace",),
    "shared_kv_layers": ("num_kv_shared_layers",),
    "vocab_size": ("vocab_size", "padded_vocab_size"),
}
_NONE_ALLOWED = frozenset(("dense_layers", "shared_kv_layers"))
_LARGEST = 10**9
_INNER = ("text_config", "llm_config", "language_config", "attn_config", "ffn_config")


@record
class Config:
    """A configuration: `raw` as it stands, `text` that of the language model with the settings
    of `_NAMES` as whole numbers under their first name."""

    raw: Mapping[str, Any]
    text: Mapping[str, Any]

    def number(self, name: str) -> int | None:
        """A setting of `_NAMES`; None where it is not stated."""
        value = self.text.get(name)
        return value if type(value) is int else None


def settle(raw: Mapping[str, Any]) -> tuple[Config, tuple[Finding, ...]]:
    """The settings of a configuration, and those that no network can have."""
    nested = dict(_flat(raw))
    findings: list[Finding] = []
    text = {k: v for k, v in nested.items() if k not in _NAMES}
    for name, called in _NAMES.items():
        key = next((c for c in called if nested.get(c) is not None), None)
        if key is None:
            continue
        value, least = nested[key], 0 if name in _NONE_ALLOWED else 1
        if type(value) is int and least <= value <= _LARGEST:
            text[name] = value
        elif name != "moe_intermediate_size" or not isinstance(value, list):
            message = f"expected a whole number of {least} or more, found {found(value)}"
            findings.append(Finding(f"{CONFIG}: {key}", message))
    if nested.get("multi_query") is True and not nested.get("new_decoder_architecture"):
        text.setdefault("num_key_value_heads", 1)
    return Config(raw, text), tuple(findings)


def _flat(raw: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every setting; those of the language model go before those of the whole."""
    yield from raw.items()
    for name in _INNER:
        inner = raw.get(name)
        if isinstance(inner, Mapping):
            yield from _flat_once(inner)
    thinker = raw.get("thinker_config")
    if isinstance(thinker, Mapping) and isinstance(thinker.get("text_config"), Mapping):
        yield from thinker["text_config"].items()


def _flat_once(inner: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """An inner part; nulls in it say nothing against the whole."""
    yield from ((k, v) for k, v in inner.items() if v is not None)


def quantisation(config: Config) -> tuple[str | None, int | None]:
    """The method of quantisation and the bits of a weight, where they are stated."""
    stated = config.text.get("quantization_config") or config.text.get("compression_config")
    if isinstance(stated, Mapping):
        method = stated.get("quant_method")
        return (method if isinstance(method, str) and method else None), _bits(stated)
    mlx = config.text.get("quantization")  # what MLX writes has no method
    bits = _bits(mlx) if isinstance(mlx, Mapping) else None
    return (f"{bits}-bit" if bits else None), bits


_BIT_NAMES = ("bits", "w_bit", "num_bits", "nbits")


def _bits(stated: Mapping[str, Any]) -> int | None:
    if stated.get("load_in_4bit") is True:
        return 4
    if stated.get("load_in_8bit") is True:
        return 8
    said = {n for part in _parts(stated) for k in _BIT_NAMES if type(n := part.get(k)) is int}
    width = said.pop() if len(said) == 1 else None
    return width if width in (2, 3, 4, 5, 6, 8) else None


def _parts(stated: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The statement itself and the weights of its groups (compressed-tensors)."""
    yield stated
    groups = stated.get("config_groups")
    for group in groups.values() if isinstance(groups, Mapping) else ():
        weights = group.get("weights") if isinstance(group, Mapping) else None
        if isinstance(weights, Mapping):
            yield weights
