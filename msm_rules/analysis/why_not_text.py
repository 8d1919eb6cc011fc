"""What would have to be different, in words for people, and as plain JSON.

Owns the wording and the form of the document `msm-why-not/1`. The figures are as people read them;
the document has them exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10

from msm_rules.analysis.parts import Part
from msm_rules.analysis.settings import Setting
from msm_rules.analysis.why_not import MOST_CHANGES, Way, WhyNot
from msm_rules.decide.decision import Decision, Verdict
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import display as display_fact
from msm_rules.facts import split_key, to_json
from msm_rules.proof.layout import hanging, table
from msm_rules.proof.nouns import noun, spec_of
from msm_rules.values.display import display
from msm_rules.values.possible import Value
from msm_rules.values.types import BYTES, DATE, DURATION, SetOf, Type, is_ordered

SCHEMA = "msm-why-not/1"

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
_ONE_BY_ONE = (
    "Facts are taken one by one: that a smaller model also needs less memory is not known here."
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
        yield from _parts(found.answer.answers, "      ", width)
    elif found.ways:
        yield "  It would be accepted if"
        for n, way in enumerate(found.ways, 1):
            yield from _way(way, n, width)
    else:
        yield from hanging("  ", _nothing(found), width)
        return
    yield ""
    yield from hanging("  ", _TRIED, width)
    yield from hanging("  ", _ONE_BY_ONE, width)
    if not found.complete:
        text = "There may be other ways as small: not all could be tried."
        yield from hanging("  ", text, width)


def _nothing(found: WhyNot) -> str:
    if found.complete:
        return (
            f"No change of up to {MOST_CHANGES} facts, whatever else is found out, and no other "
            "value of a param would have it accepted."
        )
    return "No smallest change was found with which it would be accepted; there may be one."


def _way(way: Way, number: int, width: int) -> Iterator[str]:
    lead = f"  {number}.  "
    if way.setting is not None:
        yield from hanging(lead, _setting(way.setting), width)
        lead = "      "
    yield from _parts(way.changes, lead, width)
    if way.answers:
        yield "      and it turned out that"
        yield from _parts(way.answers, "      ", width)


def _parts(parts: Sequence[Part], lead: str, width: int) -> Iterator[str]:
    rows = [(noun(part.leaf.key), _would_be(part), _is_now(part)) for part in parts]
    lines = list(table(rows, len(lead), width))
    if lines:
        yield lead + lines[0][len(lead) :]
        yield from lines[1:]


def _would_be(part: Part) -> str:
    spec = spec_of(split_key(part.leaf.key)[0], part.leaf.type)
    text = display_fact(spec, part.value)
    if is_ordered(part.leaf.type):
        figure = _safe(part.value, part.leaf.type, up=part.bound == "least")
        text = text if part.bound == "exactly" else display_fact(spec, figure)
        return {"least": "at least ", "most": "at most ", "exactly": ""}[part.bound] + text
    if not part.others:
        return f"{text}, and no others" if isinstance(part.leaf.type, SetOf) else text
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
    if part.leaf.missing:
        return "not known now"
    spec = spec_of(split_key(part.leaf.key)[0], part.leaf.type)
    return f"now {display_fact(spec, part.leaf.now)}"


def _setting(setting: Setting) -> str:
    type_, name = setting.param.type, setting.param.name
    now = display(type_, setting.now)
    if setting.allowed is None:
        return f"the param {name} were {display(type_, setting.value)}  (now {now})"
    lo, hi = setting.allowed
    more = setting.value > setting.now  # type: ignore[operator]
    value = display(type_, _safe(setting.value, type_, up=more))
    end = display(type_, (hi, hi) if more else (lo, lo))
    bound, word = ("at least", "up to") if more else ("at most", "down to")
    return f"the param {name} were {bound} {value}  (now {now}; {word} {end} is allowed)"


# --- as JSON -------------------------------------------------------------------------------------


def why_not_record(decision: Decision, found: WhyNot) -> dict[str, object]:
    """The document: the decision in brief, the ways out, and what would have to be found out."""
    head = decision.session.graph.header
    return {
        "schema": SCHEMA,
        "policy": {"name": head.name, "version": head.version},
        "as_of": decision.as_of.isoformat(),
        "model": decision.facts.id,
        "verdict": str(decision.verdict),
        "determined": decision.determined,
        "ways": [_way_record(way) for way in found.ways],
        "answer": None if found.answer is None else _way_record(found.answer),
        "complete": found.complete,
    }


def _way_record(way: Way) -> dict[str, object]:
    return {
        "changes": [_part_record(part) for part in way.changes],
        "answers": [_part_record(part) for part in way.answers],
        "setting": None if way.setting is None else _setting_record(way.setting),
    }


def _part_record(part: Part) -> dict[str, object]:
    return {
        "fact": f"model.{part.leaf.key}",
        "now": to_json(part.leaf.type, part.leaf.now),
        "value": to_json(part.leaf.type, part.value),
        "bound": part.bound,
        "others": list(part.others),
    }


def _setting_record(setting: Setting) -> dict[str, object]:
    type_ = setting.param.type
    return {
        "param": setting.param.name,
        "now": to_json(type_, setting.now),
        "value": to_json(type_, setting.value),
    }
