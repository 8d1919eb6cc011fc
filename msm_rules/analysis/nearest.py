"""For facts and params that must be otherwise, the values nearest to today's that will do.

Owns the order in which they are settled: one after the other, each while the later ones are still
open, and again with the next value where that leaves none for a later one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice

from msm_rules.analysis import choices
from msm_rules.analysis.leaves import Leaf
from msm_rules.analysis.oracle import Oracle
from msm_rules.analysis.ordered import Fits, ordered
from msm_rules.values.possible import FALSE, TRUE, Value, is_exact
from msm_rules.values.types import BOOL, BYTES, SetOf, is_ordered

_BRANCHES = 3
"""How many values of one leaf are tried before the ones settled earlier are."""

Values = dict[str, Value]


class _Settling:
    """The search for values of some leaves, within what each may be."""

    def __init__(
        self, oracle: Oracle, ranges: Mapping[str, Value], changing: Collection[str], most: int
    ) -> None:
        self.oracle, self.ranges, self.changing = oracle, ranges, changing
        self.end = oracle.asked + most

    def settle(self, leaves: Sequence[Leaf], chosen: Values) -> Values | None:
        """Values for these leaves beside the chosen ones with which the engine accepts."""
        if not leaves:
            return chosen if self.oracle.accepts(chosen) else None
        leaf, *later = leaves
        for value in islice(self._options(leaf, later, chosen), _BRANCHES):
            found = self.settle(later, {**chosen, leaf.key: value})
            if found is not None or self.oracle.asked > self.end:
                return found
        return None

    def _options(self, leaf: Leaf, later: Sequence[Leaf], chosen: Values) -> Iterator[Value]:
        open_ = {other.key: self.ranges[other.key] for other in later}
        rest = {**chosen, **open_}

        def fits(value: Value) -> bool:
            return self.oracle.may_accept({**rest, leaf.key: value}, self.changing)

        for value in options(self.oracle, leaf, self.ranges[leaf.key], fits):
            if leaf.type == BYTES and leaf.param is None and value != leaf.now:
                yield self._with_room(leaf, later, rest, value)
            else:
                yield value

    def _with_room(self, leaf: Leaf, later: Sequence[Leaf], rest: Values, value: Value) -> Value:
        """The value chosen for a size; half of it where another size that nobody knows yet could
        then not even be one byte. Weights that fill a memory leave none for what is kept beside
        them."""
        half = (value[0] / 2,) * 2  # type: ignore[index,operator]
        if not leaf.missing and half[0] < leaf.now[0] <= value[0]:  # type: ignore[index,operator]
            return value  # less than what is known for sure
        for other in later:
            if other.type != BYTES or not other.missing:
                continue
            byte = {**rest, other.key: (1.0, 1.0)}
            if not self._may({**byte, leaf.key: value}) and self._may({**byte, leaf.key: half}):
                return half
        return value

    def _may(self, ranges: Values) -> bool:
        return self.oracle.may_accept(ranges, self.changing)


def settle(
    oracle: Oracle,
    leaves: Sequence[Leaf],
    ranges: Mapping[str, Value],
    changing: Collection[str],
    most: int,
) -> Values | None:
    """Exact values for the leaves, each within its range, with which the model is accepted; None
    where none were found. At most `most` questions are asked, give or take one value's."""
    return _Settling(oracle, ranges, changing, most).settle(leaves, {})


def nearer(oracle: Oracle, values: Values, ranges: Mapping[str, Value]) -> Values:
    """Values with which the model is accepted, each brought as near to today's as the others
    allow."""
    kept = dict(values)
    for key in values:
        leaf = oracle.leaves[key]

        def fits(value: Value, key: str = key) -> bool:
            exact = is_exact(oracle.leaves[key].type, value)
            if exact:
                return oracle.accepts({**kept, key: value})
            return oracle.may_accept({**kept, key: value}, (key,))

        found = next(options(oracle, leaf, ranges[key], fits), None)
        if found is not None and oracle.accepts({**kept, key: found}):
            kept[key] = found
    return kept


def options(oracle: Oracle, leaf: Leaf, within: Value, fits: Fits) -> Iterator[Value]:
    """Exact values of a leaf that will do, nearest first."""
    if leaf.type == BOOL:
        order: tuple[Value, ...] = (leaf.now, FALSE, TRUE) if leaf.exact else (TRUE, FALSE)
        yield from (v for v in dict.fromkeys(order) if _within_bool(v, within) and fits(v))
    elif is_ordered(leaf.type):
        yield from ordered(leaf, within, fits, oracle.session.binding.today)  # type: ignore[arg-type]
    elif isinstance(leaf.type, SetOf):
        yield from choices.sets(leaf, within, fits, oracle.members)
    else:
        yield from choices.words(leaf, within, fits, oracle.words)


def _within_bool(value: Value, within: Value) -> bool:
    return within not in (TRUE, FALSE) or value == within
