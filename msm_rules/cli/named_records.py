"""Records of the files that somebody names: catalogues, facts documents, cards and checkpoints.

Owns what several names on a command line give together, one record after the other. How a
catalogue is read stands in `sources`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from msm_rules.cli.files import STDIN, no_such_file
from msm_rules.cli.models import any_address
from msm_rules.cli.read_here import read_here
from msm_rules.cli.refusal import Refusal
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import Problem
from msm_rules.frozen import record
from msm_rules.sources import CatalogueError, read_records
from msm_rules.sources.addresses import HUB, Address, Here

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
        those of other names; raises Refusal where there are no others."""
        if self.name is not None and self.document is not None:
            yield self.name, self.document
            return
        try:
            yield from _records(self.name)
        except CatalogueError as error:
            if self.sole:
                raise Refusal(str(error), error.hint) from None
            yield visible(str(self.name)), Problem(visible(str(self.name)), "", error.reason)


def named(names: Sequence[str]) -> tuple[Named, ...]:
    """What names stand for; the shipped catalogue for none. Raises Refusal where one names
    nothing, or no card or checkpoint can be read."""
    if names.count(STDIN) > 1:
        raise Refusal("stdin is named twice", "it can be read but once")
    addresses = [any_address(name) for name in names]
    for one in addresses:
        if isinstance(one, Here) and one.kind != "stdin" and not _is_there(one.name):
            raise no_such_file(one.name)
    sole = len(names) <= 1
    pairs = zip(names, addresses, strict=True)
    found = [Named(name, _read(address), sole) for name, address in pairs]
    return tuple(found) or (Named(None, None, sole),)


def _is_there(name: str) -> bool:
    return "\0" not in name and os.path.exists(name)


def _read(address: Address) -> object | None:
    """What stands under an address that is one model, here."""
    one = isinstance(address, Here) and address.kind in ("checkpoint", "card")
    return read_here(address) if one and isinstance(address, Here) else None


def _records(name: str | None) -> Records:
    if name is None or not name.startswith(HUB):
        yield from read_records(name)
        return
    from msm_rules.cli.hub import asking_the_hub  # loads what only the Hub needs

    with asking_the_hub() as asked:
        yield from read_records(name, asked.hub)


def named_records(names: Sequence[str]) -> Records:
    """The records of all names in turn."""
    for each in named(names):
        yield from each.records()
