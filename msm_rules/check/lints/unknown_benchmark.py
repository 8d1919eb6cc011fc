"""Benchmarks that no table of names knows."""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.check.lints.linted import Linted
from msm_rules.diagnostics import Diagnostic, nearest
from msm_rules.facts.benchmarks import benchmark_names
from msm_rules.graph.nodes import FactRef
from msm_rules.source import Span
from msm_rules.syntax import tree as t


def lint(linted: Linted) -> Iterator[Diagnostic]:
    """`unknown-benchmark`, each name once: where a rule asks for it, else where a test gives it."""
    known = benchmark_names()
    first: dict[str, Span] = {}
    for name, span in (*_asked(linted), *_given(linted)):
        first.setdefault(name, span)
    for name, span in first.items():
        bare = name.split("/", 1)[0]
        canonical = known.get(bare.casefold())
        if canonical == bare:
            continue
        near = (canonical,) if canonical else tuple(known[n] for n in nearest(bare, known))
        yield Diagnostic(
            "unknown-benchmark",
            f"the benchmark `{bare}` goes by another name here"
            if canonical
            else f"no table knows a benchmark called `{bare}`",
            span,
            f'did you mean "{near[0]}{name[len(bare) :]}"?' if near else "",
            hint=None if near else "models have results for it only if your own sources do",
        )


def _asked(linted: Linted) -> Iterator[tuple[str, Span]]:
    for node in linted.ctx.state.root.nodes:
        ref = node.const
        if isinstance(ref, FactRef) and ref.path == "benchmarks" and ref.key and node.span:
            yield ref.key, node.span


def _given(linted: Linted) -> Iterator[tuple[str, Span]]:
    for item in linted.main.file.items:
        for clause in item.clauses if isinstance(item, t.Test) else ():
            for given in clause.facts if isinstance(clause, t.Given) else ():
                if given.fact.path == "benchmarks" and given.fact.key is not None:
                    yield given.fact.key.value, given.fact.key.span
