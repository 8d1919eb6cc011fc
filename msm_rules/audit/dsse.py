"""Signed envelopes: DSSE 1.0.2 (github.com/secure-systems-lab/dsse, protocol.md).

Owns what a signature covers. The JSON form is in `envelope`; what one holds is for its callers.
"""

from __future__ import annotations

from base64 import b64encode

from msm_rules.audit.envelope import read_envelope
from msm_rules.audit.keys import Private, Public, key_id, signed_by
from msm_rules.audit.problem import AuditError


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

    One good signature is enough. Which key an envelope names is not looked at, since nothing
    vouches for it. Raises AuditError for what is no such envelope, or was signed by nobody who has
    this key.
    """
    held = read_envelope(envelope)
    covered = signed_bytes(held.payload_type, held.body)
    if not any(signed_by(key, signature, covered) for signature in held.signatures):
        raise AuditError("it was not signed with this key, or was changed since")
    if held.payload_type != payload_type:
        raise AuditError(f"it holds `{held.payload_type}`, and `{payload_type}` is expected")
    return held.body
