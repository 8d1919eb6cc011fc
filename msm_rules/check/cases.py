"""Tests in a policy: what they give, set and expect, checked and ready to run.

Owns which clauses a test has, how often, and which it must have. What stands in them is read by
`given`, `settings` and `expects`.
"""

from __future__ import annotations

from collections.abc import Sequence

from msm_rules.check.clauses import once
from msm_rules.check.context import Context
from msm_rules.check.expects import Names, expected, names
from msm_rules.check.given import facts
from msm_rules.check.scope import Module, taken
from msm_rules.check.settings import settings
from msm_rules.frozen import record
from msm_rules.graph.nodes import Obligation, Rule
from msm_rules.source import Span
from msm_rules.syntax import tree as t


@record
class Case:
    """One test: the `model` part of a facts document, params, the day, what is expected.

    `params` are in the form that `decide` takes; `as_of` is a day ordinal, None where the policy
    does not depend on the day. The numbers in `expects` are computed: each is a `Number`.
    """

    name: str
    model: dict[str, object]
    params: dict[str, object]
    as_of: int | None
    expects: tuple[t.Expect, ...]
    test: t.Test


def cases(
    ctx: Context, main: Module, rules: Sequence[Rule], obligations: Sequence[Obligation]
) -> tuple[Case, ...]:
    """The tests of the policy itself, without those in error."""
    known = names(main, rules, obligations)
    reason = _rests_on_the_day(ctx, main)
    found: list[Case] = []
    first: dict[str, Span] = {}
    tests = [item for item in main.file.items if isinstance(item, t.Test)]
    for n, test in enumerate(tests, 1):
        name = test.name.value
        if name in first:
            ctx.state.diagnostics.append(taken(name, test.name.span, first[name], "the test"))
        first.setdefault(name, test.name.span)
        before = len(ctx.state.diagnostics)
        case = _case(ctx, known, test, f"test.{n}")
        if not test.broken:
            _complete(ctx, case, reason)
            if len(ctx.state.diagnostics) == before:
                found.append(case)
    return tuple(found)


def _case(ctx: Context, known: Names, test: t.Test, path: str) -> Case:
    clauses = test.clauses
    days = [c for c in clauses if isinstance(c, t.AsOf)]
    once(ctx.state, [("as of", c.span) for c in days], "the test")
    params = settings(ctx, (c for c in clauses if isinstance(c, t.With)), path)
    given = [fact for c in clauses if isinstance(c, t.Given) for fact in c.facts]
    model = facts(ctx, given, path, params.values)
    asked = [c for c in clauses if isinstance(c, t.Expect)]
    answers = [expected(ctx, known, c, path, params.values) for c in asked]
    return Case(
        test.name.value,
        model,
        params.forms,
        days[0].date.ordinal if days else None,
        tuple(a for a in answers if a is not None),
        test,
    )


def _complete(ctx: Context, case: Case, reason: str | None) -> None:
    """Report what a test lacks: anything expected, and a day where the policy depends on it."""
    span = case.test.name.span
    if not any(isinstance(c, t.Expect) for c in case.test.clauses):
        hint = "add for example `expect accept`, or `expect reject by …`"
        ctx.state.report("misplaced-clause", "the test expects nothing", span, hint=hint)
    if reason is not None and case.as_of is None:
        ctx.state.report(
            "misplaced-clause",
            f"the test does not say `as of` which day, and the policy {reason}",
            span,
            hint="add for example `as of 2026-11-22`",
        )


def _rests_on_the_day(ctx: Context, main: Module) -> str | None:
    """Why the outcome of this policy may differ from day to day; None if it does not."""
    items = [item for module in main.line() for item in module.file.items]
    header = [c for item in items if isinstance(item, t.Policy) for c in item.clauses]
    if any(isinstance(c, t.Effective) for c in header):
        return "is in effect only on certain days"
    if any(isinstance(c, t.Stale) for c in header):
        return "lets facts grow `stale`"
    if any(isinstance(item, t.Waiver) for item in items):
        return "has a waiver"
    return "uses the day of the decision" if "today" in ctx.state.root.by_id else None
