"""What is odd about many results, told in few findings.

Owns the gathering: one finding for each file and message, with the first subjects by name and the
others by number, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msm_rules.diagnostics.cells import visible
from msm_rules.sources.findings import Finding
from msm_rules.sources.normalise.score import Oddity

SHOWN = 5
"""How many subjects of one finding are named."""


class Together:
    """Oddities as they come; holds a few names and a number for each message."""

    def __init__(self) -> None:
        self._named: dict[tuple[str, str], list[str]] = {}
        self._others: dict[tuple[str, str], int] = {}

    def add(self, where: str, odd: Iterable[Oddity]) -> None:
        """Adds what is odd about one place."""
        for each in odd:
            key = where, each.message
            names = self._named.setdefault(key, [])
            if each.subject in names:
                continue
            if len(names) < SHOWN:
                names.append(each.subject)
            else:
                self._others[key] = self._others.get(key, 0) + 1

    def findings(self) -> Iterator[Finding]:
        """One finding for each place and message, in the order in which they came."""
        for (where, message), names in self._named.items():
            shown = ", ".join(visible(name) for name in names)
            others = self._others.get((where, message), 0)
            more = f" and {others:,} more" if others else ""
            yield Finding(where, f"{shown}{more}: {message}" if shown else message)
