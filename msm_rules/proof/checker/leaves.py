"""What the facts document of a proof says of each leaf, and how old and how well known it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from msm_rules import licences
from msm_rules.proof.checker import terms
from msm_rules.proof.checker.claims import Claims, Row
from msm_rules.proof.checker.sets import LINE, kind, missing, natural, read

METHODS = ("attested", "measured", "verified", "declared", "derived", "estimated", "assumed")


def key_of(claims: Claims, row: Row) -> str:
    """The key of the fact that a leaf reads; an argument may name the entry of a map."""
    path, entry = row["const"]
    if row["args"]:
        (entry,) = claims.values[row["args"][0]]
    return path if entry is None else f'{path}["{entry}"]'


def raw_of(claims: Claims, key: str) -> Any:
    """What stands in the facts document for a fact; None where it is missing."""
    path, bracket, rest = key.partition('["')
    found: Any = claims.proof["facts"]["document"]["model"]
    for name in (*path.split("."), *([rest[:-2]] if bracket else [])):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def evidence_of(claims: Claims, key: str) -> list[Row]:
    """The records of evidence of a fact."""
    rows: list[Row] = claims.proof["facts"]["document"]["evidence"].get(key, [])
    return rows


def strongest(claims: Claims, key: str) -> tuple[str | None, float | None]:
    """The strongest method a fact is known by, and the latest day that was observed."""
    rows = evidence_of(claims, key)
    if not rows:
        return None, None
    best = min((row["method"] for row in rows), key=METHODS.index)
    days = [row["observed"] for row in rows if row["method"] == best and row.get("observed")]
    return best, max((float(date.fromisoformat(d).toordinal()) for d in days), default=None)


def is_stale(claims: Claims, key: str) -> bool:
    """Whether a fact was observed longer ago than the policy allows."""
    limit = claims.graph["stale_after"]
    day = strongest(claims, key)[1]
    there = key != "id" and raw_of(claims, key) is not None
    return limit is not None and day is not None and there and today(claims) - day > limit


def today(claims: Claims) -> float:
    """The day of the decision, as an ordinal."""
    return float(date.fromisoformat(claims.proof["decision"]["as_of"]).toordinal())


def is_pending(claims: Claims, key: str) -> bool:
    """Whether a fact was not asked for."""
    return key in claims.proof["facts"]["pending"]


def leaf(claims: Claims, row: Row) -> Any:
    """The value of a leaf, from the facts document."""
    key, path, type_ = key_of(claims, row), row["const"][0], row["type"]
    if row["op"] == "fact":
        hidden = is_pending(claims, key) or is_stale(claims, key)
        return missing(path, type_) if hidden else fact(path, type_, raw_of(claims, key))
    return _about(claims, row["op"], key)


def _about(claims: Claims, op: str, key: str) -> Any:
    """How, or when, a fact is known."""
    method, day = strongest(claims, key)
    if op == "observed":
        return LINE if is_pending(claims, key) or day is None else (day, day)
    if is_pending(claims, key):
        return None
    return frozenset([method if method and not is_stale(claims, key) else ""])


def state(claims: Claims, key: str, path: str, type_: Any) -> str:
    """What a leaf says of its fact."""
    if is_pending(claims, key):
        return "not needed"
    if is_stale(claims, key):
        return "stale"
    known = fact(path, type_, raw_of(claims, key)) != missing(path, type_)
    return "known" if known else "missing"


def fact(path: str, type_: Any, raw: Any) -> Any:
    """The value of a fact as it stands in a facts document (language.md)."""
    if raw is None:
        return missing(path, type_)
    match kind(type_):
        case "ordered" if isinstance(raw, dict):
            ends = zip(raw["between"], natural(path, type_), strict=True)
            lo, hi = (n if e is None else read(type_, e)[0] for e, n in ends)
            return lo, hi
        case "set":
            bounds = raw if isinstance(raw, list) else [raw["at_least"], raw.get("at_most")]
            if isinstance(raw, list):
                bounds = [raw, raw]
            return tuple(None if b is None else _members(type_["set"], b) for b in bounds)
        case "words" if type_ == "licence":
            texts = [raw] if isinstance(raw, str) else raw["one_of"]
            return frozenset().union(*(terms.words_of(licences.canonical(x)) for x in texts))
        case "words":
            texts = [raw] if isinstance(raw, str) else raw["one_of"]
            return frozenset(_folded(type_, x) for x in texts)
        case _:
            return read(type_, raw)


def _members(element: Any, texts: list[str]) -> frozenset[str]:
    if element == "licence":
        return frozenset(map(licences.canonical, texts))
    return frozenset(_folded(element, x) for x in texts)


def _folded(type_: Any, text: str) -> str:
    return text.casefold() if type_ == ["string", "folded"] else text
