"""One text for one JSON value: RFC 8785, the JSON Canonicalization Scheme.

Owns the bytes that digests are taken over. Numbers are written as ECMAScript writes 64-bit floats
(RFC 8785, 3.2.2.3); keys are ordered by their UTF-16 code units (3.2.3).
"""

from __future__ import annotations

import json
from hashlib import sha256
from math import isfinite


def canonical_json(value: object) -> bytes:
    """The canonical bytes of a JSON value.

    Raises ValueError for a number that is no finite 64-bit float and for a lone surrogate,
    TypeError for what JSON does not have.
    """
    return _text(value).encode()


def digest(value: object) -> str:
    """The SHA-256 of the canonical bytes, in lower-case hexadecimal."""
    return sha256(canonical_json(value)).hexdigest()


def _text(value: object) -> str:
    match value:
        case None | bool() | str():
            return json.dumps(value, ensure_ascii=False)
        case int() | float():
            return _number(value)
        case list() | tuple():
            return f"[{','.join(map(_text, value))}]"
        case dict():
            keys = sorted(value, key=_code_units)
            return f"{{{','.join(f'{_text(k)}:{_text(value[k])}' for k in keys)}}}"
        case _:
            raise TypeError(f"JSON has no {type(value).__name__}")


def _code_units(key: object) -> bytes:
    if not isinstance(key, str):
        raise TypeError("a key of JSON is a text")
    return key.encode("utf-16-be")


def _number(value: float) -> str:
    """A number as ECMAScript's `Number::toString` writes it (ECMA-262, 6.1.6.1.20)."""
    x = float(value)
    if not isfinite(x) or x != value:
        raise ValueError("a number that is no finite 64-bit float")
    if x == 0:
        return "0"
    mantissa, _, exponent = f"{abs(x)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).strip("0")
    # The value is 0.digits × 10^point: as many places as the whole part has, less leading zeros.
    lead = len(whole + fraction) - len((whole + fraction).lstrip("0"))
    point = len(whole) - lead + int(exponent or 0)
    return ("-" if x < 0 else "") + _placed(digits, point)


def _placed(digits: str, point: int) -> str:
    if len(digits) <= point <= 21:
        return digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{rest}e{point - 1:+d}"
