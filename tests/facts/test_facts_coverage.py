"""Coverage: how many models a fact is known of, and how well."""

from __future__ import annotations

from typing import Any

from msm_rules.facts import builtin, read_facts
from msm_rules.facts.coverage import Known, coverage

MODELS: list[dict[str, Any]] = [
    {"id": "a/exact", "parameters": 7, "tasks": ["text-generation"], "benchmarks": {"mmlu": 0.5}},
    {
        "id": "a/bounded",
        "parameters": {"between": [6, None]},
        "tasks": {"at_least": ["text-generation"]},
        "license": {"one_of": ["MIT", "Apache-2.0"]},
        "benchmarks": {"mmlu": {"between": [0.1, 0.2]}},
    },
    {"id": "a/mixed", "benchmarks": {"mmlu": {"between": [0.1, 0.2]}, "gsm8k": 0.5}},
    {"id": "a/empty", "tasks": {"at_least": []}},
]


def test_what_is_known_is_exact_bounded_or_unknown() -> None:
    count, found = coverage((read_facts(m, builtin()) for m in MODELS), builtin())
    assert count == 4
    assert found["id"] == Known(4, 0, 0)
    assert found["parameters"] == Known(1, 1, 2)
    assert found["tasks"] == Known(1, 1, 2)
    assert found["license"] == Known(0, 1, 3)
    assert found["benchmarks"] == Known(2, 1, 1)
    assert list(found) == list(builtin().facts)


def test_of_no_models_nothing_is_known() -> None:
    count, found = coverage((), builtin())
    assert (count, set(found.values())) == (0, {Known(0, 0, 0)})
