"""Readers of sources and the merging of records join what is said of a fact by one rule."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msm_rules.facts import builtin, read_facts, to_json
from msm_rules.facts.merging import joined, merge
from msm_rules.facts.reading import value_reader
from msm_rules.sources.normalise.claims import (
    IDS,
    ORDERED,
    SETS,
    Claim,
    document,
    is_ordered,
    join,
    settle,
)
from msm_rules.values.types import HUB_ID, MapOf, SetOf
from msm_rules.values.types import is_ordered as ordered_type

sys.path.append(str(Path(__file__).parents[1] / "facts"))
from facts_strategies import forms

V = builtin()
PATHS = sorted(path for path in V.facts if path != "id")


def key_of(path: str) -> str:
    return f'{path}["x"]' if isinstance(V.facts[path].type, MapOf) else path


@st.composite
def said(draw: st.DrawFn) -> tuple[str, list[Any]]:
    """A fact, and what several sources say of it, in the form that readers of sources use."""
    path = draw(st.sampled_from(PATHS))
    spec, read = V.facts[path], value_reader(V, key_of(path))
    assert read is not None
    pool = draw(st.lists(forms(spec), min_size=1, max_size=3))
    values = [read(form) for form in draw(st.lists(st.sampled_from(pool), min_size=1, max_size=4))]
    return path, [to_json(spec.value_type, v) for v in values if v is not None]


@given(said(), st.randoms(use_true_random=False))
def test_both_come_to_the_same_value_in_any_order(
    of: tuple[str, list[Any]], chance: random.Random
) -> None:
    path, values = of
    if not values:
        return
    key, spec = key_of(path), V.facts[path]
    read: Any = value_reader(V, key)
    merged = joined(spec, [read(value) for value in values])[0]
    chance.shuffle(values)
    claimed = join(key, *values)
    known = None if claimed is None else read(claimed)
    assert (spec.missing if known is None else known) == merged


METHODS = ("measured", "declared", "estimated")


@given(said(), st.data())
def test_documents_of_claims_and_merged_records_say_the_same(
    of: tuple[str, list[Any]], data: st.DataObject
) -> None:
    path, values = of
    if not values:
        return
    key = key_of(path)
    rows = [
        {"method": data.draw(st.sampled_from(METHODS)), "source": data.draw(st.sampled_from("ab"))}
        for _ in values
    ]
    claims = [Claim(key, value, row) for value, row in zip(values, rows, strict=True)]
    records = [read_facts(document("a/b", [claim]), V) for claim in claims]
    joined_at_once, merged = read_facts(document("a/b", claims), V), merge(records, V)[0]
    assert joined_at_once.values == merged.values
    assert joined_at_once.evidence == merged.evidence


def test_the_tables_of_kinds_are_those_of_the_vocabulary() -> None:
    kinds = {path: spec.value_type for path, spec in V.facts.items() if path != "id"}
    assert {p for p, t in kinds.items() if isinstance(t, SetOf)} == SETS
    assert {p for p in SETS if kinds[p] == SetOf(HUB_ID)} == IDS
    assert {p for p, t in kinds.items() if ordered_type(t)} == {
        p for p in kinds if is_ordered(key_of(p))
    }
    assert kinds.keys() >= ORDERED


@pytest.mark.parametrize(
    ("fact", "values", "expected"),
    [
        ("gated", [True, False], None),
        ("base_models", [["A/b"], ["a/B"]], ["A/b"]),
        ("base_models", [["A/b", "c/d"], {"at_least": ["a/B"]}], ["A/b", "c/d"]),
        ("parameters", [{"between": [1, 4]}, {"between": [2, 5]}], {"between": [2, 4]}),
        ("parameters", [1, 2, {"between": [1, 5]}], {"between": [1, 5]}),
        ("parameters", [{"between": [1, None]}, {"between": [None, 5]}], {"between": [1, 5]}),
    ],
)
def test_what_several_claims_come_to(fact: str, values: list[Any], expected: Any) -> None:
    assert join(fact, *values) == expected
    claims = [Claim(fact, value, {"method": "declared", "source": "x"}) for value in values]
    assert settle(claims)[0] == expected
    read_facts(document("a/b", claims), V)
