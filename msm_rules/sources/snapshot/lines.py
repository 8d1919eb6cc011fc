"""Rows of a snapshot as lines of JSON, written in parts that are kept where they recur.

Owns the parts: which facts stand together, and on what of a row they rest.  Of millions of rows few
have tags, a licence or a size that no other has; such a part is settled and written once, from an
entry that holds nothing else.  What is said and how it is settled is `documents`' business: a line
is the document that is made there, which tests compare for every row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msm_rules.sources.normalise import repository, tags
from msm_rules.sources.normalise.claims import Claim, Source
from msm_rules.sources.normalise.entries import Entry
from msm_rules.sources.normalise.identity import author_of, name_of
from msm_rules.sources.normalise.sizes import size_in_name, stored_in_words
from msm_rules.sources.normalise.whole import whole
from msm_rules.sources.snapshot.cells import json_line
from msm_rules.sources.snapshot.descents import Descents
from msm_rules.sources.snapshot.figures import Figures
from msm_rules.sources.snapshot.fragments import (
    NO_KEY,
    Fragment,
    as_field,
    keep,
    listed,
    words,
    written,
    written_apart,
)

MOST_KEPT = 20_000
"""How many parts of a kind are kept before all are forgotten; one has some hundred bytes."""


class Lines:
    """Writes plain rows of one source, whose bases are known, as lines without an end."""

    def __init__(self, source: Source, known: Mapping[str, Entry]) -> None:
        self.source = source
        self.figures, self.descents = Figures(source), Descents(source, known)
        self._kept: dict[str, dict[Any, Fragment]] = {kind: {} for kind in _KINDS}

    def line(self, entry: Entry) -> bytes:
        """The facts document of a row as JSON in UTF-8."""
        own = self.figures.counts(entry)
        own |= self.descents.fragments(entry)
        if entry.card.get("model-index"):
            own |= self.figures.scores(entry)
        facts, evidence = [b'"id":' + json_line(entry.id)], []
        for (kind, kept), key in zip(self._kept.items(), _keys(entry), strict=True):
            part = kept.get(key)
            if part is None and key is NO_KEY:
                own |= written_apart(_OF_ENTRY[kind](entry))
                continue
            said, grounds = part or keep(kept, MOST_KEPT, key, self._part(kind, key, entry))
            if said:
                facts.append(said)
                evidence.append(grounds)
        for _, (said, grounds) in sorted(own.items()):
            facts.append(said)
            evidence.append(grounds)
        return b'{"schema":"msm-facts/1","model":{%b},"evidence":{%b}}' % (
            b",".join(facts),
            b",".join(evidence),
        )

    def _part(self, kind: str, key: Any, entry: Entry) -> Fragment:
        return written(
            _OF_KEY[kind](self.source, key) if kind in _OF_KEY else _OF_ENTRY[kind](entry)
        )


_KINDS = (
    *("author", "created", "modified", "size", "access"),
    *("languages", "datasets", "domains", "licence", "tags"),
)
"""The parts that recur, in the order in which they are written."""


def _keys(entry: Entry) -> tuple[Any, ...]:
    """The key of each of them: all of the entry that it rests on."""
    card = entry.card.get
    told = tags.telling(entry.tags)
    usual = entry.files is None and entry.model_type is None
    return (
        author_of(entry.id),
        entry.created,
        entry.modified,
        _size_key(entry),
        _access_key(entry, told),
        listed(card("language")),
        listed(card("datasets")),
        listed(card("tags")),
        words(*map(card, _LICENCE)),
        (entry.pipeline_tag, entry.library, told) if usual else NO_KEY,
    )


_LICENCE = ("license", "license_name", "license_link")


def _size_key(entry: Entry) -> Any:
    if entry.gguf or stored_in_words(entry.dtypes):
        return NO_KEY
    stated = size_in_name(name_of(entry.id))
    said = (stated.text, stated.total, stated.active) if stated else None
    return said, entry.total, tuple(entry.dtypes.items())


def _access_key(entry: Entry, told: tuple[str, ...]) -> Any:
    if entry.gated is not None or any(map(entry.card.get, repository.GATES)):
        return NO_KEY
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
    return {field: as_field(key)}


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
