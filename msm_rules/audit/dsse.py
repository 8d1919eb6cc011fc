"""Signed envelopes: DSSE 1.0.2 (github.com/secure-systems-lab/dsse, protocol.md, envelope.md).

Owns what a signature covers and the JSON form. What an envelope holds is for its callers.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from msm_rules.audit.keys import Private, Public, key_id, signed_by
from msm_rules.audit.problem import AuditError

_URL_SAFE = str.maketrans("-_", "+/")


def signed_bytes(payload_type: str, body: bytes) -> bytes:
    """What is signed: the "pre-authentication encoding" of a type and a body."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(body), body)


def enclose(payload_type: str, body: bytes, key: Private) -> dict[str, object]:
    """The envelope of a body, signed with a key."""
    signature = key.sign(signed_bytes(payload_type, body))
    return {
        "payload": b64encode(body).decode(),
        "payloadType": payload_type,
        "signatures": [{"keyid": key_id(key.public_key()), "sig": b64encode(signature).decode()}],
    }


def open_envelope(envelope: object, payload_type: str, key: Public) -> bytes:
    """The body of an envelope of that type that the key has signed.

    Which key an envelope names is not looked at, since nothing vouches for it. Raises AuditError
    for what is no such envelope, or was signed by nobody who has this key.
    """
    try:
        fields: Any = envelope if isinstance(envelope, Mapping) else {}
        body, found = _decoded(fields["payload"]), fields["payloadType"]
        signatures = [_decoded(signature["sig"]) for signature in fields["signatures"]]
        covered = signed_bytes(found, body)
    except (LookupError, TypeError, AttributeError, ValueError):
        raise AuditError("it is no DSSE envelope") from None
    if not any(signed_by(key, signature, covered) for signature in signatures):
        raise AuditError("it was not signed with this key, or was changed since")
    if found != payload_type:
        raise AuditError(f"it holds `{found}`, and `{payload_type}` is expected")
    return body


def _decoded(text: str) -> bytes:
    """The bytes of base64, standard or for URLs. Raises ValueError."""
    try:
        return b64decode(text.translate(_URL_SAFE), validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None
