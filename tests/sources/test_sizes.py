"""Sizes: what a name says, what dtype counts say, and what happens where they disagree."""

from __future__ import annotations

import pytest

from msm_rules.sources.normalise.sizes import (
    Count,
    counted,
    looks_packed,
    memory,
    parameters,
    size_in_name,
)

BILLION = 10**9


@pytest.mark.parametrize(
    ("name", "billions"),
    [
        ("Mistral-7B-v0.1", 7),
        ("internlm2-1_8b", 1.8),
        ("stablelm-2-1_6b-chat", 1.6),
        ("bloom-7b1", 7.1),
        ("Qwen2.5-0.5B", 0.5),
        ("SmolLM2-135M", 0.135),
        ("h2o-danube3-500m-chat", 0.5),
        ("Qwen2.5-14B-Instruct-1M", 14),
        ("Infinity-Instruct-7M-Gen-Llama3_1-8B", 8),
        ("Llama-3-8B-ProLong-512k-Base", 8),
        ("LLAMA-3_8B_Unaligned_BETA", 8),
        ("llama32_3B_en_emo_v2", 3),
        ("granite-3.1-3b-a800m-instruct", 3),
    ],
)
def test_a_size_in_a_name_is_a_band_around_it(name: str, billions: float) -> None:
    stated = size_in_name(name)
    assert stated is not None
    assert stated.total == (
        pytest.approx(0.8 * billions * BILLION),
        pytest.approx(1.5 * billions * BILLION),
    )


@pytest.mark.parametrize(
    "name",
    [
        "phi-4",
        "gemma-3n-E4B-it",  # the effective size
        "gpt-oss-120b-Eagle3-throughput",  # a draft model has its parent's size in the name
        "Llama-3-v0.2-512k",
        "MFANN3bv0.23",
    ],
)
def test_a_name_without_a_size_of_its_own_says_nothing(name: str) -> None:
    assert size_in_name(name) is None


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("Mixtral-8x7B-Instruct-v0.1", 5.6, 56),
        ("Mixtral-8x22B-v0.1", 17.6, 176),
        ("MixTAO-7Bx2-MoE-v8.1", 5.6, 14),
    ],
)
def test_eight_experts_of_seven_are_not_fifty_six(name: str, least: float, most: float) -> None:
    stated = size_in_name(name)
    assert stated is not None
    assert stated.total == (least * BILLION, most * BILLION)


def test_active_parameters_are_read_beside_the_total() -> None:
    stated = size_in_name("Qwen3-235B-A22B")
    assert stated is not None
    assert stated.total == (188 * BILLION, 352.5 * BILLION)
    assert stated.active == (17.6 * BILLION, 33 * BILLION)


def test_a_name_with_two_sizes_allows_both() -> None:
    stated = size_in_name("OLMoE-1B-7B-0125-Instruct")
    assert stated is not None
    assert stated.total == (0.8 * BILLION, 10.5 * BILLION)


def test_a_count_that_fits_the_name_is_measured() -> None:
    found = parameters("Mistral-7B-v0.1", {"BF16": 7241732096}, 7241732096, ())
    assert found == (Count(7241732096, 7241732096), "measured")


def test_a_count_of_414720_under_a_name_of_24b_is_not_believed() -> None:
    found = parameters("Cydonia-24B-v4.3", {"BF16": 414720}, 414720, ())
    assert found is not None
    count, method = found
    assert (count.lo, count.hi, method) == (414720, 36 * BILLION, "estimated")
    assert count.note is not None
    assert "`24B`" in count.note


def test_a_total_of_414720_beside_dtypes_of_24_billion_leaves_both_possible() -> None:
    found = parameters("Cydonia-24B-v4.3", {"BF16": 23572403200}, 414720, ())
    assert found is not None
    count, method = found
    assert (count.lo, count.hi, count.disputed) == (414720, 23572403200, True)
    assert method == "measured"
    assert count.note == "dtypes sum to 23,572,403,200, the total says 414,720"


def test_a_total_a_little_off_the_sum_of_the_dtypes_bounds_the_count() -> None:
    found = parameters("gemma-4-31B-it", {"BF16": 31273088876}, 32682372656, ())
    assert found is not None
    assert (found[0].lo, found[0].hi, found[0].disputed) == (31273088876, 32682372656, False)


def test_packed_words_are_bounded_by_how_many_fit_into_one() -> None:
    found = counted({"BF16": 1_000, "I32": 1_000}, 2_000, "4-bit")
    assert found is not None
    assert (found.lo, found.hi) == (1_600, 9_000)


def test_a_total_beyond_what_packed_words_hold_is_the_upper_bound() -> None:
    found = counted({"U8": 1}, 4, "4-bit")
    assert found is not None
    assert (found.lo, found.hi) == (3, 4)


def test_the_name_narrows_packed_words() -> None:
    dtypes = {"BF16": 1928721920, "I32": 61980033024, "F16": 7393050624}
    found = parameters("Qwen3-Coder-480B-A35B-Instruct-int4-AutoRound", dtypes, 1928721920, ())
    assert found is not None
    assert (found[0].lo, found[1]) == (384 * BILLION, "estimated")


def test_bytes_without_a_sign_of_packing_may_be_attention_masks() -> None:
    found = parameters("gpt-neo-125m", {"F32": 125198592, "U8": 25165824}, 150364416, ())
    assert found is not None
    assert (found[0].lo, found[0].hi, found[1]) == (125198592, 150364416, "measured")


def test_indices_are_no_parameters() -> None:
    assert counted({"F32": 427616512, "I64": 334}, 427616846, None) == Count(427616512, 427616512)


@pytest.mark.parametrize("text", ["4-bit", "gptq", "phi-4-bnb-4bit", "x-NVFP4", "x-w4a16"])
def test_packing_is_seen_in_names_and_tags(text: str) -> None:
    assert looks_packed(("safetensors", text)) == text


@pytest.mark.parametrize("text", ["arxiv:2304.06767", "16bit", "Phi-4", "text-generation"])
def test_other_names_and_tags_say_nothing_of_packing(text: str) -> None:
    assert looks_packed((text,)) is None


def test_seven_billion_parameters_need_14_gb_in_fp16() -> None:
    assert {c.fact: c.value for c in memory(7 * BILLION)} == {
        "memory.fp32": 28 * BILLION,
        "memory.fp16": 14 * BILLION,
        "memory.int8": 7 * BILLION,
        "memory.int4": 3.5 * BILLION,
    }


def test_memory_of_a_bounded_count_is_bounded() -> None:
    found = {c.fact: c.value for c in memory({"between": [8, 16]})}
    assert found["memory.int4"] == {"between": [4, 8]}
