"""Checkpoints: how far a log had come at some time, signed, to be kept where the log is not.

Owns their form. A log that fits its newest checkpoint has lost nothing that was there then.
"""

from __future__ import annotations

import json
from typing import Any

from msm_rules.audit.chain import Head
from msm_rules.audit.dsse import enclose, open_envelope
from msm_rules.audit.entry import DIGEST
from msm_rules.audit.envelope import CHECKPOINT
from msm_rules.audit.keys import Private, Public
from msm_rules.audit.problem import AuditError
from msm_rules.graph.canonical import canonical_json

SCHEMA = "msm-checkpoint/1"


def checkpoint(head: Head, time: str, key: Private) -> dict[str, object]:
    """The signed checkpoint of a log whose head was looked through at an instant (ISO 8601)."""
    body = {"schema": SCHEMA, "entries": head.entries, "digest": head.digest, "time": time}
    return enclose(CHECKPOINT, canonical_json(body), key)


def read_checkpoint(envelope: object, key: Public) -> Head:
    """The head that a checkpoint signed with the key has. Raises AuditError."""
    try:
        body: Any = json.loads(open_envelope(envelope, CHECKPOINT, key))
        entries, digest = body["entries"], body["digest"]
        sound = body["schema"] == SCHEMA and type(entries) is int and entries >= 0
        if sound and DIGEST.fullmatch(digest):
            return Head(entries, digest)
    except (ValueError, TypeError, LookupError, RecursionError):
        pass
    raise AuditError("it is no checkpoint of a log")
