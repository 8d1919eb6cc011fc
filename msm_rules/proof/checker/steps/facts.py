"""What the facts document of a proof says of each fact, how old it is and how well known."""

from __future__ import annotations

from typing import Any

from msm_rules.proof import check_proof
from msm_rules.proof.check_proof import LINE, missing, natural, ordinal, read
from msm_rules.proof.checker.claims import UNREADABLE, Claims, IllFormedError, Row
from msm_rules.proof.checker.meaning.sets import kept
from msm_rules.proof.checker.meaning.types import Type


def key_of(const: tuple[str, str | None], entry: Any = None) -> str:
    """The key of the fact that a leaf reads; an argument may name the entry of a map."""
    path, name = const
    if entry is not None:
        (name,) = entry
    return path if name is None else f'{path}["{name}"]'


def raw_of(claims: Claims, key: str) -> Any:
    """What stands in the facts document for a fact; None where it is missing."""
    return check_proof.raw_of(claims.proof["facts"]["document"], key)


def evidence_of(claims: Claims, key: str) -> list[Row]:
    """The records of evidence of a fact."""
    rows: list[Row] = claims.proof["facts"]["document"]["evidence"].get(key, [])
    return rows


def is_stale(claims: Claims, key: str) -> bool:
    """Whether a fact was observed longer ago than the policy allows."""
    document = claims.proof["facts"]["document"]
    return check_proof.is_stale(document, key, claims.graph["stale_after"], today(claims))


def today(claims: Claims) -> float:
    """The day of the decision, as an ordinal."""
    return ordinal(claims.proof["decision"]["as_of"])


def may_be_anything(claims: Claims, key: str) -> bool:
    """Whether a fact is pending or withheld."""
    return key in claims.proof["facts"]["pending"] or key in claims.withheld


def leaf(claims: Claims, op: str, key: str, path: str, type_: Type) -> Any:
    """The value of a leaf, from the facts document."""
    if op == "fact":
        hidden = may_be_anything(claims, key) or is_stale(claims, key)
        return missing(path, type_) if hidden else _well_formed(claims, key, path, type_)
    method, day = check_proof.strongest(claims.proof["facts"]["document"], key)
    if op == "observed":
        return LINE if may_be_anything(claims, key) or day is None else (day, day)
    if may_be_anything(claims, key):
        return None
    return frozenset([method if method and not is_stale(claims, key) else ""])


def _well_formed(claims: Claims, key: str, path: str, type_: Type) -> Any:
    raw = raw_of(claims, key)
    try:
        return fact(path, type_, raw)
    except UNREADABLE as problem:
        raise IllFormedError(f"facts.document.model.{key}", f"is ill-formed: {problem}") from None


def state(claims: Claims, key: str, path: str, type_: Type) -> str:
    """What a leaf says of its fact."""
    if may_be_anything(claims, key):
        return "not needed"
    if is_stale(claims, key):
        return "stale"
    known = _well_formed(claims, key, path, type_) != missing(path, type_)
    return "known" if known else "missing"


def fact(path: str, type_: Type, raw: Any) -> Any:
    """The value of a fact as it stands in a facts document (language.md).

    Raises ValueError for what is ill-formed there.
    """
    if raw is None:
        return missing(path, type_)
    value = kept(type_, read(type_, raw, natural(path, type_)))
    if path == "license_chain" and value[1] is not None and not value[1]:
        raise ValueError("a model's own licence is in its `license_chain`")
    return value
