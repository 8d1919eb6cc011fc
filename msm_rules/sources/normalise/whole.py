"""Everything said of one model, made ready to be one document.

Owns which sayings are left out because another has settled their question, and what follows from
the rest: the memory of the weights.  What is said is the business of the sources.
"""

from __future__ import annotations

from collections.abc import Iterable

from msm_rules.sources.normalise import sizes
from msm_rules.sources.normalise.claims import Claim, settle


def whole(claims: Iterable[Claim]) -> list[Claim]:
    """The claims of one model without those that would take a side, and with its memory where
    none states that."""
    kept = list(claims)
    about: dict[str, list[Claim]] = {}
    for claim in kept:
        if claim.fact in _NARROWED:
            about.setdefault(claim.fact, []).append(claim)
    narrowed = {fact: _NARROWED[fact](said) for fact, said in about.items() if len(said) > 1}
    if any(len(fewer) < len(about[fact]) for fact, fewer in narrowed.items()):
        left = {id(c) for fewer in narrowed.values() for c in fewer}
        kept = [c for c in kept if c.fact not in narrowed or id(c) in left]
    if counts := narrowed.get("parameters", about.get("parameters")):
        stated = {claim.fact for claim in kept}
        kept += (c for c in sizes.memory(settle(counts)[0]) if c.fact not in stated)
    return kept


def _one_count(about: list[Claim]) -> list[Claim]:
    """Without the other estimates of a size about which files and name dispute: each would take
    a side."""
    return [c for c in about if c.evidence.get("disputed")] or about


def _one_wording(about: list[Claim]) -> list[Claim]:
    """Without later sources' wordings of the licence, which differ where they mean the same."""
    return about[:1]


def _one_gate(about: list[Claim]) -> list[Claim]:
    """Without the claims that weights are open or gated, where another says which."""
    decided = {c.value for c in about if isinstance(c.value, str)}
    if not decided & {"gated", "open-weights"}:
        return about
    return [c for c in about if isinstance(c.value, str)]


_NARROWED = {"parameters": _one_count, "license_declared": _one_wording, "access": _one_gate}
