"""What the columns of a leaderboard mean: the shapes that a mapping file is read into.

Owns the shapes alone; how they are read stands in `mapping_form`.
"""

from __future__ import annotations

from msm_rules.frozen import field, record
from msm_rules.sources.normalise.score import FRACTION, Scale


@record
class Column:
    """What one column of scores means; see the fields of `Score`.  `n`, `stderr` and `shots` are
    numbers or names of columns."""

    column: str
    benchmark: str
    metric: str | None = None
    scale: Scale | None = FRACTION
    setting: str = ""
    apart: bool = False
    above_chance: float | None = None
    n: int | str | None = None
    stderr: str | None = None
    shots: int | str | None = None
    lower_is_better: bool | None = None
    note: str | None = None


@record
class Where:
    """What holds only for rows whose `column` contains a text: other shots, another method."""

    column: str
    contains: str
    shots: int | None
    method: str | None


@record
class Table:
    """A leaderboard as a table: its id column, its columns of scores, and how cells are written."""

    name: str
    id: str
    columns: tuple[Column, ...]
    any_id: bool = False
    method: str = "declared"
    reporter: str | None = None
    harness: str | None = None
    day: str | None = None
    own: bool = False
    delimiter: str | None = None
    decimal: str = "."
    comment: str | None = None
    missing: frozenset[str] = frozenset(("", "-", "n/a", "na", "nan", "null", "none"))
    header: frozenset[str] = frozenset()
    where: tuple[Where, ...] = field(default_factory=tuple)
