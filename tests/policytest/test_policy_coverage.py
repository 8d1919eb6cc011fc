"""What no test of a policy has shown."""

from __future__ import annotations

import json

import pytest

from msm_rules import parse_policy
from msm_rules.policytest import Coverage, coverage, run_tests
from msm_rules.policytest.render import render_coverage
from msm_rules.policytest.render_json import render_json

HEAD = 'policy p { version "1.0.0" }\n'
CRITICAL = "critical { rule r { require model.gated } }\n"


def covered(text: str) -> Coverage:
    policy = parse_policy(HEAD + text)
    return coverage(policy, run_tests(policy))


def never(text: str, name: str = "r") -> tuple[str, ...]:
    """How a rule, waiver or obligation never came out."""
    return next(p.never for p in covered(text).parts if p.name == name)


def giving(*facts: str) -> str:
    """One test for each set of facts, on an ordinary day."""
    return "\n".join(
        f'test "{n}" {{ as of 2026-11-22 given {{ {f} }} expect review }}'
        for n, f in enumerate(facts)
    )


def test_a_policy_without_tests_has_shown_nothing() -> None:
    assert never(CRITICAL) == ("true", "false", "unknown")


def test_a_critical_rule_is_to_be_seen_true_false_and_unknown() -> None:
    assert never(CRITICAL + giving("gated: true")) == ("false", "unknown")
    assert never(CRITICAL + giving("gated: true", "gated: false", "gated: missing")) == ()


def test_failed_tests_have_shown_it_too() -> None:
    text = CRITICAL + 'test "t" { given { gated: true } expect reject }'
    assert never(text) == ("false", "unknown")


def test_a_test_that_could_not_be_decided_has_shown_nothing() -> None:
    rule = "param n: number\ncritical { rule r { require model.likes > n } }\n"
    assert never(rule + giving("likes: 1")) == ("true", "false", "unknown")


def test_an_unknown_result_is_seen_before_when_unknown_settles_it() -> None:
    rule = "critical { rule r { require model.gated when unknown reject } }\n"
    assert never(rule + giving("gated: missing", "gated: true")) == ("false",)


def test_a_preference_is_to_be_seen_full_none_and_uncertain() -> None:
    rule = "important { rule r { prefer model.gated } }\n"
    assert never(rule) == ("full", "none", "uncertain")
    assert never(rule + giving("gated: true", "gated: false")) == ("uncertain",)


@pytest.mark.parametrize(
    ("clauses", "ways"),
    [
        ("score 1 if model.gated", ("full", "none", "uncertain")),
        ("score 0.5 if model.gated", ("part", "none", "uncertain")),
        ("score 1 if model.gated score 0.5", ("full", "part", "uncertain")),
        ('score model.benchmarks["mmlu"]', ("full", "part", "none", "uncertain")),
        ("prefer model.gated when uncertain take lower", ("full", "none")),
        ("prefer model.gated applies if 1 > 0", ("full", "none", "uncertain", "left out")),
    ],
)
def test_a_score_is_to_be_seen_as_its_steps_can_give_it(
    clauses: str, ways: tuple[str, ...]
) -> None:
    assert never(f"important {{ rule r {{ {clauses} }} }}") == ways


def test_a_waiver_is_to_be_used() -> None:
    text = (
        "critical { rule r { require model.gated waivable } }\n"
        'waiver "W" { rule r models {"acme/*"} from 2026-01-01 until 2026-12-31 '
        'approved by "a" because "b" }\n'
    )
    assert never(text + giving('id: "acme/x" gated: true'), "W") == ("used",)
    assert never(text + giving('id: "acme/x" gated: false'), "W") == ()


def test_an_obligation_is_to_be_seen_due_not_due_and_uncertain() -> None:
    text = CRITICAL + 'obligation o "x" { if model.signed }\n'
    assert never(text + giving("signed: true"), "o") == ("not due", "uncertain")


def test_what_is_always_due_need_not_be_shown() -> None:
    assert never(CRITICAL + 'obligation o "x" { if true }\n', "o") == ()


def test_people_read_what_is_left_to_show() -> None:
    text = CRITICAL + 'obligation notice "x" { if model.signed }\n' + giving("gated: true")
    assert render_coverage(covered(text)) == (
        "What no test has shown\n"
        "  rule r             never false, never unknown\n"
        "  obligation notice  never due, never not due\n"
        "\n"
        "tests have shown 2 of 6 ways to come out"
    )


def test_a_policy_that_is_shown_in_full_gets_one_sentence() -> None:
    text = CRITICAL + giving("gated: true", "gated: false", "gated: missing")
    assert render_coverage(covered(text)) == "tests have shown 3 of 3 ways to come out"


def test_machines_read_the_same() -> None:
    policy = parse_policy(HEAD + CRITICAL + giving("gated: true"), name="p.msm")
    outcomes = run_tests(policy)
    report = json.loads(json.dumps(render_json(outcomes, coverage(policy, outcomes))))
    assert report["coverage"] == {
        "seen": 1,
        "possible": 3,
        "parts": [
            {
                "kind": "rule",
                "name": "r",
                "file": "p.msm",
                "line": 2,
                "column": 12,
                "seen": ["true"],
                "never": ["false", "unknown"],
            }
        ],
    }
