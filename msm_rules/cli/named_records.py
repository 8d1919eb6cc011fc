"""Records of the files that somebody names: catalogues, facts documents, cards and checkpoints.

Owns what several names on a command line give together, one record after the other. How a
catalogue is read stands in `sources`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from msm_rules.cli.files import STDIN, no_such_file
from msm_rules.cli.read_here import read_here
from msm_rules.cli.refusal import Refusal
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import Problem
from msm_rules.sources import CatalogueError, read_records


def named_records(names: Sequence[str]) -> Iterator[tuple[str, object]]:
    """The records of all names in turn, of the shipped catalogue for none.

    A file of which nothing can be read is a `Problem` among the records, so that it never loses
    the others. Raises Refusal where it is the only one, and for a name that is no file.
    """
    for path in names:
        if path != STDIN and ("\0" in path or not os.path.exists(path)):
            raise no_such_file(path)
    if names.count(STDIN) > 1:
        raise Refusal("stdin is named twice", "it can be read but once")
    for name in names or (None,):
        try:
            yield from _of(name)
        except CatalogueError as error:
            if len(names) <= 1:
                raise Refusal(str(error), error.hint) from None
            yield visible(str(name)), Problem(visible(str(name)), "", error.reason)
        except Refusal as refusal:
            if len(names) <= 1:
                raise
            yield visible(str(name)), Problem("", "", refusal.message)


def _of(name: str | None) -> Iterator[tuple[str, object]]:
    document = read_here(name) if name is not None and name != STDIN else None
    if name is not None and document is not None:
        yield name, document
    else:
        yield from read_records(name)
