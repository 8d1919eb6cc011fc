"""Entries to log, and a log with some of them."""

from __future__ import annotations

from pathlib import Path

from msm_rules.audit.entry import Decided, Entry, Resolved
from msm_rules.audit.log import Log

PROOF, GRAPH = "ab" * 32, "cd" * 32
TIME = "2026-11-22T09:00:00.000+00:00"


def decided(model: str = "a/b", verdict: str = "review") -> Decided:
    """A decision on a model; its proof is not looked at."""
    return Decided(
        time=TIME,
        proof=PROOF,
        graph=GRAPH,
        policy="assistant",
        version="1.2.0",
        model=model,
        revision=None,
        verdict=verdict,
        determined=verdict != "review",
        as_of="2026-11-22",
        system="ward 7",
    )


RESOLVED = Resolved(TIME, PROOF, "accept", "Dr. Sørensen", "read the card", "2027-06-30")


def log_of(path: Path, *entries: Entry) -> str:
    """The path of a log with these entries."""
    with Log(str(path)) as log:
        for entry in entries:
            log.append(entry)
    return str(path)
