"""What an organisation settled itself: Legal read the licence, the lab ran the prototype.

Owns the file of attested facts (the parsed content, not its reading from disk) and how its entries
replace what sources say. Each entry names model, fact, value, who settled it, on what day and why;
`revision` and `until` are optional. Such a file, not a waiver, is the answer to a missing fact.

A file may be a form that nobody has filled in yet: an entry whose value is blank says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msm_rules.facts.evidence import Evidence, plain, read_evidence
from msm_rules.facts.following import follow
from msm_rules.facts.forms import day, text
from msm_rules.facts.keys import get, place, split_key, with_value
from msm_rules.facts.merging import Disagreement, Said, settle
from msm_rules.facts.model_facts import ModelFacts
from msm_rules.facts.problems import FactsError, IllFormed, Problem, found, name_of, suggestion
from msm_rules.facts.reading import value_reader
from msm_rules.facts.strength import strongest
from msm_rules.facts.vocabulary import Vocabulary
from msm_rules.frozen import changed, record
from msm_rules.values.possible import Value

LIST = "attested"
"""The name of the list of entries where the file is a mapping (TOML knows no other form)."""

REQUIRED = ("model", "fact", "value", "by", "on", "because")
OPTIONAL = ("revision", "until")


@record
class Attested:
    """One entry: a fact of a model that somebody answers for. Dates are day ordinals."""

    model: str
    revision: str | None
    key: str
    value: Value
    given: object
    on: float
    until: float | None
    evidence: Evidence

    def concerns(self, facts: ModelFacts, as_of: float) -> bool:
        """Whether the entry is about this model, at its revision if one is named, on that day."""
        return (
            self.model.casefold() == facts.id.casefold()
            and (
                self.revision is None or facts.values.get("revision") == frozenset({self.revision})
            )
            and self.on <= as_of
            and (self.until is None or as_of <= self.until)
        )


def read_attested(
    data: object, vocabulary: Vocabulary, record: str = "attested facts"
) -> tuple[Attested, ...]:
    """The entries of a file of attested facts: a list, or a mapping with the list `attested`.

    Those whose value is blank are passed over. `record` names the file. Raises FactsError with a
    problem of every bad entry and its field.
    """
    entries: list[Attested] = []
    problems: list[Problem] = []
    for n, row in enumerate(_rows(data, record)):
        try:
            if not is_blank(row):
                entries.append(_entry(row, vocabulary, f"{record} [{n}]"))
        except IllFormed as ill:
            problems.append(Problem(record, f"[{n}]{ill.at}", str(ill)))
    if problems:
        raise FactsError(problems)
    return tuple(entries)


def _rows(data: object, record: str) -> Sequence[object]:
    rows = data.get(LIST) if isinstance(data, Mapping) and data.keys() == {LIST} else data
    if not isinstance(rows, list | tuple):
        message = f"expected a list of attested facts, or `{LIST}` with one, found {found(data)}"
        raise FactsError([Problem(record, "", message)])
    return rows


def is_blank(row: object) -> bool:
    """Whether an entry is one that nobody has filled in yet: it has a value, and that is empty."""
    return isinstance(row, Mapping) and "value" in row and row["value"] in (None, "")


def blanks(data: object) -> int:
    """How many entries of a file of attested facts are blank."""
    try:
        return sum(map(is_blank, _rows(data, "")))
    except FactsError:
        return 0


def _entry(row: object, vocabulary: Vocabulary, locator: str) -> Attested:
    if not isinstance(row, Mapping):
        raise IllFormed(f"expected a mapping with {', '.join(REQUIRED)}, found {found(row)}")
    for name in row:
        if name not in REQUIRED + OPTIONAL:
            hint = suggestion(name, REQUIRED + OPTIONAL) if isinstance(name, str) else ""
            raise IllFormed(f"{name_of(name)} is no field of an attested fact{hint}")
    for name in REQUIRED:
        if row.get(name) in (None, ""):
            raise IllFormed("is missing", f".{name}")
    read = {name: _field(row, name, text) for name in ("model", "fact", "by", "because")}
    on, until = _field(row, "on", day), _field(row, "until", day)
    if until is not None and until < on:
        raise IllFormed("is before `on`", ".until")
    key = read["fact"].removeprefix("model.")
    value, given = _field(row, "value", lambda raw: _value(key, raw, vocabulary))
    evidence = {name: plain(row[name]) for name in ("by", "on", "until", "because") if name in row}
    evidence |= {"method": "attested", "source": LIST, "locator": locator, "raw": given}
    evidence["observed"] = evidence["on"]
    revision = _field(row, "revision", text)
    return Attested(read["model"], revision, key, value, given, on, until, read_evidence(evidence))


def _field(row: Mapping[str, Any], name: str, read: Any) -> Any:
    if row.get(name) is None:
        return None
    try:
        return read(row[name])
    except IllFormed as ill:
        at = ".fact" if ill.at == ".fact" else f".{name}{ill.at}"
        raise IllFormed(str(ill), at) from None


def _value(key: str, raw: object, vocabulary: Vocabulary) -> tuple[Value, object]:
    read = value_reader(vocabulary, key)
    if read is None or key == "id":
        hint = "" if key == "id" else suggestion(key, vocabulary.facts)
        raise IllFormed(f"{name_of(key)} is no fact that can be attested{hint}", ".fact")
    value = read(raw)
    if value is None:
        raise IllFormed("says nothing: every value is still possible")
    return value, plain(raw)


def apply_attested(
    facts: ModelFacts, attested: Iterable[Attested], as_of: float, vocabulary: Vocabulary
) -> ModelFacts:
    """The facts with those attested for this model on the day `as_of`, an ordinal, in place."""
    return settle_attested(facts, attested, as_of, vocabulary)[0]


def settle_attested(
    facts: ModelFacts, attested: Iterable[Attested], as_of: float, vocabulary: Vocabulary
) -> tuple[ModelFacts, tuple[Disagreement, ...]]:
    """As `apply_attested`, with the facts of which entries disagree; these are now uncertain.

    What follows from the attested facts follows, as `following` has it.
    """
    findings: list[Disagreement] = []
    by_key: dict[str, list[Attested]] = {}
    for entry in attested:
        if entry.concerns(facts, as_of):
            by_key.setdefault(entry.key, []).append(entry)
    before = facts
    for key, entries in by_key.items():
        facts, finding = _settled(facts, key, entries, vocabulary)
        findings += [finding] if finding else []
    return follow(facts, by_key.keys(), before), tuple(findings)


def _settled(
    facts: ModelFacts, key: str, entries: Sequence[Attested], vocabulary: Vocabulary
) -> tuple[ModelFacts, Disagreement | None]:
    spec = vocabulary.facts[split_key(key)[0]]
    rows = tuple(entry.evidence for entry in entries)
    said = [Said(entry.value, entry.given, (entry.evidence,)) for entry in entries]
    before = facts.evidence.get(key, ())
    if key in facts.values and strongest(facts, key)[0] == "attested":
        said.append(Said(facts.values[key], get(facts.model, key), before))
    kept, finding = settle(facts.id, key, spec, said)
    values = {**facts.values, key: kept.value}
    evidence = {**facts.evidence, key: rows + tuple(e for e in before if e not in rows)}
    model = with_value(facts.model, place(key), kept.given)
    return changed(facts, values=values, evidence=evidence, model=model), finding
