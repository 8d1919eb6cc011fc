"""Sources that disagree on a fact.

Owns the comparison of what the evidence says it was given (`raw`), where the vocabulary can read
that as a value; benchmark figures are compared as fractions, and only under one setting.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from math import inf
from typing import Any

from msm_rules.diagnostics.cells import visible
from msm_rules.facts import Evidence, FactSpec, Vocabulary, builtin, display, split_key
from msm_rules.facts.forms import Reader
from msm_rules.facts.merging import joined
from msm_rules.facts.problems import IllFormed
from msm_rules.facts.reading import value_reader
from msm_rules.facts.strength import rank
from msm_rules.facts.vocabulary import METHODS
from msm_rules.frozen import record
from msm_rules.sources.lints.printed import SCORES, Printed, figures_of, percent, points
from msm_rules.sources.lints.subject import Found, Subject
from msm_rules.values.possible import Value
from msm_rules.values.types import DATE

_WORDING = frozenset(("license_declared",))
"""Facts that are what a source wrote: other words for the same thing are no disagreement."""
_BY_NAME = "name"
_EXACT = frozenset(("measured", "verified", "declared"))
"""Methods by which a source states one number; estimates are intervals that may overlap."""
_ROUNDED = 1.05
_DAYS = 7


def disagreement(subject: Subject) -> Iterator[Found]:
    """Facts of which equally strong evidence says things that cannot all be true."""
    for key, rows in subject.facts.evidence.items():
        if len(rows) < 2 or key in _WORDING:
            continue
        if key.startswith(SCORES):
            yield from _scores(subject, key)
        else:
            yield from _values(key, rows, subject.facts.values.get(key), builtin())


def _scores(subject: Subject, key: str) -> Iterator[Found]:
    groups: dict[object, list[Printed]] = {}
    for each in figures_of(subject.facts, key):
        fields = (each.row.record.get(f) for f in ("shots", "metric", "variant", "harness"))
        groups.setdefault((each.row.method, *map(str, fields)), []).append(each)
    for rows in groups.values():
        low, high = (f(rows, key=lambda p: p.fraction) for f in (min, max))
        finest = max(low.step / low.scale, high.step / high.scale)
        if high.fraction - low.fraction > finest * (1 + 1e-9):
            apart = f"{points(high.fraction - low.fraction)} apart"
            yield Found(
                key,
                f"{_both(low, high)}: {apart}",
                {"said": [low.fraction, high.fraction]},
            )


def _both(low: Printed, high: Printed) -> str:
    here, there = _where(low.row), _where(high.row)
    if here == there:
        return f"{here} says both {percent(low.fraction)} and {percent(high.fraction)}"
    return f"{here} says {percent(low.fraction)}, {there} says {percent(high.fraction)}"


@record
class _Said:
    row: Evidence
    value: Value


def _values(
    key: str, rows: Sequence[Evidence], kept: Value | None, vocabulary: Vocabulary
) -> Iterator[Found]:
    spec = vocabulary.facts.get(split_key(key)[0])
    read = value_reader(vocabulary, key)
    if spec is None or read is None:
        return
    best = METHODS[rank(rows)]
    strong = [row for row in rows if row.method == best]
    said = [each for row in strong if (each := _read(row, read, kept)) is not None]
    if len(said) > 1 and not joined(spec, [s.value for s in said])[1]:
        told = dict.fromkeys(f"{_where(s.row)} says {display(spec, s.value)}" for s in said)
        message = f"{best} sources disagree: {', '.join(told)}"
        yield Found(key, message, {"said": [s.row.raw for s in said]})
    elif not said and best in _EXACT and len(strong) > 1 and _left_open(spec, kept):
        names = " and ".join(dict.fromkeys(map(_where, strong)))
        message = f"{best} sources, {names}, leave it {display(spec, kept)}"
        yield Found(key, message, {"sources": [_where(row) for row in strong]})


def _left_open(spec: FactSpec, kept: Any) -> bool:
    """Whether sources that state a number or a day must have stated several: no bound is open, and
    they are apart by more than other ways to round or to count days, and it is not a month or a
    year, which a source may mean as a whole."""
    if not _ordered(kept) or not -inf < kept[0] < kept[1] < inf:
        return False
    if spec.value_type == DATE:
        return kept[1] - kept[0] > _DAYS and date.fromordinal(int(kept[0])).day != 1
    return bool(kept[1] > kept[0] * _ROUNDED)


def _read(row: Evidence, read: Reader, kept: Value | None) -> _Said | None:
    """What the source gave, as a value of the fact; None where it is not one by itself, as a
    number is in a unit of the source's own where it lies outside of what was made of it."""
    if row.raw is None or row.source == _BY_NAME or row.member is not None:
        return None
    try:
        value: Any = read(row.raw)
    except IllFormed:
        return None
    if value is None or (_ordered(value) and not _holds(kept, value)):
        return None
    return _Said(row, value)


def _ordered(value: Any) -> bool:
    return isinstance(value, tuple) and isinstance(value[0], float)


def _holds(kept: Any, value: Any) -> bool:
    return _ordered(kept) and kept[0] <= value[0] and value[1] <= kept[1]


def _where(row: Evidence) -> str:
    return visible(", ".join(filter(None, (row.source or row.by, row.locator))) or "a source")
