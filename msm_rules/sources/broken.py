"""What is wrong with a catalogue: as a whole, or with one record of it.

Owns the two ways to say so. A record that cannot be read is a `Problem` among the records, so that
it never loses the others; a file of which nothing can be read is a `CatalogueError`.
"""

from __future__ import annotations

from pathlib import Path

from msm_rules.diagnostics.cells import visible
from msm_rules.facts import Problem


class CatalogueError(Exception):
    """A catalogue of which nothing can be read: where, why, and what to do about it."""

    def __init__(self, name: str, reason: str, hint: str | None = None) -> None:
        self.name, self.reason, self.hint = name, reason, hint
        super().__init__(f"`{visible(name)}` {reason}")


class BadRecord(Exception):
    """One record that cannot be read; the text says why, for people."""


def unreadable(record: str, reason: object) -> tuple[str, Problem]:
    """A record that cannot be read, as it stands among the records."""
    return record, Problem(visible(record), "", str(reason))


def refused(path: str | Path, error: OSError | ValueError) -> CatalogueError:
    """A file or folder that the system does not let us read."""
    if isinstance(error, FileNotFoundError):
        return CatalogueError(str(path), "does not exist", "name a file or folder that does")
    reason = getattr(error, "strerror", None) or str(error)
    return CatalogueError(str(path), f"cannot be read: {visible(reason.lower())}")
