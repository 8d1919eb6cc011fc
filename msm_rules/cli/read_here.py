"""Models that are here as files: a checkpoint folder, or a model card.

Owns where what could not be read is said.  Which names are such stands in `sources.addresses`, the
reading itself in `sources`, which loads only where such a name is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from msm_rules.cli import console
from msm_rules.cli.refusal import Refusal

if TYPE_CHECKING:
    from msm_rules.facts import Problem
    from msm_rules.sources.addresses import Here
    from msm_rules.sources.findings import Finding

MOST_TOLD = 20
"""How many things that could not be read are told; a broken card may have thousands."""


def read_here(here: Here) -> object:
    """The facts document of a checkpoint folder or a card.

    What could not be read is told on stderr. Raises Refusal where nothing could.
    """
    from msm_rules.sources import CatalogueError
    from msm_rules.sources.card import read_card_file
    from msm_rules.sources.checkpoint import read_checkpoint

    reader = read_checkpoint if here.kind == "checkpoint" else read_card_file
    try:
        document, findings = reader(Path(here.name))
    except CatalogueError as error:
        raise Refusal(str(error), error.hint) from None
    tell(findings)
    return document


FINDINGS = "msm_rules.findings"
"""Under which key of click's context is kept what could not be read, for a command to show."""


def read_results(name: str) -> object | None:
    """What results of evaluations say of the one model they are about; None where a file or folder
    holds no results. Raises Refusal where they are of several models, or of none."""
    from msm_rules.sources import CatalogueError
    from msm_rules.sources.evaluations import is_evaluation, read_evaluation

    if not is_evaluation(name):
        return None
    try:
        document, findings = read_evaluation(name)
    except CatalogueError as error:
        raise Refusal(str(error), error.hint) from None
    tell(findings)
    return document


def tell(findings: Sequence[Finding | Problem]) -> None:
    """Say on stderr what of a source could not be read, the first things of many."""
    if context := click.get_current_context(silent=True):
        context.meta.setdefault(FINDINGS, []).extend(findings)
    for finding in findings[:MOST_TOLD]:
        console.note(f"note: {finding}")
    if len(findings) > MOST_TOLD:
        console.note(f"note: {len(findings) - MOST_TOLD:,} more of the kind")
