"""One licence as the knowledge base describes it, and its plain record for proof documents.

Owns the shape of an entry. Reads no data.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from msm_rules import frozen

_NONE: frozenset[str] = frozenset()


def _no_clauses() -> Mapping[str, str]:
    return MappingProxyType({})


@frozen.record
class Licence:
    """One entry. `read` says whether the text was read clause by clause.

    Where it was not, the category alone may be known, and every term is unknown. `clauses` maps
    `permits:…`, `requires:…`, `prohibits:…` and `unsettled:…` (the text speaks of the term, but
    neither permits nor prohibits it as such) to the clause they rest on. `excluded_territories`
    are ISO 3166 alpha-2 codes, `user_cap` is in users a month and `inf` where there is none; None
    is unknown.
    """

    id: str
    name: str
    family: str
    category: str | None = None
    read: bool = False
    permits: frozenset[str] = _NONE
    requires: frozenset[str] = _NONE
    prohibits: frozenset[str] = _NONE
    excluded_territories: frozenset[str] | None = None
    territory_condition: str | None = None
    user_cap: float | None = None
    clauses: Mapping[str, str] = frozen.field(default_factory=_no_clauses, compare=False)
    text_version: str | None = None
    text_url: str | None = None
    text_sha256: str | None = None


def record(licence: Licence) -> dict[str, object]:
    """The entry as plain JSON values: sorted lists, whole numbers, `"inf"` for no cap on users."""
    cap, territories = licence.user_cap, licence.excluded_territories
    return {
        "id": licence.id,
        "name": licence.name,
        "family": licence.family,
        "category": licence.category,
        "read": licence.read,
        "permits": sorted(licence.permits),
        "requires": sorted(licence.requires),
        "prohibits": sorted(licence.prohibits),
        "excluded_territories": None if territories is None else sorted(territories),
        "territory_condition": licence.territory_condition,
        "user_cap": None if cap is None else "inf" if math.isinf(cap) else int(cap),
        "clauses": dict(sorted(licence.clauses.items())),
        "text": {
            "version": licence.text_version,
            "url": licence.text_url,
            "sha256": licence.text_sha256,
        },
    }
