"""What the text says comes of the rules: tiers, score, verdict, and the order of candidates.

Written from language.md (Verdict).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msm_rules.proof.checker.claims import Row
from msm_rules.proof.checker.text.comparisons import ordered
from msm_rules.proof.checker.text.files import Module, in_line
from msm_rules.proof.checker.text.layering import block
from msm_rules.proof.checker.text.rules import weight
from msm_rules.proof.checker.text.terms import Place
from msm_rules.proof.checker.text.words import clauses_of, one_of
from msm_rules.syntax import tree as t

_SCORED = ("important", "contextual")


def outcome(root: Place, rules: Sequence[Row]) -> Row:
    """Tiers, verdict and rank as `policy.graph` of a proof has them."""
    hard = [r for r in rules if r["tier"] == "critical"]
    critical = _all(root, [r["result"] for r in hard if r["otherwise"] is None])
    soft = _all(root, [r["result"] for r in hard if r["otherwise"] is not None])
    root.shared.tiers["critical"] = critical, "bool"
    tiers = _tiers(root, rules)
    score = _mean(root, "score", [i for tier in tiers for i in tier[1:]]) if tiers else None
    accept, review, valid_for = _conditions(root)
    return {
        "tiers": tiers,
        "critical": critical,
        "soft": soft,
        "score": score,
        "accept": accept,
        "review": review,
        "verdict": _verdict(root, critical, soft, accept, review),
        "valid_for": valid_for,
        **_rank(root),
    }


def _truth(root: Place, value: bool) -> int:
    return root.constant("bool", (value, value), None).term


def _all(root: Place, results: Sequence[int]) -> int:
    return root.joined("and", results) if results else _truth(root, True)


def _tiers(root: Place, rules: Sequence[Row]) -> list[list[Any]]:
    first: dict[str, tuple[Module, t.Tier]] = {}
    for module, tier in in_line(root.module, t.Tier):
        first.setdefault(tier.kind, (module, tier))
    found = []
    for name in (n for n in _SCORED if n in first):
        module, tier = first[name]
        triples = [
            part
            for r in rules
            if r["tier"] == name
            for part in (r["result"], r["weight"], _takes_part(root, r["applies"]))
        ]
        own = weight(Place(root.shared, module), tier.weight)
        found.append([name, _mean(root, name, triples), own, root.joined("or", triples[2::3])])
    return found


def _takes_part(root: Place, applies: int | None) -> int:
    return _truth(root, True) if applies is None else applies


def _mean(root: Place, name: str, triples: Sequence[int]) -> int:
    mean = root.make("mean", triples, "score")
    root.shared.tiers[name] = root.make("fraction", [mean], "number"), "number"
    return mean


def _conditions(root: Place) -> tuple[int, int, float | None]:
    """When to accept, when to review, and for how many days an accept holds."""
    module, decide = block(root.module, t.Decide)
    place = Place(root.shared, module)
    accept, review = (
        one_of(decide, t.DecideIf, lambda c, kind=kind: c.kind == kind) if decide else None  # type: ignore[misc]
        for kind in ("accept", "review")
    )
    days = one_of(decide, t.ValidFor) if decide else None
    return (
        place.holds(accept.expr) if accept else _truth(root, review is None),
        place.holds(review.expr) if review else _truth(root, False),
        days.duration.value if days else None,
    )


def _verdict(root: Place, critical: int, soft: int, accept: int, review: int) -> int:
    softened = root.joined("and", [accept, root.joined("not", [soft])])
    kept = root.joined("and", [critical, root.joined("or", [accept, review])])
    parts = [
        root.joined("and", [critical, soft, accept]),
        root.joined("and", [critical, root.joined("or", [review, softened])]),
        root.joined("not", [kept]),
    ]
    return root.make("verdict", parts, "verdict")


def _rank(root: Place) -> Row:
    module, rank = block(root.module, t.Rank)
    place = Place(root.shared, module)
    by = clauses_of(rank, t.RankBy) if rank else []
    top = one_of(rank, t.Top) if rank else None
    keys = [[ordered(place.read(c.expr)).term, c.descending] for c in by]
    return {"rank": keys, "top": top.count.value if top else None}
