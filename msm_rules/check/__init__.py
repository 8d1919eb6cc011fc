"""Checking: from the files of a policy to its graph, and everything that is wrong with it.

`check_policy` is the stage. It reads no file and no clock: texts come from a finder, the day is an
argument. All diagnostics are returned at once, in the order of files and positions.
"""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.check import header as heads
from msm_rules.check.cases import Case, cases
from msm_rules.check.context import Context, State
from msm_rules.check.expressions import elaborate
from msm_rules.check.lints import LINTS, Linted
from msm_rules.check.params import param_node
from msm_rules.check.prune import prune
from msm_rules.check.rules import rule_nodes
from msm_rules.check.scope import Finder, Library, Module, inherited_clashes
from msm_rules.check.tiers import Layered, layer
from msm_rules.check.unused import check_unused
from msm_rules.check.verdict import Verdict, rank_keys, verdict_nodes
from msm_rules.check.waivers import obligations, waivers
from msm_rules.diagnostics import Diagnostic, in_order
from msm_rules.facts.vocabulary import Vocabulary, builtin
from msm_rules.frozen import record
from msm_rules.graph.nodes import Graph, Obligation, Param, Rule, Waiver
from msm_rules.source import Source, Span
from msm_rules.syntax import tree as t

__all__ = ["Case", "Checked", "Finder", "check_library", "check_policy"]


@record
class Checked:
    """What checking found: the graph and the tests if there is no error, and all diagnostics."""

    graph: Graph | None
    cases: tuple[Case, ...]
    vocabulary: Vocabulary
    diagnostics: tuple[Diagnostic, ...]
    sources: tuple[Source, ...]

    @property
    def ok(self) -> bool:
        """Whether there is no error; warnings do not count."""
        return self.graph is not None


def check_policy(source: Source, find: Finder, today: int | None = None) -> Checked:
    """Check a policy and everything it refers to; `today` (a day ordinal) is for the lints."""
    try:
        return _check_policy(source, find, today)
    except RecursionError:
        return _too_deep(source)


def check_library(source: Source, find: Finder) -> Checked:
    """Check a file without a `policy` block by itself: every name, type and range in it."""
    try:
        return _check_library(source, find)
    except RecursionError:
        return _too_deep(source)


def _too_deep(source: Source) -> Checked:
    """What is read by recursion, a line of lets or files each resting on the next, has an end."""
    problem = Diagnostic(
        "syntax",
        "the lets, functions or files of this policy rest on each other in too long a line",
        Span(source, 0, len(source.line(1))),
        hint="let more of them rest on facts and params directly",
    )
    return Checked(None, (), builtin(), (problem,), (source,))


def _check_policy(source: Source, find: Finder, today: int | None) -> Checked:
    library, state, modules = _load(source, find)
    main = modules[0]
    policy = main.policy
    if policy is None:
        _not_a_policy(state, main)
        return _done(library, state, None, (), modules)
    ctx = Context(state, main, state.root)
    head = heads.header(state, policy)
    periods, stale_after = heads.periods(state, main), heads.stale_after(state, main)
    layered, rules, lifted, due, verdict = _elaborate(ctx, main)
    keys, top = rank_keys(ctx, layered)
    params = tuple(_params(ctx, modules))
    checked_cases = cases(ctx, main, rules, due)
    check_unused(ctx, modules)
    graph = None
    if verdict is not None and not _errors(library, state):
        graph = Graph(
            head,
            tuple(state.root.nodes),
            params,
            rules,
            verdict.tiers,
            lifted,
            due,
            keys,
            top,
            verdict.critical,
            verdict.soft,
            verdict.score,
            verdict.accept,
            verdict.review,
            verdict.verdict,
            verdict.valid_for,
            periods,
            stale_after,
            tuple(m.source for m in modules),
        )
    linted = Linted(ctx, main, modules, layered, rules, lifted, graph, today)
    for lint in LINTS:
        state.diagnostics.extend(lint(linted))
    return _done(library, state, prune(graph) if graph else None, checked_cases, modules)


def _check_library(source: Source, find: Finder) -> Checked:
    library, state, modules = _load(source, find)
    ctx = Context(state, modules[0], state.root)
    list(_params(ctx, modules))
    check_unused(ctx, modules)
    return _done(library, state, None, (), modules)


def _load(source: Source, find: Finder) -> tuple[Library, State, list[Module]]:
    library = Library(find)
    main = library.load(source)
    modules = list(library.modules.values())
    state = State(main, builtin(), elaborate)
    for module in modules:
        heads.misplaced_items(state, module)
    state.diagnostics.extend(inherited_clashes(main))
    heads.extend_vocabulary(state, modules)
    heads.settings(state, main)
    return library, state, modules


_Parts = tuple[
    Layered, tuple[Rule, ...], tuple[Waiver, ...], tuple[Obligation, ...], Verdict | None
]


def _elaborate(ctx: Context, main: Module) -> _Parts:
    state = ctx.state
    layered = layer(state, main)
    state.tiers_written = frozenset({"critical", *layered.weights}) | (
        {"score"} if set(layered.weights) - {"critical"} else set()
    )
    found = [rule_nodes(ctx.at(module=p.module), p) for p in layered.rules]
    written = {p.rule.name.name: p.rule for p in layered.rules if p.tier == "critical"}
    good = tuple(r for r in found if r is not None)
    rules, lifted = waivers(ctx, main, good, written)
    due = obligations(ctx, main)
    return layered, rules, lifted, due, verdict_nodes(ctx, layered, rules)


def _params(ctx: Context, modules: list[Module]) -> Iterator[Param]:
    """Every param of every file, used or not."""
    for module in modules:
        for item in module.file.items:
            if isinstance(item, t.Param) and module.symbols.get(item.name.name) is item:
                param_node(ctx.at(module=module), module, item)
                row = ctx.state.param_rows.get((module.source.name, item.name.name))
                if row is not None:
                    yield row


def _not_a_policy(state: State, main: Module) -> None:
    if not any(isinstance(i, t.Broken) for i in main.file.items):
        start = main.source.text[:1]
        state.report(
            "misplaced-clause",
            "this file has no `policy` block, so there is nothing to decide with",
            Span(main.source, 0, len(start)),
            hint='a policy starts with `policy NAME { version "1.0.0" }`',
        )


def _errors(library: Library, state: State) -> bool:
    return any(d.severity == "error" for d in (*library.diagnostics, *state.diagnostics))


def _done(
    library: Library,
    state: State,
    graph: Graph | None,
    found: tuple[Case, ...],
    modules: list[Module],
) -> Checked:
    everything = in_order(
        (*library.diagnostics, *state.diagnostics), [m.source.name for m in modules]
    )
    sources = tuple(m.source for m in modules)
    return Checked(graph, found, state.vocabulary, everything, sources)
