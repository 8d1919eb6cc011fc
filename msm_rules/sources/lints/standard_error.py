"""A standard error that does not fit its score and n.

The standard error of a mean of n scores from 0 to 1 with the mean p is at most
sqrt(p (1 - p) / (n - 1)), and is just that where every score is 0 or 1. Where it is not, it may
have been copied from another score, or belong to another n.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import sqrt

from msm_rules.sources.lints.printed import Printed, number, printed
from msm_rules.sources.lints.subject import Found, Subject

_LOOSE = 0.01
"""Harnesses divide by n or by n - 1; more than so much beside both is another number."""
_SAME = 0.005
"""How near, for its size, an error must be to that of another score to fit it."""


def standard_error(subject: Subject) -> Iterator[Found]:
    """Every standard error that is too large for any scores, or too small for shares."""
    everything = tuple(printed(subject.facts))
    for each in everything:
        stated = number(each.row.record.get("stderr"))
        if stated is not None and each.n is not None and each.fraction <= 1:
            stderr, step = stated[0] / each.scale, stated[1] / each.scale
            if word := _wrong(each, each.n, stderr, step):
                yield _found(each, each.n, stderr, word, everything)


def _wrong(each: Printed, n: int, stderr: float, step: float) -> str | None:
    """`larger` or `smaller` than it can be, a rounded score and error allowed for."""
    half = each.step / each.scale / 2
    around = [min(max(each.fraction + d, 0.0), 1.0) for d in (-half, 0.0, half)]
    if around[0] < 0.5 < around[2]:
        around.append(0.5)
    most = max(_expected(p, n - 1) for p in around)
    least = min(_expected(p, n) for p in around)
    if stderr > most * (1 + _LOOSE) + step:
        return "larger"
    if each.is_share and stderr < least * (1 - _LOOSE) - step:
        return "smaller"
    return None


def _expected(p: float, n: int) -> float:
    return sqrt(p * (1 - p) / n)


def _found(each: Printed, n: int, stderr: float, word: str, others: Sequence[Printed]) -> Found:
    p, expected = each.fraction, _expected(each.fraction, n - 1)
    message = (
        f"{each.said_by} prints the standard error {stderr:.4g}, {word} than it can be: "
        f"sqrt({p:.4g} × {1 - p:.4g} / {n - 1:,}) = {expected:.4g}{_fits(each, n, stderr, others)}"
    )
    figures = {"score": p, "n": n, "stderr": stderr, "expected": expected}
    return Found(each.key, message, figures)


def _fits(each: Printed, n: int, stderr: float, others: Sequence[Printed]) -> str:
    """What it would fit instead: another score of the model, or another n."""
    for other in others:
        theirs = _expected(other.fraction, (other.n or n) - 1)
        if other.row != each.row and abs(theirs - stderr) <= _SAME * stderr:
            return f"; it would fit {other.shown} of {other.key}"
    if stderr > 0 and 0 < each.fraction < 1:
        items = each.fraction * (1 - each.fraction) / (stderr * stderr)
        return f"; it would fit {max(items, 1):,.0f} items"
    return ""
