"""The page of several decisions: whether their proofs hold, and a panel for each model."""

from __future__ import annotations

from msm_rules.report.collection import Collection
from msm_rules.report.few import room_for
from msm_rules.report.page import rendered
from msm_rules.report.words import holding_words


def collection_page(
    found: Collection, title: str, command: str, *, side_by_side: bool = False
) -> str:
    """The text of the page. `command` is the command line that makes it again; `side_by_side`
    opens with the first two models next to each other."""
    return rendered(
        "collection.html",
        c=found,
        title=title,
        answer=holding_words(found.total, found.holding, len(found.failing), len(found.unread)),
        outlines=found.outlines,
        most=room_for(found.panels),
        command=command,
        side_by_side=side_by_side,
    )
