"""Decisions as a bill of materials: the accepted models, each with what was decided on it.

Owns the names of a decision's properties (`msm:decision:...`).  How a model becomes a component
stands in `sources.cyclonedx_out`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msm_rules.decide.decision import Decision
from msm_rules.proof.subject import NO_ORIGIN, NO_PURPOSE, Origin, Purpose
from msm_rules.sources.cyclonedx_out import Component, bill_text, component

DECISION = "msm:decision:"


def decided_component(
    decision: Decision, purpose: Purpose = NO_PURPOSE, origin: Origin = NO_ORIGIN
) -> Component:
    """The model of a decision as a component, with its decision and the digest of its proof.

    Raises FactsError where the facts hold a number that no proof can hold."""
    return component(decision.facts, decision_properties(decision, purpose, origin))


def bom_text(components: Iterable[Component], decision: Decision) -> str:
    """A bill of components that were decided on one day, as the text of a file."""
    return bill_text(components, decision.as_of)


def decision_properties(
    decision: Decision, purpose: Purpose = NO_PURPOSE, origin: Origin = NO_ORIGIN
) -> Iterator[tuple[str, str]]:
    """A decision as properties of a component; what is not known or not asked for is left out."""
    graph = decision.session.graph
    score = decision.score
    said = {
        "verdict": str(decision.verdict),
        "determined": _truth(decision.determined),
        "score": None if score is None else _range(score.lo, score.hi),
        "policy": graph.header.name,
        "policy-version": graph.header.version,
        "as-of": decision.as_of.isoformat(),
        "valid-until": decision.valid_until.isoformat() if decision.valid_until else None,
        "for": purpose.system,
        "ref": purpose.reference,
        "proof-sha256": str(decision.proof(purpose, origin)["digest"]),
        **{f"waived:{rule}": waiver for rule, waiver in sorted(decision.waived.items())},
    }
    yield from ((f"{DECISION}{name}", value) for name, value in said.items() if value is not None)
    due = decision.obligations
    for obligation in graph.obligations:
        if due[obligation.name] is not False:
            text = obligation.text or obligation.name
            open_ = "" if due[obligation.name] else " (if it applies; that is not known)"
            yield f"{DECISION}obligation:{obligation.name}", f"{text}{open_}"


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _range(lo: float, hi: float) -> str:
    return repr(lo) if lo == hi else f"{lo!r} to {hi!r}"
