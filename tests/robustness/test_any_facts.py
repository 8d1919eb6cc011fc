"""Whatever is given as facts or as params, the answer is a decision or a clear refusal."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import msm_rules as msm
from msm_rules.diagnostics.cells import visible
from tests.campaign import examples
from tests.strategies_vocabulary import DECLARED, FACTS, PARAMS

DAY = date(2026, 11, 22)
POLICY = msm.parse_policy(
    'policy p { version "1.0.0" stale after 30 days }\n'
    + DECLARED
    + "\n".join(f"param {name}: {rest}" for name, rest in PARAMS.items())
    + "critical {"
    + "\n".join(f"rule r{n} {{ require {row.text} is known }}" for n, row in enumerate(FACTS))
    + '\nrule chain { require model.license_chain permits "hosting" }'
    + '\nrule own { require model.license.category == "permissive" }\n}'
    + '\nimportant { rule s { score scale(model.prototypes["lab"], p_share .. 2) } }'
)
KEYS = [row.path for row in FACTS]

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(
        [
            10**400,
            -(10**400),
            2**53 + 1,
            float("nan"),
            float("inf"),
            1e308,
            -0.0,
            5e-324,
            "2026-11-22",
            "2026-02-30",
            "mit",
            "MIT AND",
            "(" * 300,
            "MIT OR " * 300 + "MIT",
            "\ud800",
        ]
    )
    | st.dates()
    | st.datetimes()
    | st.binary(max_size=3)
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(
            st.sampled_from(["between", "one_of", "at_least", "at_most", "medqa", "", "method"])
            | LEAVES,
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


def answered(facts: Any) -> None:
    try:
        decision = POLICY.decide(facts, as_of=DAY)
    except msm.FactsError as problem:
        refused = problem
    else:
        assert decision.values is not None
        assert decision.open_facts is not None
        return
    assert refused.problems
    assert all(visible(line) == line for line in str(refused).split("\n"))


@examples(150)
@given(ANYTHING)
def test_anything_at_all_is_answered_as_facts(facts: Any) -> None:
    answered(facts)


@examples(250)
@given(st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=4))
def test_any_value_of_a_fact_is_answered(facts: dict[str, Any]) -> None:
    answered({"id": "acme/one", **facts})


@examples(80)
@given(
    st.fixed_dictionaries(
        {"model": ANYTHING | st.just({"id": "a/b"}), "evidence": ANYTHING},
        optional={"schema": ANYTHING},
    )
)
def test_any_document_is_answered(document: dict[str, Any]) -> None:
    answered(document)


def test_deep_and_wide_facts_are_answered() -> None:
    deep: Any = []
    for _ in range(10_000):
        deep = [deep]
    for path in KEYS:
        answered({"id": "a/b", path: deep})
    nested: Any = {}
    for _ in range(10_000):
        nested = {"between": nested}
    answered({"id": "a/b", "likes": nested, "benchmarks": nested})
    answered({"model": {"id": "a/b"}, "evidence": {"likes": [{"method": "measured", "raw": deep}]}})
    answered({"id": "a/b", "datasets": [f"d/{n}" for n in range(100_000)]})
    answered({"id": "x" * 100_000})


def test_facts_that_hold_themselves_are_answered() -> None:
    loop: list[Any] = []
    loop.append(loop)
    ring: dict[str, Any] = {"id": "a/b"}
    ring["benchmarks"] = ring
    for facts in (loop, ring, {"id": "a/b", "datasets": loop, "likes": {"between": loop}}):
        answered(facts)
    answered({"model": {"id": "a/b"}, "evidence": {"likes": [{"method": "measured", "raw": loop}]}})


def test_numbers_beyond_a_float_in_json_are_refused() -> None:
    for text in ('{"id": "a/b", "likes": 1e400}', '{"id": "a/b", "likes": NaN}'):
        with pytest.raises(msm.FactsError, match=r"model\.likes"):
            POLICY.decide(json.loads(text), as_of=DAY)


@examples(200)
@given(st.dictionaries(st.sampled_from(sorted(PARAMS)) | LEAVES, ANYTHING, max_size=3))  # fmt: skip
def test_any_value_of_a_param_is_answered(params: dict[Any, Any]) -> None:
    with suppress(msm.PolicyError):
        POLICY.decide({"id": "a/b"}, as_of=DAY, params=params)


@examples(60)
@given(st.dates() | st.datetimes())
def test_any_day_is_answered(day: date | datetime) -> None:
    assert POLICY.decide({"id": "a/b", "modified": "2026-01-01"}, as_of=day).as_of
