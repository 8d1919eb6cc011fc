"""Values as a proof document holds them.

Owns one form for each type, made once for a graph. All but scores read as in facts documents
(language.md), with the difference that infinite ends are `"-inf"` and `"inf"`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from math import inf
from typing import Any

from msm_rules.graph.canonical import number
from msm_rules.values.possible import FALSE, TRUE, UNKNOWN, VERDICTS, Value
from msm_rules.values.types import BOOL, DATE, SCORE, VERDICT, SetOf, Type, is_ordered

Form = Callable[[Any], object]

TRUTH = {TRUE: True, FALSE: False, UNKNOWN: None}


def form_of(type_: Type) -> Form:
    """The function that gives the JSON form of values of a type."""
    if type_ == BOOL:
        return TRUTH.__getitem__
    if type_ == SCORE:
        return score_form
    if type_ == VERDICT:
        return _verdict_form
    if isinstance(type_, SetOf):
        return _set_form
    if is_ordered(type_):
        return partial(_interval_form, day_end if type_ == DATE else end)
    return _words_form


def value_form(type_: Type, value: Value) -> object:
    """The JSON form of one value."""
    return form_of(type_)(value)


def score_form(value: tuple[int, int]) -> dict[str, int | float]:
    """Millionths as the ends from 0 to 1, in six decimals."""
    return {"lo": number(value[0] / 1e6), "hi": number(value[1] / 1e6)}


def end(x: float) -> int | float | str:
    """One end of an interval."""
    return number(x) if -inf < x < inf else "inf" if x > 0 else "-inf"


def day_end(x: float) -> int | float | str:
    """One end of an interval of dates; a day ordinal where the calendar has no such day."""
    return day(x) if x == x // 1 and 1 <= x <= date.max.toordinal() else end(x)


def day(ordinal: float) -> str:
    """A day ordinal in ISO 8601."""
    return date.fromordinal(int(ordinal)).isoformat()


def _interval_form(of_end: Form, value: tuple[float, float]) -> object:
    lo, hi = value
    return of_end(lo) if lo == hi else {"between": [of_end(lo), of_end(hi)]}


def _set_form(value: tuple[frozenset[str], frozenset[str] | None]) -> object:
    lower, upper = value
    if lower == upper:
        return sorted(lower)
    bounds = {"at_least": sorted(lower)}
    return bounds if upper is None else bounds | {"at_most": sorted(upper)}


def _words_form(value: frozenset[str] | None) -> object:
    if value is None:
        return None
    words = sorted(value)
    return words[0] if len(words) == 1 else {"one_of": words}


def _verdict_form(value: int) -> list[str]:
    return sorted(word for bit, word in VERDICTS.items() if value & bit)
