"""Claims: how sayings of several sources become one value, and how a document looks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from msm_rules.sources.normalise.claims import Claim, Json, document, join, settle
from msm_rules.sources.normalise.entries import HUB, Entry
from msm_rules.sources.normalise.repository import entry_claims


def say(fact: str, value: Json, method: str = "declared") -> Claim:
    return Claim(fact, value, {"method": method, "source": f"{method}:{value}"})


def test_a_stronger_method_replaces_a_weaker_one_which_stays_as_evidence() -> None:
    claims = [say("parameters", 8, "estimated"), say("parameters", 7, "measured")]
    value, evidence = settle(claims)
    assert value == 7
    assert [e["source"] for e in evidence] == ["measured:7", "estimated:8"]


def test_sources_that_agree_add_evidence() -> None:
    value, evidence = settle([say("license", "MIT"), say("license", "MIT", "derived")])
    assert value == "MIT"
    assert [e["method"] for e in evidence] == ["declared", "derived"]


def test_what_is_said_twice_in_the_same_words_is_kept_once() -> None:
    assert len(settle([say("license", "MIT"), say("license", "MIT")])[1]) == 1


@pytest.mark.parametrize(
    ("fact", "a", "b", "joined"),
    [
        ("license", "MIT", "Apache-2.0", {"one_of": ["Apache-2.0", "MIT"]}),
        ("license", {"one_of": ["A", "B"]}, "C", {"one_of": ["A", "B", "C"]}),
        ("context_length", 8192, 131072, {"between": [8192, 131072]}),
        ("context_length", {"between": [128000, 131072]}, 131072, 131072),
        ("parameters", {"between": [5, 56]}, {"between": [37, 70]}, {"between": [37, 56]}),
        ("parameters", {"between": [1, 2]}, {"between": [4, 5]}, {"between": [1, 5]}),
        ("created", {"between": [None, "2022-03-02"]}, "2022-01-01", "2022-01-01"),
        ('benchmarks["medqa"]', {"between": [0.1, 0.9]}, 0.5, {"between": [0.1, 0.9]}),
        ("languages", {"at_least": ["en"]}, {"at_least": ["de"]}, {"at_least": ["de", "en"]}),
        ("languages", ["en", "de"], {"at_least": ["en"]}, ["de", "en"]),
        ("languages", ["en"], ["de", "en"], {"at_least": ["en"], "at_most": ["de", "en"]}),
        ("languages", ["en"], {"at_least": ["de"]}, {"at_least": []}),
    ],
)
def test_equally_strong_sources_that_disagree_make_a_fact_uncertain(
    fact: str, a: Json, b: Json, joined: Json
) -> None:
    assert join(fact, a, b) == joined
    assert join(fact, b, a) == joined


def test_a_chain_follows_from_the_licence_that_claims_come_to() -> None:
    """As of a folder whose card says MIT, and whose LICENSE is that of Llama 3.1."""
    row = {"method": "declared", "source": "card", "locator": "README.md: a/b: license"}
    claims = [
        say("license", "MIT"),
        say("license", "LicenseRef-llama3.1"),
        say("ancestors", [], "assumed"),
        Claim("license_chain", ["MIT"], {**row, "member": "MIT"}),
    ]
    made: Any = document("a/b", claims)
    assert made["model"]["license_chain"] == {
        "at_least": [],
        "at_most": ["LicenseRef-llama3.1", "MIT"],
    }
    members = [each["member"] for each in made["evidence"]["license_chain"]]
    assert members == ["MIT", "LicenseRef-llama3.1"]
    alone: Any = document("a/b", claims[1:])
    assert alone["model"]["license_chain"] == ["MIT"]  # one licence is what its source says it is


def test_a_document_nests_paths_and_keeps_evidence_by_path() -> None:
    made: Any = document("a/b", [say("memory.int4", 1), say('benchmarks["x/5-shot"]', 0.5)])
    assert made["schema"] == "msm-facts/1"
    assert made["model"] == {
        "id": "a/b",
        "memory": {"int4": 1},
        "benchmarks": {"x/5-shot": 0.5},
    }
    assert set(made["evidence"]) == {"memory.int4", 'benchmarks["x/5-shot"]'}


def _spoil(part: Any) -> None:
    """Empties everything in a document that can be emptied."""
    if isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            _spoil(inner)
        part.clear()


def test_documents_share_nothing_that_could_be_changed() -> None:
    tagged = [Entry(id=f"a/{n}", source=HUB, tags=("safetensors", "text-generation")) for n in "bc"]
    one, other = (document(e.id, entry_claims(e, {})) for e in tagged)
    before = json.dumps(other)
    _spoil(one)
    assert json.dumps(other) == before
    assert json.dumps(document("a/c", entry_claims(tagged[1], {}))) == before
