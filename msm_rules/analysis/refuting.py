"""Whether no values at all will do, where each rule by itself leaves some.

Owns the proof: what may be chosen is split in two again and again, until nothing of it is left with
which acceptance is possible. Where that is not reached within the steps allowed, nothing is said.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, cast

from msm_rules.analysis import choices
from msm_rules.analysis.leaves import Leaf
from msm_rules.analysis.oracle import Oracle
from msm_rules.analysis.ordered import halves
from msm_rules.analysis.words import Words
from msm_rules.values.possible import FALSE, NOTHING, TRUE, UNKNOWN, Members, Value
from msm_rules.values.types import BOOL, Enum, SetOf, is_ordered

Part = dict[str, Value]

_MOST_QUESTIONS = 1200
_MOST_WORDS = 64
"""Of how many words one is ruled out after the other."""


def refuted(oracle: Oracle, ranges: Mapping[str, Value], changing: Collection[str]) -> bool:
    """Whether there are surely no values within these ranges with which the model is accepted."""
    todo: list[tuple[int, Part]] = [(0, dict(ranges))]
    end = oracle.asked + _MOST_QUESTIONS
    while todo:
        turn, part = todo.pop()
        left = _narrower(oracle, part, changing, turn)
        if left is None or oracle.asked > end:
            return False
        todo += [(turn + 1, piece) for piece in left]
    return True


def _narrower(
    oracle: Oracle, part: Part, changing: Collection[str], turn: int
) -> list[Part] | None:
    """What is left of a part once one leaf is cut in two: one piece where there is such a leaf,
    else two, of another leaf each turn; None where nothing can be cut."""
    if not oracle.may_accept(part, changing):
        return []
    keys, both = list(part), None
    for n in range(len(keys)):
        key = keys[(turn + n) % len(keys)]
        pieces = _pieces(oracle.leaves[key], part[key], oracle.words) or ()
        parts = [{**part, key: piece} for piece in pieces]
        left = [piece for piece in parts if oracle.may_accept(piece, changing)]
        if len(left) < len(parts):
            return left
        both = both or parts or None
    return both


def _pieces(leaf: Leaf, within: Any, words: Words) -> tuple[Value, Value] | None:
    if leaf.type == BOOL:
        return (FALSE, TRUE) if within == UNKNOWN else None
    if is_ordered(leaf.type):
        return halves(within, leaf.type, leaf.steps)
    if isinstance(leaf.type, SetOf):
        return _with_and_without(leaf, within, words)
    if within is None:
        every = frozenset(choices.all_words(leaf, words))
        within = every if isinstance(leaf.type, Enum) or len(every) <= _MOST_WORDS else NOTHING
    listed = sorted(within)
    middle = len(listed) // 2
    return (frozenset(listed[:middle]), frozenset(listed[middle:])) if middle else None


def _with_and_without(leaf: Leaf, within: Any, words: Words) -> tuple[Value, Value] | None:
    """A set with a member that is named, and without it."""
    lower, upper = within
    today, _ = cast(Members, leaf.now)
    named = dict.fromkeys((*sorted(today), *words.get(choices.element_of(leaf.type), ())))
    word = next((w for w in named if w not in lower and (upper is None or w in upper)), None)
    if word is None:
        return None
    every = upper if upper is not None else frozenset({*named, *choices.all_words(leaf, words)})
    return (lower | {word}, upper), (lower, every - {word})
