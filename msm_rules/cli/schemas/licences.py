"""Schemas of licences: entries of the knowledge base, and what an expression means."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msm_rules.cli.schemas.shapes import (
    COUNT,
    DIGEST,
    TEXT,
    TEXTS,
    TRUTH,
    Schema,
    by_name,
    document,
    each,
    maybe,
    part,
    said,
)

_TEXT_OF = part(
    {},
    {
        "name": TEXT,
        "version": TEXT,
        "url": TEXT,
        "sha256": DIGEST,
        "kept_by": TEXT,
        "official": TEXT,
    },
)

_ENTRY: Mapping[str, Schema] = {
    "id": said(TEXT, "an SPDX id, or `LicenseRef-…`"),
    "name": TEXT,
    "family": TEXT,
    "category": maybe(TEXT),
    "read": said(TRUTH, "read clause by clause; else all terms are unknown"),
    "permits": TEXTS,
    "requires": TEXTS,
    "prohibits": TEXTS,
    "excluded_territories": said(maybe(TEXTS), "null: not known"),
    "territory_condition": maybe(TEXT),
    "user_cap": said({"anyOf": [COUNT, {"enum": ["inf", None]}]}, "inf: none; null: not known"),
    "clauses": said(by_name(TEXT), "the clause that each term rests on"),
    "quotes": said(by_name(TEXT), "the words that each term rests on"),
    "text": said(_TEXT_OF, "the text that was read"),
    "also": said(each(_TEXT_OF), "further texts"),
    "unread": said(maybe(TEXT), "why it was not read"),
}


def _licence() -> Schema:
    return document("licence", "What a licence permits, requires and prohibits", _ENTRY)


def _licences() -> Schema:
    return document("licences", "Licences of the knowledge base", {"licences": each(part(_ENTRY))})


def _meaning() -> Schema:
    alternative = {
        "parts": said(TEXTS, "licences that all apply"),
        "permits": TEXTS,
        "requires": TEXTS,
        "prohibits": TEXTS,
        "unknown": said(TEXTS, "terms on which they are silent"),
        "entries": said(each(maybe(part(_ENTRY))), "of each part; null: there is none"),
    }
    possible = {"expression": TEXT, "alternatives": each(part(alternative))}
    return document(
        "licence-meaning",
        "What a text means as a licence",
        {"text": TEXT, "note": maybe(TEXT), "possible": each(part(possible))},
    )


FORMS: Mapping[str, Callable[[], Schema]] = {
    "licence": _licence,
    "licences": _licences,
    "licence-meaning": _meaning,
}
