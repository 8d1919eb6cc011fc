"""Who signed the statement that a proof was found in, as reports state it.

Owns the wording. Envelopes are opened, and signatures checked, by whoever reads the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msm_rules.diagnostics.cells import visible
from msm_rules.frozen import record
from msm_rules.report.known import shortened
from msm_rules.report.words import both

_MOST = 5
"""Ids of keys that are named; an envelope may have any number."""


@record
class Signature:
    """The ids of keys that an envelope names; `keys` are the files with the keys that signed it, of
    those that were given; `problem` says why none of those given did. `lacking` is what a call asks
    for with a key, and a proof has not: it came in no signed statement."""

    key_ids: tuple[str, ...]
    keys: tuple[str, ...] = ()
    problem: str = ""
    lacking: bool = False

    @property
    def words(self) -> str:
        """Who signed it and whether that was checked, in a sentence without a period."""
        if self.lacking:
            return "It is not signed, though a key was given"
        if self.problem:
            return f"It is NOT signed with a key that was given: {self.problem}; {self._named}"
        if self.keys:
            key = "key" if len(self.keys) == 1 else "keys"
            return f"✓ It is signed with the {key} in {both(self.keys)}; {self._named}"
        return f"It came in a signed statement, and the signature was not checked; {self._named}"

    @property
    def short(self) -> str:
        """The same in a few words."""
        if self.lacking:
            return "not signed"
        if self.problem:
            return "NOT signed with a key that was given"
        return "signed" if self.keys else "signed, which was not checked"

    @property
    def _named(self) -> str:
        """The ids as the envelope has them, for which nothing vouches."""
        shown = [shortened(visible(id), 80) for id in self.key_ids[:_MOST]]
        more = len(self.key_ids) - len(shown)
        if not shown:
            return "the statement names no key"
        return f"key id {', '.join(shown)}" + (f" and {more:,} more" if more else "")


@record
class Enclosed:
    """A proof document that was found in a signed statement."""

    document: Mapping[str, Any]
    signature: Signature


def key_ids(envelope: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of keys that an envelope names, each once; it may be anything."""
    held = envelope.get("signatures")
    rows: list[Any] = held if isinstance(held, list) else []
    found = [row.get("keyid") for row in rows if isinstance(row, Mapping)]
    return tuple(dict.fromkeys(id for id in found if isinstance(id, str) and id))
