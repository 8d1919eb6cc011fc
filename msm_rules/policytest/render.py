"""Outcomes of tests and their coverage as text for people.

Prints nothing; whether colour is wanted is the caller's to know. Every outcome has a sign and a
word, so that colour carries nothing by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msm_rules.diagnostics.cells import cells, visible, wrapped
from msm_rules.policytest.coverage import Coverage, Covered
from msm_rules.policytest.outcome import Failure, Outcome

_GREEN, _RED, _BOLD, _RESET = "\x1b[32m", "\x1b[1;31m", "\x1b[1m", "\x1b[0m"
_INDENT = 4
_ONLY = {"waiver": "never used"}


def render_text(outcomes: Sequence[Outcome], *, colour: bool = False, width: int = 100) -> str:
    """One line a test, below it what did not come as expected, and the count; no final line end."""
    lines = [line for o in outcomes for line in _outcome(o, colour, max(width, 40))]
    return "\n".join([*lines, "", summary(outcomes)] if lines else [summary(outcomes)])


def summary(outcomes: Iterable[Outcome]) -> str:
    """The closing sentence: `3 tests, 1 failed`."""
    passed = [o.passed for o in outcomes]
    if not passed:
        return "no tests"
    count = f"{len(passed)} test{'' if len(passed) == 1 else 's'}"
    failed = passed.count(False)
    return f"{count}, {failed} failed" if failed else f"{count}, all passed"


def _outcome(outcome: Outcome, colour: bool, width: int) -> Iterator[str]:
    sign = _painted("✓", _GREEN, colour) if outcome.passed else _painted("✗ failed", _RED, colour)
    yield f"{sign}  {visible(outcome.name)}"
    for failure in outcome.failures:
        yield from _failure(failure, colour, width)


def _failure(failure: Failure, colour: bool, width: int) -> Iterator[str]:
    span, indent = failure.span, " " * _INDENT
    for line in wrapped(visible(failure.message), width - _INDENT):
        yield indent + _painted(line, _BOLD, colour)
    text = visible(" ".join(span.text.split()))
    yield f"{indent}{visible(span.file)}:{span.line}:{span.column}  {text}"


def render_coverage(coverage: Coverage, *, colour: bool = False) -> str:
    """What no test has shown, one line a rule, waiver or obligation; no final line end."""
    open_ = [p for p in coverage.parts if p.never]
    closing = f"tests have shown {coverage.seen} of {coverage.possible} ways to come out"
    if not open_:
        return closing
    labels = [f"{p.kind} {visible(p.name)}" for p in open_]
    wide = max(map(cells, labels))
    rows = [
        f"  {label}{' ' * (wide - cells(label))}  {_never(part)}"
        for label, part in zip(labels, open_, strict=True)
    ]
    return "\n".join([_painted("What no test has shown", _BOLD, colour), *rows, "", closing])


def _never(part: Covered) -> str:
    return _ONLY.get(part.kind) or ", ".join(f"never {way}" for way in part.never)


def _painted(text: str, style: str, colour: bool) -> str:
    return f"{style}{text}{_RESET}" if colour else text
