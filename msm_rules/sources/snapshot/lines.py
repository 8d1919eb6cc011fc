"""Rows of a snapshot as lines of JSON, written in parts that are kept where they recur.

Owns the parts: which facts stand together, and on what of a row they rest.  Of millions of rows few
have tags, a licence or a size that no other has; such a part is settled and written once, from an
entry that holds nothing else.  What is said and how it is settled is `documents`' business: a line
is the document that is made there, which tests compare for every row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from msm_rules.sources.normalise import lineage, repository, scores, tags
from msm_rules.sources.normalise.claims import Claim, Source, document
from msm_rules.sources.normalise.entries import Entry
from msm_rules.sources.normalise.identity import author_of, name_of
from msm_rules.sources.normalise.sizes import size_in_name, stored_in_words
from msm_rules.sources.normalise.whole import whole
from msm_rules.sources.snapshot.cells import json_line

Part: TypeAlias = "tuple[bytes, bytes]"
"""Facts, and their evidence: the members of two JSON objects, without the braces."""

MOST_KEPT = 100_000
"""How many parts are kept before all are forgotten; one has some hundred bytes."""


class Lines:
    """Writes plain rows of one source, whose bases are known, as lines without an end."""

    def __init__(self, source: Source, known: Mapping[str, Entry]) -> None:
        self.source, self.known = source, known
        self._kept: dict[tuple[str, Any], Part] = {}

    def line(self, entry: Entry) -> bytes:
        """The facts document of a row as JSON in UTF-8."""
        own: list[Claim] = [*repository.counts(entry), *lineage.claims(entry, self.known)]
        if entry.card.get("model-index"):
            own += scores.card_results(entry)
        parts = [self._part(kind, key, entry, own) for kind, key in _keys(entry)]
        parts.append(_written(own))
        facts = b",".join([b'"id":' + json_line(entry.id), *(f for f, _ in parts if f)])
        evidence = b",".join([e for _, e in parts if e])
        return b'{"schema":"msm-facts/1","model":{%b},"evidence":{%b}}' % (facts, evidence)

    def _part(self, kind: str, key: Any, entry: Entry, own: list[Claim]) -> Part:
        """A part that is kept, or made now; what has no key joins the row's own claims."""
        if key is _NO_KEY:
            own += _OF_ENTRY[kind](entry)
            return b"", b""
        kept = self._kept.get((kind, key))
        if kept is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            made = _OF_KEY[kind](self.source, key) if kind in _OF_KEY else _OF_ENTRY[kind](entry)
            kept = self._kept[kind, key] = _written(made)
        return kept


def _written(claims: Iterable[Claim]) -> Part:
    made = document("", claims)
    model = made["model"]
    assert isinstance(model, dict)
    del model["id"]
    return json_line(model)[1:-1], json_line(made["evidence"])[1:-1]


_NO_KEY = object()
"""The key of what is not kept: it is of another form than usual."""


def _keys(entry: Entry) -> Iterator[tuple[str, Any]]:
    """The parts that recur, each with all of the entry that it rests on."""
    card = entry.card
    told = tags.telling(entry.tags)
    yield "author", author_of(entry.id)
    yield "created", entry.created
    yield "modified", entry.modified
    yield "size", _size_key(entry)
    yield "access", _access_key(entry, told)
    yield "languages", _listed(card.get("language"))
    yield "datasets", _listed(card.get("datasets"))
    yield "domains", _listed(card.get("tags"))
    yield "licence", _words(tuple([card.get(field) for field in _LICENCE]))
    usual = entry.files is None and entry.model_type is None
    yield "tags", (entry.pipeline_tag, entry.library, told) if usual else _NO_KEY


_LICENCE = ("license", "license_name", "license_link")


def _words(fields: tuple[Any, ...]) -> Any:
    return fields if _TEXT_OR_NOTHING.issuperset(map(type, fields)) else _NO_KEY


_TEXT_OR_NOTHING = frozenset((str, type(None)))
_TEXT = frozenset((str,))


def _listed(value: object) -> Any:
    """A list of texts as a key; no key tells apart what equals and is another (0 and False)."""
    if value is None or type(value) is str:
        return value
    if type(value) is list and _TEXT.issuperset(map(type, value)):
        return tuple(value)
    return _NO_KEY


def _size_key(entry: Entry) -> Any:
    if entry.gguf or stored_in_words(entry.dtypes):
        return _NO_KEY
    stated = size_in_name(name_of(entry.id))
    said = (stated.text, stated.total, stated.active) if stated else None
    return said, entry.total, tuple(entry.dtypes.items())


def _access_key(entry: Entry, told: tuple[str, ...]) -> Any:
    if entry.gated is not None or any(map(entry.card.get, repository.GATES)):
        return _NO_KEY
    return True if entry.dtypes else told


def _size(entry: Entry) -> Iterable[Claim]:
    return whole([*repository.size(entry), *repository.size_named(entry.id)])


_OF_ENTRY: Mapping[str, Callable[[Entry], Iterable[Claim]]] = {
    "size": _size,
    "access": repository.access,
    "languages": repository.spoken,
    "datasets": repository.datasets,
    "domains": tags.named_domains,
    "licence": repository.licence,
    "tags": lambda entry: tags.claims(_without_card(entry)),
}
"""How a part is read off a whole entry."""


def _without_card(entry: Entry) -> Entry:
    return Entry(
        entry.id,
        entry.source,
        tags=entry.tags,
        pipeline_tag=entry.pipeline_tag,
        library=entry.library,
        files=entry.files,
        model_type=entry.model_type,
    )


def _card(field: str, key: object) -> dict[str, Any]:
    return {field: list(key) if isinstance(key, tuple) else key}


_OF_KEY: Mapping[str, Callable[[Source, Any], Iterable[Claim]]] = {
    "author": lambda source, key: repository.uploader(f"{key}/") if key else (),
    "created": lambda source, key: repository.dates(Entry("", source, created=key)),
    "modified": lambda source, key: repository.dates(Entry("", source, modified=key)),
    "access": lambda source, key: repository.access(
        Entry("", source, dtypes={"F32": 1}) if key is True else Entry("", source, tags=key)
    ),
    "languages": lambda source, key: repository.spoken(
        Entry("", source, card=_card("language", key))
    ),
    "datasets": lambda source, key: repository.datasets(
        Entry("", source, card=_card("datasets", key))
    ),
    "domains": lambda source, key: tags.named_domains(Entry("", source, card=_card("tags", key))),
    "licence": lambda source, key: repository.licence(
        Entry("", source, card=dict(zip(_LICENCE, key, strict=True)))
    ),
    "tags": lambda source, key: tags.claims(
        Entry("", source, pipeline_tag=key[0], library=key[1], tags=key[2])
    ),
}
"""How a part is read off its key alone; the size rests on a name of which many say the same."""
