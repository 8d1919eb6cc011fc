"""How a value reads for people: `13.5 GiB`, `between 6.5B and 7.5B`, `at least en`.

Owns the wording of values and of what is open about them. Figures are rounded for reading and are
never parsed again; the exact form is the one of proofs. Words come from strangers and are made
visible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from math import inf
from typing import Any

from msm_rules.diagnostics.cells import visible
from msm_rules.values.possible import MILLION, TRUE, UNKNOWN, VERDICTS, Value
from msm_rules.values.types import BYTES, DURATION, Enum, MapOf, Scalar, SetOf, Type

NOT_KNOWN = "not known"

MOST_WORDS = 12
"""How many members of a set are written out before the others are only counted."""

_BINARY = (("TiB", 2.0**40), ("GiB", 2.0**30), ("MiB", 2.0**20), ("KiB", 2.0**10))
_DECIMAL = (("T", 1e12), ("B", 1e9), ("M", 1e6), ("K", 1e3))
_SHORT_FROM = {"parameters": 1e3, "tokens": 1e7}
"""Units whose numbers are shortened (`7.2B`), and from which number on."""
_SCIENTIFIC_FROM = 1e15


def display(type_: Type, value: Value, unit: str = "") -> str:
    """A value as people read it; `unit` is `%`, `bytes`, or the noun that follows a number."""
    known: Any = value
    match type_:
        case SetOf():
            return _members(*known)
        case Enum():
            return _words(known)
        case MapOf():
            raise TypeError("a map is not a value")
        case Scalar("bool"):
            return NOT_KNOWN if known == UNKNOWN else "yes" if known == TRUE else "no"
        case Scalar("verdict"):
            return _either(sorted(word for bit, word in VERDICTS.items() if known & bit))
        case Scalar("score"):
            return _interval(known, _score)
        case Scalar("string" | "licence"):
            return _words(known)
        case Scalar("date"):
            return _interval(known, _date, "on or after", "on or before")
        case Scalar():
            return _interval(known, _figure(type_, unit))


# Ordered values


def _interval(
    value: tuple[float, float],
    figure: Callable[[float], str],
    least: str = "at least",
    most: str = "at most",
) -> str:
    lo, hi = value
    if lo == hi:
        return figure(lo)
    if hi == inf:
        return NOT_KNOWN if lo in (-inf, 0.0) else f"{least} {figure(lo)}"
    if lo == -inf:
        return f"{most} {figure(hi)}"
    low, high = figure(lo), figure(hi)
    return f"about {low}" if low == high else f"between {low} and {high}"


def _figure(type_: Scalar, unit: str) -> Callable[[float], str]:
    if type_ == BYTES:
        return _bytes
    if type_ == DURATION:
        return lambda days: f"{_number(days)} {'day' if days == 1 else 'days'}"
    return lambda x: _number(x, unit)


def _bytes(x: float) -> str:
    return _scaled(x, _BINARY, " ") or f"{_number(x)} {'byte' if x == 1 else 'bytes'}"


def _scaled(x: float, scale: Iterable[tuple[str, float]], gap: str) -> str:
    """`13.5 GiB`: one decimal in the greatest unit that rounds to 1 or more; empty if none does."""
    for name, factor in scale:
        if abs(x) != inf and round(abs(x) / factor, 1) >= 1.0:
            return f"{x / factor:,.1f}".removesuffix(".0") + gap + name
    return ""


def _number(x: float, unit: str = "") -> str:
    if x == inf:
        return "no limit"
    if x == -inf:
        return "−∞"
    if unit == "%":
        return f"{100 * x:.1f} %"
    short = _scaled(x, _DECIMAL, "") if abs(x) >= _SHORT_FROM.get(unit, inf) else ""
    figure = short or _plain(x)
    return figure if not unit or unit == "parameters" else f"{figure} {unit}"


def _plain(x: float) -> str:
    """Whole numbers in groups of three, others to four figures or so, great ones as `1e25`."""
    if abs(x) >= _SCIENTIFIC_FROM or 0 < abs(x) < 1e-4:
        mantissa, exponent = f"{x:.3e}".split("e")
        return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"
    if x == int(x):
        return f"{int(x):,}"
    decimals = 2 if abs(x) >= 100 else 3 if abs(x) >= 1 else 4
    return f"{x:,.{decimals}f}".rstrip("0").rstrip(".")


def _score(millionths: float) -> str:
    """Exactly what is compared: six decimals, of which two are always written."""
    whole, rest = f"{millionths / MILLION:.6f}".split(".")
    return f"{whole}.{rest.rstrip('0'):0<2}"


def _date(ordinal: float) -> str:
    if ordinal < 1:
        return "before the year 1"
    if ordinal >= date.max.toordinal() + 1:
        return "after the year 9999"
    return date.fromordinal(int(ordinal)).isoformat()


# Words and sets


def _words(value: frozenset[str] | None) -> str:
    return NOT_KNOWN if value is None else _either(_listed(value))


def _members(lower: frozenset[str], upper: frozenset[str] | None) -> str:
    if lower == upper:
        return ", ".join(_listed(lower)) or "none"
    parts = [f"at least {', '.join(_listed(lower))}"] if lower else []
    if upper is not None:
        parts.append(f"at most {', '.join(_listed(upper))}")
    return ", ".join(parts) or NOT_KNOWN


def _listed(words: frozenset[str]) -> list[str]:
    shown = [visible(w) for w in sorted(words, key=lambda w: (w.casefold(), w))]
    if len(shown) <= MOST_WORDS:
        return shown
    return [*shown[:MOST_WORDS], f"{len(shown) - MOST_WORDS} more"]


def _either(words: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
