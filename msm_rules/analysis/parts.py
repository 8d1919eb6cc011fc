"""One part of a way out: a fact or param, the value it would have, and what else would do as well.

Owns what is told beside the value. Everything told was decided by the engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from math import inf
from typing import Literal

from msm_rules.analysis.choices import candidates
from msm_rules.analysis.leaves import Leaf
from msm_rules.analysis.linked import times
from msm_rules.analysis.oracle import Oracle
from msm_rules.analysis.ordered import reach
from msm_rules.frozen import record
from msm_rules.values.possible import Interval, Value
from msm_rules.values.types import BOOL, SetOf, is_ordered

_MOST_WORDS = 200
"""How many words are tried in the place of one, those first that the policy names: every licence
that is known here, and not every language."""

Bound = Literal["least", "most", "exactly"]


@record
class Part:
    """A fact or param with the value it would have.

    `bound` says whether more (`least`) or less (`most`) of an ordered fact would do as well;
    `others` are words that would do in the place of the one word that `value` has and today's has
    not; `along` are facts that are the same quantity in other units, with the values that follow.
    """

    leaf: Leaf
    value: Value
    bound: Bound
    others: tuple[str, ...]
    along: tuple[tuple[Leaf, Value], ...] = ()


def parts(oracle: Oracle, chosen: Mapping[str, Value]) -> tuple[Part, ...]:
    """The parts of a way that the engine accepts, in the order of the policy."""
    return tuple(
        Part(
            leaf,
            chosen[key],
            _bound(oracle, chosen, leaf),
            tuple(_others(oracle, chosen, leaf)),
            tuple(_along(oracle, key, chosen[key])),
        )
        for key, leaf in oracle.leaves.items()
        if key in chosen
    )


def _along(oracle: Oracle, key: str, value: Value) -> Iterator[tuple[Leaf, Value]]:
    for follower in oracle.links.followers.get(key, ()):
        yield follower.leaf, times(value, follower.factor)


def _bound(oracle: Oracle, chosen: Mapping[str, Value], leaf: Leaf) -> Bound:
    if not is_ordered(leaf.type):
        return "exactly"
    x, lo, hi = _ends(chosen[leaf.key])[0], *_ends(leaf.natural)
    now_lo, now_hi = _ends(leaf.now)

    def does(other: float) -> bool:
        return oracle.accepts({**chosen, leaf.key: (other, other)})

    far_lo, far_hi = reach(leaf.type)
    more = does(min(hi if hi < inf else 2 * abs(x) + 1, far_hi))
    less = does(max(lo if lo > -inf else x - abs(x) - 1, far_lo))
    if more and less:
        return "least" if now_hi < x else "most" if now_lo > x else "exactly"
    return "least" if more else "most" if less else "exactly"


def _ends(value: Value) -> Interval:
    return value  # type: ignore[return-value]


def _others(oracle: Oracle, chosen: Mapping[str, Value], leaf: Leaf) -> Iterator[str]:
    """The other words of the kind that do as well as the one new word."""
    new = _new_word(leaf, chosen[leaf.key])
    if new is None:
        return
    for word in islice(candidates(leaf, oracle.words), _MOST_WORDS):
        value = _swapped(leaf, chosen[leaf.key], new, word)
        if word != new and oracle.accepts({**chosen, leaf.key: value}):
            yield word


def _new_word(leaf: Leaf, value: Value) -> str | None:
    """The one word that would be there and is not today; None where there are more, or none."""
    if is_ordered(leaf.type) or leaf.type == BOOL:
        return None
    new = members(value) - members(leaf.now)
    return next(iter(new)) if len(new) == 1 else None


def members(value: Value) -> frozenset[str]:
    """The words that a value surely has."""
    words = value[0] if isinstance(value, tuple) else value
    return words if isinstance(words, frozenset) else frozenset()


def _swapped(leaf: Leaf, value: Value, old: str, new: str) -> Value:
    words = (members(value) - {old}) | {new}
    return (words, words) if isinstance(leaf.type, SetOf) else words
