"""Other values of a policy's params, one param at a time, with which a model would be accepted.

Owns which values are tried: the ends of the range that the policy allows, every member of a list,
yes and no; and of ordered ones then the value nearest to today's that does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from msm_rules.analysis.nearest import edge
from msm_rules.decide.decision import Decision
from msm_rules.decide.session import Session, start
from msm_rules.diagnostics.error import PolicyError
from msm_rules.facts import ModelFacts, to_json
from msm_rules.frozen import record
from msm_rules.graph.nodes import Param
from msm_rules.values.possible import FALSE, TRUE, Interval, Value
from msm_rules.values.types import BOOL, Enum, is_ordered

if TYPE_CHECKING:
    from msm_rules.analysis.why_not import Solution


@record
class Setting:
    """Another value of a param: the one it has, the one it would have, and what is allowed."""

    param: Param
    now: Value
    value: Value
    allowed: Interval | None


Best = Callable[[Session], "Solution | None"]
Holds = Callable[["Solution", Session], bool]


def settings_of(
    session: Session, facts: ModelFacts, best: Best, holds: Holds
) -> Iterator[tuple[Setting, Solution]]:
    """For each param a value with which `best` finds a solution, if there is one, and that; of
    ordered params the value nearest to today's with which it still `holds`."""
    today = _outcome(session, facts)
    for param in session.graph.params:
        now = session.binding.params[param.name]
        for value in _values(session, param, now):
            tried = with_param(session, param, value)
            if tried is None or _outcome(tried, facts) == today:
                continue
            solution = best(tried)
            if solution is not None:
                yield _nearest(session, param, now, value, partial(holds, solution)), solution
                break


def with_param(session: Session, param: Param, value: Value) -> Session | None:
    """The session with another value of one param; None where the policy does not allow it."""
    graph = session.graph
    given = {
        p.name: to_json(p.type, session.binding.params[p.name])
        for p in graph.params
        if p.name in session.binding.given
    }
    given[param.name] = to_json(param.type, value)
    try:
        return start(session.program, given, session.today, session.pending)
    except PolicyError:
        return None


def _outcome(session: Session, facts: ModelFacts) -> object:
    """All that is said of rules and scores: where it stays, a param does nothing for this model."""
    decision = Decision(session, facts, session.trace(facts))
    return decision.possible, decision.rules, decision.score


def _values(session: Session, param: Param, now: Value) -> Iterator[Value]:
    if param.type == BOOL:
        yield from (v for v in (TRUE, FALSE) if v != now)
    elif isinstance(param.type, Enum):
        yield from (v for m in sorted(param.type.members) if (v := frozenset({m})) != now)
    elif is_ordered(param.type) and (allowed := _allowed(session, param)) is not None:
        yield from ((end, end) for end in reversed(allowed) if (end, end) != now)


def _allowed(session: Session, param: Param) -> Interval | None:
    if param.lo is None or param.hi is None:
        return None
    lo, hi = (cast(Interval, session.binding.static[i])[0] for i in (param.lo, param.hi))
    return lo, hi


def _nearest(
    session: Session, param: Param, now: Value, far: Value, holds: Callable[[Session], bool]
) -> Setting:
    """The value nearest to today's that does what the far one does."""
    allowed = _allowed(session, param)
    if not is_ordered(param.type):
        return Setting(param, now, far, allowed)

    def does(x: float) -> bool:
        tried = with_param(session, param, (x, x))
        return tried is not None and holds(tried)

    bad, good = cast(Interval, now)[0], cast(Interval, far)[0]
    value = edge(bad, good, param.type, lambda value: does(cast(Interval, value)[0]))
    return Setting(param, now, (value, value), allowed)
