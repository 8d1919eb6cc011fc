"""The policies that ship: they are sound, their own tests pass, and what they say of the shipped
catalogue is recorded and makes sense."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import msm_rules
from msm_rules.api import Policy
from msm_rules.catalogue import load_shipped
from msm_rules.decide.decision import Decision
from msm_rules.policytest import run_tests
from msm_rules.source import Source
from msm_rules.syntax.format import format_source

FOLDER = Path(__file__).resolve().parents[2] / "policies"
GOLDEN = Path(__file__).parent / "verdicts.json"
TODAY = date(2026, 11, 22)
POLICIES = (
    "baseline/organisation",
    "clinical_assistant",
    "code_assistant",
    "edge_device",
    "public_sector_eu",
    "retrieval_embeddings",
)


@cache
def policy(name: str) -> Policy:
    return msm_rules.load_policy(FOLDER / f"{name}.msm", as_of=TODAY)


@cache
def catalogue() -> Mapping[str, Mapping[str, Any]]:
    return {document["model"]["id"]: document for document in load_shipped()}


@cache
def decisions(name: str) -> tuple[Decision, ...]:
    return tuple(policy(name).screen(catalogue().values(), as_of=TODAY).decisions)


def test_every_policy_that_ships_is_tested_here() -> None:
    found = {p.relative_to(FOLDER).with_suffix("").as_posix() for p in FOLDER.rglob("*.msm")}
    assert {name for name in found if not name.startswith("std/")} == set(POLICIES)


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_has_no_mistakes_and_warns_only_of_what_it_lets_pass_on_purpose(name: str) -> None:
    assert {d.name for d in policy(name).diagnostics} <= {"passes-unknown"}


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_passes_its_own_tests(name: str) -> None:
    outcomes = run_tests(policy(name))
    assert len(outcomes) >= 6
    assert [(o.name, o.failures) for o in outcomes if not o.passed] == []


@pytest.mark.parametrize("name", POLICIES)
def test_the_tests_of_a_policy_show_every_kind_of_verdict(name: str) -> None:
    outcomes = run_tests(policy(name))
    seen = {(o.decision.verdict, o.decision.determined) for o in outcomes if o.decision}
    assert seen >= {("accept", True), ("reject", True), ("review", True), ("review", False)}


@pytest.mark.parametrize("name", POLICIES)
def test_every_rule_of_a_policy_says_in_words_what_it_demands(name: str) -> None:
    assert [rule.name for rule in policy(name).graph.rules if not rule.title] == []
    assert policy(name).header.owner


@pytest.mark.parametrize("file", sorted(FOLDER.rglob("*.msm")), ids=lambda f: f.stem)
def test_a_file_is_in_canonical_form(file: Path) -> None:
    text = file.read_text("utf-8")
    assert format_source(Source(file.name, text)) == (text, ())


def summary(name: str) -> dict[str, object]:
    """What a screening of the shipped catalogue comes to."""
    found = decisions(name)
    verdicts = Counter(f"{d.verdict}" if d.determined else "too little is known" for d in found)
    rejected = Counter(
        " ".join(d.failed) or "score" for d in found if d.determined and d.verdict == "reject"
    )
    return {
        "verdicts": dict(sorted(verdicts.items())),
        "rejected by": dict(sorted(rejected.items())),
        "accepted": [d.facts.id for d in found if d.verdict == "accept"],
    }


def test_the_verdicts_on_the_shipped_catalogue_are_those_on_record(
    golden: Callable[[Path, str], None],
) -> None:
    found = {name: summary(name) for name in POLICIES}
    golden(GOLDEN, json.dumps(found, indent=2) + "\n")


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_accepts_some_models_rejects_most_and_leaves_some_open(name: str) -> None:
    verdicts = Counter((d.verdict, d.determined) for d in decisions(name))
    accepted, open_ = verdicts["accept", True], verdicts["review", False]
    assert 0 < accepted < open_ < verdicts["reject", True]


ACCEPT, REVIEW, REJECT, OPEN = "accept", "review", "reject", "open"

NAMED = [
    # Apache 2.0 all the way, 8 billion parameters: 16 GB of weights and the cache fit 24 GB.
    ("baseline/organisation", "ibm-granite/granite-3.1-8b-base", ACCEPT, ()),
    # The Hub marks it as having code of its own.
    ("baseline/organisation", "tiiuae/falcon-7b-instruct", REVIEW, ("code",)),
    # CC BY-NC, and 120 billion parameters.
    ("baseline/organisation", "facebook/galactica-120b", REJECT, ("licence", "size")),
    # Cannot be had but as a service.
    ("baseline/organisation", "anthropic/claude-opus-4-5", REJECT, ("access",)),
    # A general model with a fair examination, English known.
    ("clinical_assistant", "Qwen/Qwen2-7B-Instruct", ACCEPT, ()),
    # Medical and good at it, but 70 billion parameters.
    ("clinical_assistant", "aaditya/Llama3-OpenBioLLM-70B", REJECT, ("size",)),
    # Non-commercial; the waiver lifts it for this model, which then waits for an examination ...
    ("clinical_assistant", "CohereLabs/aya-expanse-8b", OPEN, ('model.benchmarks["mmlu-pro"]',)),
    # ... and not for its sibling.
    ("clinical_assistant", "CohereLabs/aya-23-8B", REJECT, ("licence",)),
    # Small, open, taught to converse.
    ("edge_device", "Qwen/Qwen2-1.5B-Instruct", ACCEPT, ()),
    # Llama's name would have to be shown.
    ("edge_device", "meta-llama/Llama-3.2-1B", REVIEW, ("brand",)),
    # CC BY-SA: our changes would have to be shared.
    ("edge_device", "stabilityai/stablelm-3b-4e1t", REJECT, ("sharing",)),
    # Nobody looked up what it was made from.
    ("edge_device", "HuggingFaceTB/SmolLM2-1.7B-Instruct", OPEN, ("model.license_chain",)),
    # Open, German among its languages.
    ("public_sector_eu", "mistralai/Mistral-Nemo-Instruct-2407", ACCEPT, ()),
    # Sees pictures, and Llama 3.2's licence then leaves the European Union out.
    ("public_sector_eu", "meta-llama/Llama-3.2-11B-Vision", REJECT, ("territory",)),
    # English and nothing else.
    ("public_sector_eu", "openai-community/gpt2", REJECT, ("language",)),
    # Nobody says whether it knows German.
    ("public_sector_eu", "Qwen/Qwen3-32B", OPEN, ("model.languages",)),
    ("code_assistant", "Qwen/Qwen2.5-Coder-1.5B", ACCEPT, ()),
    ("code_assistant", "deepseek-ai/DeepSeek-Coder-V2-Lite-Instruct", REVIEW, ("code",)),
    # Mistral's non-production licence.
    ("code_assistant", "mistralai/Codestral-22B-v0.1", REJECT, ("licence",)),
    ("code_assistant", "Qwen/Qwen2.5-Coder-14B", OPEN, ("model.license_chain",)),
    ("retrieval_embeddings", "intfloat/multilingual-e5-large-instruct", ACCEPT, ()),
    ("retrieval_embeddings", "jinaai/jina-embeddings-v3", REJECT, ("licence",)),
    (
        "retrieval_embeddings",
        "sentence-transformers/paraphrase-albert-small-v2",
        OPEN,
        ("model.languages",),
    ),
]


@pytest.mark.parametrize(("name", "model", "verdict", "reasons"), NAMED)
def test_a_well_known_model_gets_the_verdict_that_its_facts_ask_for(
    name: str, model: str, verdict: str, reasons: tuple[str, ...]
) -> None:
    decision = policy(name).decide(catalogue()[model], as_of=TODAY)
    assert decision.determined == (verdict != OPEN)
    assert decision.verdict == (REVIEW if verdict == OPEN else verdict)
    if verdict == OPEN:
        assert set(reasons) <= set(decision.open_facts)
    else:
        assert decision.failed == reasons


def test_the_agreement_with_a_publisher_is_named_where_it_lifts_a_rule() -> None:
    decision = policy("clinical_assistant").decide(
        catalogue()["CohereLabs/aya-expanse-8b"], as_of=TODAY
    )
    assert decision.waived == {"licence": "W-2026-031"}
