"""The option `--bom`: accepted models as a bill of materials, written once all are decided.

Owns when there is something to write. What a bill holds stands in `report.bom`, which loads only
where one is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msm_rules.cli import console
from msm_rules.cli.output import check_place, writing

if TYPE_CHECKING:
    from msm_rules.cli.proving import Kept
    from msm_rules.decide.decision import Decision


class Billing:
    """The accepted models of a call, each once. Raises Refusal where no file can be written."""

    def __init__(self, path: str | None) -> None:
        if path is not None:
            check_place(path)
        self.path = path
        self.components: dict[str, Any] = {}
        self.last: Decision | None = None

    def add(self, decision: Decision, kept: Kept) -> None:
        """Take a decision; only accepted models belong into a bill."""
        if self.path is None or decision.verdict.value != "accept":
            return
        from msm_rules.report.bom import decided_component

        folded = decision.facts.id.casefold()
        self.components.setdefault(folded, decided_component(decision, *kept))
        self.last = decision

    def write(self) -> None:
        """Write the bill, whole; none where no model was accepted."""
        if self.path is None:
            return
        if self.last is None:
            console.note("no model is accepted, so no bill of materials is written")
            return
        from pathlib import Path

        from msm_rules.report.bom import bom_text
        from msm_rules.report.whole_file import write_whole

        with writing(self.path):
            write_whole(Path(self.path), bom_text(self.components.values(), self.last))
