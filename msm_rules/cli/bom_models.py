"""A bill of materials in the place of a model: the one model that it names.

Owns what is said where it names none, or several.
"""

from __future__ import annotations

from typing import Any

from msm_rules.cli import console
from msm_rules.cli.files import name_of
from msm_rules.cli.refusal import Refusal
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import Problem


def opened(document: Any, name: str) -> Any:
    """The facts document in a CycloneDX BOM that names one model; any other document as it is.

    What could not be read of the model is told on stderr. Raises Refusal where there is not one."""
    if not (isinstance(document, dict) and "bomFormat" in document):
        return document
    from msm_rules.sources.cyclonedx import bom_records, is_bom  # only where there is a BOM

    if not is_bom(document):
        return document
    found = [one for _, one in bom_records(name, document)]
    problems = [one for one in found if isinstance(one, Problem)]
    models: list[Any] = [one for one in found if not isinstance(one, Problem)]
    if len(models) == 1:
        for problem in problems:
            console.note(f"note: {visible(str(problem))}")
        return models[0]
    if not models:
        raise Refusal(str(problems[0]) if problems else f"{name_of(name)} names no model")
    ids = ", ".join(f"`{visible(str(one['model']['id']))}`" for one in models[:3])
    more = " and others" if len(models) > 3 else ""
    raise Refusal(
        f"{name_of(name)} is a BOM that names {len(models)} models: {ids}{more}",
        f"give an id, and the BOM with `--catalogue {visible(name)}`",
    )
