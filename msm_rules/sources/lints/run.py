"""The pass of all lints over records: one after the other, so that any number can be read.

Owns the index of ids, the one thing that grows with the records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msm_rules.facts import FactsError, Problem, Vocabulary, read_facts
from msm_rules.frozen import record
from msm_rules.sources.lints.subject import Earlier, Found, Subject
from msm_rules.sources.lints.table import Lint


@record
class Finding:
    """A finding and the lint that made it."""

    lint: str
    found: Found


@record
class Linted:
    """One record: its name in messages, the model's id (empty where it cannot be read), what was
    found, and what could not be read."""

    record: str
    id: str
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]


def lint_records(
    records: Iterable[tuple[str, object]],
    lints: Sequence[Lint],
    vocabulary: Vocabulary,
    as_of: float,
) -> Iterator[Linted]:
    """Every record with its findings on the day `as_of`, an ordinal; one that cannot be read has
    problems instead and never loses the others."""
    seen: dict[str, Earlier] = {}
    for name, data in records:
        if isinstance(data, Problem):
            yield Linted(name, "", (), (data,))
            continue
        try:
            facts = read_facts(data, vocabulary, name)  # type: ignore[arg-type]
        except FactsError as error:
            yield Linted(name, "", (), error.problems)
            continue
        own = Earlier(name, facts.id)
        earlier = seen.setdefault(facts.id.casefold(), own)
        subject = Subject(facts, as_of, None if earlier is own else earlier)
        yield Linted(name, facts.id, lint_model(subject, lints), ())


def lint_model(subject: Subject, lints: Sequence[Lint]) -> tuple[Finding, ...]:
    """The findings on one model, in the order of the lints."""
    return tuple(Finding(lint.name, found) for lint in lints for found in lint.find(subject))
