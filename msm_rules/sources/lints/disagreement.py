"""Sources that disagree on a fact.

Owns the comparison of what the evidence says it was given (`raw`), where the vocabulary can read
that as a value; benchmark figures are compared as fractions, and only under one setting.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msm_rules.diagnostics.cells import visible
from msm_rules.facts import Evidence, Vocabulary, builtin, display, split_key
from msm_rules.facts.forms import Reader
from msm_rules.facts.merging import joined
from msm_rules.facts.problems import IllFormed
from msm_rules.facts.reading import value_reader
from msm_rules.facts.strength import rank
from msm_rules.facts.vocabulary import METHODS
from msm_rules.frozen import record
from msm_rules.sources.lints.printed import Printed, figures_of, percent
from msm_rules.sources.lints.subject import Found, Subject
from msm_rules.values.possible import Value

_WORDING = frozenset(("license_declared",))
"""Facts that are what a source wrote: other words for the same thing are no disagreement."""
_BY_NAME = "name"


def disagreement(subject: Subject) -> Iterator[Found]:
    """Facts of which equally strong evidence says things that cannot all be true."""
    for key, rows in subject.facts.evidence.items():
        if len(rows) < 2 or key in _WORDING:
            continue
        if key.startswith('benchmarks["'):
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
            apart = f"{percent(high.fraction - low.fraction)} apart"
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
    found = (_read(row, read, kept) for row in rows if row.method == best)
    said = [each for each in found if each is not None]
    if len(said) > 1 and not joined(spec, [s.value for s in said])[1]:
        told = dict.fromkeys(f"{_where(s.row)} says {display(spec, s.value)}" for s in said)
        message = f"{best} sources disagree: {', '.join(told)}"
        yield Found(key, message, {"said": [s.row.raw for s in said]})


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
