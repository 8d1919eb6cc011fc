"""The form that somebody fills in: open facts as entries of a file of attested facts, values blank.

Owns its look in YAML, which is exactly what `--facts` takes: what is left blank is passed over. The
remarks say what is expected, what is known so far, and where a person could look.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from math import inf

from msm_rules.diagnostics.cells import visible, wrapped
from msm_rules.facts import FactSpec, ModelFacts, Vocabulary, display, split_key
from msm_rules.facts.package_url import HUB_SOURCES
from msm_rules.screening import Screening
from msm_rules.screening.asking import Asked, Blank
from msm_rules.sources.appending import yaml_line
from msm_rules.values.types import BOOL, BYTES, DATE, Enum, SetOf, Type, is_ordered, spoken

WIDTH = 100
MOST_MEMBERS = 40
"""How many words of an enumeration are listed; a longer one is on the page of facts."""
MOST_PLACES = 3
HUB = "https://huggingface.co/"
_BLANK = ("value", "by", "on", "because")


def question_form(screening: Screening, asked: Sequence[Asked], policy: str) -> str:
    """The whole form, with a line end; `policy` is the path under which the policy is called."""
    return "\n".join([*_head(screening, asked, policy), *_parts(screening, asked)]) + "\n"


def _head(screening: Screening, asked: Sequence[Asked], policy: str) -> Iterator[str]:
    header, open_ = screening.graph.header, len(screening.too_little_known)
    title = header.title or header.name
    settled = asked[-1].settled if asked else 0
    yield from _remark(
        f"Of {open_:,} {_models(open_)} too little is known for {visible(title)} {header.version} "
        f"(catalogue {screening.catalogue}, {screening.as_of.isoformat()}). "
        f"What is asked here settles {settled:,} of them."
    )
    yield "#"
    yield from _remark(
        "Fill in `value`, who answers for it (`by`), since which day (`on`, as 2026-01-31) and "
        "what it rests on (`because`). What has no value is passed over. Then:"
    )
    yield f"#   msm screen {' '.join(_called(screening, policy))} --facts THIS-FILE"
    yield ""
    if not any(a.blanks for a in asked):
        yield "[]"


def _called(screening: Screening, policy: str) -> Iterator[str]:
    """What was screened, as it is typed."""
    yield visible(policy)
    if screening.catalogue not in ("shipped", "given"):
        yield "-" if screening.catalogue == "stdin" else screening.catalogue


def _models(number: int) -> str:
    return "model" if number == 1 else "models"


def _remark(text: str, lead: str = "# ") -> Iterator[str]:
    return (f"{lead}{line}" for line in wrapped(text, WIDTH - len(lead)))


def _parts(screening: Screening, asked: Sequence[Asked]) -> Iterator[str]:
    for number, each in enumerate(asked, 1):
        question = each.question
        yield from _remark(
            f"{number}. {visible(question.topic)}: {question.models:,} "
            f"{'waits' if question.models == 1 else 'wait'} for it, {question.alone:,} for nothing "
            f"else; with it {each.settled:,} {'is' if each.settled == 1 else 'are'} settled in all"
        )
        for path in dict.fromkeys(split_key(blank.key)[0] for blank in each.blanks):
            spec = screening.vocabulary.facts[path]
            yield from _remark(f"`{visible(path)}` ({spec.doc}) is {expected(spec)}", "#    ")
        for name in each.silent:
            yield from _remark(f"no fact of a model answers this: {visible(name)}", "#    ")
        yield ""
        for blank in each.blanks:
            yield from _entry(screening, blank)
            yield ""


def _entry(screening: Screening, blank: Blank) -> Iterator[str]:
    facts = screening.decisions[blank.position].facts
    yield f"- model: {yaml_line(blank.model)}"
    yield f"  fact: {yaml_line(blank.key)}"
    so_far = known_so_far(facts, blank.key, screening.vocabulary)
    if so_far:
        yield from _remark(f"so far: {so_far}", "  # ")
    for place in places(facts, blank.key):
        yield from _remark(f"look at {place}", "  # ")
    yield from (f"  {name}:" for name in _BLANK)


# --- what is expected, what is known, where to look -----------------------------------------------


def expected(spec: FactSpec) -> str:
    """What a value may be, with an example of how it is written."""
    type_ = spec.value_type
    said = f"{spoken(type_)}{_unit(spec)}, such as {_example(spec, type_)}"
    element = type_.element if isinstance(type_, SetOf) else type_
    if isinstance(element, Enum) and len(element.members) <= MOST_MEMBERS:
        said += f" (of {', '.join(sorted(element.members))})"
    return said


def _unit(spec: FactSpec) -> str:
    """The unit and the range of a number."""
    if spec.natural is None or spec.natural[0] == -inf:
        return ""
    lo, hi = spec.natural
    unit = f" of {spec.unit}" if spec.unit and spec.value_type != BYTES else ""
    return f"{unit} from {lo:g}" + ("" if hi == inf else f" to {hi:g}")


def _example(spec: FactSpec, type_: Type) -> str:
    if isinstance(type_, SetOf):
        word = _word(spec, type_.element)
        return f"[{word}], or {{at_least: [{word}]}} where there may be more"
    if type_ == BOOL:
        return "true"
    if is_ordered(type_):
        low, high = _ends(spec, type_)
        return f"{low}, or {{between: [{low}, {high}]}}"
    word = _word(spec, type_)
    return f"{word}, or {{one_of: [{word}, ...]}}"


def _ends(spec: FactSpec, type_: Type) -> tuple[str, str]:
    if type_ == DATE:
        return "2026-01-31", "2026-12-31"
    if spec.natural is not None and spec.natural[1] == 1:
        return "0.57", "0.61"
    return ("4294967296", "8589934592") if type_ == BYTES else ("7000000000", "8000000000")


def _word(spec: FactSpec, type_: Type) -> str:
    if isinstance(type_, Enum):
        return sorted(type_.members)[0]
    return "Apache-2.0" if spoken(type_) == "a licence" else '"..."'


def known_so_far(facts: ModelFacts, key: str, vocabulary: Vocabulary) -> str:
    """What is known of a fact that is not settled; empty where that is nothing."""
    if key not in facts.values:
        return ""
    return display(vocabulary.facts[split_key(key)[0]], facts.values[key])


_RELATED = {
    "license": ("license_declared",),
    "license_chain": ("ancestors", "license", "license_declared"),
    "ancestors": ("base_models",),
    "memory.int4": ("parameters",),
    "memory.int8": ("parameters",),
    "memory.fp16": ("parameters",),
    "memory.fp32": ("parameters",),
}
"""Facts whose evidence says where to look for another."""


def places(facts: ModelFacts, key: str) -> tuple[str, ...]:
    """Where a person could look: what the evidence names, and the model's page on the Hub."""
    found: dict[str, str] = {}
    for each in (key, *_RELATED.get(key, ())):
        for row in facts.evidence.get(each, ()):
            where = ", ".join(filter(None, (row.source or row.by, row.locator)))
            note = row.record.get("note")
            told = [
                where,
                _date(row.observed),
                _said(row.raw),
                note if isinstance(note, str) else "",
            ]
            found.setdefault(where, visible(", ".join(filter(None, told))))
    link = (f"{HUB}{facts.id}",) if _on_the_hub(facts) else ()
    return (*list(found.values())[:MOST_PLACES], *map(visible, link))


def _date(day: float | None) -> str:
    return date.fromordinal(int(day)).isoformat() if day else ""


def _said(raw: object) -> str:
    """What a source wrote, where that is short."""
    return f"`{raw}`" if isinstance(raw, str | int | float) and len(str(raw)) <= 80 else ""


def _on_the_hub(facts: ModelFacts) -> bool:
    sources = {row.source for rows in facts.evidence.values() for row in rows}
    return facts.id.count("/") == 1 and not sources.isdisjoint(HUB_SOURCES)
