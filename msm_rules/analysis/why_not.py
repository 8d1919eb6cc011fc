"""Why a model is not accepted: the smallest sets of facts and params that would have to be
different.

Owns what counts as a way out. A *change* gives a fact a value that today's knowledge rules out, or
a param another one within its range; an *answer* settles an open fact within what is possible
today; *terms* are what a licence says that nobody has read here. A way out has changes of which
none can be left out, and then no answer too many. Every way is decided by the engine before it is
told, and so is each with one part of it left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count, islice, product
from types import MappingProxyType
from typing import cast

from msm_rules.analysis.leaves import Leaf
from msm_rules.analysis.nearest import nearer, settle
from msm_rules.analysis.oracle import MOST_QUESTIONS, Oracle, Spent, Tick, no_tick
from msm_rules.analysis.parts import Part, parts
from msm_rules.analysis.refuting import refuted
from msm_rules.analysis.smallest import smallest_sets
from msm_rules.analysis.terms import stand_ins
from msm_rules.decide.session import Session
from msm_rules.facts import ModelFacts
from msm_rules.frozen import record
from msm_rules.values.licence_terms import alternatives_of, is_choice
from msm_rules.values.possible import FALSE, TRUE, Members, Value
from msm_rules.values.types import BOOL, LICENCE, Enum, SetOf

MOST_WAYS = 5
"""How many ways out are told."""

_MOST_FAILED = 12
"""How many sets without values are put up with, and how many sets of answers for one of them."""

_QUICKLY, _SETTLING = 900, 1500
"""How many questions the values of one set may take: before it is looked whether there are any,
and after that."""

_MOST_FIXED = 24
"""How many combinations of values of params with short lists are tried."""

_NOTHING: Mapping[str, Value] = MappingProxyType({})

Keys = frozenset[str]


@record
class Way:
    """One way to be accepted: what would be changed, facts and params, and what would have to be
    found out: facts, and terms of licences (`licence mit: hosting`)."""

    changes: tuple[Part, ...]
    answers: tuple[Part, ...]
    terms: tuple[str, ...] = ()


@record
class WhyNot:
    """What would have to be different.

    `ways` need something changed; `answer` is what would have to be found out, where that alone
    would do. `more` says that there are ways beyond those told. `unsettled` are sets of facts and
    params (`model.likes`, `param room`) that may do, for which no values were found; `spent` that
    the search ended at its bound of questions. Where there is neither, nothing as small as what is
    told was left out.
    """

    ways: tuple[Way, ...]
    answer: Way | None
    more: bool = False
    unsettled: tuple[tuple[str, ...], ...] = ()
    spent: bool = False

    @property
    def complete(self) -> bool:
        """Whether no way was left out that is as small as those told."""
        return not self.unsettled and not self.spent


def why_not(
    session: Session,
    facts: ModelFacts,
    *,
    most: int = MOST_WAYS,
    tick: Tick = no_tick,
    questions: int = MOST_QUESTIONS,
) -> WhyNot:
    """The smallest changes with which the policy of the session would accept the model, those
    first that change fewest facts and params, then those that change facts alone.

    `tick` is called with every question that is asked, of which there are at most `questions`.
    """
    search = _Search(session, facts, tick, questions)
    try:
        return search.run(most)
    except Spent:
        return search.told(more=False, spent=True)


class _Search:
    """The search for the ways of one model."""

    def __init__(self, session: Session, facts: ModelFacts, tick: Tick, questions: int) -> None:
        self.oracle = Oracle(session, facts, tick, questions)
        self.leaves = tuple(self.oracle.leaves.values())
        self.answer: Way | None = None
        self.ways: list[Way] = []
        self.unsettled: list[Keys] = []

    def run(self, most: int) -> WhyNot:
        """Look for all there is to be told."""
        if self.oracle.accepts({}):
            return WhyNot((), None)
        self.oracle.stand_ins = stand_ins(self.oracle)
        if self._may(frozenset()):
            self.answer = self._way(frozenset())
            if self.answer is not None:
                return self.told(more=False)
        return self._by_changes(most)

    def told(self, *, more: bool, spent: bool = False) -> WhyNot:
        """What was found so far."""
        names = tuple(tuple(_name(k) for k in self._in_order(keys)) for keys in self.unsettled)
        return WhyNot(tuple(self.ways), self.answer, more, names, spent)

    def _by_changes(self, most: int) -> WhyNot:
        keys = [leaf.key for leaf in self.leaves]
        ways: list[Way] = []

        def does(chosen: Keys) -> bool:
            way = self._way(chosen)
            if way is not None:
                ways.append(way)
            return way is not None

        for _ in smallest_sets(keys, self._may, does, self._params_in):
            if len(self.ways) == most:
                return self.told(more=True)
            self.ways.append(ways[-1])
        return self.told(more=False)

    def _params_in(self, chosen: Keys) -> int:
        return sum(self.oracle.leaves[key].param is not None for key in chosen)

    def _in_order(self, keys: Keys) -> list[str]:
        return [leaf.key for leaf in self.leaves if leaf.key in keys]

    # --- one set of changes ----------------------------------------------------------------------

    def _may(self, changed: Keys) -> bool:
        """Whether acceptance is possible with these changed and the open facts found out."""
        return self.oracle.may_accept(self._ranges(changed, self._open(changed)), changed)

    def _open(self, changed: Keys) -> list[str]:
        return [leaf.key for leaf in self.leaves if not leaf.exact and leaf.key not in changed]

    def _ranges(
        self, changed: Keys, answers: Iterable[str], fixed: Mapping[str, Value] = _NOTHING
    ) -> dict[str, Value]:
        """What each of these may be, in the order in which they are settled."""
        leaves = self.oracle.leaves
        free = {key: leaves[key].natural for key in self._in_order(changed)}
        return {**free, **fixed, **{key: answered(leaves[key]) for key in answers}}

    def _way(self, changed: Keys) -> Way | None:
        """The way with these changes and the fewest answers for which values are found."""
        for fixed in self._finite(changed):
            way = self._by_answers(changed, fixed)
            if way is not None:
                return way
        self._failed(changed)
        return None

    def _finite(self, changed: Keys) -> Iterator[dict[str, Value]]:
        """The values that params with a short list of them may have instead, one by one: what a
        param like that lets take part is known only once its value is."""
        lists = {key: list(_others(self.oracle.leaves[key])) for key in self._in_order(changed)}
        short = {key: values for key, values in lists.items() if values}
        yield from islice(
            (dict(zip(short, each, strict=True)) for each in product(*short.values())), _MOST_FIXED
        )

    def _by_answers(self, changed: Keys, fixed: Mapping[str, Value]) -> Way | None:
        open_, found = self._open(changed), list[Way]()
        failed = count(1)

        def enough(answers: Keys) -> bool:
            ranges = self._ranges(changed, answers, fixed)
            return self.oracle.may_accept(ranges, changed)

        def does(answers: Keys) -> bool:
            listed = [key for key in open_ if key in answers]
            way = self._with_values(changed, self._ranges(changed, listed, fixed))
            if way is not None:
                found.append(way)
            return way is not None or next(failed) > _MOST_FAILED

        next(smallest_sets(open_, enough, does), None)
        return found[0] if found else None

    def _failed(self, changed: Keys) -> None:
        """No values were found: that there are none may be certain; else it has to be told."""
        if not refuted(self.oracle, self._ranges(changed, self._open(changed)), changed):
            self.unsettled.append(changed)
        if len(self.unsettled) > _MOST_FAILED:
            raise Spent

    def _with_values(self, changed: Keys, ranges: Mapping[str, Value]) -> Way | None:
        oracle, every = self.oracle, set(ranges)
        order = [oracle.leaves[key] for key in ranges]
        for leaves, most in ((order, _QUICKLY), (order[::-1], _SETTLING)):
            values = settle(oracle, leaves, ranges, every, most)
            if values is None and most == _QUICKLY and refuted(oracle, ranges, every):
                return None
            if values is not None:
                values = nearer(oracle, values, ranges)
                return self._checked({key: values[key] for key in ranges}, changed)
        return None

    def _checked(self, values: Mapping[str, Value], changed: Keys) -> Way | None:
        """The way with these values, once the engine has said that it is one and a smallest one."""
        oracle = self.oracle
        without = ({k: v for k, v in values.items() if k != key} for key in values)
        if not oracle.confirmed(values) or any(map(oracle.confirmed, without)):
            return None
        terms = oracle.terms_asked(values)
        if terms is None:
            return None
        found = parts(oracle, values)
        return Way(
            tuple(part for part in found if part.leaf.key in changed),
            tuple(part for part in found if part.leaf.key not in changed),
            terms,
        )


def answered(leaf: Leaf) -> Value:
    """What an open fact may turn out to be; a choice of licences as any licence of the choice."""
    if leaf.type != SetOf(LICENCE):
        return leaf.now
    lower, upper = cast(Members, leaf.now)
    choices = frozenset(filter(is_choice, lower))
    split = frozenset(a for m in choices for a in alternatives_of(m))
    return lower - choices, None if upper is None else upper | split


def _others(leaf: Leaf) -> Iterator[Value]:
    """The other values of a param of which there are few; nothing of any other leaf."""
    if leaf.param is None:
        return
    if leaf.type == BOOL:
        yield from (value for value in (TRUE, FALSE) if value != leaf.now)
    elif isinstance(leaf.type, Enum):
        words = (frozenset({m}) for m in sorted(leaf.type.members))
        yield from (word for word in words if word != leaf.now)


def _name(key: str) -> str:
    return key if key.startswith("param ") else f"model.{key}"
