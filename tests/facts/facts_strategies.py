"""Hypothesis strategies for facts: JSON forms of every type, documents, and any JSON at all."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from msm_rules.facts import FactSpec, builtin
from msm_rules.values.types import BOOL, DATE, LICENCE, Enum, MapOf, SetOf, is_ordered

VOCABULARY = builtin()

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["mit", "en", "2026-11-20", "text-generation", "declared", "MIT OR"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=4)
            | st.sampled_from(
                ["between", "one_of", "at_least", "at_most", "mmlu", "int4", "method"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)

names = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=8)
licences = st.sampled_from(
    ["MIT", "Apache-2.0", "MIT OR Apache-2.0", "GPL-3.0-only AND MIT", "licenseref-own"]
)


def words(type_: object) -> st.SearchStrategy[str]:
    if isinstance(type_, Enum):
        return st.sampled_from(sorted(type_.members))
    return licences if type_ == LICENCE else names


def ends(spec: FactSpec) -> st.SearchStrategy[Any]:
    if spec.value_type == DATE:
        return st.dates(date(1990, 1, 1), date(2100, 1, 1)).map(date.isoformat)
    lo, hi = spec.natural or (None, None)
    top = 1e30 if hi == float("inf") else hi
    bottom = -1e30 if lo == -float("inf") else lo
    return st.floats(bottom, top)


def ordered(spec: FactSpec) -> st.SearchStrategy[Any]:
    pair = st.tuples(ends(spec), ends(spec)).map(sorted)
    return ends(spec) | st.builds(
        lambda p, lo, hi: {"between": [p[0] if lo else None, p[1] if hi else None]},
        pair,
        st.booleans(),
        st.booleans(),
    )


def sets(spec: FactSpec) -> st.SearchStrategy[Any]:
    assert isinstance(spec.type, SetOf)
    some = st.lists(words(spec.type.element), min_size=1, max_size=4)
    both = st.tuples(some, some).map(lambda p: {"at_least": p[0], "at_most": p[0] + p[1]})
    return some | some.map(lambda m: {"at_least": m}) | both


def forms(spec: FactSpec) -> st.SearchStrategy[Any]:
    """Well-formed JSON forms of one value of a fact."""
    if spec.path == "id":
        return names
    type_ = spec.value_type
    if isinstance(type_, SetOf):
        return sets(spec)
    if is_ordered(type_):
        return ordered(spec)
    if type_ == BOOL:
        return st.booleans()
    word = words(type_)
    return word | st.lists(word, min_size=1, max_size=3).map(lambda w: {"one_of": w})


def facts(spec: FactSpec) -> st.SearchStrategy[Any]:
    if isinstance(spec.type, MapOf):
        return st.dictionaries(names, forms(spec), max_size=2)
    return forms(spec)


@st.composite
def models(draw: st.DrawFn) -> dict[str, Any]:
    """Well-formed `model` parts."""
    paths = draw(st.lists(st.sampled_from(sorted(VOCABULARY.facts)), unique=True, max_size=8))
    given = {path: draw(st.none() | facts(VOCABULARY.facts[path])) for path in paths}
    return {**given, "id": draw(names)}


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, Any]:
    """`model` parts of which one fact may be anything."""
    path = draw(st.sampled_from(sorted(VOCABULARY.facts)))
    return {**draw(models()), path: draw(json_values)}
