"""What would settle the models of which too little is known, and in which order to ask.

Owns how open facts are put together as questions people can go and answer, which models wait for
which of them, and the order that settles most with least asking. A model is settled once all its
open facts are known; that is enough, though not always needed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from msm_rules.frozen import record
from msm_rules.screening.row import Row
from msm_rules.screening.topics import topic_of


@record
class Question:
    """Open facts that one asks for together, in words that follow "wait for".

    `models` wait for it, `alone` of them for nothing else; `example` is the position of one of
    these among the decisions, where there is one.
    """

    topic: str
    facts: tuple[str, ...]
    models: int
    alone: int
    example: int


@record
class Wait:
    """The models that wait for exactly these topics: their positions, in catalogue order."""

    topics: tuple[str, ...]
    positions: tuple[int, ...]


@record
class Step:
    """What to ask next, how many models that settles, and how many are then settled in all."""

    topics: tuple[str, ...]
    settles: int
    settled: int


def questions(rows: Sequence[Row]) -> tuple[Question, ...]:
    """Every question, the one that settles most by itself first, then the most waited for."""
    facts: dict[str, set[str]] = defaultdict(set)
    waiting: dict[str, list[Row]] = defaultdict(list)
    alone: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        topics = _topics(row)
        for name in row.open_facts:
            facts[topic_of(name)].add(name)
        for topic in topics:
            waiting[topic].append(row)
        if len(topics) == 1:
            alone[topics[0]].append(row)
    found = [
        Question(
            topic,
            tuple(sorted(facts[topic])),
            len(models),
            len(alone[topic]),
            (alone[topic] or models)[0].position,
        )
        for topic, models in waiting.items()
    ]
    return tuple(sorted(found, key=lambda q: (-q.alone, -q.models, q.topic)))


def waits(rows: Sequence[Row]) -> tuple[Wait, ...]:
    """The undetermined models by what they wait for, the greatest group first; each is in one."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for row in rows:
        groups[_topics(row)].append(row.position)
    found = (Wait(topics, tuple(positions)) for topics, positions in groups.items())
    return tuple(sorted(found, key=lambda w: (-len(w.positions), len(w.topics), w.topics)))


def plan(rows: Sequence[Row]) -> tuple[Step, ...]:
    """In which order to ask: each step settles the most models for each topic it asks about."""
    groups = Counter(frozenset(_topics(row)) for row in rows)
    steps: list[Step] = []
    settled = 0
    while groups:
        ask = min(groups, key=lambda topics: _worth(topics, groups))
        gain = sum(n for topics, n in groups.items() if topics <= ask)
        settled += gain
        steps.append(Step(tuple(sorted(ask)), gain, settled))
        left: Counter[frozenset[str]] = Counter()
        for topics, n in groups.items():
            if not topics <= ask:
                left[topics - ask] += n
        groups = left
    return tuple(steps)


def _worth(
    topics: frozenset[str], groups: Counter[frozenset[str]]
) -> tuple[float, int, tuple[str, ...]]:
    gain = sum(n for others, n in groups.items() if others <= topics)
    return -gain / max(len(topics), 1), len(topics), tuple(sorted(topics))


def _topics(row: Row) -> tuple[str, ...]:
    return tuple(sorted({topic_of(name) for name in row.open_facts}))
