"""What a document is that was given in the place of a proof, and what to do with it, in words.

Owns these words for every command that takes a proof, or facts. Whether a proof holds is for
`verify`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from msm_rules.audit.envelope import CHECKPOINT
from msm_rules.cli.files import name_of
from msm_rules.cli.refusal import Refusal
from msm_rules.proof.redaction import REDACTED, SALTS

NO_PROOF = "is no proof"
WRITES = "`msm explain POLICY MODEL --format json` writes a proof"

_VERIFIED = "`msm verify` checks it"
_DOCUMENTS = {
    "msm-facts/1": (
        "is a facts document",
        "a decision on it: the policy first, then this file, as in `msm explain POLICY FILE`",
    ),
    "msm-decision/1": ("is a decision without its steps", WRITES.replace("a proof", "its proof")),
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

SIGNED = {
    "urn:msm-rules:proof:1": (
        "is a signed statement that holds a proof",
        "`msm attest FILE --check KEY --out proof.json` opens it",
    ),
    "urn:msm-rules:proof-redacted:1": (
        "is a signed statement that holds a proof with facts withheld",
        f"{_VERIFIED}, and `--reveal` brings facts back",
    ),
    "urn:msm-rules:manifest:1": (
        "is the signed manifest of a screening: name it by itself, and its proofs with `--proofs`",
        f"{_VERIFIED} so",
    ),
    "https://slsa.dev/verification_summary/v1": (
        "is a signed summary, which points at a proof and holds none",
        "`msm attest FILE --check KEY --vsa` checks it",
    ),
}
"""By what a signed statement is about."""

_ENVELOPE = (
    "is a signed statement, and not on a proof",
    "`msm attest PROOF --key KEY` signs a proof",
)
_CHECKPOINT = (
    "is a signed checkpoint of a log",
    "`msm log verify LOG --checkpoint FILE --key KEY` takes it",
)
_NO_FACTS = "is a proof"
_IN_PROOF = "the facts that it was made of stand in it under `facts`, `document`"


def refuse_other_than_facts(document: object, name: str) -> None:
    """Raise Refusal for a document that msm wrote itself and that holds no facts of one model;
    `name` is the file."""
    schema = document.get("schema") if isinstance(document, Mapping) else None
    what, todo = _NO_FACTS, _IN_PROOF
    if schema != "msm-proof/1":
        what, todo = instead_of_proof(document)
        if what in (NO_PROOF, _DOCUMENTS["msm-facts/1"][0]):
            return
    raise Refusal(f"{name_of(name)} {what.partition(', and ')[0]}, and no facts document", todo)


def instead_of_json(name: str, data: bytes) -> tuple[str, str] | None:
    """What a file is, given in the place of a proof, that is no JSON; None where nobody can tell,
    and what is to be done. `name` is its name, maybe as messages have it."""
    if name.strip("`").lower().endswith(".msm"):
        return "is a policy, and a proof is expected here", WRITES
    return next((said for start, said in _BEGINNINGS.items() if data.startswith(start)), None)


_BEGINNINGS = {
    b"SQLite format 3\0": ("is a decision log, or another database", "`msm log verify` checks it"),
    b"-----BEGIN ": ("is a key, and a proof is expected here", "`--key` takes keys"),
    b"PK\x03\x04": ("is an archive", "its name ends in .zip where proofs are looked for in it"),
}


def instead_of_proof(document: object) -> tuple[str, str]:
    """What a document is, which is no whole proof, and what to do."""
    if isinstance(document, Mapping):
        schema, about = document.get("schema"), _about(document)
        if isinstance(schema, str) and schema in _DOCUMENTS:
            return _DOCUMENTS[schema]
        if isinstance(about, str) and about in SIGNED:
            return SIGNED[about]
        if "payload" in document:
            kind = document.get("payloadType")
            return _CHECKPOINT if kind == CHECKPOINT else _ENVELOPE
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
