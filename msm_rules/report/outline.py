"""What all decisions by one policy share in a report: its picture, its text, where its parts stand.

Owns the places to which outcomes belong in the text of a policy (`marks`), in one order for the
policy and for each decision.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from msm_rules.facts import Vocabulary
from msm_rules.frozen import record
from msm_rules.graph import Picture, Status, picture_of
from msm_rules.graph.nodes import Graph
from msm_rules.graph.picture import status_names
from msm_rules.proof.subject import Subject
from msm_rules.report.great import MOST_CHOICES, MOST_RULES
from msm_rules.report.statuses import Plan, plan_of, statuses
from msm_rules.source import Source, Span

_TAB = 4


@record
class TextLine:
    """A line of a policy, its anchor on the page, and the numbers of the marks that stand on it."""

    number: int
    anchor: str
    text: str
    marks: tuple[int, ...]


@record
class PolicyFile:
    """One file of a policy."""

    name: str
    sha256: str
    lines: tuple[TextLine, ...]


@record
class Outline:
    """A policy as reports know it. `number` is its place among the policies of the report, from 1;
    `picture` is None where the policy is too large for any, a `great` one is not drawn as a whole;
    `names` are those of the statuses of its boxes. `fixed` is what most decisions of the report
    share: the statuses of what rests on params and the day alone."""

    number: int
    graph: Graph
    vocabulary: Vocabulary
    picture: Picture | None
    great: bool
    names: tuple[str, ...]
    plan: Plan
    fixed: Mapping[str, Status]
    anchors: Mapping[str, str]
    files: tuple[PolicyFile, ...]


def outline(
    graph: Graph, vocabulary: Vocabulary, number: int = 1, example: Subject | None = None
) -> Outline:
    """The outline of a policy; `example` is one of the decisions by it."""
    size = len(graph.rules) + len(graph.obligations)
    picture = picture_of(graph) if size <= MOST_CHOICES else None
    names = status_names(picture, graph) if picture else ()
    plan = plan_of(graph, frozenset(names)) if picture else ()
    places = {id(source): place for place, source in enumerate(graph.sources, 1)}
    marked: dict[tuple[int, int], list[int]] = {}
    for mark, span in enumerate(marks(graph)):
        if span is not None:
            marked.setdefault((id(span.source), span.line), []).append(mark)
    return Outline(
        number,
        graph,
        vocabulary,
        picture,
        size > MOST_RULES,
        names,
        plan,
        _fixed(example, vocabulary, plan) if example else {},
        {r.name: _anchor(number, places[id(r.span.source)], r.span.line) for r in graph.rules},
        tuple(
            PolicyFile(
                source.name,
                sha256(source.text.encode("utf-8", "replace")).hexdigest(),
                tuple(_lines(source, number, place, marked)),
            )
            for place, source in enumerate(graph.sources, 1)
        ),
    )


def _fixed(example: Subject, vocabulary: Vocabulary, plan: Plan) -> Mapping[str, Status]:
    static = tuple((name, i) for name, i in plan if example.graph.nodes[i].static)
    return statuses(example, vocabulary, static, short=True)


def marks(graph: Graph) -> Sequence[Span | None]:
    """Where outcomes stand in the text: the rules, the waivers, the obligations, and what
    acceptance and review ask for; in this order, which `marked` of a decision has too."""
    return (
        *(rule.span for rule in graph.rules),
        *(waiver.span for waiver in graph.waivers),
        *(obligation.span for obligation in graph.obligations),
        *(graph.nodes[i].span for i in (graph.accept, graph.review)),
    )


def _lines(
    source: Source, number: int, place: int, marked: Mapping[tuple[int, int], list[int]]
) -> Iterator[TextLine]:
    for n in range(1, len(source.line_starts()) + 1):
        found = tuple(marked.get((id(source), n), ()))
        yield TextLine(n, _anchor(number, place, n), source.line(n).expandtabs(_TAB), found)


def _anchor(number: int, place: int, line: int) -> str:
    return f"L{place}-{line}" if number == 1 else f"P{number}L{place}-{line}"
