"""What a configuration says of the network: cache, context, experts, precision.

Owns which layers keep a cache and which parameters a token runs through.  The formula of the cache
is that of `normalise.shapes`; where an architecture keeps something else, nothing is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msm_rules.diagnostics.cells import visible
from msm_rules.frozen import record
from msm_rules.sources.checkpoint.config import CONFIG, Config, quantisation
from msm_rules.sources.findings import Finding
from msm_rules.sources.normalise.claims import Claim, Source
from msm_rules.sources.normalise.shapes import kv_per_token

CHECKPOINT = Source("checkpoint", "checkpoint/1")


def network_claims(config: Config, sha256: str) -> tuple[list[Claim], list[Finding]]:
    """What the configuration says without the weights."""
    claims = [
        CHECKPOINT.claim(fact, value, method, f"{CONFIG}: {where}", sha256=sha256, raw=value)
        for fact, value, method, where in _stated(config)
    ]
    cache = _cache(config)
    if isinstance(cache, int):
        where = f"{CONFIG}: {cache_settings(config)}"
        name = "memory.kv_per_token"
        claims.append(CHECKPOINT.claim(name, cache, "derived", where, sha256=sha256))
        return claims, []
    return claims, [Finding(CONFIG, f"gives no cache per token: {cache}")] if cache else []


def _stated(config: Config) -> Iterator[tuple[str, Any, str, str]]:
    kind = config.raw.get("model_type")
    if isinstance(kind, str) and kind:
        yield "architecture", kind, "measured", "model_type"
    if (context := config.number("max_position_embeddings")) is not None:
        yield "context_length", context, "measured", "max_position_embeddings"
    method, _ = quantisation(config)
    if method is not None:
        yield "quantisation", method, "measured", "quantization_config"
    else:
        dtype = config.text.get("torch_dtype") or config.text.get("dtype")
        if isinstance(dtype, str) and dtype:
            yield "dtype", dtype.removeprefix("torch."), "declared", "torch_dtype"
    if isinstance(kind, str):
        yield "custom_code", "auto_map" in config.raw, "measured", "auto_map"


# --- the cache -----------------------------------------------------------------------------------

_GENERATES = re.compile(r"CausalLM|LMHead|ConditionalGeneration|ForGeneration|ChatGLM")
# Networks that keep a state beside or instead of keys and values, in layers that the
# configuration does not list one by one; and those whose keys have several widths.
_OTHER_STATE = re.compile(
    r"mamba|rwkv|jamba|zamba|bamba|hymba|nemotron_h|recurrent|xlstm|griffin|kimi_linear|"
    r"granitemoehybrid|plamo2|lfm2|qwen3_next|minimax_text|minimax$|falcon_h1|bailing_moe_linear"
)
_OTHER_KEYS = ("global_head_dim", "index_head_dim", "cross_attention_layers", "num_global_kv_heads")


def cache_settings(config: Config) -> str:
    """The settings that the cache was computed from."""
    latent = "kv_lora_rank" in config.text
    widths = "kv_lora_rank, qk_rope_head_dim" if latent else "num_key_value_heads, head_dim"
    return f"num_hidden_layers, {widths}"


def _cache(config: Config) -> int | str | None:
    """Bytes of the cache of one token at 16 bits; or why it is not known; or None where the
    network does not generate."""
    if not _generates(config):
        return None
    layers = _caching_layers(config)
    if isinstance(layers, str):
        return layers
    if odd := next((k for k in _OTHER_KEYS if config.text.get(k)), None):
        return f"`{odd}` makes its layers differ"
    shape = {**config.text, "num_hidden_layers": layers}
    if "kv_lora_rank" in shape:
        return kv_per_token(shape) if "qk_rope_head_dim" in shape else "no `qk_rope_head_dim`"
    heads, hidden = config.number("num_attention_heads"), config.number("hidden_size")
    if "head_dim" not in shape and (not heads or not hidden or hidden % heads):
        return "it states neither `head_dim` nor heads that divide `hidden_size`"
    if not heads and "num_key_value_heads" not in shape:
        return "it states no number of heads"
    return kv_per_token(shape)


def _generates(config: Config) -> bool:
    names = config.raw.get("architectures")
    if isinstance(names, list) and names:
        return any(isinstance(n, str) and _GENERATES.search(n) for n in names)
    return config.number("num_hidden_layers") is not None


def _caching_layers(config: Config) -> int | str:
    """How many layers keep keys and values of every token."""
    layers = config.number("num_hidden_layers")
    if layers is None:
        return "it states no number of layers"
    if config.raw.get("is_encoder_decoder") is True:
        return "an encoder's keys are kept once, not for each token"
    listed = config.text.get("layer_types") or config.text.get("layers_block_type")
    if isinstance(listed, list) and len(listed) == layers:
        shared = config.number("shared_kv_layers") or 0
        return sum(_attends(kind) for kind in listed[: max(layers - shared, 0)])
    kind = str(config.text.get("model_type"))
    if _OTHER_STATE.search(kind):
        return f"`{visible(kind)}` keeps a state that is no cache of keys and values"
    return max(layers - (config.number("shared_kv_layers") or 0), 0)


def _attends(kind: object) -> bool:
    return isinstance(kind, str) and "attention" in kind and "linear" not in kind


# --- experts -------------------------------------------------------------------------------------

# Where every expert is a gated MLP of three matrices, by model type: the setting of its width.
_GATED = {
    **dict.fromkeys(("mixtral", "granitemoe", "phimoe", "olmoe"), "intermediate_size"),
    **dict.fromkeys(("qwen2_moe", "qwen3_moe", "qwen3_vl_moe"), "moe_intermediate_size"),
    **dict.fromkeys(("deepseek_v2", "glm4_moe", "kimi_k2", "dots1"), "moe_intermediate_size"),
}


@record
class Experts:
    """A mixture of experts: how many a layer has, and how many a token runs through."""

    of: int
    running: int


def experts(config: Config) -> Experts | None:
    """The experts of a layer; None where there are none."""
    of, running = config.number("experts"), config.number("experts_per_token")
    return Experts(of, running) if of and running and of > 1 and running <= of else None


def idle_parameters(config: Config) -> int | None:
    """Parameters of the experts that a token does not run through, by the sizes stated; None
    where the formula does not cover the architecture."""
    found = experts(config)
    width = config.number(_GATED.get(str(config.text.get("model_type")), ""))
    layers, hidden = config.number("num_hidden_layers"), config.number("hidden_size")
    if found is None or not width or not layers or not hidden or _uneven(config):
        return None
    sparse = max(layers - (config.number("dense_layers") or 0), 0)
    return sparse * (found.of - found.running) * 3 * hidden * width


def _uneven(config: Config) -> bool:
    """Whether some layers have no experts in a way that is not counted here."""
    text: Mapping[str, Any] = config.text
    steps = (text.get(k, 1) for k in ("decoder_sparse_step", "moe_layer_freq"))
    further = text.get("num_nextn_predict_layers") or text.get("mlp_only_layers")
    return bool(further) or any(step != 1 for step in steps)
