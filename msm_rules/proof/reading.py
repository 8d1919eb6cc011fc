"""Proofs as bytes: strict JSON, in which no two readers find different things.

Owns what is refused before a proof is looked at: what is no UTF-8 or no JSON, names given twice,
numbers that no 64-bit float is, nesting without end. What a proof says is the checker's.
"""

from __future__ import annotations

import json
from math import isinf
from typing import Any, NoReturn

EXACT_INTEGERS = 2**53
_LONGEST = 310
"""Digits beyond which a whole number is no 64-bit float."""
DEEPEST = 200
"""How deep a proof may be nested; those of policies are far from it."""


class ProofError(ValueError):
    """Why bytes are no JSON document: a sentence that begins with what the file does."""


def read_json(data: bytes) -> Any:
    """The JSON value of bytes. Raises ProofError."""
    text = _text(data)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as wrong:
        where = f"line {wrong.lineno}, " if wrong.lineno > 1 else ""
        what = f"{wrong.msg.lower()} at {where}column {wrong.colno}"
        raise ProofError(f"is not JSON: {what}") from None
    except RecursionError:
        raise ProofError(f"is nested more than {DEEPEST} deep") from None
    except ValueError as wrong:
        raise ProofError(f"is not sound JSON: {wrong}") from None
    _demand_shallow(value)
    return value


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise ProofError(f"is not UTF-8: byte {problem.start + 1}, in line {line}") from None
    if not text.strip():
        raise ProofError("is empty")
    return text


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(f"`{_short(_given_twice(pairs))}` is given twice")
    return found


def _given_twice(pairs: list[tuple[str, Any]]) -> str:
    """The first name that was there before; as quick with many names as with few."""
    seen = set[str]()
    for name, _ in pairs:
        if name in seen:
            break
        seen.add(name)
    return name


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"`{word}` is no number")


def _whole(word: str) -> int:
    if len(word) < len("9007199254740992"):
        return int(word)
    try:
        exact = len(word) <= _LONGEST and int(float(word)) == int(word)
    except OverflowError:
        exact = False
    if not exact:
        raise ValueError(f"the number `{_short(word)}` is not exact as a 64-bit float")
    return int(word)


def _decimal(word: str) -> float:
    found = float(word)
    if isinf(found):
        raise ValueError(f"the number `{_short(word)}` is too great for a 64-bit float")
    return found


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


def _demand_shallow(value: Any) -> None:
    """Raise ProofError for what is nested too deep; goes level by level, without recursion."""
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise ProofError(f"is nested more than {DEEPEST} deep")


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [inner for inner in value.values() if isinstance(inner, dict | list)]
    if isinstance(value, list):
        return [inner for inner in value if isinstance(inner, dict | list)]
    return []


_DECODER = json.JSONDecoder(
    object_pairs_hook=_each_once,
    parse_constant=_no_number,
    parse_int=_whole,
    parse_float=_decimal,
)
