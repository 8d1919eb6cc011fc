"""From the JSON form of a value to what is kept of it, one reader for each kind of fact.

Owns the forms of language.md ("Unknown and uncertain"): a bare value, `between`, `one_of`,
`at_least` and `at_most`. A reader is made once for each fact and takes well-formed bare values the
short way; everything else goes the long way, which finds the words for what is wrong.
Dates may be date objects too. A reader returns None where nothing is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache, partial
from sys import float_info
from typing import Any, TypeAlias

from msm_rules.facts.problems import IllFormed, found, name_of, quoted, suggestion
from msm_rules.facts.vocabulary import FactSpec
from msm_rules.licences import LicenceSyntaxError, canonical
from msm_rules.values.licence_terms import alternatives_of
from msm_rules.values.possible import (
    ANY_SET,
    FALSE,
    LINE,
    NOTHING,
    TRUE,
    Interval,
    Members,
    Value,
)
from msm_rules.values.types import (
    BOOL,
    BYTES,
    DATE,
    DURATION,
    HUB_ID,
    LICENCE,
    NUMBER,
    Enum,
    Scalar,
    SetOf,
    is_ordered,
    plural,
)

Reader: TypeAlias = Callable[[object], "Value | None"]

EXACT_INTEGERS = 2**53
"""Up to here every whole number is a 64-bit float."""

WHOLE = "license_chain"
"""The one set that is never empty: a model's own licence is in it."""

_EXPECTED = {
    NUMBER: "a number",
    BYTES: "a number of bytes",
    DURATION: "a number of days",
    DATE: "a date such as `2026-11-22`",
}


def reader(spec: FactSpec) -> Reader:
    """The reader of one value of a fact (of an entry, where the fact is a map)."""
    type_ = spec.value_type
    if isinstance(type_, SetOf):
        return _set_reader(type_.element, never_empty=spec.path == WHOLE)
    if is_ordered(type_):
        return _interval_reader(type_, spec.natural or LINE)
    return _read_bool if type_ == BOOL else _word_reader(type_)


# Ordered values


def _interval_reader(type_: object, natural: Interval) -> Reader:
    expected = _EXPECTED[type_]  # type: ignore[index]
    number = partial(_number, expected=expected, natural=natural)
    end = day if type_ == DATE else number
    long_way = partial(_read_interval, end=end, expected=expected, natural=natural)
    if type_ == DATE:
        return long_way
    least, greatest = max(natural[0], -float_info.max), min(natural[1], float_info.max)

    def read(raw: Any) -> Value | None:
        kind = type(raw)
        if kind is float or (kind is int and -EXACT_INTEGERS <= raw <= EXACT_INTEGERS):
            x = raw + 0.0
            if least <= x <= greatest:
                return x, x
        return long_way(raw)

    return read


def _read_interval(
    raw: object, end: Callable[[object], float], expected: str, natural: Interval
) -> Interval | None:
    if not isinstance(raw, Mapping):
        x = end(raw)
        return x, x
    ends = _only(raw, "between", f"{expected} or `between`")
    if not isinstance(ends, list | tuple) or len(ends) != 2:
        raise IllFormed(f"expected a list of two ends, found {found(ends)}", ".between")
    lo, hi = (default if e is None else end(e) for e, default in zip(ends, natural, strict=True))
    if lo > hi:
        shown = " is above ".join(found(e) for e in ends)
        raise IllFormed(f"`between` has its ends in the wrong order: {shown}")
    return None if (lo, hi) == natural else (lo, hi)


def _number(raw: object, expected: str, natural: Interval) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise IllFormed(f"expected {expected}, found {found(raw)}")
    try:
        x = float(raw) + 0.0
    except OverflowError:
        x = float("inf")
    if not -float_info.max <= x <= float_info.max:
        raise IllFormed(f"expected {expected}, found {found(raw)}")
    if x != raw:
        raise IllFormed(f"{found(raw)} is not exact as a 64-bit float, the nearest is `{x:.0f}`")
    if not natural[0] <= x <= natural[1]:
        raise IllFormed(f"expected {expected} {_range(natural)}, found {found(raw)}")
    return x


def _range(natural: Interval) -> str:
    if natural[1] == float("inf"):
        return f"of at least {natural[0]:g}"
    return f"from {natural[0]:g} to {natural[1]:g}"


def day(raw: object) -> float:
    """A date as a day ordinal."""
    if type(raw) is date:
        return float(raw.toordinal())
    if isinstance(raw, str) and len(raw) == 10 and raw[4] == raw[7] == "-":
        try:
            return float(date.fromisoformat(raw).toordinal())
        except ValueError:
            pass
    raise IllFormed(f"expected a date such as `2026-11-22`, found {found(raw)}")


# Truth


def _read_bool(raw: object) -> Value:
    if raw is True:
        return TRUE
    if raw is False:
        return FALSE
    raise IllFormed(f"expected `true` or `false`, found {found(raw)}")


# Words: strings, licences, members of an enumeration

Alternatives: TypeAlias = Callable[[object], frozenset[str]]


def _word_reader(type_: object) -> Reader:
    of_word: Alternatives = _licence_alternatives if type_ == LICENCE else _alone(type_)

    def read(raw: object) -> Value:
        if type(raw) is str or not isinstance(raw, Mapping):
            return of_word(raw)
        words = _only(raw, "one_of", "a text or `one_of`")
        if not isinstance(words, list | tuple) or not words:
            raise IllFormed(f"expected a list of alternatives, found {found(words)}", ".one_of")
        return frozenset().union(*map(of_word, words))

    return read


def _alone(type_: object) -> Alternatives:
    member = _member_reader(type_)
    return lambda raw: frozenset((member(raw),))


def _licence_alternatives(raw: object) -> frozenset[str]:
    return _licence(text(raw))[1]


def _licence_member(raw: object) -> str:
    return _licence(text(raw))[0]


def _member_reader(type_: object) -> Callable[[object], str]:
    """The reader of one member of a set."""
    if isinstance(type_, Enum):
        return partial(_enumerated, enum=type_)
    if type_ == LICENCE:
        return _licence_member
    return _folded if type_ == HUB_ID else text


def _folded(raw: object) -> str:
    return text(raw).casefold()


def text(raw: object) -> str:
    """A text that can be stored as UTF-8."""
    if not isinstance(raw, str):
        raise IllFormed(f"expected a text, found {found(raw)}")
    if not raw.isascii() and any("\ud800" <= c <= "\udfff" for c in raw):
        raise IllFormed(f"{quoted(raw)} holds half a character (a lone surrogate)")
    return raw


def _enumerated(raw: object, enum: Enum) -> str:
    if isinstance(raw, str) and raw in enum.members:
        return str(raw)
    noun = "a word of the list" if enum.name == "choice" else f"one of the {plural(enum.name)}"
    hint = suggestion(raw, enum.members) if isinstance(raw, str) else ""
    raise IllFormed(f"expected {noun}, found {found(raw)}{hint}")


@lru_cache(maxsize=4096)
def _licence(expression: str) -> tuple[str, frozenset[str]]:
    """The normal form and the alternatives of a licence expression."""
    try:
        normal = canonical(expression)
        return normal, alternatives_of(normal)
    except LicenceSyntaxError as error:
        raise IllFormed(str(error)) from None


# Sets


def _set_reader(element: Scalar | Enum, *, never_empty: bool) -> Reader:
    member = _member_reader(element)

    def listed(raw: object, at: str = "") -> frozenset[str]:
        if not isinstance(raw, list | tuple):
            raise IllFormed(f"expected a list of texts, found {found(raw)}", at)
        try:
            return frozenset(map(member, raw))
        except IllFormed:  # the long way, which says which item is wrong
            return frozenset(_at(member, item, f"{at}[{n}]") for n, item in enumerate(raw))

    def read(raw: object) -> Value | None:
        if type(raw) is list or not isinstance(raw, Mapping):
            exact = listed(raw)
            kept: Members = exact, exact
        else:
            kept = _bounds(raw, listed)
        if never_empty and kept[1] is not None and not kept[1]:
            raise IllFormed("is never empty: a model's own licence is in it; leave out the unknown")
        return None if kept == ANY_SET else kept

    return read


def _at(read: Callable[[object], str], item: object, at: str) -> str:
    try:
        return read(item)
    except IllFormed as ill:
        raise IllFormed(str(ill), at) from None


def _bounds(raw: Mapping[str, object], listed: Callable[..., frozenset[str]]) -> Members:
    if not {"at_least"} <= raw.keys() <= {"at_least", "at_most"}:
        raise IllFormed(f"expected a list, or `at_least` with or without `at_most`, {_keys(raw)}")
    lower = listed(raw["at_least"], ".at_least")
    upper = listed(raw["at_most"], ".at_most") if "at_most" in raw else None
    if upper is not None and (outside := sorted(lower - upper)):
        raise IllFormed(f"{quoted(outside[0])} is in `at_least` but not in `at_most`")
    return lower or NOTHING, upper


def _only(raw: Mapping[str, object], key: str, expected: str) -> object:
    if raw.keys() != {key}:
        raise IllFormed(f"expected {expected}, {_keys(raw)}")
    return raw[key]


def _keys(raw: Mapping[str, object]) -> str:
    shown = ", ".join(name_of(k) for k in list(raw)[:4])
    return f"found a mapping with {shown}" if shown else "found an empty mapping"
