"""A verification summary says what the proof says, of the model at its commit, or there is none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

import msm_rules as msm
from msm_rules.audit.attestation import attest, read_attestation
from msm_rules.audit.dsse import enclose
from msm_rules.audit.keys import Private
from msm_rules.audit.model_uri import model_uri
from msm_rules.audit.problem import AuditError
from msm_rules.audit.statement import TYPE
from msm_rules.audit.summary import (
    has_failed,
    read_summary,
    summarise,
    summary,
    summary_binds_a_revision,
)
from msm_rules.graph.canonical import canonical_json, digest
from tests.campaign import examples
from tests.proof.decisions import AS_OF

KEY = Private.from_private_bytes(bytes(range(32)))
COMMIT = "0123456789abcdef0123456789abcdef01234567"
POLICY = """
policy p { version "1.0.0" }
critical { rule l { require model.license permits {"commercial-use"} } }
"""


Evidence = dict[str, list[dict[str, object]]]

ON_HUB: Evidence = {"license": [{"method": "declared", "source": "hub-api"}]}


def proof(evidence: Evidence = ON_HUB, **facts: object) -> dict[str, Any]:
    model = {"id": "acme/nurse-7B", "revision": COMMIT, "license": "mit", **facts}
    known = {"model": model, "evidence": evidence if model["license"] else {}}
    decision = msm.parse_policy(POLICY).decide(known, as_of=AS_OF)
    found: dict[str, Any] = json.loads(json.dumps(decision.proof()))
    return found


def summary_of(held: Mapping[str, Any]) -> Any:
    return read_summary(summarise(held, KEY), KEY.public_key())


def test_a_summary_points_at_the_proof_the_policy_and_the_model_at_its_commit() -> None:
    held = proof()
    found = summary_of(held)
    uri = f"pkg:huggingface/acme/nurse-7B@{COMMIT}"
    assert found["_type"] == "https://in-toto.io/Statement/v1"
    assert found["predicateType"] == "https://slsa.dev/verification_summary/v1"
    assert found["subject"] == [
        {"name": "acme/nurse-7B", "uri": uri, "digest": {"gitCommit": COMMIT}}
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


@pytest.mark.parametrize("revision", ["main", None, COMMIT[:12]])
def test_without_a_commit_a_summary_is_about_the_proof_and_binds_no_revision(
    revision: str | None,
) -> None:
    held = proof(revision=revision)
    found = summary_of(held)
    (subject,) = found["subject"]
    assert subject["digest"] == {"sha256": held["digest"]}
    assert subject["name"] == "proof of acme/nurse-7B"
    assert found["predicate"]["resourceUri"] == "pkg:huggingface/acme/nurse-7B"
    assert not summary_binds_a_revision(found)
    assert summary_binds_a_revision(summary_of(proof()))


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


PASSING = {"verificationResult": "PASSED", "verifiedLevels": ["MSM_POLICY_ACCEPTED"]}


@pytest.mark.parametrize(
    ("changes", "odd"),
    [
        ({"verificationResult": None}, "verificationResult"),
        ({"verificationResult": "passed"}, "verificationResult"),
        ({"verificationResult": ["PASSED"]}, "verificationResult"),
        ({"verificationResult": "FAILED"}, "verifiedLevels"),
        ({"verifiedLevels": ["FAILED"]}, "verifiedLevels"),
        ({"verifiedLevels": ["MSM_POLICY_ACCEPTED", "FAILED"]}, "verifiedLevels"),
        ({"verifiedLevels": "MSM_POLICY_ACCEPTED"}, "verifiedLevels"),
        ({"verifiedLevels": ["SLSA_BUILD_LEVEL_3"]}, "verifiedLevels"),
        ({"verifiedLevels": []}, "verifiedLevels"),
        ({"verifier": {"id": "https://example.com"}}, "verifier.id"),
        ({"verifier": "urn:msm-rules:verifier:1"}, "verifier.id"),
        ({"timeVerified": "banana"}, "timeVerified"),
        ({"timeVerified": 7}, "timeVerified"),
        ({"resourceUri": ""}, "resourceUri"),
        ({"policy": {}}, "policy.uri"),
        ({"policy": {"uri": "urn:x", "digest": {"sha256": "x"}}}, "policy.digest"),
        ({"inputAttestations": []}, "inputAttestations"),
        ({"inputAttestations": [{}]}, "inputAttestations"),
    ],
)
def test_what_lacks_a_part_of_a_summary_or_contradicts_itself_is_none(
    changes: dict[str, object], odd: str
) -> None:
    made = summary(proof())
    predicate: Any = made["predicate"]
    assert predicate.items() >= PASSING.items()
    with pytest.raises(AuditError, match=f"no sound verification summary: `predicate.{odd}`"):
        _read(made | {"predicate": predicate | changes})


_PARTS = (
    "verifier", "timeVerified", "resourceUri", "policy", "inputAttestations",
    "verificationResult", "verifiedLevels",
)  # fmt: skip


@pytest.mark.parametrize("part", _PARTS)
def test_every_part_of_a_summary_is_needed(part: str) -> None:
    made = summary(proof())
    predicate: Any = made["predicate"]
    left = {name: held for name, held in predicate.items() if name != part}
    with pytest.raises(AuditError, match=f"`predicate.{part}"):
        _read(made | {"predicate": left})
    with pytest.raises(AuditError, match="no sound verification summary"):
        _read({name: held for name, held in made.items() if name != "predicate"})


@pytest.mark.parametrize(
    "subject",
    [None, [], {}, [7], [{}], [{"digest": {}}], [{"digest": {"gitCommit": "main"}}],
     [{"digest": "0" * 64}], [{"name": "acme/nurse-7B"}]],
)  # fmt: skip
def test_a_summary_is_about_something_that_has_a_digest(subject: object) -> None:
    with pytest.raises(AuditError, match="no sound verification summary: `subject`"):
        _read(summary(proof()) | {"subject": subject})


def test_fields_that_others_add_to_a_summary_are_let_be() -> None:
    made = summary(proof())
    predicate: Any = made["predicate"]
    more = {"predicate": predicate | {"dependencyLevels": {}}, "annotations": {"by": "acme"}}
    assert not has_failed(_read(made | more))


def test_whether_it_failed_is_read_from_what_was_signed() -> None:
    assert has_failed(summary_of(proof(license="cc-by-nc-4.0")))
    assert not has_failed(summary_of(proof()))


def _read(statement: object) -> Mapping[str, Any]:
    return read_summary(enclose(TYPE, canonical_json(statement), KEY), KEY.public_key())


# --- how the model is called ---------------------------------------------------------------------


@pytest.mark.parametrize("source", ["hub", "hub-api"])
def test_a_model_that_was_read_on_the_hub_has_its_package_url(source: str) -> None:
    read = {"license": [{"method": "declared", "source": source}]}
    for id in ("microsoft/deberta-v3-base", "distilbert-base-uncased"):  # as purl-spec writes them
        assert model_uri(proof(read, id=id)) == f"pkg:huggingface/{id}@{COMMIT}"


@pytest.mark.parametrize(
    "source",
    [
        "models.dev",
        "card",
        "checkpoint",
        "own",
        "open-llm-leaderboard",
        "my-hub",
        "hubris-lab",
        "HUB",
        None,
    ],
)
def test_an_id_alone_does_not_say_that_a_model_is_on_the_hub(source: str | None) -> None:
    row = {"method": "declared", "source": source} if source else {"method": "declared"}
    read: Evidence = {"license": [row]}
    assert model_uri(proof(read, id="alibaba/qwen-max")) == "urn:msm-rules:model:alibaba%2Fqwen-max"
    assert model_uri(proof({})) == "urn:msm-rules:model:acme%2Fnurse-7B"


@pytest.mark.parametrize(
    ("given", "id"),
    [
        (f"pkg:huggingface/acme/nurse-7B@{COMMIT}", "acme/nurse-7B"),
        ("pkg:huggingface/acme/nurse-7B", "acme/nurse-7B"),
        ("pkg:huggingface/acme/na%40me", "acme/na@me"),
        ("pkg:mlflow/nurse?repository_url=https://ml.example", "nurse"),
    ],
)
def test_the_package_url_that_a_bill_of_materials_gives_of_the_model_is_kept(
    given: str, id: str
) -> None:
    assert _with_purl(given, id) == given
    assert _with_purl(given, "acme/other") != given


@pytest.mark.parametrize(
    "given",
    [
        "pkg:npm/left-pad",
        "pkg:npm/acme/nurse-7B",
        "pkg:generic/acme/nurse-7B",
        "pkg:huggingface/acme/nurse",
        "pkg:huggingface/acme/nurse-7B/more",
        "pkg:huggingface/acme/nurse-7b",
        f"pkg:huggingface/acme/nurse-7B@{COMMIT[::-1]}",
        "pkg:huggingface/acme/nurse-7B@main",
        "pkg:mlflow/nurse@3?repository_url=https://ml.example",
        f"pkg:mlflow/nurse@{COMMIT}#acme/nurse-7B",
        "pkg:huggingface/<script>alert(1) </script>",
        "https://huggingface.co/acme/nurse-7B",
    ],
)
def test_the_package_url_of_something_else_or_of_another_version_is_not_the_models(
    given: str,
) -> None:
    assert _with_purl(given, "acme/nurse-7B") == "urn:msm-rules:model:acme%2Fnurse-7B"


def test_where_no_revision_is_known_the_bill_may_name_any() -> None:
    given = "pkg:mlflow/nurse@3?repository_url=https://ml.example"
    assert _with_purl(given, "nurse", None) == given
    assert _with_purl(given, "nurse", "main") == "urn:msm-rules:model:nurse"


def _with_purl(given: str, id: str, revision: str | None = COMMIT) -> str:
    row = {"method": "declared", "source": "cyclonedx", "purl": given}
    return model_uri(proof({"id": [row]}, id=id, revision=revision))


@pytest.mark.parametrize("statement", [{}, {"subject": 7}, {"subject": [{}]}, {"subject": [[]]}])
def test_a_summary_of_another_maker_may_name_no_commit(statement: dict[str, object]) -> None:
    assert not summary_binds_a_revision(statement)


@examples(60)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12), st.booleans())
def test_whatever_an_id_holds_the_address_is_one_and_names_no_other_model(
    id: str, on_hub: bool
) -> None:
    row = {"source": "hub" if on_hub else "own"}
    model = {"id": id, "revision": COMMIT}
    held = {"decision": {"model": model}, "facts": {"document": {"evidence": {"license": [row]}}}}
    uri = model_uri(held)
    assert uri.isascii()
    assert uri.isprintable()
    assert " " not in uri
    if uri.startswith("urn:"):
        assert unquote(uri.removeprefix("urn:msm-rules:model:")) == id
    else:
        assert on_hub
        assert unquote(uri.removeprefix("pkg:huggingface/")) == f"{id}@{COMMIT}"
