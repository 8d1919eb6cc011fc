"""Records of several sources joined model by model, by the rule of `facts.merging`.

Owns how records find together by id, ignoring case, while no more of them are held than must be:
those of a model until its last one has come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from msm_rules.facts import (
    Disagreement,
    FactsError,
    ModelFacts,
    Problem,
    Vocabulary,
    merge,
    read_facts,
    strongest,
)
from msm_rules.facts.following import BITS, CHAIN, consistent, renamed, with_memory
from msm_rules.frozen import changed, record

Records = Iterable[tuple[str, object]]


@record
class Joined:
    """One model from all records of it, or None and what could not be read of one record."""

    facts: ModelFacts | None
    disagreements: tuple[Disagreement, ...] = ()
    problems: tuple[Problem, ...] = ()


def joined_records(
    read: Callable[[], Records], vocabulary: Vocabulary, *, again: bool, name: str | None = None
) -> Iterator[Joined]:
    """Every model of the records that `read` gives, joined from all records of it.

    Where `read` can be called `again` the records are counted first, and each model is given as
    soon as its last record has come; else all are held. `name` is the id that all records are of,
    whatever they say. A record that cannot be read never loses the others.
    """
    left = Counter(_id(data, name) for _, data in read()) if again else None
    held: dict[str, list[ModelFacts]] = {}
    for record_, data in read():
        key = _id(data, name)
        facts, problems = _read(record_, data, vocabulary, name)
        if problems:
            yield Joined(None, (), problems)
        if facts is not None:
            held.setdefault(key, []).append(facts)
        if left is not None:
            left[key] -= 1
            if left[key] == 0 and key in held:
                yield _joined(held.pop(key), vocabulary)
    yield from (_joined(rows, vocabulary) for rows in held.values())


def _joined(rows: list[ModelFacts], vocabulary: Vocabulary) -> Joined:
    if len(rows) == 1:
        return Joined(rows[0])
    facts, found = merge(rows, vocabulary)
    facts = consistent(facts)
    derived = [key for key in BITS if strongest(facts, key)[0] == "derived"]
    if "parameters" not in facts.values or not derived:
        return Joined(facts, found)
    # memory follows from the one count that they have come to, and does not disagree by itself
    return Joined(with_memory(facts, derived), tuple(d for d in found if d.key not in derived))


def _read(
    record: str, data: object, vocabulary: Vocabulary, name: str | None
) -> tuple[ModelFacts | None, tuple[Problem, ...]]:
    if isinstance(data, Problem):
        return None, (data,)
    try:
        facts = read_facts(data, vocabulary, record)  # type: ignore[arg-type]
    except FactsError as error:
        return None, error.problems
    return (facts if name is None else _called(facts, name)), ()


def _called(facts: ModelFacts, name: str) -> ModelFacts:
    """The same facts under another id."""
    called = changed(
        facts,
        id=name,
        values={**facts.values, "id": frozenset((name.casefold(),))},
        model={**facts.model, "id": name},
    )
    if CHAIN not in facts.evidence:
        return called
    rows = renamed(called, facts.id)
    return changed(called, evidence={**facts.evidence, CHAIN: rows})


def _id(data: object, name: str | None) -> str:
    """The id of a record, case folded; empty where it has none that can be read."""
    if name is not None:
        return name.casefold()
    model = data.get("model", data) if isinstance(data, Mapping) else None
    found = model.get("id") if isinstance(model, Mapping) else None
    return found.casefold() if isinstance(found, str) else ""
