"""The rows of a snapshot that others descend from, kept small.

Owns what is kept of them: enough to read their parents and licence by, as text.  So the lineage of
a row is followed over the whole snapshot, while no row is held but those that somebody names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from msm_rules.sources.normalise.claims import Source
from msm_rules.sources.normalise.entries import Entry, parents_in, texts
from msm_rules.sources.snapshot.cells import LARGEST_CELL, json_field, json_line
from msm_rules.sources.snapshot.columns import CARD
from msm_rules.sources.snapshot.rows import rows

_OF_CARD = ("license", "license_name", "license_link", "base_model", "tags")
"""The fields of a card that say what a model descends from and under which licence it is."""

KEPT_READ = 4096
"""How many bases are kept as entries, too: most lines lead to the same few."""


class Bases(Mapping[str, Entry]):
    """Entries by id without case, made of their texts when they are looked up."""

    def __init__(self, kept: Mapping[str, bytes], source: Source) -> None:
        self.kept, self.source = kept, source
        self._entries: dict[str, Entry] = {}

    def __getitem__(self, key: str) -> Entry:
        found = self._entries.get(key)
        if found is None:
            found = _entry(self.kept[key], self.source)
            if len(self._entries) >= KEPT_READ:
                self._entries.clear()
            self._entries[key] = found
        return found

    def get(self, key: str, default: object = None) -> Entry | None:  # type: ignore[override]
        """The entry of that id; None where it is not in the snapshot."""
        return self[key] if key in self.kept else None

    def __iter__(self) -> Iterator[str]:
        return iter(self.kept)

    def __len__(self) -> int:
        return len(self.kept)


def named_parents(frame: pl.DataFrame) -> set[str]:
    """Every id that rows give as a parent's, as the Hub found it or as the card has it, without
    case; cards are parsed only where they speak of a base."""
    found = {id for cell in _bases_found(frame) for id in parents_in(cell)[0] or ()}
    for cell in _cards_with_base(frame):
        found.update(texts(_base_in(cell)))
    return {id.casefold() for id in found} | {id.strip().casefold() for id in found}


def _base_in(card: object) -> object:
    if isinstance(card, str):
        return json_field(card, "base_model")
    return card.get("base_model") if isinstance(card, Mapping) else None


def _bases_found(frame: pl.DataFrame) -> Iterator[object]:
    if "baseModels" in frame.columns:
        yield from frame["baseModels"].drop_nulls().unique().to_list()


def _cards_with_base(frame: pl.DataFrame) -> Iterator[object]:
    if CARD in frame.columns:
        cards = frame[CARD].drop_nulls()
        if cards.dtype == pl.String:
            cards = cards.filter(cards.str.len_bytes() <= LARGEST_CELL)
            cards = cards.filter(cards.str.contains('"base_model"', literal=True))
        yield from cards.to_list()


def bases(frames: Iterable[pl.DataFrame], source: Source) -> dict[str, bytes]:
    """What is kept of rows, by id without case; of those with one id the first counts."""
    kept: dict[str, bytes] = {}
    for row in (row for frame in frames for row in rows(frame, source)):
        if row.entry is not None:
            kept.setdefault(row.entry.id.casefold(), _text(row.entry))
    return kept


def _text(entry: Entry) -> bytes:
    """Tags with a colon (`arxiv:`, `dataset:`, `region:`) say nothing of descent."""
    card = {name: entry.card[name] for name in _OF_CARD if name in entry.card}
    tags = [tag for tag in entry.tags if ":" not in tag]
    return json_line([entry.id, card, tags, entry.parents, entry.relation])


def _entry(text: bytes, source: Source) -> Entry:
    id, card, tags, parents, relation = json.loads(text)
    found = None if parents is None else tuple(parents)
    return Entry(id, source, card, tuple(tags), parents=found, relation=relation)
