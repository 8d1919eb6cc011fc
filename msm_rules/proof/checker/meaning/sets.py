"""Words as they are kept, and what of a value is possible at all.

The forms of values, and what is true of them, stand in the small checker (`check_proof`).
"""

from __future__ import annotations

from typing import Any

from msm_rules import licences
from msm_rules.proof.check_proof import FOLDED, kind, words_of
from msm_rules.proof.checker.meaning.types import Type


def word(type_: Type, text: str) -> str:
    """How a text is kept as a value of a type."""
    if type_ == "licence":
        return licences.canonical(text)
    return text.casefold() if type_ == FOLDED else text


def kept(type_: Type, value: Any) -> Any:
    """A value with its words as they are kept, a licence as its alternatives."""
    match kind(type_):
        case "set":
            members = type_[1]
            return tuple(b if b is None else frozenset(word(members, x) for x in b) for b in value)
        case "words" if value is not None and type_ == "licence":
            return frozenset().union(*(words_of(word(type_, x)) for x in value))
        case "words" if value is not None:
            return frozenset(word(type_, x) for x in value)
        case _:
            return value


def within(type_: Type, value: Any, bounds: Any) -> bool:
    """Whether everything that a value may be, the bounds may be too."""
    match kind(type_):
        case "words" | "verdict":
            return bounds is None or (value is not None and value <= bounds)
        case "bool":
            return bool(bounds[0] <= value[0] and value[1] <= bounds[1])
        case "set":
            inside = bounds[1] is None or (value[1] is not None and value[1] <= bounds[1])
            return bool(bounds[0] <= value[0]) and inside
        case _:
            return bool(bounds[0] <= value[0] and value[1] <= bounds[1])
