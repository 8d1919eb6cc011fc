"""Attestations: a statement on a proof or a manifest, signed.

Owns that what is signed, and what comes out of an envelope, fits its digest. What a statement is
about stands in `statement`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msm_rules.audit.dsse import enclose, open_envelope
from msm_rules.audit.keys import Private, Public
from msm_rules.audit.problem import AuditError
from msm_rules.audit.statement import TYPE, mismatch, predicate_of, sound, statement
from msm_rules.graph.canonical import canonical_json


def attest(document: object, key: Private) -> dict[str, object]:
    """The signed attestation of a proof, of one with facts withheld, or of a manifest.

    Raises AuditError for what is none of these, or was changed.
    """
    return enclose(TYPE, canonical_json(statement(sound(document))), key)


def read_attestation(envelope: object, key: Public) -> Mapping[str, Any]:
    """The document in an attestation that was signed with the key. Raises AuditError."""
    found = predicate_of(open_envelope(envelope, TYPE, key))
    if found is None:
        raise AuditError("it holds no statement on a proof or a manifest")
    held, document = found
    if mismatch(held, sound(document)) is not None:
        raise AuditError("the statement is about something else than what it holds")
    return document
