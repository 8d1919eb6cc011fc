"""A licence that a catalogue names in free text, as claims.

Owns what such a name says of the chain: one member, and nothing of ancestors.
"""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.sources.normalise import licences
from msm_rules.sources.normalise.claims import Claim, Json, Source, members


def named_licence(source: Source, names: tuple[str, ...], where: str) -> Iterator[Claim]:
    """A licence in free text; of the chain it tells one member and nothing of ancestors."""
    found = licences.from_names(names)
    yield from licences.claims(source, found, where)
    if len(found.possible) == 1:
        chain, member = members(found.possible, None), found.possible[0]
        fields: dict[str, Json] = {"member": member, "raw": found.raw}
        yield source.claim("license_chain", chain, "declared", where, **fields)
