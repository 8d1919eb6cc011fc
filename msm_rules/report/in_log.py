"""What a decision log says of proofs, as reports hold it: entries, and how reviews were ended.

Owns which end of a review counts. Reading a log is `log_lookup`'s, the words stand in `log_words`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Literal

from msm_rules.frozen import record

Standing = Literal["holds", "over", "later"]


@record
class Logged:
    """An entry by which a decision was logged; `says` is what it says of it: model, revision,
    verdict, whether that was determined, and the day."""

    number: int
    time: str
    digest: str
    says: tuple[object, ...]


@record
class Ended:
    """An entry by which a person ended a review. `standing` is whether their term holds on the day
    of the report, is over, or had not begun."""

    number: int
    time: str
    digest: str
    verdict: str
    by: str
    because: str
    until: str
    standing: Standing


@record
class LogState:
    """A log as a whole: its name, the day of the report, how many entries it has with the digest of
    the last, and what is wrong with it, in words; of more problems `more` are not written out."""

    name: str
    day: str
    entries: int
    digest: str
    problems: tuple[str, ...]
    more: int

    @property
    def sound(self) -> bool:
        """Whether it is as it was logged."""
        return not self.problems


@record
class InLog:
    """What a log says of one proof: the entries that logged it and those that ended its review, in
    their order; `earlier` are not told. Where there are none, it is not in the log."""

    state: LogState
    logged: tuple[Logged, ...] = ()
    endings: tuple[Ended, ...] = ()
    earlier: int = 0

    @property
    def last(self) -> Ended | None:
        """The end that counts: people change their minds, and the log keeps what they said."""
        return self.endings[-1] if self.endings else None

    @property
    def decided(self) -> Ended | None:
        """The end of the review that holds on the day of the report, by a log that is sound."""
        last = self.last
        return last if last and last.standing == "holds" and self.state.sound else None


@record
class LogRead:
    """What a log says of the proofs that were looked up in it."""

    state: LogState
    found: Mapping[str, InLog]

    def of(self, digest: str) -> InLog:
        """What it says of a proof."""
        return self.found.get(digest) or InLog(self.state)


LookUp = Callable[[Collection[str]], LogRead]
"""Looks proofs up, by their digests, in the log that a call names."""
