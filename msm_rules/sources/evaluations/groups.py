"""Tasks of lm-evaluation-harness and the groups made of them: how many questions stand behind.

Owns the arithmetic that tells the two means of a group apart.  A group's score is a share of all
its questions where it is the mean of its tasks weighted by their questions; that is computed here,
not believed, since a plain mean of the tasks is no such share and has no Wilson interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msm_rules.frozen import record
from msm_rules.sources.evaluations.plain import items, mapping, number, whole

CLOSE = 1e-6
"""How far a printed mean may lie from the computed one."""


@record
class Tasks:
    """The tables of one result file: metrics, questions, members, shots and direction by task."""

    results: Mapping[str, Mapping[str, Any]]
    samples: Mapping[str, Any]
    subtasks: Mapping[str, Any]
    shots: Mapping[str, int]
    better: Mapping[str, Any]

    def questions(self, task: str, key: str) -> tuple[int | None, bool | None]:
        """How many questions a score rests on, and, of a group, whether it is a share of them."""
        leaves = list(self._leaves(task))
        if leaves == [task]:
            return self._count(task), None
        rows = [(number(self.results[t].get(key)), self._count(t)) for t in leaves]
        if not rows or any(value is None or not n for value, n in rows):
            return None, False
        total = sum(n or 0 for _, n in rows)
        mean = sum((value or 0) * (n or 0) for value, n in rows) / total
        printed = number(self.results[task].get(key))
        same = printed is not None and abs(mean - printed) < CLOSE
        return total, None if same else False

    def shots_of(self, task: str) -> int | None:
        """The shots of a task; those of a group where all its tasks have the same."""
        if task in self.shots:
            return self.shots[task]
        found = {self.shots.get(t) for t in self._leaves(task)}
        return found.pop() if len(found) == 1 else None

    def _count(self, task: str) -> int | None:
        """The questions that were asked: `{"original": 1319, "effective": 10}`, or a number."""
        given = self.samples.get(task)
        if given is None:
            return whole(self.results.get(task, {}).get("sample_len"))
        effective = mapping(given).get("effective")
        return whole(given if effective is None else effective)

    def _leaves(self, task: str) -> Iterator[str]:
        """The tasks with results below a group, each once; a task alone is its own."""
        waiting, seen = [task], {task}
        while waiting:
            at = waiting.pop()
            members = [m for m in items(self.subtasks.get(at)) if isinstance(m, str)]
            if not members and at in self.results:
                yield at
            waiting += [m for m in members if m not in seen]
            seen.update(members)
