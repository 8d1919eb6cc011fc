"""One line as a tree, from a model up to where nobody knows more.

Owns the order of its rows and what is said twice. How rows look on a terminal is not its business.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msm_rules.frozen import record
from msm_rules.lineage.lines import Lineage
from msm_rules.lineage.members import Member


@record
class Row:
    """A model in the tree. `member` is None where the catalogue lacks it; `last` says of itself
    and of each model on the way down whether it is the last of its siblings. `again` is `above`
    where its own parents stand further up already, and `cycle` where it descends from itself."""

    id: str
    member: Member | None
    last: tuple[bool, ...]
    again: Literal["above", "cycle"] | None = None

    @property
    def depth(self) -> int:
        """The steps up from the model that the tree is of."""
        return len(self.last)


def tree(of: Lineage, id: str) -> Iterator[Row]:
    """The rows of a model's tree, parents below their child, in the order they are named.

    Every model's parents are shown once. KeyError if the model is not in the catalogue.
    """
    if of.find(id) is None:
        raise KeyError(id)
    shown: set[str] = set()
    way: list[str] = []
    waiting: list[tuple[str, tuple[bool, ...]]] = [(id, ())]
    while waiting:
        name, last = waiting.pop()
        key, member = of.key(name), of.find(name)
        del way[len(last) :]
        again: Literal["above", "cycle"] | None = None
        if member is not None and key in shown:
            again = "cycle" if key in way else "above"
        yield Row(member.id if member else name, member, last, again)
        way.append(key)
        if member is None or again:
            continue
        shown.add(key)
        end = len(member.parents) - 1
        rows = [(p, (*last, n == end)) for n, p in enumerate(member.parents)]
        waiting += reversed(rows)
