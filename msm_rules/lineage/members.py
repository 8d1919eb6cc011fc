"""One model of a catalogue as lineage sees it: its parents and its licence, as far as known.

Owns what of a facts document counts. A document that holds something else in these fields is read
as saying nothing of them: whether documents are well formed is the business of `facts`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from msm_rules import licences
from msm_rules.facts import ModelFacts, document
from msm_rules.frozen import record

_LICENCE = ": license"

Document: TypeAlias = "Mapping[str, Any] | ModelFacts"


@record
class Member:
    """A model. `parents` are the surely named ones, `complete` whether they are all.

    `licences` are the expressions one of which is its licence: one where that is clear, none where
    nothing is known. `declared` is what the source wrote, `note` why it is not clear, `relation`
    how it was made from its parents. `formerly` maps parents' former names to those they have now,
    and `witnessed` ancestors to the licences that the evidence of its own chain saw them have.
    """

    id: str
    parents: tuple[str, ...] = ()
    complete: bool = False
    licences: tuple[str, ...] = ()
    declared: str | None = None
    relation: str | None = None
    note: str | None = None
    formerly: tuple[tuple[str, str], ...] = ()
    witnessed: tuple[tuple[str, str], ...] = ()


def member(given: Document) -> Member | None:
    """What a facts document, its `model` part or facts already read say of descent and licence;
    None where there is no id."""
    whole: Mapping[str, Any] = document(given) if isinstance(given, ModelFacts) else given
    if not isinstance(whole, Mapping):
        return None
    model = _mapping(whole.get("model")) if "model" in whole else whole
    id_ = model.get("id")
    if not isinstance(id_, str) or not id_.strip():
        return None
    evidence = _mapping(whole.get("evidence"))
    parents, complete = _members(model.get("base_models"))
    return Member(
        id_,
        parents,
        complete,
        _possible(model.get("license")),
        _text(model.get("license_declared")),
        _text(model.get("relation")),
        next((n for row in _rows(evidence, "license") if (n := _text(row.get("note")))), None),
        tuple(_former_names(parents, _rows(evidence, "base_models"))),
        tuple(_witnessed(_rows(evidence, "license_chain"))),
    )


def _members(value: object) -> tuple[tuple[str, ...], bool]:
    """The sure members of a set, and whether they are all."""
    if isinstance(value, Mapping):
        sure = _texts(value.get("at_least"))
        return sure, "at_most" in value and set(_texts(value["at_most"])) == set(sure)
    return _texts(value), isinstance(value, list)


def _possible(value: object) -> tuple[str, ...]:
    """The expressions in their normal form; a text that is none says nothing."""
    given = _texts(value.get("one_of")) if isinstance(value, Mapping) else (value,)
    found = tuple(dict.fromkeys(_canonical(text) for text in given if isinstance(text, str)))
    return () if None in found else tuple(text for text in found if text is not None)


def _canonical(text: str) -> str | None:
    try:
        return licences.canonical(text)
    except licences.LicenceSyntaxError:
        return None


def _former_names(
    parents: tuple[str, ...], rows: Iterator[Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    """Where one parent is named in other words than it has now: `raw` is what its child wrote."""
    for row in rows:
        written = row.get("raw")
        if len(parents) == 1 and isinstance(written, str) and "/" in written:
            yield written, parents[0]


def _witnessed(rows: Iterator[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Whose licence each row of a chain's evidence is: its locator is `author/name: license`, after
    the file that it stands in, if any."""
    for row in rows:
        where, licence = row.get("locator"), row.get("member")
        if isinstance(where, str) and isinstance(licence, str) and where.endswith(_LICENCE):
            yield where.removesuffix(_LICENCE).rpartition(": ")[2], licence


def _rows(evidence: Mapping[str, Any], fact: str) -> Iterator[Mapping[str, Any]]:
    rows = evidence.get(fact)
    return (row for row in rows if isinstance(row, Mapping)) if isinstance(rows, list) else iter(())


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _texts(value: object) -> tuple[str, ...]:
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list | tuple) else ()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
