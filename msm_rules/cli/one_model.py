"""A document of another form in the place of a model: a bill of materials, an answer of the Hub.

Owns what is said where it is about no model, or about several.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msm_rules.cli import console
from msm_rules.cli.files import name_of
from msm_rules.cli.refusal import Refusal
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import Problem


def opened(document: Any, name: str) -> Any:
    """The facts document in a CycloneDX BOM that names one model, or of what the Hub's API said of
    one; any other document as it is.

    What could not be read of the model is told on stderr. Raises Refusal where there is not one.
    """
    records = _records(document, name)
    if records is None:
        return document
    found = [one for _, one in records]
    problems = [one for one in found if isinstance(one, Problem)]
    models: list[Any] = [one for one in found if not isinstance(one, Problem)]
    if len(models) == 1:
        for problem in problems:
            console.note(f"note: {visible(str(problem))}")
        return models[0]
    if not models:
        raise Refusal(str(problems[0]) if problems else f"{name_of(name)} names no model")
    raise several(f"is a BOM that names {len(models)} models", models, name)


def _records(document: Any, name: str) -> Iterator[tuple[str, object]] | None:
    """What a document holds; None where it is a facts document, as far as one can tell."""
    if not isinstance(document, dict) or "model" in document:
        return None
    from msm_rules.sources.records import hub_answer, models_of_bill  # loads what reads catalogues

    return models_of_bill(name, document) or hub_answer(name, document)


def several(what: str, models: list[Any], name: str) -> Refusal:
    """That a file holds several models, of which one is expected: the first of them by id."""
    ids = [id_ for one in models[:3] if (id_ := _id(one))]
    named = f": {', '.join(f'`{visible(id_)}`' for id_ in ids)}" if ids else ""
    more = " and others" if ids and len(models) > 3 else ""
    return Refusal(
        f"{name_of(name)} {what}{named}{more}",
        f"give an id, and the file with `--catalogue {visible(name)}`",
    )


def _id(one: Any) -> str | None:
    model = one.get("model", one) if isinstance(one, dict) else None
    found = model.get("id") if isinstance(model, dict) else None
    return found if isinstance(found, str) else None
