"""Days as tables write them: ISO 8601, or a form that the mapping declares.

Owns the letters of a date's form (`DD.MM.YYYY`). A day that may be read in two ways is not read:
`03/04/2026` needs a form. A month or a year is all its days.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime

from msm_rules.facts.problems import IllFormed, found
from msm_rules.sources.normalise.claims import Json, between

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?", re.ASCII | re.DOTALL)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_PARTS = {
    "YYYY": r"(?P<year>\d{4})",
    "MMM": r"(?P<name>[A-Za-z]{3,9})\.?",
    "MM": r"(?P<month>\d{1,2})",
    "DD": r"(?P<day>\d{1,2})",
}
_LETTERS = re.compile("|".join(_PARTS))
LONGEST = 64
"""Characters beyond which a text is no date."""


def form(text: str) -> re.Pattern[str]:
    """A form such as `DD.MM.YYYY` as a pattern; raises IllFormed where it is none."""
    letters = _LETTERS.findall(text)
    rest = "".join(_LETTERS.split(text))
    kinds = sorted("MM" if part == "MMM" else part for part in letters)
    if kinds not in (["DD", "MM", "YYYY"], ["MM", "YYYY"], ["YYYY"]) or re.search(r"\w", rest):
        raise IllFormed(
            f"expected a form such as `DD.MM.YYYY` or `DD MMM YYYY`, found {found(text)}"
        )
    split = re.split(f"({_LETTERS.pattern})", text)
    pieces = (_PARTS.get(piece, re.escape(piece)) for piece in split)
    return re.compile("".join(pieces), re.ASCII)


def read_day(raw: object, pattern: re.Pattern[str] | None = None) -> Json:
    """A day as a facts document writes it; of a month or a year, the days it may be."""
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    text = str(raw).strip() if isinstance(raw, str | int) and not isinstance(raw, bool) else ""
    if text and len(text) <= LONGEST:
        days = _declared(text, pattern) if pattern else _iso(text)
        if days is not None:
            return days
    raise IllFormed(_why(raw, text, pattern))


def _why(raw: object, text: str, pattern: re.Pattern[str] | None) -> str:
    if pattern is None and re.fullmatch(r"\d{1,2}([./-])\d{1,2}\1\d{4}", text):
        return f"{found(raw)} may be read in two ways: give its `format`, such as `DD.MM.YYYY`"
    expected = "a date of the declared `format`" if pattern else "a date such as `2026-11-22`"
    return f"expected {expected}, found {found(raw)}"


def _iso(text: str) -> Json:
    parts = _ISO.fullmatch(text)
    if parts is None:
        return None
    return _days(int(parts[1]), *(None if p is None else int(p) for p in (parts[2], parts[3])))


def _declared(text: str, pattern: re.Pattern[str]) -> Json:
    parts = pattern.fullmatch(text)
    if parts is None:
        return None
    named = parts.groupdict()
    if (name := named.get("name")) is not None:
        if name[:3].lower() not in _MONTHS:
            return None
        named["month"] = str(_MONTHS.index(name[:3].lower()) + 1)
    month, day = (None if named.get(p) is None else int(named[p]) for p in ("month", "day"))
    return _days(int(named["year"]), month, day)


def _days(year: int, month: int | None, day: int | None) -> Json:
    """The day, or the first and the last one that a month or a year may be; None for none."""
    first, last = (month, month) if month is not None else (1, 12)
    try:
        if day is not None:
            return date(year, first, day).isoformat()
        return between(
            date(year, first, 1).isoformat(),
            date(year, last, monthrange(year, last)[1]).isoformat(),
        )
    except ValueError:
        return None


def day_or_raw(text: object) -> Json:
    """A day as `read_day` has it; what is none stays, for whoever checks the claim to say so."""
    try:
        return read_day(text)
    except IllFormed:
        return str(text)
