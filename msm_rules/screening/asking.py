"""The open facts of a screening as a list that somebody can go through, most telling first.

Owns the order of asking and which fact of which model is asked for. How many models a question
settles is counted in `questions`; how the list looks belongs to `report`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from msm_rules.frozen import record
from msm_rules.screening.questions import Question, Step
from msm_rules.screening.row import Row
from msm_rules.screening.topics import topic_of

_MODEL = "model."


@record
class Blank:
    """A fact of a model that is not known; `alone` is whether the model waits for this question
    and no other, `position` its place among the decisions."""

    model: str
    key: str
    position: int
    alone: bool


@record
class Asked:
    """A question, the facts that answer it, model by model, and how many models are settled in all
    once it and those before it are answered. `silent` are things that no fact of a model answers:
    what a licence says where the knowledge base is silent."""

    question: Question
    blanks: tuple[Blank, ...]
    silent: tuple[str, ...]
    settled: int


def asked(
    rows: Sequence[Row], questions: Sequence[Question], plan: Sequence[Step], top: int | None
) -> tuple[Asked, ...]:
    """The questions in the order in which asking them settles most, the first `top` of them."""
    by_topic = {question.topic: question for question in questions}
    waiting: dict[str, list[Row]] = defaultdict(list)
    topics_of = {row.position: _topics(row) for row in rows}
    for row in rows:
        for topic in topics_of[row.position]:
            waiting[topic].append(row)
    found: list[Asked] = []
    answered: set[str] = set()
    for topic in list(_order(plan, by_topic))[:top]:
        answered.add(topic)
        settled = sum(topics <= answered for topics in topics_of.values())
        blanks, silent = _blanks(topic, waiting[topic], topics_of)
        found.append(Asked(by_topic[topic], blanks, silent, settled))
    return tuple(found)


def _order(plan: Sequence[Step], by_topic: dict[str, Question]) -> Iterator[str]:
    """Step by step; within a step what settles most by itself first."""
    place = {topic: n for n, topic in enumerate(by_topic)}
    for step in plan:
        yield from sorted(step.topics, key=place.__getitem__)


def _topics(row: Row) -> frozenset[str]:
    return frozenset(map(topic_of, row.open_facts))


def _blanks(
    topic: str, waiting: Sequence[Row], topics_of: dict[int, frozenset[str]]
) -> tuple[tuple[Blank, ...], tuple[str, ...]]:
    """The facts of a topic, first of models that wait for nothing else."""
    blanks: list[Blank] = []
    silent: dict[str, None] = {}
    ordered = sorted(waiting, key=lambda row: len(topics_of[row.position]) > 1)
    for row in ordered:
        alone = len(topics_of[row.position]) == 1
        for name in row.open_facts:
            if topic_of(name) != topic:
                continue
            if name.startswith(_MODEL):
                blanks.append(Blank(row.id, name.removeprefix(_MODEL), row.position, alone))
            else:
                silent[name] = None
    return tuple(blanks), tuple(silent)
