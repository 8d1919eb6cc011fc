"""The figures that sources printed of a benchmark, read back from the evidence of its score.

Owns scale (fraction or percent), and how finely a figure is printed. A fact's value may be an
interval around the figure; lints need the figure itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from msm_rules.diagnostics.cells import visible
from msm_rules.facts import Evidence, ModelFacts, split_key, strongest
from msm_rules.frozen import record
from msm_rules.sources.normalise.metrics import PROPORTION, metric

GROUPS = frozenset(
    ("mmlu", "mmlu-pro", "mmlu-redux", "bbh", "musr", "math", "math-lvl-5", "gpqa", "mgsm", "mteb")
)
"""Benchmarks made of parts: some harnesses print the mean of the parts, which is no share of the
items (lm-evaluation-harness before 0.4.3 did so for MMLU)."""

ABOVE_CHANCE = "accuracy is "
"""How normalisers begin the note of a figure that had guessing taken off it."""

SCORES = 'benchmarks["'
MOST_ITEMS = 10**12
"""No benchmark has more; figures beyond are no counts of items."""
_NEAR = 1e-9
_FARTHEST = 30
"""Powers of ten beyond which a number is no score."""


@record
class Printed:
    """One figure of one source. `figure`, `step` (its last digit) and `stderr` are in the source's
    scale: `scale` 1 for fractions, 100 for percent."""

    key: str
    row: Evidence
    figure: float
    step: float
    scale: int

    @property
    def fraction(self) -> float:
        """The score from 0 to 1."""
        return self.figure / self.scale

    @property
    def name(self) -> str:
        """The benchmark without its setting: `mmlu` of `benchmarks["mmlu/5-shot"]`."""
        return str(split_key(self.key)[1]).partition("/")[0]

    @property
    def n(self) -> int | None:
        """How many items were asked, where the evidence says so."""
        n = self.row.record.get("n")
        return n if type(n) is int and 1 < n <= MOST_ITEMS else None

    @property
    def is_share(self) -> bool:
        """Whether it is a whole number of right answers among `n` items."""
        known = metric(str(self.row.record.get("metric")))
        return known is not None and known.kind == PROPORTION and self.name not in GROUPS

    @property
    def shown(self) -> str:
        """The figure as it was printed: `57.1 %`, `0.571`."""
        return f"{self.figure:.10g} %" if self.scale == 100 else f"{self.figure:.10g}"

    @property
    def said_by(self) -> str:
        """Who printed it, for messages."""
        return visible(self.row.source or self.row.by or "a source")


def percent(fraction: float) -> str:
    """A fraction as people read it: `57.1 %`."""
    return f"{fraction * 100:.4g} %"


def points(difference: float) -> str:
    """How far two scores are apart, in points of percent."""
    return f"{difference * 100:.3g} points"


def printed(facts: ModelFacts) -> Iterator[Printed]:
    """The figures behind every score whose evidence has them; a figure that the source printed in
    a scale of its own (above chance, say) is left out."""
    for key in scored(facts):
        yield from figures_of(facts, key)


def scored(facts: ModelFacts) -> Iterator[str]:
    """The keys of scores that have evidence."""
    return (key for key in facts.evidence if key.startswith(SCORES))


def figures_of(facts: ModelFacts, key: str) -> Iterator[Printed]:
    """The figures behind one score."""
    best = strongest(facts, key)[0]
    for row in facts.evidence.get(key, ()):
        if (read := number(row.raw)) is None or _above_chance(row):
            continue
        figure, step = read
        scale = _scale(facts.values.get(key), figure, sure=row.method == best)
        if scale is not None:
            yield Printed(key, row, figure, step, scale)


def _above_chance(row: Evidence) -> bool:
    """Whether the source prints how far above guessing a score is, as normalisers note it."""
    note = row.record.get("note")
    return isinstance(note, str) and note.startswith(ABOVE_CHANCE)


def number(raw: object) -> tuple[float, float] | None:
    """A printed number and the worth of its last digit; None for what is none.

    A number that is no text any more has lost the zeros at its end, so that the last digit left
    may be worth more than the one that was printed.
    """
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return None
    try:
        exact = Decimal(str(raw).strip().removesuffix("%").strip())
    except InvalidOperation:
        return None
    if not exact.is_finite() or abs(exact.adjusted()) > _FARTHEST:
        return None
    exponent = exact.as_tuple().exponent
    if raw == int(exact) and not isinstance(raw, str):
        exponent = 0
    return float(exact), float(Decimal(1).scaleb(min(int(exponent), 0)))


def _scale(value: object, figure: float, *, sure: bool) -> int | None:
    """Whether a figure is a fraction or percent. What the value rests on must lie within it."""
    if not 0 <= figure <= 100:
        return None
    if not sure or not isinstance(value, tuple):
        return 1 if figure <= 1 else 100
    lo, hi = value
    if figure <= 1 and lo - _NEAR <= figure <= hi + _NEAR:
        return 1
    return 100 if lo - _NEAR <= figure / 100 <= hi + _NEAR else None
