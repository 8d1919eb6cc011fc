"""One text for one JSON value: RFC 8785, the JSON Canonicalization Scheme, and digests over it.

Python's own JSON writer gives the canonical form of all
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


def canonical_json(value: object) -> bytes:
    """The canonical bytes of a JSON value.

    Raises ValueError where a number would change its value as a 64-bit float and for a lone
    surrogate, TypeError for what JSON does not have.
    """
    _demand_text_keys(value)
    return text_of(value).encode()


def _demand_text_keys(value: object) -> None:
    """Python's writer would make a text of a number that is a key; JSON has none such."""
    match value:
        case Mapping():
            if not all(isinstance(key, str) for key in value):
                raise TypeError("a key of JSON is a text")
            for item in value.values():
                _demand_text_keys(item)
        case list() | tuple():
            for item in value:
                _demand_text_keys(item)


def text_of(value: object) -> str:
    """The canonical text of any JSON value; ValueError as in `canonical_json`."""
    text = _WRITER(value)
    if _NUMBER.search(text) or (not text.isascii() and _LATE.search(text)):
        return rfc8785.dumps(_as_floats(value)).decode()
    return text


def object_text(parts: Mapping[str, str]) -> str:
    """The canonical text of an object whose parts are canonical texts; keys in ASCII."""
    return "{" + ",".join([f'"{name}":{parts[name]}' for name in sorted(parts)]) + "}"


def digest(value: object) -> str:
    """SHA-256 over the canonical bytes, in lower-case hexadecimal."""
    return sha256(canonical_json(value)).hexdigest()


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
