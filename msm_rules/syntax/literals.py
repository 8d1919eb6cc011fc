"""What a written number, date or string stands for.

Owns multipliers, units and escapes. The units are those of the language reference: `KB` is 1000
bytes, `KiB` 1024; a month is 30 days and a year 365.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from msm_rules.source import Span
from msm_rules.syntax.tree import Unit
from msm_rules.syntax.trouble import Unreadable

PERCENT = "%"
"""The one multiplier that divides: by a hundred."""

MULTIPLIERS: dict[str, tuple[int, Unit]] = {
    "": (1, "number"),
    PERCENT: (1, "number"),
    **{name: (1000 ** (i + 1), "number") for i, name in enumerate("KMBT")},
    "Ki": (1024, "number"),
    "Mi": (1024**2, "number"),
    "byte": (1, "bytes"),
    "bytes": (1, "bytes"),
    **{f"{name}B": (1000 ** (i + 1), "bytes") for i, name in enumerate("KMGT")},
    **{f"{name}iB": (1024 ** (i + 1), "bytes") for i, name in enumerate("KMGT")},
    **{
        name + plural: (days, "duration")
        for name, days in {"day": 1, "week": 7, "month": 30, "year": 365}.items()
        for plural in ("", "s")
    },
}
"""What may follow a number: the factor, and the unit of the product (bytes, days, or none)."""

LONGEST_NUMBER = 400
"""Characters a number may have; beyond, the arithmetic would cost more than the file."""

_NUMBER = re.compile(r"([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))? ?([A-Za-z%]*)")
_ESCAPE = re.compile(r'\\u([0-9a-fA-F]{4})|\\(["\\nt])')
_SHORT = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}
_LARGEST_EXPONENT = 1000


def is_number(text: str) -> bool:
    """Whether a text from elsewhere than a policy is written as a policy writes numbers."""
    match = _NUMBER.fullmatch(text.replace("_", ""))
    return match is not None and match[4] in MULTIPLIERS


def number(text: str, span: Span) -> tuple[float, Unit]:
    """The value and unit of a written number, rounded once; `Unreadable` beyond a 64-bit float."""
    if len(text) > LONGEST_NUMBER:
        raise Unreadable("too long a number", span, f"a number has at most {LONGEST_NUMBER} signs")
    value = _number(text)
    if value is None:
        raise Unreadable("too large a number", span, "the largest number is about 1.8e308")
    return value


@lru_cache(4096)
def _number(text: str) -> tuple[float, Unit] | None:
    """The value and unit, or None where the value is beyond a 64-bit float."""
    match = _NUMBER.fullmatch(text.replace("_", ""))
    assert match is not None, text
    whole, fraction, exponent, name = match.groups(default="")
    digits = int(whole + fraction)
    factor, unit = MULTIPLIERS[name]
    power = int(exponent or 0) - len(fraction) - (2 if name == PERCENT else 0)
    if digits == 0 or power < -_LARGEST_EXPONENT:
        return 0.0, unit
    if power > _LARGEST_EXPONENT:
        return None
    above, below = digits * factor * 10 ** max(power, 0), 10 ** max(-power, 0)
    try:
        return above / below, unit  # of whole numbers, so it is rounded once
    except OverflowError:
        return None


def day(text: str, span: Span) -> int:
    """The ordinal of a written date; `Unreadable` if there is no such day."""
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        raise Unreadable(
            f"there is no such day: `{text}`", span, "a date is year-month-day"
        ) from None


def string(text: str, span: Span) -> str:
    """The characters that a quoted string stands for; `Unreadable` for half a surrogate pair."""
    inner = text[1:-1]
    if "\\" not in inner:
        return inner
    value = _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else _SHORT[m[2]], inner)
    try:
        return value.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise Unreadable(
            "half a character",
            span,
            "beyond `\\uFFFF` a character is written as it is or as a pair",
        ) from None
