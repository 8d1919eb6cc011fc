"""Sets of possible values: from their JSON form and back, and how words are kept.

A bool is (must, may); an ordered value (lo, hi); a word a frozenset or None for anything; a set
(lower, upper) with None for everything; a score (lo, hi) in millionths; a verdict a frozenset.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from math import inf, isfinite
from typing import Any

from msm_rules import licences
from msm_rules.proof.checker.claims import EXACT_INTEGERS
from msm_rules.proof.checker.meaning.types import COUNTS, FOLDED, LICENCES, SHARES, Type, kind

Pair = tuple[bool, bool]
Interval = tuple[float, float]
MILLION = 1_000_000
ANY = (frozenset[str](), None)
OPEN = (False, True)
LINE = (-inf, inf)
HALF = (0.0, inf)


# --- several truths -------------------------------------------------------------------------------


def every(pairs: Iterable[Pair]) -> Pair:
    """True if true of all, false if true of none, else unknown."""
    found = list(pairs)
    return all(p[0] for p in found), any(p[1] for p in found)


def conjunction(pairs: Iterable[Pair]) -> Pair:
    """`and`, on must and may separately."""
    found = list(pairs)
    return all(p[0] for p in found), all(p[1] for p in found)


def disjunction(pairs: Iterable[Pair]) -> Pair:
    """`or`, on must and may separately."""
    found = list(pairs)
    return any(p[0] for p in found), any(p[1] for p in found)


# --- reading --------------------------------------------------------------------------------------


def read(type_: Type, form: Any, natural: Interval = LINE) -> Any:
    """The value of a JSON form; an end that is null is that of the natural range.

    Raises ValueError where it is no form of the type, or leaves the range.
    """
    match kind(type_):
        case "bool":
            return _bool(form)
        case "ordered":
            ends = form["between"] if isinstance(form, dict) else (form, form)
            lo, hi = (
                n if e is None else _end(type_, e) for e, n in zip(ends, natural, strict=True)
            )
            return _within(natural, lo, hi)
        case "set":
            return _set(form)
        case "words":
            return None if form is None else _alternatives(form)
        case "score":
            return _within((0, MILLION), *(round(form[end] * MILLION) for end in ("lo", "hi")))
        case _:
            return _texts(form)


def _bool(form: Any) -> Pair:
    for truth, pair in ((True, (True, True)), (False, (False, False)), (None, OPEN)):
        if form is truth:
            return pair
    raise ValueError("no truth value")


def _end(type_: Type, x: Any) -> float:
    if x in ("inf", "-inf"):
        return float(x)
    if type_ == "date":
        return ordinal(x)
    if isinstance(x, bool) or not isinstance(x, int | float) or not isfinite(x):
        raise ValueError("no end of an interval")
    return float(x)


def ordinal(text: Any) -> float:
    """A day as a number. Raises ValueError for any other spelling than `2026-11-22`."""
    day = date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError("a day is written like 2026-11-22")
    return float(day.toordinal())


def day_of(ordinal: float) -> str:
    """The day of a number, as proofs write it."""
    return date.fromordinal(int(ordinal)).isoformat()


def _within(natural: Any, lo: Any, hi: Any) -> Any:
    if not natural[0] <= lo <= hi <= natural[1]:
        raise ValueError("an interval that ends before it starts, or leaves its range")
    return lo, hi


def _texts(form: Any) -> frozenset[str]:
    if not isinstance(form, list) or not all(isinstance(x, str) for x in form):
        raise ValueError("no list of texts")
    return frozenset(form)


def _alternatives(form: Any) -> frozenset[str]:
    found = frozenset([form]) if isinstance(form, str) else _texts(form["one_of"])
    if not found:
        raise ValueError("one of nothing")
    return found


def _set(form: Any) -> tuple[frozenset[str], frozenset[str] | None]:
    if isinstance(form, list):
        return _texts(form), _texts(form)
    lower = _texts(form["at_least"])
    upper = _texts(form["at_most"]) if "at_most" in form else None
    if upper is not None and not lower <= upper:
        raise ValueError("a set whose bounds cross")
    return lower, upper


# --- words ----------------------------------------------------------------------------------------


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


def alternatives(expression: str) -> list[list[str]]:
    """The parts of each alternative of a licence expression."""
    return [list(parts) for parts in licences.alternatives(expression)]


def words_of(expression: str) -> frozenset[str]:
    """The alternatives of a licence expression, as a value."""
    return frozenset(" AND ".join(parts) for parts in alternatives(expression))


def parts_of(word: str) -> list[str]:
    """The licences that one alternative joins by `AND`."""
    (parts,) = alternatives(word)
    return parts


def is_choice(member: str) -> bool:
    """Whether a member of a set stands for more than one licence."""
    return len(alternatives(member)) > 1


# --- writing --------------------------------------------------------------------------------------


def write(type_: Type, value: Any) -> Any:
    """The JSON form of a value."""
    match kind(type_):
        case "bool":
            return value[0] if value[0] == value[1] else None
        case "ordered":
            lo, hi = (_written(type_, x) for x in value)
            return lo if value[0] == value[1] else {"between": [lo, hi]}
        case "score":
            return {"lo": value[0] / 1e6, "hi": value[1] / 1e6}
        case "set" if value[0] == value[1]:
            return sorted(value[0])
        case "set":
            rest = {} if value[1] is None else {"at_most": sorted(value[1])}
            return {"at_least": sorted(value[0]), **rest}
        case "verdict":
            return sorted(value)
        case _ if value is None:
            return None
        case _:
            return next(iter(value)) if len(value) == 1 else {"one_of": sorted(value)}


def _written(type_: Type, x: float) -> Any:
    if x in (inf, -inf):
        return "inf" if x > 0 else "-inf"
    if type_ == "date" and x == int(x) and 1 <= x <= date.max.toordinal():
        return day_of(x)
    return int(x) if x == int(x) and abs(x) < EXACT_INTEGERS else x


def natural(path: str, type_: Type) -> tuple[float, float]:
    """The natural range of an ordered fact (language.md, Unknown and uncertain)."""
    if path in SHARES:
        return 0.0, 1.0
    return HALF if type_ == "bytes" or path in COUNTS else LINE


def missing(path: str, type_: Type) -> Any:
    """What is known of a fact of which nothing is known."""
    match kind(type_):
        case "bool":
            return OPEN
        case "ordered":
            return natural(path, type_)
        case "set":
            return ANY
        case _:
            return None


def exact(type_: Type, value: Any) -> bool:
    """Whether only one value is possible."""
    if kind(type_) in ("words", "verdict"):
        return value is not None and len(value) == 1
    return bool(value[0] == value[1])


def settled(type_: Type, value: Any) -> bool:
    """Whether only one value is possible; a set that holds a choice of licences may be several."""
    choice = type_ == LICENCES and any(map(is_choice, value[0]))
    return exact(type_, value) and not choice


def hull(type_: Type, a: Any, b: Any) -> Any:
    """Everything that either may be."""
    match kind(type_):
        case _ if a == b:
            return a
        case "bool":
            return OPEN
        case "set":
            return a[0] & b[0], None if a[1] is None or b[1] is None else a[1] | b[1]
        case "words":
            return None if a is None or b is None else a | b
        case _:
            return min(a[0], b[0]), max(a[1], b[1])


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
