"""Models that are here as files: a checkpoint folder, or a model card.

Owns which names on the command line are such, and where what could not be read is said.  The
reading itself is for `sources`, which loads only where such a name is given.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from msm_rules.cli import console
from msm_rules.cli.refusal import Refusal

if TYPE_CHECKING:
    from msm_rules.sources.findings import Finding

MOST_TOLD = 20
"""How many things that could not be read are told; a broken card may have thousands."""
CARD = ".md"
_CHECKPOINT = ("config.json", "adapter_config.json")
_WEIGHTS = (".safetensors", ".gguf")


def read_here(name: str) -> object | None:
    """The facts document of a checkpoint folder or a card; None where the name is neither.

    What could not be read is told on stderr. Raises Refusal where nothing could.
    """
    folder = os.path.isdir(name)
    if not (_is_checkpoint(name) if folder else name.lower().endswith(CARD)):
        return None
    from msm_rules.sources import CatalogueError
    from msm_rules.sources.card import read_card_file
    from msm_rules.sources.checkpoint import read_checkpoint

    try:
        document, findings = (read_checkpoint if folder else read_card_file)(Path(name))
    except CatalogueError as error:
        raise Refusal(str(error), error.hint) from None
    _tell(findings)
    return document


def _is_checkpoint(name: str) -> bool:
    try:
        names = os.listdir(name)
    except OSError:
        return False
    return any(n in _CHECKPOINT or n.endswith(_WEIGHTS) for n in names)


FINDINGS = "msm_rules.findings"
"""Under which key of click's context is kept what could not be read, for a command to show."""


def _tell(findings: tuple[Finding, ...]) -> None:
    if context := click.get_current_context(silent=True):
        context.meta.setdefault(FINDINGS, []).extend(findings)
    for finding in findings[:MOST_TOLD]:
        console.note(f"note: {finding}")
    if len(findings) > MOST_TOLD:
        console.note(f"note: {len(findings) - MOST_TOLD:,} more of the kind")
