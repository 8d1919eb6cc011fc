"""Walking a tree without recursion and without naming its nodes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msm_rules.source import Span


def parts(node: Any) -> Iterator[Any]:
    """The nodes directly inside a node of the tree, in the order of its fields."""
    for name in node.__slots__:
        value = getattr(node, name)
        if isinstance(value, tuple) and not isinstance(value, Span):
            yield from (part for part in value if hasattr(part, "span"))
        elif hasattr(value, "span"):
            yield value
