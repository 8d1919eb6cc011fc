"""Documents held against the JSON Schemas that `msm schema` publishes.

Owns the words for what breaks one. The schemas stand beside what writes the documents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msm_rules.proof.redaction import REDACTED, SALTS

Schema = Mapping[str, Any]


def _proof() -> Schema:
    from msm_rules.proof.document import proof_schema  # loads all that proofs are made with

    return proof_schema()


def _redacted() -> Schema:
    from msm_rules.proof.schemas import redacted_schema  # only where one is broken or printed

    return redacted_schema()


def _salts() -> Schema:
    from msm_rules.proof.schemas import salts_schema  # as above

    return salts_schema()


_FORMS: Mapping[str, tuple[str, Callable[[], Schema]]] = {
    "msm-proof/1": ("proofs", _proof),
    REDACTED: ("redacted proofs", _redacted),
    SALTS: ("salts", _salts),
}
"""What documents of a schema are called, and where their JSON Schema comes from."""


def violation(document: Mapping[str, Any]) -> str | None:
    """Where a document is not of its published form, as a sentence about the file; None where it
    is, or has none."""
    if (form := _FORMS.get(document.get("schema", ""))) is None:
        return None
    import jsonschema  # slow to load, and only what does not hold is held against a schema

    noun, schema = form
    try:
        wrong = next(jsonschema.Draft202012Validator(schema()).iter_errors(document), None)
    except RecursionError:
        return "is nested too deep"
    if wrong is None:
        return None
    where = ".".join(str(step) for step in wrong.absolute_path) or "it"
    return f"is not of the form of {noun}: `{where}`: {wrong.message[:160]}"
