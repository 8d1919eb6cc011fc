"""What signatures cost beside the checking that they stand for.

    python benchmarks/signing.py

Prints milliseconds of processor time for one proof of the policy of eleven rules, the best of
several tries, and the same as a share of checking the proof; then the same for the manifest of the
shipped catalogue.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from timing import best

import msm_rules as msm
from msm_rules.audit.attestation import attest, read_attestation
from msm_rules.audit.keys import Private
from msm_rules.cli.proof_files import Found
from msm_rules.cli.verifying import How, examine
from msm_rules.graph.canonical import canonical_json
from msm_rules.proof.manifest import verify_manifest
from msm_rules.proof.redaction import redact

DAY = date(2026, 11, 22)
ELEVEN = Path(__file__).with_name("eleven.msm")
KEY = Private.from_private_bytes(bytes(range(32)))
SALT = "5a" * 32


def tell(name: str, cost: float, whole: float) -> None:
    """Print a cost, and its share of what checking the proof or the manifest costs."""
    print(f"  {name:<28} {cost:8.2f} ms  {cost / whole:6.2f} x")


def plain(value: object) -> Any:
    """A document as it is read from a file."""
    return json.loads(canonical_json(value))


def of_a_proof(proof: Any) -> None:
    """Print what signing, checking and withholding cost for one proof."""
    unsigned, envelope = canonical_json(proof), attest(proof, KEY)
    signed, (key, *_) = canonical_json(envelope), proof["facts"]["document"]["evidence"]
    print(f"one proof: {len(unsigned) / 1024:,.0f} KiB, signed {len(signed) / 1024:,.0f} KiB")
    how = How(keys=(("own.pub", _public()),))
    whole = best(lambda: examine(Found("p", unsigned), How()))
    tell("msm verify, not signed", whole, whole)
    tell("msm verify, signed", best(lambda: examine(Found("p", signed), how)), whole)
    tell("sign", best(lambda: attest(proof, KEY)), whole)
    tell(
        "open what was signed",
        best(lambda: read_attestation(envelope, KEY.public_key())),
        whole,
    )
    tell(f"withhold {key}", best(lambda: redact(proof, {key: SALT})), whole)
    hidden = plain(redact(proof, {key: SALT}, SALT).document)
    tell("check the redacted proof", best(lambda: msm.verify(hidden)), whole)


def _public() -> bytes:
    from cryptography.hazmat.primitives import serialization as pem

    form = (pem.Encoding.PEM, pem.PublicFormat.SubjectPublicKeyInfo)
    return KEY.public_key().public_bytes(*form)


def of_a_manifest(manifest: Any) -> None:
    """Print what signing costs for a manifest."""
    envelope = attest(manifest, KEY)
    print(f"a manifest of {len(manifest['rows']):,} models")
    whole = best(lambda: verify_manifest(manifest))
    tell("check it alone", whole, whole)
    tell("sign", best(lambda: attest(manifest, KEY)), whole)
    tell(
        "open what was signed",
        best(lambda: read_attestation(envelope, KEY.public_key())),
        whole,
    )


def main() -> None:
    """Print all figures."""
    policy = msm.load_policy(ELEVEN)
    screening = policy.screen(None, as_of=DAY)
    proofs: list[Any] = []
    manifest = plain(screening.manifest(proofs.append))
    of_a_proof(plain(max(proofs, key=lambda p: len(p["facts"]["document"]["evidence"]))))
    of_a_manifest(manifest)


if __name__ == "__main__":
    main()
