"""Licences whose terms nobody has read here: what a model with one waits for.

Owns which licences of a model these are, and the licence that is asked in the place of each, so
that a search can find out what else is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msm_rules import licences
from msm_rules.analysis.leaves import Leaf
from msm_rules.analysis.oracle import Oracle
from msm_rules.analysis.words import lists_of
from msm_rules.values.licence_terms import alternatives_of
from msm_rules.values.types import LICENCE, SetOf

_GENEROUS = ("cc0-1.0", "0bsd", "unlicense", "mit-0", "zlib", "bsd-3-clause", "mit", "apache-2.0")
"""Licences whose terms are known, those first that ask for least."""


def stand_ins(oracle: Oracle) -> Mapping[str, str]:
    """For each licence of the model on which the policy's questions find no answer, one with
    generous answers that stands in the same lists of the policy; none where the policy would accept
    none of those either."""
    leaves = [leaf for leaf in oracle.leaves.values() if leaf.type in (LICENCE, SetOf(LICENCE))]
    found: dict[str, str] = {}
    for leaf in leaves:
        for word in sorted(_members(leaf)):
            if word not in found and not _may(oracle, leaf, word):
                instead = next(_instead(oracle, leaf, word), None)
                if instead is not None:
                    found[word] = instead
    return found


def _members(leaf: Leaf) -> frozenset[str]:
    """The licences that a model has, as far as is known, which are not read clause by clause."""
    now: Any = leaf.now
    words = now[0] | (now[1] or frozenset()) if isinstance(now, tuple) else now or frozenset()
    parts = {a for word in words for a in alternatives_of(word)}
    return frozenset(p for p in parts if (e := licences.lookup(p)) is None or not e.read)


def _instead(oracle: Oracle, leaf: Leaf, word: str) -> Iterator[str]:
    """Licences to ask instead: those that the policy lists where it lists this one."""
    lists = lists_of(oracle.session, LICENCE)
    generous = (licences.resolve(name) or name for name in _GENEROUS)
    every = dict.fromkeys((*generous, *(e.id for e in licences.entries() if e.read)))
    return (
        other
        for other in every
        if all((other in one) == (word in one) for one in lists) and _may(oracle, leaf, other)
    )


def _may(oracle: Oracle, leaf: Leaf, word: str) -> bool:
    """Whether a model with this licence alone may be accepted, whatever else is otherwise."""
    one = frozenset({word})
    value = (one, one) if isinstance(leaf.type, SetOf) else one
    facts = {k: v.natural for k, v in oracle.leaves.items() if v.param is None}
    return oracle.may_accept({**facts, leaf.key: value}, facts.keys())
