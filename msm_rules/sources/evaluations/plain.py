"""Fields of a stranger's document, read for what they are meant to hold, or as nothing.

Owns the small questions that every format asks; a value of another kind is as good as absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any

LONGEST = 500
"""Characters of a name; a longer text is no name."""


def mapping(value: object) -> Mapping[str, Any]:
    """A mapping with names that are texts, without the others; anything else is empty."""
    if not isinstance(value, Mapping):
        return {}
    return {key: item for key, item in value.items() if isinstance(key, str)}


def items(value: object) -> list[Any]:
    """A list; anything else is empty."""
    return value if isinstance(value, list) else []


def name(value: object) -> str | None:
    """A text that can be a name: not empty, of one line, not too long."""
    text = value.strip() if isinstance(value, str) else ""
    return text if 0 < len(text) <= LONGEST and text.isprintable() else None


def number(value: object) -> float | None:
    """A number, finite or not; a text is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def whole(value: object) -> int | None:
    """A whole number, also written `5.0`."""
    found = number(value)
    return int(found) if found is not None and isfinite(found) and found == int(found) else None


def day_of(moment: object) -> str | None:
    """The day (UTC) of a time in seconds since 1970, as a number or a text, or of a timestamp in
    ISO 8601."""
    if isinstance(moment, bool):
        return None
    try:
        seconds = float(moment) if isinstance(moment, int | float | str) else None
    except (ValueError, OverflowError):
        seconds = None
    try:
        if seconds is None:
            return _iso_day(moment)
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _iso_day(moment: object) -> str | None:
    if not isinstance(moment, str):
        return None
    return datetime.fromisoformat(moment[:10]).date().isoformat()
