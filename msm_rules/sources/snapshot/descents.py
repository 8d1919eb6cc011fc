"""The descent of a row as fragments: parents, relation, ancestors and the chain of licences.

Owns what of it is kept: thousands of models are made from the same parents, under few licences.
What is said is that of `normalise.lineage`; a row that stands in its own line is read by that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msm_rules.frozen import record
from msm_rules.sources.normalise import lineage
from msm_rules.sources.normalise.claims import Json, Source
from msm_rules.sources.normalise.entries import Entry, texts
from msm_rules.sources.snapshot.cells import json_line
from msm_rules.sources.snapshot.fragments import (
    NO_KEY,
    Fragments,
    as_field,
    keep,
    listed,
    members,
    words,
    written_apart,
)

MOST_LINES, MOST_LICENCES = 20_000, 20_000
"""How many lines, and declared licences, are kept; a long line has some kilobytes."""


@record
class _Line:
    """A line without the model that it ends in.  `about` are the ids it rests on, without case;
    `possible` and `grounds` are the ancestors' licences and their evidence; `chains` keeps the
    value of the chain for each licence that a model at its end may have."""

    fragments: Fragments
    about: frozenset[str]
    complete: bool
    possible: tuple[tuple[str, ...], ...]
    grounds: tuple[bytes, ...]
    chains: dict[tuple[str, ...], bytes | None]


@record
class _Own:
    """A declared licence: what is possible, and the evidence before and after the locator."""

    possible: tuple[str, ...]
    grounds: tuple[tuple[bytes, bytes], ...]


class Descents:
    """Writes the descent of rows of one source, whose bases are known."""

    def __init__(self, source: Source, known: Mapping[str, Entry]) -> None:
        self.source, self.known = source, known
        self._lines: dict[Any, _Line | None] = {}
        self._licences: dict[Any, _Own] = {}

    def fragments(self, entry: Entry) -> Fragments:
        """What is said of the row's descent."""
        line = self._line_of(entry)
        if line is None or entry.id.casefold() in line.about:
            return written_apart(lineage.claims(entry, self.known))
        own = self._own(entry)
        value = self._chain(line, own)
        if value is None:
            return line.fragments
        where = json_line(lineage.licence_locator(entry.id))
        grounds = [*(b"%b%b%b" % (head, where, tail) for head, tail in own.grounds), *line.grounds]
        evidence = b'"license_chain":[%b]' % b",".join(grounds)
        return {**line.fragments, "license_chain": (b'"license_chain":' + value, evidence)}

    def _chain(self, line: _Line, own: _Own) -> bytes | None:
        if own.possible not in line.chains:
            value = lineage.chain_value([own.possible, *line.possible], line.complete)
            line.chains[own.possible] = None if value is None else json_line(value)
        return line.chains[own.possible]

    # --- what is kept ---

    def _line_of(self, entry: Entry) -> _Line | None:
        """The line above a row; None where it rests on more than can be told apart."""
        base = listed(entry.card.get("base_model"))
        if base is NO_KEY:
            return None
        if not base and not entry.parents:
            return self._without_parents(lineage.read_parents(entry))
        key = (base, entry.parents, entry.relation)
        if key not in self._lines:
            bare = Entry(
                "",
                self.source,
                card={"base_model": as_field(base)},
                parents=entry.parents,
                relation=entry.relation,
            )
            keep(self._lines, MOST_LINES, key, self._line(bare, lineage.read_parents(bare)))
        return self._lines[key]

    def _without_parents(self, parents: lineage.Parents) -> _Line | None:
        """The line of a row that names none: of so many rows few have a note of their own."""
        key = (parents.note, parents.complete)
        if key not in self._lines:
            line = self._line(Entry("", self.source), parents)
            keep(self._lines, MOST_LINES, key, line)
        return self._lines[key]

    def _line(self, bare: Entry, parents: lineage.Parents) -> _Line | None:
        named = texts(bare.card.get("base_model"))
        if named and not parents.named:
            return None  # they are blank, so that all else of the row counts
        line = lineage.walk("", parents, self.known)
        found = lineage.found_in(line, self.known)
        about = (*(name.strip() for name in named), *(bare.parents or ()), *line.ids)
        return _Line(
            written_apart(lineage.descent(bare, parents, line)),
            frozenset([id.casefold() for id in about]),
            line.complete,
            tuple([lineage.possible_licences(model) for model in found]),
            tuple([json_line(said) for model in found for said in lineage.licence_grounds(model)]),
            {},
        )

    def _own(self, entry: Entry) -> _Own:
        card = entry.card
        key = words(card.get("license"), card.get("license_name"), card.get("license_link"))
        known = None if key is NO_KEY else self._licences.get(key)
        if known is not None:
            return known
        grounds = tuple([_around_locator(said) for said in lineage.licence_grounds(entry)])
        own = _Own(lineage.possible_licences(entry), grounds)
        return own if key is NO_KEY else keep(self._licences, MOST_LICENCES, key, own)


def _around_locator(evidence: Mapping[str, Json]) -> tuple[bytes, bytes]:
    """Evidence as JSON, up to the value of its locator and from there on."""
    said = list(evidence.items())
    at = [name for name, _ in said].index("locator")
    before, after = members(dict(said[:at])), members(dict(said[at + 1 :]))
    return b'{%b,"locator":' % before, b",%b}" % after
