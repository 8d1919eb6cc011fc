"""Where models come from: the lines of a catalogue, and the licences down each line.

Owns the graph of a whole catalogue of facts documents: ancestors, licence chains, and licences
that give more than an ancestor's allows. Reading one source's words about parents is the business
of `sources`; the shape of facts that of `facts`.

Names are loaded when first used: a graph is for whole catalogues alone.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from msm_rules.lineage.lines import Line, Lineage, line, lineage
    from msm_rules.lineage.members import Document, Member, member
    from msm_rules.lineage.picture import picture_of
    from msm_rules.lineage.relicensing import Binding, Ground, Relicensed, relicensed
    from msm_rules.lineage.trees import Row, tree

__all__ = [
    "Binding",
    "Document",
    "Ground",
    "Line",
    "Lineage",
    "Member",
    "Relicensed",
    "Row",
    "line",
    "lineage",
    "member",
    "picture_of",
    "relicensed",
    "tree",
]

_ROOMS = {
    "lines": ("Line", "Lineage", "line", "lineage"),
    "members": ("Document", "Member", "member"),
    "picture": ("picture_of",),
    "relicensing": ("Binding", "Ground", "Relicensed", "relicensed"),
    "trees": ("Row", "tree"),
}
_HOMES = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
