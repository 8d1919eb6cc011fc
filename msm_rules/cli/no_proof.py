"""What a document is that was given in the place of a proof, and what to do with it, in words.

Owns these words for every command that takes a proof. Whether a proof holds is for `verify`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from msm_rules.proof.redaction import REDACTED, SALTS

NO_PROOF = "is no proof"
WRITES = "`msm explain POLICY MODEL --format json` writes one"

_VERIFIED = "`msm verify` checks it"
_DOCUMENTS = {
    "msm-facts/1": ("is a facts document", "decide on it first: the policy, then this file"),
    "msm-decision/1": ("is a decision without its steps", WRITES.replace("one", "its proof")),
    "msm-manifest/1": ("is the manifest of a screening", _VERIFIED),
    "msm-screening/1": ("is a shortlist without proofs", "`msm screen --proofs` writes them"),
    REDACTED: (
        "is a proof with facts withheld, and a whole one is expected",
        f"{_VERIFIED}, and `--reveal` brings facts back",
    ),
    SALTS: (
        "holds the salts of a redacted proof, and no proof",
        "`msm verify REDACTED --reveal` takes it",
    ),
}
"""By its schema."""

_SIGNED = {
    "urn:msm-rules:proof:1": (
        "is a signed statement that holds a proof",
        "`msm attest FILE --check KEY --out proof.json` opens it",
    ),
    "https://slsa.dev/verification_summary/v1": (
        "is a signed summary, which points at a proof and holds none",
        "`msm attest FILE --check KEY --vsa` checks it",
    ),
}
"""By what a signed statement is about."""


def instead_of_proof(document: object) -> tuple[str, str]:
    """What a document is, which is no whole proof, and what to do."""
    if isinstance(document, Mapping):
        schema, about = document.get("schema"), _about(document)
        if isinstance(schema, str) and schema in _DOCUMENTS:
            return _DOCUMENTS[schema]
        if isinstance(about, str) and about in _SIGNED:
            return _SIGNED[about]
        if isinstance(document.get("model"), Mapping):  # of facts, the schema may be left out
            return _DOCUMENTS["msm-facts/1"]
    return NO_PROOF, WRITES


def _about(document: Mapping[str, object]) -> object:
    try:
        return json.loads(base64.b64decode(str(document["payload"]), validate=True))[
            "predicateType"
        ]
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
