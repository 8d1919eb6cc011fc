"""A verification summary says what the proof says, of the model at its commit, or there is none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

import msm_rules as msm
from msm_rules.audit.attestation import attest, read_attestation
from msm_rules.audit.dsse import enclose
from msm_rules.audit.keys import Private
from msm_rules.audit.problem import AuditError
from msm_rules.audit.summary import TYPE, purl, read_summary, summarise
from msm_rules.graph.canonical import digest
from tests.proof.decisions import AS_OF

KEY = Private.from_private_bytes(bytes(range(32)))
COMMIT = "0123456789abcdef0123456789abcdef01234567"
POLICY = """
policy p { version "1.0.0" }
critical { rule l { require model.license permits {"commercial-use"} } }
"""


def proof(**facts: object) -> dict[str, Any]:
    model = {"id": "acme/Nurse 7B", "revision": COMMIT, "license": "mit", **facts}
    decision = msm.parse_policy(POLICY).decide({"model": model}, as_of=AS_OF)
    found: dict[str, Any] = json.loads(json.dumps(decision.proof()))
    return found


def summary_of(held: Mapping[str, Any]) -> Any:
    return read_summary(summarise(held, KEY), KEY.public_key())


def test_a_summary_points_at_the_proof_the_policy_and_the_model_at_its_commit() -> None:
    held = proof()
    found = summary_of(held)
    uri = f"pkg:huggingface/acme/Nurse%207B@{COMMIT}"
    assert found["_type"] == "https://in-toto.io/Statement/v1"
    assert found["predicateType"] == "https://slsa.dev/verification_summary/v1"
    assert found["subject"] == [
        {"name": "acme/Nurse 7B", "uri": uri, "digest": {"gitCommit": COMMIT}}
    ]
    said = found["predicate"]
    assert said["resourceUri"] == uri
    assert said["timeVerified"] == "2026-11-22T00:00:00Z"
    assert said["policy"] == {
        "uri": "urn:msm-rules:policy:p:1.0.0",
        "digest": {"sha256": held["policy"]["graph"]["digest"]},
    }
    assert [a["digest"] for a in said["inputAttestations"]] == [{"sha256": held["digest"]}]
    assert (said["verificationResult"], said["verifiedLevels"]) == (
        "PASSED", ["MSM_POLICY_ACCEPTED"],
    )  # fmt: skip
    assert not said["verifiedLevels"][0].startswith("SLSA_")


def test_a_rejected_model_has_failed() -> None:
    said = summary_of(proof(license="cc-by-nc-4.0"))["predicate"]
    assert (said["verificationResult"], said["verifiedLevels"]) == ("FAILED", ["FAILED"])


def test_the_same_proof_gives_the_same_summary() -> None:
    assert summarise(proof(), KEY) == summarise(proof(), KEY)


def test_where_a_person_has_yet_to_decide_there_is_no_summary() -> None:
    with pytest.raises(AuditError, match="a person has yet to decide"):
        summarise(proof(license=None), KEY)


def test_a_model_without_a_commit_has_no_summary() -> None:
    with pytest.raises(AuditError, match="is not known as a git commit"):
        summarise(proof(revision="main"), KEY)


def test_only_a_proof_that_holds_is_summarised() -> None:
    forged = proof(license="cc-by-nc-4.0")
    forged["decision"] |= {"verdict": "accept", "possible": ["accept"], "failed": []}
    core = {name: part for name, part in forged.items() if name != "digest"}
    with pytest.raises(AuditError, match="the proof does not hold"):
        summarise(core | {"digest": digest(core)}, KEY)
    with pytest.raises(AuditError, match="it is no proof"):
        summarise({"schema": "msm-proof/1"}, KEY)


def test_a_summary_is_no_attestation_of_a_proof_and_the_other_way_round() -> None:
    held, public = proof(), KEY.public_key()
    with pytest.raises(AuditError, match="no statement on a proof"):
        read_attestation(summarise(held, KEY), public)
    with pytest.raises(AuditError, match="no verification summary"):
        read_summary(attest(held, KEY), public)
    with pytest.raises(AuditError, match="not signed with this key"):
        read_summary(summarise(held, KEY), Private.from_private_bytes(bytes(32)).public_key())


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"[" * 9999, b'{"_type": 1}'])
def test_a_signature_makes_nothing_else_a_summary(body: bytes) -> None:
    with pytest.raises(AuditError, match="no verification summary"):
        read_summary(enclose(TYPE, body, KEY), KEY.public_key())


@pytest.mark.parametrize(
    ("id", "said"),
    [
        ("distilbert-base-uncased", "pkg:huggingface/distilbert-base-uncased@c"),
        ("microsoft/deberta-v3-base", "pkg:huggingface/microsoft/deberta-v3-base@c"),
        ("a@b/c#d?e", "pkg:huggingface/a%40b/c%23d%3Fe@c"),
    ],
)
def test_package_urls_follow_their_specification(id: str, said: str) -> None:
    assert purl(id, "c") == said
