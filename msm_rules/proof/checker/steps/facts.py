"""What the facts document of a proof says of each fact, how old it is and how well known."""

from __future__ import annotations

from datetime import date
from typing import Any

from msm_rules.proof.checker.claims import Claims, Row
from msm_rules.proof.checker.meaning.licence_terms import words_of
from msm_rules.proof.checker.meaning.sets import LINE, missing, natural, read, word
from msm_rules.proof.checker.meaning.types import Type, kind

METHODS = ("attested", "measured", "verified", "declared", "derived", "estimated", "assumed")


def key_of(const: tuple[str, str | None], entry: Any = None) -> str:
    """The key of the fact that a leaf reads; an argument may name the entry of a map."""
    path, name = const
    if entry is not None:
        (name,) = entry
    return path if name is None else f'{path}["{name}"]'


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
    """Whether a fact was not asked for, or is withheld: it may be anything."""
    return key in claims.proof["facts"]["pending"] or key in claims.withheld


def leaf(claims: Claims, op: str, key: str, path: str, type_: Type) -> Any:
    """The value of a leaf, from the facts document."""
    if op == "fact":
        hidden = is_pending(claims, key) or is_stale(claims, key)
        return missing(path, type_) if hidden else fact(path, type_, raw_of(claims, key))
    method, day = strongest(claims, key)
    if op == "observed":
        return LINE if is_pending(claims, key) or day is None else (day, day)
    if is_pending(claims, key):
        return None
    return frozenset([method if method and not is_stale(claims, key) else ""])


def state(claims: Claims, key: str, path: str, type_: Type) -> str:
    """What a leaf says of its fact."""
    if is_pending(claims, key):
        return "not needed"
    if is_stale(claims, key):
        return "stale"
    known = fact(path, type_, raw_of(claims, key)) != missing(path, type_)
    return "known" if known else "missing"


def fact(path: str, type_: Type, raw: Any) -> Any:
    """The value of a fact as it stands in a facts document (language.md)."""
    if raw is None:
        return missing(path, type_)
    match kind(type_):
        case "ordered" if isinstance(raw, dict):
            ends = zip(raw["between"], natural(path, type_), strict=True)
            lo, hi = (n if e is None else read(type_, e)[0] for e, n in ends)
            return lo, hi
        case "set":
            bounds = [raw, raw] if isinstance(raw, list) else [raw["at_least"], raw.get("at_most")]
            return tuple(
                None if b is None else frozenset(word(type_[1], x) for x in b) for b in bounds
            )
        case "words" if type_ == "licence":
            texts = [raw] if isinstance(raw, str) else raw["one_of"]
            return frozenset().union(*(words_of(word(type_, x)) for x in texts))
        case "words":
            texts = [raw] if isinstance(raw, str) else raw["one_of"]
            return frozenset(word(type_, x) for x in texts)
        case _:
            return read(type_, raw)
