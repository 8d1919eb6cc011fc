"""The header of a GGUF file: what it says of the network, and the shapes of its tensors.

Owns the format (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).  Of long lists, such
as a tokenizer's words, nothing is kept; nothing behind the header is read.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from math import prod
from typing import Any, BinaryIO

from msm_rules.frozen import record
from msm_rules.sources.broken import BadRecord
from msm_rules.sources.checkpoint.folder import File

MOST_READ = 32 * 1024 * 1024
"""Bytes of a header, at most; a vocabulary of 250,000 words takes some 8 MB."""
_MOST_PAIRS, _MOST_TENSORS, _MOST_KEPT = 10_000, 200_000, 1_000
_MOST_ELEMENTS = 10**15

# enum gguf_metadata_value_type: the numbers with a fixed size, as `struct` names them.
_FIXED = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q"}
_FIXED |= {12: "d"}
_STRING, _ARRAY = 8, 9

# enum llama_ftype of llama.h.
FILE_TYPES = {0: "f32", 1: "f16", 2: "q4_0", 3: "q4_1", 7: "q8_0", 8: "q5_0", 9: "q5_1"}
FILE_TYPES |= {10: "q2_k", 11: "q3_k_s", 12: "q3_k_m", 13: "q3_k_l", 14: "q4_k_s", 15: "q4_k_m"}
FILE_TYPES |= {16: "q5_k_s", 17: "q5_k_m", 18: "q6_k", 19: "iq2_xxs", 20: "iq2_xs", 30: "iq4_xs"}
FILE_TYPES |= {25: "iq4_nl", 32: "bf16", 38: "mxfp4"}


@record
class Gguf:
    """A header: the pairs with short values, and the elements of all tensors together, which are
    its parameters however they are packed."""

    pairs: Mapping[str, Any]
    parameters: int

    def number(self, name: str) -> int | None:
        """A whole number of the architecture's own settings (`context_length`)."""
        value = self.pairs.get(f"{self.architecture}.{name}")
        return value if type(value) is int and value > 0 else None

    @property
    def architecture(self) -> str:
        """The architecture as llama.cpp names it; empty where it is not stated."""
        value = self.pairs.get("general.architecture")
        return value if isinstance(value, str) else ""


class _Reader:
    """A place in a file's first bytes; every read says how much, and none goes beyond."""

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self.stream, self.left = stream, limit

    def take(self, size: int) -> bytes:
        self.left -= size
        if self.left < 0:
            raise BadRecord(f"has a header of more than {MOST_READ:,} bytes, or an unsound one")
        data = self.stream.read(size)
        if len(data) < size:
            raise BadRecord("ends within its header")
        return data

    def number(self, form: str) -> Any:
        return struct.unpack(f"<{form}", self.take(struct.calcsize(f"<{form}")))[0]

    def text(self) -> str:
        return self.take(self.number("Q")).decode("utf-8", "replace")


def read_gguf(file: File) -> Gguf:
    """The header of a file; raises BadRecord with why it cannot be read."""
    try:
        with file.path.open("rb") as stream:
            return _header(_Reader(stream, min(MOST_READ, file.size)))
    except OSError:
        raise BadRecord("cannot be read") from None


def _header(reader: _Reader) -> Gguf:
    if reader.take(4) != b"GGUF":
        raise BadRecord("does not begin as GGUF")
    version = reader.number("I")
    if version not in (2, 3):
        raise BadRecord(f"is GGUF of version {version}, and 2 and 3 are read")
    tensors, pairs = reader.number("Q"), reader.number("Q")
    if tensors > _MOST_TENSORS or pairs > _MOST_PAIRS:
        raise BadRecord(f"announces {tensors:,} tensors and {pairs:,} settings")
    settings = {}
    for _ in range(pairs):
        key = reader.text()
        settings[key] = _value(reader, reader.number("I"))
    return Gguf(settings, sum(_elements(reader) for _ in range(tensors)))


def _value(reader: _Reader, kind: int, depth: int = 0) -> Any:
    """A value of that type; None in place of a list too long to be of interest."""
    if kind in _FIXED:
        return reader.number(_FIXED[kind])
    if kind == _STRING:
        return reader.text()
    if kind != _ARRAY or depth > 1:
        raise BadRecord(f"has a setting of the unknown type {kind}")
    inner, length = reader.number("I"), reader.number("Q")
    if length <= _MOST_KEPT:
        return [_value(reader, inner, depth + 1) for _ in range(length)]
    if inner in _FIXED:
        reader.take(struct.calcsize(f"<{_FIXED[inner]}") * length)
        return None
    if length > reader.left:
        raise BadRecord(f"announces a list of {length:,} values")
    for _ in range(length):
        _value(reader, inner, depth + 1)
    return None


def _elements(reader: _Reader) -> int:
    reader.text()
    dimensions = reader.number("I")
    if dimensions > 8:
        raise BadRecord(f"has a tensor of {dimensions:,} dimensions")
    found: int = prod(reader.number("Q") for _ in range(dimensions))
    reader.take(4 + 8)  # the type it is packed as, and where it lies
    if found > _MOST_ELEMENTS:
        raise BadRecord("has a tensor of a shape that none has")
    return found


def kv_per_token(header: Gguf) -> int | None:
    """Bytes of the cache of one token at 16 bits: the sum over layers of kv heads x (key width +
    value width) x 2; with latent attention one vector a layer; None where it is not stated."""
    layers, heads = header.number("block_count"), header.number("attention.head_count")
    if layers is None or layers > 10_000 or f"{header.architecture}.ssm.state_size" in header.pairs:
        return None
    if (rank := header.number("attention.kv_lora_rank")) is not None:
        turned = header.number("rope.dimension_count")
        return None if turned is None else (rank + turned) * layers * 2
    stated = header.pairs.get(f"{header.architecture}.attention.head_count_kv", heads)
    per_layer = stated if isinstance(stated, list) else [stated] * layers
    if len(per_layer) != layers or any(type(n) is not int or n < 0 for n in per_layer):
        return None
    hidden = header.number("embedding_length")
    width = hidden // heads if hidden and heads and hidden % heads == 0 else None
    keys = header.number("attention.key_length") or width
    values = header.number("attention.value_length") or width
    return sum(per_layer) * (keys + values) * 2 if keys and values else None
