"""Hypothesis strategies for what is known of a model, and for what it may turn out to be.

`models()` draws `model` parts with every kind of uncertainty; `completions()` draws, for one of
them, exact facts within its bounds; `narrowings()` draws one of which at least as much is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from msm_rules import licences
from tests.strategies_vocabulary import (
    FACTS,
    METHODS,
    PARAMS,
    POOL,
    SETTINGS,
    STRANGERS,
    VALUES,
    FactRow,
)

DAY = date(2026, 11, 22)
IDS = st.sampled_from(["acme/one", "Acme/Two", "other/x", "lone"])
DAYS = st.integers(-400, 400).map(lambda n: (DAY + timedelta(n)).isoformat()) | st.sampled_from(
    ["2026-01-01", "2026-11-22", "2027-03-05", "0001-01-01", "9999-12-31"]
)


# --- what is known -----------------------------------------------------------------------------


def _points(row: FactRow) -> st.SearchStrategy[Any]:
    if row.kind == "date":
        return DAYS
    lo, hi = row.natural or (0, 0)
    inside = [x for x in VALUES[row.kind] if lo <= x <= hi]
    if row.natural == (0.0, 1.0):
        return st.sampled_from(inside) | st.floats(0, 1)
    return st.sampled_from(inside) | st.floats(max(lo, -1e6), 1e6)


def _interval(row: FactRow) -> st.SearchStrategy[Any]:
    def between(ends: tuple[Any, Any], open_: tuple[bool, bool]) -> dict[str, Any]:
        lo, hi = sorted(ends)
        return {"between": [None if open_[0] else lo, None if open_[1] else hi]}

    some = st.sampled_from([(False, False), (False, False), (True, False), (False, True)])
    return _points(row) | st.builds(between, st.tuples(_points(row), _points(row)), some)


def _sets(row: FactRow) -> st.SearchStrategy[Any]:
    least = 1 if row.path == "license_chain" else 0
    pool = st.sampled_from(POOL[row.kind[4:]])
    some = st.lists(pool, min_size=least, max_size=3)

    def bounded(lower: list[str], more: list[str]) -> dict[str, Any]:
        return {"at_least": lower, "at_most": lower + more}

    return (
        some
        | st.builds(lambda s: {"at_least": s}, some)
        | st.builds(bounded, some, st.lists(pool, min_size=1, max_size=2))
    )


def forms(row: FactRow) -> st.SearchStrategy[Any]:
    """JSON forms of what is known of a fact; None where that is nothing."""
    if row.natural is not None:
        return st.none() | _interval(row)
    if row.kind == "bool":
        return st.sampled_from([None, True, False])
    if row.kind.startswith("set:"):
        return st.none() | _sets(row)
    word = st.sampled_from(POOL[row.kind])
    several = st.lists(word, min_size=1, max_size=3).map(lambda w: {"one_of": w})
    return st.none() | word | several


def _put(model: dict[str, Any], row: FactRow, value: Any) -> None:
    if row.entry is None:
        model[row.path] = value
    else:
        model.setdefault(row.path, {})[row.entry] = value


def _get(model: Mapping[str, Any], row: FactRow) -> Any:
    found = model.get(row.path)
    return found if row.entry is None else (found or {}).get(row.entry)


@st.composite
def models(draw: st.DrawFn) -> dict[str, Any]:
    """The `model` part of a facts document."""
    model: dict[str, Any] = {"id": draw(IDS)}
    for row in FACTS:
        _put(model, row, draw(forms(row)))
    return model


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A facts document, with evidence for some of its facts."""
    evidence: dict[str, Any] = {}
    for row in draw(st.lists(st.sampled_from(FACTS), max_size=6, unique=True)):
        key = row.text.removeprefix("model.")
        evidence[key] = draw(st.lists(_EVIDENCE, min_size=1, max_size=2))
    return {"schema": "msm-facts/1", "model": draw(models()), "evidence": evidence}


_EVIDENCE = st.builds(
    lambda method, observed: {"method": method, **({"observed": observed} if observed else {})},
    st.sampled_from(METHODS),
    st.none() | DAYS,
)


# --- what it may turn out to be ----------------------------------------------------------------


def _exact_ordered(row: FactRow, known: Any) -> st.SearchStrategy[Any]:
    lo, hi = known["between"] if isinstance(known, dict) else (None, None)
    if known is not None and not isinstance(known, dict):
        return st.just(known)
    inside = _points(row).filter(lambda x: (lo is None or x >= lo) and (hi is None or x <= hi))
    ends = [e for e in (lo, hi) if e is not None]
    if row.kind != "date" and lo is not None and hi is not None:
        middle = min(max(lo / 2 + hi / 2, lo), hi)
        return st.sampled_from([*ends, middle])
    if lo is not None and hi is not None:
        return st.sampled_from(ends)
    return (st.sampled_from(ends) if ends else inside) | inside


def _licence(known: str) -> st.SearchStrategy[str]:
    """One of the alternatives of a licence expression."""
    found = licences.alternatives(licences.canonical(known))
    return st.sampled_from([" AND ".join(parts) for parts in found])


def _exact_word(kind: str, known: Any) -> st.SearchStrategy[Any]:
    words = [*POOL[kind], STRANGERS[kind]] if known is None else [known]
    if isinstance(known, dict):
        words = known["one_of"]
    chosen = st.sampled_from(words)
    return chosen.flatmap(_licence) if kind == "licence" else chosen


@st.composite
def _exact_set(draw: st.DrawFn, row: FactRow, known: Any) -> list[str]:
    kind = row.kind[4:]
    anything = [*POOL[kind], STRANGERS[kind]]
    if isinstance(known, list):
        lower, upper = known, known
    else:
        lower = known["at_least"] if known else []
        upper = known.get("at_most", [*lower, *anything]) if known else anything
    more = draw(st.lists(st.sampled_from(upper), max_size=3)) if upper else []
    if row.path == "license_chain" and not lower and not more:
        more = [upper[0]]
    if kind != "licence":
        return [*lower, *more]
    return [draw(_licence(word)) for word in dict.fromkeys([*lower, *more])]


def _exact(row: FactRow, known: Any) -> st.SearchStrategy[Any]:
    if row.natural is not None:
        return _exact_ordered(row, known)
    if row.kind == "bool":
        return st.booleans() if known is None else st.just(known)
    if row.kind.startswith("set:"):
        return _exact_set(row, known)
    return _exact_word(row.kind, known)


@st.composite
def completions(draw: st.DrawFn, model: Mapping[str, Any]) -> dict[str, Any]:
    """Exact facts within the bounds of what is known."""
    complete: dict[str, Any] = {"id": model["id"]}
    for row in FACTS:
        _put(complete, row, draw(_exact(row, _get(model, row))))
    return complete


@st.composite
def narrowings(draw: st.DrawFn, model: Mapping[str, Any]) -> dict[str, Any]:
    """Facts of which some have become exact."""
    exact = draw(completions(model))
    narrower: dict[str, Any] = {"id": model["id"]}
    for row in FACTS:
        settled = draw(st.booleans())
        _put(narrower, row, _get(exact if settled else model, row))
    return narrower


# --- params ------------------------------------------------------------------------------------


@st.composite
def settings_of(draw: st.DrawFn, unset: tuple[str, ...]) -> dict[str, Any]:
    """Values for every param that has no default, and for some others."""
    more = draw(st.lists(st.sampled_from(sorted(PARAMS)), max_size=3, unique=True))
    return {name: draw(st.sampled_from(SETTINGS[name])) for name in {*unset, *more}}
