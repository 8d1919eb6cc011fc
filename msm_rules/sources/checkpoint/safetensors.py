"""The header of a safetensors file: names, dtypes and shapes of its tensors.

Owns the format (https://huggingface.co/docs/safetensors: eight bytes with the length of a header
in JSON, then the header) and the doubts about it: a length that no file has, offsets that do not
fit shapes.  Reads the header alone, one MiB of a file at most.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any, TypeGuard

from msm_rules.diagnostics.cells import visible
from msm_rules.frozen import record
from msm_rules.sources.broken import BadRecord
from msm_rules.sources.checkpoint.folder import File, first_bytes
from msm_rules.sources.notation import read_json

MOST_READ = 1024 * 1024
"""Bytes read of one file, at most."""
_MOST_DIMENSIONS = 16
_MOST_ELEMENTS = 10**15

BITS = {"F64": 64, "F32": 32, "F16": 16, "BF16": 16, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8}
BITS |= {"F4": 4, "I64": 64, "I32": 32, "I16": 16, "I8": 8, "U64": 64, "U32": 32, "U16": 16}
BITS |= {"U8": 8, "BOOL": 8}


@record
class Tensor:
    """One stored tensor: the dtype as safetensors names it, and its elements."""

    name: str
    dtype: str
    shape: tuple[int, ...]

    @property
    def elements(self) -> int:
        """How many elements it has; packed ones count once."""
        return prod(self.shape)


@record
class Header:
    """What a file says it holds; `truncated` is whether it ends before what it announces."""

    tensors: tuple[Tensor, ...]
    truncated: bool


def read_header(file: File) -> Header:
    """The header of a file; raises BadRecord with why it cannot be trusted."""
    start = first_bytes(file, 8)
    if len(start) < 8:
        raise BadRecord("is too short to have a header of safetensors")
    length = int.from_bytes(start, "little")
    if length > file.size - 8:
        raise BadRecord(f"announces a header of {length:,} bytes, and has {file.size:,} in all")
    if length > MOST_READ - 8:
        raise BadRecord(f"has a header of {length:,} bytes, {MOST_READ:,} at most are read")
    try:
        header = read_json(first_bytes(file, 8 + length)[8:].decode("utf-8"))
    except UnicodeDecodeError:
        raise BadRecord("has a header that is not UTF-8 text") from None
    except BadRecord as bad:
        raise BadRecord(f"has a header that {bad}") from None
    if not isinstance(header, Mapping):
        raise BadRecord("has a header that is no mapping")
    rows = [_tensor(name, row) for name, row in header.items() if name != "__metadata__"]
    end = max((end for _, end in rows), default=0)
    return Header(tuple(tensor for tensor, _ in rows), file.size < 8 + length + end)


def _tensor(name: str, row: Any) -> tuple[Tensor, int]:
    """A tensor and where its bytes end; raises BadRecord where shape and bytes do not fit."""
    said = row if isinstance(row, Mapping) else {}
    dtype, shape, offsets = (said.get(k) for k in ("dtype", "shape", "data_offsets"))
    if not (isinstance(dtype, str) and _whole(shape) and _whole(offsets) and len(offsets) == 2):
        raise BadRecord(f"has no dtype, shape and offsets of the tensor `{visible(name[:80])}`")
    if len(shape) > _MOST_DIMENSIONS or (elements := prod(shape)) > _MOST_ELEMENTS:
        raise BadRecord(f"has a shape that no tensor has, of `{visible(name[:80])}`")
    bits, (begin, end) = BITS.get(dtype), offsets
    if bits is not None and (elements * bits + 7) // 8 != end - begin:
        raise BadRecord(f"has a shape and bytes that do not fit, of `{visible(name[:80])}`")
    return Tensor(name, dtype, tuple(shape)), end


def _whole(numbers: object) -> TypeGuard[list[int]]:
    return isinstance(numbers, list) and all(type(n) is int and n >= 0 for n in numbers)
