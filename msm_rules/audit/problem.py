"""What stops work on a log, a key or an envelope."""

from __future__ import annotations


class AuditError(Exception):
    """A file cannot be read, written or believed; the text says which file, and why."""
