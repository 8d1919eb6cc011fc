"""Documents held against schemas: lists in which no item may be there twice."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msm_rules.cli.violation import first_violation, violation

UNIQUE = {"uniqueItems": True}
PLAIN = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from([0.0, -0.0, 1.0, 0.5, "1"])
ITEMS = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.just("a"), inner),
    max_leaves=4,
)


@given(st.lists(ITEMS, max_size=4))
def test_what_is_there_twice_is_what_json_schema_says(items: list[Any]) -> None:
    expected = jsonschema.Draft202012Validator(UNIQUE).is_valid(items)
    assert (first_violation(items, UNIQUE) is None) == expected


@pytest.mark.parametrize("value", [[True, 1], [[False], [0]], [{"a": 1}, {"a": True}], [1, "1"]])
def test_what_only_looks_alike_is_not_there_twice(value: list[Any]) -> None:
    assert first_violation(value, UNIQUE) is None


def test_twenty_thousand_items_are_compared_at_once() -> None:
    items = [{"a": n} for n in range(20_000)]  # each with each is 200 million comparisons
    assert first_violation(items, UNIQUE) is None
    wrong = first_violation([*items, {"a": 7.0}], UNIQUE)
    assert wrong is not None
    assert wrong.message == 'item 20001 is there twice: {"a": 7}'


def test_a_proof_whose_list_repeats_is_not_of_the_form_of_proofs() -> None:
    assert "is not of the form of proofs" in str(violation({"schema": "msm-proof/1"}))
