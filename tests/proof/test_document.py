"""The proof document: its form, its digests, and that the same inputs give the same bytes."""

from __future__ import annotations

import copy
import json
import math
import os
import subprocess
import sys
from datetime import date
from hashlib import sha256
from typing import Any

import jsonschema
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

import msm_rules as msm
from msm_rules.graph.canonical import canonical_json as canonical
from msm_rules.graph.canonical import digest
from msm_rules.proof.canonical import proof_digest
from msm_rules.proof.document import proof_schema
from msm_rules.proof.subject import Origin, Purpose
from tests.proof.conformance import CASES, decide
from tests.proof.decisions import AS_OF, CLINICAL, DECISIONS

VALIDATOR = jsonschema.Draft202012Validator(proof_schema())

ACCEPTED = DECISIONS["accepted"]


def proof_of(name: str = "accepted") -> dict[str, Any]:
    return DECISIONS[name]().proof()


def node(proof: dict[str, Any], id: str) -> dict[str, Any]:
    return next(n for n in proof["nodes"] if n["id"] == id)


def rule(proof: dict[str, Any], name: str) -> dict[str, Any]:
    return next(r for r in proof["rules"] if r["name"] == name)


# --- form ----------------------------------------------------------------------------------------


def test_the_schema_is_a_schema_and_allows_nothing_it_does_not_name() -> None:
    jsonschema.Draft202012Validator.check_schema(proof_schema())
    assert list(VALIDATOR.iter_errors({**proof_of(), "extra": 1}))


@pytest.mark.parametrize("name", DECISIONS)
def test_a_proof_is_valid_and_survives_json(name: str) -> None:
    proof = proof_of(name)
    assert [e.message for e in VALIDATOR.iter_errors(proof)] == []
    assert json.loads(json.dumps(proof)) == proof


@pytest.mark.parametrize("case", CASES)
def test_the_proof_of_every_conformance_case_is_valid(case: dict[str, Any]) -> None:
    proof = decide(case).proof()
    assert [e.message for e in VALIDATOR.iter_errors(proof)] == []
    assert proof["digest"] == proof_digest(json.loads(json.dumps(proof)))


def test_a_proof_says_what_the_decision_says() -> None:
    decision = ACCEPTED()
    said = decision.proof()["decision"]
    assert isinstance(said, dict)
    assert said["verdict"] == "accept"
    assert said["model"] == {"id": "BioMistral/BioMistral-7B", "revision": "9a11e1ffa817c211"}
    assert said["as_of"] == AS_OF.isoformat()
    assert said["valid_until"] == "2026-12-31"
    assert decision.score is not None
    assert said["scores"]["score"] == {"lo": decision.score.lo, "hi": decision.score.hi}


def test_arguments_stand_before_the_nodes_that_use_them() -> None:
    seen: set[str] = set()
    for row in proof_of()["nodes"]:
        assert set(row["args"]) <= seen
        seen.add(row["id"])


def test_a_node_quotes_the_text_it_stands_for() -> None:
    proof = proof_of()
    texts = {file["path"]: file["text"] for file in proof["policy"]["files"]}
    placed = [n for n in proof["nodes"] if "span" in n]
    assert len(placed) > 40
    for row in placed:
        span = row["span"]
        assert row["text"] == texts[span["file"]][span["start"] : span["end"]]


def test_infinite_ends_are_words_and_scores_are_ends_in_six_decimals() -> None:
    proof = proof_of("undetermined")
    assert node(proof, "model.training_compute")["value"] == {"between": [0, "inf"]}
    assert node(proof, "contextual.benchmark.raw")["value"] == {"lo": 0, "hi": 1}
    assert node(proof, "verdict")["value"] == ["accept", "review"]


def test_a_leaf_names_its_fact_its_state_and_how_much_evidence_there_is() -> None:
    known, missing = (
        node(proof_of(), "model.license_chain"),
        node(proof_of("undetermined"), 'model.benchmarks["medqa"]'),
    )
    assert known["fact"] == {"key": "license_chain", "state": "known", "evidence": 1}
    assert missing["fact"] == {"key": 'benchmarks["medqa"]', "state": "missing", "evidence": 0}


def test_facts_not_asked_for_and_rules_that_stay_open_for_that_are_marked() -> None:
    proof = DECISIONS["stopped early"]().proof()
    assert node(proof, 'model.benchmarks["medqa"]')["fact"]["state"] == "not needed"
    assert rule(proof, "benchmark")["status"] == "not needed"
    assert proof["facts"]["pending"] == ['benchmarks["medqa"]']


def test_facts_observed_too_long_ago_are_marked_stale() -> None:
    proof = proof_of("stale")
    assert node(proof, "model.memory.int4")["fact"]["state"] == "stale"
    assert proof["facts"]["stale"] == ["memory.int4"]


def test_a_quantifier_keeps_what_it_found_of_each_member() -> None:
    row = node(proof_of("rejected"), "critical.licence.require")
    assert row["members"] == {"Apache-2.0": True, "CC-BY-NC-4.0": False}


def test_a_waived_rule_keeps_its_raw_result_and_names_the_waiver() -> None:
    row = rule(proof_of("escalated and waived"), "licence")
    assert (row["raw"]["value"], row["result"]["value"]) == (False, True)
    assert (row["status"], row["waiver"]) == ("waived", "W-2026-014")


def test_a_rule_that_does_not_apply_is_there_and_marked() -> None:
    assert rule(proof_of(), "naming")["status"] == "does not apply"


def test_the_entries_of_all_licences_used_are_there() -> None:
    entries = proof_of("rejected")["licences"]["entries"]
    assert set(entries) == {"Apache-2.0", "CC-BY-NC-4.0", "LicenseRef-llama2"}
    assert "commercial-use" in entries["CC-BY-NC-4.0"]["prohibits"]


def test_a_licence_that_the_knowledge_base_lacks_is_said_to_be_lacking() -> None:
    entries = proof_of("unread licence")["licences"]["entries"]
    assert entries["LicenseRef-somebodys-own"] is None


def test_a_proof_says_for_what_it_was_made_and_where_the_policy_came_from() -> None:
    proof = ACCEPTED().proof(
        Purpose("triage", "TICKET-9"), Origin("git@example.org:policies", "4f9c")
    )
    assert proof["decision"]["purpose"] == {"system": "triage", "reference": "TICKET-9"}  # type: ignore[index]
    assert proof["policy"]["origin"] == {"address": "git@example.org:policies", "commit": "4f9c"}  # type: ignore[index]
    assert proof["digest"] != ACCEPTED().proof()["digest"]


# --- digests -------------------------------------------------------------------------------------


def test_every_digest_is_over_what_it_says() -> None:
    proof = proof_of()
    assert proof["facts"]["digest"] == digest(proof["facts"]["document"])
    for file in proof["policy"]["files"]:
        assert file["sha256"] == sha256(file["text"].encode()).hexdigest()


def test_advice_lies_outside_the_digest() -> None:
    proof = proof_of()
    assert proof_digest({**proof, "advice": {"repairs": []}}) == proof["digest"]
    assert proof_digest({**proof, "engine": {}}) != proof["digest"]


def test_the_order_of_the_input_does_not_change_a_byte() -> None:
    facts = DECISIONS["accepted"]().proof()["facts"]["document"]  # type: ignore[index]
    policy = msm.parse_policy(CLINICAL)
    turned = _turned(facts)
    assert list(turned["model"]) != list(facts["model"])
    proofs = [policy.decide(f, as_of=AS_OF).proof() for f in (facts, turned)]
    assert canonical(proofs[0]) == canonical(proofs[1])


def _turned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _turned(value[key]) for key in reversed(value)}
    return value


def test_the_order_of_the_members_of_sets_and_of_evidence_does_not_change_a_byte() -> None:
    """It did: the facts of one model, listed by a source in another order, gave another digest."""
    facts = json.loads(json.dumps(DECISIONS["undetermined"]().proof()["facts"]["document"]))  # type: ignore[index]
    facts["model"] |= {
        "license": {"one_of": ["mit", "apache-2.0"]},
        "tasks": ["text-generation", "feature-extraction"],
    }
    rows = [{"method": "declared", "source": s, "observed": "2026-11-20"} for s in ("card", "api")]
    facts["evidence"] = {"license": rows}
    turned = copy.deepcopy(facts)
    turned["model"]["license"]["one_of"].reverse()
    turned["model"]["tasks"].reverse()
    turned["evidence"]["license"].reverse()
    policy = msm.parse_policy(CLINICAL)
    proofs = [policy.decide(f, as_of=AS_OF).proof() for f in (facts, turned)]
    assert canonical(proofs[0]) == canonical(proofs[1])
    assert proofs[0]["facts"]["document"]["model"]["tasks"] == [  # type: ignore[index]
        "feature-extraction",
        "text-generation",
    ]


@pytest.mark.parametrize("seed", ["0", "77"])
def test_another_process_with_other_hashes_gives_the_same_bytes(seed: str) -> None:
    code = (
        "from tests.proof.decisions import DECISIONS as d;"
        "print(*(make().proof()['digest'] for make in d.values()))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert run.stdout.split() == [make().proof()["digest"] for make in DECISIONS.values()]


NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53) + 1, 2**53 - 1)
TREES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), TREES))
def test_the_fast_way_writes_what_the_library_writes(value: dict[str, Any]) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_is_written_as_the_library_writes_it(x: float) -> None:
    assert canonical({"a": x, "b": [x, -x]}) == rfc8785.dumps({"a": x, "b": [x, -x]})


@pytest.mark.parametrize("whole", [2**53, 2**60, 2**80])
def test_great_whole_numbers_that_are_floats_are_kept(whole: int) -> None:
    assert canonical({"a": whole}) == rfc8785.dumps({"a": float(whole)})


@pytest.mark.parametrize("whole", [2**53 + 1, 10**25, 10**400])
def test_a_number_that_is_no_float_is_refused(whole: int) -> None:
    with pytest.raises(ValueError, match="not exact"):
        canonical({"a": whole})


def test_evidence_with_a_number_that_is_no_float_is_refused_by_name() -> None:
    facts = {
        "schema": "msm-facts/1",
        "model": {"id": "a/b", "likes": 1},
        "evidence": {"likes": [{"method": "measured", "raw": 2**53 + 1}]},
    }
    decision = msm.parse_policy('policy p { version "1.0.0" }').decide(facts, as_of=AS_OF)
    with pytest.raises(msm.FactsError, match="a/b: evidence: the number `9007199254740993`"):
        decision.proof()


def test_no_node_holds_a_number_that_json_lacks() -> None:
    def finite(value: Any) -> bool:
        if isinstance(value, dict):
            return all(map(finite, value.values()))
        if isinstance(value, list):
            return all(map(finite, value))
        return not isinstance(value, float) or math.isfinite(value)

    assert all(finite(make().proof()) for make in DECISIONS.values())


def test_the_day_is_part_of_the_proof() -> None:
    policy = msm.parse_policy('policy p { version "1.0.0" }')
    days = [policy.decide({"id": "a/b"}, as_of=date(2026, 1, n)).proof() for n in (1, 2)]
    assert days[0]["digest"] != days[1]["digest"]
