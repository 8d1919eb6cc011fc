"""The option `--mapping`: by which mapping a table is read.

Owns how it joins the name of a catalogue: the address `MAPPING:PATH`, which may be written at once.
"""

from __future__ import annotations

import click

from msm_rules.cli import options
from msm_rules.cli.refusal import Refusal

mapping = click.option(
    "--mapping",
    type=options.File(),
    metavar="FILE|NAME",
    help="Read the catalogue as a table: by a mapping file, or models.dev, xinference, gpustack, "
    "localai, mot. The same as MAPPING:CATALOGUE.",
)


def mapped(catalogue: str | None, by: str | None) -> str | None:
    """The address of a catalogue that is read by a mapping. Raises Refusal where there is none."""
    if by is None:
        return catalogue
    if catalogue is None:
        raise Refusal("`--mapping` says how a table is read, and no table is named")
    from msm_rules.sources import CatalogueError  # only where a table is named
    from msm_rules.sources.tables.address import with_mapping

    try:
        return with_mapping(by, catalogue)
    except CatalogueError as error:
        raise Refusal(str(error), error.hint) from None
