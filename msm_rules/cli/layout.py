"""How lines are laid out on a terminal: text that hangs under its own beginning."""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.diagnostics.cells import cells, wrapped


def hanging(lead: str, text: str, width: int) -> Iterator[str]:
    """The text behind a lead, in lines of at most `width` columns, wrapped under itself."""
    first, *rest = wrapped(text, width - cells(lead))
    yield (lead + first).rstrip()
    for line in rest:
        yield " " * cells(lead) + line
