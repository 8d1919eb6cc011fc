"""Documents held against the JSON Schemas that `msm schema` publishes.

Owns the words for what breaks one. The schemas stand beside what writes the documents.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msm_rules.proof.redaction import REDACTED, SALTS

if TYPE_CHECKING:
    from jsonschema import ValidationError

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
    noun, schema = form
    try:
        wrong = first_violation(document, schema())
    except RecursionError:
        return "is nested too deep"
    if wrong is None:
        return None
    where = ".".join(str(step) for step in wrong.absolute_path) or "it"
    return f"is not of the form of {noun}: `{where}`: {wrong.message[:160]}"


def first_violation(document: object, schema: Schema) -> ValidationError | None:
    """What of a JSON document breaks a schema first, in time that grows as the document does."""
    return next(_validator()(schema).iter_errors(document), None)


@lru_cache(maxsize=1)
def _validator() -> Any:
    """Draft 2020-12, but for `uniqueItems`, which the library tells by comparing each with each."""
    import jsonschema  # slow to load, and only what does not hold is held against a schema

    return jsonschema.validators.extend(  # type: ignore[no-untyped-call]
        jsonschema.Draft202012Validator, {"uniqueItems": _unique_items}
    )


def _unique_items(
    validator: Any, unique: bool, items: object, schema: Schema
) -> Iterator[ValidationError]:
    from jsonschema import ValidationError  # as above

    if not unique or not validator.is_type(items, "array"):
        return
    seen = set[str]()
    for number, item in enumerate(items):  # type: ignore[arg-type, var-annotated]
        text = json.dumps(_plain(item), sort_keys=True)
        if text in seen:
            yield ValidationError(f"item {number + 1} is there twice: {text[:80]}")
            return
        seen.add(text)


def _plain(value: Any) -> Any:
    """A JSON value in which numbers that are equal are written alike (`1` and `1.0`)."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
