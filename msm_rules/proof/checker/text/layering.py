"""Which rules, tiers and blocks a policy ends up with after the policies it extends.

Written from language.md (Layering): what a base wrote is closed, unless the base marked it `open`
and what replaces it is marked `override`. A text that says otherwise is no policy.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from msm_rules.proof.checker.text.files import Module, in_line
from msm_rules.syntax import tree as t

Placed = tuple[t.Rule, str, Module]
Block = TypeVar("Block", t.Decide, t.Rank)


class ClosedError(ValueError):
    """A text that changes what another one keeps closed, or uses a name twice."""


def layered(main: Module) -> list[Placed]:
    """The rules of a line of extension; one that overrides takes the place of the other."""
    found: list[Placed] = []
    places: dict[str, int] = {}
    latest: dict[str, t.Tier] = {}
    for module, tier in in_line(main, t.Tier):
        _demand_open(tier, latest.get(tier.kind))
        latest[tier.kind] = tier
        for rule in tier.rules:
            place = places.setdefault(rule.name.name, len(found))
            new: Placed = rule, tier.kind, module
            if place == len(found) and not rule.override:
                found.append(new)
            else:
                _demand_override(new, found[place : place + 1])
                found[place] = new
    return found


def _demand_open(tier: t.Tier, base: t.Tier | None) -> None:
    """Scored tiers of a base take new rules only where they are open, and keep their weight."""
    if base is None or tier.kind == "critical":
        return
    if tier.weight is not None:
        raise ClosedError(f"the weight of the tier {tier.kind} was written by another policy")
    if not base.open and not all(rule.override for rule in tier.rules):
        raise ClosedError(f"the tier {tier.kind} takes no further rules")


def _demand_override(new: Placed, there: list[Placed]) -> None:
    (rule, tier, module), name = new, new[0].name.name
    if not rule.override:
        raise ClosedError(f"two rules are called {name}")
    if not there or there[0][1] != tier or there[0][2] is module:
        raise ClosedError(f"there is no rule {name} to override in this tier")
    if not there[0][0].open:
        raise ClosedError(f"the rule {name} is not open to be overridden")


def block(main: Module, kind: type[Block]) -> tuple[Module, Block | None]:
    """The `decide` or `rank` that counts, with its file."""
    found: tuple[Module, Block | None] = main, None
    for module, item in in_line(main, kind):
        base = found[1]
        closed = base is not None and (found[0] is module or not base.open)
        if closed or item.override != (base is not None):
            raise ClosedError(f"{kind.__name__.lower()} is not open to be overridden")
        found = module, item
    return found


def demand_distinct(what: str, names: Iterable[str]) -> None:
    """Raise ClosedError where a name stands twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ClosedError(f"two {what} are called {name}")
        seen.add(name)
