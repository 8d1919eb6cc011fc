"""Warnings of what is allowed and seldom meant."""

from __future__ import annotations

import pytest
from small_policies import Found, checked, found

HEAD = 'policy p { version "1.0.0" }\n'


def critical(clauses: str) -> Found:
    return found(f"{HEAD}critical {{ rule r {{ {clauses} }} }}")


def scored(clauses: str) -> Found:
    return found(f"{HEAD}important {{ rule r {{ {clauses} }} }}")


# --- forbid A and B ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "clause", ["forbid model.gated and model.signed", "forbid (model.gated and model.signed)"]
)
def test_forbidding_a_combination_is_pointed_out(clause: str) -> None:
    assert critical(clause) == [("forbid-and", "and")]


@pytest.mark.parametrize(
    "clause",
    [
        "forbid model.gated forbid model.signed",
        "forbid model.gated or model.signed",
        "require not (model.gated and model.signed)",
        "require model.gated and model.signed",
    ],
)
def test_forbidding_each_or_requiring_both_is_clear(clause: str) -> None:
    assert critical(clause) == []


# --- when unknown pass -------------------------------------------------------------------------


def test_a_requirement_that_lets_the_unknown_pass_is_always_listed() -> None:
    clauses = "require model.gated when unknown pass"
    assert critical(clauses) == [("passes-unknown", "when unknown pass")]
    base = {"base.msm": f"{HEAD}critical {{ rule r {{ {clauses} }} }}"}
    child = 'policy child { version "1.0.0" extends "base.msm" }'
    assert found(child, files=base) == [("passes-unknown", "when unknown pass")]


def test_other_ways_with_the_unknown_are_not_listed() -> None:
    assert critical("require model.gated when unknown reject") == []
    assert scored("prefer model.gated when unknown score 1") == []


# --- benchmarks --------------------------------------------------------------------------------


def benchmark(name: str) -> tuple[str, ...]:
    text = f'{HEAD}critical {{ rule r {{ require model.benchmarks["{name}"] >= 50% }} }}'
    return tuple(d.label for d in checked(text).diagnostics if d.name == "unknown-benchmark")


@pytest.mark.parametrize("name", ["medqa", "mmlu", "mmlu/5-shot"])
def test_a_benchmark_of_the_table_is_known_whatever_its_setting(name: str) -> None:
    assert benchmark(name) == ()


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("medqaa", 'did you mean "medqa"?'),
        ("medqaa/5-shot", 'did you mean "medqa/5-shot"?'),
        ("hendrycks_test", 'did you mean "mmlu"?'),
        ("MMLU", 'did you mean "mmlu"?'),
        ("a benchmark of next week", ""),
    ],
)
def test_a_benchmark_under_another_name_is_pointed_out(name: str, label: str) -> None:
    assert benchmark(name) == (label,)


def test_an_unknown_benchmark_is_named_once_also_where_only_a_test_gives_it() -> None:
    text = (
        f'{HEAD}critical {{ rule r {{ require model.benchmarks["ours"] >= 50% }} }}\n'
        'test "t" { given { benchmarks["ours"]: 60% benchmarks["medqaa"]: 1 } expect accept }'
    )
    assert found(text) == [
        ("unknown-benchmark", 'model.benchmarks["ours"]'),
        ("unknown-benchmark", '"medqaa"'),
    ]


def test_results_of_trial_runs_have_any_name() -> None:
    assert critical('require model.prototypes["anything"] >= 3') == []


# --- always ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "name"),
    [
        ("require 1 <= 2", "always-true"),
        ("require true", "always-true"),
        ("forbid 1 > 2", "always-false"),
        ('forbid "mit" in {"mit", "isc"}', "always-true"),
        ("require model.gated applies if 2 < 1", "always-false"),
        ("require model.likes >= 0", "always-true"),
        ("require model.likes < 0", "always-false"),
    ],
)
def test_a_condition_that_does_not_depend_on_the_model_is_pointed_out_once(
    clause: str, name: str
) -> None:
    assert [n for n, _ in critical(clause)] == [name]


def test_a_condition_on_params_is_not_settled_before_they_are() -> None:
    text = f"{HEAD}param strict: bool = true\ncritical {{ rule r {{ require strict }} }}"
    assert found(text) == []


def test_to_decide_always_or_never_may_be_meant() -> None:
    rule = "critical { rule r { require model.gated } }"
    assert found(f"{HEAD}{rule} decide {{ accept if false review if true }}") == []
    assert found(f"{HEAD}{rule} decide {{ accept if 1 < 2 }}") == [
        ("always-true", "accept if 1 < 2")
    ]


# --- steps of a score --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("model.gated", "model.gated"),
        ("model.likes >= 100", "model.likes >= 1000"),
        ("model.likes >= 100", "model.likes > 100"),
        ("100 <= model.likes", "model.likes == 500"),
        ("model.likes < 100", "10 > model.likes"),
        ("model.created >= 2024-01-01", "model.created >= 2025-01-01"),
        ("age(model.modified) <= 90 days", "age(model.modified) <= 30 days"),
        ("model.gated", "model.gated and model.signed"),
        ("model.gated or model.signed", "model.signed"),
        ('model.access in {"gated", "api-only"}', 'model.access == "gated"'),
        ('model.license in {"mit", "isc"}', 'model.license in {"mit"}'),
        ('model.languages covers {"en"}', 'model.languages covers {"en", "de"}'),
        ('any l in model.languages: l == "en"', 'any x in model.languages: x == "en"'),
    ],
)
def test_a_step_that_another_one_always_precedes_is_pointed_out(above: str, below: str) -> None:
    assert scored(f"score 0.5 if {above} score 1 if {below}") == [
        ("shadowed-score", f"score 1 if {below}")
    ]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("model.likes >= 1000", "model.likes >= 100"),
        ("model.likes > 100", "model.likes >= 100"),
        ("model.likes >= 100", "model.downloads >= 1000"),
        ("model.likes >= 100", "model.likes <= 200"),
        ("model.gated and model.signed", "model.gated"),
        ("model.signed", "model.gated or model.signed"),
        ('model.license == "mit"', 'model.license in {"mit", "isc"}'),
        ('model.languages covers {"en", "de"}', 'model.languages covers {"en"}'),
        ('"en" in model.languages', '"de" in model.languages'),
        ('all l in model.languages: l == "en"', 'any l in model.languages: l == "en"'),
    ],
)
def test_steps_from_the_stricter_to_the_weaker_are_as_they_should_be(
    above: str, below: str
) -> None:
    assert scored(f"score 1 if {above} score 0.5 if {below}") == []


def test_a_step_below_one_that_always_holds_is_never_reached() -> None:
    names = [n for n, _ in scored("score 1 if 1 < 2 score 0.5 if model.gated")]
    assert names == ["always-true", "shadowed-score"]


# --- a minus at the start of a line ------------------------------------------------------------


def test_a_line_that_starts_with_a_minus_is_pointed_out() -> None:
    assert critical("require model.likes >= 100\n  - 20") == [("line-starts-with-minus", "-")]


@pytest.mark.parametrize("amount", ["100 -\n 20", "100 - 20", "\n -20", "100\n + 20"])
def test_a_minus_elsewhere_is_clear(amount: str) -> None:
    names = [n for n, _ in critical(f'require model.prototypes["x"] >= {amount}')]
    assert names == []
