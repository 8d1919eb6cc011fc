"""One licence as the knowledge base describes it, and its plain records.

Owns the shape of an entry. Reads no data.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from msm_rules import frozen

_NONE: frozenset[str] = frozenset()


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


@frozen.record
class Text:
    """A text that was read, or where one is said to be; `sha256` is that of what `url` gave.

    `version` is the licensor's name for it, `kept_by` whose copy it is and in which field, where it
    is not the licensor's own file, and `official` the licensor's page then. `name` tells texts of
    one licence apart that belong to it (a policy of acceptable use).
    """

    version: str | None = None
    url: str | None = None
    sha256: str | None = None
    kept_by: str | None = None
    official: str | None = None
    name: str | None = None


@frozen.record
class Licence:
    """One entry. `read` says whether the text was read clause by clause.

    Where it was not, the category alone may be known, and every term is unknown. `clauses` maps
    `permits:…`, `requires:…`, `prohibits:…` and `unsettled:…` (the text speaks of the term, but
    neither permits nor prohibits it as such) to the clause they rest on, `excluded_territories`
    likewise, and `quotes` the same keys to the text's own words there, with ` … ` where words are
    left out. `excluded_territories` are ISO 3166 alpha-2 codes, `user_cap` is in users a month and
    `inf` where there is none; None is unknown. `also` are further texts that were read with it,
    and `unread` says why none was, and what the category rests on then.
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
    clauses: Mapping[str, str] = frozen.field(default_factory=_nothing, compare=False)
    quotes: Mapping[str, str] = frozen.field(default_factory=_nothing, compare=False)
    text: Text = Text()
    also: tuple[Text, ...] = ()
    unread: str | None = None


def record(licence: Licence) -> dict[str, object]:
    """The entry as plain JSON values, as proofs hold it: sorted lists, whole numbers, `"inf"` for
    no cap on users."""
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
            "version": licence.text.version,
            "url": licence.text.url,
            "sha256": licence.text.sha256,
        },
    }


def full_record(licence: Licence) -> dict[str, object]:
    """The record with the words that each term rests on, and all that is known of the texts."""
    return {
        **record(licence),
        "quotes": dict(sorted(licence.quotes.items())),
        "text": _text(licence.text),
        "also": [_text(text) for text in licence.also],
        "unread": licence.unread,
    }


def _text(text: Text) -> dict[str, str]:
    fields = ("name", "version", "url", "sha256", "kept_by", "official")
    return {field: value for field in fields if (value := getattr(text, field)) is not None}
