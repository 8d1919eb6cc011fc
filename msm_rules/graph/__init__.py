"""The dependency graph: the only thing every interpreter sees. Its digest, slices and pictures.

Everything beside the nodes is loaded when it is first asked for: deciding needs none of it, and the
questions need networkx.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from msm_rules.graph.digest import graph_digest
    from msm_rules.graph.elements import Picture, Status
    from msm_rules.graph.picture import picture_of
    from msm_rules.graph.questions import as_networkx, facts_of, feeds, layers, slice_of

__all__ = [
    "Picture",
    "Status",
    "as_networkx",
    "facts_of",
    "feeds",
    "graph_digest",
    "layers",
    "picture_of",
    "slice_of",
]

_HOMES = {
    "graph_digest": "digest",
    "picture_of": "picture",
    "Picture": "elements",
    "Status": "elements",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'questions')}"), name)
