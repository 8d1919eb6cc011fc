"""The knowledge base: entries and aliases, read once from the data that ships with the package.

Owns loading and look-up by id or alias. The data (`data/*.json`, one file a family) are written
and reviewed by people; that they are sound is what `tests/licences/test_data.py` shows, so nothing
is checked again here. Knows nothing of expressions and addresses.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from msm_rules import shipped
from msm_rules.diagnostics.nearest import nearest as nearest_names
from msm_rules.licences.licence import Licence, Text, record
from msm_rules.licences.terms import EUROPEAN_UNION

VERSION = "2026.11.25"

FAMILIES: tuple[str, ...] = (
    "permissive",
    "copyleft",
    "creative_commons",
    "data_and_content",
    "llama",
    "openrail",
    "use_restricted",
    "source_available",
    "research",
    "unread",
)

_OWN = re.compile(r"licenseref-([a-z0-9.-]+)")
_BLANKS = re.compile(r"[\s_]+")


def lookup(id: str) -> Licence | None:
    """The entry of a licence by id or alias, ignoring case; None where the base has none."""
    canonical = _aliases().get(fold(id))
    return None if canonical is None else _entries()[canonical]


def resolve(text: str) -> str | None:
    """The canonical id of an id or alias in any case, or None where the base knows none.

    A `LicenseRef-…` of somebody's own is its own canonical id, in lower case after the prefix.
    """
    known = _aliases().get(fold(text))
    if known is None and (own := _OWN.fullmatch(text.strip().lower())):
        return f"LicenseRef-{own[1]}"
    return known


def several(text: str) -> tuple[tuple[str, ...], str]:
    """The canonical ids of the licences that all go by a name, and why; none for other texts."""
    found = _several().get(fold(text))
    return (tuple(found["ids"]), found["why"]) if found else ((), "")


def no_licence(text: str) -> str | None:
    """Why `text`, which people write where a licence belongs, names none; None if it may."""
    return _reasons().get(fold(text))


def exception(text: str) -> str:
    """The id of a licence exception in SPDX's spelling, else in lower case."""
    return _exceptions().get(text.lower(), text.lower())


def is_exception(text: str) -> bool:
    """Whether a text is the id of a licence exception, in any case."""
    return text.lower() in _exceptions()


def entries() -> tuple[Licence, ...]:
    """Every entry, by id."""
    return tuple(_entries().values())


def nearest(text: str, n: int = 3, names: bool = False) -> tuple[str, ...]:
    """Up to `n` ids, canonical or the Hub's, that look most like `text`, best first; with `names`
    also the names that people write."""
    tables = table("aliases")
    known = {*_entries(), *tables["hub"]["aliases"]}
    if names:
        known |= {*tables["names"]["aliases"], *(entry.name for entry in entries())}
    return nearest_names(text, known, n)


def version() -> str:
    """The version of the knowledge base, a date."""
    return VERSION


@cache
def digest() -> str:
    """SHA-256 over the canonical JSON (RFC 8785) of all entries, in hexadecimal."""
    from hashlib import sha256  # only where a proof names the knowledge base

    records = [record(licence) for licence in entries()]
    text = json.dumps(records, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def fold(text: str) -> str:
    """The form in which aliases are compared: lower case, blanks and underscores as one hyphen,
    `licence` spelled as Americans do."""
    return _BLANKS.sub("-", text.strip().lower()).replace("licence", "license")


def table(name: str) -> Mapping[str, Any]:
    """One of the shipped tables, as its JSON file has it."""
    found: Mapping[str, Any] = _read(f"{name}.json")
    return found


@cache
def _read(file: str) -> Any:
    return json.loads(shipped.data("msm_rules.licences", f"data/{file}"))


@cache
def _entries() -> Mapping[str, Licence]:
    found = [_licence(raw) for family in FAMILIES for raw in _read(f"{family}.json")]
    return {licence.id: licence for licence in sorted(found, key=lambda licence: licence.id)}


def _licence(raw: Mapping[str, Any]) -> Licence:
    common = (raw["id"], raw["name"], raw["family"], raw["category"])
    if not raw["read"]:
        return Licence(*common, text=_text(raw), unread=raw["unread"])
    cap = raw["user_cap"]
    return Licence(
        *common,
        read=True,
        permits=frozenset(raw["permits"]),
        requires=frozenset(raw["requires"]),
        prohibits=frozenset(raw["prohibits"]),
        excluded_territories=_territories(raw["excluded_territories"]),
        territory_condition=raw.get("territory_condition"),
        user_cap=math.inf if cap == "none" else float(cap),
        clauses=_grounds(raw, "clause"),
        quotes=_grounds(raw, "quote"),
        text=_text(raw),
        also=tuple(Text(**text) for text in raw["text"].get("also", ())),
    )


def _text(raw: Mapping[str, Any]) -> Text:
    return Text(**{name: value for name, value in raw.get("text", {}).items() if name != "also"})


def _territories(codes: list[str]) -> frozenset[str]:
    members = (EUROPEAN_UNION if code == "EU" else (code,) for code in codes)
    return frozenset(code for group in members for code in group)


def _grounds(raw: Mapping[str, Any], part: str) -> Mapping[str, str]:
    """What each term of an entry rests on: the `clause`, or the `quote` of the words there."""
    kinds = ("permits", "requires", "prohibits", "unsettled")
    found = {f"{k}:{term}": on[part] for k in kinds for term, on in raw.get(k, {}).items()}
    if "territory_clause" in raw:
        found["excluded_territories"] = raw["territory_clause"][part]
    return MappingProxyType(found)


@cache
def _aliases() -> Mapping[str, str]:
    """Folded alias -> canonical id. Ids and full names are aliases of themselves."""
    own = {fold(word): entry.id for entry in entries() for word in (entry.id, entry.name)}
    tables = [
        table("aliases")[source]["aliases"] for source in ("hub", "spdx", "scancode", "names")
    ]
    return own | {fold(alias): id for table in tables for alias, id in table.items()}


@cache
def _several() -> Mapping[str, Any]:
    return {fold(name): both for name, both in table("aliases")["several"]["aliases"].items()}


@cache
def _reasons() -> Mapping[str, str]:
    return {fold(word): why for word, why in table("aliases")["no_licence"]["reasons"].items()}


@cache
def _exceptions() -> Mapping[str, str]:
    return {id.lower(): id for id in table("aliases")["exceptions"]["ids"]}
