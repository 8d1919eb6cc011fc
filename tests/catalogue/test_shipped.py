"""The shipped catalogue: valid, as large as promised, and right about models that we know."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from msm_rules.catalogue import load_shipped, shipped_path
from msm_rules.catalogue.build.inputs import INPUTS
from msm_rules.catalogue.build.selection import families, selection
from msm_rules.facts import builtin, check_document
from msm_rules.facts.benchmarks import benchmark_names
from msm_rules.sources.normalise.claims import words

DOCUMENTS = load_shipped()
BY_ID = {document["model"]["id"]: document for document in DOCUMENTS}


def flat(model: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every fact of a model with its path."""
    for name, value in model.items():
        if name == "benchmarks":
            yield from ((f'benchmarks["{key}"]', each) for key, each in value.items())
        elif name == "memory":
            yield from ((f"memory.{key}", each) for key, each in value.items())
        else:
            yield name, value


FACTS = [(i, path, v) for i, d in BY_ID.items() for path, v in flat(d["model"])]


def test_there_are_more_than_250_models() -> None:
    assert len(DOCUMENTS) >= 250


def test_the_file_is_compact_canonical_and_small() -> None:
    lines = shipped_path().read_text("utf-8").splitlines()
    assert lines == [
        json.dumps(d, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for d in DOCUMENTS
    ]
    assert sum(map(len, lines)) < 6_000_000


def test_models_are_sorted_and_unique_whatever_their_case() -> None:
    ids = [model_id.casefold() for model_id in BY_ID]
    assert ids == sorted(set(ids))
    assert len(ids) == len(DOCUMENTS)


def test_every_document_is_a_valid_facts_document() -> None:
    problems = [(p, i) for i, d in BY_ID.items() for p in check_document(d, builtin())]
    assert problems == []


def test_every_fact_has_evidence_and_all_evidence_has_a_fact() -> None:
    for document in DOCUMENTS:
        facts = {path for path, value in flat(document["model"]) if value is not None} - {"id"}
        assert facts == set(document["evidence"]), document["model"]["id"]
        assert all(document["evidence"].values())


def test_every_member_of_a_chain_of_licences_has_evidence_of_its_own() -> None:
    for model_id, path, value in FACTS:
        if path == "license_chain":
            shown = {e["member"] for e in BY_ID[model_id]["evidence"][path]}
            listed = value if isinstance(value, list) else [*value["at_least"]]
            assert set(listed) <= shown, model_id


def test_intervals_and_sets_are_well_formed() -> None:
    for model_id, path, value in FACTS:
        if isinstance(value, dict) and "between" in value:
            lo, hi = value["between"]
            assert lo is None or hi is None or lo < hi, (model_id, path)
        if isinstance(value, dict) and "at_most" in value:
            assert set(value["at_least"]) < set(value["at_most"]), (model_id, path)


def test_no_date_lies_after_the_inputs_were_taken() -> None:
    taken = max(each.as_of for each in INPUTS if each.as_of)
    for model_id, path, value in FACTS:
        if path in ("created", "modified"):
            ends = value["between"] if isinstance(value, dict) else [value]
            days = [date.fromisoformat(end) for end in ends if end]
            assert max(days) <= date.fromisoformat(taken), (model_id, path)


def test_a_source_of_evidence_is_an_input_or_follows_from_the_facts() -> None:
    named = {each.source for each in INPUTS} | {"name", "facts"}
    assert {e["source"] for d in DOCUMENTS for es in d["evidence"].values() for e in es} <= named


def test_an_estimate_read_off_a_name_is_never_exact() -> None:
    for model_id, path, value in FACTS:
        if path in ("parameters", "active_parameters"):
            methods = {e["method"] for e in BY_ID[model_id]["evidence"][path]}
            read_off_files = methods & {
                "measured",
                "derived",
            }  # derived: bytes of an index by dtype
            assert read_off_files or isinstance(value, dict), (model_id, path)


def test_every_selected_model_ships() -> None:
    assert {i.casefold() for i in selection()} == {i.casefold() for i in BY_ID}


def test_no_model_is_selected_twice() -> None:
    ids = [model_id.casefold() for model_id in selection()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("family", families())
def test_every_family_is_there(family: str) -> None:
    assert all(model_id in BY_ID for model_id in families()[family])
    assert len(families()[family]) >= 5


FAMOUS = words(
    """
meta-llama/Llama-2-7b-hf meta-llama/Meta-Llama-3-8B-Instruct meta-llama/Llama-3.1-70B-Instruct
meta-llama/Llama-3.2-1B meta-llama/Llama-3.3-70B-Instruct meta-llama/Llama-4-Scout-17B-16E-Instruct
Qwen/Qwen1.5-7B Qwen/Qwen2-7B-Instruct Qwen/Qwen2.5-72B-Instruct Qwen/Qwen3-8B
mistralai/Mistral-7B-v0.1 mistralai/Mixtral-8x7B-Instruct-v0.1 mistralai/Devstral-Small-2507
mistralai/Ministral-8B-Instruct-2410 google/gemma-7b google/gemma-2-9b-it google/gemma-3-4b-it
microsoft/phi-4 deepseek-ai/DeepSeek-V3 deepseek-ai/DeepSeek-R1 allenai/OLMo-7B-hf
tiiuae/falcon-7b ibm-granite/granite-3.1-8b-instruct 01-ai/Yi-34B openai/gpt-oss-120b
bigscience/bloom-7b1 EleutherAI/pythia-1.4b HuggingFaceTB/SmolLM3-3B stabilityai/stablelm-2-1_6b
zai-org/GLM-4.6 moonshotai/Kimi-K2-Instruct MiniMaxAI/MiniMax-M2 BAAI/bge-m3
nvidia/Llama-3.1-Nemotron-Nano-8B-v1 bigcode/starcoder2-7b openai/gpt-4o anthropic/claude-sonnet-4-5
"""
)

MEDICAL = words(
    """
aaditya/Llama3-OpenBioLLM-70B aaditya/Llama3-OpenBioLLM-8B epfl-llm/meditron-70b google/gemma-7b
mistralai/Mistral-7B-v0.1 FreedomIntelligence/Apollo-7B medalpaca/medalpaca-7b
BioMistral/BioMistral-7B BioMistral/BioMistral-7B-BnB.8 xz97/AlpaCare-llama2-7b
medicalai/ClinicalGPT-base-zh mistralai/Mistral-7B-Instruct-v0.1 mistralai/Mistral-7B-Instruct-v0.2
"""
)


@pytest.mark.parametrize("model_id", sorted(FAMOUS))
def test_the_models_people_choose_among_are_there(model_id: str) -> None:
    assert model_id in BY_ID


@pytest.mark.parametrize("model_id", sorted(MEDICAL))
def test_every_ranked_medical_model_has_its_medqa_score(model_id: str) -> None:
    lo, hi = BY_ID[model_id]["model"]["benchmarks"]["medqa"]["between"]
    assert 0 <= lo < hi <= 1


KNOWN: list[tuple[str, dict[str, Any]]] = [
    (
        "mistralai/Mistral-7B-Instruct-v0.1",
        {"parameters": 7241732096, "memory.fp16": 14483464192, "license": "Apache-2.0"},
    ),
    (
        "meta-llama/Meta-Llama-3-8B",
        {
            "parameters": 8030261248,
            "memory.kv_per_token": 131072,
            "context_length": 8192,
            "license": "LicenseRef-llama3",
            "gated": True,
            "created": "2024-04-17",
        },
    ),
    (
        "Qwen/Qwen3-8B",
        {
            "parameters": 8190735360,
            "memory.kv_per_token": 147456,
            "license": "Apache-2.0",
            "base_models": ["Qwen/Qwen3-8B-Base"],
            "relation": "finetune",
            "license_chain": {"at_least": ["Apache-2.0"]},
        },
    ),
    (
        "m42-health/Llama3-Med42-70B",
        {
            "parameters": 70553706496,
            "memory.kv_per_token": 327680,
            "domains": ["medical"],
            "languages": ["en"],
            "base_models": {"at_least": []},
        },
    ),
    (
        "deepseek-ai/DeepSeek-R1",
        {"memory.kv_per_token": 70272, "context_length": 163840, "custom_code": True},
    ),
    (
        "mistralai/Mixtral-8x7B-v0.1",
        {"parameters": {"between": [37360000000, 56000000000]}},
    ),
    (
        "EleutherAI/pythia-1.4b",
        {"parameters": {"between": [1414648192, 1515311488]}, "license": "Apache-2.0"},
    ),
    (
        "openai-community/gpt2",
        {"created": {"between": [None, "2022-03-02"]}, "license": "MIT"},
    ),
    (
        "openai/gpt-4o",
        {
            "access": "api-only",
            "context_length": 128000,
            "released": "2024-05-13",
            "knowledge_cutoff": {"between": ["2023-09-01", "2023-09-30"]},
            "inputs": ["image", "pdf", "text"],
            "outputs": ["text"],
            "developer": "OpenAI",
        },
    ),
    (
        "sentence-transformers/paraphrase-albert-small-v2",
        {"gated": False, "access": "open-weights", "license": "Apache-2.0"},
    ),
    (
        "google/gemma-3n-E4B-it",
        {"license_chain": ["LicenseRef-gemma"], "gated": True},
    ),
    (
        "mistralai/Mistral-7B-v0.1",
        {'benchmarks["medqa"]': {"between": [0.480754, 0.535597]}},
    ),
]


@pytest.mark.parametrize(("model_id", "facts"), KNOWN, ids=[model_id for model_id, _ in KNOWN])
def test_known_facts_of_real_models(model_id: str, facts: dict[str, Any]) -> None:
    found = dict(flat(BY_ID[model_id]["model"]))
    assert {path: found.get(path) for path in facts} == facts


def test_a_count_that_the_name_disputes_stays_within_the_bounds_of_both() -> None:
    # Counted 1,669,408,768 under a name of 1B, and 10,732,225,440 under one of 7B.
    for model_id, count in (
        ("tiiuae/Falcon3-1B-Instruct", 1669408768),
        ("Qwen/Qwen2.5-Omni-7B", 10732225440),
    ):
        assert BY_ID[model_id]["model"]["parameters"]["between"][1] == count


def test_every_benchmark_is_called_as_the_table_of_names_calls_it() -> None:
    known = benchmark_names()
    used = {path.partition('["')[2][:-2] for _, path, _ in FACTS if path.startswith("benchmarks[")}
    bare = {name.partition("/")[0] for name in used}
    assert [name for name in sorted(bare) if known.get(name) != name] == []
