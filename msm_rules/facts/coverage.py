"""How much is known of many models: for each fact, of how many it is known, and how well.

Owns the counting.  Of a map of facts, such as benchmarks, a model has what any of its entries has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msm_rules.facts.keys import split_key
from msm_rules.facts.model_facts import ModelFacts
from msm_rules.facts.vocabulary import Vocabulary
from msm_rules.frozen import record
from msm_rules.values.possible import Value, is_exact


@record
class Known:
    """Of how many models a fact is known exactly, within bounds, and not at all."""

    exact: int
    bounded: int
    unknown: int


def coverage(
    models: Iterable[ModelFacts], vocabulary: Vocabulary
) -> tuple[int, Mapping[str, Known]]:
    """How many models there are, and how well each fact of the vocabulary is known."""
    exact = dict.fromkeys(vocabulary.facts, 0)
    bounded = dict.fromkeys(vocabulary.facts, 0)
    count = 0
    for facts in models:
        count += 1
        for path, well in _known(facts.values, vocabulary).items():
            (exact if well else bounded)[path] += 1
    return count, {
        path: Known(exact[path], bounded[path], count - exact[path] - bounded[path])
        for path in vocabulary.facts
    }


def _known(values: Mapping[str, Value], vocabulary: Vocabulary) -> dict[str, bool]:
    """The facts of which anything is known, each with whether it is known exactly."""
    found: dict[str, bool] = {}
    for key, value in values.items():
        path = split_key(key)[0]
        type_ = vocabulary.facts[path].value_type
        found[path] = found.get(path, False) or is_exact(type_, value)
    return found
