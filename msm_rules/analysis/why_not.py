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
from msm_rules.analysis.oracle import Oracle, Tick, no_tick
from msm_rules.analysis.parts import Part, parts
from msm_rules.analysis.settings import Setting, settings_of, with_param
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


@record
class WhyNot:
    """What would have to be different. `ways` need something changed; `answer` is what would have
    to be found out, where that alone would do. `complete` says that no way with as few changes was
    left out for want of time or values."""

    ways: tuple[Way, ...]
    answer: Way | None
    complete: bool


@record
class Solution:
    """Values with which the engine accepts, and for which facts they are changes; not yet told."""

    oracle: Oracle
    values: Mapping[str, Value]
    changed: frozenset[str]
    setting: Setting | None = None

    @property
    def size(self) -> tuple[int, int]:
        """How much it asks: of changes and settings, and of answers."""
        asked = len(self.changed) + (self.setting is not None)
        return asked, len(self.values) - len(self.changed)


def why_not(
    session: Session, facts: ModelFacts, *, most: int = MOST_WAYS, tick: Tick = no_tick
) -> WhyNot:
    """The smallest changes with which the policy of the session would accept the model.

    Facts are taken one by one: that a smaller model also needs less memory is for people to know.
    `tick` is called with every question to the engine, of which there can be thousands.
    """
    search = _Search(session, facts, tick)
    if search.accepted():
        return WhyNot((), None, complete=True)
    answer = search.by_answers()
    if answer is not None:
        return WhyNot((), _told(answer), search.complete)
    found = search.by_changes(most)
    found += _by_settings(session, facts, found, tick)
    found.sort(key=lambda solution: solution.size)
    return WhyNot(tuple(_told(solution) for solution in found[:most]), None, search.complete)


def _told(solution: Solution) -> Way:
    told = parts(solution.oracle, solution.values)
    return Way(
        tuple(part for part in told if part.leaf.key in solution.changed),
        tuple(part for part in told if part.leaf.key not in solution.changed),
        solution.setting,
    )


class _Search:
    """The ways out with one setting of the params."""

    def __init__(self, session: Session, facts: ModelFacts, tick: Tick) -> None:
        self.leaves = leaves_of(session, facts)
        self.oracle = Oracle(session, facts, self.leaves, tick)
        self.complete = True

    def accepted(self) -> bool:
        """Whether nothing needs to be different."""
        return self.oracle.accepts({})

    def by_answers(self) -> Solution | None:
        """What would have to be found out, if nothing needs to change."""
        return self._solution(frozenset()) if self._may(frozenset()) else None

    def by_changes(self, most: int, largest: int = MOST_CHANGES) -> list[Solution]:
        """Ways with as few changes as possible, then more; at most `most` of them."""
        keys = [leaf.key for leaf in self.leaves]
        found: list[Solution] = []
        for tried, chosen in enumerate(smallest_sets(keys, self._may, largest)):
            solution = self._solution(chosen)
            if solution is not None:
                found.append(solution)
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

    def _solution(self, changed: frozenset[str]) -> Solution | None:
        """Values for changed and open facts with which the engine accepts; None if none was found.

        Answers that are not needed are left out again. Which values are found can hang on the
        order in which the facts are settled, so more than one is tried.
        """
        for ranges in self._open(changed):
            solution = self._within(ranges, changed)
            if solution is not None:
                return solution
        return None

    def _open(self, changed: frozenset[str]) -> Iterator[dict[str, Value]]:
        """What may be chosen: at first without the facts that the policy can do without, such as
        one for which another value stands in while it is missing."""
        everything = self._ranges(changed)
        fewer = dict(everything)
        for leaf in self.leaves:
            if leaf.weighed and leaf.missing and leaf.key in fewer and leaf.key not in changed:
                without = {key: value for key, value in fewer.items() if key != leaf.key}
                if self.oracle.may_accept(without):
                    fewer = without
        if len(fewer) < len(everything):
            yield fewer
        yield everything

    def _within(self, ranges: Mapping[str, Value], changed: frozenset[str]) -> Solution | None:
        free = [leaf for leaf in self.leaves if leaf.key in ranges]
        for order in _orders(free, changed):
            values = nearest(self.oracle, order, ranges)
            if values is None or not self.oracle.accepts(values):
                continue
            changes = {key: values[key] for key in changed}
            answers = self._needed(changes, {k: v for k, v in values.items() if k not in changed})
            if is_minimal(self.oracle, {**changes, **answers}):
                near = nearer(self.oracle, {**changes, **answers}, ranges)
                return Solution(self.oracle, near, changed)
        return None

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


def is_minimal(oracle: Oracle, values: Mapping[str, Value]) -> bool:
    """Whether each value is needed: the engine does not accept with any one left out."""
    without = ({k: v for k, v in values.items() if k != key} for key in values)
    return not any(oracle.accepts(rest) for rest in without)


def _orders(free: Sequence[Leaf], changed: frozenset[str]) -> Iterator[list[Leaf]]:
    """The orders in which facts are settled: as the policy has them, the changed ones first; then
    first those of which the policy asks how much is known; then both the other way round."""
    first = sorted(free, key=lambda leaf: leaf.key not in changed)
    weighed = sorted(free, key=lambda leaf: not leaf.weighed)
    yield from (first, weighed, weighed[::-1], first[::-1])


def _by_settings(
    session: Session, facts: ModelFacts, known: Sequence[Solution], tick: Tick
) -> Iterator[Solution]:
    """Solutions in which one param has another value and a change is saved."""
    fewest = min((len(solution.changed) for solution in known), default=MOST_CHANGES + 1)

    def best(tried: Session) -> Solution | None:
        search = _Search(tried, facts, tick)
        if search.accepted():
            return Solution(search.oracle, {}, frozenset())
        return search.by_answers() or next(iter(search.by_changes(1, max(fewest - 1, 0))), None)

    def holds(solution: Solution, tried: Session) -> bool:
        return Oracle(tried, facts, leaves_of(tried, facts), tick).accepts(solution.values)

    for setting, solution in settings_of(session, facts, best, holds):
        tried = with_param(session, setting.param, setting.value)
        if tried is not None and not any(other.changed <= solution.changed for other in known):
            oracle = Oracle(tried, facts, leaves_of(tried, facts), tick)
            if is_minimal(oracle, solution.values):
                yield Solution(oracle, solution.values, solution.changed, setting)
