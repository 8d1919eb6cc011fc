"""The published JSON Schemas of redacted proofs and of their salts.

Owns in what the proof inside a redacted one differs in form from a whole one, whose schema is
`schema.json` beside this file: values may be left out where they rest on what is withheld. The form
of salts is `salts.schema.json`.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from msm_rules import shipped
from msm_rules.proof.redaction import REDACTED

_NULL = {"type": "null"}
_WITHHELD: Mapping[str, Any] = {
    "properties.schema": {"enum": ["msm-proof/1"]},  # the one `const` is the form of the whole
    "properties.decision.properties.open_facts": _NULL,
    "properties.decision.properties.scores.properties.score": "or null",
    "properties.decision.properties.scores.properties.important": "or null",
    "properties.decision.properties.scores.properties.contextual": "or null",
    "$defs.node.required": ["id", "op", "args", "type"],
    "$defs.held.required": ["node"],
}
"""What is another in the proof that a redacted one holds; facts without a value are not open facts,
and `advice` is never handed on."""


@lru_cache(maxsize=1)
def redacted_schema() -> Mapping[str, Any]:
    """The JSON Schema (2020-12) of redacted proofs."""
    inner = copy.deepcopy(dict(_shipped("schema.json")))
    dialect, _ = inner.pop("$schema"), inner.pop("title")
    for path, form in _WITHHELD.items():
        *above, last = path.split(".")
        home = _at(inner, above)
        home[last] = {"anyOf": [home[last], _NULL]} if form == "or null" else form
    del inner["properties"]["advice"]
    shared, digest_form = inner.pop("$defs"), {"$ref": "#/$defs/sha256"}
    inner["description"] = (
        "The proof without what is withheld: facts, their evidence, and the values of nodes, rules"
        " and scores that rest on them. Its digests are those of the original, or sealed."
    )
    return {
        "$schema": dialect,
        "title": f"A proof of msm-rules with facts withheld, {REDACTED}",
        "description": "Digests are SHA-256 over the canonical form of RFC 8785, in lower-case"
        " hexadecimal.",
        "type": "object",
        "required": ["schema", "original", "withheld", "proof", "digest"],
        "properties": {
            "schema": {"const": REDACTED},
            "original": {
                **digest_form,
                "description": "the digest of the original proof; if sealed, that of an object of"
                " this `digest` and a `salt`, as are the digests in the proof",
            },
            "sealed": {"const": True, "description": "where it is"},
            "withheld": {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": digest_form,
                "description": "the key of each withheld fact, and the digest of an object of its"
                " `fact` (the key), `value`, `evidence` and `salt`",
            },
            "proof": inner,
            "digest": {**digest_form, "description": "over all of the document but this field"},
        },
        "additionalProperties": False,
        "$defs": shared,
    }


@lru_cache(maxsize=1)
def salts_schema() -> Mapping[str, Any]:
    """The JSON Schema (2020-12) of files of salts."""
    own = _shipped("salts.schema.json")
    return {
        **own,
        "$defs": {**own["$defs"], "licence": _shipped("schema.json")["$defs"]["licence"]},
    }


def _shipped(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(shipped.data("msm_rules.proof", name))
    return found


def _at(schema: Any, path: list[str]) -> Any:
    for step in path:
        schema = schema[step]
    return schema
