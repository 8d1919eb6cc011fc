"""What a signed statement is about: the model at its commit, else the proof; a manifest, itself."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import msm_rules as msm
from msm_rules.audit.attestation import attest, read_attestation
from msm_rules.audit.dsse import enclose
from msm_rules.audit.keys import Private
from msm_rules.audit.problem import AuditError
from msm_rules.audit.statement import (
    KINDS,
    STATEMENT,
    TYPE,
    mismatch,
    predicate_of,
    sound,
    statement,
    unbound,
)
from msm_rules.graph.canonical import canonical_json
from msm_rules.proof.redaction import redact
from tests.campaign import examples
from tests.proof.decisions import AS_OF

KEY = Private.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()
COMMIT = "86b5e0934494bd15c9632b12f734a8a67f723594"  # google-bert/bert-base-uncased on the Hub
OTHER = "39d5b65549dbfc88a4c56fc853a8b7242873d583"
SALT = "5a" * 32
POLICY = """
policy p { version "1.0.0" }
critical { rule l { require model.license permits {"commercial-use"} } }
rank { by model.likes descending top 1 }
"""


@cache
def _policy() -> msm.Policy:
    return msm.parse_policy(POLICY)


def facts(id: str = "google-bert/bert-base-uncased", **more: object) -> dict[str, Any]:
    return {"model": {"id": id, "revision": COMMIT, "license": "apache-2.0", "likes": 1, **more}}


def plain(value: object) -> Any:
    return json.loads(canonical_json(value))


def proof(**more: object) -> Any:
    return plain(_policy().decide(facts(**more), as_of=AS_OF).proof())


def redacted(*keys: str, seal: bool = False, **more: object) -> Any:
    salts = dict.fromkeys(keys or ("likes",), SALT)
    return plain(redact(proof(**more), salts, SALT if seal else None).document)


MODELS = (
    facts("a/pinned"),
    facts("a/second", revision=OTHER, likes=0),
    facts("a/unpinned", revision=None),
    facts("a/branch", revision="main"),
    facts("a/rejected", license="cc-by-nc-4.0"),
    facts("a/open", license=None),
)


def manifest(*models: dict[str, Any]) -> Any:
    return plain(_policy().screen(models or MODELS, as_of=AS_OF).manifest())


MADE: dict[str, Callable[[], Any]] = {
    "proof": proof,
    "proof without a commit": lambda: proof(revision=None),
    "redacted": redacted,
    "sealed": lambda: redacted(seal=True),
    "manifest": manifest,
}


# --- subjects ------------------------------------------------------------------------------------


def subjects(document: Any) -> Any:
    found: Any = statement(document)["subject"]
    assert all(each["digest"] for each in found)  # in-toto: every subject has one
    return found


def test_a_proof_is_a_statement_on_the_model_at_its_commit() -> None:
    id = "google-bert/bert-base-uncased"
    assert subjects(proof()) == [{"name": id, "digest": {"gitCommit": COMMIT}}]
    assert unbound(proof()) is None


@pytest.mark.parametrize("revision", [None, "main", COMMIT[:12], COMMIT.upper(), "v1.0"])
def test_without_a_commit_it_is_on_the_proof_and_says_that_it_binds_no_revision(
    revision: str | None,
) -> None:
    held = proof(revision=revision)
    (found,) = subjects(held)
    assert found["digest"] == {"sha256": held["digest"]}
    assert found["name"] == "proof of google-bert/bert-base-uncased"
    assert "which revision of the model is meant" in str(unbound(held))


def test_a_redacted_proof_is_a_statement_on_what_the_original_is_one_on() -> None:
    for revision in (COMMIT, None):
        own, whole = redacted(revision=revision), proof(revision=revision)
        assert own["original"] == whole["digest"]
        assert subjects(own) == subjects(whole)
        made = statement(own)
        assert made["predicateType"] == "urn:msm-rules:proof-redacted:1"
        held: Any = made["predicate"]
        assert {held["original"], held["digest"]} == {whole["digest"], own["digest"]}


def test_a_commit_that_is_withheld_is_not_told_by_the_statement() -> None:
    own = redacted("revision")
    assert COMMIT not in canonical_json(statement(own)).decode()
    assert subjects(own)[0]["digest"] == {"sha256": own["original"]}
    assert unbound(own) is not None


def test_the_digest_of_the_original_is_not_told_where_it_is_sealed() -> None:
    own = redacted(seal=True, revision=None)
    (found,) = subjects(own)
    assert found["digest"] == {"sha256": own["digest"]}
    assert proof(revision=None)["digest"] not in canonical_json(statement(own)).decode()
    assert subjects(redacted(seal=True))[0]["digest"] == {"gitCommit": COMMIT}


def test_a_manifest_is_a_statement_on_itself_and_the_accepted_models_at_their_commits() -> None:
    held = manifest()
    itself, *models = subjects(held)
    assert itself["digest"] == {"sha256": held["digest"]}
    assert itself["name"] == "screening by p 1.0.0, 2026-11-22"
    assert models == [
        {"name": "a/pinned", "digest": {"gitCommit": COMMIT}},
        {"name": "a/second", "digest": {"gitCommit": OTHER}},  # accepted, below `top`
    ]
    assert "2 of 4 accepted models" in str(unbound(held))


def test_of_a_manifest_in_which_every_accepted_model_has_a_commit_nothing_is_left_open() -> None:
    assert unbound(manifest(MODELS[0], MODELS[4])) is None
    (itself,) = subjects(manifest(MODELS[4]))
    assert "sha256" in itself["digest"]


# --- out of the envelope -------------------------------------------------------------------------


@pytest.mark.parametrize("made", MADE.values(), ids=MADE)
def test_what_is_signed_comes_out_and_is_an_in_toto_statement(made: Callable[[], Any]) -> None:
    held = made()
    envelope = plain(attest(held, KEY))
    assert read_attestation(envelope, PUBLIC) == held
    own = statement(held)
    assert set(own) == {"_type", "subject", "predicateType", "predicate"}
    assert own["_type"] == STATEMENT


def _signed(held: object) -> Any:
    return enclose(TYPE, canonical_json(held), KEY)


@pytest.mark.parametrize("made", MADE.values(), ids=MADE)
def test_a_statement_on_something_else_than_it_holds_is_refused_although_it_is_signed(
    made: Callable[[], Any],
) -> None:
    own: Any = statement(made())
    for change in (
        {"subject": [{"name": "another/model", "digest": {"gitCommit": OTHER}}]},
        {"subject": []},
        {"subject": [*own["subject"], *own["subject"]]},
        {"subject": own["subject"][0]},
        {"subject": [own["subject"][0] | {"digest": {}}, *own["subject"][1:]]},
        {"subject": [own["subject"][0] | {"uri": "pkg:npm/another"}, *own["subject"][1:]]},
        {"subject": [own["subject"][0] | {"name": "another"}, *own["subject"][1:]]},
    ):
        altered = own | change
        assert mismatch(altered, altered["predicate"]) is not None
        with pytest.raises(AuditError, match="about something else"):
            read_attestation(_signed(altered), PUBLIC)


@pytest.mark.parametrize("made", MADE.values(), ids=MADE)
def test_fields_that_in_toto_or_others_add_are_let_be(made: Callable[[], Any]) -> None:
    held = made()
    own: Any = statement(held)
    more = {"mediaType": "application/json", "annotations": {"by": "acme"}}
    altered = own | {"more": 1, "subject": [each | more for each in own["subject"]]}
    assert mismatch(altered, held) is None
    assert read_attestation(_signed(altered), PUBLIC) == held


@pytest.mark.parametrize("made", MADE.values(), ids=MADE)
def test_a_document_that_was_changed_is_neither_signed_nor_taken_out(
    made: Callable[[], Any],
) -> None:
    held = made()
    altered = copy.deepcopy(held)
    (altered.get("proof") or altered)["engine"]["name"] = "another"
    with pytest.raises(AuditError, match="was changed: its digest is another"):
        attest(altered, KEY)
    with pytest.raises(AuditError, match="was changed: its digest is another"):
        read_attestation(_signed(statement(held) | {"predicate": altered}), PUBLIC)


def test_the_type_of_a_statement_must_be_that_of_what_it_holds() -> None:
    kinds = [kind.predicate for kind in KINDS.values()]
    for made in MADE.values():
        own: Any = statement(made())
        for kind in [*kinds, "https://slsa.dev/verification_summary/v1", ""]:
            if kind != own["predicateType"]:
                with pytest.raises(AuditError, match="no statement on a proof or a manifest"):
                    read_attestation(_signed(own | {"predicateType": kind}), PUBLIC)


@pytest.mark.parametrize(
    "document",
    [
        None, [], {}, {"schema": []}, {"schema": "msm-proof/1"}, {"schema": "msm-manifest/1"},
        {"schema": "msm-proof-redacted/1", "digest": 7}, {"schema": "msm-salts/1"},
    ],
)  # fmt: skip
def test_what_is_none_of_these_is_not_signed(document: object) -> None:
    with pytest.raises(AuditError, match=r"it is no|was changed"):
        attest(document, KEY)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)


@examples(40)
@given(
    st.sampled_from([*MADE]), st.sampled_from(["decision", "rows", "proof", "original", "policy"]),
    JUNK,
)  # fmt: skip
def test_whatever_stands_in_a_part_nothing_but_a_refusal_is_raised(
    name: str, part: str, junk: Any
) -> None:
    held = MADE[name]() | {part: junk}
    with pytest.raises(AuditError):
        sound(held)
    altered = statement(proof()) | {"predicate": held, part: junk}
    found = predicate_of(canonical_json(altered))
    if found is not None:
        mismatch(*found)
    with pytest.raises(AuditError):
        read_attestation(_signed(altered), PUBLIC)


@pytest.mark.parametrize(
    "body", [b"", b"\xff", b"[]", b"{}", b"[" * 9999, b'{"a":1,"a":2}', b"NaN"]
)
def test_what_is_no_statement_holds_nothing(body: bytes) -> None:
    assert predicate_of(body) is None
    with pytest.raises(AuditError, match="no statement"):
        read_attestation(enclose(TYPE, body, KEY), PUBLIC)
