"""Two models under one policy: which ranks above, by what, and what each rule adds."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

import msm_rules as msm
from msm_rules.report.compare_text import compare_text
from msm_rules.screening.compare import Comparison, compare

DAY = date(2026, 11, 22)
POLICY = msm.parse_policy(
    """
    policy p { version "1.0.0" }
    critical { rule small "Fits the device" { require model.parameters <= 13B } }
    important weight 3 {
      rule speaks weight 2 { prefer "de" in model.languages }
      rule exam weight 1 { score model.benchmarks["medqa"] }
    }
    contextual weight 1 { rule liked { score scale(model.likes, 0 .. 100) } }
    decide { accept if score >= 0.5  review if score >= 0.1 }
    rank { by score descending  by model.parameters ascending }
    """
)
GOOD = {"id": "a/good", "parameters": 7e9, "languages": ["de"], "benchmarks": {"medqa": 0.6},
        "likes": 50}  # fmt: skip


def of(first: dict[str, object], second: dict[str, object]) -> Comparison:
    return compare(*(POLICY.decide(model, as_of=DAY) for model in (first, second)))


def test_an_accepted_model_ranks_above_a_rejected_one() -> None:
    found = of({**GOOD, "id": "a/big", "parameters": 70e9}, GOOD)
    assert (found.above.facts.id, found.below.facts.id) == ("a/good", "a/big")
    assert (found.by, found.separable) == ("verdict", True)
    small = found.rules[0]
    assert (small.above, small.below, small.gain) == (True, False, None)


def test_the_first_key_that_differs_is_the_reason() -> None:
    assert of(GOOD, {**GOOD, "id": "a/liked", "likes": 90}).by == 0
    found = of(GOOD, {**GOOD, "id": "a/smaller", "parameters": 3e9})
    assert (found.by, found.above.facts.id) == (1, "a/smaller")


def test_models_alike_in_every_key_stand_by_name() -> None:
    found = of({**GOOD, "id": "a/twin"}, GOOD)
    assert (found.by, found.separable, found.above.facts.id) == ("id", False, "a/good")


def test_rejected_models_have_no_rank() -> None:
    big, huge = ({**GOOD, "id": f"a/{n}", "parameters": n} for n in (70e9, 80e9))
    found = of(big, huge)
    assert found.by == "nothing"
    assert compare_text(found, 80).startswith("neither a/")


def test_an_order_that_what_is_unknown_could_turn_round_is_said() -> None:
    vague = {**GOOD, "id": "a/vague", "benchmarks": {"medqa": {"between": [0.5, 0.9]}}}
    found = of(GOOD, vague)
    assert not found.separable
    assert "could turn them round" in compare_text(found, 100)


SCORES = st.fixed_dictionaries(
    {
        "parameters": st.just(7e9),
        "languages": st.sampled_from([["de"], ["en"]]),
        "benchmarks": st.fixed_dictionaries({"medqa": st.integers(0, 100).map(lambda n: n / 100)}),
        "likes": st.integers(0, 200),
    }
)


@given(SCORES, SCORES)
def test_the_gains_of_the_rules_make_the_difference_of_the_scores(
    one: dict[str, object], other: dict[str, object]
) -> None:
    found = of({**one, "id": "a/one"}, {**other, "id": "a/other"})
    gained = sum(row.gain.lo for row in found.rules if row.gain is not None)
    above, below = found.above.score, found.below.score
    assert above is not None
    assert below is not None
    assert abs(gained - (above.lo - below.lo)) < 1e-5


@given(SCORES, SCORES)
def test_which_is_named_first_makes_no_difference(
    one: dict[str, object], other: dict[str, object]
) -> None:
    first, second = {**one, "id": "a/one"}, {**other, "id": "a/other"}
    found, turned = of(first, second), of(second, first)
    assert found.above.facts.id == turned.above.facts.id
    assert (found.by, found.separable, found.rules) == (turned.by, turned.separable, turned.rules)


def test_rules_that_say_the_same_are_counted_and_shown_when_asked_for() -> None:
    found = of(GOOD, {**GOOD, "id": "a/liked", "likes": 90})
    assert "3 more rules say the same of both" in compare_text(found, 80)
    assert "Fits the device" not in compare_text(found, 80)
    assert "Fits the device" in compare_text(found, 80, everything=True)


def test_a_model_beside_itself_is_said_to_be_that() -> None:
    said = compare_text(of(GOOD, GOOD), 80)
    assert said.startswith("a/good is compared with itself")
    assert "all 4 rules say the same of both" in said
    assert "apart" not in said
