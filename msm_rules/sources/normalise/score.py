"""One result of one model on one benchmark, as a source prints it, whatever its format.

Owns the record that every format is read into, and how a printed number becomes a fraction.
"""

from __future__ import annotations

from collections.abc import Mapping

from msm_rules.frozen import field, record
from msm_rules.sources.normalise.claims import Json


@record
class Scale:
    """What a printed number runs from and to: 0 and 1 (a fraction), 0 and 100 (percent), ..."""

    lo: float
    hi: float

    def fraction(self, printed: float) -> float:
        """A printed number as a fraction, to twelve decimals."""
        return round((printed - self.lo) / (self.hi - self.lo), 12) + 0.0  # no minus zero


FRACTION, PERCENT = Scale(0.0, 1.0), Scale(0.0, 100.0)


@record
class Score:
    """A result as printed.

    `benchmark` and `metric` are the source's words (`metric` None: it does not say); `printed` is
    on `scale`, and None as scale means that it is no share of anything; `share` says that the
    source states its scale, so that a metric nobody knows is a share all the same.  `n` is the
    number of questions, `stderr` the standard error and `interval` a 95 % interval, on the same
    scale.
    `proportion` says whether it is a share of n right answers; None leaves that to the metric.
    `chance` is what guessing gets, where the number printed is the share above it.  `apart` keeps
    a result away from the benchmark's name: it stands under its setting alone.
    """

    benchmark: str
    metric: str | None
    printed: float
    locator: str
    scale: Scale | None = FRACTION
    share: bool = False
    n: int | None = None
    stderr: float | None = None
    interval: tuple[float, float] | None = None
    proportion: bool | None = None
    shots: int | None = None
    setting: str = ""
    apart: bool = False
    chance: float | None = None
    lower_is_better: bool | None = None
    method: str = "declared"
    harness: str | None = None
    said: Mapping[str, Json] = field(default_factory=dict)
    """Further fields of its evidence: harness_version, reporter, date, note, revision, sha256."""


@record
class Oddity:
    """Something about results that is told to people: the message is the same for many subjects
    (benchmarks, metrics, columns), which are then told together."""

    subject: str
    message: str
