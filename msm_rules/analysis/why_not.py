"""Why a model is not accepted: the smallest sets of facts that would have to be different.

Owns what counts as a way out. A *change* gives a fact a value that today's knowledge rules out; an
*answer* settles an open fact within what is possible today; a *setting* is another value of a param
within its range. A way out has as few changes as there can be, and then no answer too many. Every
way is decided by the engine before it is told, and so is each with one part of it left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from msm_rules.analysis.leaves import Leaf, leaves_of
from msm_rules.analysis.nearest import nearer, nearest
from msm_rules.analysis.oracle import Oracle
from msm_rules.analysis.parts import Part, parts
from msm_rules.analysis.settings import Setting, settings_of
from msm_rules.analysis.smallest import smallest_sets
from msm_rules.decide.session import Session
from msm_rules.facts import ModelFacts
from msm_rules.frozen import record
from msm_rules.values.possible import Value

MOST_WAYS = 5
"""How many ways out are told."""

MOST_CHANGES = 4
"""With how many changed facts a way out is looked for."""

_FEW_ANSWERS = 2
"""Up to how many answers the fewest are looked for; beyond that none is merely left over."""

_MOST_TRIED = 60
"""How many sets of changes are tried, where values for them cannot be found."""


@record
class Way:
    """One way to be accepted: changed facts, answered facts and a setting, with their values."""

    changes: tuple[Part, ...]
    answers: tuple[Part, ...]
    setting: Setting | None = None

    @property
    def size(self) -> tuple[int, int]:
        """How much it asks: of changes and settings, and of answers."""
        return len(self.changes) + (self.setting is not None), len(self.answers)


@record
class WhyNot:
    """What would have to be different. `ways` need something changed; `answer` is what would have
    to be found out, where that alone would do. `complete` says that no way with as few changes was
    left out for want of time or values."""

    ways: tuple[Way, ...]
    answer: Way | None
    complete: bool


def why_not(session: Session, facts: ModelFacts, *, most: int = MOST_WAYS) -> WhyNot:
    """The smallest changes with which the policy of the session would accept the model.

    Facts are taken one by one: that a smaller model also needs less memory is for people to know.
    """
    search = _Search(session, facts)
    if search.accepted():
        return WhyNot((), None, complete=True)
    answer = search.by_answers()
    ways = [] if answer else search.by_changes(most)
    fewest = min((way.size[0] for way in ways), default=MOST_CHANGES + 1)
    if answer is None:
        ways += _by_settings(session, facts, ways, fewest)
    ways.sort(key=lambda way: way.size)
    return WhyNot(tuple(ways[:most]), answer, search.complete)


class _Search:
    """The ways out with one setting of the params."""

    def __init__(self, session: Session, facts: ModelFacts) -> None:
        self.leaves = leaves_of(session, facts)
        self.oracle = Oracle(session, facts, self.leaves)
        self.complete = True

    def accepted(self) -> bool:
        """Whether nothing needs to be different."""
        return self.oracle.accepts({})

    def by_answers(self) -> Way | None:
        """What would have to be found out, if nothing needs to change."""
        return self._way(frozenset()) if self._may(frozenset()) else None

    def by_changes(self, most: int, largest: int = MOST_CHANGES) -> list[Way]:
        """Ways with as few changes as possible, then more; at most `most` of them."""
        keys = [leaf.key for leaf in self.leaves]
        found: list[Way] = []
        for tried, chosen in enumerate(smallest_sets(keys, self._may, largest)):
            way = self._way(chosen)
            if way is not None:
                found.append(way)
            else:
                self.complete = False
            if len(found) == most or tried == _MOST_TRIED:
                break
        return found

    def _may(self, changed: frozenset[str]) -> bool:
        """Whether accept is possible with these facts free and the open ones as they are."""
        return self.oracle.may_accept(self._ranges(changed))

    def _ranges(self, changed: frozenset[str]) -> dict[str, Value]:
        free = {k: leaf.natural for k, leaf in self.oracle.leaves.items() if k in changed}
        open_ = {k: leaf.now for k, leaf in self.oracle.leaves.items() if not leaf.exact}
        return {**open_, **free}

    def _way(self, changed: frozenset[str]) -> Way | None:
        """Values for changed and open facts with which the engine accepts; None if none was found.

        Answers that are not needed are left out again. Which values are found can hang on the
        order in which the facts are settled, so more than one is tried.
        """
        ranges = self._ranges(changed)
        free = [leaf for leaf in self.leaves if leaf.key in ranges]
        for order in _orders(free, changed):
            values = nearest(self.oracle, order, ranges)
            if values is None or not self.oracle.accepts(values):
                continue
            changes = {key: values[key] for key in changed}
            answers = self._needed(changes, {k: v for k, v in values.items() if k not in changed})
            if self._minimal({**changes, **answers}):
                return self._told(nearer(self.oracle, {**changes, **answers}, ranges), changed)
        return None

    def _told(self, values: Mapping[str, Value], changed: frozenset[str]) -> Way:
        told = parts(self.oracle, values)
        return Way(
            tuple(part for part in told if part.leaf.key in changed),
            tuple(part for part in told if part.leaf.key not in changed),
        )

    def _needed(
        self, changes: Mapping[str, Value], answers: Mapping[str, Value]
    ) -> dict[str, Value]:
        """The fewest of the answers with which the changes still do."""
        for size in range(_FEW_ANSWERS + 1):
            for keys in combinations(answers, size):
                few = {key: answers[key] for key in keys}
                if self.oracle.accepts({**changes, **few}):
                    return few
        kept, before = dict(answers), -1
        while len(kept) != before:
            before = len(kept)
            for key in answers:
                fewer = {k: v for k, v in kept.items() if k != key}
                if self.oracle.accepts({**changes, **fewer}):
                    kept = fewer
        return kept

    def _minimal(self, values: Mapping[str, Value]) -> bool:
        """Whether each part is needed: the engine does not accept with any one left out."""
        without = ({k: v for k, v in values.items() if k != key} for key in values)
        return not any(self.oracle.accepts(rest) for rest in without)


def _orders(free: Sequence[Leaf], changed: frozenset[str]) -> Iterator[list[Leaf]]:
    """The orders in which facts are settled: as the policy has them, the changed ones first; then
    first those of which the policy asks how much is known; then both the other way round."""
    first = sorted(free, key=lambda leaf: leaf.key not in changed)
    weighed = sorted(free, key=lambda leaf: not leaf.weighed)
    yield from (first, weighed, weighed[::-1], first[::-1])


def _by_settings(
    session: Session, facts: ModelFacts, known: Sequence[Way], fewest: int
) -> Iterator[Way]:
    """Ways in which one param has another value, and no more is changed than without."""

    def best(tried: Session) -> Way | None:
        search = _Search(tried, facts)
        if search.accepted():
            return Way((), ())
        if (answer := search.by_answers()) is not None:
            return answer
        return next(iter(search.by_changes(1, max(fewest - 1, 0))), None)

    def holds(way: Way, tried: Session) -> bool:
        chosen = {part.leaf.key: part.value for part in (*way.changes, *way.answers)}
        return Oracle(tried, facts, leaves_of(tried, facts)).accepts(chosen)

    yield from (
        Way(way.changes, way.answers, setting)
        for setting, way in settings_of(session, facts, best, holds)
        if _is_new(way, known)
    )


def _is_new(way: Way, known: Sequence[Way]) -> bool:
    """Whether a setting saves something: no way without it makes do with the same changes."""
    changed = {part.leaf.key for part in way.changes}
    return not any({part.leaf.key for part in other.changes} <= changed for other in known)
