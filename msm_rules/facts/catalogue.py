"""Many facts documents read at once: one bad record never loses the others.

Owns the reading of a catalogue's records (parsed, each with a name such as `models.jsonl:12`), not
of its files.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msm_rules.diagnostics.cells import visible
from msm_rules.facts.model_facts import ModelFacts, read_facts
from msm_rules.facts.problems import FactsError, Problem
from msm_rules.facts.vocabulary import Vocabulary


def read_catalogue(
    records: Iterable[tuple[str, Any]], vocabulary: Vocabulary
) -> tuple[tuple[ModelFacts, ...], tuple[Problem, ...]]:
    """The models of a catalogue in the order given, and every problem of the records left out.

    Of records with the same id, ignoring case, the first is kept.
    """
    models: list[ModelFacts] = []
    problems: list[Problem] = []
    first: dict[str, str] = {}
    for name, data in records:
        try:
            facts = read_facts(data, vocabulary, name)
        except FactsError as error:
            problems += error.problems
            continue
        folded = facts.id.casefold()
        if folded in first:
            message = f"`{visible(facts.id)}` is already in {first[folded]}, which is kept"
            problems.append(Problem(name, "model.id", message))
        else:
            first[folded] = name
            models.append(facts)
    return tuple(models), tuple(problems)
