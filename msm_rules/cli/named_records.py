"""Records of what somebody names: catalogues, facts documents, cards, checkpoints, the Hub.

Owns what several names on a command line give together, one record after the other. How a
catalogue is read stands in `sources`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from msm_rules.cli.files import STDIN, no_such_file
from msm_rules.cli.models import any_address
from msm_rules.cli.read_here import read_here
from msm_rules.cli.refusal import Refusal
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import Problem
from msm_rules.frozen import record
from msm_rules.sources import CatalogueError, read_records
from msm_rules.sources.addresses import HUB, Here
from msm_rules.sources.records import named_with
from msm_rules.sources.tables.address import READY, mapping_beside, table_address

Records = Iterator[tuple[str, object]]


@record
class Named:
    """Something named: what stands there if it is one model (a card, a checkpoint), read already;
    else a catalogue, of which `name` None is the shipped one. `sole` is whether it is the only
    name, so that nothing is left where it cannot be read."""

    name: str | None
    document: object | None
    sole: bool

    @property
    def again(self) -> bool:
        """Whether the records can be read a second time."""
        here = self.name is None or os.path.isfile(self.name) or os.path.isdir(self.name)
        return self.document is not None or here

    def records(self) -> Records:
        """Its records. One of which nothing can be read is a `Problem`, so that it never loses
        those of other names; raises Refusal where there are no others, or the Hub gives none."""
        if self.name is not None and self.document is not None:
            yield self.name, self.document
            return
        try:
            yield from catalogue_records(self.name)
        except CatalogueError as error:
            if self.sole:
                raise Refusal(str(error), error.hint) from None
            yield visible(str(self.name)), Problem(visible(str(self.name)), "", error.reason)


def catalogue_records(name: str | None) -> Records:
    """The records of a catalogue, the shipped one for None; the Hub is asked as the call says.

    Raises CatalogueError where nothing can be read, Refusal where the Hub gives none."""
    if name is None or not name.startswith(HUB):
        yield from read_records(name)
        return
    from msm_rules.cli.hub import asking_the_hub  # loads what only the Hub needs

    with asking_the_hub() as asked:
        yield from read_records(name, asked.hub)


def none_read(catalogue: str | None) -> Refusal:
    """Not one record of a catalogue could be read: what may be wrong with all of them."""
    mapped = catalogue is None or (
        table_address(catalogue).mapping is not None or mapping_beside(Path(catalogue)) is not None
    )
    what = "no record of the catalogue could be read"
    if mapped or catalogue is None:
        return Refusal(what)
    from msm_rules.sources.tables.looking_like import looks_like  # loads what reads catalogues

    if (name := looks_like(catalogue)) is not None:
        hint = f"it looks like {name}: {named_with(name, catalogue)}"
    else:
        ready = ", ".join(READY)
        hint = f"a tool's own catalogue needs a mapping, which `--mapping` names: {ready}"
    return Refusal(what, hint)


def named(names: Sequence[str]) -> tuple[Named, ...]:
    """What names stand for; the shipped catalogue for none. Raises Refusal where one names
    nothing, or no card or checkpoint can be read."""
    if names.count(STDIN) > 1:
        raise Refusal("stdin is named twice", "it can be read but once")
    sole = len(names) <= 1
    return tuple(_named(name, sole) for name in names) or (Named(None, None, sole),)


def _named(name: str, sole: bool) -> Named:
    address = any_address(name)
    if isinstance(address, Here) and address.kind in ("checkpoint", "card"):
        return Named(name, read_here(address), sole)
    if isinstance(address, Here) and not _leads_somewhere(name):
        raise no_such_file(name)
    return Named(name, None, sole)


def _leads_somewhere(name: str) -> bool:
    table = "\0" not in name and table_address(name).mapping is not None
    return name == STDIN or table or ("\0" not in name and os.path.exists(name))


def named_records(names: Sequence[str]) -> Records:
    """The records of all names in turn."""
    for each in named(names):
        yield from each.records()
