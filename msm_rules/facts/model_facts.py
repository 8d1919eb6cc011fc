"""The facts of one model: what is known of it, in the form that decisions use.

Owns the record that every later stage takes, and its document (`msm-facts/1`). How a document is
read stands in `reading`.
"""

from __future__ import annotations

from collections.abc import Mapping

from msm_rules.diagnostics.cells import visible
from msm_rules.facts.evidence import Evidence
from msm_rules.facts.problems import FactsError, Problem
from msm_rules.facts.reading import SCHEMA, Reading, read_parts
from msm_rules.facts.vocabulary import Vocabulary
from msm_rules.frozen import record
from msm_rules.values.possible import Value


@record
class ModelFacts:
    """What is known of one model.

    Keys of `values` and `evidence` are paths without the root (`memory.int4`,
    `benchmarks["medqa"]`); a fact that is not there is missing. `model` is the document's part of
    that name as it was given, nested, as plain JSON; `id` keeps its spelling.
    """

    id: str
    values: Mapping[str, Value]
    evidence: Mapping[str, tuple[Evidence, ...]]
    model: Mapping[str, object]


def read_facts(
    data: Mapping[str, object] | ModelFacts, vocabulary: Vocabulary, record: str = ""
) -> ModelFacts:
    """A facts document, or its `model` part alone, as facts of one model.

    `record` names the document in messages, where its id does not. Raises FactsError with every
    problem of the document. Facts already read are given back as they are.
    """
    if isinstance(data, ModelFacts):
        return data
    reading = read_parts(data, vocabulary)
    if reading.wrong:
        raise FactsError(_problems(reading, record))
    return ModelFacts(str(reading.given["id"]), reading.values, reading.evidence, reading.given)


def check_document(data: object, vocabulary: Vocabulary, record: str = "") -> tuple[Problem, ...]:
    """Every problem of a facts document, in the order of its fields."""
    return _problems(read_parts(data, vocabulary), record)


def _problems(reading: Reading, record: str) -> tuple[Problem, ...]:
    id_ = visible(str(reading.given.get("id", "")))
    name = ": ".join(dict.fromkeys(filter(None, (visible(record), id_))))
    return tuple(Problem(name, field, message) for field, message in reading.wrong)


def document(facts: ModelFacts) -> dict[str, object]:
    """The facts as a document of plain JSON, with their evidence; what proofs hold and digest."""
    evidence = {key: [dict(e.record) for e in rows] for key, rows in facts.evidence.items()}
    return {"schema": SCHEMA, "model": dict(facts.model), "evidence": evidence}
