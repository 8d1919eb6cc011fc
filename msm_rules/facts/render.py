"""From what is kept of a value back to its JSON form, and to words for people.

Owns the inverse of `forms`: reading what `to_json` writes gives the same value. How bare typed
values read stands in `values.display`; here a fact's unit and natural range are added.
"""

from __future__ import annotations

from datetime import date
from math import inf
from typing import Any

from msm_rules.facts.forms import EXACT_INTEGERS
from msm_rules.facts.vocabulary import SHARE, FactSpec
from msm_rules.values import display as values_display
from msm_rules.values.possible import FALSE, TRUE, Value
from msm_rules.values.types import BOOL, DATE, SetOf, Type, is_ordered


def to_json(type_: Type, value: Value) -> object:
    """The JSON form of a fact's value, as language.md has it; None where nothing is known.

    An infinite end is null. A number is a whole number where it is one that every reader of JSON
    keeps exactly.
    """
    known: Any = value
    if type_ == BOOL:
        return {TRUE: True, FALSE: False}.get(known)
    if isinstance(type_, SetOf):
        return _set_form(*known)
    if is_ordered(type_):
        return _interval_form(type_, *known)
    if known is None:
        return None
    words = sorted(known)
    return words[0] if len(words) == 1 else {"one_of": words}


def _interval_form(type_: Type, lo: float, hi: float) -> object:
    low, high = _end_form(type_, lo), _end_form(type_, hi)
    if lo == hi:
        return low
    return None if low is high is None else {"between": [low, high]}


def _end_form(type_: Type, x: float) -> object:
    if x in (inf, -inf):
        return None
    if type_ == DATE:
        return date.fromordinal(int(x)).isoformat()
    return int(x) if x == int(x) and abs(x) <= EXACT_INTEGERS else x


def _set_form(lower: frozenset[str], upper: frozenset[str] | None) -> object:
    if lower == upper:
        return sorted(lower)
    if upper is None:
        return {"at_least": sorted(lower)} if lower else None
    return {"at_least": sorted(lower), "at_most": sorted(upper)}


def display(spec: FactSpec, value: Value) -> str:
    """A fact's value as people read it: `13.5 GiB`, `57.1 %`, `between 6.5B and 7.5B`."""
    if value == spec.missing:
        return values_display.NOT_KNOWN
    unit = "%" if spec.natural == SHARE else spec.unit
    return values_display.display(spec.value_type, value, unit)
