"""What the digest of a proof covers."""

from __future__ import annotations

from collections.abc import Mapping

from msm_rules.graph.canonical import digest

OUTSIDE = frozenset({"digest", "advice"})
"""The parts of a proof that its digest does not cover."""


def proof_digest(proof: Mapping[str, object]) -> str:
    """The digest of a proof document: of all but the digest itself and the advice."""
    return digest({name: part for name, part in proof.items() if name not in OUTSIDE})
