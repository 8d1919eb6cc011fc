"""Days at their edges, and scores against exact rational arithmetic."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

import msm_rules as msm
from tests.campaign import examples

DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
NEAR = st.integers(-3, 3).map(timedelta)
WEIGHTS = st.integers(1, 1_000_000_000)  # in thousandths
MILLIONTHS = st.integers(0, 1_000_000)


def written(weight: int) -> str:
    return f"{weight // 1000}.{weight % 1000:03}"


# --- days ----------------------------------------------------------------------------------------


@examples(40)
@given(DAYS, st.integers(0, 400).map(timedelta), NEAR, st.booleans())
def test_a_waiver_lifts_its_rule_on_its_first_and_last_day_and_on_no_other(
    first: date, length: timedelta, step: timedelta, from_the_end: bool
) -> None:
    last = first + length
    day = (last if from_the_end else first) + step
    policy = msm.parse_policy(f"""
policy p {{ version "1.0.0" }}
critical {{ rule size {{ require model.likes >= 10 waivable at most {length.days + 1} days }} }}
waiver "W-1" {{ rule size models {{"acme/*"}} from {first} until {last}
              approved by "Legal" because "signed" }}""")
    decision = policy.decide({"id": "Acme/one", "likes": 1}, as_of=day)
    lifted = first <= day <= last
    assert decision.rules["size"] == ("waived" if lifted else False)
    assert decision.verdict == ("accept" if lifted else "reject")
    assert decision.valid_until == (last if lifted else None)


@examples(30)
@given(DAYS, st.integers(0, 400).map(timedelta), NEAR, st.booleans())
def test_a_policy_is_in_effect_on_its_first_and_last_day_and_on_no_other(
    first: date, length: timedelta, step: timedelta, from_the_end: bool
) -> None:
    last = first + length
    day = (last if from_the_end else first) + step
    policy = msm.parse_policy(
        f'policy p {{ version "1.0.0" effective from {first} until {last} }}'
        " decide { accept if true valid for 10 days }"
    )
    if first <= day <= last:
        decision = policy.decide({"id": "a/b"}, as_of=day)
        assert decision.valid_until == min(last, day + timedelta(10))
        return
    with pytest.raises(msm.PolicyError) as refused:
        policy.decide({"id": "a/b"}, as_of=day)
    assert [d.name for d in refused.value.diagnostics] == ["not-in-effect"]


@examples(30)
@given(DAYS, st.integers(1, 400), st.integers(-2, 2))
def test_a_fact_grows_stale_after_the_last_day_that_it_may_be_old(
    day: date, limit: int, step: int
) -> None:
    policy = msm.parse_policy(
        f'policy p {{ version "1.0.0" stale after {limit} days }}'
        " critical { rule liked { require model.likes >= 10 } }"
    )
    seen = day - timedelta(limit) - timedelta(step)
    evidence = {"likes": [{"method": "measured", "observed": seen.isoformat()}]}
    decision = policy.decide({"model": {"id": "a/b", "likes": 10}, "evidence": evidence}, as_of=day)
    assert decision.stale == (("model.likes",) if step > 0 else ())
    assert decision.rules["liked"] is (None if step > 0 else True)


# --- scores --------------------------------------------------------------------------------------


def half_up(x: Fraction) -> int:
    return floor(x + Fraction(1, 2))


@examples(60)
@given(st.lists(st.tuples(MILLIONTHS, MILLIONTHS, WEIGHTS), min_size=1, max_size=6))
def test_a_weighted_mean_is_the_exact_one_rounded_half_up(
    rows: list[tuple[int, int, int]],
) -> None:
    rules = [
        f'rule r{n} weight {written(w)} {{ score model.prototypes["p{n}"] }}'
        for n, (_, _, w) in enumerate(rows)
    ]
    policy = msm.parse_policy('policy p { version "1.0.0" } important { ' + " ".join(rules) + " }")
    results = {
        f"p{n}": {"between": [min(a, b) / 1e6, max(a, b) / 1e6]} for n, (a, b, _) in enumerate(rows)
    }
    decision = policy.decide({"id": "a/b", "prototypes": results}, as_of=date(2026, 11, 22))
    total = sum(w for _, _, w in rows)
    lo = half_up(Fraction(sum(min(a, b) * w for a, b, w in rows), total))
    hi = half_up(Fraction(sum(max(a, b) * w for a, b, w in rows), total))
    assert decision.important == decision.score == msm.Bounds(lo / 1e6, hi / 1e6)


@examples(40)
@given(MILLIONTHS, MILLIONTHS, WEIGHTS, WEIGHTS, st.booleans())
def test_the_score_is_the_exact_mean_of_the_tiers_that_apply(
    a: int, b: int, v: int, w: int, applies: bool
) -> None:
    policy = msm.parse_policy(f"""
policy p {{ version "1.0.0" }}
param here: bool = true
important weight {written(v)} {{ rule x {{ score {a / 1e6:.6f} }} }}
contextual weight {written(w)} {{ rule y {{ applies if here score {b / 1e6:.6f} }} }}""")
    decision = policy.decide({"id": "a/b"}, as_of=date(2026, 11, 22), params={"here": applies})
    exact = half_up(Fraction(a * v + b * w, v + w)) if applies else a
    assert decision.score == msm.Bounds(exact / 1e6, exact / 1e6)
    assert decision.rules["y"] == (msm.Bounds(b / 1e6, b / 1e6) if applies else None)


@examples(60)
@given(st.floats(-2, 2))
def test_a_score_is_the_whole_number_of_millionths_that_is_next(x: float) -> None:
    policy = msm.parse_policy(
        'policy p { version "1.0.0" } important { rule r { score model.prototypes["p"] } }'
    )
    decision = policy.decide({"id": "a/b", "prototypes": {"p": x}}, as_of=date(2026, 11, 22))
    kept = floor(min(max(x, 0.0), 1.0) * 1e6 + 0.5)
    assert decision.score == msm.Bounds(kept / 1e6, kept / 1e6)
