"""What would have to be different, in words for people.

Owns the wording. The figures are as people read them; the document has them exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10
from typing import cast

from msm_rules import licences
from msm_rules.analysis.leaves import Leaf
from msm_rules.analysis.linked import BYTES_EACH, COUNT
from msm_rules.analysis.parts import Part
from msm_rules.analysis.why_not import Way, WhyNot
from msm_rules.decide.decision import Decision, Verdict
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import display as display_fact
from msm_rules.facts import split_key
from msm_rules.proof.layout import hanging, table
from msm_rules.proof.nouns import noun, spec_of
from msm_rules.values.display import display
from msm_rules.values.possible import LINE, Interval, Value
from msm_rules.values.types import BYTES, DATE, DURATION, NUMBER, SetOf, Type, is_ordered

_MOST_OTHERS = 4
"""How many other words are named; the document has them all."""

_VERDICTS = {
    Verdict.ACCEPT: "ACCEPTED by",
    Verdict.REJECT: "REJECTED by",
    Verdict.REVIEW: "FOR A PERSON to decide under",
}
_TRIED = (
    "Each was tried: the engine accepts the model with exactly these values, "
    "and no longer with any one of them left out."
)
_READ = (
    "Nobody has read these licences here: the engine was asked with a licence in their place that "
    "permits what the policy asks."
)
_ONE_BY_ONE = (
    "The number of parameters and the memory of the weights go together, since they are one "
    "quantity in two units; all other facts are taken one by one."
)


def why_not_text(decision: Decision, found: WhyNot, width: int) -> str:
    """What would have to be different, as lines of at most `width` columns."""
    return "\n".join(_lines(decision, found, width))


def _lines(decision: Decision, found: WhyNot, width: int) -> Iterator[str]:
    head = decision.session.graph.header
    verdict = _VERDICTS[decision.verdict] if decision.determined else "UNDECIDED under"
    policy = visible(f"{head.title or head.name} {head.version}")
    said = f"{verdict} {policy}, as of {decision.as_of}"
    yield from hanging(f"{visible(decision.facts.id)}  ", said, width)
    yield ""
    if decision.determined and decision.verdict is Verdict.ACCEPT:
        yield "  It is accepted: nothing needs to be different."
        return
    if found.answer is not None:
        yield "  Nothing needs to change. It would be accepted if it turned out that"
        yield from _found_out(found.answer, width)
    elif found.ways:
        yield "  It would be accepted if"
        for n, way in enumerate(found.ways, 1):
            yield from _way(way, n, width)
    else:
        yield from hanging("  ", _nothing(found), width)
        return
    yield ""
    for text in _remarks(found):
        yield from hanging("  ", text, width)


def _remarks(found: WhyNot) -> Iterator[str]:
    """How sure all this is, and what was left out."""
    told = (*found.ways, *(() if found.answer is None else (found.answer,)))
    yield _TRIED
    if any(way.terms for way in told):
        yield _READ
    if any(part.leaf.key in BYTES_EACH for way in told for part in (*way.changes, *way.answers)):
        yield _ONE_BY_ONE
    yield from _meanings(told)
    if found.more:
        yield "There are more ways; --most N tells more of them."
    if found.unsettled:
        yield f"Changes of these may do as well, but no values were found: {_unsettled(found)}."
    if found.spent:
        yield _SPENT


def _meanings(told: Sequence[Way]) -> Iterator[str]:
    """What the policy says of the params that would change."""
    params = (part.leaf.param for way in told for part in way.changes)
    found = {param.name: param.doc for param in params if param is not None and param.doc}
    for name, doc in found.items():
        yield f"The param {visible(name)} is: {visible(doc)}"


_SPENT = (
    "The search ended at its bound of questions: there may be other ways, also some as small as "
    "these."
)


def _unsettled(found: WhyNot) -> str:
    return "; ".join(" and ".join(map(visible, keys)) for keys in found.unsettled)


def _nothing(found: WhyNot) -> str:
    if found.complete:
        return (
            "No other facts and no other params would have it accepted: whatever were different, "
            "the policy would not accept it."
        )
    more = f" No values were found for {_unsettled(found)}." if found.unsettled else ""
    return (
        f"No change was found with which it would be accepted; there may be one.{more}"
        f"{' ' + _SPENT if found.spent else ''}"
    )


def _way(way: Way, number: int, width: int) -> Iterator[str]:
    yield from _parts(way.changes, f"  {number}.  ", width)
    if way.answers or way.terms:
        yield "      and it turned out that"
        yield from _found_out(way, width)


def _found_out(way: Way, width: int) -> Iterator[str]:
    yield from _parts(way.answers, "      ", width)
    for licence, terms in _by_licence(way.terms):
        name = visible(licences.resolve(licence) or licence)
        text = f"the licence {name} does what the policy asks"
        yield from hanging("      ", f"{text}  (not read here: {', '.join(terms)})", width)


def _by_licence(terms: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """The terms asked of each licence: `licence mit: hosting` is `hosting` of `mit`."""
    found: dict[str, list[str]] = {}
    for name in terms:
        licence, _, term = name.removeprefix("licence ").rpartition(": ")
        found.setdefault(licence or term, []).append(visible(term))
    yield from found.items()


def _parts(parts: Sequence[Part], lead: str, width: int) -> Iterator[str]:
    rows = [(_noun(part.leaf), _would_be(part), _is_now(part)) for part in parts]
    lines = list(table(rows, len(lead), width))
    if lines:
        yield lead + lines[0][len(lead) :]
        yield from lines[1:]


def _noun(leaf: Leaf) -> str:
    return noun(leaf.key) if leaf.param is None else f"the param {visible(leaf.param.name)}"


def _shown(leaf: Leaf, value: Value) -> str:
    if leaf.param is not None:
        return display(leaf.type, value)
    return display_fact(spec_of(split_key(leaf.key)[0], leaf.type), value)


def _would_be(part: Part) -> str:
    leaf = part.leaf
    text = _shown(leaf, part.value)
    if is_ordered(leaf.type):
        figure = _safe(part.value, leaf.type, up=part.bound == "least")
        text = text if part.bound == "exactly" else _shown(leaf, figure)
        return {"least": "at least ", "most": "at most ", "exactly": ""}[part.bound] + text
    if not part.others:
        none = not isinstance(leaf.type, SetOf) or part.value == (frozenset(), frozenset())
        return text if none else f"{text}, and no others"
    others = [visible(word) for word in part.others]
    more = [f"{len(others) - _MOST_OTHERS} others"] if len(others) > _MOST_OTHERS + 1 else []
    named = others[: _MOST_OTHERS if more else None]
    return f"{text}, or instead {', '.join([*named, *more])}"


def _safe(value: Value, type_: Type, *, up: bool) -> Value:
    """An exact ordered value to three figures of the unit in which people read it, never rounded
    to the side on which it would not do."""
    x: float = value[0]  # type: ignore[index,assignment]
    if x == 0 or type_ in (DATE, DURATION):
        return value
    unit = 1.0
    if type_ == BYTES:
        unit = 1024.0 ** max(0, min(4, floor(log10(abs(x)) / log10(1024))))
    step = 10.0 ** (floor(log10(abs(x) / unit)) - 2)
    figure = x / unit / step
    near = round(figure)
    if abs(figure - near) > 1e-9:
        near = ceil(figure) if up else floor(figure)
    shown = near * step * unit
    return shown, shown


def _is_now(part: Part) -> str:
    leaf = part.leaf
    if leaf.missing:
        return "not known now"
    now = f"now {_shown(leaf, leaf.now)}"
    if leaf.param is not None:
        return f"{now}{_range(part)}"
    also = [f"{_noun(other)} {_shown(other, value)}" for other, value in part.along]
    return "; ".join([now, *_in_parameters(part), *also])


def _in_parameters(part: Part) -> Iterator[str]:
    """Bytes of weights as the number of parameters that they are of."""
    if part.leaf.key not in BYTES_EACH or part.leaf.key == COUNT:
        return
    if any(other.key == COUNT for other, _ in part.along):
        return
    (then, _), ends = cast(Interval, part.value), cast(Interval, part.leaf.now)
    spec = spec_of(COUNT, NUMBER)
    each = BYTES_EACH[part.leaf.key]
    would, lo, hi = (_two(x / each) for x in (then, *ends))
    now = display_fact(spec, (lo, hi))
    yield f"about {display_fact(spec, (would, would))} parameters instead of {now}"


def _two(x: float) -> float:
    """A number to two figures: what follows from another one is told in round words."""
    return float(f"{x:.2g}")


def _range(part: Part) -> str:
    """How far the policy lets a param be set."""
    leaf = part.leaf
    if not is_ordered(leaf.type) or leaf.natural == LINE:
        return ""
    (lo, hi), more = cast(Interval, leaf.natural), part.value > leaf.now  # type: ignore[operator]
    end = display(leaf.type, (hi, hi) if more else (lo, lo))
    return f"; {'up' if more else 'down'} to {end} is allowed"
