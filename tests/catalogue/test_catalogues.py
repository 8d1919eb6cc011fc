"""Other people's catalogues: which model a record is about, and what it says of it."""

from __future__ import annotations

from typing import Any

import pytest

from msm_rules.sources.normalise.claims import Json, month
from msm_rules.sources.normalise.identity import hub_id
from msm_rules.sources.tables.ready.gpustack import gpustack
from msm_rules.sources.tables.ready.models_dev import models_dev, models_dev_id
from msm_rules.sources.tables.ready.mot import mot
from msm_rules.sources.tables.ready.xinference import xinference


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://huggingface.co/meta-llama/Llama-3.1-8B", "meta-llama/Llama-3.1-8B"),
        ("https://huggingface.co/google/ul2 · Hugging Face", "google/ul2"),
        ("mistralai/Mixtral-8x22B-v0.1", "mistralai/Mixtral-8x22B-v0.1"),
        ("https://huggingface.co/collections/ibm-granite/granite-41", None),
        ("Baichuan 2: Open Large-scale Language Models", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_on_the_hub_is_an_id(address: object, found: str | None) -> None:
    assert hub_id(address) == found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-02", {"between": ["2024-02-01", "2024-02-29"]}),
        ("2023", {"between": ["2023-01-01", "2023-12-31"]}),
        ("2024-12-06", "2024-12-06"),
    ],
)
def test_a_month_is_all_its_days(text: str, value: Json) -> None:
    assert month(text) == value


GPT_4O: dict[str, Any] = {
    "release_date": "2024-05-13",
    "knowledge": "2023-09",
    "open_weights": False,
    "tool_call": True,
    "reasoning": False,
    "limit": {"context": 128000},
    "modalities": {"input": ["text", "image"], "output": ["text"]},
    "benchmarks": [
        {"name": "SciCode", "score": 38.3, "metric": "percent correct", "source": "https://x.org"},
        {"name": "SciCode", "score": 26.4, "metric": "index", "source": "https://openrouter.ai"},
    ],
}


def test_a_model_without_weights_is_had_as_a_service_only() -> None:
    found = {c.fact: c.value for c in models_dev("openai/gpt-4o.toml", GPT_4O)}
    assert found["access"] == "api-only"
    assert found["capabilities"] == {"at_least": ["tool-use", "vision"]}
    assert found["tasks"] == {"at_least": ["text-generation"]}
    assert found['benchmarks["scicode"]'] == 0.383


def test_an_embedding_model_is_not_said_to_chat() -> None:
    facts = {c.fact for c in models_dev("google/gemini-embedding-001.toml", GPT_4O)}
    assert "tasks" not in facts


def test_a_record_with_weights_is_about_the_model_on_the_hub() -> None:
    weights = [{"label": "Hugging Face", "url": "https://huggingface.co/a/B"}]
    assert models_dev_id("a/b.toml", {"weights": weights}) == "a/B"
    assert models_dev_id("openai/gpt-4o.toml", {}) == "openai/gpt-4o"


def test_xinference_speaks_of_the_plain_weights_only() -> None:
    specs = [
        {
            "model_format": "pytorch",
            "model_size_in_billions": "6_7",
            "model_src": {"huggingface": {"model_id": "a/plain"}},
        },
        {
            "model_format": "ggufv2",
            "model_size_in_billions": 7,
            "model_src": {"huggingface": {"model_id": "a/packed"}},
        },
    ]
    family = {"model_name": "x", "context_length": 4096, "model_specs": specs}
    found = {(model_id, claim.fact): claim.value for model_id, claim in xinference(family)}
    assert {model_id for model_id, _ in found} == {"a/plain"}
    assert found["a/plain", "parameters"] == {"between": [5360000000, 10050000000]}


def test_gpustack_says_128k_without_saying_which_k() -> None:
    specs = [{"huggingface_repo_id": "a/b", "backend": "vLLM"}] * 2
    model_set = {"name": "x", "capabilities": ["context/128K", "tools"], "specs": specs}
    found = [(model_id, claim.fact, claim.value) for model_id, claim in gpustack(model_set)]
    assert found == [
        ("a/b", "context_length", {"between": [128000, 131072]}),
        ("a/b", "runtimes", {"at_least": ["vllm"]}),
    ]


def test_the_openness_tool_names_the_producer_and_the_licence_of_the_weights() -> None:
    weights = {"name": "Model parameters (Final)", "license": "Llama 2 Community License"}
    record = {"release": {"producer": "Meta", "components": [weights]}}
    found = {c.fact: c.value for c in mot("Llama-2-70B.yml", record)}
    assert found["developer"] == "Meta"
    assert found["license"] == "LicenseRef-llama2"
    assert found["license_chain"] == {"at_least": ["LicenseRef-llama2"]}


def test_weights_marked_unlicensed_have_no_known_licence() -> None:
    weights = {"name": "Model parameters (Final)", "license": "unlicensed"}
    record = {"release": {"producer": "X", "components": [weights]}}
    assert {c.fact for c in mot("x.yml", record)} == {"developer"}
