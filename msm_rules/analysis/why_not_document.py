"""What would have to be different as plain JSON: the document `msm-why-not/1` and its schema.

Owns the form. Values are exact and have the form that facts documents give them.
"""

from __future__ import annotations

import json
from typing import Any

from msm_rules import shipped
from msm_rules.analysis.parts import Part
from msm_rules.analysis.why_not import Way, WhyNot
from msm_rules.decide.decision import Decision
from msm_rules.facts import to_json

SCHEMA = "msm-why-not/1"


def why_not_schema() -> dict[str, Any]:
    """The JSON Schema of the document."""
    found: dict[str, Any] = json.loads(shipped.data("msm_rules.analysis", "why_not.schema.json"))
    return found


def why_not_record(decision: Decision, found: WhyNot) -> dict[str, object]:
    """The document: the decision in brief, the ways out, and what would have to be found out."""
    head = decision.session.graph.header
    return {
        "schema": SCHEMA,
        "policy": {"name": head.name, "version": head.version},
        "as_of": decision.as_of.isoformat(),
        "model": decision.facts.id,
        "verdict": str(decision.verdict),
        "determined": decision.determined,
        "ways": [_way(way) for way in found.ways],
        "answer": None if found.answer is None else _way(found.answer),
        "more": found.more,
        "complete": found.complete,
        "unsettled": [list(keys) for keys in found.unsettled],
        "spent": found.spent,
    }


def _way(way: Way) -> dict[str, object]:
    return {
        "changes": [_part(part) for part in way.changes if part.leaf.param is None],
        "settings": [_part(part) for part in way.changes if part.leaf.param is not None],
        "answers": [_part(part) for part in way.answers],
        "terms": list(way.terms),
    }


def _part(part: Part) -> dict[str, object]:
    leaf = part.leaf
    named = {"fact": f"model.{leaf.key}"} if leaf.param is None else {"param": leaf.param.name}
    return {
        **named,
        "now": to_json(leaf.type, leaf.now),
        "value": to_json(leaf.type, part.value),
        "bound": part.bound,
        "others": list(part.others),
        "along": [
            {"fact": f"model.{other.key}", "value": to_json(other.type, value)}
            for other, value in part.along
        ],
    }
