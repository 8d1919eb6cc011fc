"""The long explanation of each diagnostic, a Markdown file of its name, for `msm explain-error`.

In each file the first ```msm block gives exactly that diagnostic and the second does not. A
block marked `file=PATH` is a further file of the block above it; `decide` says that only a
decision finds it; `as_of=DATE` is the day. Tests run every one of them.
"""

from __future__ import annotations

from msm_rules import shipped
from msm_rules.diagnostics.table import DIAGNOSTICS


def explain(name: str) -> str | None:
    """The explanation of a diagnostic as Markdown; None if there is no diagnostic of that name."""
    if name not in DIAGNOSTICS:
        return None
    return shipped.data(__name__, f"{name}.md").decode()
