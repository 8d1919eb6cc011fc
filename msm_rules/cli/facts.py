"""`msm facts`: what is known of models. Its commands are in the table `FACTS`, one file each."""

from __future__ import annotations

import click

from msm_rules.cli.commands import FACTS
from msm_rules.cli.shape import Group


@click.group(
    "facts",
    cls=Group,
    entries=FACTS,
    examples=("msm facts show BioMistral/BioMistral-7B", "msm facts show --help"),
)
def command() -> None:
    """Show what is known of models, and how it is known."""
