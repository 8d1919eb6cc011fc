"""The canonical bytes of a proof (RFC 8785) and the digests over them.

Owns what the digest of a proof covers. Python's own JSON writer gives the canonical form of all
but a few numbers and keys, and is many times faster; where its text may hold one of these, the
`rfc8785` library writes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import rfc8785

EXACT_INTEGERS = 2**53
"""Below here every whole number is a 64-bit float."""

OUTSIDE = frozenset({"digest", "advice"})
"""The parts of a proof that its digest does not cover."""

_WRITER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode

_NUMBER = re.compile(
    r"(?:^|[:,\[])-?\d"
    r"(?:\d{15}|[\d.]*(?:\.0(?:[,\]}]|$)|e(?!\+(?:2[1-9]|[3-9]\d|\d{3}))))"
)
"""What may be a number that the two writers spell differently: great whole numbers, `1.0`, and
exponents below 21."""

_LATE = re.compile("[\ue000-\uffff\U00010000-\U0010ffff]")
"""Characters that the two writers order differently in keys."""


def canonical(value: Mapping[str, object]) -> bytes:
    """The canonical bytes of a JSON object.

    Raises ValueError where a number would change its value as a 64-bit float.
    """
    return text_of(value).encode()


def text_of(value: object) -> str:
    """The canonical text of any JSON value; ValueError as in `canonical`."""
    text = _WRITER(value)
    if _NUMBER.search(text) or (not text.isascii() and _LATE.search(text)):
        return rfc8785.dumps(_as_floats(value)).decode()
    return text


def object_text(parts: Mapping[str, str]) -> str:
    """The canonical text of an object whose parts are canonical texts; keys in ASCII."""
    return "{" + ",".join([f'"{name}":{parts[name]}' for name in sorted(parts)]) + "}"


def digest(value: Mapping[str, object]) -> str:
    """SHA-256 over the canonical bytes, in lower-case hexadecimal."""
    return sha256(canonical(value)).hexdigest()


def proof_digest(proof: Mapping[str, object]) -> str:
    """The digest of a proof document: of all but the digest itself and the advice."""
    return digest({name: part for name, part in proof.items() if name not in OUTSIDE})


def number(x: float) -> int | float:
    """A finite number as documents hold it: whole where it is whole, never a negative zero."""
    return int(x) if x == int(x) and abs(x) < EXACT_INTEGERS else x


def _as_floats(value: Any) -> Any:
    match value:
        case bool():
            return value
        case int() if abs(value) >= EXACT_INTEGERS:
            return _as_float(value)
        case Mapping():
            return {key: _as_floats(item) for key, item in value.items()}
        case list() | tuple():
            return [_as_floats(item) for item in value]
        case _:
            return value


def _as_float(value: int) -> float:
    try:
        x = float(value)
    except OverflowError:
        x = 0.0
    if x != value:
        raise ValueError(f"the number `{str(value)[:40]}` is not exact as a 64-bit float")
    return x
