"""Attestations: a proof as an in-toto Statement v1 on a model at its revision, signed.

Owns the statement (github.com/in-toto/attestation, spec/v1). That a proof holds is the checker's to
say: here only its digest is compared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from msm_rules.audit.dsse import enclose, open_envelope
from msm_rules.audit.keys import Private, Public
from msm_rules.audit.problem import AuditError
from msm_rules.graph.canonical import canonical_json
from msm_rules.proof.canonical import proof_digest
from msm_rules.proof.document import SCHEMA

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "urn:msm-rules:proof:1"
TYPE = "application/vnd.in-toto+json"

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
"""A git commit, by SHA-1 or SHA-256."""


def attest(proof: object, key: Private) -> dict[str, object]:
    """The signed attestation of a proof.

    Raises AuditError for what is no proof or was changed, and where the revision of the model is
    not known as a git commit: then there is nothing fixed that a statement could be about.
    """
    return enclose(TYPE, canonical_json(statement(sound_proof(proof))), key)


def read_attestation(envelope: object, key: Public) -> Mapping[str, Any]:
    """The proof in an attestation that was signed with the key. Raises AuditError."""
    try:
        held: Any = json.loads(open_envelope(envelope, TYPE, key))
        if held["predicateType"] == PREDICATE:
            proof = sound_proof(held["predicate"])
            if held == statement(proof):
                return proof
    except (ValueError, TypeError, LookupError, RecursionError):
        pass
    raise AuditError("it holds no statement on a proof, or one on another model than the proof's")


def statement(proof: Mapping[str, Any]) -> dict[str, object]:
    """The in-toto Statement with a proof as its predicate, the model at its commit its subject."""
    subject = {
        "name": proof["decision"]["model"]["id"],
        "digest": {"gitCommit": pinned_revision(proof)},
    }
    return {
        "_type": STATEMENT,
        "subject": [subject],
        "predicateType": PREDICATE,
        "predicate": proof,
    }


def pinned_revision(proof: Mapping[str, Any]) -> str:
    """The git commit that a proof is about. Raises AuditError where it is not known as one."""
    model = proof["decision"]["model"]
    revision = model["revision"]
    if not isinstance(revision, str) or not _COMMIT.fullmatch(revision):
        raise AuditError(
            f"the revision of `{model['id']}` is not known as a git commit, and an attestation is"
            " about one revision: decide on facts that name it"
        )
    return revision


def sound_proof(proof: object) -> Mapping[str, Any]:
    """The proof, if it is one with the digest it says it has. Raises AuditError."""
    try:
        if isinstance(proof, Mapping) and proof["schema"] == SCHEMA:
            if proof["digest"] != proof_digest(proof):
                raise AuditError("the proof was changed: its digest is another")
            if isinstance(proof["decision"]["model"]["id"], str):
                return proof
    except (ValueError, TypeError, LookupError, RecursionError):
        pass
    raise AuditError("it is no proof; `msm explain --format json` writes one")
