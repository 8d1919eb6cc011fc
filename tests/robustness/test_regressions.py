"""What random policies and probing once found wrong, each as a plain case for ever."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import msm_rules as msm

HEADER = 'policy p { version "1.0.0" }\n'
DAY = date(2026, 11, 22)


def decide(text: str, model: dict[str, Any] | None = None, **settings: Any) -> msm.Decision:
    policy = msm.parse_policy(HEADER + text)
    return policy.decide({"id": "a/b", **(model or {})}, as_of=DAY, **settings)


def refused(text: str, **settings: Any) -> list[str]:
    with pytest.raises(msm.PolicyError) as caught:
        decide(text, **settings)
    return [d.name for d in caught.value.diagnostics if d.severity == "error"]


# --- licences that are a choice ------------------------------------------------------------------

CHOICE = {"license_chain": ["MIT OR Apache-2.0"]}


def test_a_choice_of_licences_may_be_taken_away_by_one_of_them() -> None:
    text = 'critical { rule rest { require size(model.license_chain - {"mit"}) >= 1 } }'
    assert decide(text, CHOICE).possible == ("accept", "reject")
    assert decide(text, {"license_chain": ["mit"]}).verdict == "reject"
    assert decide(text, {"license_chain": ["GPL-3.0-only"]}).verdict == "accept"


def test_a_licence_may_be_taken_away_by_a_choice_that_holds_it() -> None:
    kept = 'critical { rule kept { require "mit" in {"mit", "isc"} - model.license_chain } }'
    assert decide(kept, CHOICE).rules["kept"] is None
    assert decide(kept, {"license_chain": ["mit"]}).rules["kept"] is False
    assert decide(kept, {"license_chain": ["Apache-2.0"]}).rules["kept"] is True


def test_a_choice_of_licences_may_be_counted_with_the_licence_it_turns_out_to_be() -> None:
    text = """critical { rule two {
      require (count x in model.license_chain: (x permits "modification")) >= 2 } }"""
    assert decide(text, {"license_chain": ["MIT OR Apache-2.0", "mit"]}).rules["two"] is None
    assert decide(text, {"license_chain": ["mit"]}).rules["two"] is False
    assert decide(text, {"license_chain": ["mit", "Apache-2.0"]}).rules["two"] is True


def test_permits_asks_a_set_of_literals_or_a_set_chosen_by_a_condition() -> None:
    text = """critical {
      rule chosen { require (if model.gated then {"mit"} else model.license_chain)
                    permits "modification" }
      rule joined { require ({"mit"} + model.license_chain) permits "modification" }
      rule plain  { require {"mit", "apache-2.0"} permits "modification" } }"""
    assert decide(text, {"gated": True, "license_chain": ["mit"]}).verdict == "accept"


# --- stopping early ------------------------------------------------------------------------------


def test_a_stand_in_outside_the_bounds_is_possible_while_the_fact_is_pending() -> None:
    text = """important { rule r { score 0.5 if model.gated when unknown score 1 } }
              decide { accept if score >= 0.8 }"""
    assert decide(text).verdict == "accept"
    assert decide(text, pending=("model.gated",)).possible == ("accept", "reject")
    low = text.replace("0.8", "0.1").replace("score 1", "score 0.2")
    assert decide(low, {"gated": False}, pending=("model.gated",)).possible == ("accept", "reject")


def test_a_stand_in_stands_in_for_a_score_that_only_params_leave_open() -> None:
    text = """param none: number = 0
              important { rule r { score min(1 / none, 0.5) when unknown score 1 } }"""
    assert decide(text).score == msm.Bounds(1, 1)


# --- numbers at their ends -----------------------------------------------------------------------


@pytest.mark.parametrize("ends", ["(-1.7e308) .. 1.7e308", "1 / 0 .. 5", "0 .. 0 / 0"])
def test_a_scale_has_two_numbers_as_its_ends(ends: str) -> None:
    text = f'important {{ rule r {{ score scale(model.prototypes["x"], {ends}) }} }}'
    assert refused(text) == ["bad-range"]


@pytest.mark.parametrize("start", ["1 / none", "none", "none * 2"])
def test_a_scale_whose_ends_the_params_spoil_is_refused_wherever_it_stands(start: str) -> None:
    scale = f'scale(model.prototypes["x"], {start} .. 0)'
    outside = f"important {{ rule r {{ score {scale} }} }}"
    inside = f"critical {{ rule r {{ require any x in model.tasks: ({scale} > 0.5) }} }}"
    for text in (outside, inside):
        assert refused("param none: number = 0 " + text) == ["bad-range"]


@pytest.mark.parametrize("span", ["1e300 days", "3e6 days"])
def test_an_accept_that_outlasts_the_calendar_is_valid_until_its_end(span: str) -> None:
    assert decide(f"decide {{ accept if true valid for {span} }}").valid_until == date.max


# --- params from outside -------------------------------------------------------------------------

LIKES = "param n: number = 1 critical { rule r { require model.likes > n } }"


@pytest.mark.parametrize("raw", ["abc", "", "5 foo", "５", "--5", "1e400", "5 GiB", "1__0x", None])
def test_a_param_that_is_no_number_is_refused(raw: object) -> None:
    assert refused(LIKES, params={"n": raw}) == ["type-mismatch"]


def test_a_param_may_be_written_with_a_sign_or_a_unit() -> None:
    assert decide(LIKES, {"likes": 0}, params={"n": "-5"}).verdict == "accept"
    assert decide(LIKES, {"likes": 9000}, params={"n": "8Ki"}).verdict == "accept"


def test_the_name_of_a_param_may_be_anything_and_is_then_unknown() -> None:
    assert refused(LIKES, params={1: 2, "n": 3, None: 4}) == ["unknown-name", "unknown-name"]


def test_a_decision_is_never_taken_with_the_params_of_the_last_one() -> None:
    policy = msm.parse_policy(
        HEADER
        + "param s: set of language = {} critical { rule r { require model.languages covers s } }"
    )
    wanted = ["en"]
    assert policy.decide({"id": "a", "languages": ["en"]}, params={"s": wanted}).verdict == "accept"
    wanted.append("de")
    assert policy.decide({"id": "a", "languages": ["en"]}, params={"s": wanted}).verdict == "reject"
    likes = msm.parse_policy(HEADER + LIKES)
    likes.decide({"id": "a"}, params={"n": 1})
    with pytest.raises(msm.PolicyError):
        likes.decide({"id": "a"}, params={"n": True})


# --- functions -----------------------------------------------------------------------------------


def test_a_function_may_name_an_entry_by_a_param_or_by_its_argument() -> None:
    text = """param exam: string = "medqa"
      define passes(name: string, least: number) =
        model.benchmarks[name] >= least and model.benchmarks[exam] >= least
      define share(x: number, full: number) = scale(x, 0 .. full)
      critical { rule r { require passes("mmlu", 50%) require share(model.likes, 10) > 0.5 } }"""
    marks = {"medqa": 0.6, "mmlu": 0.7}
    assert decide(text, {"benchmarks": marks, "likes": 6}).verdict == "accept"
    assert refused(text.replace('"mmlu"', "model.architecture")) == ["not-constant"]


def test_a_param_may_name_an_entry_inside_a_quantifier() -> None:
    text = """param exam: string = "medqa"
      critical { rule r { require any x in model.tasks: (model.benchmarks[exam] >= 50%) } }"""
    assert (
        decide(text, {"tasks": ["translation"], "benchmarks": {"medqa": 0.6}}).verdict == "accept"
    )


def test_an_entry_named_by_a_param_is_read_from_the_facts() -> None:
    text = """param exam: string = "medqa"
      critical { rule r { require model.benchmarks[exam] >= 50% } }"""
    model = {"benchmarks": {"medqa": 0.6, "mmlu": 0.4}}
    assert decide(text, model).verdict == "accept"
    assert decide(text, model, params={"exam": "mmlu"}).verdict == "reject"
    assert decide(text, model, params={"exam": "arc"}).open_facts == ('model.benchmarks["arc"]',)


def test_params_that_rest_on_each_other_in_a_circle_are_a_cycle() -> None:
    needs = "critical { rule r { require model.likes > a } }"
    assert refused("param a: number = b + 1 param b: number = a " + needs) == ["cycle"]
    assert refused("param a: number = a " + needs) == ["cycle"]
    assert refused("param a: number = 1 in 0 .. b param b: number = a " + needs) == ["cycle"]


def test_a_step_whose_points_only_params_leave_open_keeps_its_bounds() -> None:
    text = """param none: number = 0
              important { rule r { score 1 / none if model.gated score 0.5 } }"""
    assert decide(text, {"gated": True}).score == msm.Bounds(0, 1)
    assert decide(text, {"gated": False}).score == msm.Bounds(0.5, 0.5)


# --- stale facts ---------------------------------------------------------------------------------


def test_a_stale_fact_that_says_nothing_is_told_as_stale_and_its_proof_holds() -> None:
    policy = msm.parse_policy(
        'policy p { version "1.0.0"  stale after 90 days }\n'
        'critical { rule a { require "x/y" in model.datasets } }'
    )
    old = [{"method": "declared", "source": "card", "observed": "2020-01-01"}]
    facts = {
        "schema": "msm-facts/1",
        "model": {"id": "a/b", "datasets": {"at_least": []}},
        "evidence": {"datasets": old},
    }
    decision = policy.decide(facts, as_of=DAY)
    assert decision.stale == ("model.datasets",)
    assert msm.verify(decision.proof()).ok
