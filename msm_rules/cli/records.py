"""Decisions and screenings as plain JSON: what `--format json` prints.

Owns the two forms. In both a model looks the same; the proof is a document of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msm_rules.decide.decision import Bounds, Decision, RuleResult
from msm_rules.facts import to_json
from msm_rules.graph.nodes import Graph
from msm_rules.graph.wording import on_one_line
from msm_rules.screening.row import Row, row_of

if TYPE_CHECKING:
    from msm_rules.screening import Placed, Screening
    from msm_rules.screening.compare import Comparison, Key

COMPARISON = "msm-comparison/1"
DECISION = "msm-decision/1"
SCREENING = "msm-screening/1"

Record = dict[str, object]


def decision_record(decision: Decision) -> Record:
    """One decision: the policy, the day, and what it says of the model."""
    graph = decision.session.graph
    return {
        "schema": DECISION,
        "policy": _policy(graph),
        "as_of": decision.as_of.isoformat(),
        **_model(row_of(decision, 0), graph),
        "revision": decision.facts.model.get("revision"),
        "stale": list(decision.stale),
    }


def screening_record(screening: Screening) -> Record:
    """A screening: how many models came to what, the candidates' order, and every model."""
    placed = {p.row.position: p for p in screening.candidates}
    groups = {
        "accepted": screening.accepted,
        "wants_person": screening.wants_person,
        "too_little_known": screening.too_little_known,
        "rejected": screening.rejected,
    }
    return {
        "schema": SCREENING,
        "policy": _policy(screening.graph),
        "as_of": screening.as_of.isoformat(),
        "catalogue": screening.catalogue,
        "counts": {"models": len(screening.rows), **{n: len(g) for n, g in groups.items()}},
        "models": [
            {**_model(row, screening.graph), **_place(placed.get(row.position))}
            for row in screening.rows
        ],
        "problems": [
            {"record": p.record, "field": p.field, "message": p.message} for p in screening.problems
        ],
    }


def comparison_record(found: Comparison) -> Record:
    """Two decisions, the better one first, and what each rule says of both."""
    graph = found.above.session.graph
    return {
        "schema": COMPARISON,
        "policy": _policy(graph),
        "as_of": found.above.as_of.isoformat(),
        "above": _model(row_of(found.above, 0), graph),
        "below": _model(row_of(found.below, 0), graph),
        "by": found.by,
        "separable": found.separable,
        "keys": [_key(key, graph) for key in found.keys],
        "rules": [
            {
                "rule": difference.rule.name,
                "above": _result(difference.above),
                "below": _result(difference.below),
                "gain": _result(difference.gain),
            }
            for difference in found.rules
        ],
    }


def _key(key: Key, graph: Graph) -> Record:
    """A key of `rank` as the policy writes it, and what it is for both."""
    node = graph.nodes[key.key.node]
    return {
        "key": on_one_line(node.span) or "score",
        "descending": key.key.descending,
        "above": to_json(node.type, key.above),
        "below": to_json(node.type, key.below),
    }


def _policy(graph: Graph) -> Record:
    return {"name": graph.header.name, "version": graph.header.version}


def _model(row: Row, graph: Graph) -> Record:
    """What is said of one model. Scores are `[lo, hi]` from 0 to 1; a rule is true, false, null
    (unknown, or it takes no part), `"waived"`, or the bounds of its score."""
    names = (rule.name for rule in graph.rules)
    duties = (obligation.name for obligation in graph.obligations)
    return {
        "model": row.id,
        "verdict": str(row.verdict),
        "determined": row.determined,
        "possible": list(row.possible),
        "score": _result(row.score),
        "important": _result(row.important),
        "contextual": _result(row.contextual),
        "rules": {n: _result(result) for n, result in zip(names, row.rules, strict=True)},
        "failed": list(row.failed),
        "unknown": list(row.unknown),
        "escalated": list(row.escalated),
        "waived": dict(row.waived),
        "open_facts": list(row.open_facts),
        "obligations": dict(zip(duties, row.obligations, strict=True)),
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
    }


def _result(result: RuleResult) -> object:
    return list(result) if isinstance(result, Bounds) else result


def _place(placed: Placed | None) -> Record:
    """Where a candidate stands; a rejected model stands nowhere."""
    if placed is None:
        return {"rank": None, "separable": None, "top": None}
    return {"rank": placed.rank, "separable": placed.separable, "top": placed.top}
