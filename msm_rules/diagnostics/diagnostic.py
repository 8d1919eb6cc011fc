"""The diagnostic: a name from the table, where, what, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable

from msm_rules.diagnostics.table import DIAGNOSTICS, Severity
from msm_rules.frozen import record
from msm_rules.source import Span


@record
class Label:
    """A place and what is to be said of it (`this is bytes`)."""

    span: Span
    text: str


@record
class Diagnostic:
    """One finding in a policy text.

    `span` is where the caret stands and `label` what is written beside it; `others` are further
    places that matter (what the other side is, where the first definition stands).
    """

    name: str
    message: str
    span: Span
    label: str = ""
    others: tuple[Label, ...] = ()
    hint: str | None = None

    def __post_init__(self) -> None:
        if self.name not in DIAGNOSTICS:
            raise KeyError(self.name)  # a bug here: every diagnostic has its row in the table

    @property
    def severity(self) -> Severity:
        """`"error"` or `"warning"`, from the table."""
        return DIAGNOSTICS[self.name].severity


def in_order(diagnostics: Iterable[Diagnostic], files: Iterable[str]) -> tuple[Diagnostic, ...]:
    """Diagnostics in the order of `files` (as first referred to) and of position, each once."""
    rank = {name: i for i, name in enumerate(files)}
    unique = dict.fromkeys(diagnostics)
    return tuple(
        sorted(unique, key=lambda d: (rank.get(d.span.file, len(rank)), d.span.start, d.span.end))
    )
