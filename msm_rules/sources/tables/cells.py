"""One cell of a table, read as a value of a fact.

Owns which reading a fact's type has.  What cannot be read raises IllFormed, in words for people.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from msm_rules.facts.problems import IllFormed, found
from msm_rules.frozen import record
from msm_rules.sources.broken import BadRecord
from msm_rules.sources.normalise.claims import Json
from msm_rules.sources.notation import read_json
from msm_rules.sources.tables.dates import read_day
from msm_rules.sources.tables.mapping import Rule
from msm_rules.sources.tables.members import key_of, read_set, word
from msm_rules.sources.tables.numbers import read_number
from msm_rules.values.types import BOOL, DATE, Enum, SetOf, is_ordered

UNCERTAIN = frozenset(("between", "one_of", "at_least", "at_most"))
"""How a facts document writes what is not certain; a cell may hold that too."""

_TRUTH = {"true": True, "yes": True, "y": True, "false": False, "no": False, "n": False}


@record
class Cell:
    """A value that was read; `method` where it is known in another way than the table's other
    facts, `odd` what of the cell could not be read."""

    value: Json
    method: str | None = None
    odd: tuple[str, ...] = ()
    note: str | None = None


def is_missing(raw: object, missing: frozenset[str]) -> bool:
    """Whether a cell says nothing."""
    if raw is None or (isinstance(raw, float) and raw != raw):
        return True
    return key_of(raw) in missing if isinstance(raw, str) else raw in ([], {})


def read_cell(raw: object, rule: Rule, decimal: str | None) -> Cell:
    """The value of a fact in a cell that says something."""
    raw = _json(raw)
    if isinstance(raw, Mapping):
        return Cell(_uncertain(raw))
    type_ = rule.spec.value_type
    if isinstance(type_, SetOf):
        read = read_set(raw, rule.spec, rule.written)
        return Cell(read.value, None, read.odd, read.note)
    words = rule.written.words
    if words and not isinstance(raw, list) and key_of(raw) in words:
        raw = words[key_of(raw)]
        if raw is None:
            return Cell(None)
    if type_ == DATE:
        return Cell(read_day(raw, rule.written.form))
    if is_ordered(type_):
        figure = read_number(raw, rule.spec, rule.written, decimal)
        return Cell(figure.value, figure.method)
    if type_ == BOOL:
        return Cell(_truth(raw))
    return Cell(word(raw, type_) if isinstance(type_, Enum) else _text(raw))


def _json(raw: object) -> object:
    """A text that is a list or a mapping of JSON as that; other texts, dates and the like as they
    are."""
    if isinstance(raw, str) and raw.lstrip()[:1] in ("{", "["):
        try:
            return read_json(raw)
        except BadRecord:
            return raw
    return raw


def _uncertain(raw: Mapping[Any, Any]) -> Json:
    """An uncertain value as a facts document writes it; whoever checks claims reads it."""
    if not raw or not raw.keys() <= UNCERTAIN:
        raise IllFormed(f"expected one value, found {found(raw)}")
    return {str(name): value for name, value in raw.items()}


def _truth(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and (known := _TRUTH.get(key_of(raw))) is not None:
        return known
    raise IllFormed(f"expected yes or no, found {found(raw)}")


def _text(raw: object) -> str:
    if isinstance(raw, str):
        return raw.strip()
    if isinstance(raw, int) and not isinstance(raw, bool):
        return str(raw)
    raise IllFormed(f"expected a text, found {found(raw)}")


def as_raw(raw: Any) -> Json:
    """A cell as evidence keeps it: plain JSON."""
    raw = _single(raw)
    kept: Json = [_single(part) for part in raw] if isinstance(raw, list) else raw
    return kept


def _single(raw: Any) -> Any:
    return str(raw) if isinstance(raw, date | datetime | time | Decimal | bytes) else raw
