"""A declared licence as a fact's value: the one place where sources meet the knowledge base.

Owns no table: names, links and aliases belong to the licence knowledge base.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from msm_rules import licences as knowledge
from msm_rules.frozen import record
from msm_rules.sources.normalise.claims import Claim, Json, Source, members
from msm_rules.sources.normalise.entries import texts


@record
class Licence:
    """What was declared: the raw words, every expression that they allow (none: unknown), and
    why they are not clear."""

    raw: str
    possible: tuple[str, ...]
    note: str | None

    @property
    def value(self) -> Json:
        """The fact's value: None where unknown."""
        if len(self.possible) > 1:
            return {"one_of": list[Json](sorted(self.possible))}
        return self.possible[0] if self.possible else None


def declared(card: Mapping[str, Any]) -> Licence | None:
    """The licence that a card declares; None where it declares none."""
    fields = (card.get("license"), card.get("license_name"), card.get("license_link"))
    if _TEXT_OR_NOTHING.issuperset(map(type, fields)):
        return _remembered(*fields)
    return _declared(*fields)


def _declared(licence: object, name: object, link: object) -> Licence | None:
    words = [*texts(licence), *texts(name), *texts(link)]
    if not words:
        return None
    found = knowledge.from_declared(licence, *(next(iter(texts(v)), None) for v in (name, link)))
    return Licence("; ".join(words), found.possible, found.note)


# The same words stand in thousands of cards, and are asked for again by all that descend from one.
_remembered = lru_cache(maxsize=4096)(_declared)
_TEXT_OR_NOTHING = frozenset((str, type(None)))


def from_names(names: tuple[str, ...]) -> Licence:
    """A licence, or several, that a catalogue names in free text."""
    found = knowledge.from_declared(names[0] if len(names) == 1 else list(names))
    return Licence("; ".join(names), found.possible, found.note)


def named(source: Source, names: tuple[str, ...], where: str) -> Iterator[Claim]:
    """A licence, or several, in free text as claims; of the chain it tells one member and nothing
    of ancestors."""
    found = from_names(names)
    yield from claims(source, found, where)
    if len(found.possible) == 1:
        chain, member = members(found.possible, None), found.possible[0]
        fields: dict[str, Json] = {"member": member, "raw": found.raw}
        yield source.claim("license_chain", chain, "declared", where, **fields)


def claims(source: Source, found: Licence | None, where: str) -> Iterator[Claim]:
    """The licence, and the words in which it was declared."""
    if found is None:
        return
    yield source.claim("license_declared", found.raw, "declared", where, note=_unless(found))
    if found.possible:
        fields: dict[str, Json] = {"raw": found.raw, "note": found.note}
        yield source.claim("license", found.value, "declared", where, **fields)


def _unless(found: Licence) -> str | None:
    return None if found.possible else found.note
