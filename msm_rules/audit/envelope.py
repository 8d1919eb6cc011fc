"""The form of DSSE envelopes (github.com/secure-systems-lab/dsse, envelope.md): what is in one.

Owns the reading of payload and signatures from JSON. Whether a signature is any key's is for
`dsse`, which alone needs a library for that.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from msm_rules.audit.problem import AuditError
from msm_rules.frozen import record

CHECKPOINT = "application/vnd.msm-rules.checkpoint+json"
"""The type of payloads that are checkpoints of logs."""
_URL_SAFE = str.maketrans("-_", "+/")


@record
class Envelope:
    """A payload of a type, and signatures of which nobody has said yet whose they are."""

    payload_type: str
    body: bytes
    signatures: tuple[bytes, ...]


def read_envelope(document: object) -> Envelope:
    """The envelope in a JSON document; base64 may be that of URLs. Raises AuditError."""
    try:
        fields: Any = document if isinstance(document, Mapping) else {}
        body, found = _decoded(fields["payload"]), fields["payloadType"]
        signatures = tuple(_signature(signature["sig"]) for signature in fields["signatures"])
        found.encode()
    except (LookupError, TypeError, AttributeError, ValueError):
        raise AuditError("it is no DSSE envelope") from None
    return Envelope(found, body, signatures)


def is_envelope(document: object) -> bool:
    """Whether a document is meant to be an envelope, be it sound or not."""
    return isinstance(document, Mapping) and "payload" in document


def _signature(text: str) -> bytes:
    """The bytes of a signature; none, which no key has made, where its base64 is damaged."""
    try:
        return _decoded(text)
    except ValueError:
        return b""


def _decoded(text: str) -> bytes:
    """The bytes of base64, standard or for URLs. Raises ValueError."""
    return b64decode(text.translate(_URL_SAFE), validate=True)
