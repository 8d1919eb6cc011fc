"""A policy's own tests: what passes, and what is said of what does not."""

from __future__ import annotations

import pytest

from msm_rules import parse_policy
from msm_rules.policytest import Outcome, run_tests
from msm_rules.policytest.render import render_text, summary
from msm_rules.policytest.render_json import render_json

POLICY = """
policy small { version "1.0.0" }
param limit: number = 13B in 1B .. 70B
critical {
  rule size { require model.parameters <= limit  waivable }
  rule open_ { require not model.gated }
  rule asked { require model.signed  otherwise review by "the board" }
}
important {
  rule liked { prefer model.likes >= 100 }
  rule exam { score model.benchmarks["medqa"] }
  rule late { prefer model.signed  applies if limit > 60B }
}
decide { accept if score >= 0.5  review if score >= 0.2 }
obligation notice "Keep the notice" { if model.license requires "include-notice" }
waiver "W-1" {
  rule size models {"acme/*"} from 2026-01-01 until 2026-12-31 approved by "a" because "b"
}
"""
GOOD = {
    "parameters": "7B",
    "gated": "false",
    "signed": "true",
    "likes": "500",
    "license": '"mit"',
    'benchmarks["medqa"]': "60%",
}


def model(changed: str = "") -> str:
    """A model that is accepted, with some facts changed: `gated: true; likes: 0`."""
    facts = GOOD | dict(fact.split(": ") for fact in changed.split("; ") if fact)
    return f"given {{ {' '.join(f'{name}: {value}' for name, value in facts.items())} }}"


def run(body: str, policy: str = POLICY) -> Outcome:
    """The outcome of one test on an ordinary day."""
    day = "" if "as of" in body else "as of 2026-11-22 "
    (outcome,) = run_tests(parse_policy(f'{policy}test "t" {{ {day}{body} }}'))
    return outcome


def failures(body: str) -> list[str]:
    return [f.message for f in run(body).failures]


def given(changed: str, expect: str) -> list[str]:
    """The failures of a test of the good model with some facts changed."""
    return failures(f"{model(changed)} {expect}")


# --- verdicts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "expect"),
    [
        ("", "expect accept"),
        ("likes: 0", "expect review"),
        ("gated: true", "expect reject"),
        ("gated: missing", "expect undetermined"),
        ("gated: true", "expect reject by open_"),
        ("gated: true; parameters: 70B", "expect reject by size, open_"),
        ("gated: true; parameters: 70B", "expect reject by open_, size"),
        ("signed: false", "expect review"),
    ],
)
def test_a_verdict_that_comes_as_expected_passes(changed: str, expect: str) -> None:
    assert given(changed, expect) == []


@pytest.mark.parametrize(
    ("changed", "expect", "message"),
    [
        ("gated: true", "expect accept", "expected accept; came reject by `open_`"),
        (
            "gated: missing",
            "expect review",
            "expected review; came undetermined (possible: accept, reject, review); "
            "still open: `model.gated`",
        ),
        (
            "gated: missing",
            "expect reject by open_",
            "expected reject by `open_`; came undetermined (possible: accept, reject, review); "
            "still open: `model.gated`",
        ),
        (
            "gated: true; parameters: 70B",
            "expect reject by size",
            "expected reject by `size` and by no other rule; came reject by `size`, `open_`",
        ),
        (
            "",
            "expect undetermined",
            "expected an undetermined verdict; the verdict is accept, whatever is unknown",
        ),
    ],
)
def test_a_verdict_of_another_kind_fails_and_says_what_came(
    changed: str, expect: str, message: str
) -> None:
    assert given(changed, expect) == [message]


# --- scores and rules --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "expect"),
    [
        ("", "expect score == 0.8"),
        ("", "expect important >= 80%"),
        ("", "expect rule exam == 0.6 expect rule liked != 0"),
        ("likes: 0", "expect rule liked < 0.5"),
        ('benchmarks["medqa"]: 40% .. 50%', "expect score >= 0.7 expect score <= 0.75"),
        ("", "expect rule size is true"),
        ("gated: true", "expect rule open_ is false"),
        ("gated: missing", "expect rule open_ is unknown"),
        ("gated: missing", "expect open model.gated"),
        ('benchmarks["medqa"]: missing; likes: 0', 'expect open model.benchmarks["medqa"]'),
        ("", "expect obligation notice"),
    ],
)
def test_scores_rules_open_facts_and_obligations_can_be_expected(changed: str, expect: str) -> None:
    assert given(changed, expect) == []


@pytest.mark.parametrize(
    ("changed", "expect", "message"),
    [
        ("", "expect score >= 0.9", "expected `score` >= 0.9; came 0.80"),
        (
            'benchmarks["medqa"]: 40% .. 50%',
            "expect score > 0.7",
            "expected `score` > 0.7; came between 0.70 and 0.75, which leaves it open",
        ),
        (
            'benchmarks["medqa"]: 40% .. 50%',
            "expect rule exam != 0.45",
            "expected `exam` != 0.45; came between 0.40 and 0.50, which leaves it open",
        ),
        (
            "",
            "expect rule late == 1",
            "expected `late` == 1; it does not apply here and has no score",
        ),
        ("", "expect rule size is false", "expected the rule `size` to be false; it is true"),
        (
            "gated: missing",
            "expect rule open_ is true",
            "expected the rule `open_` to be true; it is unknown; still open: `model.gated`",
        ),
        (
            "",
            "expect open model.gated",
            "expected `model.gated` to be open; nothing is, the verdict is accept",
        ),
        (
            "gated: missing",
            "expect open model.likes",
            "expected `model.likes` to be open; open is `model.gated`",
        ),
        (
            'license: "cc0-1.0"',
            "expect obligation notice",
            "expected the obligation `notice` to be due; it is not due",
        ),
        (
            "license: missing",
            "expect obligation notice",
            "expected the obligation `notice` to be due; it is uncertain",
        ),
    ],
)
def test_a_comparison_passes_only_where_it_must_hold(
    changed: str, expect: str, message: str
) -> None:
    assert given(changed, expect) == [message]


def test_a_waived_rule_is_waived_and_no_longer_true_or_false() -> None:
    facts = model('id: "Acme/Big"; parameters: 60B')
    assert failures(f"{facts} expect rule size is waived expect accept") == []
    assert failures(f"{facts} expect rule size is true") == [
        "expected the rule `size` to be true; it is waived"
    ]


def test_the_day_of_the_test_is_the_day_of_the_decision() -> None:
    facts = model('id: "Acme/Big"; parameters: 60B')
    assert failures(f"{facts} as of 2026-12-31 expect accept") == []
    assert failures(f"{facts} as of 2027-01-01 expect reject by size") == []


def test_params_that_a_test_sets_are_those_of_its_decision() -> None:
    facts = model("parameters: 40B")
    assert failures(f"{facts} expect reject by size") == []
    assert failures(f"{facts} with limit = 41B expect accept") == []


def test_facts_that_a_test_does_not_mention_are_missing() -> None:
    assert (
        failures("given { gated: true } expect rule size is unknown expect reject by open_") == []
    )


def test_every_expectation_that_does_not_hold_is_a_failure_of_its_own() -> None:
    outcome = run(f"{model()} expect reject expect score < 0.5 expect rule size is true")
    assert [f.span.text for f in outcome.failures] == ["expect reject", "expect score < 0.5"]
    assert not outcome.passed


# --- what cannot be decided --------------------------------------------------------------------


def test_a_policy_that_is_not_in_effect_fails_its_test_with_the_reason() -> None:
    policy = POLICY.replace('"1.0.0"', '"1.0.0" effective from 2026-01-01')
    outcome = run("as of 2025-12-31 expect accept", policy)
    (failure,) = outcome.failures
    assert failure.message.startswith("nothing was decided: `small` is not in effect on 2025-12-31")
    assert outcome.decision is None
    assert failure.span.text == '"t"'


def test_a_param_without_a_value_fails_the_test_with_the_reason() -> None:
    outcome = run("expect accept", POLICY.replace("= 13B in 1B .. 70B", ""))
    assert ["missing-param" in f.message for f in outcome.failures] == [True]


def test_facts_that_cannot_be_read_fail_the_test_with_the_reason() -> None:
    outcome = run(r'given { benchmarks["a\nb"]: 60% } expect accept')
    assert [f.message.startswith("nothing was decided: ") for f in outcome.failures] == [True]


# --- a test that names no day ------------------------------------------------------------------


def test_a_policy_that_does_not_depend_on_the_day_needs_none() -> None:
    text = """policy p { version "1.0.0" }
    critical { rule r { require model.gated } }
    test "gated" { given { gated: true } expect accept }
    test "open" { given { gated: false } expect accept }"""
    assert [o.passed for o in run_tests(parse_policy(text))] == [True, False]


# --- for people and for machines ---------------------------------------------------------------

TWO = """policy p { version "1.0.0" }
critical { rule r { require model.gated } }
test "gated" { given { gated: true } expect accept }
test "open" { given { gated: false } expect accept }"""


def test_people_read_which_test_failed_what_was_expected_and_where() -> None:
    outcomes = run_tests(parse_policy(TWO, name="p.msm"))
    assert render_text(outcomes) == (
        "✓  gated\n"
        "✗ failed  open\n"
        "    expected accept; came reject by `r`\n"
        "    p.msm:4:38  expect accept\n"
        "\n"
        "2 tests, 1 failed"
    )


def test_colour_is_given_only_if_asked_for_and_says_nothing_that_words_do_not() -> None:
    outcomes = run_tests(parse_policy(TWO))
    assert "\x1b" not in render_text(outcomes)
    painted = render_text(outcomes, colour=True)
    for code in ("\x1b[32m", "\x1b[1;31m", "\x1b[1m", "\x1b[0m"):
        painted = painted.replace(code, "")
    assert painted == render_text(outcomes)


def test_names_of_tests_cannot_act_on_a_terminal() -> None:
    text = TWO.replace('"gated"', r'"\u001b[2J"')
    assert "\x1b" not in render_text(run_tests(parse_policy(text)))


def test_the_closing_sentence_counts() -> None:
    outcomes = run_tests(parse_policy(TWO))
    assert summary(outcomes) == "2 tests, 1 failed"
    assert summary(outcomes[:1]) == "1 test, all passed"
    assert summary(()) == "no tests"


def test_machines_read_every_outcome_with_its_place() -> None:
    assert render_json(run_tests(parse_policy(TWO, name="p.msm")))["tests"] == [
        {
            "name": "gated",
            "file": "p.msm",
            "line": 3,
            "column": 6,
            "passed": True,
            "verdict": "accept",
            "determined": True,
            "failures": [],
        },
        {
            "name": "open",
            "file": "p.msm",
            "line": 4,
            "column": 6,
            "passed": False,
            "verdict": "reject",
            "determined": True,
            "failures": [
                {
                    "message": "expected accept; came reject by `r`",
                    "file": "p.msm",
                    "line": 4,
                    "column": 38,
                }
            ],
        },
    ]
