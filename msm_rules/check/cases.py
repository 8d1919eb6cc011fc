"""Tests in a policy: what they give, set and expect, checked and ready to run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from msm_rules.check.context import Context
from msm_rules.check.scope import Module
from msm_rules.graph.nodes import Obligation, Rule
from msm_rules.syntax import tree as t


@dataclass(frozen=True, slots=True)
class Case:
    """One test: the `model` part of a facts document, params, the day, what is expected."""

    name: str
    model: dict[str, object]
    params: dict[str, object]
    as_of: int | None
    expects: tuple[t.Expect, ...]
    test: t.Test


def cases(
    ctx: Context, main: Module, rules: Sequence[Rule], obligations: Sequence[Obligation]
) -> tuple[Case, ...]:
    """The tests of the policy itself."""
    return ()
