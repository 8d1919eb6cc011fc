"""What one record of a table says of one model, by the rules of its mapping.

Owns the way from cells to claims, each with its evidence: file and row, column, day, and the cell
as it stood.  What cannot be read is said, and loses nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Table
from pathlib import Path
from typing import Any, TypeAlias

from msm_rules.facts.problems import IllFormed, found
from msm_rules.frozen import record
from msm_rules.sources.normalise import licences
from msm_rules.sources.normalise.claims import Claim, Json, between, members
from msm_rules.sources.normalise.identity import hub_id
from msm_rules.sources.normalise.intervals import wilson
from msm_rules.sources.tables.cells import Cell, as_raw, is_missing, read_cell
from msm_rules.sources.tables.dates import read_day
from msm_rules.sources.tables.mapping import Mapping, Place, Rule
from msm_rules.sources.tables.members import key_of
from msm_rules.sources.tables.paths import lookup
from msm_rules.values.types import LICENCE

Row: TypeAlias = "Table[str, Any]"


@record
class Odd:
    """A cell that could not be read: its column, and why."""

    column: str
    message: str


Said: TypeAlias = "Iterator[Claim | Odd]"


def model_id(mapping: Mapping, row: Row) -> str | None:
    """The id of the model that a row is about: what stands in its columns, an address on the Hub
    as the id there; None where nothing does."""
    parts = [_word(mapping, lookup(row, column)) for column in mapping.id.columns]
    if not all(parts):
        return None
    whole = mapping.id.between.join(str(part) for part in parts)
    return mapping.prefix + (hub_id(whole) or whole)


def _word(mapping: Mapping, raw: object) -> str | None:
    if is_missing(raw, mapping.missing) or isinstance(raw, bool | list | dict):
        return None
    return str(raw).strip()


def row_says(mapping: Mapping, name: str, row: Row) -> Said:
    """The claims of a row, and the cells of it that could not be read; `name` is what messages
    call the row."""
    day = _observed(mapping, row)
    if isinstance(day, Odd):
        yield day
        day = None
    here = _short(name)
    told: set[Odd] = set()
    for rule in mapping.rules:
        raw = _cell(rule.place, row)
        if is_missing(raw, mapping.missing):
            continue
        where = f"{here}: {rule.place}" if rule.place.columns else _in_mapping(mapping, rule)
        try:
            yield from _fact(mapping, rule, row, raw, where, day)
        except IllFormed as ill:
            odd = Odd(str(rule.place) or rule.at, f"{ill}{ill.at and f' at {ill.at}'}")
            if odd not in told:  # a column with shots is read by two rules
                yield odd
            told.add(odd)


def _cell(place: Place, row: Row) -> Any:
    if not place.columns:
        return place.constant
    if len(place.columns) == 1:
        return lookup(row, place.columns[0])
    cells = [lookup(row, column) for column in place.columns]
    return place.between.join(str(c).strip() for c in cells if c is not None)


def _short(name: str) -> str:
    """A record as evidence names it: the file by its name alone, since where it lies on one
    machine means nothing on another."""
    file, colon, rest = name.partition(": ")
    return f"{Path(file).name}{colon}{rest}"


def _in_mapping(mapping: Mapping, rule: Rule) -> str:
    return f"{Path(mapping.where).name}: {rule.at}"


def _observed(mapping: Mapping, row: Row) -> str | Odd | None:
    """The day on which a row was looked at, where it has a column for that."""
    if mapping.observed is None:
        return mapping.source.observed
    raw = _cell(mapping.observed, row)
    if is_missing(raw, mapping.missing):
        return None
    try:
        day = read_day(raw, mapping.observed_form)
    except IllFormed as ill:
        return Odd(str(mapping.observed), str(ill))
    whole = isinstance(day, str)
    return day if whole else Odd(str(mapping.observed), f"expected a day, found {found(raw)}")  # type: ignore[return-value]


def _fact(mapping: Mapping, rule: Rule, row: Row, raw: Any, where: str, day: str | None) -> Said:
    if rule.spec.value_type == LICENCE:
        yield from _licence(mapping, rule, raw, where, day)
        return
    cell = read_cell(raw, rule, mapping.decimal)
    yield from (Odd(str(rule.place) or rule.at, message) for message in cell.odd)
    if cell.value is None:
        return
    more: dict[str, Json] = {"raw": as_raw(raw), "note": cell.note, "observed": day}
    method = rule.method or cell.method or mapping.method
    value: Json = cell.value
    if rule.score is not None:
        value, fields = _score(mapping, rule, row, cell)
        more |= fields
    yield mapping.source.claim(rule.key, value, method, where, **more)


def _score(mapping: Mapping, rule: Rule, row: Row, cell: Cell) -> tuple[Json, dict[str, Json]]:
    """A benchmark's result: the interval that so many items give, where their number is known."""
    score = rule.score
    assert score is not None
    fields: dict[str, Json] = {**score.said, "shots": score.shots}
    n = _items(mapping, score.n, row)
    value = cell.value
    if n is None:
        return value, fields
    if not isinstance(value, int | float) or not 0 <= value <= 1:
        raise IllFormed(f"expected a share from 0 to 1 of {n:,} items, found {found(value)}")
    return between(*wilson(value, n)), {**fields, "n": n}


def _items(mapping: Mapping, n: int | str | None, row: Row) -> int | None:
    if not isinstance(n, str):
        return n
    raw = lookup(row, n)
    if is_missing(raw, mapping.missing):
        return None
    text = str(raw).strip()
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text) > 0):
        raise IllFormed(f"expected how many items `{n}` says, found {found(raw)}")
    return int(text)


def _licence(mapping: Mapping, rule: Rule, raw: Any, where: str, day: str | None) -> Said:
    """A licence by whatever name: the fact, its words as they stood, one of the chain."""
    given = rule.written.words.get(key_of(raw), raw)
    if given is None:
        return
    listed = given if isinstance(given, list) else [given]
    if strange := [name for name in listed if not isinstance(name, str)]:
        raise IllFormed(f"expected a licence's name, found {found(strange[0])}")
    names = tuple(str(name).strip() for name in listed)
    found_ = licences.from_names(names)
    method = rule.method or mapping.method
    more: dict[str, Json] = {"raw": as_raw(raw), "note": found_.note, "observed": day}
    say = mapping.source.claim
    yield say("license_declared", found_.raw, method, where, **more)
    if found_.possible:
        yield say(rule.key, found_.value, method, where, **more)
    if len(found_.possible) == 1 and not any(r.key == "license_chain" for r in mapping.rules):
        member = found_.possible[0]
        value = members((member,), None)
        yield say("license_chain", value, method, where, **more, member=member)
