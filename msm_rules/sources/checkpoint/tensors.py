"""Parameters from stored tensors: packed words unpacked, scales and buffers left out.

Owns the table of how quantised weights are stored.  Counts are parameters, not stored elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msm_rules.frozen import record
from msm_rules.sources.checkpoint.safetensors import BITS, Tensor

# What lies beside packed or scaled weights and is none itself, by the end of its name.
# GPTQ and AWQ: AutoGPTQ, AutoAWQ.  bitsandbytes: functional.py, QuantState.  `weight_...`:
# compressed-tensors and ModelOpt.  `weight_scale_inv`: DeepSeek-V3's blocks of fp8.
_BESIDE = re.compile(
    r"[._](?:qzeros|g_idx|absmax|quant_map|nested_absmax|nested_quant_map|SCB|weight_format"
    r"|quant_state\.[\w.]+|weight_scale|weight_scale_inv|weight_scale_2|weight_global_scale"
    r"|weight_zero_point|weight_shape|weight_g_idx|input_scale|input_global_scale|output_scale"
    r"|k_scale|v_scale)$"
)
# Scales that are such only beside weights which end so: GPTQ and AWQ; mxfp4; MLX.
_SCALES = (("scales", "qweight"), ("_scales", "_blocks"))
_MLX = ("scales", "biases")
_FLOATS = frozenset(d for d in BITS if d.startswith(("F", "BF")) and d != "F8_E8M0")
_INDICES = frozenset(("I64", "I16", "U64", "U16", "BOOL", "F8_E8M0"))
_WIDEST, _NARROWEST = 8, 2
"""Bits that a packed weight may have where the configuration does not say."""


@record
class Parameters:
    """Bounds of a count of parameters, the same where it is exact; `expert` is the part of it
    that stands in routed experts, `beyond` in layers after the network's own."""

    lo: int
    hi: int
    expert: int
    beyond: int


def count(tensors: Iterable[Tensor], bits: int | None, layers: int | None) -> Parameters:
    """The parameters of tensors; `bits` is the width of packed weights where it is known, `layers`
    how many layers the network runs."""
    table = {t.name: t for t in tensors}
    lo = hi = expert = beyond = 0
    for tensor in table.values():
        low, high = _unpacked(tensor, table, bits)
        lo, hi = lo + low, hi + high
        if _is_beyond(tensor.name, layers):
            beyond += high
        elif _EXPERT.search(tensor.name):
            expert += high
    return Parameters(lo, hi, expert, beyond)


_EXPERT = re.compile(r"\.experts\.|\.block_sparse_moe\.(?:input|output)_linear\.")
_LAYER = re.compile(r"(?:^|\.)layers\.(\d{1,6})\.")


def _is_beyond(name: str, layers: int | None) -> bool:
    """Whether a tensor is of a layer that only predicts further tokens (DeepSeek-V3's last)."""
    found = _LAYER.search(name)
    return layers is not None and found is not None and int(found[1]) >= layers


def _unpacked(tensor: Tensor, table: Mapping[str, Tensor], bits: int | None) -> tuple[int, int]:
    """Bounds of the parameters in one tensor."""
    name, stored = tensor.name, tensor.elements
    if _BESIDE.search(name) or _is_scale(name, table) or tensor.dtype in _INDICES:
        return 0, 0
    if any(f"{name}.quant_state.bitsandbytes__{kind}" in table for kind in ("nf4", "fp4")):
        return (stored * BITS.get(tensor.dtype, 8) // 4,) * 2  # whatever dtype they are stored as
    if tensor.dtype in _FLOATS or (tensor.dtype == "I8" and name.endswith("weight")):
        return stored, stored
    if tensor.dtype == "U8" and name.endswith(("weight", "weight_packed", "_blocks")):
        return (stored * 8 // (bits or 4),) * 2  # mxfp4, nvfp4, nf4: two in a byte
    if tensor.dtype in ("I32", "U32") and name.endswith(("qweight", "weight_packed", "weight")):
        return _in_words(name, stored, table, bits)
    unclear = len(tensor.shape) > 1  # a vector of integers is a buffer, a matrix perhaps weights
    return 0, stored * BITS.get(tensor.dtype, 64) // _NARROWEST if unclear else 0


def _in_words(
    name: str, stored: int, table: Mapping[str, Tensor], bits: int | None
) -> tuple[int, int]:
    """Weights in words of 32 bits.  A vector of integers called `weight` is a buffer."""
    if name.endswith(".weight") and f"{name.removesuffix('weight')}scales" not in table:
        return 0, 0
    if bits is None:
        return stored * 32 // _WIDEST, stored * 32 // _NARROWEST
    return stored * 32 // bits, stored * 32 // bits


def _is_scale(name: str, table: Mapping[str, Tensor]) -> bool:
    if any(name.endswith(s) and name.removesuffix(s) + w in table for s, w in _SCALES):
        return True
    stem, _, leaf = name.rpartition(".")
    return leaf in _MLX and (own := table.get(f"{stem}.weight")) is not None and own.dtype == "U32"
