"""The one exception of the parser, which never leaves this package: a part that cannot be read."""

from __future__ import annotations

from msm_rules.diagnostics import Diagnostic, Label
from msm_rules.source import Span


class Unreadable(Exception):
    """Ends the reading of one part of a file; carries what is to be said about it."""

    def __init__(
        self, message: str, span: Span, hint: str | None = None, others: tuple[Label, ...] = ()
    ) -> None:
        super().__init__(message)
        self.diagnostic = Diagnostic("syntax", message, span, others=others, hint=hint)
