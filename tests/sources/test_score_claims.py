"""One score as claims: its names, its interval, its evidence, and what is no benchmark result."""

from __future__ import annotations

from typing import Any

import pytest

from msm_rules.facts.benchmarks import aliases, benchmark_names, benchmarks, sources
from msm_rules.sources.evaluations import PERCENT, Scale, Score, score_claims
from msm_rules.sources.normalise.claims import Source
from msm_rules.sources.normalise.intervals import normal, wilson
from msm_rules.sources.normalise.naming import named, settings

SOURCE = Source("board", "board/1")


def claimed(*, own: bool = False, **fields: Any) -> dict[str, Any]:
    claims, _ = score_claims(SOURCE, Score(**{"locator": "x", "metric": "acc", **fields}), own)
    return {claim.fact: claim.value for claim in claims}


def odd(**fields: Any) -> list[str]:
    _, found = score_claims(SOURCE, Score(**{"locator": "x", "metric": "acc", **fields}))
    return [each.message for each in found]


# Newcombe 1998, Statistics in Medicine 17, table I, method 3: share, n, lower and upper end.
NEWCOMBE = [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)]


@pytest.mark.parametrize(("right", "n", "lo", "hi"), NEWCOMBE)
def test_the_wilson_interval_is_the_one_of_the_textbook(
    right: int, n: int, lo: float, hi: float
) -> None:
    assert wilson(right / n, n) == (pytest.approx(lo, abs=5e-5), pytest.approx(hi, abs=5e-5))


def test_all_right_answers_leave_room_for_a_wrong_one() -> None:
    assert wilson(1.0, 29) == (pytest.approx(0.8830, abs=5e-5), 1.0)


def test_a_standard_error_is_cut_at_the_ends_of_the_scale() -> None:
    assert normal(0.98, 0.02, 0.0, 1.0) == (pytest.approx(0.940801), 1.0)
    assert normal(12.0, 1.0) == (pytest.approx(10.040036), pytest.approx(13.959964))


def test_a_known_n_gives_the_wilson_interval_whatever_the_standard_error() -> None:
    found = claimed(benchmark="pubmedqa", printed=0.6, n=500, stderr=0.3)
    assert found['benchmarks["pubmedqa"]'] == {"between": list(wilson(0.6, 500))}


def test_without_n_the_standard_error_gives_the_interval() -> None:
    value = claimed(benchmark="pubmedqa", printed=60.0, scale=PERCENT, stderr=1.0)
    assert value['benchmarks["pubmedqa"]'] == {"between": [0.5804, 0.6196]}


def test_a_standard_error_above_chance_shrinks_with_what_chance_leaves() -> None:
    fields = {"metric": None, "printed": 40.0, "scale": PERCENT, "stderr": 1.0, "chance": 0.25}
    value = claimed(benchmark="our exam", **fields)
    assert value == {'benchmarks["our-exam"]': {"between": [0.5353, 0.5647]}}


def test_a_mean_that_counts_no_right_answers_has_no_wilson_interval() -> None:
    # mc2 of TruthfulQA is a mean of probabilities, though lm-evaluation-harness calls it `acc`.
    value = claimed(benchmark="truthfulqa_mc2", printed=0.5, n=817, stderr=0.01)
    assert value['benchmarks["truthfulqa"]'] == {"between": [0.4804, 0.5196]}


def test_each_setting_has_a_name_of_its_own() -> None:
    found = claimed(benchmark="mmlu", printed=0.6, shots=5, harness="lm-evaluation-harness")
    assert list(found) == [
        'benchmarks["mmlu"]',
        'benchmarks["mmlu/5-shot"]',
        'benchmarks["mmlu/5-shot/lm-eval"]',
    ]


def test_a_chain_of_thought_is_a_setting() -> None:
    assert 'benchmarks["gsm8k/8-shot/cot"]' in claimed(
        benchmark="gsm8k_cot", metric="exact_match,strict-match", printed=0.6, shots=8
    )


def test_another_metric_than_the_score_stands_apart() -> None:
    # The Open LLM Leaderboard took `acc_norm` of ARC and `acc` of MMLU.
    assert list(claimed(benchmark="arc_challenge", metric="acc", printed=0.4, shots=25)) == [
        'benchmarks["arc-challenge/25-shot/acc"]'
    ]
    assert list(claimed(benchmark="mmlu", metric="acc_norm", printed=0.4)) == [
        'benchmarks["mmlu/acc-norm"]'
    ]


def test_where_no_source_settles_the_metric_both_names_stand() -> None:
    assert list(claimed(benchmark="piqa", printed=0.7)) == [
        'benchmarks["piqa"]',
        'benchmarks["piqa/acc"]',
    ]


@pytest.mark.parametrize(
    ("metric", "printed", "why"),
    [
        ("word_perplexity", 12.5, "is no share of anything"),
        ("likelihood_difference", 0.4, "is no metric that is known"),
        ("acc", 1.2, "lies outside the range"),
        ("acc", -0.1, "lies outside the range"),
        ("acc", float("nan"), "is no finite number"),
    ],
)
def test_what_is_no_fraction_is_not_forced_into_one(metric: str, printed: float, why: str) -> None:
    fields = {"benchmark": "wikitext", "metric": metric, "printed": printed}
    assert claimed(**fields) == {}
    assert why in odd(**fields)[0]


def test_a_stated_scale_makes_an_unknown_metric_a_share() -> None:
    fields = {"benchmark": "arena", "metric": "win_rate", "printed": 40.0, "scale": PERCENT}
    assert claimed(**fields) == {}
    assert claimed(**fields, share=True)['benchmarks["arena/win-rate"]'] == 0.4


def test_no_questions_are_no_result() -> None:
    assert claimed(benchmark="mmlu", printed=0.5, n=0) == {}
    assert "0 questions" in odd(benchmark="mmlu", printed=0.5, n=0)[0]


def test_lower_is_better_stands_under_its_metric_alone_and_says_so() -> None:
    claims, found = score_claims(SOURCE, Score("librispeech", "wer", 0.12, "x"))
    assert [(c.fact, c.value) for c in claims] == [('benchmarks["librispeech/wer"]', 0.12)]
    assert claims[0].evidence["direction"] == "lower is better"
    assert "lower" in found[0].message


def test_what_the_source_says_of_the_direction_goes_before_the_table() -> None:
    claims, _ = score_claims(SOURCE, Score("mmlu", "acc", 0.1, "x", lower_is_better=True))
    assert [c.fact for c in claims] == ['benchmarks["mmlu/acc"]']


def test_own_runs_are_prototypes_in_their_own_unit() -> None:
    found = claimed(own=True, benchmark="latency", metric=None, printed=210.0, scale=None, stderr=5)
    assert found == {'prototypes["latency"]': {"between": [200.20018, 219.79982]}}


def test_of_a_metric_without_a_name_the_interval_is_the_widest_that_it_can_be() -> None:
    found = claimed(own=True, benchmark="our exam", metric=None, printed=0.5, n=100)
    assert found == {'prototypes["our-exam"]': {"between": list(wilson(0.5, 100))}}


def test_a_range_that_is_no_fraction_is_read_by_its_ends() -> None:
    assert claimed(benchmark="mt-bench", metric=None, printed=5.5, scale=Scale(1, 10)) == {
        'benchmarks["mt-bench"]': 0.5
    }


def test_a_stated_interval_is_taken_where_nothing_else_is_known() -> None:
    found = claimed(benchmark="mmlu", printed=24.0, scale=PERCENT, interval=(20.8, 27.3))
    assert found == {'benchmarks["mmlu"]': {"between": [0.208, 0.273]}}


# --- names ---------------------------------------------------------------------------------------

# Each as its source prints it: lm-evaluation-harness before and since 0.4, lighteval, the Open LLM
# Leaderboard's results in the form of lighteval, the medical leaderboard, Every Eval Ever, cards.
WRITTEN = {
    "hendrycksTest-anatomy": "mmlu-anatomy",
    "mmlu_anatomy": "mmlu-anatomy",
    "mmlu:anatomy": "mmlu-anatomy",
    "anatomy": "mmlu-anatomy",
    "hendrycksTest-us_foreign_policy": "mmlu-us-foreign-policy",
    "mmlu_stem": "mmlu-stem",
    "mmlu": "mmlu",
    "MMLU (5-shot)": "mmlu",
    "leaderboard_mmlu_pro": "mmlu-pro",
    "mmlu_pro": "mmlu-pro",
    "MMLU-PRO": "mmlu-pro",
    "MMLU-Pro (overall)": "mmlu-pro",
    "MMLU-Pro (Computer Science)": "mmlu-pro-computer-science",
    "mmlu_pro_law": "mmlu-pro-law",
    "arc:challenge": "arc-challenge",
    "arc_challenge": "arc-challenge",
    "AI2 Reasoning Challenge (25-Shot)": "arc-challenge",
    "arc_easy": "arc-easy",
    "leaderboard_gpqa_diamond": "gpqa-diamond",
    "gpqa:diamond": "gpqa-diamond",
    "MATH Level 5": "math-lvl-5",
    "leaderboard_math_hard": "math-lvl-5",
    "medqa_4options": "medqa",
    "GSM8k (5-shot)": "gsm8k",
    "lambada_openai": "lambada",
    "MUSR": "musr",
}


@pytest.mark.parametrize(("written", "name"), WRITTEN.items())
def test_one_benchmark_under_several_names_is_one(written: str, name: str) -> None:
    assert named(written).name == name


@pytest.mark.parametrize("text", ["ai2_arc", "gsm8k_cot_llama", "mmlu_redux_spanish"])
def test_what_names_another_thing_is_not_taken_for_a_benchmark(text: str) -> None:
    assert named(text).known is None


def test_no_two_benchmarks_share_a_name() -> None:
    names = benchmark_names()
    assert all(names[name.casefold()] == name for name in benchmarks())
    assert all(part.part_of in benchmarks() for part in benchmarks().values() if part.part_of)


def test_every_score_and_every_alias_has_a_source() -> None:
    assert all(row.source for row in benchmarks().values() if row.metrics)
    assert {alias.source for alias in aliases().values()} <= set(sources())


@pytest.mark.parametrize("text", ["", "???", "漢字", "\u202e"])
def test_a_name_without_plain_letters_is_no_name(text: str) -> None:
    assert claimed(benchmark=text, printed=0.5) == {}


def test_a_stranger_s_name_cannot_break_out_of_its_own() -> None:
    (fact, *_) = claimed(benchmark='x"]["id', printed=0.5)
    assert fact == 'benchmarks["x-id"]'


def test_settings_are_named_from_the_widest_to_the_narrowest() -> None:
    assert settings("x") == ("x",)
    assert settings("x", None, "cot", "inspect_ai") == ("x", "x/cot", "x/cot/inspect")
