"""The licences down a line of models: which surely count, and whether there may be others.

Owns the rule by which licences of a model and its ancestors become one set. Knows no graph, so
that reading one model costs nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from msm_rules.frozen import record


@record
class Chain:
    """The licences of a line: `sure` ones, and all `possible` ones, None where any other may be."""

    sure: frozenset[str]
    possible: frozenset[str] | None


def chain(licences: Iterable[tuple[str, ...]], complete: bool) -> Chain | None:
    """The chain of models each of which has one of its expressions; an empty one is unknown.

    `complete` is whether these models are the whole line. None where nothing at all is known: an
    open set with no member says no more than a missing fact.
    """
    found = list(licences)
    sure = frozenset(own[0] for own in found if len(own) == 1)
    every = frozenset(expression for own in found for expression in own)
    closed = complete and all(found)
    if not sure and not (closed and every):
        return None
    return Chain(sure, every if closed else None)
