"""A model on a page of many: its sheet, its place, and whether its proof holds.

Owns the anchors of models and what stands beside their names.
"""

from __future__ import annotations

from msm_rules.frozen import record
from msm_rules.report.checking import Checking
from msm_rules.report.in_log import Sought
from msm_rules.report.log_words import LogNote
from msm_rules.report.outline import Outline
from msm_rules.report.sheet import Sheet, sheet
from msm_rules.report.signature import Signature
from msm_rules.report.withholding import Redaction
from msm_rules.screening import Placed, Row, Screening


@record
class Panel:
    """A model in full. `policy` is the number of its policy on the page, `beside` a few words after
    its name, `tie` the place it cannot be told from; what stands below `checking` belongs to
    proofs."""

    anchor: str
    sheet: Sheet
    policy: int
    beside: str = ""
    rank: str = ""
    tie: str = ""
    beyond: bool = False
    file: str = ""
    checking: Checking | None = None
    digest: str = ""
    redaction: Redaction | None = None
    signature: Signature | None = None
    log: LogNote | None = None
    sought: Sought | None = None


def placed_panel(screening: Screening, row: Row, placed: Placed | None, found: Outline) -> Panel:
    """The panel of a model of a screening; a rejected one has no place."""
    told = sheet(screening.decision(row).subject(), found, full=False)
    anchor = f"m{row.position}"
    if placed is None or not screening.graph.rank:
        return Panel(anchor, told, found.number)
    tie = str(placed.rank + 1) if row.verdict == "accept" and not placed.separable else ""
    return Panel(anchor, told, found.number, "", str(placed.rank), tie, not placed.top)
