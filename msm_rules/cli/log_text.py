"""Logs in words: the lines of an entry, and of what looking through a log found."""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.audit.chain import Head, Verification
from msm_rules.audit.entry import Decided, Entry, Resolved
from msm_rules.cli.layout import hanging
from msm_rules.diagnostics.cells import visible

_CLOCKS = "that the times are right: they are of the clocks of those who logged"

_MOST = 10
"""How many problems are written out; the first is where to look."""
_SHORT = 12
"""Characters of a digest that are shown; `msm log resolve` takes them for it."""


def entry_lines(number: int, entry: Entry, model: str, width: int) -> Iterator[str]:
    """An entry in a sentence, under its number and the second it was logged at (UTC)."""
    lead = f"{number:>5}  {visible(entry.time[:19])}Z  "
    words = _decided(entry) if isinstance(entry, Decided) else _resolved(entry, model)
    yield from hanging(lead, visible(f"{words} · proof {entry.proof[:_SHORT]}"), width)


def _decided(entry: Decided) -> str:
    word = entry.verdict if entry.determined else f"{entry.verdict} (too little is known)"
    revision = f" @ {entry.revision[:_SHORT]}" if entry.revision else ""
    rest = [f"{entry.policy} {entry.version}", f"as of {entry.as_of}"]
    rest += [f"for {entry.system}"] if entry.system else []
    rest += [f"ref {entry.reference}"] if entry.reference else []
    return f"{entry.model}{revision}: {word} · {' · '.join(rest)}"


def _resolved(entry: Resolved, model: str) -> str:
    said = f"{entry.verdict}, decided by a person: {entry.by}, until {entry.until}"
    return f"{model or 'a decision not in this log'}: {said}, because {entry.because}"


def verification_lines(
    found: Verification, name: str, kept: Head | None, width: int
) -> Iterator[str]:
    """Whether a log is sound, where it is not, and what could not be shown."""
    count = f"{found.head.entries:,} {'entry' if found.head.entries == 1 else 'entries'}"
    if found.ok:
        fits = f", and fits the checkpoint of {kept.entries:,}" if kept else ""
        yield f"✓ {name} is as it was logged: {count}{fits}"
        yield f"  the last has the digest {visible(found.head.digest)}"
    else:
        yield f"✗ {name} is not as it was logged"
    for problem in found.problems[:_MOST]:
        where = "the file" if problem.number is None else f"entry {problem.number}"
        yield from hanging("  ✗ ", f"{where}: {problem.message}", width)
    if len(found.problems) > _MOST:
        yield f"  and {len(found.problems) - _MOST:,} more"
    yield "  Not shown"
    for one in not_shown(kept):
        yield from hanging("    · ", one, width)


def not_shown(kept: Head | None) -> tuple[str, ...]:
    """What looking through a log leaves open, against a checkpoint too."""
    what = f"what was logged after entry {kept.entries:,}" if kept and kept.entries else "the end"
    which = "a later checkpoint" if kept else "a checkpoint"
    return f"that {what} is all there, and not written anew: only {which} can show that", _CLOCKS
