"""What the text says in words: header, titles, reasons, references, and who approved what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from msm_rules.proof.check_proof import day_of
from msm_rules.proof.checker.claims import Row
from msm_rules.proof.checker.text.files import Module, at
from msm_rules.syntax import tree as t

Clause = TypeVar("Clause")


def clauses_of(
    item: Any, kind: type[Clause], where: Callable[[Clause], bool] = lambda _: True
) -> list[Clause]:
    """The clauses of one kind that an item has."""
    return [c for c in item.clauses if isinstance(c, kind) and where(c)]


def one_of(
    item: Any, kind: type[Clause], where: Callable[[Clause], bool] = lambda _: True
) -> Clause | None:
    """The one clause of a kind, if there is one. Raises ValueError where there are more."""
    found = clauses_of(item, kind, where)
    if len(found) > 1:
        raise ValueError(f"line {item.span.line} says the same twice")
    return found[0] if found else None


def header(main: Module) -> Row:
    """What the policy says of itself."""
    policy = main.header()
    texts = {c.kind: c.text.value for c in clauses_of(policy, t.HeaderText)}
    said = {k: texts.get(k, "") for k in ("version", "title", "owner", "description")}
    return {"name": policy.name.name, **said}


def _notes(item: Any, kind: str) -> list[str]:
    return [n.text.value for n in clauses_of(item, t.Note) if n.kind == kind]


def rule_words(rule: t.Rule, tier: str) -> Row:
    """What the text says of a rule beside its conditions."""
    when: list[str] = [c.choice for c in clauses_of(rule, t.WhenUnknown)]
    when += [c.take for c in clauses_of(rule, t.WhenUncertain)]
    otherwise = one_of(rule, t.Otherwise)
    return {
        "name": rule.name.name,
        "tier": tier,
        "title": rule.title.value if rule.title else "",
        "because": _notes(rule, "because"),
        "cites": _notes(rule, "cite"),
        "otherwise": otherwise.by.value if otherwise else None,
        "when": " ".join(when),
        "waivable": one_of(rule, t.Waivable) is not None,
        "span": at(rule.span),
    }


def waiver_words(waiver: t.Waiver) -> Row:
    """What the text says of a waiver. Raises ValueError for one that lacks a part."""
    (rule,), (models,) = clauses_of(waiver, t.WaiverRule), clauses_of(waiver, t.WaiverModels)
    (period,) = clauses_of(waiver, t.WaiverPeriod)
    texts = {c.kind: c.text.value for c in clauses_of(waiver, t.WaiverText)}
    return {
        "id": waiver.id.value,
        "rule": rule.rule.name,
        "models": [p.value for p in models.patterns],
        "revision": texts.get("revision"),
        "from": day_of(period.start.ordinal),
        "until": day_of(period.until.ordinal),
        "approved_by": texts["approved"],
        "because": texts["because"],
        "span": at(waiver.span),
    }


def obligation_words(item: t.Obligation) -> Row:
    """What the text says of an obligation."""
    return {
        "name": item.name.name,
        "text": item.text.value,
        "cites": _notes(item, "cite"),
        "span": at(item.span),
    }
