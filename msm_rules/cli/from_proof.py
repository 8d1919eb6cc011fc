"""A decision of the engine on what a proof holds: its policy, params and facts, on its day.

Owns how a proof takes the place of a policy and a model. Facts that were not asked for count as
unknown. Whether the proof holds is for `verify`; here it is only said where the engine now comes to
another verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from msm_rules.cli.files import name_of
from msm_rules.cli.proofs import proof_in
from msm_rules.cli.refusal import Refusal
from msm_rules.diagnostics.error import PolicyError
from msm_rules.proof.redaction import REDACTED

if TYPE_CHECKING:
    from msm_rules.decide.decision import Decision


def decisions_in(paths: Sequence[str], given: Sequence[str] = ()) -> list[Decision]:
    """Decide again on proofs of one policy, with the same params and of the same day. Raises
    Refusal where they are of several, and where options are `given` that would change them."""
    if given:
        raise Refusal(
            f"a proof has its own facts, params and day, and {', '.join(given)} would change them",
            "name the policy and the models instead",
        )
    found = [_decision_in(path) for path in paths]
    for path, decision in zip(paths[1:], found[1:], strict=True):
        apart = _apart(found[0], decision)
        if apart:
            raise Refusal(
                f"{name_of(paths[0])} and {name_of(path)} {apart}",
                "name one policy and the models instead, to decide anew on both",
            )
    return found


def _apart(one: Decision, other: Decision) -> str:
    """In what two decisions differ that should be the same; nothing where they are."""
    from msm_rules.graph.digest import graph_digest  # the engine, only for proofs

    if graph_digest(one.session.graph) != graph_digest(other.session.graph):
        return "are proofs of different policies"
    if one.as_of != other.as_of:
        return f"were decided on different days, {one.as_of} and {other.as_of}"
    if one.session.binding.params != other.session.binding.params:
        return "were decided with different params"
    return ""


def _decision_in(path: str) -> Decision:
    """Decide again on the proof in a file, or on stdin for `-`. Raises Refusal where there is none,
    or none that the engine decides in the same way."""
    from msm_rules.decide.compile import compile_graph  # the engine, only for proofs
    from msm_rules.decide.decision import Decision
    from msm_rules.decide.session import start
    from msm_rules.facts import to_json
    from msm_rules.report.read_back import NotReadable, read_back

    try:
        found = read_back(_document_in(path))
        subject = found.subject
        types = {param.name: param.type for param in subject.graph.params}
        params = {n: to_json(types[n], v) for n, v in subject.params.items()}
        program = compile_graph(subject.graph, found.vocabulary)
        session = start(program, params, date.fromordinal(subject.today))
    except NotReadable as problem:
        raise Refusal(f"{name_of(path)} holds no decision that can be read: {problem}") from None
    except PolicyError as error:
        reason = error.diagnostics[0].message
        raise Refusal(f"{name_of(path)} cannot be decided again: {reason}") from None
    decision = Decision(session, subject.facts, session.trace(subject.facts))
    if not subject.pending and str(decision.verdict) != subject.verdict:
        raise Refusal(
            f"{name_of(path)} says {subject.verdict}, and the engine says {decision.verdict}",
            f"`msm verify {path} --replay` says where they part",
        )
    return decision


def _document_in(path: str) -> Mapping[str, Any]:
    from msm_rules.report.signature import Enclosed  # with what reports are made of, for proofs

    given = proof_in(path)
    document = given.document if isinstance(given, Enclosed) else given
    if document.get("schema") == REDACTED:
        raise Refusal(
            f"{name_of(path)} withholds facts, and the answer would rest on them",
            "ask whoever has the original",
        )
    return document
